"""The files that people open, each made of one study: the page, the workbook, the board paper."""

import os
from pathlib import Path

from scr_mine.errors import UsageError
from scr_mine.study import Study

#: What a run writes, by the suffix that says which it is.
FILES = {"html": "report.html", "xlsx": "themes.xlsx", "docx": "board-paper.docx"}


def suffix_of(name: str) -> str:
    """Which of the files a file name asks for; raises UsageError if it is none of them."""
    suffix = name.rpartition(".")[2].lower()
    if suffix not in FILES:
        raise UsageError(f"{name}: name a report that ends in .html, .xlsx or .docx.")
    return suffix


def render(study: Study, suffix: str, *, template: bytes | None = None) -> bytes:
    """The study as `html`, `xlsx` or `docx`; `template` is a Word file whose styles are used.

    Raises InputError for a template that is no Word file.
    """
    if suffix == "html":
        from scr_mine.report.page import as_html

        return as_html(study)
    if suffix == "xlsx":
        from scr_mine.report.workbook import as_xlsx

        return as_xlsx(study)
    from scr_mine.report.paper import as_docx

    return as_docx(study, template=template)


def write(study: Study, suffix: str, path: Path) -> None:
    """Write the study as one of these into a file that is there, as another process may do it."""
    with path.open("r+b") as file:
        if suffix == "xlsx":
            from scr_mine.report.workbook import write as write_xlsx

            write_xlsx(study, file)
        else:
            file.write(render(study, suffix))
        file.flush()
        os.fsync(file.fileno())
