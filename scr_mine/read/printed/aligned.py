"""Stretches of text on one baseline: joined to a line, or read as the cells of an unruled table."""

import re
from dataclasses import replace
from itertools import pairwise

from scr_mine.read.printed.lines import Line, is_bullet_alone, is_label_alone, together

#: Cells of one column begin within this many font sizes of one another.
EDGE = 0.6
#: A table needs this many rows that have more than one cell.
TABLE_ROWS = 3
#: Rows further apart than this many times the closest two are separate table rows.
ROW_GAP = 1.15
#: Print larger than this many times the text below is a heading's.
LARGER = 1.05
#: Wrapped cells follow the line above within this many font sizes.
TAIL = 1.5
#: The width given to the last column, in font sizes.
WIDTH = 10.0
PAGE_END = re.compile(r"^[\s.…_]*(?:\d{1,3}|[ivxl]+)$")
#: Numbers that count the rows of a table, and months.
COUNTED = re.compile(r"^\d{1,2}(?:[.)]|\.\d\d)$")
#: `03.05.17`, `3 May 2017`, `3/5/17`, `May 2017`.
DATE = re.compile(
    r"^(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|"
    r"(?:\d{1,2}(?:st|nd|rd|th)? )?[A-Z][a-z]{2,8} (?:19|20)\d\d)$"
)
NUMBER = re.compile(r"^\d{1,3}$")


def rejoined(rows: list[list[Line]], known: list[list[float]]) -> list[Line]:
    """One line for each row of stretches; rows of unruled tables as lines with cells.

    `known` holds where the columns of earlier tables begin, so that the last rows of one that
    runs over a page are known again; tables found here are added.
    """
    result: list[Line] = []
    at = 0
    while at < len(rows):
        end, starts = _table_end(rows, at, known)
        if end > at:
            known.append(starts)
            result += _table(rows[at:end], starts)
            at = end
        else:
            texts = [line for line in rows[at] if not line.cells]
            result += [line for line in rows[at] if line.cells]
            result += [joined(texts)] if texts else []
            at += 1
    return result


def headed(rows: list[list[Line]], known: list[list[float]]) -> list[list[Line]]:
    """The rows with those of tables under a bold head, or of tables known, as rows with cells."""
    result: list[list[Line]] = []
    at = 0
    while at < len(rows):
        row = rows[at]
        end, starts = at, list[float]()
        heads = len(row) > 1 and (_is_table_head(rows, at) or _is_known(row, known))
        if heads or _is_dated(row) or (at + 1 < len(rows) and _heads_dates(row, rows[at + 1])):
            end, starts = _table_end(rows, at, known)
        if end > at:
            known.append(starts)
            result += ([line] for line in _table(rows[at:end], starts))
            at = end
        else:
            result.append(row)
            at += 1
    return result


def _is_table_head(rows: list[list[Line]], at: int) -> bool:
    """Whether a bold row heads a table: titles of two columns are larger or wrap."""
    if not all(line.bold for line in rows[at]):
        return False
    if at + 1 == len(rows):
        return True
    below = rows[at + 1]
    return rows[at][0].size <= LARGER * below[0].size and not any(line.bold for line in below)


def _is_dated(row: list[Line]) -> bool:
    """Whether a row is one of a chronology: three cells, the first a date and no more."""
    return len(row) > 2 and bool(DATE.match(row[0].text))


def _heads_dates(row: list[Line], below: list[Line]) -> bool:
    return _is_dated(below) and _is_head(row, below)


def _is_known(row: list[Line], known: list[list[float]]) -> bool:
    return _known_starts(row, known) is not None


def _known_starts(row: list[Line], known: list[list[float]]) -> list[float] | None:
    """Where the columns of the earlier table begin to which a row belongs.

    A row of a table of three columns or more may have empty cells.
    """
    own, size = [line.x0 for line in row], row[0].size
    for seen in reversed(known):
        if _alike(own, seen, size):
            return seen
    wide = (seen for seen in reversed(known) if 1 < len(own) < len(seen) and _fits(row, seen))
    return next(wide, None)


def joined(row: list[Line]) -> Line:
    """Stretches on one baseline as one line; a number or bullet before it hangs."""
    if len(row) == 1:
        return row[0]
    first, rest = row[0], row[1:]
    main = max(rest, key=lambda line: len(line.text))
    own, label = rest, main.label
    if is_bullet_alone(first.text):
        text = f"• {together(rest)}"
    elif is_label_alone(first.text) or (NUMBER.match(first.text) and first.x1 < rest[0].x0):
        text, label = together(rest), first.text
    else:
        own, text = row, together(row)
    return replace(
        main,
        text=text,
        x0=own[0].x0,
        x1=max(line.x1 for line in rest),
        bold=all(line.bold for line in own) if main.bold is not None else None,
        lead=own[0].lead,
        label=label,
    )


def _table_end(
    rows: list[list[Line]], at: int, known: list[list[float]]
) -> tuple[int, list[float]]:
    """Where the unruled table that begins at a row ends, and where its columns begin."""
    first = rows[at]
    if len(first) < 2 or any(line.cells for line in first):
        return at, []
    headed = all(line.bold for line in first)
    if _begins_paragraph(first):
        return at, []
    starts = _known_starts(first, known) or [line.x0 for line in first]
    full, end = 1, at + 1
    last_full = end
    for row in rows[at + 1 :]:
        counted = headed and bool(COUNTED.match(row[0].text))
        if any(line.cells for line in row) or not _fits(row, starts):
            break
        in_first = row[0].x0 <= starts[0] + EDGE * row[0].size
        if in_first and _begins_paragraph(row) and not counted:
            break
        end += 1
        if len(row) > 1:
            full += 1
            last_full = end
    body = rows[at:last_full]
    sure = headed or _is_known(first, known)
    # Three or more words over a rule are the head of a table that begins on the next page.
    alone = _is_known(first, known) or (sure and len(first) > 2 and not _is_marked(first))
    if full < (1 if alone else TABLE_ROWS - sure):
        return at, []
    if not sure and _is_list(body):
        return at, []
    return _tail_end(rows, last_full, end, starts[0]), starts


def _is_list(body: list[list[Line]]) -> bool:
    """Whether rows are the entries of a contents list, or paragraphs with numbers or bullets."""
    full = [row for row in body if len(row) > 1]
    ends = all(PAGE_END.match(row[-1].text) for row in full)
    pairs = all(len(row) == 2 for row in full)
    marked = sum(map(_is_marked, full if pairs else body))
    return ends or 2 * marked > len(full if pairs else body)


def _alike(starts: list[float], seen: list[float], size: float) -> bool:
    return len(starts) == len(seen) and all(
        abs(a - b) <= EDGE * size for a, b in zip(starts, seen, strict=True)
    )


def _begins_paragraph(row: list[Line]) -> bool:
    """Whether a row is a numbered paragraph or a bullet, not the cells of a table.

    Three cells behind `06.16` or `4.` are those of a table by months or numbers.
    """
    if len(row) > 2 and COUNTED.match(row[0].text):
        return False
    return is_bullet_alone(row[0].text) or is_label_alone(row[0].text)


def _is_marked(row: list[Line]) -> bool:
    return _begins_paragraph(row) or bool(NUMBER.match(row[0].text))


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


def _tail_end(rows: list[list[Line]], last_full: int, end: int, first: float) -> int:
    """Where the wrapped cells below the last full row end: close to it, in a later column."""
    at = last_full
    while at < end:
        line, above = rows[at][0], rows[at - 1][0]
        if line.x0 <= first + EDGE * line.size or line.y - above.y >= TAIL * line.size:
            break
        at += 1
    return at


def _table(rows: list[list[Line]], starts: list[float]) -> list[Line]:
    """The rows of an unruled table, their wrapped cells gathered."""
    # The width is that of the columns, so that the parts of a table on two pages agree.
    right = starts[-1] + WIDTH * rows[0][0].size
    if len(rows) == 1:
        return [_row(rows, starts, right)]
    gaps = [b[0].y - a[0].y for a, b in pairwise(rows)]
    apart = [gap > ROW_GAP * min(gaps) for gap in gaps]
    in_first = [abs(row[0].x0 - starts[0]) <= EDGE * row[0].size for row in rows[1:]]
    # Space between rows parts them, unless it only sets off the head.
    fresh = apart if 2 * sum(apart) >= sum(in_first) else in_first
    fresh[0] |= _is_head(rows[0], rows[1])
    grouped: list[list[list[Line]]] = [[rows[0]]]
    for row, is_fresh in zip(rows[1:], fresh, strict=True):
        if is_fresh:
            grouped.append([])
        grouped[-1].append(row)
    return [_row(group, starts, right) for group in grouped]


def _is_head(first: list[Line], second: list[Line]) -> bool:
    """Whether words over a row that begins with a date or number are the table's head."""
    figures = any(c.isdigit() for line in first for c in line.text)
    return len(first) == len(second) and not figures and second[0].text[:1].isdigit()


def _row(group: list[list[Line]], starts: list[float], right: float) -> Line:
    cells: list[list[str]] = [[] for _ in starts]
    for row in group:
        for line in row:
            at = min(range(len(starts)), key=lambda i, x=line.x0: abs(starts[i] - x))  # type: ignore[misc]
            cells[at].append(line.text)
    return replace(
        group[0][0],
        text="",
        x0=starts[0],
        x1=right,
        bold=all(line.bold for row in group for line in row),
        cells=tuple("\n".join(cell) for cell in cells),
    )
