"""Small tools for many short rows of whole numbers, and for sparse matrices made of them."""

from array import array
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
NOTHING: Ints = np.empty(0, dtype=np.int64)
#: Keys of a matrix below this are sorted as 32-bit numbers, in half the time.
_SHORT = 2**31


def ints(values: Sequence[int]) -> Ints:
    """Whole numbers as an array."""
    return np.array(values, dtype=np.int64) if len(values) else NOTHING


class Ragged:
    """Rows of whole numbers of any length, 32-bit, to which rows can be added at the end."""

    def __init__(self) -> None:
        self._values, self._ends = array("i"), array("q", [0])
        self._arrays: tuple[Any, Ints, Ints] | None = None

    def add(self, row: Iterable[int]) -> None:
        """Put a row at the end."""
        self._values.extend(row)
        self._ends.append(len(self._values))
        self._arrays = None

    def arrays(self) -> tuple[Any, Ints, Ints]:
        """All values; where each row begins among them; and how long it is."""
        if self._arrays is None:
            # A view of an array that may still grow would stop it from growing.
            ends = np.array(self._ends, dtype=np.int64)
            self._arrays = np.array(self._values, dtype=np.int32), ends[:-1], np.diff(ends)
        return self._arrays

    def of(self, rows: Any) -> tuple[Any, Any]:
        """The values of those rows, in order, and before them the index in `rows` of each."""
        values, starts, lengths = self.arrays()
        many = lengths[rows]
        at, places = runs(many, starts[rows])
        return at, values.take(places)


def runs(many: Any, starts: Any = 0) -> tuple[Any, Any]:
    """For each of so many things the index of its run, and its place, the first of a run being
    `starts`."""
    at = np.repeat(np.arange(len(many)), many)
    places = np.repeat(starts - (np.cumsum(many) - many), many)
    places += np.arange(len(places))
    return at, places


def key_type(rows: int, width: int) -> Any:
    """The shortest type that holds `row * width + column` for so many rows."""
    return np.int32 if rows * width < _SHORT else np.int64


def counted(keys: Any) -> tuple[Any, Any]:
    """The different keys, sorted, and how often each is given; `keys` are sorted in place."""
    keys.sort()
    changes = np.flatnonzero(keys[1:] != keys[:-1]) + 1
    starts = np.concatenate([NOTHING, [0], changes]) if len(keys) else NOTHING
    return keys.take(starts), np.diff(starts, append=len(keys))


def csr(data: Any, shape: tuple[int, int]) -> Any:
    """A 32-bit CSR matrix."""
    from scipy.sparse import csr_matrix

    return csr_matrix(data, shape=shape, dtype=np.float32)


def to_length(values: Any, starts: Any, lengths: Any) -> Any:
    """Stretches of `values`, which begin at `starts` and of which none is empty, each brought to
    its length; 32-bit."""
    if not len(starts):
        return values.astype(np.float32)
    squares = np.add.reduceat(np.square(values).astype(np.float64), starts)
    factor = lengths / np.sqrt(np.maximum(squares, 1e-12))
    sizes = np.diff(starts, append=len(values))
    return (values * np.repeat(factor, sizes)).astype(np.float32)
