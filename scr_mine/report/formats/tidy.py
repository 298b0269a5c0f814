"""Tables for programs and spreadsheets, one row a cell: CSV and JSON (see docs/tables.md)."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import IO, Any

from scr_mine.facts import Cell, Column, Row, Table
from scr_mine.inert import inert, whole
from scr_mine.report.formats.shown import below, exact, figure, joined

FORMAT, VERSION = "scr-mine-table", 1
COLUMNS = (
    *("table", "group", "row", "row_label", "column", "column_label", "measure", "value"),
    *("of", "present", "strongest", "passages", "note"),
)
#: What the measure of a line is that holds a sentence printed under the table.
FOOTER = "footer"
TRUTH = {True: "TRUE", False: "FALSE", None: ""}


def as_csv(tables: Sequence[Table]) -> bytes:
    """One line a cell and one a footer sentence; UTF-8 with a byte order mark, for Excel."""
    out = io.BytesIO()
    write_csv(tables, out)
    return out.getvalue()


def write_csv(tables: Sequence[Table], out: IO[bytes]) -> None:
    """Write the same to a file, without the whole of it in memory."""
    text = io.TextIOWrapper(out, "utf-8-sig", newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for table in tables:
        writer.writerows(_line(table, row, column) for row, column in _places(table))
        blank = [""] * (len(COLUMNS) - 1)
        for sentence in below(table):
            line = [inert(table.id), *blank]
            line[COLUMNS.index("measure")] = FOOTER
            line[COLUMNS.index("note")] = inert(sentence)
            writer.writerow(line)
    # It would close the file, which is its owner's.
    text.detach()


def _places(table: Table) -> Iterator[tuple[Row, Column]]:
    return ((row, column) for row in table.rows for column in table.columns)


def _line(table: Table, row: Row, column: Column) -> list[str]:
    cell = row.cells[column.id]
    value = figure(cell)
    names = (table.id, row.group, row.id, row.label, column.id, column.label)
    return [
        *map(_named, names),
        column.measure,
        "" if value is None else inert(value) if isinstance(value, str) else exact(value),
        "" if cell.of is None else str(int(cell.of)),
        TRUTH[cell.present],
        "" if cell.strongest is None else exact(float(cell.strongest)),
        inert(joined(cell.passages)),
        inert(cell.note),
    ]


# Ids and labels of rows and columns, which come again with every cell.
_named = lru_cache(maxsize=4096)(inert)


def as_json(tables: Sequence[Table]) -> bytes:
    """The tables whole, as docs/schemas/table.schema.json has it; one line a cell."""
    out = io.BytesIO()
    write_json(tables, out)
    return out.getvalue()


def write_json(tables: Sequence[Table], out: IO[bytes]) -> None:
    """Write the same to a file, without the whole of it in memory."""
    out.write(f'{{"format": "{FORMAT}", "version": {VERSION}, "tables": ['.encode())
    for number, table in enumerate(tables):
        out.write(b",\n" if number else b"\n")
        for part in _parts(table):
            out.write(whole(part).encode("utf-8"))
    out.write(b"\n]}\n" if tables else b"]}\n")


def _parts(table: Table) -> Iterator[str]:
    """The text of one table, line by line."""
    lists: dict[str, Iterable[Any]] = {
        "columns": (
            {"id": c.id, "label": c.label, "measure": c.measure, "n": c.n} for c in table.columns
        ),
        "rows": ({"id": row.id, "label": row.label, "group": row.group} for row in table.rows),
        "cells": (_cell(row, c, row.cells[c.id]) for row, c in _places(table)),
        "footer": below(table),
    }
    fields = {"id": table.id, "title": table.title, "head": table.head, "n": table.n}
    yield "{\n" + ",\n".join(f" {_dumps(key)}: {_dumps(value)}" for key, value in fields.items())
    for key, values in lists.items():
        yield f",\n {_dumps(key)}: ["
        number = 0
        for number, value in enumerate(values, 1):
            yield f"{',' if number > 1 else ''}\n  {_dumps(value)}"
        yield "\n ]" if number else "]"
    yield "\n}"


def _cell(row: Row, column: Column, cell: Cell) -> dict[str, Any]:
    return {
        "row": row.id,
        "column": column.id,
        "value": figure(cell),
        "of": None if cell.of is None else int(cell.of),
        "passages": list(cell.passages),
        "present": cell.present,
        "strongest": None if cell.strongest is None else float(cell.strongest),
        "note": cell.note,
    }


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
