"""Columns of prose put in reading order, whichever way the file drew them.

A gutter is a left edge that several lines share, with nothing printed across it for a stretch of
the page (a band) and prose on both sides. Outside the bands, stretches of text on one baseline
are one line.
"""

from dataclasses import replace
from itertools import pairwise
from statistics import mean

from scr_mine.read import clean
from scr_mine.read.printed import aligned
from scr_mine.read.printed.lines import Line, Page, is_bullet_alone, is_label_alone, rows_of

#: A band needs this many lines on each side, of this many characters on average.
BAND_LINES, BAND_CHARACTERS = 3, 15
#: The narrower side of a gutter is at least this share of the wider.
SIDE_SHARE = 0.35
#: Least width of a gutter, in font sizes.
GUTTER = 0.6
#: How far right of the page's left edge a second column may begin, as a share of its width.
FIRST_COLUMN = 0.2
#: Left edges within this many points are one.
EDGE = 3.0
#: Lines of a column begin within this many font sizes of its left edge.
INDENT = 5.0
#: An edge further right must cover this many times the lines of one further left.
BETTER = 1.1
#: A block this many lines below a column that ends is no longer part of it.
TAIL_GAP = 1.6
#: The frame of a table stands out from its text by at most this many points.
PADDING = 12.0
#: Columns inside columns: three columns take two cuts.
DEPTH = 3


def order(pages: list[Page]) -> tuple[list[Page], list[int]]:
    """Pages with their lines in reading order, and the numbers of those with columns."""
    ordered, columned = [], []
    known: list[list[float]] = []
    for page in pages:
        lines, found = _arranged(list(page.lines), 0, known)
        ordered.append(replace(page, lines=tuple(lines)))
        if found:
            columned.append(page.number)
    return ordered, columned


def _arranged(lines: list[Line], depth: int, known: list[list[float]]) -> tuple[list[Line], bool]:
    rows = rows_of(lines)
    plain = len(rows) == len(lines)
    drawn_down = all(a.y <= b.y for a, b in pairwise(lines))
    if plain and drawn_down:
        return lines, False
    if depth == 0:
        rows = aligned.headed(rows, known)
        lines = [line for row in rows for line in row]
    edge = _gutter(lines) if depth < DEPTH else None
    if edge is None:
        return aligned.rejoined(rows, known), False
    result: list[Line] = []
    for band in _bands(rows, edge):
        if _is_band(band, edge):
            left, right, tail = _sides(band, edge)
            result += _arranged(_limited(left), depth + 1, known)[0]
            result += _arranged(_limited(right), depth + 1, known)[0]
            result += aligned.rejoined(rows_of(tail), known)
        else:
            result += aligned.rejoined(rows_of(band), known)
    return result, True


def _gutter(lines: list[Line]) -> float | None:
    """The left edge that divides most lines into two columns; None if there is none."""
    texts = [line for line in lines if not line.cells]
    if len(texts) < 2 * BAND_LINES:
        return None
    left, right = min(line.x0 for line in texts), max(line.x1 for line in texts)
    first = left + FIRST_COLUMN * (right - left)
    edges = sorted({round(line.x0 / EDGE) * EDGE for line in lines if line.x0 > first})
    rows = rows_of(lines)
    best, most = None, 0
    for near in edges:
        beyond = [x.x0 for x in lines if near - EDGE / 2 <= x.x0 <= near + INDENT * x.size]
        if len(beyond) < BAND_LINES:
            continue
        edge = min(beyond)
        covered = sum(len(band) for band in _bands(rows, edge) if _is_band(band, edge))
        if covered > BETTER * most:
            best, most = edge, covered
    return best


def _crosses(line: Line, edge: float) -> bool:
    if line.cells:
        return line.x0 < edge - PADDING and line.x1 > edge + PADDING
    return line.x0 < edge - 0.5 and line.x1 > edge - GUTTER * line.size


def _limited(side: list[Line]) -> list[Line]:
    limit = max(line.x1 for line in side)
    return [replace(line, limit=limit) for line in side]


def _is_left(line: Line, edge: float) -> bool:
    return line.x0 < edge - (PADDING if line.cells else 0.5)


def _bands(rows: list[list[Line]], edge: float) -> list[list[Line]]:
    """Stretches of rows that do, and do not, have something printed across `edge`."""
    bands: list[list[Line]] = []
    crossed: bool | None = None
    for row in rows:
        crosses = any(_crosses(line, edge) for line in row)
        if crosses is crossed:
            bands[-1] += row
        else:
            bands.append(list(row))
            crossed = crosses
    return bands


def _is_band(band: list[Line], edge: float) -> bool:
    """Whether a stretch of page is two columns of prose side by side."""
    if any(_crosses(line, edge) for line in band):
        return False
    left = [line for line in band if _is_left(line, edge)]
    right = [line for line in band if not _is_left(line, edge)]
    if min(len(left), len(right)) < BAND_LINES:
        return False
    # Bullets on both sides tell two lists, however few words a large print leaves room for.
    listed = all(clean.split_bullet(side[0].text)[0] for side in (left, right))
    for side in (left, right):
        prose = [line.text for line in side if not line.cells]
        if 2 * sum(map(_is_mark, prose)) > len(side):
            return False
        if prose and mean(map(len, prose)) < BAND_CHARACTERS and not listed:
            return False
    widths = sorted(max(x.x1 for x in side) - min(x.x0 for x in side) for side in (left, right))
    beside = min(left[-1].y, right[-1].y) - max(left[0].y, right[0].y)
    return widths[0] >= SIDE_SHARE * widths[1] and beside >= 2 * left[0].size


def _is_mark(text: str) -> bool:
    return is_label_alone(text) or is_bullet_alone(text) or text.strip().isdigit()


def _sides(band: list[Line], edge: float) -> tuple[list[Line], list[Line], list[Line]]:
    """The left column, the right column, and lines below both that belong to neither."""
    left = [line for line in band if _is_left(line, edge)]
    right = [line for line in band if not _is_left(line, edge)]
    end = right[-1].y
    for i in range(1, len(left)):
        above, line = left[i - 1], left[i]
        apart = line.y - above.y > TAIL_GAP * 1.2 * line.size
        if above.y >= end and apart and len(left) - i <= BAND_LINES:
            return left[:i], right, left[i:]
    return left, right, []
