"""Passages that use like words, put together: which go together, and how firmly.

The same passages give the same clusters, if they come in the same order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from scr_mine.discover.words import Floats, Said

Ints = npt.NDArray[np.int64]

#: Passages that a cluster holds on average, and the fewest and most clusters that are tried.
PER_CLUSTER, LEAST_CLUSTERS, MOST_CLUSTERS = 20, 2, 60
#: How often reviews are resampled, and what share of them is kept each time.
RESAMPLES, KEPT = 20, 0.8
STARTS = 5
#: The weight of all passages in the log-odds of a word, in passages.
PRIOR = 10.0
TERMS = 6


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """Rows of the passages put together, the most typical first, and the words that mark them.

    `stability`, in 0..1, is the share of pairs that stay together when reviews are resampled.
    """

    rows: tuple[int, ...]
    terms: tuple[str, ...]
    stability: float


def clusters(said: Said, reviews: Sequence[str], *, seed: int) -> list[Cluster]:
    """The clusters of all passages in which a word counts, the firmest first."""
    worded = np.flatnonzero(np.abs(said.vectors).sum(axis=1) > 0)
    if len(worded) < 2 * LEAST_CLUSTERS:
        return []
    vectors, of = said.vectors[worded], np.array(reviews)[worded]
    number = min(max(len(worded) // PER_CLUSTER, LEAST_CLUSTERS), MOST_CLUSTERS)
    labels, centres = _grouped(vectors, number, seed)
    stability = _stability(vectors, labels, of, seed)
    found = []
    for label in np.unique(labels).tolist():
        inside = labels == label
        rows = np.flatnonzero(inside)
        near = np.round(vectors[rows] @ centres[label], 6)
        order = worded[rows[np.lexsort((rows, -near))]]
        terms = _terms(said.present[worded], inside, said.words)
        firm = stability.get(label, 0.0)
        found.append(Cluster(rows=tuple(order.tolist()), terms=terms, stability=firm))
    return sorted(found, key=lambda c: (-round(c.stability, 6), -len(c.rows), c.rows))


def _grouped(vectors: Floats, number: int, seed: int) -> tuple[Ints, Floats]:
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    # With several threads sums are added in another order from run to run.
    with threadpool_limits(limits=1):
        made = KMeans(n_clusters=number, n_init=STARTS, random_state=seed).fit(vectors)
    return made.labels_.astype(np.int64), made.cluster_centers_


def _stability(vectors: Floats, labels: Ints, reviews: Any, seed: int) -> dict[int, float]:
    """Of each cluster, the mean share of its pairs that are together again among fewer reviews."""
    together: dict[int, list[float]] = {}
    for rows, again in _resampled(vectors, labels, reviews, seed):
        for label in np.unique(labels[rows]).tolist():
            size = int((labels[rows] == label).sum())
            if size < 2:
                continue
            parts = np.bincount(again[labels[rows] == label])
            share = float((parts * (parts - 1)).sum() / (size * (size - 1)))
            together.setdefault(label, []).append(share)
    return {label: sum(shares) / len(shares) for label, shares in together.items()}


def _resampled(
    vectors: Floats, labels: Ints, reviews: Any, seed: int
) -> Iterator[tuple[Ints, Ints]]:
    names = np.unique(reviews)
    rng = np.random.default_rng(seed)
    for turn in range(RESAMPLES):
        kept = rng.choice(names, size=max(1, round(KEPT * len(names))), replace=False)
        rows = np.flatnonzero(np.isin(reviews, kept))
        number = min(len(np.unique(labels)), len(rows))
        if number >= LEAST_CLUSTERS:
            yield rows, _grouped(vectors[rows], number, seed + turn)[0]


def _terms(present: Any, inside: Any, words: Sequence[str]) -> tuple[str, ...]:
    """The words that mark these passages most, by log-odds against the others.

    The odds are drawn towards those of all passages (Monroe, Colaresi and Quinn 2008), so that a
    word of two passages is not the first.
    """
    here = np.asarray(present[inside].sum(axis=0)).ravel()
    others = np.asarray(present[~inside].sum(axis=0)).ravel()
    n, m, all_of = int(inside.sum()), int((~inside).sum()), len(inside)
    scores = []
    for column in np.flatnonzero(here > 1).tolist():
        prior = PRIOR * (here[column] + others[column]) / all_of
        a, b = here[column] + prior, others[column] + prior
        odds = log(a / (n + PRIOR - a)) - log(b / (m + PRIOR - b))
        scores.append((-round(odds / sqrt(1 / a + 1 / b), 6), words[column]))
    return tuple(word for score, word in sorted(scores)[:TERMS] if score < 0)
