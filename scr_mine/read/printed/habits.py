"""How a document sets its text: edges, distances, whether paragraphs are spaced or numbered."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from scr_mine.read import clean
from scr_mine.read.printed import display
from scr_mine.read.printed.lines import Line, Style, style_of

#: Lines further apart than this many times the ordinary distance are separate blocks.
GAP = 1.2
#: Paragraphs are set apart by space when so many of the ends seen are; of at least SPACED_ENDS.
SPACED_SHARE, SPACED_ENDS = 0.8, 5
#: Where so many paragraphs have numbers, one without may go on from the page before.
NUMBERED_SHARE = 0.5
#: A line is flush if it ends within this many font sizes of the right edge.
FLUSH, JUSTIFIED_SHARE = 0.25, 0.6
#: Where a line's first word ends: at a space, or behind a letter at a hyphen or slash.
WORD_END = re.compile(r"[\s/-](?:(?<=\s)|(?<=\w[/-]))")
SENTENCE_ENDED = re.compile(r"[.?!]['\"”’)\]]*$")


@dataclass(kw_only=True)
class Habits:
    """What is usual in one document.

    `rights` holds the right edge of the column that begins near each left edge, by page and
    indent. Not `broken` means that no paragraph is broken over lines. `bottom` is how far down
    full pages reach.
    """

    style: Style
    rights: dict[tuple[int, int], float]
    bottom: float
    broken: bool
    shows_style: bool
    justified: bool = False
    spaced: bool = False
    numbered: bool = False

    def right(self, above: Line, line: Line) -> float:
        """The right edge of the column in which two lines stand."""
        if above.page != line.page:
            return self._edge(above)
        return max(self._edge(above), self._edge(line))

    def _edge(self, line: Line) -> float:
        return min(self.rights.get((line.page, _indent(line)), 0.0), line.limit)

    def fits(self, above: Line, line: Line) -> tuple[bool, float]:
        """Whether the line's first word would have fitted above, and the share of room there."""
        right = self.right(above, line)
        room = right - above.x1
        share = room / max(right - above.x0, 1.0)
        if self.justified:
            return room > FLUSH * above.size, share
        end = WORD_END.search(line.text)
        word = end.start() if end else len(line.text)
        needed = (1.08 * word + 1.3) * max(above.char_width, 0.4 * above.size)
        return room > needed, share

    def apart(self, above: Line, line: Line) -> bool:
        """Whether more than the ordinary distance lies between two lines of a page."""
        leading = max(self.style.leading_at(above.size), self.style.leading_at(line.size))
        return line.y - above.y > GAP * leading


def of(lines: list[Line], *, broken: bool) -> Habits:
    """The habits of a document by its lines."""
    own: dict[tuple[int, int], float] = {}
    for line in lines:
        key = (line.page, _indent(line))
        if line.x1 > own.get(key, 0.0):
            own[key] = line.x1
    rights: dict[tuple[int, int], float] = {}
    for (page, indent), right in own.items():
        for near in ((page, indent - 1), (page, indent), (page, indent + 1)):
            rights[near] = max(rights.get(near, 0.0), right)
    habits = Habits(
        style=style_of(lines),
        rights=rights,
        bottom=max((line.y for line in lines), default=0.0),
        broken=broken,
        shows_style=display.shows_style(lines),
    )
    habits.justified = _is_justified(lines, habits)
    habits.spaced, habits.numbered = _paragraphs(lines, habits)
    return habits


def _indent(line: Line) -> int:
    return int(line.x0 // (6 * line.size))


def _is_justified(lines: Iterable[Line], habits: Habits) -> bool:
    """Whether most lines end exactly at their right edge."""
    texts = [line for line in lines if line.text]
    body = [line for line in texts if line.size == habits.style.size] or texts
    flush = sum(habits.right(line, line) - line.x1 < FLUSH * line.size for line in body)
    return flush > JUSTIFIED_SHARE * len(body) and len(body) > SPACED_ENDS


def _paragraphs(lines: list[Line], habits: Habits) -> tuple[bool, bool]:
    """Whether the document sets its paragraphs apart by space, and whether it numbers most."""
    apart = close = numbered = 0
    for above, line in pairwise(lines):
        if above.page != line.page or above.cells or line.cells or line.y <= above.y:
            continue
        if not SENTENCE_ENDED.search(above.text) or not habits.fits(above, line)[0]:
            continue
        if habits.apart(above, line):
            apart += 1
            numbered += bool(line.label or clean.split_label(line.text)[0])
        elif not line.label and not clean.split_bullet(line.text)[0]:
            close += 1
    spaced = apart >= SPACED_ENDS and apart >= SPACED_SHARE * (apart + close)
    return spaced, spaced and numbered > NUMBERED_SHARE * apart
