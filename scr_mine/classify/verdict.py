"""What a theme's figures allow it to be used for."""

from collections.abc import Mapping
from typing import Any

#: A theme's figures are not judged below so many passages or reviews with it.
LEAST_POSITIVES, LEAST_REVIEWS = 20, 5
#: From the first F1 on a theme is usable, from the second weak.
USABLE_F1, WEAK_F1 = 0.60, 0.40
TOO_LITTLE = "too little evidence"
USABLE, WEAK, NOT_AUTOMATED = "usable", "weak", "not to be automated"


def verdict(f1: float, *, passages: int, reviews: int) -> str:
    """Usable, weak, not to be automated, or too little evidence to say."""
    if passages < LEAST_POSITIVES or reviews < LEAST_REVIEWS:
        return TOO_LITTLE
    if f1 >= USABLE_F1:
        return USABLE
    return WEAK if f1 >= WEAK_F1 else NOT_AUTOMATED


def lacking(passages: int) -> int:
    """How many labelled passages with the theme are still wanted before it can be judged."""
    return max(LEAST_POSITIVES - passages, 0)


def of_model(about: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """A verdict on each theme of a model, from the figures in its `about`.

    It rests on the reviews that cross-validation left out; where the held-out reviews give enough
    evidence and a worse figure, on them.
    """
    held_out = about.get("held_out", {}).get("themes", {})
    return {
        theme: _of_theme(figures, held_out.get(theme))
        for theme, figures in about["cross_validation"]["themes"].items()
    }


def _of_theme(left_out: Mapping[str, Any], held_out: Mapping[str, Any] | None) -> dict[str, Any]:
    worse = left_out
    if held_out and held_out["f1"] < left_out["f1"]:
        judged = verdict(0.0, passages=held_out["positives"], reviews=held_out["reviews"])
        worse = left_out if judged == TOO_LITTLE else held_out
    passages, reviews = worse["positives"], worse["reviews"]
    return {
        "verdict": verdict(worse["f1"], passages=passages, reviews=reviews),
        "f1": worse["f1"],
        "lacking": lacking(passages),
    }
