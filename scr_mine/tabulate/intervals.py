"""The numbers of a comparison: intervals right for small groups, test, corrections and power.

The formulas, their sources and what they mean are in docs/statistics.md; how the test was chosen is
measured in bench/compare.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from math import comb, inf, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

Correction = Literal["holm", "bh"]

#: Reviews of unequal length are compared by so many passages of each.
PASSAGES = 10
#: How often reviews are dealt out anew; in every possible way where there are no more than that.
DEALS = 9_999
#: Two outcomes are equally far apart within this relative distance.
SAME = 1e-10
#: Places of dealt-out reviews that are held at a time.
AT_A_TIME = 2_000_000
#: Up to so many pairs of counts the power is exact, above it that of the normal approximation.
EXACT_CELLS = 20_000
#: Where a theme that is in none of the first group is started from when its limit is looked for.
NEAR_ZERO = 1e-9
HALVINGS = 100


def wilson(present: int, of: int, *, alpha: float = 0.05) -> tuple[float, float]:
    """The Wilson score interval of one rate, in 0..1; `of` is at least 1."""
    z = _z(alpha)
    rate = present / of
    middle = rate + z * z / (2 * of)
    half = z * sqrt(rate * (1 - rate) / of + z * z / (4 * of * of))
    low, high = (middle - half) / (1 + z * z / of), (middle + half) / (1 + z * z / of)
    return (0.0 if present == 0 else low, 1.0 if present == of else high)


def difference(k1: int, n1: int, k2: int, n2: int, *, alpha: float = 0.05) -> tuple[float, float]:
    """Newcombe's hybrid score interval of `k1/n1 - k2/n2`, in -1..1."""
    p1, p2 = k1 / n1, k2 / n2
    (low1, high1), (low2, high2) = wilson(k1, n1, alpha=alpha), wilson(k2, n2, alpha=alpha)
    low = p1 - p2 - sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
    high = p1 - p2 + sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return max(-1.0, low), min(1.0, high)


def ratio(k1: int, n1: int, k2: int, n2: int, *, alpha: float = 0.05) -> tuple[float, float]:
    """Koopman's score interval of `(k1/n1) / (k2/n2)`, in 0..infinity.

    It has no upper limit where `k2` is 0 and begins at 0 where `k1` is.
    """
    swapped = _upper(k2, n2, k1, n1, alpha)
    return (0.0 if swapped == inf else 1 / swapped), _upper(k1, n1, k2, n2, alpha)


def _upper(k1: int, n1: int, k2: int, n2: int, alpha: float) -> float:
    """The largest ratio that the score test does not reject, by halving on the log scale."""
    if k2 == 0:
        return inf
    limit = _z(alpha) ** 2
    inside = max((k1 / n1) / (k2 / n2), NEAR_ZERO)
    outside = 2 * inside
    while _score(k1, n1, k2, n2, outside) < limit:
        outside *= 2
    for _ in range(HALVINGS):
        middle = sqrt(inside * outside)
        if _score(k1, n1, k2, n2, middle) < limit:
            inside = middle
        else:
            outside = middle
    return inside


def _score(k1: int, n1: int, k2: int, n2: int, phi: float) -> float:
    """Koopman's statistic: how far the counts are from the likeliest rates whose ratio is `phi`."""
    a, b = (n1 + n2) * phi, n1 * phi + k1 + n2 + k2 * phi
    second = 2 * (k1 + k2) / (b + sqrt(max(0.0, b * b - 4 * a * (k1 + k2))))
    first = phi * second
    return _distance(k1, n1, first) + _distance(k2, n2, second)


def _distance(k: int, n: int, rate: float) -> float:
    spread = n * rate * (1 - rate)
    return (k - n * rate) ** 2 / spread if spread > 0 else 0.0


def at_equal_length(carrying: Numbers, lengths: Numbers) -> Numbers:
    """How likely any PASSAGES passages of a review are to bring one with the theme, in 0..1.

    `carrying` is how many passages of a review (rows) carry a theme (columns), `lengths` how many
    it has. Being of equally many passages of every review, it does not grow with length (Hurlbert's
    rarefaction); of a shorter review all passages are taken.
    """
    import numpy as np

    lengths = lengths[:, None]
    none = np.ones_like(carrying)
    for taken in range(PASSAGES):
        left = lengths - taken
        others = np.maximum(left - carrying, 0)
        none *= np.where(left > 0, others / np.maximum(left, 1), 1)
    return 1 - none


def scores(present: Numbers, met: Numbers, sizes: Sequence[int], *, uneven: bool) -> Numbers:
    """What is compared of each review (rows) and theme (columns).

    `present` is 0 or 1, `met` comes from `at_equal_length`. Where the groups differ in length the
    latter is compared; else presence, and between outcomes with equal counts the latter decides.
    """
    if uneven:
        return met
    step = sizes[0] * sizes[1] if len(sizes) == 2 else sum(sizes) ** 2
    return present + met / (2 * step)


def group_sums(values: Numbers, sizes: Sequence[int]) -> Numbers:
    """The sum of each group (rows) and column; rows of `values` are reviews, group by group."""
    import numpy as np

    sums: Numbers = np.add.reduceat(values, np.cumsum([0, *sizes[:-1]]))
    return sums


def all_ways(sizes: Sequence[int]) -> bool:
    """Whether reviews are dealt out to groups of these sizes in every possible way."""
    return len(sizes) == 2 and comb(sum(sizes), sizes[0]) <= DEALS


def deal_out(
    values: Numbers, sizes: Sequence[int], *, seed: int, deals: int = DEALS
) -> list[float]:
    """The permutation test of each column: how often chance puts the groups as far apart.

    Rows are reviews, group after group, with `sizes` rows each. How far apart is the sum of squares
    between groups, which orders two groups as the difference of their means does. Outcomes equally
    far apart count half (mid-p).
    """
    import numpy as np

    values = values - values.mean(axis=0)
    as_is = np.repeat(np.arange(len(sizes), dtype=np.int8), sizes)
    observed = _apart(as_is[None, :], values, sizes)[0]
    margin = SAME * (observed + SAME * (values**2).sum(axis=0))
    farther, equal = np.zeros(values.shape[1]), np.zeros(values.shape[1])
    total = 0
    for dealt in _all_deals(sizes) if all_ways(sizes) else _random_deals(sizes, seed, deals):
        apart = _apart(dealt, values, sizes)
        farther += (apart > observed + margin).sum(axis=0)
        equal += (np.abs(apart - observed) <= margin).sum(axis=0)
        total += len(dealt)
    if not all_ways(sizes):
        equal, total = equal + 1, total + 1
    return [float(p) for p in (farther + equal / 2) / total]


def _apart(dealt: NDArray[np.int8], values: Numbers, sizes: Sequence[int]) -> Numbers:
    """The sum of squares between groups, of deals (rows) by columns of centred values."""
    sums = [(dealt == group).astype(float) @ values for group in range(1, len(sizes))]
    first = -sum(sums)
    squares: Numbers = first**2 / sizes[0]
    for total, size in zip(sums, sizes[1:], strict=True):
        squares = squares + total**2 / size
    return squares


def _all_deals(sizes: Sequence[int]) -> Iterator[NDArray[np.int8]]:
    import numpy as np

    second = np.array(list(combinations(range(sum(sizes)), sizes[1])))
    dealt = np.zeros((len(second), sum(sizes)), dtype=np.int8)
    np.put_along_axis(dealt, second, 1, axis=1)
    yield dealt


def _random_deals(sizes: Sequence[int], seed: int, deals: int) -> Iterator[NDArray[np.int8]]:
    import numpy as np

    random = np.random.default_rng(seed)
    labels = np.repeat(np.arange(len(sizes), dtype=np.int8), sizes)
    rows = max(1, AT_A_TIME // len(labels))
    for start in range(0, deals, rows):
        block = np.tile(labels, (min(rows, deals - start), 1))
        yield random.permuted(block, axis=1)


def holm(p: Sequence[float]) -> list[float]:
    """p-values corrected by Holm's step-down method, in the order given."""
    order = sorted(range(len(p)), key=p.__getitem__)
    corrected, highest = [0.0] * len(p), 0.0
    for rank, at in enumerate(order):
        highest = max(highest, min(1.0, (len(p) - rank) * p[at]))
        corrected[at] = highest
    return corrected


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """p-values corrected by Benjamini and Hochberg's step-up method, in the order given."""
    order = sorted(range(len(p)), key=p.__getitem__)
    corrected, lowest = [0.0] * len(p), 1.0
    for rank in range(len(p), 0, -1):
        at = order[rank - 1]
        lowest = min(lowest, len(p) / rank * p[at])
        corrected[at] = lowest
    return corrected


CORRECTIONS: dict[str, Callable[[Sequence[float]], list[float]]] = {
    "holm": holm,
    "bh": benjamini_hochberg,
}


def smallest_shown(n1: int, n2: int, *, alpha: float = 0.05, power: float = 0.8) -> float | None:
    """The smallest difference of two rates around a half that the test shows so often, in 0..1.

    In steps of 0.01, for the exact test in which chance decides between equal counts (as lengths
    of text do in `compare`); None where even all reviews against none are not shown so often.
    """
    steps = range(1, 101)
    shown = _power_exact if (n1 + 1) * (n2 + 1) <= EXACT_CELLS else _power_normal
    low, high = 0, len(steps)
    while low < high:
        middle = (low + high) // 2
        if shown(n1, n2, steps[middle] / 100, alpha) >= power:
            high = middle
        else:
            low = middle + 1
    return steps[low] / 100 if low < len(steps) else None


def _power_exact(n1: int, n2: int, apart: float, alpha: float) -> float:
    first, second = _binomial(n1, 0.5 + apart / 2), _binomial(n2, 0.5 - apart / 2)
    return sum(first[k1] * second[k2] * part for k1, k2, part in _shown(n1, n2, alpha))


def _power_normal(n1: int, n2: int, apart: float, alpha: float) -> float:
    among_none = sqrt(0.25 * (1 / n1 + 1 / n2))
    spread = sqrt((0.25 - apart**2 / 4) * (1 / n1 + 1 / n2))
    beyond = apart - _z(alpha) * among_none
    return NormalDist().cdf(beyond / spread) if spread > 0 else float(beyond > 0)


@lru_cache(maxsize=64)
def _shown(n1: int, n2: int, alpha: float) -> list[tuple[int, int, float]]:
    """The pairs of counts that the test shows at level `alpha`, and how often it does."""
    shown = []
    for total in range(n1 + n2 + 1):
        ways = {
            k1: comb(n1, k1) * comb(n2, total - k1)
            for k1 in range(max(0, total - n2), min(n1, total) + 1)
        }
        apart: dict[int, list[int]] = {}
        for k1 in ways:
            apart.setdefault(abs(k1 * n2 - (total - k1) * n1), []).append(k1)
        room = alpha * comb(n1 + n2, total)
        for distance in sorted(apart, reverse=True):
            here = sum(ways[k1] for k1 in apart[distance])
            part = min(1.0, room / here)
            shown += [(k1, total - k1, part) for k1 in apart[distance]]
            room -= here
            if room <= 0:
                break
    return shown


def _binomial(n: int, rate: float) -> list[float]:
    return [comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in range(n + 1)]


def _z(alpha: float) -> float:
    return NormalDist().inv_cdf(1 - alpha / 2)
