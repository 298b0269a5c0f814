"""How a cell is worded wherever people read it, and which characters may stand in a file."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from math import floor, isfinite, log10
from urllib.parse import quote

from scr_mine.facts import Cell, Column, Measure, Row, Table
from scr_mine.inert import clean
from scr_mine.records import PERCENT_FROM

#: What stands in a cell that has neither a value nor a reason.
NOTHING = "–"
#: What stands in a cell whose note begins with it, as the reason stands once below the table.
WITHHELD = "withheld"
#: The sentence under a table of recommendations that says how well the rules tell them has this.
TOLD = " told rightly "
MINUS = "−"
#: Below this, a p-value is only said to be below it.
LEAST_P = 0.001
#: Expected numbers of reviews have one decimal.
LEAST_EXPECTED = 0.1
#: Numbers outside this span are written with a power of ten.
SMALLEST, LARGEST = 1e-6, 1e15
RATIO_FIGURES, NUMBER_FIGURES = 2, 3

_IN_ID = re.compile(r"[\s%]")


def figure(cell: Cell) -> int | float | str | None:
    """A cell's value, whole numbers as int; what is no finite number is no value."""
    value = cell.value
    if value is None or isinstance(value, str):
        return value
    number = float(value)
    if not isfinite(number):
        return None
    return int(number) if number.is_integer() and abs(number) < LARGEST else number


def exact(number: int | float) -> str:
    """A number with every digit, as programs write it."""
    return str(number) if isinstance(number, int) else repr(number)


def shown(cell: Cell, column: Column) -> str:
    """A cell in words: `3 of 8`, `12 of 30 (40%)`, `(2)` where marked but not present.

    Where there is no figure, the reason; of a small count that is withheld, only that it is.
    """
    value = figure(cell)
    if value is None:
        return reason(cell)
    if isinstance(value, str):
        return clean(value)
    return _WORDING[column.measure](value, cell)


def reason(cell: Cell) -> str:
    """Why a cell has no figure, or WITHHELD where `below` says why."""
    note = clean(cell.note)
    return WITHHELD if note.startswith(f"{WITHHELD}: ") else note or NOTHING


def below(table: Table) -> tuple[str, ...]:
    """The sentences under a table, and why small counts are withheld from it, if they are."""
    cells = (row.cells[column.id] for row in table.rows for column in table.columns)
    why = dict.fromkeys(
        clean(cell.note) for cell in cells if figure(cell) is None and reason(cell) == WITHHELD
    )
    if not why:
        return table.footer
    counts = [column.id for column in table.columns if column.measure == "reviews"]
    none = any(figure(row.cells[name]) == 0 for row in table.rows for name in counts)
    zeros = "; counts of 0 are shown" if none else ""
    return (*(f"{note}{zeros}." for note in why), *table.footer)


def told_rightly(table: Table) -> str:
    """How well kinds of remedy or agencies are told, to be said wherever they are; may be empty."""
    return next((clean(line) for line in table.footer if TOLD in line), "")


def head(column: Column) -> str:
    """The words over a column, with the number of its reviews where its cells do not say it."""
    label = clean(column.label)
    if column.n is None or column.measure == "reviews" or of_one_review(column):
        return label
    return f"{label} ({column.n} review{'' if column.n == 1 else 's'})"


def of_one_review(column: Column) -> bool:
    """Whether a column counts the passages of a single review."""
    return column.measure == "passages" and column.n == 1


def weak(cell: Cell, column: Column) -> bool:
    """Whether passages carry the theme, but too few or too weakly for it to count as present."""
    return column.measure == "passages" and cell.present is False and bool(figure(cell))


def grouped(table: Table) -> Iterator[tuple[str, list[Row]]]:
    """The rows under each group heading, in order; the heading may be empty."""
    for name, rows in groupby(table.rows, key=lambda row: row.group):
        yield clean(name), list(rows)


def notes(table: Table) -> dict[str, int]:
    """The notes on cells that have a value, numbered from 1 in order."""
    found = (
        cell.note
        for row in table.rows
        for cell in (row.cells[column.id] for column in table.columns)
        if cell.note and figure(cell) is not None
    )
    return {note: number for number, note in enumerate(dict.fromkeys(found), 1)}


def with_note(text: str, cell: Cell, numbers: dict[str, int]) -> str:
    """A cell's text with the number of its note, `3 of 8 [1]`."""
    if figure(cell) is None or cell.note not in numbers:
        return text
    return f"{text} [{numbers[cell.note]}]"


def evidence(table: Table) -> Iterator[tuple[Row, Column, Cell]]:
    """The cells that have passages, row by row."""
    for row in table.rows:
        for column in table.columns:
            if row.cells[column.id].passages:
                yield row, column, row.cells[column.id]


def strongest(cell: Cell) -> str:
    """` (strongest 0.87)`, or nothing where it is not known."""
    return "" if cell.strongest is None else f" (strongest {cell.strongest:.2f})"


def joined(ids: Iterable[str]) -> str:
    """Passage ids with a space between; a space or % in an id is written as in a web address."""
    return " ".join(_IN_ID.sub(lambda found: quote(found[0]), clean(name)) for name in ids)


def decimals(value: float, figures: int) -> int:
    """How many decimals show a number with at least so many figures."""
    if not value:
        return 0
    return max(0, figures - 1 - floor(log10(abs(float(f"{value:.{figures - 1}e}")))))


def p_decimals(value: float) -> int:
    """Two decimals of a p-value, three where two would read 0.05 or less than 0.01."""
    return 3 if value < 0.0095 or f"{value:.2f}" == "0.05" else 2


def _reviews(value: int | float, cell: Cell) -> str:
    if cell.of is None:
        return _number(value, cell)
    text = f"{_number(value, cell)} of {cell.of}"
    return f"{text} ({_percent(value / cell.of)})" if cell.of >= PERCENT_FROM else text


def _percent(share: float) -> str:
    """A share as a percentage that never says none or all where it is neither."""
    text = f"{share:.0%}"
    if text == "0%" and share > 0:
        return "under 1%"
    return "over 99%" if text == "100%" and share < 1 else text


def _passages(value: int | float, cell: Cell) -> str:
    text = _number(value, cell)
    return f"({text})" if value and cell.present is False else text


def _share(value: int | float, cell: Cell) -> str:
    return _percent(value) if cell.of is None else _reviews(_count(value * cell.of), cell)


def _count(product: float) -> int | float:
    """Undo the rounding of a share that was a whole number of reviews."""
    return round(product) if abs(product - round(product)) < SMALLEST else product


def _points(value: int | float, cell: Cell) -> str:
    points = round(100 * value)
    sign = "+" if points > 0 else MINUS if points < 0 else ""
    return f"{sign}{abs(points)} point{'' if abs(points) == 1 else 's'}"


def _p(value: int | float, cell: Cell) -> str:
    if value < LEAST_P:
        return f"p < {LEAST_P}"
    return f"p = {value:.{p_decimals(value)}f}"


def _ratio(value: int | float, cell: Cell) -> str:
    return _figures(value, RATIO_FIGURES)


def _number_of(value: int | float, cell: Cell) -> str:
    """An expected number of reviews is not whole: `3.5 of 8`."""
    if cell.of is None:
        return _number(value, cell)
    least = 0 < value < LEAST_EXPECTED / 2
    text = f"under {LEAST_EXPECTED}" if least else _signed(f"{value:.1f}")
    return f"{text} of {cell.of}"


def _number(value: int | float, cell: Cell) -> str:
    return _signed(str(value)) if isinstance(value, int) else _figures(value, NUMBER_FIGURES)


def _figures(value: int | float, figures: int) -> str:
    if value and not SMALLEST <= abs(value) < LARGEST:
        return _signed(f"{value:.{figures - 1}e}")
    return _signed(f"{value:.{decimals(value, figures)}f}")


def _signed(text: str) -> str:
    return MINUS + text[1:] if text.startswith("-") else text


def _probability(value: int | float, cell: Cell) -> str:
    return f"{value:.2f}"


_WORDING: dict[Measure, Callable[[int | float, Cell], str]] = {
    "reviews": _reviews,
    "passages": _passages,
    "probability": _probability,
    "share": _share,
    "points": _points,
    "ratio": _ratio,
    "p": _p,
    "number": _number_of,
    "words": _number,
}
