"""A table on a sheet: title, heads, rows with their group beside them, sentences below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from scr_mine.errors import OutputError
from scr_mine.facts import Cell, Column, Row, Table
from scr_mine.report.formats.shown import NOTHING, clean, figure, head, of_one_review, weak
from scr_mine.report.formats.xlsx import MAX_COLUMNS, MAX_ROWS
from scr_mine.report.formats.xlsx_styles import number_format
from scr_mine.report.workbook.leaf import (
    GREY,
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
LETTER, AROUND, LOWEST, HIGHEST = 6, 12, 60, 230
#: Longer upright heads take two lines.
ONE_LINE = 22
#: At this size, in per cent, more columns of a wide table are on one screen.
ZOOM = 85
#: A reason up to this long stands in the cell itself; a longer one below the table.
SHORT_REASON = 12
BACK = "Back to Read me"
DOTS = (
    "Under each review: ● and a number, theme present, in that many passages; a number in "
    "brackets, passages too few or too weak to count; 0, none."
)
_TURNED: dict[str, Any] = {"rotation": 90, "align": "center", "valign": "vcenter", "indent": 0}
_COUNTED: dict[str, Any] = {"bold": True, "bg_color": SHADE}
_WEAK: dict[str, Any] = {"italic": True, "font_color": GREY}
_NONE: dict[str, Any] = {"font_color": GREY}


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a table is laid out: the word over groups, upright heads, words over several columns.

    `over` gives by a column's id what stands over it and its neighbours with the same words.
    """

    group: str = "Family"
    upright: bool = False
    over: Mapping[str, str] = field(default_factory=dict)


def write(leaf: Leaf, table: Table, look: Look | None = None) -> int:
    """Write the table; returns how many of its rows did not fit on the sheet."""
    look = look or Look()
    table, left_out = _fitting(table)
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
    notes = _notes(table)
    at = top
    for at, row in enumerate(table.rows, top + 1):
        _row(leaf, at, row, table.columns, notes, widths, grouped=grouped)
    conditions(leaf, table, rows=(top + 1, at), first=fixed, grouped=grouped)
    pinned = fixed + _leading(table)
    if look.upright:
        leaf.sheet.set_zoom(ZOOM)
    leaf.sheet.freeze_panes(top + 1, pinned)
    leaf.sheet.autofilter(top, 0, max(at, top), len(widths) - 1)
    last = leaf.sentences(at + 2, _below(table, notes, left_out), widths) - 1
    leaf.printed((2, top), (last, len(widths) - 1), fixed=pinned)
    return left_out


def _fitting(table: Table) -> tuple[Table, int]:
    """The table with as many rows as a sheet holds, and how many were left out."""
    room = MAX_ROWS - len(table.footer) - 20
    if len(table.columns) + 2 > MAX_COLUMNS:
        raise OutputError(
            f"{table.id}: with {len(table.columns)} columns it is too wide for a spreadsheet; "
            "write it as CSV or JSON."
        )
    if len(table.rows) <= room:
        return table, 0
    return replace(table, rows=table.rows[:room]), len(table.rows) - room


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
    """How high upright words are, on one line or two."""
    longest = len(words) if len(words) <= ONE_LINE else 2 + len(words) // 2
    return min(max(LETTER * longest + AROUND, LOWEST), HIGHEST)


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
    cells = [row.cells[column.id] for column in columns]
    words += [_said(cell, notes) for cell in cells]
    leaf.sheet.set_row(at, height(words, widths))
    first = 2 if grouped else 1
    if grouped:
        leaf.text(at, 0, row.group, **WRAP)
    leaf.text(at, first - 1, row.label, **{**WRAP, "bold": True})
    for place, (cell, column) in enumerate(zip(cells, columns, strict=True), first):
        _cell(leaf, (at, place), cell, column, notes)


def _cell(
    leaf: Leaf, where: tuple[int, int], cell: Cell, column: Column, notes: Mapping[str, int]
) -> None:
    value = figure(cell)
    if value is None:
        leaf.text(*where, _said(cell, notes), **{**WRAP, **SIDE, "italic": True})
    elif isinstance(value, str):
        leaf.text(*where, _said(cell, notes), **{**WRAP, **INDENT})
    else:
        code, plain = number_format(value, replace(cell, note=""), column)
        look: dict[str, Any] = {}
        if of_one_review(column):
            code, look = _of_one(code, cell, column)
        if cell.note in notes:
            code = ";".join(f'{part}" [{notes[cell.note]}]"' for part in code.split(";"))
        number = 100 * value if column.measure == "points" else value
        leaf.number(*where, number, leaf.looks.figure(code, plain, **look))


def _of_one(code: str, cell: Cell, column: Column) -> tuple[str, dict[str, Any]]:
    """The look of a count of passages: present, not enough, none; told apart without colour."""
    if weak(cell, column):
        return code, _WEAK
    return (f'"● "{code}', _COUNTED) if cell.present else (code, _NONE)


def _said(cell: Cell, notes: Mapping[str, int]) -> str:
    """What stands in a cell, if it is not a number."""
    value, note = figure(cell), clean(cell.note)
    if value is None and (len(note) <= SHORT_REASON or cell.note not in notes):
        return note or NOTHING
    if value is not None and not isinstance(value, str):
        return ""
    words = clean(value) if isinstance(value, str) else NOTHING
    return f"{words} [{notes[cell.note]}]" if cell.note in notes else words


def _notes(table: Table) -> dict[str, int]:
    """Notes on cells, numbered from 1 in order, that do not stand in the cell itself."""
    found = (row.cells[column.id] for row in table.rows for column in table.columns)
    long = (
        cell.note
        for cell in found
        if cell.note and (figure(cell) is not None or len(clean(cell.note)) > SHORT_REASON)
    )
    return {note: number for number, note in enumerate(dict.fromkeys(long), 1)}


def _below(table: Table, notes: Mapping[str, int], left_out: int) -> list[str]:
    dots = [DOTS] if any(map(of_one_review, table.columns)) else []
    short = [f"{left_out} more rows did not fit on this sheet."] if left_out else []
    numbered = [f"[{number}] {clean(note)}" for note, number in notes.items()]
    return [*short, *numbered, *dots, *table.footer]


def _width(table: Table, column: Column, look: Look) -> int:
    """A column's width in characters: of its words, within limits, or of numbers."""
    if _upright(column, look):
        return UPRIGHT if of_one_review(column) else UPRIGHT_OF
    if column.measure != "words":
        return NUMBERS
    longest = max((len(str(row.cells[column.id].value or "")) for row in table.rows), default=0)
    alone = [c for c in table.columns if c.measure == "words"] == [column]
    return min(max(longest + 2, NUMBERS), SENTENCES if alone else WORDS)


def _upright(column: Column, look: Look) -> bool:
    return look.upright and (of_one_review(column) or column.id not in ("verdict", "reviews"))


def _leading(table: Table) -> int:
    """How many columns stay in sight with the names of the rows: verdict and total."""
    ids = [column.id for column in table.columns]
    return sum(1 for at, name in enumerate(("verdict", "reviews")) if ids[at : at + 1] == [name])
