"""Themes by groups of reviews in one table, and themes by review as a list."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from scr_mine.facts import Cell, Column, Row, Table
from scr_mine.report.formats.shown import figure, of_one_review
from scr_mine.report.workbook.lists import Head, Line
from scr_mine.study import Study

#: What the columns are, in the order in which they stand.
GROUPS = ("scope", "period", "kind", "nation", "board", "role")
LONG_HEADS = (
    Head(words="Family", width=20),
    Head(words="Theme", width=42),
    Head(words="Review", width=44),
    Head(words="Passages", width=11, form="0"),
    Head(words="Present", width=11),
    Head(words="Strongest mark", width=12, form="0.00"),
)
TRUTH = {True: "yes", False: "no", None: None}


def by_groups(study: Study, view: str) -> tuple[Table, dict[str, str]] | None:
    """Verdict, all reviews, then a column for each group; and the words over its columns."""
    names = [(f"{view}-by-{by}", by) for by in GROUPS if f"{view}-by-{by}" in study.tables]
    whole = study.tables.get(view)
    if whole is None or not names:
        return None
    columns = [column for column in whole.columns if not of_one_review(column)]
    cells = {row.id: {c.id: row.cells[c.id] for c in columns} for row in whole.rows}
    over: dict[str, str] = {}
    for name, by in names:
        table = study.tables[name]
        added = [_named(column, by) for column in _groups(table)]
        over.update({column.id: f"By {by}" for column in added})
        columns += added
        for row in table.rows:
            for column in _groups(table):
                cells[row.id][_named(column, by).id] = row.cells[column.id]
    made = replace(
        whole,
        id=f"{view}-by-group",
        columns=tuple(columns),
        rows=tuple(replace(row, cells=cells[row.id]) for row in whole.rows),
        footer=_footer(whole, {by: study.tables[name] for name, by in names}),
    )
    return made, over


def _footer(whole: Table, found: Mapping[str, Table]) -> tuple[str, ...]:
    """What is said below all of the tables, then what is said below one, with which it is."""
    said = {line for table in found.values() for line in table.footer}
    common = [line for line in whole.footer if line in said]
    own = [
        f"By {by}: {line}"
        for by, table in found.items()
        for line in table.footer
        if line not in common
    ]
    return (*common, *own)


def reviews_beside(table: Table) -> int:
    """How many columns of a table are a single review."""
    return sum(map(of_one_review, table.columns))


def long(table: Table) -> Iterator[Line]:
    """A line for each theme and review with passages on it."""
    for row in table.rows:
        for column in table.columns:
            if of_one_review(column) and figure(row.cells[column.id]):
                yield _line(row, column, row.cells[column.id])


def _line(row: Row, column: Column, cell: Cell) -> Line:
    strongest = None if cell.strongest is None else float(cell.strongest)
    return (row.group, row.label, column.label, figure(cell), TRUTH[cell.present], strongest)


def _groups(table: Table) -> Iterator[Column]:
    return (column for column in table.columns if column.id not in ("verdict", "reviews"))


def _named(column: Column, by: str) -> Column:
    return replace(column, id=f"{by}:{column.id}")
