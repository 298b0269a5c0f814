"""Tables as fragments of HTML for a page of one's own: no script, no style, no link.

The classes are listed in docs/tables.md.
"""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from scr_mine.facts import Cell, Column, Row, Table
from scr_mine.inert import clean
from scr_mine.report.formats.shown import (
    below,
    evidence,
    exact,
    figure,
    grouped,
    head,
    joined,
    notes,
    shown,
    strongest,
    weak,
    with_note,
)


def as_html(tables: Sequence[Table]) -> bytes:
    """One section a table: caption, head, a body for each group, footer, passages."""
    return "".join(f"{line}\n" for table in tables for line in _section(table)).encode("utf-8")


def escaped(text: str) -> str:
    """The text as it is read, in an element or in an attribute."""
    return escape(clean(text))


def _section(table: Table) -> Iterator[str]:
    numbers = notes(table)
    yield f'<section class="scr-table" data-table="{escaped(table.id)}" data-n="{int(table.n)}">'
    yield "<table>"
    yield f"<caption>{escaped(table.title)}</caption>"
    heads = (
        f'<th scope="col" class="scr-{c.measure}">{escaped(head(c))}</th>' for c in table.columns
    )
    yield f'<thead>\n<tr><th scope="col">{escaped(table.head)}</th>{"".join(heads)}</tr>\n</thead>'
    for group, rows in grouped(table):
        yield "<tbody>"
        if group:
            span = len(table.columns) + 1
            name = f'<th scope="rowgroup" colspan="{span}">{escaped(group)}</th>'
            yield f'<tr class="scr-group">{name}</tr>'
        yield from (_row(table, row, numbers) for row in rows)
        yield "</tbody>"
    yield "</table>"
    yield from _list("scr-notes", [f"[{n}] {note}" for note, n in numbers.items()])
    yield from _list("scr-footer", below(table))
    yield from _passages(table)
    yield "</section>"


def _row(table: Table, row: Row, numbers: dict[str, int]) -> str:
    cells = (_cell(row.cells[column.id], column, numbers) for column in table.columns)
    name = f'<th scope="row">{escaped(row.label)}</th>'
    return f'<tr data-row="{escaped(row.id)}">{name}{"".join(cells)}</tr>'


def _cell(cell: Cell, column: Column, numbers: dict[str, int]) -> str:
    value = figure(cell)
    kinds: list[str] = [column.measure]
    kinds += ["withheld"] if value is None else ["weak"] if weak(cell, column) else []
    facts = {
        "value": None if value is None or isinstance(value, str) else exact(value),
        "of": None if cell.of is None else str(int(cell.of)),
        "strongest": None if cell.strongest is None else exact(float(cell.strongest)),
        "passages": joined(cell.passages) or None,
    }
    data = "".join(f' data-{key}="{escaped(v)}"' for key, v in facts.items() if v is not None)
    text = with_note(shown(cell, column), cell, numbers)
    return f'<td class="{" ".join(f"scr-{kind}" for kind in kinds)}"{data}>{escaped(text)}</td>'


def _list(name: str, sentences: Sequence[str]) -> Iterator[str]:
    if sentences:
        items = "".join(f"<li>{escaped(sentence)}</li>\n" for sentence in sentences)
        yield f'<ul class="{name}">\n{items}</ul>'


def _passages(table: Table) -> Iterator[str]:
    rows = groupby(evidence(table), key=lambda found: id(found[0]))
    items = [_row_passages(list(found)) for _, found in rows]
    if items:
        yield '<details class="scr-evidence">\n<summary>Passages behind the figures</summary>\n<ul>'
        yield from items
        yield "</ul>\n</details>"


def _row_passages(found: list[tuple[Row, Column, Cell]]) -> str:
    cells = (
        f"<li>{escaped(column.label)}{strongest(cell)}: {_ids(cell)}</li>"
        for _, column, cell in found
    )
    return f"<li>{escaped(found[0][0].label)}<ul>{''.join(cells)}</ul></li>"


def _ids(cell: Cell) -> str:
    return " ".join(f"<code>{escaped(passage)}</code>" for passage in cell.passages)
