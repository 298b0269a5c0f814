"""A figure of a table in a cell: the number, worded by its format; or why there is none."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scr_mine.facts import Cell, Column, Table
from scr_mine.inert import clean
from scr_mine.report.formats.shown import NOTHING, figure, of_one_review, reason, weak
from scr_mine.report.formats.xlsx_styles import number_format
from scr_mine.report.workbook.leaf import GREY, INDENT, SHADE, SIDE, WRAP, Leaf

#: A reason up to this long stands in the cell itself; a longer one below the table.
SHORT_REASON = 12
_COUNTED: dict[str, Any] = {"bold": True, "bg_color": SHADE}
_WEAK: dict[str, Any] = {"italic": True, "font_color": GREY}
_NONE: dict[str, Any] = {"font_color": GREY}


def write(
    leaf: Leaf, where: tuple[int, int], cell: Cell, column: Column, notes: Mapping[str, int]
) -> None:
    """Write a cell: a number as a number, a reason or words as words."""
    value = figure(cell)
    if value is None:
        leaf.text(*where, said(cell, notes), **{**WRAP, **SIDE, "italic": True})
    elif isinstance(value, str):
        leaf.text(*where, said(cell, notes), **{**WRAP, **INDENT})
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


def said(cell: Cell, notes: Mapping[str, int]) -> str:
    """What stands in a cell, if it is not a number."""
    value = figure(cell)
    if value is None and (len(reason(cell)) <= SHORT_REASON or cell.note not in notes):
        return reason(cell)
    if value is not None and not isinstance(value, str):
        return ""
    words = clean(value) if isinstance(value, str) else NOTHING
    return f"{words} [{notes[cell.note]}]" if cell.note in notes else words


def notes(table: Table) -> dict[str, int]:
    """Notes on cells, numbered from 1 in order, that do not stand in the cell itself."""
    found = (row.cells[column.id] for row in table.rows for column in table.columns)
    long = (
        cell.note
        for cell in found
        if cell.note and (figure(cell) is not None or len(reason(cell)) > SHORT_REASON)
    )
    return {note: number for number, note in enumerate(dict.fromkeys(long), 1)}
