"""Small drawings of figures that stand beside them in words: SVG made of attributes alone.

They are hidden from screen readers, since the cells next to them say the same.
"""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from scr_mine.facts import Cell
from scr_mine.report.formats.shown import figure

WIDE, HIGH, EDGE = 200, 22, 8
#: Of the drawing by years: how broad a year is, how high the tallest bar.
YEAR, GAP, TALL = 14, 2, 30


def share(cell: Cell) -> float | None:
    """A count as a share of what it is out of, or a share as it is; None where withheld."""
    value = figure(cell)
    if not isinstance(value, (int, float)):
        return None
    return value if cell.of is None else value / cell.of if cell.of else None


def bar(cell: Cell) -> Markup:
    """How large a part of the reviews it is."""
    part = share(cell)
    if part is None:
        return Markup("")
    return _svg(
        (
            f'<rect class="all" x="0" y="5" width="{WIDE}" height="12"/>',
            f'<rect class="done" x="0" y="5" width="{part * WIDE:.1f}" height="12"/>',
        ),
        WIDE,
    )


def dots(first: Cell, second: Cell, published: Sequence[float] = ()) -> Markup:
    """Two rates on one scale from 0 to 100%, a full and an open dot, a published one a lozenge."""
    places = [(_across(part) if part is not None else None) for part in map(share, (first, second))]
    parts = [f'<path class="scale" d="M{EDGE} 11H{EDGE + WIDE}"/>']
    parts += [f'<path class="scale" d="M{_across(at):.1f} 8v6"/>' for at in (0, 0.5, 1)]
    if None not in places:
        parts.append(f'<path class="span" d="M{places[0]:.1f} 11H{places[1]:.1f}"/>')
    for at in published:
        x = _across(at)
        parts.append(f'<path class="published" d="M{x:.1f} 4l6 7l-6 7l-6 -7z"/>')
    if places[1] is not None:
        parts.append(f'<circle class="second" cx="{places[1]:.1f}" cy="11" r="5"/>')
    if places[0] is not None:
        parts.append(f'<circle class="first" cx="{places[0]:.1f}" cy="11" r="4"/>')
    return _svg(parts, WIDE + 2 * EDGE)


def reach(difference: Cell, low: Cell, high: Cell) -> Markup:
    """A difference of two shares with its interval, on a scale from -100 to 100 points."""
    values = [share(cell) for cell in (difference, low, high)]
    if any(value is None for value in values):
        return Markup("")
    at, start, end = (_across(((value or 0) + 1) / 2) for value in values)
    return _svg(
        (
            f'<path class="scale" d="M{EDGE} 11H{EDGE + WIDE}"/>',
            f'<path class="zero" d="M{_across(0.5):.1f} 2v18"/>',
            f'<path class="interval" d="M{start:.1f} 11H{end:.1f}M{start:.1f} 7v8M{end:.1f} 7v8"/>',
            f'<rect class="first" x="{at - 3:.1f}" y="8" width="6" height="6"/>',
        ),
        WIDE + 2 * EDGE,
    )


def years(cells: Iterable[Cell]) -> Markup:
    """For each year how many reviews there are, and how many of them have it."""
    found = list(cells)
    most = max((cell.of or 0 for cell in found), default=0) or 1
    parts = []
    for place, cell in enumerate(found):
        x, value = place * YEAR, figure(cell)
        parts.append(_column("all", x, (cell.of or 0) / most))
        if isinstance(value, (int, float)):
            parts.append(_column("done", x, value / most))
        else:
            parts.append(f'<text class="unknown" x="{x + 3}" y="{TALL - 4}">?</text>')
    return _svg(parts, max(1, len(found)) * YEAR, TALL)


def _column(name: str, x: int, part: float) -> str:
    high = part * TALL
    width = YEAR - GAP
    return (
        f'<rect class="{name}" x="{x}" y="{TALL - high:.1f}" width="{width}" height="{high:.1f}"/>'
    )


def _across(part: float) -> float:
    return EDGE + part * WIDE


def _svg(parts: Iterable[str], wide: int, high: int = HIGH) -> Markup:
    return Markup(
        f'<svg class="drawn" aria-hidden="true" focusable="false" width="{wide}" height="{high}" '
        f'viewBox="0 0 {wide} {high}">{"".join(parts)}</svg>'
    )
