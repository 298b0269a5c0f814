"""Words rather than themes: the passages behind a number, words in context, words that differ."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from scr_mine.commands.counting import FIELDS, TABLE_OUT, form_of, write_tables
from scr_mine.commands.shared import (
    FILE_OUT,
    TAGGED,
    THEMES,
    codebook_of,
    theme_id,
    told_apart,
    write,
    write_lines,
)
from scr_mine.errors import UsageError


@click.command()
@TAGGED
@click.option("--theme", help="Only passages with this theme, given by id or label.")
@click.option("--review", "review_id", help="Only passages of this review.")
@click.option("--role", help="Only passages of this role.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "jsonl"]),
    help="Told by the suffix of -o if not given; text on the terminal. jsonl has every field.",
)
@FILE_OUT
@THEMES
def passages(
    tagged: tuple[Path, ...],
    theme: str | None,
    review_id: str | None,
    role: str | None,
    form: str | None,
    output: Path | None,
    themes_file: Path | None,
) -> None:
    """Show the passages behind a number, with page and paragraph.

    \b
    Examples:
      scr-mine passages out --theme neglect --role finding
      scr-mine passages out --theme neglect -o neglect.jsonl
    """
    from scr_mine import folder
    from scr_mine.report import evidence

    form = form or form_of(output, ["jsonl"])
    codebook = codebook_of(themes_file)
    found = evidence.chosen(
        folder.tagged_lines(tagged, sys.stdin.buffer, changes=codebook.ledger),
        theme=theme_id(theme, codebook) if theme else None,
        review=review_id,
        role=role,
    )
    if form == "jsonl":
        write_lines(found, output)
    else:
        write("\n".join(map(evidence.as_text, found)), output)


@click.command()
@click.argument("phrase")
@TAGGED
@click.option("--role", "roles", multiple=True, help="Only passages of this role; again for more.")
@click.option("--width", default=60, show_default=True, help="Characters on either side.")
@TABLE_OUT
def kwic(
    phrase: str,
    tagged: tuple[Path, ...],
    roles: tuple[str, ...],
    width: int,
    form: str | None,
    output: Path | None,
) -> None:
    """Show every place where PHRASE stands, in its context, with page and paragraph.

    A * at the end of a word stands for any ending: `chronolog*`.

    \b
    Example:
      scr-mine kwic "health visitor" out
    """
    from scr_mine import folder
    from scr_mine.tabulate.wording.concordance import concordance, concordance_table

    phrase, tagged = told_apart(phrase, tagged, "the phrase in quotation marks", '"health visitor"')
    found, wanted = folder.tagged_lines(tagged, sys.stdin.buffer), roles or None
    if form is None and output is None:
        lines = concordance(found, phrase, width=width, roles=wanted)
        write("\n".join(line.as_text(width) for line in lines), None)
    else:
        write_tables([concordance_table(found, phrase, width=width, roles=wanted)], form, output)


@click.command()
@TAGGED
@click.option(
    "--between", type=click.Choice(FIELDS), default="scope", show_default=True, help="The field."
)
@click.option(
    "--groups",
    default="local,national",
    show_default=True,
    help="Two of its values; of year also spans, as in 2005-2012,2013-.",
)
@click.option("--role", "roles", multiple=True, help="Only passages of this role; again for more.")
@click.option("--top", default=40, show_default=True, help="So many words of each group.")
@TABLE_OUT
def words(
    tagged: tuple[Path, ...],
    between: str,
    groups: str,
    roles: tuple[str, ...],
    top: int,
    form: str | None,
    output: Path | None,
) -> None:
    """Show the words and phrases in which two groups of reviews differ."""
    from scr_mine import folder
    from scr_mine.tabulate.wording.keyness import keyness

    names = [name.strip() for name in groups.split(",")]
    if len(names) != 2:
        raise UsageError("--groups names two groups with a comma between, as in local,national.")
    found = folder.tagged_lines(tagged, sys.stdin.buffer)
    made = keyness(
        found, between=between, groups=(names[0], names[1]), roles=roles or None, top=top
    )
    write_tables([made], form, output)
