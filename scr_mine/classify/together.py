"""Pairs of things that stand near each other in a text, as numbers, for a whole batch at once."""

from collections.abc import Sequence

import numpy as np

from scr_mine.classify.sparse import NOTHING, Ints


def near(
    symbols: Sequence[Ints], word: Ints, owner: Ints, *, window: int, size: int
) -> tuple[Ints, Ints]:
    """Every ordered pair of different symbols at most `window` words apart.

    `symbols[f]` are what form `f` stands for, below `size`; `word` and `owner` are the form and
    passage of each word of the batch. Returns passage and `left * size + right` of each pair,
    repeats included.
    """
    lengths = np.array([len(s) for s in symbols], dtype=np.int64)
    flat = np.concatenate(symbols) if len(symbols) else NOTHING
    starts = (np.cumsum(lengths) - lengths)[word]
    many = lengths[word]
    passages, keys = [NOTHING], [NOTHING]
    for step in range(1, window + 1):
        left = np.flatnonzero(owner[:-step] == owner[step:])
        right = left + step
        counts = many[left] * many[right]
        row = np.repeat(np.arange(len(left)), counts)
        nth = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
        width = np.maximum(many[right][row], 1)
        a = flat[starts[left][row] + nth // width]
        b = flat[starts[right][row] + nth % width]
        differ = a != b
        passages.append(owner[left][row][differ])
        keys.append((a * size + b)[differ])
    return np.concatenate(passages), np.concatenate(keys)


def common(passages: Ints, keys: Ints, least: int) -> tuple[Ints, Ints]:
    """The keys that stand in at least `least` passages, sorted, with the number of passages."""
    span = int(keys.max(initial=0)) + 1
    once = np.unique(passages * span + keys) % span
    found, counts = np.unique(once, return_counts=True)
    enough = counts >= least
    return found[enough], counts[enough]


def columns(known: Ints, owner: Ints, keys: Ints) -> tuple[Ints, Ints]:
    """Passage and column of each key that is known, repeats included; `known` is sorted."""
    if not len(known):
        return NOTHING, NOTHING
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    hit = known[at] == keys
    return owner[hit], at[hit]
