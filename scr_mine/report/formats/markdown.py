"""Tables as Markdown, with the passages behind them folded away."""

import re
from collections.abc import Iterator, Sequence

from scr_mine.facts import Row, Table
from scr_mine.inert import clean
from scr_mine.report.formats.shown import (
    below,
    evidence,
    grouped,
    head,
    notes,
    shown,
    strongest,
    with_note,
)

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~&$]")
# At the start of a line these begin a heading, a list or a rule.
_START = re.compile(r"^(\s*\d*)([#+\-=.):])")


def as_markdown(tables: Sequence[Table]) -> bytes:
    """Each table under its title, then its notes, footer and passages."""
    return "\n".join("\n".join(_table(table)) + "\n" for table in tables).encode("utf-8")


def escaped(text: str) -> str:
    """The text as it is read within a line, whatever Markdown or HTML stands in it."""
    return _SPECIAL.sub(r"\\\g<0>", clean(text))


def line_of(text: str) -> str:
    """The text as it is read on a line of its own."""
    return _START.sub(r"\1\\\2", escaped(text), count=1)


def code(text: str) -> str:
    """The text as a code span, which nothing in it can end."""
    line = clean(text) or " "
    fence = "`" * (max(map(len, re.findall("`+", line)), default=0) + 1)
    edge = " " if line[0] == "`" or line[-1] == "`" else ""
    return f"{fence}{edge}{line}{edge}{fence}"


def _table(table: Table) -> Iterator[str]:
    numbers = notes(table)
    yield from (f"## {line_of(table.title)}", "")
    yield _line([escaped(table.head), *(escaped(head(c)) for c in table.columns)])
    yield _line(["---", *("---" if c.measure == "words" else "---:" for c in table.columns)])
    for group, rows in grouped(table):
        if group:
            yield _line([f"**{escaped(group)}**", *[""] * len(table.columns)])
        yield from (_row(table, row, numbers) for row in rows)
    yield ""
    for note, number in numbers.items():
        yield f"- \\[{number}\\] {escaped(note)}"
    yield from (f"- {line_of(sentence)}" for sentence in below(table))
    yield from _passages(table)


def _row(table: Table, row: Row, numbers: dict[str, int]) -> str:
    cells = [(row.cells[column.id], column) for column in table.columns]
    texts = [with_note(shown(cell, column), cell, numbers) for cell, column in cells]
    return _line(map(escaped, (row.label, *texts)))


def _line(cells: Sequence[str] | Iterator[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _passages(table: Table) -> Iterator[str]:
    before = None
    for row, column, cell in evidence(table):
        if before is None:
            yield from ("", "<details>", "<summary>Passages behind the figures</summary>", "")
        if row is not before:
            yield f"- {line_of(row.label)}"
            before = row
        name = line_of(column.label) + strongest(cell)
        yield f"  - {name}: {' '.join(map(code, cell.passages))}"
    if before is not None:
        yield from ("", "</details>")
