"""Tables for programs and spreadsheets, one row a cell: CSV and JSON (see docs/tables.md)."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

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
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for table in tables:
        writer.writerows(_line(table, row, column) for row, column in _places(table))
        blank = [""] * (len(COLUMNS) - 1)
        for sentence in below(table):
            line = [inert(table.id), *blank]
            line[COLUMNS.index("measure")] = FOOTER
            line[COLUMNS.index("note")] = inert(sentence)
            writer.writerow(line)
    return out.getvalue().encode("utf-8-sig")


def _places(table: Table) -> Iterator[tuple[Row, Column]]:
    return ((row, column) for row in table.rows for column in table.columns)


def _line(table: Table, row: Row, column: Column) -> list[str]:
    cell = row.cells[column.id]
    value = figure(cell)
    names = (table.id, row.group, row.id, row.label, column.id, column.label)
    return [
        *map(inert, names),
        column.measure,
        "" if value is None else inert(value) if isinstance(value, str) else exact(value),
        "" if cell.of is None else str(int(cell.of)),
        TRUTH[cell.present],
        "" if cell.strongest is None else exact(float(cell.strongest)),
        inert(joined(cell.passages)),
        inert(cell.note),
    ]


def as_json(tables: Sequence[Table]) -> bytes:
    """The tables whole, as docs/schemas/table.schema.json has it; one line a cell."""
    made = ",\n".join(map(_table, tables))
    inside = f"\n{made}\n" if made else ""
    text = f'{{"format": "{FORMAT}", "version": {VERSION}, "tables": [{inside}]}}\n'
    return whole(text).encode("utf-8")


def _table(table: Table) -> str:
    parts: dict[str, list[Any]] = {
        "columns": [
            {"id": c.id, "label": c.label, "measure": c.measure, "n": c.n} for c in table.columns
        ],
        "rows": [{"id": row.id, "label": row.label, "group": row.group} for row in table.rows],
        "cells": [_cell(row, c, row.cells[c.id]) for row, c in _places(table)],
        "footer": list(below(table)),
    }
    fields = {"id": table.id, "title": table.title, "head": table.head, "n": table.n}
    lines = [f" {_dumps(key)}: {_dumps(value)}" for key, value in fields.items()]
    lines += [f" {_dumps(key)}: {_listed(values)}" for key, values in parts.items()]
    return "{\n" + ",\n".join(lines) + "\n}"


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


def _listed(values: Sequence[Any]) -> str:
    lines = ",\n".join(f"  {_dumps(value)}" for value in values)
    return f"[\n{lines}\n ]" if lines else "[]"


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
