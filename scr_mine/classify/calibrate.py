"""From scores to probabilities that mean what they say, and to the threshold of a theme.

Both are learnt from scores of passages whose review took no part in training.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from scr_mine.classify import metrics

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

#: How strongly the common calibration is drawn to none, and a theme's own to the common one.
COMMON_PRIOR, OWN_PRIOR = 1.0, 4.0
#: A theme's probability never falls as its score rises.
LEAST_SLOPE = 0.05
NEWTON_STEPS = 30
#: A role seen so often is silent if at most this share of its passages has a theme.
LEAST_SEEN, MOST_WITH_THEME = 20, 0.02
#: From this probability of a silent role on, a passage is given no theme.
LIKELY_SILENT = 0.3
#: Thresholds tried.
GRID = np.round(np.arange(0.10, 0.71, 0.01), 2)
#: Of held-out passages without a theme, the share that must stay untagged: what falls short of it
#: costs so many times as much F1. Text of other writers is tagged some four points more often.
LEAST_UNTAGGED, PENALTY = 0.86, 4.0
#: Scores of at least this share of the best count as equally good.
NEARLY = 0.985


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """From a theme's score and the role's probabilities to the theme's probability.

    `probability = logistic(slope * score + roles . from_roles + offset) * (1 - silent)`, with one
    slope, offset and column of `from_roles` per theme; `silent` is the probability of the roles
    that never carry a theme, such as boilerplate. `silences` marks them, 1 or 0 a role.
    """

    slope: Any
    offset: Any
    from_roles: Any
    silences: Any

    def apply(self, scores: Any, roles: Any) -> Any:
        """Scores, passages by themes, as probabilities of the same shape."""
        heard = 1.0 - roles @ self.silences
        shifted = scores * self.slope + roles @ self.from_roles + self.offset
        return logistic(shifted) * heard[:, None]

    def given(self, probabilities: Any, roles: Any, thresholds: Any) -> Any:
        """Which themes are given: at or above the threshold, unless a silent role is likely."""
        heard = roles @ self.silences < LIKELY_SILENT
        return (probabilities >= np.array(thresholds)) & heard[:, None]


def logistic(values: Any) -> Any:
    """The logistic function without overflow."""
    return 1.0 / (1.0 + np.exp(-np.clip(values, -40.0, 40.0)))


def softmax(scores: Any) -> Any:
    """Rows of scores as probabilities that sum to one."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


def silent(role: Ints, truth: Bools, *, n_roles: int) -> Floats:
    """Which roles never carry a theme, 1 or 0 each; a role seldom seen is not judged."""
    seen = np.bincount(role, minlength=n_roles)
    with_theme = np.bincount(role, truth.any(axis=1), minlength=n_roles)
    quiet = (seen >= LEAST_SEEN) & (with_theme <= MOST_WITH_THEME * seen)
    return quiet.astype(np.float64)


def fit(scores: Floats, roles: Floats, role: Ints, truth: Bools, weights: Floats) -> Calibration:
    """A slope, offset and effect of roles per theme, drawn towards those of all themes together.

    `scores` and `truth` are passages by themes, `roles` passages by roles (probabilities), `role`
    the true role of each and `weights` its weight.
    """
    n_themes = scores.shape[1]
    silences = silent(role, truth, n_roles=roles.shape[1])
    heard = silences[role] == 0
    scores, roles, truth, weights = scores[heard], roles[heard], truth[heard], weights[heard]
    start = np.zeros(2 + roles.shape[1])
    start[0] = 1.0
    everything = np.concatenate([_design(scores[:, k], roles) for k in range(n_themes)])
    common = _fit(everything, truth.T.ravel(), np.tile(weights, n_themes), start, COMMON_PRIOR)
    own = np.stack(
        [
            _fit(_design(scores[:, k], roles), truth[:, k], weights, common, OWN_PRIOR)
            for k in range(n_themes)
        ],
        axis=1,
    )
    own = np.round(own, 5)
    return Calibration(
        slope=np.maximum(own[0], LEAST_SLOPE),
        offset=own[1],
        from_roles=own[2:],
        silences=silences,
    )


def _design(scores: Floats, roles: Floats) -> Floats:
    return np.column_stack([scores, np.ones_like(scores), roles])


def _fit(design: Floats, truth: Bools, weights: Floats, prior: Floats, strength: float) -> Floats:
    """Logistic regression of truth on the design by Newton's method, drawn towards `prior`."""
    beta = prior.copy()
    for _ in range(NEWTON_STEPS):
        p = logistic(design @ beta)
        slope = design.T @ (weights * (p - truth)) + strength * (beta - prior)
        curve = (design * (weights * p * (1 - p))[:, None]).T @ design
        step = np.linalg.solve(curve + strength * np.eye(len(beta)), slope)
        beta = beta - step
        if float(np.abs(step).max()) < 1e-8:
            break
    return beta


def temperature(scores: Floats, truth: Ints) -> float:
    """The factor on role scores under which held-out roles are most probable."""
    grid = np.round(np.arange(0.3, 3.01, 0.05), 2)
    rows = np.arange(len(truth))
    losses = [-np.log(softmax(scores * g)[rows, truth] + 1e-12).mean() for g in grid]
    return float(grid[int(np.argmin(losses))])


def threshold(
    given_at: Callable[[float], Bools],
    truth: Bools,
    weights: Floats,
    stands_for: Floats | None = None,
) -> float:
    """The lowest threshold for all themes of nearly the best F1 that tags few empty passages.

    The F1 is that over all marks plus that by theme, so that rare themes count. One threshold
    suits all themes because each has its own calibration: thresholds chosen theme by theme did
    better on the reviews they were chosen on and worse on all others tried. The curve is flat
    about its top, and probabilities on text of other writers are lower than on reviews like
    those learnt from, so the low end of the flat is taken. `given_at` gives the marks at a
    threshold; `stands_for` is what each passage stands for, one if not given.
    """
    stands_for = np.ones(len(truth)) if stands_for is None else stands_for
    scores = []
    for candidate in GRID.tolist():
        given = given_at(candidate)
        counted = _counts(given, truth, weights * stands_for)
        by_theme = metrics.f1(*_counts(given, truth, stands_for))[truth.any(axis=0)]
        score = float(metrics.f1(*counted.sum(axis=1))) + (
            float(by_theme.mean()) if len(by_theme) else 0.0
        )
        score -= max(0.0, LEAST_UNTAGGED - _untagged(given, truth, stands_for)) * PENALTY
        scores.append(score)
    best = max(scores)
    # With labels so few or so poor that the best is below nothing, the best itself.
    nearly = NEARLY * best if best > 0 else best
    return float(GRID[next(i for i, score in enumerate(scores) if score >= nearly)])


def _untagged(given: Bools, truth: Bools, weights: Floats) -> float:
    """Of the weight of passages without any theme, the share given none; 1 without any."""
    empty = weights * ~truth.any(axis=1)
    return float(empty @ ~given.any(axis=1) / empty.sum()) if empty.any() else 1.0


def _counts(given: Bools, truth: Bools, weights: Floats) -> Floats:
    """Right, wrong and missed marks by theme, three rows."""
    return np.stack(
        [weights @ (given & truth), weights @ (given & ~truth), weights @ (~given & truth)]
    )
