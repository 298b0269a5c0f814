"""How a workbook shows its numbers: as numbers, in the words that the other formats use."""

from collections.abc import Callable
from typing import Any

from scr_mine.facts import Cell, Column, Measure
from scr_mine.records import PERCENT_FROM
from scr_mine.report.formats.shown import (
    LARGEST,
    LEAST_P,
    MINUS,
    NUMBER_FIGURES,
    RATIO_FIGURES,
    SMALLEST,
    decimals,
    p_decimals,
)

#: Excel takes about 200 number formats; past these, numbers stand without their 'of 30'.
MAX_FORMATS = 150
#: What stands behind a figure that has a note.
STARRED = "*"
#: Measures whose numbers are read 'of 30'.
OUT_OF = ("reviews", "share", "number")
HALF = 0.5


class Styles:
    """The formats of a workbook, each made once; XlsxWriter wants them made one by one."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._numbers: set[str] = set()

    def __call__(self, **properties: Any) -> Any:
        """The format with these properties."""
        key = tuple(properties.items())
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]

    def number(self, code: str, plain: str) -> Any:
        """The format of a number, or the plainer one when there are too many formats."""
        if code not in self._numbers and len(self._numbers) >= MAX_FORMATS:
            code = plain
        self._numbers.add(code)
        return self(num_format=code, valign="top", align="right")


def number_format(value: int | float, cell: Cell, column: Column) -> tuple[str, str]:
    """How Excel is to show a number, and a plainer way that needs fewer formats."""
    plain = _FORMATS[column.measure](value, cell)
    words = f'" of {cell.of}"' if cell.of is not None and column.measure in OUT_OF else ""
    if column.measure == "share" and cell.of and cell.of < PERCENT_FROM:
        plain, words = f"?/{cell.of}", ""
    star = f'"{STARRED}"' if cell.note else ""
    return ";".join(f"{part}{words}{star}" for part in plain.split(";")), plain


def _zeros(value: int | float, figures: int) -> str:
    if isinstance(value, int):
        return "0"
    if value and not SMALLEST <= abs(value) < LARGEST:
        return "0.00E+00"
    places = decimals(value, figures)
    return f"0.{'0' * places}" if places else "0"


def _points_format(value: int | float, cell: Cell) -> str:
    """Whole points; of a half its decimal too, as Excel would not round it as `shown` does."""
    zeros = "0.0" if abs(100 * value) % 1 == HALF else "0"
    if abs(100 * value) < HALF:
        return ";".join(['0" points"'] * 3)
    return f'+{zeros}" points";"{MINUS}"{zeros}" points";0" points"'


def _p_format(value: int | float, cell: Cell) -> str:
    return f'"p < {LEAST_P}"' if value < LEAST_P else f'"p = "0.{"0" * p_decimals(value)}'


def _number_format(value: int | float, cell: Cell) -> str:
    """Expected numbers of reviews, which are not whole, with one decimal."""
    return "0.0" if cell.of is not None else _plain_format(value, cell)


def _plain_format(value: int | float, cell: Cell) -> str:
    return _zeros(value, NUMBER_FIGURES)


_FORMATS: dict[Measure, Callable[[int | float, Cell], str]] = {
    "reviews": _plain_format,
    "passages": lambda value, cell: "(0)" if value and cell.present is False else "0",
    "probability": lambda value, cell: "0.00",
    "share": lambda value, cell: "0%",
    "points": _points_format,
    "ratio": lambda value, cell: _zeros(float(value), RATIO_FIGURES),
    "p": _p_format,
    "number": _number_format,
    "words": _plain_format,
}
