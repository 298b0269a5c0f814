"""Local reviews beside national ones: what is drawn of a comparison, and what is only said."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Literal

from markupsafe import Markup

from scr_mine.facts import Row, Table
from scr_mine.records import PERCENT_FROM
from scr_mine.report.formats.html import escaped
from scr_mine.report.formats.shown import figure, shown
from scr_mine.report.page import charts
from scr_mine.report.page.tables import Drawing, Look
from scr_mine.study import Study

#: Of a comparison nothing is drawn, or the shares, or these and their differences.
Drawn = Literal["nothing", "shares", "differences"]

BESIDE = "features-beside-published"
DIFFERENCE, WORDS, CHECKED = "difference", "words", "checked"
#: Columns of published figures that say where they are from, for which paper has no room.
SOURCES = ("population", "seen", "url")

#: By theme, what was published of it: the share, and its words.
Published = Mapping[str, Sequence[tuple[float, str]]]


def drawn(table: Table) -> Drawn:
    """What may be drawn: where groups are too small for percentages, nothing of that kind.

    Shares take two groups, and a difference is not always made of them.
    """
    groups = [column for column in table.columns if column.measure == "reviews"]
    if len(groups) != 2 or any((column.n or 0) < PERCENT_FROM for column in groups):
        return "nothing"
    made = any(
        figure(row.cells[DIFFERENCE]) is not None for row in table.rows if DIFFERENCE in row.cells
    )
    return "differences" if made else "shares"


def look(study: Study, table: Table, view: str, *, opens: bool) -> Look:
    """Groups as dots on one scale, their difference with its interval, and the words.

    Where neither may be drawn the counts stand with the words alone.
    """
    groups = [column.id for column in table.columns if column.measure == "reviews"]
    kind, drawings = drawn(table), {}
    if kind != "nothing":
        published = _published(study) if view == "features" else {}
        head = f"● {groups[0]} ○ {groups[1]}, 0 to 100%"
        drawings[groups[0]] = Drawing(head, partial(_dots, groups, published))
    if kind == "differences":
        drawings[DIFFERENCE] = Drawing("Difference with 95% interval, −100 to +100 points", _reach)
    checked = [column.id for column in table.columns if column.id == CHECKED]
    kept = (*groups, *([DIFFERENCE] if kind == "differences" else []), WORDS, *checked)
    return Look(by="scope", view=view, opens=opens, columns=kept, drawn=drawings)


def look_beside(table: Table, *, opens: bool) -> Look:
    """Published figures beside ours, without columns that hold nothing.

    Nor is there a column of ranges where there are too few reviews for any.
    """
    kept = [column.id for column in table.columns if _holds(table, column.id)]
    return Look(
        by="listed",
        view="features",
        opens=opens,
        counted=True,
        columns=tuple(kept),
        unprinted=SOURCES,
    )


def _holds(table: Table, column: str) -> bool:
    """Whether a column says anything that is not said of every theme alike."""
    cells = [row.cells[column] for row in table.rows]
    if column in ("low", "high") and table.n < PERCENT_FROM:
        return False
    return any(cell.value not in (None, "") or cell.note for cell in cells)


def _published(study: Study) -> Published:
    """What may be set beside ours; figures that are one and the same are one, with all names."""
    table = study.tables.get(BESIDE)
    alike: dict[tuple[str, float, str, str], list[str]] = {}
    for row in table.rows if table else ():
        column = next(c for c in table.columns if c.id == "published") if table else None
        cell = row.cells["published"]
        part = charts.share(cell)
        if column is not None and part is not None:
            words = f"{shown(cell, column)}, {row.cells['period'].value}"
            key = (row.id.partition("/")[0], part, words, cell.note)
            alike.setdefault(key, []).append(str(row.cells["factor"].value))
    found: dict[str, list[tuple[float, str]]] = {}
    for (theme, part, words, note), factors in alike.items():
        said = f"◇ published: {words} ({'; '.join(dict.fromkeys(factors))}). {note}".strip()
        found.setdefault(theme, []).append((part, said))
    return found


def _dots(groups: Sequence[str], published: Published, row: Row) -> Markup:
    found = published.get(row.id, [])
    first, second = (row.cells[name] for name in groups)
    # Of several figures that are equal one lozenge is drawn, and all are named.
    drawing = charts.dots(first, second, list(dict.fromkeys(part for part, _ in found)))
    words = "".join(f"<small>{escaped(said)}</small>" for _, said in found)
    return drawing + Markup(words)


def _reach(row: Row) -> Markup:
    return charts.reach(row.cells[DIFFERENCE], row.cells["low"], row.cells["high"])
