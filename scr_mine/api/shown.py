"""What the functions return: records in order, and tables, each also as a data frame."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from scr_mine import facts
from scr_mine.errors import InputError
from scr_mine.facts import Cell
from scr_mine.records import TaggedPassage

if TYPE_CHECKING:
    from pandas import DataFrame

T = TypeVar("T")

#: A notebook shows so many rows of a table.
SHOWN = 200
#: Characters in a line of a table that is printed.
WIDTH = 100


class Records(Sequence[T], Generic[T]):
    """Records of one kind, in order: a sequence, and a data frame where pandas is installed.

    A slice is records again. `print` of passages gives their texts with page and paragraph.

    >>> corpus.reviews[0].review_id
    'caldermouth-child-p-2023'
    >>> corpus.reviews[:3].frame()["year"].tolist()
    [2023, 2021, 2018]
    """

    def __init__(self, found: Iterable[T], kind: type[T]) -> None:
        self._found, self._kind = tuple(found), kind

    def __len__(self) -> int:
        return len(self._found)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> "Records[T]": ...
    def __getitem__(self, at: int | slice) -> "T | Records[T]":
        return Records(self._found[at], self._kind) if isinstance(at, slice) else self._found[at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Records) and self._found == other._found

    def __hash__(self) -> int:
        return hash(self._found)

    def __repr__(self) -> str:
        return f"<{len(self)} x {self._kind.__name__}>"

    def __str__(self) -> str:
        from scr_mine.report import evidence

        if issubclass(self._kind, TaggedPassage):
            return "\n".join(evidence.as_text(p) for p in self if isinstance(p, TaggedPassage))
        return "\n".join(map(repr, self))

    def frame(self) -> "DataFrame":
        """A data frame: one row a record, one column a field, whatever the records hold.

        The fields of a review stand in columns of their own, as do numbers by theme:
        `probabilities.neglect`. What is not known is missing. Raises UsageError without pandas.
        """
        from scr_mine.api import frames

        return frames.of_records(self, self._kind)


@dataclass(frozen=True, kw_only=True, repr=False)
class Table(facts.Table):
    """A table with all that must be said with it; `print` gives it in words, a notebook as HTML.

    `n` is the number of reviews counted, `footer` the sentences that belong under it.

    >>> table = corpus.table("lessons")
    >>> table.n, table.cell("escalation-challenge", "reviews").value
    (8, 6)
    >>> int(table.frame()["reviews"].max())
    8
    """

    def __repr__(self) -> str:
        rows, columns = len(self.rows), len(self.columns)
        return f"<Table {self.id}: {rows} rows, {columns} columns, {self.n} reviews>"

    def __str__(self) -> str:
        from scr_mine.report.formats.text import as_text

        return as_text(self, width=WIDTH)

    def _repr_html_(self) -> str:
        """What a notebook shows: the table in words, without the lists of passages."""
        from scr_mine.report.formats.html import as_html

        rows = [replace(row, cells=_bare(row.cells)) for row in self.rows[:SHOWN]]
        more = len(self.rows) - SHOWN
        said = (f"{more:,} more rows; frame() and save() give all.",) if more > 0 else ()
        return as_html([replace(self, rows=rows, footer=(*said, *self.footer))]).decode("utf-8")

    def cell(self, row: str, column: str) -> Cell:
        """The cell in this row and column, each named by its id.

        Raises InputError naming the ids there are.
        """
        for found in self.rows:
            if found.id == row and column in found.cells:
                return found.cells[column]
        rows, columns = [r.id for r in self.rows], [c.id for c in self.columns]
        what, name, there = ("column", column, columns) if row in rows else ("row", row, rows)
        raise InputError(
            f"{self.id}: there is no {what} '{name}'; there are: {', '.join(there) or 'none'}."
        )

    def frame(self) -> "DataFrame":
        """A data frame: rows and columns by their ids, numbers with every digit.

        Counts are `Int64`, other numbers `Float64` (shares and probabilities in 0..1, differences
        in -1..1), words `string`; a withheld figure is missing. `attrs` holds `title`, `n`,
        `footer`, and the words for rows (`labels`) and columns (`heads`). Raises UsageError without
        pandas.
        """
        from scr_mine.api import frames

        return frames.wide(self)

    def cells(self) -> "DataFrame":
        """A data frame of one row a cell, with the columns of its CSV file (docs/tables.md).

        `of` is how many reviews the figure is out of, `passages` a tuple of the ids behind it,
        `note` why there is no figure. Raises UsageError without pandas.
        """
        from scr_mine.api import frames

        return frames.long(self)

    def save(self, path: Path | str) -> Path:
        """Write it to a file whose suffix says how: csv, json, md, tex, xlsx or html.

        Raises UsageError for another suffix and OutputError where it cannot be written.
        """
        from scr_mine import store
        from scr_mine.report import formats

        path = Path(path)
        store.write_bytes(path, formats.write([self], path.suffix[1:].lower()))
        return path


def _bare(cells: dict[str, Cell]) -> dict[str, Cell]:
    return {key: replace(cell, passages=()) for key, cell in cells.items()}


def shown(table: facts.Table) -> Table:
    """A table as it is returned."""
    given: dict[str, Any] = {field.name: getattr(table, field.name) for field in fields(table)}
    return Table(**given)
