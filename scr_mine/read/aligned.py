"""Stretches of text on one baseline: joined to a line, or read as the cells of an unruled table."""

import re
from dataclasses import replace
from itertools import pairwise
from statistics import median

from scr_mine.read import clean
from scr_mine.read.lines import Line, is_label_alone

#: Cells of one column begin within this many font sizes of one another.
EDGE = 0.6
#: A table needs this many rows that have more than one cell.
TABLE_ROWS = 3
#: Rows further apart than this many times the closest two are separate table rows.
ROW_GAP = 1.15
PAGE_END = re.compile(r"^[\s.…_]*(?:\d{1,3}|[ivxl]+)$")
NUMBER = re.compile(r"^\d{1,3}$")


def rejoined(rows: list[list[Line]]) -> list[Line]:
    """One line for each row of stretches; rows of unruled tables as lines with cells."""
    result: list[Line] = []
    at = 0
    while at < len(rows):
        end, starts = _table_end(rows, at)
        if end > at:
            result += _table(rows[at:end], starts)
            at = end
        else:
            result.append(joined(rows[at]))
            at += 1
    return result


def joined(row: list[Line]) -> Line:
    """Stretches on one baseline as one line; a number or bullet before it hangs."""
    if len(row) == 1:
        return row[0]
    first, rest = row[0], row[1:]
    text = " ".join(line.text for line in rest)
    main = max(rest, key=lambda line: len(line.text))
    whole = replace(
        main,
        text=text,
        x0=rest[0].x0,
        x1=max(line.x1 for line in rest),
        bold=all(line.bold for line in rest) if main.bold is not None else None,
        lead=rest[0].lead,
    )
    if clean.LONE_BULLET.match(first.text):
        return replace(whole, text=f"• {text}")
    if is_label_alone(first.text) or (NUMBER.match(first.text) and first.x1 < rest[0].x0):
        return replace(whole, label=first.text)
    return replace(
        whole,
        text=f"{first.text} {text}",
        x0=first.x0,
        bold=bool(whole.bold and first.bold) if main.bold is not None else None,
        lead=first.lead,
    )


def _table_end(rows: list[list[Line]], at: int) -> tuple[int, list[float]]:
    """Where the unruled table that begins at a row ends, and where its columns begin."""
    first = rows[at]
    if len(first) < 2 or any(line.cells for line in first) or _is_marked(first):
        return at, []
    starts = [line.x0 for line in first]
    full, end = 1, at + 1
    last_full = end
    for row in rows[at + 1 :]:
        if any(line.cells for line in row) or not _fits(row, starts):
            break
        end += 1
        if len(row) > 1:
            full += 1
            last_full = end
    body = rows[at:last_full]
    if full < TABLE_ROWS or all(PAGE_END.match(row[-1].text) for row in body if len(row) > 1):
        return at, []
    if 2 * sum(_is_marked(row) for row in body) > len(body):
        return at, []
    return end if _tail_wraps(rows, last_full, end) else last_full, starts


def _is_marked(row: list[Line]) -> bool:
    text = row[0].text
    return bool(clean.LONE_BULLET.match(text)) or is_label_alone(text) or bool(NUMBER.match(text))


def _fits(row: list[Line], starts: list[float]) -> bool:
    """Whether every stretch of a row begins where a column does and ends before the next."""
    taken = set()
    for line in row:
        near = [i for i, x in enumerate(starts) if abs(x - line.x0) <= EDGE * line.size]
        if not near or near[0] in taken:
            return False
        taken.add(near[0])
        if near[0] + 1 < len(starts) and line.x1 > starts[near[0] + 1]:
            return False
    return True


def _tail_wraps(rows: list[list[Line]], last_full: int, end: int) -> bool:
    """Whether the single cells after the last full row go on without a gap, in a later column."""
    if end == last_full:
        return True
    before = rows[last_full - 1]
    gap = rows[last_full][0].y - before[0].y
    return rows[last_full][0].x0 > before[0].x0 and gap < 1.5 * before[0].size


def _table(rows: list[list[Line]], starts: list[float]) -> list[Line]:
    """The rows of an unruled table, their wrapped cells gathered."""
    gaps = [b[0].y - a[0].y for a, b in pairwise(rows)]
    close = min(gaps)
    by_gap = max(gaps) > ROW_GAP * close and median(gaps) < ROW_GAP * close
    grouped: list[list[list[Line]]] = []
    for i, row in enumerate(rows):
        in_first = abs(row[0].x0 - starts[0]) <= EDGE * row[0].size
        fresh = gaps[i - 1] > ROW_GAP * close if by_gap and i else in_first
        if i == 0 or fresh:
            grouped.append([])
        grouped[-1].append(row)
    right = max(line.x1 for row in rows for line in row)
    return [_row(group, starts, right) for group in grouped]


def _row(group: list[list[Line]], starts: list[float], right: float) -> Line:
    cells: list[list[str]] = [[] for _ in starts]
    for row in group:
        for line in row:
            at = min(range(len(starts)), key=lambda i, x=line.x0: abs(starts[i] - x))  # type: ignore[misc]
            cells[at].append(line.text)
    first = group[0][0]
    return replace(
        first, text="", x0=starts[0], x1=right, cells=tuple("\n".join(cell) for cell in cells)
    )
