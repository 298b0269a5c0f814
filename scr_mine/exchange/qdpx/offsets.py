"""How programs count the characters of a text: the standard says code points, not all do so."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Literal

from scr_mine.exchange.qdpx.text import solid

_WIDE = re.compile("[\U00010000-\U0010ffff]")
_CRLF, _LF = re.compile("\r\n"), re.compile("(?<!\r)\n")
#: What the end of a selection's name says where the name is cut short.
_CUT = re.compile(r"(…|\.\.\.)$")
#: Shorter names of selections may stand anywhere, and tell nothing.
SHORTEST_CLUE = 8


@dataclass(frozen=True, kw_only=True)
class Counting:
    """A way of counting.

    `utf16` counts an emoji twice; `newline` counts CR LF as it is or as one, or a bare LF as two;
    `mark` counts the byte order mark.
    """

    utf16: bool = False
    newline: Literal["as-is", "one", "two"] = "as-is"
    mark: bool = False


class Ruler:
    """Turns positions counted in some way into indexes of a text, and back."""

    def __init__(self, text: str, counting: Counting | None = None) -> None:
        counting = counting or Counting()
        self._length = len(text)
        self._first = int(counting.mark)
        odd = [(match.end(), 1) for match in _WIDE.finditer(text)] if counting.utf16 else []
        if counting.newline == "one":
            odd += [(match.end(), -1) for match in _CRLF.finditer(text)]
        if counting.newline == "two":
            odd += [(match.end(), 1) for match in _LF.finditer(text)]
        self._indexes, self._shifts, self._positions = [0], [self._first], [self._first]
        for index, shift in sorted(odd):
            self._indexes.append(index)
            self._shifts.append(self._shifts[-1] + shift)
            self._positions.append(index + self._shifts[-1])

    def position(self, index: int) -> int:
        """The position of an index of the text."""
        return index + self._shifts[bisect_right(self._indexes, index) - 1]

    def index(self, position: int) -> int | None:
        """The index at a position; None where the text has none."""
        if position < self._first:
            return 0 if position >= 0 else None
        found = position - self._shifts[bisect_right(self._positions, position) - 1]
        return found if found <= self._length else None


@dataclass(frozen=True, kw_only=True)
class Clue:
    """Positions of which it is known how the text there begins, or is; both without spaces."""

    start: int
    end: int
    text: str
    whole: bool


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A text, and what is known of positions in it."""

    text: str
    clues: tuple[Clue, ...] = ()
    others: tuple[tuple[int, int], ...] = field(default=())


def named(start: int, end: int, name: str) -> Clue | None:
    """What the name of a selection, which is often how its text begins, says of its positions."""
    told = solid(_CUT.sub("", name.strip())).text
    return (
        Clue(start=start, end=end, text=told, whole=False) if len(told) >= SHORTEST_CLUE else None
    )


def counted(samples: Sequence[Sample], *, one_first: bool) -> tuple[Counting, bool]:
    """How the positions in the texts of a project are counted, and whether anything shows it.

    That is the way in which most clues hold and most positions lie in their text; of equals the
    standard's, or with `one_first` the one in which CR LF counts as one.
    """
    newlines: list[Literal["as-is", "one", "two"]] = ["as-is", "one", "two"]
    if one_first:
        newlines = ["one", "as-is", "two"]
    ways = [
        Counting(utf16=utf16, newline=newline, mark=mark)
        for mark, newline, utf16 in product((False, True), newlines, (False, True))
    ]
    clues = sum(len(sample.clues) for sample in samples)
    best, most = ways[0], (-1, -1)
    for way in ways:
        score = _score(samples, way)
        if score > most:
            best, most = way, score
        if score[0] == clues and score[1] == 0 and clues:
            break
    return best, most[0] > 0


def _score(samples: Iterable[Sample], way: Counting) -> tuple[int, int]:
    """How many clues hold, and less how many positions lie outside their text."""
    hold, outside = 0, 0
    for sample in samples:
        ruler = Ruler(sample.text, way)
        for clue in sample.clues:
            start, end = ruler.index(clue.start), ruler.index(clue.end)
            if start is None or end is None:
                outside += 1
                continue
            there = solid(sample.text[start:end]).text
            hold += there == clue.text if clue.whole else there.startswith(clue.text)
        for start, end in sample.others:
            outside += ruler.index(start) is None or ruler.index(end) is None
    return hold, -outside
