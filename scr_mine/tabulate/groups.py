"""Groups of reviews: by any field of the manifest, by period, and chosen by it."""

import re
from collections.abc import Iterable, Mapping
from functools import partial

from scr_mine.errors import InputError, UsageError, among
from scr_mine.records import Review
from scr_mine.tabulate.counts import Counts

NOT_STATED = "not stated"
#: Fields of the manifest that reviews are grouped and chosen by; `period` is bands of BAND years.
FIELDS = ("scope", "board", "year", "period", "kind", "nation")
BAND = 5
_YEARS = re.compile(r"(\d{4})?-(\d{4})?$")


def group_of(review: Review, field: str) -> str:
    """The group a review belongs to; a review without the field is `not stated`."""
    if field == "period":
        if not review.year:
            return NOT_STATED
        first = review.year - review.year % BAND
        return f"{first}-{first + BAND - 1}"
    return str(getattr(review, field) or NOT_STATED)


def ordered(names: Iterable[str]) -> list[str]:
    """Names of groups in printed order: sorted, what is not stated last."""
    return sorted(set(names), key=lambda name: (name == NOT_STATED, name))


def chosen(counts: Counts, where: Mapping[str, Iterable[str]]) -> Counts:
    """The counts of the reviews that have, in every field of `where`, one of its values.

    A year may also be a span, `2010-2015`, `2018-` or `-2012`. Raises UsageError for an unknown
    field and InputError where a value, or all conditions together, match no review.
    """
    kept = counts
    for field, values in where.items():
        if field not in (*FIELDS, "review"):
            raise UsageError(
                f"Reviews cannot be chosen by '{field}'; use {', '.join((*FIELDS, 'review'))}."
            )
        wanted = list(values)
        for value in wanted:
            if not any(matches(review, field, value) for review in counts.reviews.values()):
                there = among(value, ordered(_value(r, field) for r in counts.reviews.values()))
                raise InputError(f"No review here has the {field} '{value}'; {there}.")
        kept = kept.only(partial(_has_any, field=field, values=wanted))
    if not kept.reviews:
        raise InputError("No review meets all these conditions together; drop one of them.")
    return kept


def sentence(where: Mapping[str, Iterable[str]]) -> str:
    """The choice in words, for the foot of a table; empty where nothing was chosen."""
    parts = [f"{field} {' or '.join(values)}" for field, values in where.items()]
    return f"Only reviews with {' and '.join(parts)}." if parts else ""


def _value(review: Review, field: str) -> str:
    return review.review_id if field == "review" else group_of(review, field)


def _has_any(review: Review, *, field: str, values: Iterable[str]) -> bool:
    return any(matches(review, field, value) for value in values)


def matches(review: Review, field: str, value: str) -> bool:
    """Whether a review has this value in that field; a year may also be a span, `2010-2015`."""
    span = _YEARS.match(value) if field == "year" else None
    if span and any(span.groups()):
        first, last = (int(year) if year else None for year in span.groups())
        year = review.year or 0
        return bool(year) and (not first or year >= first) and (not last or year <= last)
    return _value(review, field) == value
