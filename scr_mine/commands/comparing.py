"""Comparisons: group with group, one review with the others, our reviews with published figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from scr_mine.commands.checks import CHECKS, Asked
from scr_mine.commands.counting import COUNTING, FIELDS, TABLE_OUT, VIEW, Counting, write_tables
from scr_mine.commands.shared import TAGGED, THEMES, codebook_of, told_apart

_SEED = click.option(
    "--seed", default=1, show_default=True, help="Another deals reviews out otherwise."
)


@click.command()
@TAGGED
@click.option(
    "--between", type=click.Choice(FIELDS), default="scope", show_default=True, help="The field."
)
@click.option(
    "--groups",
    help="Its values to compare, with commas; of year also spans, as in 2005-2012,2013-. All of "
    "them if not given.",
)
@click.option(
    "--correction",
    type=click.Choice(["holm", "bh"]),
    default="holm",
    show_default=True,
    help="For looking at many themes: Holm, or Benjamini-Hochberg.",
)
@_SEED
@VIEW
@COUNTING
@CHECKS
@TABLE_OUT
@THEMES
def compare(
    tagged: tuple[Path, ...],
    between: str,
    groups: str | None,
    correction: Any,
    seed: int,
    view: Any,
    counting: Counting,
    asked: Asked,
    form: str | None,
    output: Path | None,
    themes_file: Path | None,
) -> None:
    """Compare groups of reviews theme by theme, local with national if nothing else is said.

    \b
    Examples:
      scr-mine compare out
      scr-mine compare out --between board --groups "Wexmoor LSCB,Kelderby LSCB" --view features
    """
    from scr_mine.tabulate.comparing.compare import compare as compared

    codebook = codebook_of(themes_file)
    names = [name.strip() for name in groups.split(",")] if groups else []
    made = compared(
        counting.counted(tagged, codebook).counts,
        codebook,
        view=view,
        between=between,
        groups=names,
        rule=counting.rule,
        correction=correction,
        seed=seed,
    )
    checked = asked.checks(tagged, codebook, counting)
    tables = checked.beside(made, view=view, by=between) if checked else [made]
    write_tables(tables, form, output, codebook)


@click.command()
@click.argument("review_id")
@TAGGED
@click.option("--against", default="national", show_default=True, help="The group beside it.")
@click.option(
    "--field", type=click.Choice(FIELDS), default="scope", show_default=True, help="Its field."
)
@VIEW
@COUNTING
@TABLE_OUT
@THEMES
def picture(
    review_id: str,
    tagged: tuple[Path, ...],
    against: str,
    field: str,
    view: Any,
    counting: Counting,
    form: str | None,
    output: Path | None,
    themes_file: Path | None,
) -> None:
    """Set one review, REVIEW_ID, beside the national ones: what it shares, what is unusual.

    \b
    Example:
      scr-mine picture exbury-child-k-2019 out
    """
    from scr_mine.tabulate.comparing.picture import picture as pictured

    review_id, tagged = told_apart(review_id, tagged, "the review's id", "exbury-child-k-2019")
    codebook = codebook_of(themes_file)
    made = pictured(
        counting.counted(tagged, codebook).counts,
        codebook,
        view=view,
        review_id=review_id,
        against=against,
        field=field,
        rule=counting.rule,
    )
    write_tables([made], form, output, codebook)


@click.command()
@TAGGED
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    help="Further published figures (CSV; docs/published-figures.md).",
)
@click.option("--nation", help="Figures of this nation; that of most reviews if not given.")
@click.option("--population", help="Figures of this population.")
@COUNTING
@TABLE_OUT
@THEMES
def published(
    tagged: tuple[Path, ...],
    baseline: Path | None,
    nation: str | None,
    population: str | None,
    counting: Counting,
    form: str | None,
    output: Path | None,
    themes_file: Path | None,
) -> None:
    """Set published national figures beside the case features of our reviews."""
    from scr_mine.tabulate.national.beside import beside
    from scr_mine.tabulate.national.published import published as figures_of

    codebook = codebook_of(themes_file)
    figures = figures_of(baseline, codebook=codebook)
    made = beside(
        counting.counted(tagged, codebook).counts,
        codebook,
        figures=figures,
        rule=counting.rule,
        nation=nation,
        population=population,
    )
    write_tables([made], form, output, codebook)
