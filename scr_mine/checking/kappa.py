"""The arithmetic of agreement: Cohen's kappa, Krippendorff's alpha, the MASI distance of two sets.

Sources: Cohen 1960; Krippendorff 2011 (computing alpha); Passonneau 2006 (MASI). Intervals resample
whole reviews, because passages of one review are read in one sitting and stand or fall together.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np

#: Resamples behind an interval, and their share on either side of it.
RESAMPLES, TAIL = 2000, 0.025


def kappa(table: Any) -> Any:
    """Cohen's kappa of square tables of counts (`[..., first, second]`), NaN where undefined.

    It is undefined where both readers give one and the same answer throughout: chance alone would
    have them agree.
    """
    table = np.asarray(table, dtype=np.float64)
    total = table.sum(axis=(-2, -1))
    with np.errstate(divide="ignore", invalid="ignore"):
        same = np.trace(table, axis1=-2, axis2=-1) / total
        chance = (table.sum(axis=-1) * table.sum(axis=-2)).sum(axis=-1) / total**2
        return np.where(chance < 1.0 - 1e-12, (same - chance) / (1.0 - chance), np.nan)


def masi(a: frozenset[str], b: frozenset[str]) -> float:
    """The MASI distance of two sets in 0..1: Jaccard's likeness, less where they overlap oddly.

    The likeness counts whole where the sets are equal, 2/3 where one holds the other, 1/3 where
    each has something of its own. Two empty sets are equal.
    """
    if a == b:
        return 0.0
    both = a & b
    whole = 2 / 3 if both in (a, b) else 1 / 3
    return 1.0 - len(both) / len(a | b) * whole


def counted(units: Sequence[Sequence[Hashable]], names: Sequence[Any]) -> Any:
    """For each unit how many readers gave each of the values `names`; units by values."""
    places = {name: i for i, name in enumerate(names)}
    table = np.zeros((len(units), len(names)))
    for row, unit in enumerate(units):
        for value in unit:
            table[row, places[value]] += 1
    return table


def alpha(times: Any, disagreement: Any, values: Any, distances: Any) -> Any:
    """Krippendorff's alpha of resamples, NaN where nothing could differ.

    `times` is how often each cluster of units is drawn (resamples by clusters), `disagreement` the
    sum over a cluster's units of the mean distance within a unit, times its readers (see `within`),
    `values` how often each value was given in a cluster, `distances` between values.
    """
    given = times @ values
    n = given.sum(axis=1)
    expected = np.einsum("bi,ij,bj->b", given, distances, given, optimize=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = (times @ disagreement) / n
        return np.where(expected > 0, 1.0 - observed / (expected / (n * (n - 1.0))), np.nan)


def within(counts: Any, distances: Any) -> Any:
    """What each unit adds to the observed disagreement; units with one reader add nothing."""
    readers = counts.sum(axis=1)
    pairs = np.einsum("ui,ij,uj->u", counts, distances, counts, optimize=True)
    return np.where(readers > 1, pairs / np.maximum(readers - 1.0, 1.0), 0.0)


def distances_of(values: Sequence[Any], distance: Callable[[Any, Any], float]) -> Any:
    """The distance of every value from every other."""
    return np.array([[distance(a, b) for b in values] for a in values]).reshape(
        len(values), len(values)
    )


def drawn(clusters: int, *, seed: int) -> Any:
    """How often each cluster is drawn: once each, then in each of RESAMPLES resamples."""
    random = np.random.default_rng(seed)
    times = random.multinomial(clusters, np.full(clusters, 1.0 / clusters), size=RESAMPLES)
    return np.concatenate([np.ones((1, clusters)), times])


def interval(values: Any) -> tuple[float, float]:
    """The middle 95 % of resampled figures."""
    low, high = np.quantile(values, [TAIL, 1.0 - TAIL])
    return float(low), float(high)
