"""Tagged lines, whoever wrote them, to and from records; what is wrong with one, in words."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from operator import itemgetter
from typing import Any

import msgspec

from scr_mine.errors import InputError
from scr_mine.records import (
    NO_REVIEW_IDS,
    Dropped,
    Evidence,
    ReadingReport,
    Review,
    TaggedPassage,
    Tags,
)
from scr_mine.store import parse_lines

#: Probabilities are written to so many places.
DIGITS = 4


def with_tags(line: dict[str, Any], tags: Tags) -> dict[str, Any]:
    """The same object with the fields of `tags`; fields it had and tags do not are kept."""
    return {
        **line,
        "role": tags.role,
        "role_probability": round(tags.role_probability, DIGITS),
        "themes": list(tags.themes),
        "probabilities": {theme: round(p, DIGITS) for theme, p in tags.probabilities.items()},
        "evidence": [dict(vars(evidence)) for evidence in tags.evidence],
        "model": tags.model,
    }


def tagged_passages(
    raw: Iterable[bytes], name: str, *, evidence: bool = False
) -> Iterator[TaggedPassage]:
    """Tagged lines of a file of that name as records; see `tagged` and `store.parse_lines`."""
    decode = (_EVIDENT if evidence else _PLAIN).decode
    review: tuple[bytes, Review | None] = (b"", None)
    number = 0
    for place, each in enumerate(raw, 1):
        try:
            line = decode(each)
        except (ValueError, RecursionError):
            line = None
        if line is not None and review[1] is not None and bytes(line.review) == review[0]:
            number += 1
            yield _at_once(line, review[1])
            continue
        # A review that comes for the first time, and whatever is odd, is looked at closely.
        for value in parse_lines([each], name, first=place):
            number += 1
            found = tagged(value, name, number, evidence=evidence)
            review = (bytes(line.review) if line is not None else b"", found.review)
            yield found


def _at_once(line: "_Line", review: Review) -> TaggedPassage:
    """The record of a line in which all is of the type that it should be."""
    # A frozen record sets its fields one by one, which takes as long as reading the line.
    record = object.__new__(TaggedPassage)
    vars(record).update(
        id=line.id,
        text=line.text,
        role=line.role,
        themes=tuple(line.themes),
        probabilities=line.probabilities or {},
        model=line.model,
        review=review,
        page=line.page,
        paragraph=line.paragraph,
        start=line.start,
        end=line.end,
        document=line.document,
        headings=tuple(line.headings or ()),
        stem=line.stem,
        evidence=_within(line.evidence, line.text) if isinstance(line, _Evident) else (),
    )
    return record


def _within(found: "list[_Stretch] | None", text: str) -> tuple[Evidence, ...]:
    kept = [(e.start, e.end, e.theme) for e in found or () if 0 <= e.start < e.end <= len(text)]
    kept.sort(key=_PLACE)
    return tuple(Evidence(theme=theme, start=start, end=end) for start, end, theme in kept)


_PLACE = itemgetter(0, 1)


class _Stretch(msgspec.Struct):
    theme: str
    start: int
    end: int


class _Line(msgspec.Struct):
    """A tagged line as `scr-mine` writes it."""

    id: str
    text: str
    role: str
    themes: list[str]
    review: msgspec.Raw
    probabilities: dict[str, int | float] | None = None
    model: str = "unknown"
    page: int | None = None
    paragraph: str | None = None
    start: int | None = None
    end: int | None = None
    document: str | None = None
    headings: list[str] | None = None
    stem: str | None = None


class _Evident(_Line):
    evidence: list[_Stretch] | None = None


_PLAIN, _EVIDENT = msgspec.json.Decoder(_Line), msgspec.json.Decoder(_Evident)


def tagged(
    line: dict[str, Any], name: str, number: int, *, evidence: bool = False
) -> TaggedPassage:
    """A tagged line, whoever wrote it, as a record; optional fields may be missing.

    `evidence` is taken over where it is wanted, without what does not point into the text. Raises
    InputError naming the line where a needed field is missing or of the wrong type.
    """
    _check(line, f"{name}, tagged line {number}")
    return TaggedPassage(
        id=line["id"],
        text=line["text"],
        role=line["role"],
        themes=tuple(map(str, line["themes"])),
        probabilities=dict(line.get("probabilities") or ()),
        model=str(line.get("model", "unknown")),
        review=review_from(line["review"]),
        page=line.get("page"),
        paragraph=line.get("paragraph"),
        start=line.get("start"),
        end=line.get("end"),
        document=line.get("document"),
        headings=tuple(line.get("headings") or ()),
        stem=line.get("stem"),
        evidence=_evidence(line) if evidence else (),
    )


def _evidence(line: dict[str, Any]) -> tuple[Evidence, ...]:
    """The stretches of the text that are said to be evidence, in order."""
    found = line.get("evidence")
    stretches = [e for e in found if isinstance(e, dict)] if isinstance(found, list) else []
    kept = [
        Evidence(theme=str(e.get("theme")), start=e["start"], end=e["end"])
        for e in stretches
        if type(e.get("start")) is int
        and type(e.get("end")) is int
        and 0 <= e["start"] < e["end"] <= len(line["text"])
    ]
    return tuple(sorted(kept, key=lambda e: (e.start, e.end)))


_NEEDED: dict[str, type] = {"id": str, "text": str, "role": str, "themes": list}
_OPTIONAL: dict[str, type] = {"probabilities": dict, "headings": list} | {
    **dict.fromkeys(("stem", "paragraph", "document"), str),
    **dict.fromkeys(("page", "start", "end"), int),
}
_CALLED = {str: "text", int: "a whole number", list: "a list", dict: "an object"}
_STR, _NUMBERS = frozenset({str}), frozenset({int, float})
_OF_REVIEW: dict[str, type] = {"year": int, "files": list, "inferred": list} | dict.fromkeys(
    ("board", "label", "scope", "nation", "kind", "source", "licence"), str
)


def _are(value: Any, kind: type[Any], of: frozenset[type]) -> bool:
    """Whether a value is missing, or a list or dict of values of these types."""
    if value is None:
        return True
    if type(value) is not kind:
        return False
    values: Iterable[Any] = value.values() if isinstance(value, dict) else value
    return of.issuperset(map(type, values))


def _check(line: dict[str, Any], where: str) -> None:
    for key, kind in _NEEDED.items():
        if not isinstance(line.get(key), kind):
            raise InputError(f"{where}: '{key}' is missing or not {_CALLED[kind]}; tag it first.")
    review = line.get("review")
    if not isinstance(review, dict) or not isinstance(review.get("review_id"), str):
        raise InputError(
            f"{where}: it does not say which review it is of ('review' with a 'review_id'); "
            "add that."
        )
    if review["review_id"] in NO_REVIEW_IDS:
        raise InputError(
            f"{where}: '{review['review_id']}' is the name of a column; give it another review_id."
        )
    _check_types(line, _OPTIONAL, where)
    if not _are(line.get("probabilities"), dict, _NUMBERS):
        raise InputError(
            f"{where}: 'probabilities' holds something other than numbers; correct it."
        )
    if not _are(line.get("headings"), list, _STR):
        raise InputError(f"{where}: 'headings' holds something other than text; correct it.")
    _check_types(review, _OF_REVIEW, f"{where}, review")
    year = review.get("year")
    if year is not None and not (type(year) is int and 0 <= year <= 9999):
        raise InputError(
            f"{where}, review: the year '{year}' is not a year such as 2019; correct it."
        )
    for key in ("files", "inferred"):
        if not _are(review.get(key), list, _STR):
            raise InputError(
                f"{where}, review: '{key}' holds something other than text; correct it."
            )


def _check_types(value: dict[str, Any], kinds: dict[str, type], where: str) -> None:
    for key, kind in kinds.items():
        if value.get(key) is not None and not isinstance(value[key], kind):
            raise InputError(f"{where}: '{key}' is not {_CALLED[kind]}; correct it.")


_REVIEW_FIELDS = frozenset(f.name for f in fields(Review))
_READING_FIELDS = frozenset(f.name for f in fields(ReadingReport))


def review_from(value: dict[str, Any]) -> Review:
    """A Review from plain JSON; unknown fields are ignored, lists become tuples."""
    kept: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v
        for k, v in value.items()
        if k in _REVIEW_FIELDS and v is not None
    }
    return Review(**kept)


def reading_report(value: dict[str, Any]) -> ReadingReport:
    """A ReadingReport from the plain JSON that `plain` made of it; unknown fields are ignored."""
    lists: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v for k, v in value.items() if k in _READING_FIELDS
    }
    lists["dropped"] = tuple(Dropped(**dropped) for dropped in value["dropped"])
    return ReadingReport(**lists)
