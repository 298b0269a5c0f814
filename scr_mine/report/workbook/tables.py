"""A table on a sheet: title, heads, rows with their group beside them, sentences below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from textwrap import wrap
from typing import Any

from scr_mine.facts import Column, Row, Table
from scr_mine.inert import clean
from scr_mine.report.formats.shown import below, head, of_one_review
from scr_mine.report.formats.xlsx import MAX_ROWS
from scr_mine.report.workbook import cells
from scr_mine.report.workbook.leaf import (
    HEAD,
    INDENT,
    LINK,
    SHADE,
    SIDE,
    TITLE,
    WRAP,
    Leaf,
    height,
)
from scr_mine.report.workbook.marking import conditions

#: Widths in characters: of groups, labels, numbers, words beside other words, words alone.
GROUP, LABEL, NUMBERS, WORDS, SENTENCES = 20, 42, 12, 26, 60
#: Of columns with upright heads: counts of passages, counts of reviews.
UPRIGHT, UPRIGHT_OF = 7, 10
#: Of upright heads, in points: a letter, the space around them, the lowest and the highest row.
LETTER, AROUND, LOWEST, HIGHEST = 7.5, 16, 60, 300
#: Longer upright heads take two lines.
ONE_LINE = 22
#: At this size, in per cent, more columns of a wide table are on one screen.
ZOOM = 85
#: Rows that title, heads, empty rows and further sentences take.
BESIDES = 10
BACK = "Back to Read me"
DOTS = (
    "●: the theme counts as present in that review. In brackets: its passages are too few or too "
    "weak to count. 0: it has none."
)
_TURNED: dict[str, Any] = {"rotation": 90, "align": "center", "valign": "vcenter", "indent": 0}


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a table is laid out: the word over groups, upright heads, words over several columns.

    `over` gives by a column's id what stands over it and its neighbours with the same words. Of
    more rows than `most` the rest are left out, and `rest` says where they are.
    """

    group: str = "Family"
    upright: bool = False
    over: Mapping[str, str] = field(default_factory=dict)
    most: int = MAX_ROWS
    rest: str = ""


def write(leaf: Leaf, table: Table, look: Look | None = None) -> int:
    """Write the table; returns how many of its rows did not fit on the sheet."""
    look = look or Look()
    table, left_out = _fitting(table, look.most)
    grouped = any(row.group for row in table.rows)
    fixed = 2 if grouped else 1
    widths = [GROUP] * grouped + [LABEL] + [_width(table, c, look) for c in table.columns]
    for at, width in enumerate(widths):
        leaf.sheet.set_column(at, at, width)
    leaf.text(0, 0, table.title, **TITLE)
    leaf.sheet.write_url(1, 0, "internal:'Read me'!A1", leaf.looks(**LINK), BACK)
    top = 2
    if look.over:
        _over(leaf, top, table, look, fixed)
        top += 1
    _heads(leaf, top, table, look, widths, [look.group] * grouped)
    notes = cells.notes(table)
    at = top
    for at, row in enumerate(table.rows, top + 1):
        _row(leaf, at, row, table.columns, notes, widths, grouped=grouped)
    conditions(leaf, table, rows=(top + 1, at), first=fixed, grouped=grouped)
    pinned = fixed + _leading(table)
    if look.upright:
        leaf.sheet.set_zoom(ZOOM)
    leaf.sheet.freeze_panes(top + 1, pinned)
    leaf.sheet.autofilter(top, 0, max(at, top), len(widths) - 1)
    last = leaf.sentences(at + 2, _below(table, notes, left_out, look.rest), widths) - 1
    leaf.printed((2, top), (last, len(widths) - 1), fixed=pinned)
    return left_out


def _fitting(table: Table, most: int) -> tuple[Table, int]:
    """The table with as many rows as a sheet holds, and how many were left out."""
    if len(table.rows) > most:
        return replace(table, rows=table.rows[:most]), len(table.rows) - most
    room = MAX_ROWS - len(table.footer) - len(cells.notes(table)) - BESIDES
    left_out = max(len(table.rows) - room, 0)
    return (replace(table, rows=table.rows[:room]) if left_out else table), left_out


def _over(leaf: Leaf, at: int, table: Table, look: Look, fixed: int) -> None:
    """The row of words over several columns, each in the first of them and the rest empty."""
    before = ""
    for place, column in enumerate(table.columns, fixed):
        words = look.over.get(column.id, "")
        if words:
            side = {} if words == before else {"left": 2}
            shown = "" if words == before else words
            leaf.text(at, place, shown, bold=True, bg_color=SHADE, **side)
        before = words


def _heads(
    leaf: Leaf,
    at: int,
    table: Table,
    look: Look,
    widths: Sequence[int],
    groups: Sequence[str],
) -> None:
    heads = [*groups, table.head, *map(head, table.columns)]
    upright = [False] * (len(groups) + 1) + [_upright(c, look) for c in table.columns]
    sides: list[dict[str, Any]] = [{}] * (len(groups) + 1)
    sides += [INDENT if c.measure == "words" else SIDE for c in table.columns]
    for place, (words, turned, side) in enumerate(zip(heads, upright, sides, strict=True)):
        leaf.text(at, place, words, **{**HEAD, **side, **(_TURNED if turned else {})})
    level = [w for w, turned in zip(heads, upright, strict=True) if not turned]
    least = height(level, [w for w, turned in zip(widths, upright, strict=True) if not turned])
    high = [_standing(w) for w, turned in zip(heads, upright, strict=True) if turned]
    leaf.sheet.set_row(at, max([least + 6, *high]))


def _standing(words: str) -> int:
    """How high upright words are, on one line or two of about the same length."""
    longest = len(words)
    if longest > ONE_LINE:
        halves = range(longest // 2, longest)
        longest = next((room for room in halves if len(wrap(words, room)) <= 2), longest)
    return min(max(int(LETTER * longest) + AROUND, LOWEST), HIGHEST)


def _row(
    leaf: Leaf,
    at: int,
    row: Row,
    columns: Sequence[Column],
    notes: Mapping[str, int],
    widths: Sequence[int],
    *,
    grouped: bool,
) -> None:
    words = [clean(row.group)] * grouped + [clean(row.label)]
    found = [row.cells[column.id] for column in columns]
    words += [cells.said(cell, notes) for cell in found]
    leaf.sheet.set_row(at, height(words, widths))
    first = 2 if grouped else 1
    if grouped:
        leaf.text(at, 0, row.group, **WRAP)
    leaf.text(at, first - 1, row.label, **{**WRAP, "bold": True})
    for place, (cell, column) in enumerate(zip(found, columns, strict=True), first):
        cells.write(leaf, (at, place), cell, column, notes)


def _below(table: Table, notes: Mapping[str, int], left_out: int, rest: str) -> list[str]:
    dots = [DOTS] if any(map(of_one_review, table.columns)) else []
    short = [f"{left_out} more rows did not fit on this sheet. {rest}".strip()] if left_out else []
    numbered = [f"[{number}] {clean(note)}" for note, number in notes.items()]
    return [*short, *numbered, *dots, *below(table)]


def _width(table: Table, column: Column, look: Look) -> int:
    """A column's width in characters: of its words, within limits, or of numbers."""
    if _upright(column, look):
        return UPRIGHT if of_one_review(column) else UPRIGHT_OF
    if column.measure != "words":
        return max(NUMBERS, 4 + max(map(len, clean(column.label).split()), default=0))
    longest = max((len(str(row.cells[column.id].value or "")) for row in table.rows), default=0)
    alone = [c for c in table.columns if c.measure == "words"] == [column]
    return min(max(longest + 2, NUMBERS), SENTENCES if alone else WORDS)


def _upright(column: Column, look: Look) -> bool:
    return look.upright and (of_one_review(column) or column.id not in ("verdict", "reviews"))


def _leading(table: Table) -> int:
    """How many columns stay in sight with the names of the rows: verdict and total."""
    ids = [column.id for column in table.columns]
    return sum(1 for at, name in enumerate(("verdict", "reviews")) if ids[at : at + 1] == [name])
