"""Selections back onto passages, whatever the program did to line ends, positions and names."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scr_mine.exchange.qdpx.codes import guid
from scr_mine.exchange.qdpx.finding import found_ranges
from scr_mine.exchange.qdpx.offsets import Clue, Ruler, Sample, counted, named
from scr_mine.exchange.qdpx.project import FoundSource, Project, Selection
from scr_mine.exchange.qdpx.text import (
    Range,
    Solid,
    Source,
    by_description,
    solid,
    source_name,
    sources,
)
from scr_mine.inert import clean
from scr_mine.records import TaggedPassage

#: Programs add the suffix of the plain text to the name of a source.
_SUFFIX = ".txt"
#: As many things are named in a note, each by so much of its name.
NAMED, LONGEST_NAME = 5, 120


@dataclass(frozen=True, kw_only=True)
class Placed:
    """The selections on each passage, the passages that are in the file, sentences on the rest."""

    on: dict[str, list[Selection]] = field(default_factory=dict)
    present: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class _Known:
    """A source of the file, its solid text, and where in that passages are, by their id.

    `own` has for every selection the passage we wrote it for, where it is ours.
    """

    found: FoundSource
    solid: Solid
    ranges: dict[str, Range]
    own: tuple[str | None, ...]


def placed(project: Project, passages: Mapping[str, TaggedPassage]) -> Placed:
    """Which selections code which passages.

    A selection codes a passage if it covers half of it, or half of the selection lies in it. Ours
    whose text can no longer be found code the passage that they were written for.
    """
    made = Placed(notes=list(project.problems))
    known = _known(project, passages, made)
    way, _ = counted(
        [_sample(each, passages) for each in known], one_first="atlas" in project.origin.casefold()
    )
    lost, outside = list[str](), list[str]()
    for source in known:
        made.present.update(source.ranges)
        ruler = Ruler(source.found.text, way)
        starts = sorted((span, key) for key, span in source.ranges.items())
        for selection, own in zip(source.found.selections, source.own, strict=True):
            start, end = ruler.index(selection.start), ruler.index(selection.end)
            inside = start is not None and end is not None
            keys = _hit(source.solid.places, starts, start or 0, end or 0) if inside else []
            if not keys and own:
                keys = [own]
                made.present.add(own)
            for key in keys:
                made.on.setdefault(key, []).append(selection)
            if not keys and selection.codings:
                (lost if inside else outside).append(_where(selection, source.found))
    made.notes.extend(told("Selections that touch no passage, left out", lost))
    made.notes.extend(told("Selections that lie outside their text, left out", outside))
    return made


def told(what: str, names: Sequence[str]) -> list[str]:
    """A note on so many things, some of them by name; none if there are none.

    Names come out of a file that anybody may have made, so nothing in them can act.
    """
    some = [clean(name)[:LONGEST_NAME] for name in names[:NAMED]]
    more = ", ..." if len(names) > NAMED else ""
    return [f"{what}: {len(names)} ({', '.join(some)}{more})."] if names else []


def _where(selection: Selection, source: FoundSource) -> str:
    name = selection.name or selection.guid
    return f"'{name}' at {selection.start} to {selection.end} of '{source.name}'"


def _known(project: Project, passages: Mapping[str, TaggedPassage], made: Placed) -> list[_Known]:
    """The sources of the file that hold passages; notes on the others and on edited texts."""
    held = _Held(passages)
    known, strange, edited = list[_Known](), list[str](), list[str]()
    for found in project.sources:
        own = tuple(held.own(each) for each in found.selections)
        source = held.source(found, own)
        if source is None:
            strange += [found.name] if any(each.codings for each in found.selections) else []
            continue
        ours = {key for key in own if key}
        compact = solid(found.text)
        ranges = found_ranges(found.text, compact, source, ours)
        gone = ours - ranges.keys()
        edited += [key for key in dict.fromkeys(own) if key and key in gone]
        known.append(_Known(found=found, solid=compact, ranges=ranges, own=own))
    made.notes.extend(told("Sources of no review in the tagged files, left out", strange))
    edit = "Passages whose text was changed in the file, which has no effect"
    made.notes.extend(told(edit, edited))
    return known


class _Held:
    """The passages that codes may fall on, by all that a program may have kept of them."""

    def __init__(self, passages: Mapping[str, TaggedPassage]) -> None:
        held = sources(passages.values())
        self._by_guid = {source.guid: source for source in held}
        self._by_name = {source_name(s.review, s.document).casefold(): s for s in reversed(held)}
        self._by_name |= {source.name.casefold(): source for source in held}
        self._by_passage = {passage.id: source for source in held for passage in source.passages}
        self._guids = {guid("selection", key): key for key in passages}
        self._described = by_description(passages)

    def own(self, selection: Selection) -> str | None:
        """The passage a selection was written for, if we wrote it."""
        return self._guids.get(selection.guid) or self._described.get(selection.description)

    def source(self, found: FoundSource, own: Sequence[str | None]) -> Source | None:
        """The document whose text a source is: by its identifier, name, or our selections."""
        name = found.name.strip().casefold().removesuffix(_SUFFIX)
        source = self._by_guid.get(found.guid) or self._by_name.get(name)
        ours = Counter(self._by_passage[key].guid for key in own if key)
        if source is None and ours:
            return self._by_guid[ours.most_common(1)[0][0]]
        return source


def _hit(
    places: Sequence[int], ranges: Sequence[tuple[Range, str]], start: int, end: int
) -> list[str]:
    """The ids of the passages that a selection of the text from `start` to `end` codes."""
    first, last = bisect_left(places, start), bisect_left(places, end)
    hit = []
    at = max(bisect_left(ranges, ((first, first), "")) - 1, 0)
    for (low, high), key in ranges[at:]:
        if low >= last:
            break
        common = 2 * (min(high, last) - max(low, first))
        if common >= min(high - low, last - first) and common > 0:
            hit.append(key)
    return hit


def _sample(source: _Known, passages: Mapping[str, TaggedPassage]) -> Sample:
    """What is known of positions in a source: of ours, the passage; of others, their name."""
    clues, others = [], []
    for each, own in zip(source.found.selections, source.own, strict=True):
        if own in source.ranges:
            text = solid(passages[own].text).text if own else ""
            clues.append(Clue(start=each.start, end=each.end, text=text, whole=True))
        elif clue := named(each.start, each.end, each.name):
            clues.append(clue)
        else:
            others.append((each.start, each.end))
    return Sample(text=source.found.text, clues=tuple(clues), others=tuple(others))
