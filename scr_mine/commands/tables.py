"""Tables of themes: by review and group, together, over the years, in recommendations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from scr_mine.commands.checks import CHECKS, Asked
from scr_mine.commands.counting import (
    COUNTING,
    FIELDS,
    TABLE_OUT,
    VIEW,
    Counting,
    reader,
    write_tables,
)
from scr_mine.commands.shared import TAGGED, THEMES, codebook_of


@click.command()
@TAGGED
@VIEW
@click.option(
    "--by",
    type=click.Choice(["review", "role", *FIELDS]),
    default="review",
    help="What the columns are.",
    show_default=True,
)
@COUNTING
@CHECKS
@TABLE_OUT
@THEMES
def table(
    tagged: tuple[Path, ...],
    view: Any,
    by: str,
    counting: Counting,
    asked: Asked,
    form: str,
    output: Path | None,
    themes_file: Path | None,
) -> None:
    """Count themes over reviews in TAGGED files or output folders.

    \b
    Examples:
      scr-mine table out --view features --by scope
      scr-mine table out --where scope=local --where year=2015-2020 --format xlsx -o local.xlsx
    """
    from scr_mine.tabulate.theme_table import theme_table

    codebook = codebook_of(themes_file)
    found = counting.counted(tagged, codebook)
    verdicts = counting.verdicts(tagged, found)
    made = theme_table(
        found.counts, codebook, view=view, by=by, rule=counting.rule, verdicts=verdicts
    )
    checked = asked.checks(tagged, codebook, counting)
    tables = checked.beside(made, view=view, by=by) if checked else [made]
    write_tables(tables, form, output, codebook)


@click.command()
@TAGGED
@click.option("--pairs", is_flag=True, help="A list of pairs, the closest first, with intervals.")
@VIEW
@COUNTING
@TABLE_OUT
@THEMES
def together(
    tagged: tuple[Path, ...],
    pairs: bool,
    view: Any,
    counting: Counting,
    form: str | None,
    output: Path | None,
    themes_file: Path | None,
) -> None:
    """Show which themes come together in one review."""
    from scr_mine.tabulate import cooccurrence

    codebook = codebook_of(themes_file)
    make = cooccurrence.pairs if pairs else cooccurrence.cooccurrence
    counts = counting.counted(tagged, codebook).counts
    write_tables([make(counts, codebook, view=view, rule=counting.rule)], form, output, codebook)


@click.command()
@TAGGED
@click.option("--step", default=1, show_default=True, help="Years in a column.")
@VIEW
@COUNTING
@TABLE_OUT
@THEMES
def trend(
    tagged: tuple[Path, ...],
    step: int,
    view: Any,
    counting: Counting,
    form: str | None,
    output: Path | None,
    themes_file: Path | None,
) -> None:
    """Count themes over the years, and say where the kinds of review changed."""
    from scr_mine.tabulate.trend import trend as trended

    codebook = codebook_of(themes_file)
    counts = counting.counted(tagged, codebook).counts
    made = trended(
        counts, codebook, view=view, rule=counting.rule, step=step, marked_by=counts.tagged_by
    )
    write_tables([made], form, output, codebook)


@click.command()
@TAGGED
@click.option("--agencies", "by_agency", is_flag=True, help="By who is asked, not by remedy.")
@click.option(
    "--agency-names", type=click.Path(path_type=Path), help="Your own names of agencies (TOML)."
)
@click.option(
    "--remedy-words", type=click.Path(path_type=Path), help="Your own kinds of remedy (TOML)."
)
@COUNTING
@TABLE_OUT
@THEMES
def recommendations(
    tagged: tuple[Path, ...],
    by_agency: bool,
    agency_names: Path | None,
    remedy_words: Path | None,
    counting: Counting,
    form: str | None,
    output: Path | None,
    themes_file: Path | None,
) -> None:
    """Count recommendations by theme, and by the remedy asked for or the agency addressed."""
    from scr_mine.tabulate.asked import addressed
    from scr_mine.tabulate.asked import recommendations as asked

    codebook = codebook_of(themes_file)
    agencies = addressed.load_agencies(agency_names) if agency_names else None
    remedies = addressed.load_remedies(remedy_words) if remedy_words else None
    kept = counting.passages(tagged, codebook)
    if by_agency:
        made = asked.by_agency(
            kept.passages,
            codebook,
            repeats=kept.repeats,
            agencies=agencies,
            selection=kept.selection,
        )
    else:
        made = asked.recommendations(
            kept.passages,
            codebook,
            repeats=kept.repeats,
            agencies=agencies,
            remedies=remedies,
            selection=kept.selection,
        )
    write_tables([made], form, output, codebook)


@click.command()
@TAGGED
@TABLE_OUT
@THEMES
def repeats(
    tagged: tuple[Path, ...], form: str | None, output: Path | None, themes_file: Path | None
) -> None:
    """List the passages that repeat another, within a review or from one to another."""
    from scr_mine import counting
    from scr_mine.tabulate.once.repeats import as_table

    codebook = codebook_of(themes_file)
    found = counting.counted(reader(tagged, codebook)(), codebook)
    made = as_table(found.repeats, found.counts.reviews, found.same_reports)
    write_tables([made], form, output)
