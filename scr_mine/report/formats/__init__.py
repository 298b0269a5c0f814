"""The file formats of a table: the same facts, notes and passage ids in every one."""

from collections.abc import Callable, Sequence
from typing import IO

from scr_mine.errors import UsageError
from scr_mine.facts import Table
from scr_mine.report.formats import html, latex, markdown, tidy, xlsx

Writer = Callable[[Sequence[Table]], bytes]

#: By the suffix of the file.
WRITERS: dict[str, Writer] = {
    "csv": tidy.as_csv,
    "json": tidy.as_json,
    "md": markdown.as_markdown,
    "tex": latex.as_latex,
    "xlsx": xlsx.as_xlsx,
    "html": html.as_html,
}


#: Of these a file is written part by part.
_INTO = {"csv": tidy.write_csv, "json": tidy.write_json}


def write_into(tables: Sequence[Table], form: str, file: IO[bytes]) -> None:
    """Write what `write` gives to a file; of the forms of data, not all is in memory at once."""
    if form in _INTO:
        _INTO[form](tables, file)
    else:
        file.write(write(tables, form))


def write(tables: Sequence[Table], form: str) -> bytes:
    """Several tables as one file, the same bytes for the same tables.

    Raises UsageError for a form that is not in WRITERS.
    """
    if form not in WRITERS:
        raise UsageError(f"There is no table format '{form}'; use {', '.join(WRITERS)}.")
    return WRITERS[form](tables)
