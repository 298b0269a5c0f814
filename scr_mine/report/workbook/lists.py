"""A list on a sheet: heads in its first row, then a line each, to filter or to pivot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from scr_mine.report.formats.xlsx import MAX_ROWS
from scr_mine.report.workbook.leaf import HEAD, LETTERS, LINE, MAX_HEIGHT, RIGHT, SIDE, WRAP, Leaf

#: The height of the heads in points: two lines, with room for the letters of any program.
HEADS = 2 * LINE + 6

Line = Sequence[str | float | None]


@dataclass(frozen=True, kw_only=True)
class Head:
    """The words over a column, its width in characters, and how its numbers are shown."""

    words: str
    width: int
    form: str = ""


def write(
    leaf: Leaf,
    heads: Sequence[Head],
    lines: Iterable[Line],
    *,
    pinned: int = 1,
    printed: int = 0,
    tall: bool = True,
) -> int:
    """Write the lines; returns how many did not fit on the sheet.

    The first `pinned` columns stay in sight. The first `printed` are printed, or all. Rows are as
    high as their words, or all a line high, which a sheet of very many rows opens sooner with.
    """
    for place, head in enumerate(heads):
        look: dict[str, Any] = {**RIGHT, "num_format": head.form} if head.form else WRAP
        leaf.sheet.set_column(place, place, head.width, leaf.looks(**look))
        leaf.text(0, place, head.words, **HEAD, **(SIDE if head.form else {}))
    leaf.sheet.set_row(0, HEADS)
    if not tall:
        leaf.sheet.set_default_row(LINE + 1)
    widths = [head.width for head in heads]
    at = left_out = 0
    for line in lines:
        if at == MAX_ROWS - 1:
            left_out += 1
            continue
        at += 1
        if tall:
            leaf.sheet.set_row(at, roughly(line, widths))
        for place, value in enumerate(line):
            if not isinstance(value, str):
                if value is not None:
                    leaf.number(at, place, value)
            elif value:
                leaf.text(at, place, value)
    leaf.sheet.freeze_panes(1, pinned)
    leaf.sheet.autofilter(0, 0, at, len(heads) - 1)
    leaf.sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{at + 1}"})
    leaf.printed((0, 0), (at, (printed or len(heads)) - 1), fixed=pinned)
    return left_out


def roughly(line: Line, widths: Sequence[int]) -> int:
    """A row's height in points by the number of letters, which is quick, and seldom too low."""
    lines = 1
    for value, width in zip(line, widths, strict=True):
        if isinstance(value, str) and len(value) > lines * width:
            lines = max(lines, 1 + int(len(value) / (LETTERS * width)))
    return min(LINE * lines, MAX_HEIGHT)
