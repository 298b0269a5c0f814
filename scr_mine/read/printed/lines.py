"""Printed lines with their place on the page: what PDF and plain text have in common."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import inf
from operator import attrgetter
from statistics import median

from scr_mine.read import clean

#: Two stretches of text are on one line if their baselines differ by less than this many sizes.
SAME_LINE = 0.45
#: From so many lines on, the distance between them is trusted even if it is wide.
FEW, WIDE = 4, 1.6
#: Lines nearer than this many sizes stand beside one another: print is not set so close.
BESIDE = 0.8
#: Stretches of text closer than this many sizes have no space between them.
TOUCH = 0.1
#: A stop may be so far from the word before it.
STOP_NEAR, STOPS = 0.4, tuple(".,;:!?)")
#: No printed number is longer than this.
LABEL_ROOM = 20


@dataclass(kw_only=True, slots=True)
class Line:
    """One printed line; never changed, and not frozen only because that makes it slow to make.

    `x0`, `x1` are its left and right edges, `y` its baseline measured downwards from the top of
    the page, `size` its font size: points in a PDF; columns and rows, size 1, in plain text.
    `bold` is None where the format does not say; `lead` says whether the line begins in bold.
    `faint` is text in a pale colour. `label` is a printed number that hangs before the text.
    `cells` is set for a table row, whose text is then empty; `header` are its column headings.
    `limit` is the right edge of the column the line stands in, where a page has several.
    """

    text: str
    page: int
    x0: float
    x1: float
    y: float
    size: float = 1.0
    bold: bool | None = None
    lead: bool = False
    faint: bool = False
    label: str = ""
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    limit: float = inf

    @property
    def char_width(self) -> float:
        """Mean width of a character."""
        return (self.x1 - self.x0) / max(len(self.text), 1)


@dataclass(frozen=True, kw_only=True)
class Page:
    """The lines of one page in reading order; `number` is 1-based, `height` in the lines' unit."""

    number: int
    height: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Style:
    """What is ordinary in a document: body size, right edge, distance between lines.

    `leadings` holds the distance for each font size (rounded to half a point) often enough used.
    """

    size: float
    right: float
    leading: float
    leadings: dict[float, float]

    def leading_at(self, size: float) -> float:
        """The ordinary distance between lines of a size."""
        known = self.leadings.get(half(size))
        return known if known is not None else self.leading * size / self.size


@lru_cache(maxsize=1024)
def half(size: float) -> float:
    """A size rounded to half a point."""
    return round(size * 2) / 2


def body_size(lines: Iterable[Line]) -> float:
    """The font size in which most of the text is set; 1 if there is none."""
    exact: dict[float, int] = {}
    for line in lines:
        exact[line.size] = exact.get(line.size, 0) + len(line.text)
    sizes: Counter[float] = Counter()
    for size, length in exact.items():
        sizes[half(size)] += length
    return max(sizes, key=lambda size: (sizes[size], size), default=1.0) or 1.0


def style_of(lines: list[Line]) -> Style:
    """The document's ordinary line, weighted by the amount of text."""
    prose = [line for line in lines if line.text and not line.cells]
    if not prose:
        return Style(size=1.0, right=80.0, leading=1.0, leadings={})
    size = body_size(prose)
    gaps: dict[float, list[float]] = {}
    for above, below in pairwise(prose):
        gap = below.y - above.y
        alike = half(above.size) == half(below.size) and above.page == below.page
        if alike and BESIDE * above.size < gap < 3 * above.size:
            gaps.setdefault(half(above.size), []).append(gap)
    ordinary = [line for line in prose if half(line.size) == size]
    # Of type that is said to have no size, none has the size of ordinary lines.
    edges = sorted(line.x1 for line in ordinary or prose)
    return Style(
        size=size,
        right=edges[int(0.95 * (len(edges) - 1))],
        leading=_leading(gaps.get(size, []), size),
        leadings={at: _leading(seen, at) for at, seen in gaps.items() if len(seen) >= FEW},
    )


def _leading(gaps: list[float], size: float) -> float:
    """The distance between lines of one paragraph; a guess where there are few lines."""
    if not gaps:
        return 1.2 * size
    return _common(gaps) if len(gaps) >= FEW else min(_common(gaps), WIDE * size)


def _common(gaps: list[float]) -> float:
    """The smallest gap that many lines share: the distance inside a paragraph."""
    counts = Counter(round(gap, 1) for gap in gaps)
    # Rounding may part one gap into two neighbouring tenths.
    often = [
        gap
        for gap in counts
        if counts[gap] + counts[round(gap + 0.1, 1)] + counts[round(gap - 0.1, 1)]
        >= 0.15 * len(gaps)
    ]
    return min(often) if often else median(gaps)


def rows_of(lines: Iterable[Line]) -> list[list[Line]]:
    """Lines grouped by baseline from top to bottom, each group from left to right."""
    rows: list[list[Line]] = []
    row: list[Line] = []
    for line in sorted(lines, key=attrgetter("y")):
        if row and line.y - row[0].y < SAME_LINE * max(line.size, row[0].size):
            row.append(line)
        else:
            row = [line]
            rows.append(row)
    for row in rows:
        if len(row) > 1:
            row.sort(key=attrgetter("x0"))
    return rows


def together(row: list[Line]) -> str:
    """The text of stretches on one baseline; those that touch were one word."""
    text = row[0].text
    for before, line in pairwise(row):
        # A raised mark before a stop parts them, and the gap is that of the mark's own space.
        near = STOP_NEAR if line.text[:1] in STOPS else TOUCH
        touch = abs(line.x0 - before.x1) < near * line.size
        text += line.text if touch else f" {line.text}"
    return text


def is_label_alone(text: str) -> bool:
    """Whether a line holds a paragraph number and nothing else."""
    text = text.strip()
    if len(text) > LABEL_ROOM:
        return False
    return bool(clean.LONE_LABEL.match(text)) and not clean.is_dotted_date(text)


def is_bullet_alone(text: str) -> bool:
    """Whether a line holds a bullet and nothing else."""
    text = text.strip()
    return len(text) == 1 and bool(clean.LONE_BULLET.match(text))
