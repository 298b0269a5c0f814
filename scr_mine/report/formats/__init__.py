"""The file formats of a table: the same facts, notes and passage ids in every one."""

from collections.abc import Callable, Sequence

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


def write(tables: Sequence[Table], form: str) -> bytes:
    """Several tables as one file, the same bytes for the same tables.

    Raises UsageError for a form that is not in WRITERS.
    """
    if form not in WRITERS:
        raise UsageError(f"There is no table format '{form}'; use {', '.join(WRITERS)}.")
    return WRITERS[form](tables)
