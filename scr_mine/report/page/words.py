"""The first page: which rows of the tables are named there, and in what order."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from scr_mine.facts import Row, Table
from scr_mine.records import Review
from scr_mine.report.formats.shown import figure
from scr_mine.study import Study

#: So many themes, differences or remedies are named on the first page.
NAMED = 8
#: Verdicts with which a count is not put before a reader who may look at nothing else.
UNSURE = ("not to be automated", "too little evidence")
#: At this level a comparison says that two groups differ.
ALPHA = 0.05


def spoken(counts: Iterable[tuple[str, int]]) -> str:
    """`38 local and 18 national`."""
    parts = [f"{number} {name}" for name, number in counts]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def scopes(reviews: Iterable[Review]) -> str:
    """How many reviews of each scope, in words."""
    counts = Counter(review.scope or "of no stated scope" for review in reviews)
    return spoken(sorted(counts.items()))


def years(reviews: Iterable[Review]) -> str:
    """The span of years, or that none is known."""
    known = sorted(review.year for review in reviews if review.year)
    if not known:
        return "no year known"
    return str(known[0]) if known[0] == known[-1] else f"{known[0]} to {known[-1]}"


def foremost(study: Study, view: str) -> Table | None:
    """The table of the themes found in most reviews, leaving out what the model does badly."""
    table = study.tables.get(view)
    if table is None:
        return None
    rows = [row for row in table.rows if not unsure(row) and _number(row)]
    rows.sort(key=_number, reverse=True)
    kept = tuple(replace(row, group="") for row in rows[:NAMED])
    columns = {column.id: column for column in table.columns}
    return replace(table, rows=kept, columns=(columns["reviews"], columns["verdict"]), footer=())


def unsure(row: Row) -> bool:
    """Whether the model's verdict forbids to count the theme."""
    verdict = row.cells.get("verdict")
    return verdict is not None and verdict.value in UNSURE


def left_out(study: Study, view: str) -> list[str]:
    """Themes that are not named, since the model is not good enough at them."""
    table = study.tables.get(view)
    return [row.label for row in table.rows if unsure(row)] if table else []


def differing(study: Study, view: str) -> list[Row] | None:
    """The rows whose groups are said to differ; None where nothing was compared."""
    table = study.tables.get(f"{view}-compared-by-scope")
    if table is None or "p-corrected" not in {column.id for column in table.columns}:
        return None
    values = [(row, figure(row.cells["p-corrected"])) for row in table.rows]
    if all(value is None for _, value in values):
        return None
    return [row for row, value in values if isinstance(value, (int, float)) and value < ALPHA]


def remedies(study: Study) -> Table | None:
    """What recommendations ask for on whatever theme, most reviews first."""
    table = study.tables.get("recommendations-by-remedy")
    row = next((row for row in table.rows if row.id == "any"), None) if table else None
    if table is None or row is None:
        return None
    first, *columns = table.columns
    rows = [
        Row(id=column.id, label=column.label, cells={first.id: row.cells[column.id]})
        for column in columns
        if column.id != "other" and figure(row.cells[column.id])
    ]
    rows.sort(key=lambda made: -float(figure(made.cells[first.id]) or 0))
    return replace(
        table, head="Kind of remedy", rows=tuple(rows[:NAMED]), columns=(first,), footer=()
    )


def _number(row: Row) -> float:
    value = figure(row.cells["reviews"])
    return float(value) if isinstance(value, (int, float)) else 0.0
