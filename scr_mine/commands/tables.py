"""Tables of tagged passages, and the passages behind a number."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from scr_mine.commands.shared import (
    FILE_OUT,
    TAGGED,
    THEMES,
    codebook_of,
    width,
    write,
    write_lines,
)


@click.command()
@TAGGED
@click.option("--view", type=click.Choice(["lessons", "features"]), default="lessons")
@click.option(
    "--by",
    type=click.Choice(["review", "role", "scope", "board", "year", "kind", "nation"]),
    default="review",
    help="What the columns are.",
    show_default=True,
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv", "json", "md"]),
    default="text",
    show_default=True,
)
@FILE_OUT
@THEMES
def table(
    tagged: tuple[Path, ...],
    view: Any,
    by: str,
    form: str,
    output: Path | None,
    themes_file: Path | None,
) -> None:
    """Count themes over reviews in TAGGED files or output folders."""
    from scr_mine import folder, models
    from scr_mine.report import tables
    from scr_mine.tabulate.presence import theme_table

    codebook = codebook_of(themes_file)
    known = folder.verdicts_in(tagged)
    made = theme_table(
        folder.tagged_lines(tagged, sys.stdin.buffer),
        codebook,
        view=view,
        by=by,
        verdicts_of=lambda model: known.get(model) or models.verdicts(model),
    )
    if form == "text":
        write(tables.as_text(made, codebook, width=width()), output)
    else:
        write(tables.WRITERS[form](made, codebook), output)


@click.command()
@TAGGED
@click.option("--theme", "theme_id", help="Only passages with this theme.")
@click.option("--review", "review_id", help="Only passages of this review.")
@click.option("--role", help="Only passages of this role.")
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text")
@FILE_OUT
@THEMES
def passages(
    tagged: tuple[Path, ...],
    theme_id: str | None,
    review_id: str | None,
    role: str | None,
    form: str,
    output: Path | None,
    themes_file: Path | None,
) -> None:
    """Show the passages behind a number, with page and paragraph."""
    from scr_mine import folder
    from scr_mine.report import evidence

    codebook = codebook_of(themes_file)
    if theme_id:
        codebook.theme(theme_id)
    found = evidence.chosen(
        folder.tagged_lines(tagged, sys.stdin.buffer), theme=theme_id, review=review_id, role=role
    )
    if form == "jsonl":
        write_lines(found, output)
    else:
        write("\n".join(map(evidence.as_text, found)), output)
