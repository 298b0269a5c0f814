"""What is measured of a model: figures with their intervals, by theme and as a whole."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure with its 95 % interval over resampled reviews."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class ThemeFigures:
    """How one theme does. `passages` and `reviews` are those that truly have it.

    `keyword_f1` is that of the indicator words alone. `lacking` is how many labelled passages
    with the theme are still wanted before its figures can be judged.
    """

    theme: str
    passages: int
    reviews: int
    given: int
    precision: float
    recall: float
    f1: Figure
    average_precision: float
    keyword_f1: float
    verdict: str
    lacking: int


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """All figures of one model on one set of labelled passages.

    `untagged` is the share of passages without any theme that were given none; `confusion` is
    `[true role][given role]`; `presence_f1` is that of themes present in a review at all,
    and `presence_always` what it would be if every theme were said to be in every review.
    """

    model: str
    passages: int
    reviews: int
    without_theme: int
    micro_f1: Figure
    macro_f1: Figure
    role_accuracy: Figure
    untagged: Figure
    presence_f1: Figure
    presence_always: float
    calibration_error: float
    keyword_micro_f1: float
    keyword_macro_f1: float
    keyword_untagged: float
    themes: tuple[ThemeFigures, ...]
    roles: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, kw_only=True)
class CurvePoint:
    """What a model does that learnt from so many reviews and passages of them."""

    reviews: int
    passages: int
    micro_f1: Figure
    macro_f1: Figure
    role_accuracy: Figure
