"""The first page: which rows of the tables are named there, and in what order."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from scr_mine.facts import Cell, Row, Table
from scr_mine.records import Review
from scr_mine.report.formats.shown import figure
from scr_mine.study import Study

#: So many themes are named on the first page.
NAMED = 8
#: The column of recommendations that no telling phrase gives a kind, and its name there.
OTHER, UNTOLD = "other", "Other: no telling phrase"
#: What a sentence says that tells how well kinds of remedy are told.
TOLD = "told rightly"
UNSTATED = "of no stated scope"
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
    counts = Counter(review.scope or UNSTATED for review in reviews)
    return spoken(sorted(counts.items(), key=lambda pair: (pair[0] == UNSTATED, pair[0])))


def years(reviews: Iterable[Review]) -> str:
    """The span of years, or that none is known."""
    known = sorted(review.year for review in reviews if review.year)
    if not known:
        return "no year known"
    return str(known[0]) if known[0] == known[-1] else f"{known[0]} to {known[-1]}"


def foremost(study: Study, view: str) -> Table | None:
    """The table of the themes found in most reviews, leaving out what the model does badly.

    Of themes in as many reviews, the one that stands first in the codebook comes first.
    """
    table = study.tables.get(view)
    if table is None:
        return None
    kept = tuple(replace(row, group="") for row in _ranked(study, table)[:NAMED])
    columns = {column.id: column for column in table.columns}
    return replace(table, rows=kept, columns=(columns["reviews"], columns["verdict"]), footer=())


def as_many(study: Study, view: str) -> int:
    """How many more themes are in as many reviews as the last one that `foremost` names."""
    table = study.tables.get(view)
    ranked = _ranked(study, table) if table else []
    return sum(_number(row) == _number(ranked[NAMED - 1]) for row in ranked[NAMED:])


def withheld(study: Study, view: str) -> int:
    """Of how many themes, that could otherwise be named, the count is withheld."""
    table = study.tables.get(view)
    rows = table.rows if table else ()
    return sum(figure(row.cells["reviews"]) is None for row in rows if not unsure(row))


def _ranked(study: Study, table: Table) -> list[Row]:
    at = {theme: place for place, theme in enumerate(study.codebook.theme_ids)}
    rows = [row for row in table.rows if not unsure(row) and _number(row)]
    return sorted(rows, key=lambda row: (-_number(row), at.get(row.id, len(at))))


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
    """What recommendations ask for on whatever theme, most reviews first.

    What is withheld comes after what is known, and what has no kind comes last.
    """
    table = study.tables.get("recommendations-by-remedy")
    row = next((row for row in table.rows if row.id == "any"), None) if table else None
    if table is None or row is None:
        return None
    first, *columns = table.columns
    made = [
        Row(
            id=column.id,
            label=UNTOLD if column.id == OTHER else column.label,
            cells={first.id: row.cells[column.id]},
        )
        for column in columns
    ]
    made.sort(key=lambda line: (line.id == OTHER, *_falling(line.cells[first.id])))
    found = any(figure(line.cells[first.id]) != 0 for line in made)
    return replace(
        table,
        head="Kind of remedy",
        rows=tuple(made) if found else (),
        columns=(replace(first, label="Reviews"),),
        footer=(),
    )


def how_told(study: Study, name: str) -> str:
    """How often the kind of remedy, or who is asked, is told rightly; empty if that is not said."""
    table = study.tables.get(name)
    return next((line for line in table.footer if TOLD in line), "") if table else ""


def _falling(cell: Cell) -> tuple[bool, float]:
    value = figure(cell)
    return value is None, -float(value or 0)


def _number(row: Row) -> float:
    value = figure(row.cells["reviews"])
    return float(value) if isinstance(value, (int, float)) else 0.0
