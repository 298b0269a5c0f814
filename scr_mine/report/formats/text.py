"""A table for a terminal: group headings, dots for reviews, and no wider than asked for."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from scr_mine.facts import Cell, Column, Table
from scr_mine.inert import clean
from scr_mine.report.formats.shown import (
    NOTHING,
    below,
    figure,
    grouped,
    head,
    notes,
    of_one_review,
    shown,
    weak,
    with_note,
)

if TYPE_CHECKING:
    from rich.table import Table as Grid
    from rich.text import Text

#: One column for each review is shown up to this many.
DOTTED_UP_TO = 16
DOT = "●"
#: The first column is squeezed to this width, no further; beside dots, to this.
FIRST, FIRST_BY_DOTS = 24, 18
#: It grows to this width before columns of sentences grow.
FIRST_WANTED = 44
#: A table's only column of words is squeezed to this width, one of several to this, and a column
#: of figures with a long reason in it to this.
SENTENCE, ONE_OF_MANY, REASON = 32, 16, 20
#: A longer word in a heading is broken.
HEAD_WORD = 15
#: So many columns that do not fit are named, the rest counted.
NAMED = 6
INDENT = "  "
#: Stands for the first column where columns go by their ids.
LABELS = "\n"
ELSEWHERE = ". Every file format (csv, xlsx, html and others) has them."


def as_text(table: Table, *, width: int = 100) -> str:
    """The table in `width` characters, without colour.

    A column that counts one review's passages shows a dot where the theme is present, and the count
    in brackets where passages carry it but it is not. Columns that do not fit are named below.
    """
    from rich.console import Console
    from rich.text import Text

    numbers = notes(table)
    dotted = [column for column in table.columns if of_one_review(column)]
    crowded = len(dotted) > DOTTED_UP_TO
    columns = [c for c in table.columns if not (crowded and of_one_review(c))]
    heads = _heads(columns)
    cells = {c.id: [_cell(row.cells[c.id], c, numbers) for row in table.rows] for c in columns}
    widths = _widths(table, columns, heads, cells, width)
    fitting = [column for column in columns if column.id in widths]
    out = io.StringIO()
    console = Console(file=out, width=width, color_system=None, highlight=False, markup=False)
    console.print(Text(clean(table.title)), _grid(table, fitting, heads, cells, widths))
    keys = [*_key(fitting, heads), *_left_out(columns, fitting, dotted if crowded else [])]
    seen = notes(replace(table, columns=tuple(fitting)))
    keys += [f"[{numbers[note]}] {clean(note)}" for note in sorted(seen, key=numbers.__getitem__)]
    for sentence in ["", *keys, *([""] if keys else []), *map(clean, below(table))]:
        console.print(Text(sentence))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()).rstrip() + "\n"


def _heads(columns: Sequence[Column]) -> dict[str, str]:
    """The words over each column; several columns of one review each are numbered from 1."""
    reviews = [column.id for column in columns if of_one_review(column)]
    numbered = enumerate(reviews if len(reviews) > 1 else [], 1)
    return {column.id: head(column) for column in columns} | {
        name: str(number) for number, name in numbered
    }


def _cell(cell: Cell, column: Column, numbers: dict[str, int]) -> str:
    if not of_one_review(column) or isinstance(figure(cell), str):
        text = shown(cell, column)
    elif figure(cell) is None:
        text = NOTHING
    elif weak(cell, column):
        text = shown(cell, column)
    else:
        text = DOT if figure(cell) else ""
    return with_note(text, cell, numbers)


def _widths(
    table: Table,
    columns: Sequence[Column],
    heads: Mapping[str, str],
    cells: Mapping[str, Sequence[str]],
    width: int,
) -> dict[str, int]:
    """The width of the first column, under LABELS, and of the others that fit, by their ids."""
    labels = [table.head, *(INDENT + clean(row.label) for row in table.rows)]
    gap = _gap(columns)
    wanted = {LABELS: _longest(labels)}
    widths = {LABELS: min(FIRST if gap > 1 else FIRST_BY_DOTS, wanted[LABELS], width)}
    words = {column.id for column in columns if column.measure == "words"}
    long = {name for name, texts in cells.items() if _longest(texts) > REASON}
    for name, texts in cells.items():
        sentence = SENTENCE if len(words) == 1 else ONE_OF_MANY
        most = None if name not in words | long else sentence if name in words else REASON
        in_head = _longest(heads[name].split())
        widths[name] = max(_least(texts, most), min(in_head, HEAD_WORD))
        wanted[name] = max(_longest(texts), in_head)
    # A table's only column of words says it all in words; the others go from the right.
    kept = words if len(words) == 1 else set()
    while len(widths) > 1 and sum(widths.values()) + gap * (len(widths) - 1) > width:
        others = [name for name in widths if name not in kept and name != LABELS]
        del widths[(others or list(widths))[-1]]
    room = width - sum(widths.values()) - gap * (len(widths) - 1)
    short = [(name, wanted[name]) for name in widths if name not in long and name != LABELS]
    sentences = [(name, wanted[name]) for name in widths if name in long]
    first = (LABELS, min(wanted[LABELS], FIRST_WANTED))
    for name, most in (*short, first, *sentences, (LABELS, wanted[LABELS])):
        more = max(0, min(room, most - widths[name]))
        widths[name] += more
        room -= more
    return widths


def _gap(columns: Sequence[Column]) -> int:
    """The space between columns; dots stand closer."""
    return 1 if any(map(of_one_review, columns)) else 2


def _longest(texts: Iterable[str]) -> int:
    from rich.cells import cell_len

    return max(map(cell_len, texts), default=0)


def _least(texts: Sequence[str], most: int | None) -> int:
    """The least width of a column, `most` where its lines may be broken and it has long ones.

    Where they may not, only `(40%)` may go to the next line.
    """
    if most is None:
        return _longest(part for text in texts for part in text.replace(" (", "\n(").split("\n"))
    if _longest(texts) > most:
        return most
    return min(_longest(word for text in texts for word in text.split()), most)


def _grid(
    table: Table,
    columns: Sequence[Column],
    heads: Mapping[str, str],
    cells: Mapping[str, Sequence[str]],
    widths: Mapping[str, int],
) -> "Grid":
    from rich.padding import Padding
    from rich.table import Table as Grid
    from rich.text import Text

    grid = Grid(box=None, pad_edge=False, padding=(0, _gap(columns), 0, 0))
    grid.add_column(Text(clean(table.head)), width=widths[LABELS], overflow="fold")
    for column in columns:
        words = column.measure == "words"
        side = "left" if words else "center" if of_one_review(column) else "right"
        name = Text(heads[column.id])
        grid.add_column(name, justify=side, width=widths[column.id], overflow="fold")  # type: ignore[arg-type]
    number = 0
    for group, rows in grouped(table):
        if group:
            grid.add_row(Text(group.upper()))
        for row in rows:
            label = Padding(Text(clean(row.label)), (0, 0, 0, len(INDENT) if group else 0))
            grid.add_row(label, *(_text(cells[c.id][number]) for c in columns))
            number += 1
    return grid


def _text(words: str) -> "Text":
    """A cell; a reason of several lines reads from the left, also in a column of numbers."""
    from rich.text import Text

    return Text(words, justify="left" if len(words) > REASON else None)


def _key(columns: Sequence[Column], heads: Mapping[str, str]) -> Iterator[str]:
    reviews = [column for column in columns if of_one_review(column)]
    if reviews:
        yield f"{DOT} present; (2) that many passages, too few or too weak to count."
    for column in reviews if len(reviews) > 1 else []:
        yield f"{INDENT}{heads[column.id]:>2}  {clean(column.label)}"


def _left_out(
    columns: Sequence[Column], fitting: Sequence[Column], crowd: Sequence[Column]
) -> Iterator[str]:
    if crowd:
        yield f"Left out here: a column for each of {len(crowd)} reviews{ELSEWHERE}"
    missing = [clean(column.label) for column in columns if column not in fitting]
    if len(missing) > NAMED + 1:
        missing = [*missing[:NAMED], f"{len(missing) - NAMED} more columns"]
    if missing:
        yield f"Too wide for this window: {'; '.join(missing)}{ELSEWHERE}"
