"""The report people open, made again from tagged passages: `report`."""

from __future__ import annotations

from pathlib import Path

import click

from scr_mine.commands.checks import CHECKS, Asked
from scr_mine.commands.counting import COUNTING, Counting
from scr_mine.commands.printing import PRINTING, Printing, warn
from scr_mine.commands.remarks import say_rest_is_whole
from scr_mine.commands.shared import TAGGED, THEMES, codebook_of
from scr_mine.errors import UsageError


@click.command()
@TAGGED
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help="A file that ends in .html (page), .xlsx (workbook) or .docx (board paper).",
)
@PRINTING
@COUNTING
@CHECKS
@THEMES
def report(
    tagged: tuple[Path, ...],
    output: Path,
    printing: Printing,
    counting: Counting,
    asked: Asked,
    themes_file: Path | None,
) -> None:
    """Write the report of TAGGED files or output folders: a page, a workbook or a board paper.

    \b
    Examples:
      scr-mine report out -o report.html
      scr-mine report out --where scope=local --least 3 -o local.xlsx
      scr-mine report out --template board.dotx -o paper.docx
    """
    from scr_mine import store
    from scr_mine.report import guard, outputs

    suffix = outputs.suffix_of(output.name)
    if asked.design and printing.least > 1:
        raise UsageError(
            "--least withholds small counts, which corrected rates could give away; leave out "
            "--least, or --design and --labels."
        )
    codebook = codebook_of(themes_file)
    study = counting.study(tagged, codebook)
    checked = asked.checks(tagged, codebook, counting)
    if checked:
        study = checked.added(study)
    study = guard.printed(study, quotes=printing.quotes, least=printing.least)
    store.write_bytes(output, outputs.render(study, suffix, template=printing.template))
    # The paper quotes no passage in which the guard suspects anything.
    listed = () if suffix == "docx" else guard.warnings(study)
    if listed:
        where = output.with_name(f"{output.name}.check.md")
        store.write_text(where, guard.as_markdown(listed))
        warn(len(listed), where)
    if printing.least:
        say_rest_is_whole(tagged, str(output))
