"""Which passages to label next: a mix of uncertain, rare, unlike and random ones.

It is a sample, not a list of the most uncertain: every passage has a known chance above nought, so
that what is labelled also says how often the model is wrong. Each of four parts shares out one
unit over all passages, and a passage's score is the sum of its shares, weighed by SHARES:

- `uncertain`: by how near the passage is to a theme's threshold, summed over themes
- `rare`: by the passage's part in each theme's expected number, summed over themes; so a passage
  that may have a rare theme gets much
- `diverse`: each cluster of like passages has the same amount, shared evenly among its passages
- `random`: evenly

The first two are raised to the power STEEP, so that the labels go where they teach most.
Chances are in proportion to the scores, and passages are drawn by equal steps along a list in order
of group, review and cluster (see `sampling`), so that every review gets its due.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scr_mine.checking import clusters, sampling
from scr_mine.errors import UsageError
from scr_mine.records import Review, TaggedPassage

SHARES = {"uncertain": 0.45, "rare": 0.35, "diverse": 0.10, "random": 0.10}
#: Most labels go where they teach; the random part alone keeps a floor under every chance.
STEEP = 3
#: A theme is uncertain within so many units of log-odds of its threshold.
NEAR = 2.0
#: Clusters of like passages: as many as are to be labelled, but no more than this.
CLUSTERS = 100
#: So many themes are named as the reason.
NAMED = 3
#: Without any theme given, where a threshold is taken to be.
HALF = 0.5
_LEAST = 1e-6
#: The fields of a review that groups can be balanced by.
FIELDS = ("scope", "board", "kind", "nation", "year")


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A passage to label. `probability` of being drawn, in 0..1; `weight` is one over it.

    `part` is which of SHARES it mostly owes its chance to, and `reason` says so in words.
    """

    id: str
    probability: float
    weight: float
    part: str
    reason: str


def choose(
    passages: Sequence[TaggedPassage],
    n: int,
    *,
    seed: int,
    balance: str | None = None,
    repeats: Mapping[str, str] | None = None,
    done: Collection[str] = (),
    thresholds: Mapping[str, float] | None = None,
) -> list[Chosen]:
    """At most `n` passages, in the order given, with the chance that each had; seeded.

    `balance` names a field of the review, such as `scope`, whose values get like numbers. Passages
    that repeat another (the keys of `repeats`) and those `done` are never chosen, and the weights
    stand for the others. `thresholds` are the model's by theme; without them they are inferred
    from the marks. Raises UsageError for a field that reviews do not have.
    """
    if balance is not None and balance not in FIELDS:
        raise UsageError(f"Reviews cannot be balanced by '{balance}'; use {', '.join(FIELDS)}.")
    left_out = {*(repeats or {}), *done}
    kept = [p for p in passages if p.id not in left_out]
    if not kept or n <= 0:
        return []
    random = np.random.default_rng(seed)
    themes = sorted({theme for p in kept for theme in p.probabilities})
    table = np.array([[p.probabilities.get(t, 0.0) for t in themes] for p in kept])
    limits = thresholds or inferred_thresholds(kept)
    near = _nearness(table, np.array([limits.get(theme, HALF) for theme in themes]))
    cluster = clusters.clusters([p.text for p in kept], min(n, CLUSTERS))
    parts = _parts(table, near, cluster)
    groups = [_value(p.review, balance) for p in kept]
    chance = _chances(sum(parts.values()), groups, n)
    order = _order(kept, groups, cluster, random)
    drawn = order[sampling.systematic(chance[order], float(random.random()))]
    return [
        _chosen(kept[i], chance[i], _why(i, parts, near, table, themes))
        for i in sorted(drawn.tolist())
    ]


def inferred_thresholds(passages: Sequence[TaggedPassage]) -> dict[str, float]:
    """The lowest probability at which each theme was given; for a theme never given, the lowest.

    A model gives a theme from its threshold on, so this is just above it.
    """
    lowest: dict[str, float] = {}
    for passage in passages:
        for theme in passage.themes:
            probability = passage.probabilities.get(theme)
            if probability is not None:
                lowest[theme] = min(probability, lowest.get(theme, 1.0))
    common = min(lowest.values(), default=HALF)
    return {t: lowest.get(t, common) for p in passages for t in p.probabilities}


def _nearness(table: Any, limits: Any) -> Any:
    """1 at a theme's threshold, falling to 0 at NEAR units of log-odds from it."""
    return np.maximum(0.0, 1.0 - np.abs(_logit(table) - _logit(limits)) / NEAR)


def _logit(p: Any) -> Any:
    kept = np.clip(p, _LEAST, 1.0 - _LEAST)
    return np.log(kept / (1.0 - kept))


def _parts(table: Any, near: Any, cluster: Any) -> dict[str, Any]:
    """Each part's weighed shares, one a passage; a part that says nothing is shared evenly."""
    amount = table.sum(axis=0)
    shares = table[:, amount > 0] / amount[amount > 0]
    raw = {
        "uncertain": near.sum(axis=1) ** STEEP,
        "rare": shares.sum(axis=1) ** STEEP,
        "diverse": 1.0 / np.bincount(cluster)[cluster],
        "random": np.ones(len(cluster)),
    }
    even = np.full(len(cluster), 1.0 / len(cluster))
    return {
        name: SHARES[name] * (values / values.sum() if values.sum() > 0 else even)
        for name, values in raw.items()
    }


def _value(review: Review, field: str | None) -> str:
    return "" if field is None else str(getattr(review, field) or "not stated")


def _chances(scores: Any, groups: Sequence[str], n: int) -> Any:
    """Chances by score, the groups having like numbers as far as they are large enough."""
    names = sorted(set(groups))
    of = np.array([names.index(group) for group in groups])
    sizes = np.bincount(of).tolist()
    chance = np.zeros(len(groups))
    for number, due in enumerate(sampling.allotted(sizes, n)):
        chance[of == number] = sampling.probabilities(scores[of == number], due)
    return chance


def _order(kept: Sequence[TaggedPassage], groups: Sequence[str], cluster: Any, random: Any) -> Any:
    """Group by group, review by review, like beside like; otherwise shuffled."""
    reviews = sorted({p.review.review_id for p in kept})
    place = dict(zip(reviews, random.permutation(len(reviews)).tolist(), strict=True))
    names = sorted(set(groups))
    return np.lexsort(
        (
            random.random(len(kept)),
            random.permutation(int(cluster.max()) + 1)[cluster],
            [place[p.review.review_id] for p in kept],
            [names.index(group) for group in groups],
        )
    )


def _why(
    i: int, parts: Mapping[str, Any], near: Any, table: Any, themes: Sequence[str]
) -> tuple[str, str]:
    part = max(parts, key=lambda name: float(parts[name][i]))
    if part == "uncertain":
        return part, f"uncertain: {_named(near[i], themes)}"
    if part == "rare":
        share = table[i] / np.maximum(table.sum(axis=0), _LEAST)
        return part, f"rare theme: {_named(share, themes, most=1)}"
    return part, "unlike most others" if part == "diverse" else "at random"


def _named(values: Any, themes: Sequence[str], most: int = NAMED) -> str:
    best = [k for k in np.argsort(-values, kind="stable")[:most].tolist() if values[k] > 0]
    return ", ".join(themes[k] for k in best) or "all themes alike"


def _chosen(passage: TaggedPassage, chance: float, why: tuple[str, str]) -> Chosen:
    probability = min(float(chance), 1.0)
    return Chosen(
        id=passage.id,
        probability=probability,
        weight=1.0 / probability,
        part=why[0],
        reason=why[1],
    )
