"""Figures of merit from arrays: no model, no text."""

from typing import Any

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

#: Bins of the expected calibration error.
BINS = 10


def f1(hits: Any, wrong: Any, missed: Any) -> Any:
    """F1 from counts; 0 where there is nothing to find and nothing was given."""
    total = 2 * hits + wrong + missed
    return np.where(total > 0, 2 * hits / np.maximum(total, 1e-12), 0.0)


def counts(given: Bools, truth: Bools) -> tuple[Any, Any, Any]:
    """Right, wrong and missed marks by theme."""
    return (given & truth).sum(axis=0), (given & ~truth).sum(axis=0), (~given & truth).sum(axis=0)


def micro_f1(given: Bools, truth: Bools) -> float:
    """F1 over all marks of all themes."""
    hits, wrong, missed = (c.sum() for c in counts(given, truth))
    return float(f1(hits, wrong, missed))


def macro_f1(given: Bools, truth: Bools) -> float:
    """Mean F1 of the themes that occur in the truth."""
    present = truth.any(axis=0)
    if not present.any():
        return 0.0
    return float(f1(*counts(given, truth))[present].mean())


def average_precision(scores: Floats, truth: Bools) -> float:
    """Mean precision at each true passage, the ranking read from the top; 0 without any.

    Passages of equal score count as one step.
    """
    if not truth.any():
        return 0.0
    order = np.argsort(-scores, kind="stable")
    right = truth[order]
    last = np.append(np.diff(scores[order]) != 0, True)
    found = np.cumsum(right)[last]
    precision = found / (np.flatnonzero(last) + 1)
    return float((np.diff(np.concatenate([[0], found])) * precision).sum() / right.sum())


def untagged(given: Bools, truth: Bools) -> float:
    """Of passages without any theme, the share given none; 1 if there are no such passages."""
    empty = ~truth.any(axis=1)
    return float((~given[empty].any(axis=1)).mean()) if empty.any() else 1.0


def calibration_error(probabilities: Floats, truth: Bools) -> float:
    """Expected calibration error over all passage-theme pairs, in bins of equal width."""
    p, t = probabilities.ravel(), truth.ravel()
    if not len(p):
        return 0.0
    bins = np.minimum((p * BINS).astype(int), BINS - 1)
    size = np.bincount(bins, minlength=BINS)
    gap = np.bincount(bins, p, minlength=BINS) - np.bincount(bins, t, minlength=BINS)
    return float(np.abs(gap).sum() / size.sum())
