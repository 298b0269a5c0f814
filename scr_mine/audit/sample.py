"""Drawing passages for a person to check: which, with what chance, and how many are needed.

Every passage has a known chance of being drawn, whatever the model said of it, so that what is
found in the sample can be carried over to all. Passages on which the model is unsure, and those of
rarer themes, have a higher chance: they say most about its errors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np

from scr_mine.audit.population import Bools, Floats, Ints, Population
from scr_mine.checking.sampling import allotted, probabilities, systematic
from scr_mine.errors import UsageError
from scr_mine.records import VIEW_ROLES

#: So much of every chance is the same for all passages, in case the model's doubts mislead.
ALIKE = 1 / 3
#: How often a mark is taken to be wrong beyond what its probability says.
UNFORESEEN = 0.25
#: Ends of the bands of a passage's leading probability, where it is marked and where it is not.
MARKED, UNMARKED = (0.6, 0.8, 0.95), (0.05, 0.2)


@dataclass(frozen=True, kw_only=True)
class Stratum:
    """Passages that are alike in group, role, theme and probability, and how many were drawn."""

    name: str
    passages: int
    expected: float
    drawn: int


@dataclass(frozen=True, kw_only=True)
class Draw:
    """The rows drawn, in an order made by chance, with the chance and the stratum of each."""

    rows: tuple[int, ...]
    chances: tuple[float, ...]
    names: tuple[str, ...]
    strata: tuple[Stratum, ...]


@dataclass(frozen=True, kw_only=True)
class Needed:
    """How many checked passages give intervals of a half width, in every group, by theme.

    None where no number does, since the reviews differ too much among themselves.
    """

    half_width: float
    passages: dict[str, int | None]


def draw(found: Population, *, n: int, by: str, roles: Sequence[str], seed: int) -> Draw:
    """Draw about `n` passages, alike from every group of reviews, by strata within it.

    A theme counts where the role is one of `roles`. The same passages, seed and number give the
    same sample, in whatever order files are read.
    Raises UsageError where nothing is asked for.
    """
    if n < 1:
        raise UsageError("A sample needs one passage or more; use -n.")
    rng = np.random.default_rng(seed)
    names, codes = strata(found, by)
    members = _members(found, by)
    chance = np.zeros(found.size)
    shares = allotted([len(rows) for rows in members.values()], min(n, found.size))
    for rows, share in zip(members.values(), shares, strict=True):
        scores = _scores(found, rows, codes, roles)
        chance[rows] = probabilities(scores, share)
    order = np.lexsort((np.arange(found.size), codes))
    drawn = order[systematic(chance[order], float(rng.random()))]
    # Whoever stops half way has still checked a sample made by chance.
    rng.shuffle(drawn)
    sizes = np.bincount(codes, minlength=len(names))
    got = np.bincount(codes[drawn], minlength=len(names))
    due = np.bincount(codes, weights=chance, minlength=len(names))
    return Draw(
        rows=tuple(drawn.tolist()),
        chances=tuple(chance[drawn].tolist()),
        names=tuple(names[code] for code in codes[drawn]),
        strata=tuple(
            Stratum(name=name, passages=int(size), expected=round(float(d), 2), drawn=int(g))
            for name, size, d, g in zip(names, sizes, due, got, strict=True)
        ),
    )


def strata(found: Population, by: str) -> tuple[list[str], Ints]:
    """The names of all strata, in order, and of each passage which it is in.

    A passage is in the stratum of its group, what its role counts as, whether it carries a theme,
    its leading theme (the rarest that it carries, or else the likeliest) and its probability.
    """
    groups = np.array(found.groups(by))[found.of]
    lessons, features = (found.counted(VIEW_ROLES[view]) for view in ("lessons", "features"))
    counts = np.where(lessons, "lesson", np.where(features, "case", "other"))
    any_mark: Bools = np.any(found.marked, axis=1)
    often = found.marked.sum(axis=0)
    rarest = np.where(found.marked, often, found.size + 1).argmin(axis=1)
    lead = np.where(any_mark, rarest, found.chances.argmax(axis=1))
    chance = found.chances[np.arange(found.size), lead]
    keys = [
        (group, role, marked, theme if marked or value >= UNMARKED[0] else "", band)
        for group, role, marked, theme, value, band in zip(
            groups.tolist(),
            counts.tolist(),
            any_mark.tolist(),
            [found.themes[number] for number in lead],
            chance.tolist(),
            np.where(any_mark, np.digitize(chance, MARKED), np.digitize(chance, UNMARKED)).tolist(),
            strict=True,
        )
    ]
    ordered = sorted(set(keys))
    place = {key: number for number, key in enumerate(ordered)}
    return [_name(*key) for key in ordered], np.array([place[key] for key in keys])


def needed(
    found: Population, *, half_width: float, by: str, roles: Sequence[str], themes: Sequence[str]
) -> Needed:
    """How many checked passages would give each theme's rate to within `half_width` in each group.

    Foretold from the model's own probabilities, and from how much the reviews differ.
    """
    from scipy.stats import t

    if not 0 < half_width < 1:
        raise UsageError("A half width lies between 0 and 1; 0.05 is 5 points either way.")
    members, codes = _members(found, by), strata(found, by)[1]
    counted = found.counted(roles)
    most: list[float] = [0.0] * len(found.themes)
    for rows in members.values():
        own, inside = np.unique(found.of[rows]), counted[rows]
        below = max(1.0, float(inside.sum()))
        expected = found.chances[rows] * inside[:, None]
        doubt = expected * (1 - found.chances[rows])
        share = expected.sum(axis=0) / below
        of = np.searchsorted(own, found.of[rows])
        rest = np.zeros((len(own), len(found.themes)))
        np.add.at(rest, of, expected - share * inside[:, None])
        between = (rest**2).sum(axis=0) / below**2 * len(own) / max(1, len(own) - 1)
        score = _scores(found, rows, codes, roles)
        each = (doubt * (score.sum() / score)[:, None]).sum(axis=0) / below**2
        quantile = float(t.ppf(0.975, max(1, len(own) - 1)))
        spare = (half_width / quantile) ** 2 - between + doubt.sum(axis=0) / below**2
        wanted = np.where(spare > 0, each / np.maximum(spare, 1e-12), np.inf)
        most = [max(a, b) for a, b in zip(most, wanted.tolist(), strict=True)]
    return Needed(
        half_width=half_width,
        passages={
            theme: ceil(number * len(members)) if np.isfinite(number) else None
            for theme, number in zip(found.themes, most, strict=True)
            if theme in themes
        },
    )


def _members(found: Population, by: str) -> dict[str, Ints]:
    groups = np.array(found.groups(by))[found.of]
    return {str(name): np.flatnonzero(groups == name) for name in np.unique(groups)}


def _scores(found: Population, rows: Ints, codes: Ints, roles: Sequence[str]) -> Floats:
    """How much a passage of each stratum may tell, on average, mixed with the same for all."""
    chances = found.chances[rows] * found.counted(roles)[rows, None]
    doubt: Any = chances * (1 - chances + UNFORESEEN)
    doubt = (doubt / np.maximum(chances.sum(axis=0), 1.0)).sum(axis=1)
    _, local = np.unique(codes[rows], return_inverse=True)
    mean = np.bincount(local, weights=doubt) / np.bincount(local)
    spread = np.sqrt(mean)[local]
    average = float(spread.mean())
    if average <= 0:
        return np.ones(len(rows))
    found_scores: Floats = ALIKE + (1 - ALIKE) * spread / average
    return found_scores


def _name(group: str, role: str, marked: bool, theme: str, band: int) -> str:
    ends = (0.0, *(MARKED if marked else UNMARKED), 1.0)
    what = f"{theme} {'marked' if marked else 'not marked'}" if theme else "no theme likely"
    return f"{group} / {role} / {what} / {ends[band]:g} to {ends[band + 1]:g}"
