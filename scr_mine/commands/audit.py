"""How wrong the marks are: `audit sample` to have passages checked, `audit apply` to use that."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scr_mine.commands.counting import (
    FIELDS,
    TABLE_OUT,
    VIEW,
    conditions,
    reader,
    write_tables,
)
from scr_mine.commands.shared import TAGGED, THEMES, codebook_of
from scr_mine.errors import InputError, UsageError

if TYPE_CHECKING:
    from scr_mine.audit.sample import Needed
    from scr_mine.facts import Table

#: So many passages are drawn where neither a number nor a half width is asked for.
DRAWN = 200
SIDE = ".audit.json"
SHEETS = (".xlsx", ".csv", ".jsonl")


@click.group()
def audit() -> None:
    """Have a sample of marks checked by a person, and correct the rates by it."""


@audit.command()
@TAGGED
@click.option(
    "-n", "number", type=click.IntRange(1), help=f"Passages to draw; {DRAWN} if not given."
)
@click.option(
    "--half-width",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Say how many are needed for intervals so wide either way, as 0.05; draw them without -n.",
)
@click.option(
    "--by", type=click.Choice(FIELDS), default="scope", show_default=True, help="Groups to compare."
)
@click.option("--seed", default=1, show_default=True, help="Another seed draws other passages.")
@click.option(
    "--where",
    multiple=True,
    metavar="FIELD=VALUE",
    help=f"Only reviews with it ({', '.join(FIELDS)}, review); again for more.",
)
@click.option(
    "--once",
    type=click.Choice(["everywhere", "within", "never"]),
    default="everywhere",
    show_default=True,
    help="Draw from passages that repeat no other: over all reviews, within each, or from all.",
)
@VIEW
@click.option(
    "--blind", is_flag=True, help="Leave the model's marks out, so as not to lead anyone."
)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help="The sheet to fill in: .xlsx, .csv or .jsonl.",
)
@THEMES
def sample(
    tagged: tuple[Path, ...],
    number: int | None,
    half_width: float | None,
    by: str,
    seed: int,
    where: tuple[str, ...],
    once: str,
    view: Any,
    blind: bool,
    output: Path,
    themes_file: Path | None,
) -> None:
    """Draw passages of TAGGED files for a person to check.

    Every passage has a known chance of being drawn; the chances go to a file beside the sheet,
    which `audit apply` needs.

    \b
    Examples:
      scr-mine audit sample out -n 200 --by scope -o check.csv
      scr-mine audit sample out --half-width 0.05 -o check.csv
    """
    from scr_mine import exchange, store
    from scr_mine.audit import design, gather
    from scr_mine.audit import sample as sampling
    from scr_mine.records import VIEW_ROLES
    from scr_mine.tabulate.rows import themes_of

    if output.suffix.lower() not in SHEETS:
        raise UsageError(f"{output}: name a sheet that ends in {', '.join(SHEETS)}.")
    codebook = codebook_of(themes_file)
    read = reader(tagged, codebook)
    chosen = conditions(where)
    found = gather.gathered(read, codebook, where=chosen, once=once).population
    if half_width:
        wanted = sampling.needed(
            found,
            half_width=half_width,
            by=by,
            roles=VIEW_ROLES[view],
            themes=[theme.id for theme in themes_of(codebook, view)],
        )
        most = _say_needed(wanted, found.size)
        number = number or most
    drawn = sampling.draw(found, n=number or DRAWN, by=by, roles=VIEW_ROLES[view], seed=seed)
    made = design.design(
        found, drawn, codebook, seed=seed, by=by, where=chosen, once=once, when=_now()
    )
    picked = design.in_order(made, read())
    form = exchange.format_of(output.name, None)
    store.write_bytes(output, exchange.export(form, picked, codebook, blind=blind))
    side = output.with_suffix(SIDE)
    store.write_text(side, store.dumps(design.as_plain(made)) + "\n")
    click.echo(
        f"{output}: {len(picked)} passages of {found.size} to check. How they were drawn is in "
        f"{side}; keep it for `audit apply`, or for --design of `report`.",
        err=True,
    )


@audit.command()
@TAGGED
@click.option(
    "--design",
    "side",
    required=True,
    type=click.Path(path_type=Path),
    help="The .audit.json that `audit sample` wrote.",
)
@click.option(
    "--labels",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    help="What people said (labels.jsonl of `labels import`); again for more.",
)
@click.option("--by", type=click.Choice(FIELDS), help="Groups; those of the sample if not given.")
@click.option(
    "--history",
    type=click.Path(path_type=Path),
    help="Add the correction rate to this file (JSON Lines), and show it over time.",
)
@VIEW
@click.option(
    "--support",
    type=click.IntRange(1),
    default=2,
    show_default=True,
    help="As marked: a theme is present in a review on so many passages,",
)
@click.option(
    "--share",
    type=click.FloatRange(0, 1),
    default=0.03,
    show_default=True,
    help="... and on this share of its counted passages,",
)
@click.option(
    "--strength",
    type=click.FloatRange(0, 1),
    default=0.6,
    show_default=True,
    help="... or on one of which the model is so sure (0 to 1).",
)
@TABLE_OUT
@THEMES
def apply(
    tagged: tuple[Path, ...],
    side: Path,
    labels: tuple[Path, ...],
    by: str | None,
    history: Path | None,
    view: Any,
    support: int,
    share: float,
    strength: float,
    form: str | None,
    output: Path | None,
    themes_file: Path | None,
) -> None:
    """Correct the rates of themes by a checked sample, with intervals, beside the plain ones.

    \b
    Example:
      scr-mine audit apply out --design check.audit.json --labels labels.jsonl --by scope
    """
    from scr_mine import store
    from scr_mine.audit import correction
    from scr_mine.audit.checks import checks
    from scr_mine.tabulate.rule import Rule

    codebook = codebook_of(themes_file)
    rule = Rule(support=support, share=share, strength=strength)
    made = checks(reader(tagged, codebook), codebook, side, labels, rule=rule)
    tables: list[Table] = [*made.tables(view, by=by), made.rate(by=by)]
    if history:
        before = list(store.read_lines(history)) if history.is_file() else []
        entry = correction.entry(made.gathered, made.checked, made.design, when=_now())
        after = correction.added(before, entry)
        tables.append(correction.over_time(after, history.name))
        store.write_lines(history, after)
    if made.checked.strange:
        click.echo(
            f"Left aside: {made.checked.strange} labelled passages not of this sample.", err=True
        )
    write_tables(tables, form, output, codebook)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _say_needed(wanted: Needed, size: int) -> int:
    """Say how many passages the half width needs; the number that serves all themes it can."""
    numbers = sorted(n for n in wanted.passages.values() if n is not None)
    points = f"{100 * wanted.half_width:g} points either way"
    never = [theme for theme, n in wanted.passages.items() if n is None]
    if not numbers:
        raise InputError(
            f"No number of checked passages gives rates to within {points}: the reviews differ too "
            "much among themselves. Ask for a wider interval, or add reviews."
        )
    half, most = numbers[(len(numbers) - 1) // 2], min(numbers[-1], size)
    click.echo(
        f"To within {points} in every group: about {half} passages for half of the themes and "
        f"{most} for all"
        + (f" but {', '.join(never)}, whose reviews differ too much." if never else "."),
        err=True,
    )
    return most
