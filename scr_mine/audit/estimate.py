"""Rates put right by a checked sample, and how sure they are: the arithmetic.

The corrected total of a review is what the model expects plus, of the checked passages, each error
times the number of passages it stands for (difference estimator; Särndal, Swensson and Wretman
1992, today also known as prediction-powered). How much a rate could be off is found by leaving out
each review in turn, since passages of one review are not independent (docs/audit.md).
"""

from dataclasses import dataclass

import numpy as np

from scr_mine.audit.population import Floats, Ints

#: With fewer reviews than this no interval is given: leaving one out says too little.
LEAST_REVIEWS = 3
LEVEL = 0.95
TINY = 1e-12


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """Rates with their intervals, one for each theme, in 0..1. `spread` is the standard error."""

    value: Floats
    low: Floats
    high: Floats
    spread: Floats


def by_review(values: Floats, of: Ints, reviews: int) -> Floats:
    """The sums of rows of `values` by review; `of` is each row's review."""
    found = np.zeros((reviews, *values.shape[1:]))
    np.add.at(found, of, values)
    return found


def ratio(above: Floats, below: Floats, *, sizes: Floats) -> Estimate:
    """The rate `sum(above) / sum(below)` of totals by review (rows), for each theme (columns).

    Its variance is that of leaving out each review. `sizes` are how long the reviews are: a few
    long ones among short ones say as much as fewer alike would (Kish 1965), which widens it.
    """
    below = below.reshape(len(below), -1)
    value = above.sum(axis=0) / np.maximum(below.sum(axis=0), TINY)
    without = (above.sum(axis=0) - above) / np.maximum(below.sum(axis=0) - below, TINY)
    number = len(above)
    variance = ((without - value) ** 2).sum(axis=0) * (number - 1) / max(1, number)
    alike = float(sizes.sum()) ** 2 / max(float((sizes**2).sum()), TINY)
    return interval(value, variance, freedom=alike - 1)


def interval(
    value: Floats, variance: Floats, *, freedom: float, most: float | None = None
) -> Estimate:
    """Wilson's interval for as many independent observations as would vary so much, by Student's t.

    Unlike value ± error it stays within 0 and 1 and is longer towards the middle. `most` is how
    many observations there can be at the utmost.
    """
    from scipy.stats import t

    value = np.clip(value, 0.0, 1.0)
    spread: Floats = np.sqrt(variance)
    quantile = float(t.ppf(0.5 + LEVEL / 2, max(1.0, freedom)))
    square = quantile**2
    # So near to 0 or 1 that the spread would reach over it, the rate says little of its spread.
    edge = np.minimum(spread, 0.5)
    likely = np.clip(value, edge, 1 - edge)
    certain = variance <= TINY
    number = np.where(certain, 1 / TINY, likely * (1 - likely) / np.maximum(variance, TINY))
    number = np.clip(number, TINY, most or 1 / TINY)
    middle = (value + square / (2 * number)) / (1 + square / number)
    inside = value * (1 - value) / number
    half = quantile * np.sqrt(inside + square / (4 * number**2)) / (1 + square / number)
    return Estimate(
        value=value,
        low=np.clip(middle - half, 0.0, value),
        high=np.clip(middle + half, value, 1.0),
        spread=spread,
    )
