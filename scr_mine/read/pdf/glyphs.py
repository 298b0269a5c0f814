"""From PDFium's characters to stretches of text with their place, size and weight."""

import ctypes
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scr_mine.read.parts import Tally
from scr_mine.read.pdf.measures import Measures
from scr_mine.read.pdf.rules import Rules
from scr_mine.read.printed.lines import SAME_LINE, Line

#: A gap wider than this many times the font size may separate two cells or columns.
CELL_GAP = 0.9
#: Text turned by more than this many degrees from the page's own direction is a watermark.
TURNED = 10.0
#: A footnote mark is smaller than this share of its line and raised by this share of its size.
MARK_SIZE, RAISED = 0.8, 0.1
#: Text larger than this, in points, is tested for the pale colour of a watermark.
LARGE_POINTS = 24.0
PALE, WHITE, CLEAR = 165, 250, 140

SPACE = ord(" ")
RUN = re.compile(r"[^\r\n\x02\ufffe]+[\x02\ufffe]?")
#: Figures that may end in a footnote mark; not those of m2, of a fraction or of an ordinal.
#: The first figure comes first, as the search for a figure is fast and one for none is not.
MARK = re.compile(r"\d(?<![\d/⁄]\d)(?<!\b[cm]m\d)(?<!\bm\d)\d*(?![\w/⁄])")
BOLD = re.compile(r"bold|black|heavy|demi", re.I)
DINGBATS = re.compile(r"wingding|webding|dingbat|symbol|bullet", re.I)

#: Indices of characters, or one truth for each.
Indices = NDArray[np.int64]
Numbers = NDArray[np.float64]
#: Start, end and whether a hyphen follows.
Run = tuple[int, int, bool]


class Glyphs:
    """The measurements of the characters of one page, seen in its direction of writing.

    Coordinates are turned so that the page's commonest direction of writing runs to the right,
    and y runs downwards.
    """

    def __init__(self, textpage: Any, measures: Measures, width: float, height: float) -> None:
        self._textpage = textpage
        self._page = measures.of(textpage.raw)
        self._measures = measures
        self._width, self._height = width, height
        self.turn = 0

    def turned(self, x: Any, y: Any) -> tuple[Any, Any]:
        """A point of the page, or many, as seen in its direction of writing, y downwards."""
        if self.turn == 0:
            return x, self._height - y
        if self.turn == 90:
            return y, x
        if self.turn == 180:
            return self._width - x, y
        return self._height - y, self._width - x

    def boxes(self, indices: Sequence[int]) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """The left, right, upper and lower edges of characters."""
        left, right, bottom, top = self._measures.boxes(self._page, indices).T
        if self.turn == 0:
            return left, right, self._height - top, self._height - bottom
        (a, b), (c, d) = self.turned(left, bottom), self.turned(right, top)
        return np.minimum(a, c), np.maximum(a, c), np.minimum(b, d), np.maximum(b, d)

    def baselines(self, indices: Sequence[int]) -> list[float]:
        """The downward y of the origin of each character."""
        x, y = self._measures.origins(self._page, indices).T
        found: list[float] = self.turned(x, y)[1].tolist()
        return found

    def sizes(self, indices: Sequence[int]) -> list[float]:
        """The font size of each character as seen on the page, in points; 0 if unknown."""
        return self._measures.sizes(self._page, indices)

    def size(self, i: int) -> float:
        """The size of one character."""
        return self._measures.size(self._page, i)

    def fonts(self, indices: Sequence[int]) -> list[bytes]:
        """The name of each character's font."""
        return self._measures.fonts(self._page, indices)

    def angles(self, indices: Sequence[int]) -> list[float]:
        """Direction of writing of each character in degrees, 0 to 360, anticlockwise."""
        return self._measures.angles(self._page, indices)

    def pale(self, i: int) -> bool:
        """Whether a character is printed in a light or see-through colour that is not white."""
        import pypdfium2.raw as raw

        parts = [ctypes.c_uint() for _ in range(4)]
        raw.FPDFText_GetFillColor(self._textpage.raw, i, *map(ctypes.byref, parts))
        red, green, blue, alpha = (part.value for part in parts)
        return alpha < CLEAR or PALE < (3 * red + 6 * green + blue) / 10 < WHITE

    def text(self) -> str:
        """The page's text with exactly one code point per PDFium character index."""
        count = self._textpage.count_chars()
        text: str = self._textpage.get_text_range() if count > 0 else ""
        if len(text) == count:
            return text
        codes = self._measures.codes(self._page, count)
        return "".join(chr(code) if 0 < code < 0x110000 else " " for code in codes)


def segments(
    glyphs: Glyphs, page: int, tally: Tally, rules_of: Callable[[], Rules]
) -> tuple[list[Line], Rules]:
    """The stretches of text that no wide gap or rule divides, in the order they were drawn.

    `rules_of` gives the page's rules; it is called once the direction of writing is known.
    """
    text = glyphs.text()
    runs = list(_runs(text))
    angles = glyphs.angles([start for start, _, _ in runs])
    glyphs.turn = _direction(runs, angles)
    rules = rules_of()
    along = []
    for run, angle in zip(runs, angles, strict=True):
        if abs((angle - glyphs.turn + 180) % 360 - 180) > TURNED:
            tally.drop("watermarks and turned text", text[run[0] : run[1]])
        else:
            along.append(run)
    if not along:
        return [], rules
    stretches = _stretches(text, along, glyphs, rules, everywhere=len(along) < len(runs))
    return [line for line in _lines(text, stretches, glyphs, page) if line.text], rules


def _runs(text: str) -> Iterator[Run]:
    """Each printed line as PDFium divides them, without outer spaces."""
    for match in RUN.finditer(text):
        start, end = match.span()
        hyphen = text[end - 1] in "\x02\ufffe"
        end -= hyphen
        body = text[start:end]
        if body[:1].isspace() or body[-1:].isspace():
            start += len(body) - len(body.lstrip())
            end = start + len(body.strip())
        if start < end:
            yield start, end, hyphen


def _direction(runs: list[Run], angles: list[float]) -> int:
    """The right angle, 0, 90, 180 or 270, in which most of the page is written."""
    if not any(angles):
        return 0
    votes: Counter[int] = Counter()
    for (start, end, _), angle in zip(runs, angles, strict=True):
        nearest = round(angle / 90) * 90
        if abs(angle - nearest) <= TURNED:
            votes[nearest % 360] += end - start
    return max(votes, key=lambda turn: votes[turn], default=0)


def _stretches(
    text: str, runs: list[Run], glyphs: Glyphs, rules: Rules, *, everywhere: bool
) -> list[Run]:
    """The runs divided where their gaps are wide, crossed by a rule, or lead to another line.

    Turned text can make PDFium run printed lines together, even without a space: on such pages
    the place of every character is looked at (`everywhere`).
    """
    starts = np.array([start for start, _, _ in runs])
    ends = np.array([end for _, end, _ in runs])
    hyphens = {end for _, end, hyphen in runs if hyphen}
    at, after = _gaps(text, everywhere=everywhere)
    run = np.searchsorted(starts, at, "right") - 1
    inside = (run >= 0) & (after < ends[run]) & (at > starts[run])
    at, after, run = at[inside], after[inside], run[inside]
    cut = _are_cuts(at, after, run, starts.tolist(), glyphs, rules)
    # Gaps lie inside runs, so that starts and ends in order belong to one another.
    begun = np.sort(np.concatenate([starts, after[cut]])).tolist()
    ended = np.sort(np.concatenate([ends, at[cut]])).tolist()
    return [(a, b, b in hyphens) for a, b in zip(begun, ended, strict=True)]


def _gaps(text: str, *, everywhere: bool) -> tuple[Indices, Indices]:
    """Where each gap between words, or characters, begins, and where the text goes on."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    if everywhere:
        printed = np.flatnonzero(codes != SPACE)
        return printed[:-1] + 1, printed[1:]
    spaces = np.flatnonzero(codes == SPACE)
    apart = spaces[1:] - spaces[:-1] > 1
    at = np.concatenate([spaces[:1], spaces[1:][apart]])
    return at, np.concatenate([spaces[:-1][apart], spaces[-1:]]) + 1


def _are_cuts(
    at: Indices, after: Indices, run: Indices, starts: list[int], glyphs: Glyphs, rules: Rules
) -> NDArray[np.bool_]:
    """Which gaps divide the run they are in."""
    # In the order of the page, as PDFium's memory is.
    edges = glyphs.boxes(np.array([at - 1, after]).T.ravel().tolist())
    _, left, top, bottom = (edge[::2] for edge in edges)
    right, _, upper, lower = (edge[1::2] for edge in edges)
    wide = (CELL_GAP * np.array([size or 1.0 for size in glyphs.sizes(starts)]))[run]
    cut: NDArray[np.bool_] = (right < left - wide) | (right - left > wide)
    # No overlap in height: another line, or only a full stop beside an apostrophe.
    apart = np.flatnonzero(((upper > bottom) | (lower < top)) & ~cut)
    if apart.size:
        before, behind = (glyphs.baselines(i.tolist()) for i in (at[apart] - 1, after[apart]))
        cut[apart] = np.abs(np.array(behind) - np.array(before)) > SAME_LINE * wide[apart]
    if rules.vertical:
        ruled = [rules.beside(y) for y in glyphs.baselines(starts)]
        for i in np.flatnonzero(~cut).tolist():
            a, b = left[i] - 1, right[i] + 1
            cut[i] = any(a <= x <= b for x in ruled[run[i]])
    return cut


def _lines(text: str, stretches: list[Run], glyphs: Glyphs, page: int) -> Iterator[Line]:
    first, last = [a for a, _, _ in stretches], [b - 1 for _, b, _ in stretches]
    left, right = glyphs.boxes(first)[0].tolist(), glyphs.boxes(last)[1].tolist()
    sizes = zip(glyphs.sizes(first), glyphs.sizes(last), strict=True)
    baselines = zip(glyphs.baselines(first), glyphs.baselines(last), strict=True)
    fonts = zip(glyphs.fonts(first), glyphs.fonts(last), strict=True)
    for (start, end, hyphen), x0, x1, (size, last_size), (y, last_y), (font, last_font) in zip(
        stretches, left, right, sizes, baselines, fonts, strict=True
    ):
        # A line that begins with a raised mark has its baseline where it ends.
        if last_size > size:
            size, y = last_size, last_y
        size = size or 1.0
        lead = _is_bold(font)
        printed = _printed(text, start, end, glyphs, size, y, font)
        yield Line(
            text=f"{printed}-" if hyphen else printed,
            page=page,
            x0=x0,
            x1=max(x1, x0),
            y=y,
            size=size,
            bold=lead and (last_font == font or _is_bold(last_font)),
            lead=lead,
            faint=size > LARGE_POINTS and glyphs.pale(start),
        )


@lru_cache(maxsize=256)
def _is_bold(name: bytes) -> bool:
    return bool(BOLD.search(name.decode("latin-1")))


@lru_cache(maxsize=256)
def _is_dingbat(name: bytes) -> bool:
    return bool(DINGBATS.search(name.decode("latin-1")))


def _printed(
    text: str, start: int, end: int, glyphs: Glyphs, size: float, y: float, font: bytes
) -> str:
    """A line's text without raised footnote marks, a letter from a symbol font as a bullet."""
    if _is_dingbat(font) and not text[start + 1 : start + 2].isalnum():
        return "•" + text[start + 1 : end]
    kept, at = [], start
    for match in MARK.finditer(text, start + 1, end):
        first = match.end()
        while first > match.start() and _is_raised(first - 1, glyphs, size, y):
            first -= 1
        if first < match.end():
            kept.append(text[at:first].rstrip())
            at = match.end()
    kept.append(text[at:end])
    return "".join(kept).rstrip()


def _is_raised(i: int, glyphs: Glyphs, size: float, y: float) -> bool:
    """Whether a character is small and stands above the baseline `y`."""
    return 0 < glyphs.size(i) < MARK_SIZE * size and glyphs.baselines([i])[0] < y - RAISED * size
