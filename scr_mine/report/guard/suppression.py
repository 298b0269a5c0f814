"""Small numbers withheld: counts of a few reviews, and whatever would give such a count away."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from scr_mine.facts import Cell, Column, Row, Table
from scr_mine.records import TaggedPassage, View
from scr_mine.report.guard.covering import ALL, ANY, withheld
from scr_mine.report.guard.disclosure import TOTAL, Shown, may_be_shown
from scr_mine.study import Study

VIEWS: tuple[View, ...] = ("lessons", "features")
ROLE = "recommendation"
ASKED = ("recommendations-by-remedy", "recommendations-by-agency")
BESIDE = "features-beside-published"
#: The figures of ours in the table of published ones.
OURS = (TOTAL, "low", "high")

PAIRS = "Left out: small counts could be worked out from the totals of themes and other pairs."
ONE = "Left out: it says what is in a single review."
SMALL_GROUPS = "Left out: a small count could be worked out, or every group has too few reviews."
UNKNOWN = "Left out: small counts are not withheld from tables of this kind."

_Test = Callable[[str, Column], bool]


def note(least: int) -> str:
    """What stands in place of a withheld count, the same for a small one and for its cover."""
    return f"withheld: fewer than {least} here or beside it"


def suppressed(study: Study, least: int) -> Study:
    """The study without counts of reviews from 1 to below `least`, nor what they follow from.

    Columns of fewer reviews than that are left out, and so are tables of one review and of pairs.
    Passages keep their text but lose their themes, as anyone could count these. Applied to a study
    that is so treated already, or with a `least` below 2, it changes nothing in the tables.
    """
    if least < 2 or study.least >= least:
        return replace(study, least=max(study.least, least))
    views = {view: may_be_shown(study, view, least) for view in VIEWS if view in study.tables}
    tables: dict[str, Table] = {}
    missing = dict(study.missing)
    asked = _asked(study.tables, least)
    for name, table in study.tables.items():
        made = _made(table, study, views, asked, least)
        if isinstance(made, str):
            missing[name] = made
        else:
            tables[name] = made
    none = any((ANY, ALL) in asked[name] for name in ASKED if name in asked)
    sizes = {
        review: {role: size for role, size in roles.items() if not none or role != ROLE}
        for review, roles in study.sizes.items()
    }
    return replace(
        study,
        tables=tables,
        missing=missing,
        passages=partial(_unmarked, study.passages, asked=not none),
        sizes=sizes,
        least=least,
    )


def _unmarked(
    passages: Callable[[], Iterator[TaggedPassage]], *, asked: bool
) -> Iterator[TaggedPassage]:
    """The passages without their themes; recommendations are among them if `asked`."""
    for p in passages():
        if asked or p.role != ROLE:
            yield replace(p, themes=(), probabilities={}, evidence=())


def _made(
    table: Table,
    study: Study,
    views: Mapping[View, Shown],
    asked: Mapping[str, frozenset[tuple[str, str]]],
    least: int,
) -> Table | str:
    """The table as it may be shown, or why it is left out."""
    if table.id == "repeats":
        return table
    if table.id in asked:
        hidden = asked[table.id]
        return _with(table, least, lambda row, column: (row, column.id) in hidden)
    view = next((view for view in views if table.id.startswith(view)), None)
    if view is None:
        return UNKNOWN
    kind, shown = table.id.removeprefix(view), views[view]
    if kind == "":
        # The total stays, even of a single review: all its counts are withheld.
        kept = _of_groups(table, 2, always=TOTAL)
        return _with(kept, least, lambda row, _: row in shown.closed)
    if kind == "-by-role":
        hidden = withheld(table, least, whole=TOTAL)
        return _with(table, least, lambda row, c: row in shown.closed or (row, c.id) in hidden)
    if field := re.fullmatch("-(by|compared-by)-(.+)", kind):
        return _grouped(table, shown, field[2], least, compared=field[1] != "by")
    if table.id == BESIDE:
        return _beside(table, study.tables[view], shown, least)
    return ONE if kind.startswith("-of-") else PAIRS if kind in _PAIRED else UNKNOWN


_PAIRED = ("-together", "-pairs")


def _grouped(table: Table, shown: Shown, field: str, least: int, *, compared: bool) -> Table | str:
    if field not in shown.rows or field in shown.out:
        return SMALL_GROUPS
    rows, closed = shown.rows[field], shown.closed
    if compared:
        small = any(c.measure == "reviews" and (c.n or 0) < least for c in table.columns)
        return SMALL_GROUPS if small else _with(table, least, lambda row, _: row not in rows)
    every = {c.id: c.n for c in table.columns}.get(TOTAL) == sum(
        c.n or 0 for c in table.columns if c.measure == "reviews" and c.id != TOTAL
    )

    def hidden(row: str, column: Column) -> bool:
        # A total over some reviews only, as of those with a year, is shown with its row.
        keep = column.id == TOTAL and field != "year" and every
        return row in closed or (row not in rows and not keep)

    return _with(_of_groups(table, least), least, hidden)


def _beside(table: Table, whole: Table, shown: Shown, least: int) -> Table:
    totals = {row.id: int(row.cells[TOTAL].value or 0) for row in whole.rows}
    hidden = set()
    for row in table.rows:
        theme, count = row.id.partition("/")[0], int(row.cells[TOTAL].value or 0)
        rest = totals.get(theme, count) - count
        if theme in shown.closed or 0 < count < least or 0 < rest < least or table.n < least:
            hidden.add(row.id)
    return _with(table, least, lambda row, c: row in hidden and c.id in OURS)


def _asked(tables: Mapping[str, Table], least: int) -> dict[str, frozenset[tuple[str, str]]]:
    """What is withheld of the tables of recommendations, which share a column of totals."""
    hidden: dict[str, frozenset[tuple[str, str]]] = {n: frozenset() for n in ASKED if n in tables}
    before = None
    while before != hidden:
        before = dict(hidden)
        for name in hidden:
            totals = frozenset(p for places in hidden.values() for p in places if p[1] == ALL)
            already = hidden[name] | totals
            hidden[name] = withheld(tables[name], least, whole=ALL, any_row=ANY, already=already)
    return hidden


def _of_groups(table: Table, least: int, *, always: str = "") -> Table:
    """The table without the columns of fewer than so many reviews, which the footer counts."""
    kept = tuple(c for c in table.columns if c.n is None or c.n >= least or c.id == always)
    left_out = len(table.columns) - len(kept)
    noun = "column of fewer" if left_out == 1 else "columns of fewer"
    line = f"Left out: {left_out} {noun} than {least} reviews."
    return replace(table, columns=kept, footer=(*table.footer, line) if left_out else table.footer)


def _with(table: Table, least: int, hidden: _Test) -> Table:
    """The table with these cells withheld, and no list of passages, which could be counted."""
    rows = tuple(
        replace(row, cells={c.id: _cell(row, c, hidden, least) for c in table.columns})
        for row in table.rows
    )
    footer = table.footer
    if any(hidden(ANY, column) for column in table.columns if column.id == ALL):
        footer = tuple(line for line in footer if not line.startswith("Recommendations counted:"))
    said = (
        f"Counts of fewer than {least} reviews are withheld, and other counts from which they "
        "could be worked out. The passages behind the counts are not listed for the same reason."
    )
    return replace(table, rows=rows, footer=(*footer, said))


def _cell(row: Row, column: Column, hidden: _Test, least: int) -> Cell:
    cell = row.cells[column.id]
    if column.id != "verdict" and hidden(row.id, column):
        return Cell(value=None, note=note(least))
    return replace(cell, passages=(), strongest=None)
