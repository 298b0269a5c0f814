"""Printed lines with their place on the page: what PDF and plain text have in common."""

from dataclasses import dataclass
from statistics import median

from scr_mine.read import clean


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One printed line.

    `x0`, `x1` are its left and right edges, `y` its baseline measured downwards from the top of
    the page, `size` its font size: points in a PDF; columns and rows, size 1, in plain text.
    `bold` is None where the format does not say. `hyphen` marks a line broken inside a word.
    `cells` is set for a table row, whose text is then empty; `header` are its column headings.
    """

    text: str
    page: int
    x0: float
    x1: float
    y: float
    size: float = 1.0
    bold: bool | None = None
    hyphen: bool = False
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()

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
    """What is ordinary in a document: body size, right edge, distance between lines."""

    size: float
    left: float
    right: float
    leading: float


def style_of(lines: list[Line]) -> Style:
    """The document's ordinary line, weighted by the amount of text."""
    prose = [line for line in lines if line.text and not line.cells]
    if not prose:
        return Style(size=1.0, left=0.0, right=80.0, leading=1.0)
    sizes: dict[float, int] = {}
    for line in prose:
        sizes[round(line.size, 1)] = sizes.get(round(line.size, 1), 0) + len(line.text)
    size = max(sizes, key=lambda s: (sizes[s], s))
    body = [line for line in prose if abs(line.size - size) < 0.15 * size]
    gaps = [
        below.y - above.y
        for above, below in zip(body, body[1:], strict=False)
        if above.page == below.page and 0 < below.y - above.y < 3 * size
    ]
    edges = sorted(line.x1 for line in body)
    return Style(
        size=size,
        left=min(line.x0 for line in body),
        right=edges[int(0.95 * (len(edges) - 1))],
        leading=_common(gaps) if gaps else 1.2 * size,
    )


def _common(gaps: list[float]) -> float:
    """The smallest gap that many lines share: the distance inside a paragraph."""
    counts: dict[float, int] = {}
    for gap in gaps:
        counts[round(gap, 1)] = counts.get(round(gap, 1), 0) + 1
    often = [gap for gap, count in counts.items() if count >= 0.15 * len(gaps)]
    return min(often) if often else median(gaps)


def is_label_alone(text: str) -> bool:
    """Whether a line holds a paragraph number and nothing else."""
    return bool(clean.LONE_LABEL.match(text.strip()))
