"""What `model.json` may hold: the type and range of everything that is looked up in it.

A model comes from a colleague or a mail. What is not as it should be is found here, in words, and
not later, in the middle of a run.
"""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

#: Bounds no real model comes near: pieces of words, words between two of a pair, columns.
PIECE, WINDOW = 30, 30
#: Characters of a name or version, which stand in every line that a model tags.
NAME = 100

_Name = Annotated[str, Meta(min_length=1, max_length=NAME, pattern=r"^[^\x00-\x1f\x7f-\x9f\s]+$")]
_Share = Annotated[float, Meta(ge=0, le=1)]
_Positive = Annotated[float, Meta(gt=0, le=1e6)]
_Number = Annotated[float, Meta(ge=-1e6, le=1e6)]
_Count = Annotated[int, Meta(ge=0)]
_Interval = tuple[float | None, float | None, float | None]
_Floats = list[_Number]


class Features(Struct):
    """How words are counted."""

    pieces: tuple[Annotated[int, Meta(ge=1, le=PIECE)], Annotated[int, Meta(ge=1, le=PIECE)]]
    window: Annotated[int, Meta(ge=0, le=WINDOW)]
    least: list[_Count]
    lengths: list[_Number]


class Calibration(Struct):
    """From scores to probabilities."""

    slope: _Floats
    offset: _Floats
    from_roles: list[_Floats]
    silences: list[_Share]


class Encoder(Struct):
    """The part of the sentence encoder in the scores."""

    share: _Share


class Verdict(Struct):
    """The verdict on one theme."""

    verdict: Annotated[str, Meta(max_length=NAME)]
    f1: float | UnsetType | None = UNSET
    lacking: int | UnsetType | None = UNSET


class Premises(Struct):
    """The fingerprints of what the model was made for."""

    themes: dict[str, str] | None = None
    roles: dict[str, str] | None = None
    reading: dict[str, str] | None = None
    thresholds: dict[str, str] | None = None


class Theme(Struct):
    """How well one theme was found."""

    positives: _Count
    f1: float
    precision: float | UnsetType = UNSET
    recall: float | UnsetType = UNSET


class LeftOut(Struct):
    """Figures of cross-validation."""

    micro_f1: float
    macro_f1: float
    role_accuracy: float
    untagged: float
    calibration_error: float
    themes: dict[str, Theme]


class HeldOut(Struct):
    """Figures on held-out reviews, most with their intervals."""

    passages: _Count
    reviews: _Count
    micro_f1: _Interval
    macro_f1: _Interval
    role_accuracy: _Interval
    untagged: _Interval
    presence_f1: _Interval
    presence_always: float
    calibration_error: float
    keyword_micro_f1: float
    themes: dict[str, Theme]


class Header(Struct):
    """`model.json`; what is missing is found where it is needed, what is unknown is passed over."""

    name: _Name | UnsetType = UNSET
    version: _Name | UnsetType = UNSET
    roles: list[str] | UnsetType = UNSET
    themes: list[str] | UnsetType = UNSET
    thresholds: dict[str, _Share] | UnsetType = UNSET
    features: Features | UnsetType = UNSET
    bias: _Floats | UnsetType = UNSET
    temperature: _Positive | UnsetType = UNSET
    calibration: Calibration | UnsetType = UNSET
    encoder: Encoder | UnsetType = UNSET
    verdicts: dict[str, Verdict] | UnsetType = UNSET
    premises: Premises | UnsetType | None = UNSET
    codebook: dict[str, Any] | UnsetType = UNSET
    training: dict[str, Any] | UnsetType = UNSET
    labels: dict[str, str] | UnsetType | None = UNSET
    learnt_reviews: list[str] | UnsetType | None = UNSET
    cross_validation: LeftOut | UnsetType | None = UNSET
    held_out: HeldOut | UnsetType | None = UNSET


def fault(value: dict[str, Any]) -> str:
    """What is first found wrong in a header, in a few words; nothing if it can be used."""
    try:
        made = msgspec.convert(value, Header)
    except (msgspec.ValidationError, RecursionError) as error:
        return str(error).replace("`", "'").replace("$.", "")
    for what, listed in (("roles", made.roles), ("themes", made.themes)):
        if isinstance(listed, list) and len(set(listed)) < len(listed):
            return f"one of its {what} is listed twice"
    return ""
