"""From PDFium's characters to stretches of text with their place, size and weight."""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from scr_mine.read.parts import Tally
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

GAP = re.compile(r"(?<=[^ ]) +(?=[^ ])")
EVERYWHERE = re.compile(r"(?<=[^ ]) *(?=[^ ])")
RUN = re.compile(r"[^\r\n\x02\ufffe]+[\x02\ufffe]?")
#: Figures that may end in a footnote mark; not those of m2, of a fraction or of an ordinal.
MARK = re.compile(r"(?<![\d/⁄])(?<!\b[cm]m)(?<!\bm)\d+(?![\w/⁄])")
BOLD = re.compile(r"bold|black|heavy|demi", re.I)
DINGBATS = re.compile(r"wingding|webding|dingbat|symbol|bullet", re.I)


class Glyphs:
    """The measurements PDFium gives for the characters of one page.

    Coordinates are turned so that the page's commonest direction of writing runs to the right,
    and y runs downwards.
    """

    def __init__(self, textpage: Any, width: float, height: float) -> None:
        import pypdfium2.raw as raw

        self._raw = raw
        self._page = textpage.raw
        self._box = raw.FPDFText_GetCharBox
        self._numbers = [ctypes.c_double() for _ in range(4)]
        self._refs = [ctypes.byref(number) for number in self._numbers]
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()
        self._matrix = raw.FS_MATRIX()
        self._matrix_ref = ctypes.byref(self._matrix)
        self._width, self._height = width, height
        self.turn = 0

    def origin(self, i: int) -> tuple[float, float]:
        """x and downward y of a character's origin on its baseline."""
        self._raw.FPDFText_GetCharOrigin(self._page, i, self._refs[0], self._refs[1])
        return self.turned(self._numbers[0].value, self._numbers[1].value)

    def turned(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page as seen in its direction of writing, y downwards."""
        if self.turn == 0:
            return x, self._height - y
        if self.turn == 90:
            return y, x
        if self.turn == 180:
            return self._width - x, y
        return self._height - y, self._width - x

    def box(self, i: int) -> tuple[float, float, float, float]:
        """The left, right, upper and lower edge of a character."""
        # Called twice for every word: bound once, no generator here.
        first, second, third, fourth = self._numbers
        self._box(self._page, i, *self._refs)
        left, right, bottom, top = first.value, second.value, third.value, fourth.value
        if self.turn == 0:
            return left, right, self._height - top, self._height - bottom
        (a, b), (c, d) = self.turned(left, bottom), self.turned(right, top)
        return min(a, c), max(a, c), min(b, d), max(b, d)

    def size(self, i: int) -> float:
        """The font size of a character as seen on the page, in points; 0 if unknown."""
        if not self._raw.FPDFText_GetMatrix(self._page, i, self._matrix_ref):
            return 0.0
        scale = math.hypot(self._matrix.c, self._matrix.d)
        return scale * float(self._raw.FPDFText_GetFontSize(self._page, i))

    def font(self, i: int) -> bytes:
        """The name of a character's font."""
        length = self._raw.FPDFText_GetFontInfo(self._page, i, self._name, 128, self._flags)
        return self._name.value if length <= 128 else self._name.raw

    def angle(self, i: int) -> float:
        """Direction of writing of a character in degrees, 0 to 360, anticlockwise."""
        return -math.degrees(self._raw.FPDFText_GetCharAngle(self._page, i)) % 360

    def pale(self, i: int) -> bool:
        """Whether a character is printed in a light or see-through colour that is not white."""
        parts = [ctypes.c_uint() for _ in range(4)]
        self._raw.FPDFText_GetFillColor(self._page, i, *map(ctypes.byref, parts))
        red, green, blue, alpha = (part.value for part in parts)
        return alpha < CLEAR or PALE < (3 * red + 6 * green + blue) / 10 < WHITE


def segments(
    textpage: Any, page: int, glyphs: Glyphs, tally: Tally, rules_of: Callable[[], Rules]
) -> tuple[list[Line], Rules]:
    """The stretches of text that no wide gap or rule divides, in the order they were drawn.

    `rules_of` gives the page's rules; it is called once the direction of writing is known.
    """
    text = text_of(textpage)
    runs = [run for run in _runs(text) if run[0] < run[1]]
    angles = [glyphs.angle(start) for start, _, _ in runs]
    glyphs.turn = _direction(runs, angles)
    rules = rules_of()
    lines: list[Line] = []
    off = [abs((angle - glyphs.turn + 180) % 360 - 180) > TURNED for angle in angles]
    turned = any(off)
    for (start, end, hyphen), is_off in zip(runs, off, strict=True):
        if is_off:
            tally.drop("watermarks and turned text", text[start:end])
            continue
        cuts = _cuts(text, start, end, glyphs, rules, everywhere=turned)
        starts = [start, *(after for _, after in cuts)]
        ends = [*(before for before, _ in cuts), end]
        found = [_line(text, a, b, glyphs, page) for a, b in zip(starts, ends, strict=True)]
        if hyphen:
            found[-1] = replace(found[-1], text=found[-1].text + "-")
        lines += (line for line in found if line.text)
    return lines, rules


def text_of(textpage: Any) -> str:
    """The page's text with exactly one code point per PDFium character index."""
    count = textpage.count_chars()
    text: str = textpage.get_text_range() if count > 0 else ""
    if len(text) == count:
        return text
    import pypdfium2.raw as raw

    codes = (raw.FPDFText_GetUnicode(textpage.raw, i) for i in range(count))
    return "".join(chr(code) if 0 < code < 0x110000 else " " for code in codes)


def _runs(text: str) -> Iterator[tuple[int, int, bool]]:
    """Start, end and hyphen of each printed line as PDFium divides them, without outer spaces."""
    for match in RUN.finditer(text):
        start, end = match.span()
        hyphen = text[end - 1] in "\x02\ufffe"
        end -= hyphen
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        yield start, end, hyphen


def _direction(runs: list[tuple[int, int, bool]], angles: list[float]) -> int:
    """The right angle, 0, 90, 180 or 270, in which most of the page is written."""
    votes: Counter[int] = Counter()
    for (start, end, _), angle in zip(runs, angles, strict=True):
        nearest = round(angle / 90) * 90
        if abs(angle - nearest) <= TURNED:
            votes[nearest % 360] += end - start
    return max(votes, key=lambda turn: votes[turn], default=0)


def _cuts(
    text: str, start: int, end: int, glyphs: Glyphs, rules: Rules, *, everywhere: bool
) -> list[tuple[int, int]]:
    """Where gaps divide a line: the end of one stretch and the start of the next.

    Turned text can make PDFium run printed lines together, even without a space: on such pages
    the place of every character is looked at.
    """
    cuts: list[tuple[int, int]] = []
    wide = CELL_GAP * (glyphs.size(start) or 1.0)
    ruled = rules.beside(glyphs.origin(start)[1]) if rules.vertical else []
    for match in (EVERYWHERE if everywhere else GAP).finditer(text, start, end):
        at, after = match.span()
        _, left, top, bottom = glyphs.box(at - 1)
        right, _, upper, lower = glyphs.box(after)
        moved = right < left - wide
        if upper > bottom or lower < top:
            # No overlap in height: another line, or only a full stop beside an apostrophe.
            moved |= abs(glyphs.origin(after)[1] - glyphs.origin(at - 1)[1]) > SAME_LINE * wide
        wider = right - left > wide
        if moved or wider or (ruled and any(left - 1 <= x <= right + 1 for x in ruled)):
            cuts.append((at, after))
    return cuts


def _line(text: str, start: int, end: int, glyphs: Glyphs, page: int) -> Line:
    last = end - 1
    sizes = glyphs.size(start), glyphs.size(last)
    size = max(sizes) or 1.0
    # A line that begins with a raised mark has its baseline where it ends.
    y = glyphs.origin(start if sizes[0] >= sizes[1] else last)[1]
    x0 = glyphs.box(start)[0]
    first_font, last_font = glyphs.font(start), glyphs.font(last)
    lead = _is_bold(first_font)
    return Line(
        text=_printed(text, start, end, glyphs, size, y, first_font),
        page=page,
        x0=x0,
        x1=max(glyphs.box(last)[1], x0),
        y=y,
        size=size,
        bold=lead and (last_font == first_font or _is_bold(last_font)),
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
    return 0 < glyphs.size(i) < MARK_SIZE * size and glyphs.origin(i)[1] < y - RAISED * size
