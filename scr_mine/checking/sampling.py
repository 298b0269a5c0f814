"""Samples in which every passage's chance of being drawn is known, so that estimates stay unbiased.

A total over all passages is estimated without bias by the sum over the drawn ones of
`value / probability` (Horvitz and Thompson 1952).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: A chance this near to one is one.
CERTAIN = 1.0 - 1e-9


def probabilities(scores: Any, n: float) -> Floats:
    """Chances of being drawn that sum to `n`, in proportion to positive scores, none above one.

    Where a score would give more than one, that passage is certain and the others share the rest.
    """
    scores = np.asarray(scores, dtype=np.float64)
    if n >= len(scores):
        return np.ones(len(scores))
    chance = np.zeros(len(scores))
    free = np.ones(len(scores), dtype=bool)
    while True:
        chance[free] = scores[free] * ((n - (~free).sum()) / scores[free].sum())
        over = free & (chance >= CERTAIN)
        if not over.any():
            return chance
        chance[over], free = 1.0, free & ~over


def allotted(sizes: Sequence[int], n: float) -> list[float]:
    """`n` shared out among groups alike; a group too small leaves its rest to the others."""
    given = dict.fromkeys(range(len(sizes)), 0.0)
    open_groups = set(given)
    left = min(float(n), float(sum(sizes)))
    while left > 1e-9 and open_groups:
        each = left / len(open_groups)
        full = {g for g in open_groups if sizes[g] - given[g] <= each}
        for g in sorted(full or open_groups):
            taken = min(each, sizes[g] - given[g])
            given[g] += taken
            left -= taken
        open_groups -= full
        if not full:
            break
    return list(given.values())


def systematic(chance: Floats, start: float) -> list[int]:
    """Draw by equal steps along the list, from `start` in [0, 1); the places drawn, in order.

    Passage i is drawn for a share `chance[i]` of all starts, and any stretch of the list gets the
    number it is due, rounded down or up.
    """
    certain = chance >= CERTAIN
    rest = np.flatnonzero(~certain)
    ends = np.cumsum(chance[rest])
    if not len(rest) or ends[-1] <= 0:
        return np.flatnonzero(certain).tolist()
    whole = max(1, round(float(ends[-1])))
    ends *= whole / ends[-1]
    drawn = np.searchsorted(ends, np.arange(whole) + start, side="right")
    chosen = np.concatenate([np.flatnonzero(certain), rest[np.minimum(drawn, len(rest) - 1)]])
    found: list[int] = sorted(set(chosen.tolist()))
    return found
