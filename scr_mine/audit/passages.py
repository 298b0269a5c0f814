"""Rates of passages, plain and corrected: of the passages that count, how many carry a theme."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scr_mine.audit.checked import Checked
from scr_mine.audit.estimate import Estimate, by_review, ratio
from scr_mine.audit.population import Bools, Floats, Ints, Population


@dataclass(frozen=True, kw_only=True)
class Totals:
    """Totals by review (rows) and theme (columns): carrying passages, and counted ones.

    `marked` and `of` are as the model has it, `carrying` and `counted` corrected. `seen` is the
    number of checked passages that carry the theme by the model's mark or a person's, `checked`
    that of all checked passages of the review.
    """

    marked: Floats
    of: Floats
    carrying: Floats
    counted: Floats
    seen: Floats
    checked: Floats


def totals(
    found: Population, checked: Checked, *, roles: Sequence[str], themes: Sequence[str]
) -> Totals:
    """The totals of every review, of passages of these roles and of these themes."""
    columns = [found.themes.index(theme) for theme in themes]
    inside = found.counted(roles)
    marked = found.marked[:, columns] & inside[:, None]
    expected = found.chances[:, columns] * inside[:, None]
    rows, weights = checked.rows, checked.weights[:, None]
    carrying = checked.carrying(roles, themes)
    counted = checked.counted(roles)
    of, number = found.of, len(found.reviews)
    own = of[rows]
    wrong = (carrying - expected[rows]) * weights
    role_wrong = (counted - inside[rows]) * checked.weights
    return Totals(
        marked=by_review(marked.astype(float), of, number),
        of=by_review(inside.astype(float), of, number),
        carrying=by_review(expected, of, number) + by_review(wrong, own, number),
        counted=by_review(inside.astype(float), of, number) + by_review(role_wrong, own, number),
        seen=by_review(((carrying > 0) | marked[rows]).astype(float), own, number),
        checked=by_review(np.ones(len(rows)), own, number),
    )


def plain(made: Totals, inside: Bools | Ints) -> Floats:
    """Of the counted passages of these reviews, the share that the model marked, by theme."""
    found: Floats = made.marked[inside].sum(axis=0) / max(1.0, float(made.of[inside].sum()))
    return found


def corrected(made: Totals, inside: Bools | Ints) -> Estimate:
    """The same share corrected, with its interval."""
    return ratio(made.carrying[inside], made.counted[inside], sizes=made.of[inside])
