"""The straight rules and drawn bullets of a PDF page."""

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import Any

from scr_mine.read.pdf.measures import unchecked

#: A drawn shape thinner than this, in points, is a rule.
THIN = 3.0
#: Rules that end within this distance of one another meet.
MEET = 3.0
#: Rules shorter than this are parts of glyphs and underlines of single words.
SHORT = 6.0
#: Least and greatest width of a drawn bullet.
DOT = (1.5, 8.0)
#: Drawings with more pieces than this are pictures.
PIECES = 400

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight rule: at `at` across the other axis, from `start` to `end` along its own."""

    at: float
    start: float
    end: float


@dataclass(frozen=True)
class Rules:
    """The rules of a page: horizontal ones by y, vertical ones by x; y runs downwards.

    `dots` are the middles of small round or square shapes: bullets that are drawn, not set.
    """

    horizontal: tuple[Rule, ...] = ()
    vertical: tuple[Rule, ...] = ()
    dots: tuple[Point, ...] = ()

    def beside(self, y: float) -> list[float]:
        """Where vertical rules cross a baseline."""
        return [r.at for r in self.vertical if r.start - MEET <= y <= r.end + MEET]


def drawn(page: Any, turned: Callable[[float, float], Point]) -> Rules:
    """The rules drawn on a PDFium page; `turned` maps its points to x and downward y."""
    horizontal, vertical, dots = [], [], []
    for (x0, y0), (x1, y1) in _strokes(page):
        (a, b), (c, d) = turned(x0, y0), turned(x1, y1)
        wide, high = abs(a - c), abs(b - d)
        if high < THIN and wide > SHORT:
            horizontal.append(Rule((b + d) / 2, min(a, c), max(a, c)))
        elif wide < THIN and high > SHORT:
            vertical.append(Rule((a + c) / 2, min(b, d), max(b, d)))
        elif DOT[0] < wide < DOT[1] and abs(wide - high) < DOT[0]:
            dots.append(((a + c) / 2, (b + d) / 2))
    return Rules(tuple(_merged(horizontal)), tuple(_merged(vertical)), tuple(dots))


@lru_cache(maxsize=1)
def _calls() -> tuple[Any, Any]:
    """What gives an object of a page, and what gives its type: most objects are text."""
    return (
        unchecked("FPDFPage_GetObject", ctypes.c_void_p),
        unchecked("FPDFPageObj_GetType", ctypes.c_int, ctypes.c_void_p),
    )


def _strokes(page: Any) -> Iterator[tuple[Point, Point]]:
    """Thin or tiny shapes by their diagonal; of larger ones, the straight pieces of the outline."""
    import pypdfium2.raw as raw

    bounds = [ctypes.c_float() for _ in range(4)]
    count = raw.FPDFPage_CountObjects(page.raw)
    get_object, get_type = _calls()
    shapes = list(map(get_object, repeat(ctypes.byref(page.raw.contents)), range(count)))
    for found, kind in zip(shapes, map(get_type, shapes), strict=True):
        if kind != raw.FPDF_PAGEOBJ_PATH:
            continue
        shape = ctypes.cast(found, raw.FPDF_PAGEOBJECT)
        if not raw.FPDFPageObj_GetBounds(shape, *map(ctypes.byref, bounds)):
            continue
        left, bottom, right, top = (bound.value for bound in bounds)
        if DOT[0] < right - left < DOT[1] and DOT[0] < top - bottom < DOT[1]:
            yield (left, bottom), (right, top)
        elif right - left < THIN:
            middle = (left + right) / 2
            yield (middle, bottom), (middle, top)
        elif top - bottom < THIN:
            middle = (bottom + top) / 2
            yield (left, middle), (right, middle)
        else:
            yield from _outline(raw, shape)


def _outline(raw: Any, shape: Any) -> Iterator[tuple[Point, Point]]:
    count = raw.FPDFPath_CountSegments(shape)
    matrix = raw.FS_MATRIX()
    if count > PIECES or not raw.FPDFPageObj_GetMatrix(shape, matrix):
        return
    x, y = ctypes.c_float(), ctypes.c_float()
    start = here = (0.0, 0.0)
    for i in range(count):
        piece = raw.FPDFPath_GetPathSegment(shape, i)
        raw.FPDFPathSegment_GetPoint(piece, x, y)
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = raw.FPDFPathSegment_GetType(piece)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield here, point
        here = point
        if raw.FPDFPathSegment_GetClose(piece):
            yield point, start


def _merged(found: list[Rule]) -> list[Rule]:
    """Pieces that lie on one line and touch, as one rule each."""
    merged: list[Rule] = []
    groups: list[list[Rule]] = []
    for rule in sorted(found, key=lambda rule: rule.at):
        if groups and rule.at - groups[-1][-1].at < THIN:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    for group in groups:
        at = sum(rule.at for rule in group) / len(group)
        group.sort(key=lambda rule: rule.start)
        start, end = group[0].start, group[0].end
        for rule in group[1:]:
            if rule.start > end + MEET:
                merged.append(Rule(at, start, end))
                start, end = rule.start, rule.end
            end = max(end, rule.end)
        merged.append(Rule(at, start, end))
    return merged
