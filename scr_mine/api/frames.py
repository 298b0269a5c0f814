"""Records and tables as pandas data frames, and what to do where pandas is not installed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from importlib import import_module
from types import UnionType
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from scr_mine import facts
from scr_mine.errors import UsageError
from scr_mine.records import Review
from scr_mine.report.formats.shown import below, figure

if TYPE_CHECKING:
    from pandas import DataFrame, Series

#: pandas' types that know a missing value, by what a field holds.
DTYPES = {int: "Int64", float: "Float64", str: "string", bool: "boolean"}
#: ... and by what the numbers of a table's column are; all others are `Float64`.
MEASURES = {"reviews": "Int64", "passages": "Int64", "words": "string"}
#: The columns of a table cell by cell, as in its CSV file (docs/tables.md).
CELLS = {
    **dict.fromkeys(("table", "group", "row", "row_label", "column", "column_label"), "string"),
    **{"measure": "string", "value": "object", "of": "Int64", "present": "boolean"},
    **{"strongest": "Float64", "passages": "object", "note": "string"},
}
#: Before the name of a theme, or of whatever else a field gives several numbers of.
DOT = "."


def pandas() -> Any:
    """The pandas library; raises UsageError where it is not installed."""
    try:
        return import_module("pandas")
    except ImportError as error:
        raise UsageError(
            "Data frames need pandas, which is not installed; install it beside scr-mine, or go "
            "on with the records themselves."
        ) from error


def of_records(records: Sequence[Any], kind: type) -> "DataFrame":
    """One row a record, one column a field; see `Records.frame`."""
    columns: dict[str, tuple[str, list[Any]]] = {}
    for name, hint in _fields(kind):
        values = [getattr(record, name) for record in records]
        if hint is Review:
            for inner, inner_hint in _fields(Review):
                columns[inner] = (_dtype(inner_hint), [getattr(each, inner) for each in values])
        elif is_dataclass(hint) and isinstance(hint, type):
            for inner, inner_hint in _fields(hint):
                found = [getattr(each, inner) for each in values]
                columns[f"{name}{DOT}{inner}"] = (_dtype(inner_hint), found)
        elif getattr(hint, "__origin__", None) in (dict, Mapping):
            for key in _keys(values):
                found = [each.get(key) for each in values]
                columns[f"{name}{DOT}{key}"] = (_dtype(get_args(hint)[1]), found)
        else:
            columns[name] = (_dtype(hint), values)
    return _frame({name: _series(values, dtype) for name, (dtype, values) in columns.items()})


def _fields(kind: type) -> Iterator[tuple[str, Any]]:
    hints = get_type_hints(kind)
    return ((field.name, hints[field.name]) for field in fields(kind))


def _keys(values: Iterable[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(key for value in values for key in value))


def _dtype(hint: Any) -> str:
    """The type of a column, by the type of the field and not by what happens to stand in it."""
    kinds = [k for k in get_args(hint) if k is not type(None)] if _is_union(hint) else [hint]
    return DTYPES.get(kinds[0], "object") if len(kinds) == 1 else "object"


def _is_union(hint: Any) -> bool:
    return isinstance(hint, UnionType)


def _series(values: Sequence[Any], dtype: str, index: Any = None) -> "Series":
    # Otherwise a list of tuples of one length would be taken for a table.
    found: Series = pandas().Series(list(values), dtype=dtype, index=index)
    return found


def _frame(columns: Mapping[str, "Series"], index: Any = None) -> "DataFrame":
    found: DataFrame = pandas().DataFrame(dict(columns), index=index)
    return found


def wide(table: facts.Table) -> "DataFrame":
    """One row a row of the table, one column a column; see `Table.frame`."""
    rows = [(row.id, [figure(row.cells[c.id]) for c in table.columns]) for row in table.rows]
    index = pandas().Index([row for row, _ in rows], dtype="string", name="row")
    columns = {
        column.id: _series(
            [values[at] for _, values in rows], MEASURES.get(column.measure, "Float64"), index
        )
        for at, column in enumerate(table.columns)
    }
    return _with_words(_frame(columns, index), table)


def long(table: facts.Table) -> "DataFrame":
    """One row a cell of the table; see `Table.cells`."""
    lines = [_line(table, row, column) for row in table.rows for column in table.columns]
    columns = zip(*lines, strict=True) if lines else ((),) * len(CELLS)
    made = {
        name: _series(values, dtype)
        for (name, dtype), values in zip(CELLS.items(), columns, strict=True)
    }
    return _with_words(_frame(made), table)


def _line(table: facts.Table, row: facts.Row, column: facts.Column) -> tuple[Any, ...]:
    cell = row.cells[column.id]
    return (
        *(table.id, row.group, row.id, row.label, column.id, column.label, column.measure),
        *(figure(cell), cell.of, cell.present, cell.strongest, cell.passages, cell.note),
    )


def _with_words(frame: "DataFrame", table: facts.Table) -> "DataFrame":
    """The frame with what must be said with the table, as plain values that files can hold."""
    frame.attrs = {
        "id": table.id,
        "title": table.title,
        "n": table.n,
        "footer": list(below(table)),
        "labels": {row.id: row.label for row in table.rows},
        "heads": {column.id: column.label for column in table.columns},
    }
    return frame
