"""A theme table as CSV, JSON, Markdown and terminal text. The facts are the table's own."""

import csv
import io
import json
from collections.abc import Callable, Iterator

from scr_mine.records import PERCENT_FROM, Cell, Column, ThemeTable
from scr_mine.report.reading import count
from scr_mine.store import plain
from scr_mine.themes import Codebook, Theme

TITLES = {
    "lessons": "Lessons: what the reviews say about practice",
    "features": "Case features: what the reviews record about children and families",
}
#: A terminal table shows one column per review up to this many.
DOTTED_UP_TO = 16
DOT = "●"
#: The verdict on marks of a model that is not at hand.
NOT_KNOWN = "not known"


def share(cell: Cell, n: int) -> str:
    """`3 of 8`, and from ten reviews on `12 of 30 (40%)`."""
    text = f"{cell.reviews} of {n}"
    return f"{text} ({100 * cell.reviews / n:.0f}%)" if n >= PERCENT_FROM else text


def as_csv(table: ThemeTable, codebook: Codebook) -> str:
    """One line a theme; numbers are reviews, or passages where a column is one review.

    Text that a spreadsheet would take for a formula is prefixed with an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    heads = [f"{c.label} ({_unit(table, c)})" for c in table.columns]
    fixed = ["family", "theme", "label", "verdict", "reviews", "of"]
    writer.writerow([*fixed, *map(_inert, heads)])
    for family, theme in _rows(table, codebook):
        cells = [_number(table, table.cells[theme.id][c.id]) for c in table.columns]
        total = table.totals[theme.id].reviews
        named = [_inert(family), theme.id, _inert(theme.label), _verdict(table, theme)]
        writer.writerow([*named, total, table.n, *cells])
    return out.getvalue()


def _unit(table: ThemeTable, column: Column) -> str:
    return "passages" if table.by == "review" else f"of {count(column.n, 'review')}"


def _number(table: ThemeTable, cell: Cell) -> int:
    return len(cell.passages) if table.by == "review" else cell.reviews


def _inert(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def as_json(table: ThemeTable, codebook: Codebook) -> str:
    """The whole table with labels, families and the passage ids behind every cell."""
    rows = [
        {
            "theme": theme.id,
            "label": theme.label,
            "family": family,
            "verdict": table.verdicts.get(theme.id),
            **plain(table.totals[theme.id]),
            "cells": plain(table.cells[theme.id]),
        }
        for family, theme in _rows(table, codebook)
    ]
    value = {
        "view": table.view,
        "by": table.by,
        "codebook": codebook.version,
        "n": table.n,
        "columns": plain(table.columns),
        "rows": rows,
        "footer": list(table.footer),
    }
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def as_markdown(table: ThemeTable, codebook: Codebook) -> str:
    """A title, one table grouped by family, and the footer."""
    heads = ["Theme", "Verdict", "Reviews", *(_plain(c.label) for c in table.columns)]
    lines = [f"## {TITLES[table.view]}", ""]
    lines += [_line(heads), _line(["---", "---", *["---:"] * (len(heads) - 2)])]
    before = ""
    for family, theme in _rows(table, codebook):
        if family != before:
            lines.append(_line([f"**{_plain(family)}**", *[""] * (len(heads) - 1)]))
            before = family
        cells = [_shown(table, theme, c) for c in table.columns]
        named = [_plain(theme.label), _verdict(table, theme)]
        lines.append(_line([*named, share(table.totals[theme.id], table.n), *cells]))
    return "\n".join([*lines, "", *(f"{sentence}  " for sentence in map(_plain, table.footer)), ""])


def _shown(table: ThemeTable, theme: Theme, column: Column) -> str:
    cell = table.cells[theme.id][column.id]
    if table.by == "review":
        return str(len(cell.passages)) if cell.passages else ""
    return share(cell, column.n)


def _verdict(table: ThemeTable, theme: Theme) -> str:
    return table.verdicts.get(theme.id, NOT_KNOWN)


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _plain(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")


def as_text(table: ThemeTable, codebook: Codebook, *, width: int = 100) -> str:
    """The table for a terminal of `width` columns, without colour.

    One dot a review up to DOTTED_UP_TO reviews, with a key; groups as 'n of N'.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    dotted = table.by == "review"
    columns = table.columns if not dotted or len(table.columns) <= DOTTED_UP_TO else ()
    grid = Table(title=TITLES[table.view], title_justify="left", box=None, pad_edge=False)
    grid.add_column("Theme", overflow="fold")
    grid.add_column("Verdict", overflow="fold")
    grid.add_column("Reviews", justify="right", no_wrap=True)
    for number, column in enumerate(columns, 1):
        head = str(number) if dotted else column.label
        grid.add_column(Text(head), justify="center" if dotted else "right")
    before = ""
    for family, theme in _rows(table, codebook):
        if family != before:
            grid.add_row(Text(family.upper()))
            before = family
        cells = [_mark(table, theme, c) for c in columns]
        total = share(table.totals[theme.id], table.n)
        named = [f"  {theme.label}", _verdict(table, theme), total]
        grid.add_row(*map(Text, [*named, *cells]))
    out = io.StringIO()
    console = Console(file=out, width=width, color_system=None, highlight=False)
    console.print(grid)
    for sentence in (*_key(table, columns), "", *table.footer):
        console.print(Text(sentence))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _mark(table: ThemeTable, theme: Theme, column: Column) -> str:
    cell = table.cells[theme.id][column.id]
    if table.by == "review":
        return DOT if cell.passages else ""
    return share(cell, column.n)


def _key(table: ThemeTable, columns: tuple[Column, ...]) -> Iterator[str]:
    if table.by != "review":
        return
    yield ""
    if not columns:
        yield f"One column for each of the {table.n} reviews is in the CSV file."
    for number, column in enumerate(columns, 1):
        yield f"  {number:>2}  {column.label}"


def _rows(table: ThemeTable, codebook: Codebook) -> Iterator[tuple[str, Theme]]:
    """(family label, theme) of each row, families in the order of the codebook."""
    for family in codebook.families:
        for theme in codebook.themes:
            if theme.family == family.id and theme.id in table.themes:
                yield family.label, theme


#: The file formats of a table, by their suffix.
WRITERS: dict[str, Callable[[ThemeTable, Codebook], str]] = {
    "csv": as_csv,
    "json": as_json,
    "md": as_markdown,
}
