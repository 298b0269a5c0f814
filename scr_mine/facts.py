"""A table as a record: what `tabulate` hands to `report`, whatever was counted.

Every figure knows the passages behind it, and a figure that is withheld says why.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, overload

#: What the numbers of a column are. `reviews` are counts of reviews out of `Cell.of`; `passages`
#: counts of passages; `probability` and `share` lie in 0..1; `points` are a difference of two
#: shares in -1..1; `ratio` is a quotient; `p` a p-value; `number` any other number; `words` text.
Measure = Literal[
    "reviews", "passages", "probability", "share", "points", "ratio", "p", "number", "words"
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One figure, and what stands behind it.

    `value` is None where the figure is withheld or there is none; `note` then says why. `of` is how
    many reviews it is out of. `passages` are the ids of the passages it opens to. In a cell of one
    review `present` says whether the theme counts as present in it, and `strongest` is the highest
    probability, in 0..1, among its passages.
    """

    value: float | str | None
    of: int | None = None
    passages: tuple[str, ...] = ()
    present: bool | None = None
    strongest: float | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: its id, the words over it, what its numbers are, how many reviews it holds."""

    id: str
    label: str
    measure: Measure
    n: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A row: its id, its name, the group it stands under, and a cell for every column's id."""

    id: str
    label: str
    cells: dict[str, Cell]
    group: str = ""


class Made(Sequence[Row]):
    """Rows made anew whenever they are looked at, where there are too many to be kept."""

    def __init__(self, number: int, make: Callable[[int], Row]) -> None:
        self._number, self._make = number, make

    def __len__(self) -> int:
        return self._number

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | Sequence[Row]:
        places = range(self._number)[at]
        return self._make(places) if isinstance(places, int) else tuple(map(self._make, places))

    def __iter__(self) -> Iterator[Row]:
        return map(self._make, range(self._number))


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table with everything that must be printed with it.

    `id` is a short name fit for a file, `title` a heading, `head` the words over the first column.
    `n` is the number of reviews counted. `footer` is a list of sentences: roles counted, number and
    kind of reviews, period, rule, model, caution.
    """

    id: str
    title: str
    head: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    n: int
    footer: tuple[str, ...] = ()
