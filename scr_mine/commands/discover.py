"""Candidates for new themes: `discover`."""

from __future__ import annotations

from pathlib import Path

import click

from scr_mine.commands.counting import TABLE_OUT, conditions, write_tables
from scr_mine.commands.shared import TAGGED, THEMES, codebook_of


@click.command()
@TAGGED
@click.option("--most", type=click.IntRange(1), default=20, show_default=True, help="Candidates.")
@click.option("--seed", default=1, show_default=True, help="Of the grouping.")
@click.option("--where", multiple=True, metavar="FIELD=VALUE", help="Only reviews with it.")
@TABLE_OUT
@THEMES
def discover(
    tagged: tuple[Path, ...],
    most: int,
    seed: int,
    where: tuple[str, ...],
    form: str | None,
    output: Path | None,
    themes_file: Path | None,
) -> None:
    """Look in TAGGED lessons that carry no theme for what may be a new one.

    Nothing is added to the codebook: a person reads the candidates and decides.

    \b
    Example:
      scr-mine discover out --format md -o candidates.md
    """
    from scr_mine.commands.counting import Counting
    from scr_mine.discover.candidates import candidates
    from scr_mine.tabulate.rule import Rule

    counting = Counting(where=conditions(where), once="everywhere", rule=Rule())
    kept = counting.passages(tagged, codebook_of(themes_file))
    made = candidates(
        kept.passages, repeats=kept.repeats, selection=kept.selection, most=most, seed=seed
    )
    write_tables([made], form, output)
