"""The plain text of a source: passages one after another, under their headings."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scr_mine.exchange.qdpx.codes import guid
from scr_mine.inert import clean, whole
from scr_mine.records import TaggedPassage

Range = tuple[int, int]
_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Programs drop these or count them oddly; a space in their place changes no position.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff]")
_SOLID = re.compile("[^\\s\x00-\x1f\x7f-\x9f\ufeff]+")
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]')


@dataclass(frozen=True, kw_only=True)
class Source:
    """The passages of one document, in order."""

    review: str
    document: str
    name: str
    passages: tuple[TaggedPassage, ...]

    @property
    def guid(self) -> str:
        """The identifier of the source."""
        return guid("source", self.review, self.document)


@dataclass(frozen=True, kw_only=True)
class Solid:
    """A text without white space: its characters, and where in the text each stands."""

    text: str
    places: Sequence[int]


def solid(text: str) -> Solid:
    """What of a text survives every program: line ends, spaces and controls do not."""
    text = whole(text)
    runs = [match.span() for match in _SOLID.finditer(text)]
    return Solid(
        text="".join(text[start:end] for start, end in runs),
        places=[place for start, end in runs for place in range(start, end)],
    )


def cleaned(text: str) -> str:
    """A text as it is written: lines end in one way, and there are no control characters."""
    return _CONTROLS.sub(" ", _BREAKS.sub("\n", whole(text)))


def sources(passages: Iterable[TaggedPassage]) -> list[Source]:
    """The passages by document, each document with a name of its own.

    Several sources of one name are confused or refused by some programs.
    """
    grouped: dict[tuple[str, str], list[TaggedPassage]] = {}
    for passage in passages:
        key = (passage.review.review_id, passage.document or "")
        grouped.setdefault(key, []).append(passage)
    made, taken = [], set()
    for (review, document), held in grouped.items():
        name = source_name(review, document)
        if name.casefold() in taken:
            name = f"{name} ({guid('source', review, document)[:8]})"
        taken.add(name.casefold())
        made.append(
            Source(review=review, document=document, name=name, passages=tuple(_in_order(held)))
        )
    return made


def source_name(review: str, document: str) -> str:
    """What a document is called: by its review, and its file where that says more."""
    stem = document.rpartition(".")[0] or document
    told = review if stem in ("", review) else f"{review} - {stem}"
    return _NOT_IN_NAMES.sub("-", clean(told)).strip() or "review"


def _in_order(held: Sequence[TaggedPassage]) -> list[TaggedPassage]:
    starts = [passage.start for passage in held if passage.start is not None]
    if len(starts) < len(held):
        return list(held)
    return sorted(held, key=lambda passage: passage.start or 0)


def laid_out(passages: Sequence[TaggedPassage]) -> tuple[str, dict[str, Range]]:
    """The text of a source and where in it each passage is, by its id; lines end in a line feed.

    A passage of white space has no place. Headings are written where they change, but none that
    reads like a passage, so that passages can be found again.
    """
    bodies = [cleaned(passage.text).strip() for passage in passages]
    solids = {solid(body).text for body in bodies}
    parts: list[str] = []
    ranges: dict[str, Range] = {}
    at, above = 0, tuple[str, ...]()
    for passage, body in zip(passages, bodies, strict=True):
        lines = []
        if passage.headings != above:
            lines = [clean(each).strip() for each in _changed(above, passage.headings)]
            above = passage.headings
        for line in [each for each in lines if solid(each).text not in solids | {""}]:
            parts.append(f"{line}\n\n")
            at += len(parts[-1])
        if solid(body).text:
            ranges[passage.id] = (at, at + len(body))
            parts.append(f"{body}\n\n")
            at += len(parts[-1])
    return "".join(parts), ranges


def _changed(before: Sequence[str], now: Sequence[str]) -> Sequence[str]:
    same = 0
    while same < min(len(before), len(now)) and before[same] == now[same]:
        same += 1
    return now[same:]


def described(passage: TaggedPassage) -> str:
    """What is written beside a passage: its id, by which it is known again, and where it stands."""
    where = [f"Passage {passage.id}"]
    where += [f"page {passage.page}"] if passage.page is not None else []
    where += [f"paragraph {passage.paragraph}"] if passage.paragraph else []
    return clean(", ".join(where))


def by_description(passages: Mapping[str, TaggedPassage]) -> dict[str, str]:
    """The ids of passages by what is written beside them."""
    return {described(passage): key for key, passage in passages.items()}
