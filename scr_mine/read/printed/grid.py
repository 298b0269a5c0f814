"""Ruled tables: from the rules drawn on a page to rows of cells."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from scr_mine.read.pdf.rules import MEET, Point, Rule, Rules
from scr_mine.read.printed.lines import Line, rows_of, together

#: A drawn bullet stands before its text by at most this many font sizes.
BESIDE = 2.5
#: One row of cells with more lines than this each is a page layout, not a table.
LAYOUT_LINES = 12


def bulleted(lines: list[Line], rules: Rules) -> list[Line]:
    """The lines with a bullet before those that have one drawn beside them."""
    if not rules.dots:
        return lines
    return [
        replace(line, text=f"• {line.text}") if _has_dot(line, rules.dots) else line
        for line in lines
    ]


def _has_dot(line: Line, dots: tuple[Point, ...]) -> bool:
    return any(
        0 < line.x0 - x < BESIDE * line.size and 0 < line.y - y < 0.8 * line.size for x, y in dots
    )


def tables(lines: list[Line], rules: Rules) -> tuple[list[Line], int]:
    """The lines with those inside ruled tables gathered into rows of cells; how many tables."""
    if len(rules.horizontal) < 2 or not rules.vertical:
        return lines, 0
    found = 0
    for across, down in _components(rules):
        grid = _Grid.of(across, down)
        inside = [line for line in lines if grid.holds(line)]
        rows = grid.rows(inside) if grid.is_table(inside) else []
        if rows:
            ids = {id(line) for line in inside}
            first = next(i for i, line in enumerate(lines) if id(line) in ids)
            before = [line for line in lines[:first] if id(line) not in ids]
            after = [line for line in lines[first:] if id(line) not in ids]
            lines = [*before, *rows, *after]
            found += 1
    return lines, found


def _components(rules: Rules) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Groups of rules that cross or meet one another."""
    left = {*((0, rule) for rule in rules.horizontal), *((1, rule) for rule in rules.vertical)}
    while left:
        todo = [left.pop()]
        group = []
        while todo:
            here = todo.pop()
            group.append(here)
            touching = {other for other in left if _meet(here, other)}
            left -= touching
            todo += touching
        across = [rule for kind, rule in group if kind == 0]
        down = [rule for kind, rule in group if kind == 1]
        if len(across) >= 2 and down:
            yield across, down


def _meet(one: tuple[int, Rule], other: tuple[int, Rule]) -> bool:
    (kind, a), (other_kind, b) = one, other
    if kind == other_kind:
        return False
    return b.start - MEET <= a.at <= b.end + MEET and a.start - MEET <= b.at <= a.end + MEET


#: Text in one cell of a lone row with so many columns is the end of a row of the page before.
TAIL_COLUMNS = 3
#: An empty column less wide than this, in points, is none.
NARROW = 12.0


@dataclass(frozen=True)
class _Grid:
    """The elementary cells that a group of rules makes."""

    across: list[Rule]
    down: list[Rule]
    xs: list[float]
    ys: list[float]

    @classmethod
    def of(cls, across: list[Rule], down: list[Rule]) -> "_Grid":
        xs = _places([r.at for r in down] + [x for r in across for x in (r.start, r.end)])
        ys = _places([r.at for r in across] + [y for r in down for y in (r.start, r.end)])
        return cls(across, down, xs, ys)

    def holds(self, line: Line) -> bool:
        middle = (line.x0 + line.x1) / 2
        y = line.y - 0.3 * line.size
        return self.xs[0] - 1 < middle < self.xs[-1] + 1 and self.ys[0] < y < self.ys[-1]

    def is_table(self, inside: list[Line]) -> bool:
        columns = {self._column(line) for line in inside}
        rows = {self._row(line) for line in inside}
        if len(columns) == 1 and len(rows) == 1 and len(self.xs) > TAIL_COLUMNS:
            return True
        if len(self.xs) < 3 or len(columns) < 2:
            return False
        return len(rows) > 1 or len(inside) <= LAYOUT_LINES * len(columns)

    def _column(self, line: Line) -> int:
        return bisect_right(self.xs, line.x0 + min(2.0, (line.x1 - line.x0) / 2)) - 1

    def _row(self, line: Line) -> int:
        return bisect_right(self.ys, line.y - 0.3 * line.size) - 1

    def rows(self, inside: list[Line]) -> list[Line]:
        """The table's rows from top to bottom, wrapped lines in a cell parted by newlines."""
        cells: dict[tuple[int, int], list[Line]] = {}
        for line in inside:
            row = max(self._row(line), 0)
            column = min(max(self._column(line), 0), len(self.xs) - 2)
            cells.setdefault(self._root(row, column), []).append(line)
        width = len(self.xs) - 1
        # A column may be empty on this page and not on the next; a narrow one is a double rule.
        used = [
            c
            for c in range(width)
            if self.xs[c + 1] - self.xs[c] >= NARROW or any(column == c for _, column in cells)
        ]
        result = []
        for row in sorted({row for row, _ in cells}):
            texts = tuple(_cell(cells.get((row, column), [])) for column in used)
            first = min((cells[at] for at in cells if at[0] == row), key=lambda c: c[0].x0)[0]
            place = {"x0": self.xs[0], "x1": self.xs[-1], "y": self.ys[row] + first.size}
            found = [line for at in cells if at[0] == row for line in cells[at]]
            bold = all(line.bold for line in found)
            result.append(replace(first, text="", cells=texts, bold=bold, **place))  # type: ignore[arg-type]
        return result

    def _root(self, row: int, column: int) -> tuple[int, int]:
        """The first cell of those merged with this one."""
        middle = (self.ys[row] + self.ys[row + 1]) / 2
        while column > 0 and not _covers(self.down, self.xs[column], middle):
            column -= 1
        centre = (self.xs[column] + self.xs[column + 1]) / 2
        while row > 0 and not _covers(self.across, self.ys[row], centre):
            row -= 1
        return row, column


def _places(values: list[float]) -> list[float]:
    """Distinct places, those that nearly coincide taken once."""
    ordered = sorted(values)
    return [ordered[0]] + [b for a, b in pairwise(ordered) if b - a > 2 * MEET]


def _covers(rules: list[Rule], at: float, place: float) -> bool:
    return any(
        abs(rule.at - at) <= 2 * MEET and rule.start - MEET <= place <= rule.end + MEET
        for rule in rules
    )


def _cell(lines: list[Line]) -> str:
    return "\n".join(together(row) for row in rows_of(lines))
