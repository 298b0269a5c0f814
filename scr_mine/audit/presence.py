"""In what share of reviews a theme truly is, by a model of the marks that the checks have taught.

Nobody reads every passage, so this cannot be counted and must be modelled. In each group of reviews
passages fall into bands by what the model said of them. The checked ones say how often a theme is
truly there in each band. How much of a review a theme takes up differs from review to review, and
how is learnt from all reviews of the group (a Bayesian mixture on GRID). A review's own marks then
say how likely it is that a person reading all of it would find the theme. How far that could be off
is found by leaving out reviews in turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np

from scr_mine.audit.checked import Checked
from scr_mine.audit.estimate import TINY, Estimate, interval
from scr_mine.audit.population import Bools, Floats, Population

#: Shares of a review's passages that a theme may take up.
GRID = np.array([0.0, 0.005, 0.01, 0.02, 0.03, 0.045, 0.07, 0.1, 0.15, 0.22, 0.32, 0.45, 0.65])
#: Ends of the bands of probability; a passage whose role does not count is in a band of its own.
BANDS = (0.05, 0.2, 0.5, 0.8)
#: What the model itself says of a band counts as so many checked passages that carry the theme, and
#: as no more checked passages than this: in a band where it is rare, few checks say little.
PRIOR, MOST_PRIOR = 1.0, 300.0
#: No band is taken to be surer than this.
SURE = 1e-5
#: How a theme may be spread: the share of reviews without it; of the others, its mean share and
#: how alike they are in it.
LACKING = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
MEANS, SIZES = (0.01, 0.02, 0.035, 0.06, 0.1, 0.17, 0.28), (5.0, 15.0, 50.0)
#: More reviews than this are left out in as many bundles.
BUNDLES = 40


@dataclass(frozen=True, kw_only=True)
class Banded:
    """Passages not checked, by review, theme and band, and what the checked ones taught.

    `left` and `many` count passages that are not checked and that are, reviews x themes x bands.
    `true` and `read` are weights of the checked ones, those that truly carry the theme and all.
    `yes` and `no` count checked passages by review and theme. `guess` is the model's own mean
    probability by theme and band.
    """

    left: Floats
    many: Floats
    true: Floats
    read: Floats
    yes: Floats
    no: Floats
    guess: Floats


def banded(
    found: Population,
    checked: Checked,
    inside: Bools,
    *,
    roles: Sequence[str],
    themes: Sequence[str],
) -> Banded:
    """The passages of the reviews `inside`, by bands."""
    columns = [found.themes.index(theme) for theme in themes]
    mine = inside[found.of]
    place = np.cumsum(inside) - 1
    bands = len(BANDS) + 2
    expected = found.chances[:, columns] * found.counted(roles)[:, None]
    band = np.where(found.counted(roles)[:, None], np.digitize(expected, BANDS) + 1, 0)
    shape = (int(inside.sum()), len(columns), bands)
    left, many, true, read = np.zeros((4, *shape))
    sums, sizes = np.zeros(shape[1:]), np.zeros(shape[1:])
    across = np.arange(len(columns))
    rows = np.flatnonzero(mine)
    at = (place[found.of[rows]][:, None], across, band[rows])
    np.add.at(left, at, 1.0)
    np.add.at(sums, at[1:], expected[rows])
    np.add.at(sizes, at[1:], 1.0)
    own = mine[checked.rows]
    rows, weights = checked.rows[own], checked.weights[own][:, None]
    carrying = checked.carrying(roles, themes)[own]
    at = (place[found.of[rows]][:, None], across, band[rows])
    np.add.at(left, at, -1.0)
    np.add.at(many, at, 1.0)
    np.add.at(true, at, carrying * weights)
    np.add.at(read, at, np.broadcast_to(weights, carrying.shape))
    yes, no = np.zeros(shape[:2]), np.zeros(shape[:2])
    np.add.at(yes, place[found.of[rows]], (carrying >= 0.5).astype(float))
    np.add.at(no, place[found.of[rows]], (carrying < 0.5).astype(float))
    guess = sums / np.maximum(sizes, 1.0)
    return Banded(left=left, many=many, true=true, read=read, yes=yes, no=no, guess=guess)


def shares(made: Banded) -> Estimate:
    """The share of these reviews in which each theme truly is, with its interval."""
    number = len(made.left)
    value, doubt = _share(made, np.ones(number))
    bundles = np.arange(number) % BUNDLES
    names = np.unique(bundles)
    without = np.array([_share(made, (bundles != name).astype(float))[0] for name in names])
    variance = ((without - value) ** 2).sum(axis=0) * (len(names) - 1) / len(names)
    # Were every review read through, so many reviews would still leave this much open.
    least = value * (1 - value) / number
    total = np.maximum(variance, least) + doubt
    return interval(value, total, freedom=len(names) - 1, most=number)


def _share(made: Banded, kept: Floats) -> tuple[Floats, Floats]:
    """The mean, over the reviews kept (1 or 0), of how likely each theme is to be in it.

    With it, how much that mean varies between the ways in which the theme may be spread.
    """
    sizes = np.tensordot(kept, made.left + made.many, axes=1)
    odds = _odds(_rates(made, kept), sizes)
    fit, mixtures = np.exp(_fits(made, odds)), _mixtures()
    under = np.einsum("rtk,mk->rtm", fit, mixtures)
    score = np.tensordot(kept, np.log(under), axes=1)
    weight = np.exp(score - score.max(axis=1, keepdims=True))
    weight /= weight.sum(axis=1, keepdims=True)
    absent = np.exp(np.einsum("rtb,tbk->rtk", made.left, np.log1p(-_at(odds, GRID))))
    likely = np.einsum("rtk,mk->rtm", fit * (1 - absent), mixtures) / under
    likely = np.where(made.yes[:, :, None] > 0, 1.0, likely)
    means = np.tensordot(kept, likely, axes=1) / kept.sum()
    value: Floats = (means * weight).sum(axis=1)
    doubt: Floats = ((means - value[:, None]) ** 2 * weight).sum(axis=1)
    return value, doubt


def _rates(made: Banded, kept: Floats) -> Floats:
    """How often a theme (rows) is truly there in each band (columns)."""
    true = np.tensordot(kept, made.true, axes=1)
    read = np.tensordot(kept, made.read, axes=1)
    number = np.tensordot(kept, made.many, axes=1)
    foretold = (made.guess * read).sum(axis=0)
    # How far the model is out in a band is first asked of all themes together.
    guess = made.guess * ((true.sum(axis=0) + TINY) / (foretold + TINY))
    guess = np.clip(guess, SURE, 1.0)
    weight = np.minimum(PRIOR / guess, MOST_PRIOR)
    mean = true / np.maximum(read, TINY)
    rate: Floats = (mean * number + guess * weight) / (number + weight)
    within: Floats = np.clip(rate, SURE, 1 - SURE)
    return within


def _odds(rate: Floats, sizes: Floats) -> Floats:
    """How many times as likely a band is for a passage with the theme as for one without."""
    having, lacking = rate * sizes, (1 - rate) * sizes
    having /= np.maximum(having.sum(axis=1, keepdims=True), TINY)
    lacking /= np.maximum(lacking.sum(axis=1, keepdims=True), TINY)
    found: Floats = np.where(lacking > 0, having / np.maximum(lacking, TINY), 1.0)
    return found


def _fits(made: Banded, odds: Floats) -> Floats:
    """The log likelihood of each review's marks and checks, for each theme and share of GRID."""
    grid = np.maximum(GRID, 1e-9)
    each = np.log(1 - grid + odds[:, :, None] * grid)
    logs = np.einsum("rtb,tbk->rtk", made.left, each)
    logs += made.yes[:, :, None] * np.log(grid) + made.no[:, :, None] * np.log(1 - grid)
    found: Floats = logs - logs.max(axis=2, keepdims=True)
    return found


@cache
def _mixtures() -> Floats:
    """Ways in which a theme may be spread over reviews: how often each share of GRID comes.

    Each leaves some reviews without the theme, and in the others it takes up a share whose mean and
    evenness are those of a beta distribution. All are held equally likely to begin with.
    """
    from scipy.stats import beta

    edges = np.concatenate([[0.0], (GRID[1:-1] + GRID[2:]) / 2, [1.0]])
    found = []
    for lacking, mean, size in product(LACKING, MEANS, SIZES):
        mass = np.diff(beta.cdf(edges, mean * size, (1 - mean) * size))
        found.append(np.concatenate([[lacking], (1 - lacking) * mass]))
    made: Floats = np.maximum(np.array(found), TINY)
    return made


def _at(odds: Floats, grid: Floats) -> Floats:
    """How likely a passage of each band carries the theme, where it takes up each share."""
    above = odds[:, :, None] * grid
    found: Floats = np.clip(above / (above + 1 - grid), 0.0, 1 - 1e-9)
    return found
