"""Pairs of things that stand near each other in a text, as numbers, for a whole batch at once."""

from typing import Any

import numpy as np

from scr_mine.classify.sparse import NOTHING, Ints, Ragged, runs


def near(
    symbols: Ragged, word: Any, owner: Any, *, window: int, size: int
) -> tuple[Ints, Ints, Ints]:
    """Every ordered pair of different symbols at most `window` words apart.

    Row `f` of `symbols` is what form `f` stands for, below `size`; `word` and `owner` are the form
    and passage of each word of the batch. Returns the places in the batch of the two words, and
    `left * size + right` of each pair, repeats included.
    """
    flat, begins, lengths = symbols.arrays()
    starts, many = begins[word], lengths[word]
    lefts = [
        np.flatnonzero(many[:-step] * many[step:] * (owner[:-step] == owner[step:]))
        for step in range(1, window + 1)
    ]
    left = np.concatenate([NOTHING, *lefts])
    right = left + np.repeat(np.arange(1, window + 1), [len(each) for each in lefts])
    width = many[right]
    row, nth = runs(many[left] * width)
    across, down = np.divmod(nth, width[row])
    a = flat[starts[left][row] + across].astype(np.int64)
    b = flat[starts[right][row] + down]
    differ = np.flatnonzero(a != b)
    row = row[differ]
    return left[row], right[row], a[differ] * size + b[differ]


def common(passages: Ints, keys: Ints, least: int) -> tuple[Ints, Ints]:
    """The keys that stand in at least `least` passages, sorted, with the number of passages."""
    span = int(keys.max(initial=0)) + 1
    once = np.unique(passages * span + keys) % span
    found, counts = np.unique(once, return_counts=True)
    enough = counts >= least
    return found[enough], counts[enough]
