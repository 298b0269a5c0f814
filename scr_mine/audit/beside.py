"""What checks by people make of a theme, in words, beside the plain figures of any table of themes.

A plain figure counts reviews in which the model saw a theme; the corrected one is a share of
passages, which can be estimated well. Both stand side by side and are not put into one column.
"""

from collections.abc import Mapping
from dataclasses import replace

from scr_mine.audit.corrected import ALL, APART
from scr_mine.audit.withheld import FEW, FEW_REVIEWS, WIDE
from scr_mine.facts import Cell, Column, Row, Table

COLUMN = "checked"
HEAD = "Share of passages, corrected by checks"
_WHY = {
    FEW: "too few checked to say",
    FEW_REVIEWS: "too few reviews to say",
    WIDE: "too wide a range to say",
}
NOTE = (
    f"{HEAD}: people checked a sample of the marks; see the table of corrected rates for the "
    "sample, the ranges (95 %) and what was marked. Counts of reviews are as marked."
)


def beside(table: Table, shares: Table) -> Table:
    """The table with a column of words on each theme that `shares`, a corrected table, has too.

    Of groups the column names those that are columns of the table, or else all reviews together.
    """
    groups = _groups(table, shares)
    told = {row.id: Cell(value=_words(row.cells, groups)) for row in shares.rows}
    nothing = Cell(value="")
    rows = tuple(
        replace(row, cells={**row.cells, COLUMN: told.get(row.id, nothing)}) for row in table.rows
    )
    column = Column(id=COLUMN, label=HEAD, measure="words")
    return replace(table, columns=(*table.columns, column), rows=rows, footer=(*table.footer, NOTE))


def difference(row: Row) -> str:
    """What the corrected rates of two groups say of how far apart they are; empty without it."""
    low, high = (row.cells.get(column) for column in APART[1:])
    if low is None or high is None or low.value is None or high.value is None:
        return ""
    ends = f"{_points(low)} to {_points(high)} points"
    if float(low.value) <= 0 <= float(high.value):
        return f"no clear difference ({ends})"
    return f"a clear difference ({ends})"


def _groups(table: Table, shares: Table) -> list[str]:
    suffix = "-marked"
    known = [c.id.removesuffix(suffix) for c in shares.columns if c.id.endswith(suffix)]
    shown = {column.id for column in table.columns}
    return [name for name in known if name in shown] or [ALL if ALL in known else known[0]]


def _words(cells: Mapping[str, Cell], groups: list[str]) -> str:
    shares = [_share(cells, name) for name in groups]
    if len(set(shares)) == 1 and shares[0] in _WHY.values():
        return shares[0]
    named = len(groups) > 1
    said = [f"{n} {s}" if named else s for n, s in zip(groups, shares, strict=True)]
    apart = ""
    if len(groups) == 2:
        apart = difference(Row(id="", label="", cells=dict(cells)))
    return "; ".join([*said, *([apart] if apart else [])])


def _share(cells: Mapping[str, Cell], name: str) -> str:
    value, low, high = (cells[f"{name}{part}"] for part in ("", "-from", "-to"))
    if value.value is None:
        return _WHY[value.note]
    marked = _percent(cells[f"{name}-marked"])
    return f"{_percent(value)}% ({_percent(low)} to {_percent(high)}%), marked {marked}%"


def _percent(cell: Cell) -> str:
    return f"{100 * float(cell.value or 0):.0f}"


def _points(cell: Cell) -> str:
    return f"{100 * float(cell.value or 0):.0f}".replace("-", "−")
