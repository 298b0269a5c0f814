"""From scores to probabilities that mean what they say, and to a threshold per theme.

Both are learnt from scores of passages whose review took no part in training.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

#: A theme's own calibration is drawn towards that of all themes by as many imagined passages.
PRIOR_STRENGTH = 20.0
#: A theme's own threshold is drawn towards the common one, likewise in positives.
THRESHOLD_PRIOR = 40.0
#: Thresholds tried.
GRID = np.round(np.arange(0.10, 0.71, 0.01), 2)
#: Of passages without a theme, the share that must stay untagged.
LEAST_UNTAGGED = 0.85


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """`probability = 1 / (1 + exp(-(slope * score + offset)))`, one pair per theme."""

    slope: tuple[float, ...]
    offset: tuple[float, ...]

    def apply(self, scores: Any) -> Any:
        """Scores, passages by themes, as probabilities of the same shape."""
        return logistic(scores * np.array(self.slope) + np.array(self.offset))


def logistic(values: Any) -> Any:
    """The logistic function without overflow."""
    return 1.0 / (1.0 + np.exp(-np.clip(values, -40.0, 40.0)))


def softmax(scores: Any) -> Any:
    """Rows of scores as probabilities that sum to one."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


def fit(scores: Floats, truth: Bools, weights: Floats) -> Calibration:
    """A slope and offset per theme, drawn towards those of all themes together.

    `scores` and `truth` are passages by themes, `weights` one per passage.
    """
    n_themes = scores.shape[1]
    common = _fit(
        scores.ravel(), truth.ravel(), np.repeat(weights, n_themes), np.array([1.0, 0.0]), 1e-3
    )
    pairs = [
        _fit(scores[:, k], truth[:, k], weights, common, PRIOR_STRENGTH / 4)
        for k in range(n_themes)
    ]
    return Calibration(
        slope=tuple(round(float(max(p[0], 0.05)), 6) for p in pairs),
        offset=tuple(round(float(p[1]), 6) for p in pairs),
    )


def _fit(scores: Floats, truth: Bools, weights: Floats, prior: Floats, strength: float) -> Floats:
    """Logistic regression of truth on scores by Newton's method, drawn towards `prior`."""
    design = np.stack([scores, np.ones_like(scores)], axis=1)
    beta = prior.copy()
    for _ in range(25):
        p = logistic(design @ beta)
        slope = design.T @ (weights * (p - truth)) + strength * (beta - prior)
        curve = (design * (weights * p * (1 - p))[:, None]).T @ design + strength * np.eye(2)
        step = np.linalg.solve(curve, slope)
        beta = beta - step
        if float(np.abs(step).max()) < 1e-8:
            break
    return beta


def temperature(scores: Floats, truth: npt.NDArray[np.int64]) -> float:
    """The factor on role scores under which held-out roles are most probable."""
    grid = np.round(np.arange(0.3, 3.01, 0.05), 2)
    rows = np.arange(len(truth))
    losses = [-np.log(softmax(scores * g)[rows, truth] + 1e-12).mean() for g in grid]
    return float(grid[int(np.argmin(losses))])


def thresholds(probabilities: Floats, truth: Bools, weights: Floats) -> tuple[float, ...]:
    """One threshold per theme, near the common one where a theme has few positives.

    The common one gives the best micro F1 under which enough passages without any theme stay
    untagged; a theme's own is the best for its F1, with counts of the common one mixed in.
    """
    common = _common(probabilities, truth, weights)
    at_common = probabilities >= common
    mean = _counts(at_common, truth, weights).sum(axis=1) / max(float((weights @ truth).sum()), 1)
    chosen = []
    for k in range(truth.shape[1]):
        column, right = probabilities[:, k : k + 1], truth[:, k : k + 1]
        scores = []
        for threshold in GRID:
            hits, wrong, missed = _counts(column >= threshold, right, weights)[:, 0]
            pull = THRESHOLD_PRIOR * np.exp(-8.0 * abs(threshold - common))
            hits, wrong, missed = np.array([hits, wrong, missed]) + pull * mean
            scores.append(2 * hits / max(2 * hits + wrong + missed, 1e-9))
        chosen.append(float(GRID[int(np.argmax(scores))]))
    return tuple(chosen)


def _common(probabilities: Floats, truth: Bools, weights: Floats) -> float:
    empty = ~truth.any(axis=1)
    best, best_score = 0.5, -1.0
    for threshold in GRID:
        given = probabilities >= threshold
        hits, wrong, missed = _counts(given, truth, weights).sum(axis=1)
        untagged = (~given[empty].any(axis=1)).mean() if empty.any() else 1.0
        score = 2 * hits / max(2 * hits + wrong + missed, 1e-9)
        score -= max(0.0, LEAST_UNTAGGED - untagged) * 2
        if score > best_score + 1e-9:
            best, best_score = float(threshold), float(score)
    return best


def _counts(given: Bools, truth: Bools, weights: Floats) -> Floats:
    """Right, wrong and missed marks by theme, three rows."""
    return np.stack(
        [weights @ (given & truth), weights @ (given & ~truth), weights @ (~given & truth)]
    )
