"""Small sparse-matrix tools shared by the features."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
NOTHING: Ints = np.empty(0, dtype=np.int64)


def ints(values: Sequence[int]) -> Ints:
    """Whole numbers as an array."""
    return np.array(values, dtype=np.int64) if len(values) else NOTHING


def csr(data: Any, shape: tuple[int, int]) -> Any:
    """A 32-bit CSR matrix."""
    from scipy.sparse import csr_matrix

    return csr_matrix(data, shape=shape, dtype=np.float32)


def marks(rows: Ints, columns: Ints, shape: tuple[int, int]) -> Any:
    """A matrix that counts how often each (row, column) is given."""
    return csr((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape)


def stack(rows: Sequence[Ints], width: int) -> Any:
    """A matrix with a one at each row's columns."""
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    ends = np.concatenate([[0], np.cumsum(lengths)])
    columns = np.concatenate(rows) if len(rows) else NOTHING
    return csr((np.ones(len(columns), np.float32), columns, ends), (len(rows), width))


def scaled(block: Any, rarity: Floats, length: float) -> Any:
    """Damped counts times rarity, each row brought to `length` (an empty row stays empty)."""
    block.sum_duplicates()
    block.data = (1 + np.log(block.data)) * rarity[block.indices]
    per_row = np.diff(block.indptr)
    starts = np.minimum(block.indptr[:-1], block.nnz)
    squares = np.add.reduceat(np.append(block.data**2, 0), starts) * (per_row > 0)
    factor = length / np.sqrt(np.maximum(squares, 1e-12))
    block.data = (block.data * np.repeat(factor, per_row)).astype(np.float32)
    return block
