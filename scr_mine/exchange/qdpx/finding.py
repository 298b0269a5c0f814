"""Where in the text of a file, as a program gave it back, the passages are."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from scr_mine.exchange.qdpx.text import Range, Solid, Source, laid_out, solid
from scr_mine.records import TaggedPassage

_BREAK = re.compile("[\n\r\v\f\x85\u2028\u2029]")


def found_ranges(text: str, compact: Solid, source: Source, own: set[str]) -> dict[str, Range]:
    """Where in a source's solid text passages are, by id.

    The text is as it was written of some passages, told by what we wrote beside them, or of all;
    else each passage is looked for.
    """
    some = [passage for passage in source.passages if passage.id in own]
    for passages in (source.passages, some):
        written, ranges = laid_out(passages)
        again = solid(written)
        if again.text == compact.text:
            return {
                key: (bisect_left(again.places, start), bisect_left(again.places, end))
                for key, (start, end) in ranges.items()
            }
    return _searched(text, compact, source.passages, own)


def _searched(
    text: str, compact: Solid, passages: Iterable[TaggedPassage], own: set[str]
) -> dict[str, Range]:
    """Passages found by their text between line ends, the longest first.

    Of several with one text, those are meant that we wrote something beside, if they are as many
    as there are places; where that leaves doubt, none is.
    """
    by_text: dict[str, list[str]] = {}
    for passage in passages:
        by_text.setdefault(solid(passage.text).text, []).append(passage.id)
    taken = bytearray(len(compact.text))
    ranges: dict[str, Range] = {}
    for wanted in sorted(by_text, key=len, reverse=True):
        places = _places(text, compact, wanted, taken)
        keys = by_text[wanted]
        if len(places) != len(keys):
            keys = [key for key in keys if key in own]
        if len(places) == len(keys):
            ranges |= dict(zip(keys, places, strict=True))
        for start, end in places:
            taken[start:end] = b"\1" * (end - start)
    return ranges


def _places(text: str, compact: Solid, wanted: str, taken: bytearray) -> list[Range]:
    """Where the wanted text fills whole lines, apart from what is taken."""
    found = list[Range]()
    at = compact.text.find(wanted) if wanted else -1
    while at >= 0:
        end = at + len(wanted)
        free = taken.find(1, at, end) < 0
        if free and _line_ends(text, compact.places, at) and _line_ends(text, compact.places, end):
            found.append((at, end))
            at = compact.text.find(wanted, end)
        else:
            at = compact.text.find(wanted, at + 1)
    return found


def _line_ends(text: str, places: Sequence[int], at: int) -> bool:
    """Whether a line ends before the solid character number `at`."""
    if at in (0, len(places)):
        return True
    return bool(_BREAK.search(text, places[at - 1] + 1, places[at]))
