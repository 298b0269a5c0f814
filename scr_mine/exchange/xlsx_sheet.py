"""The checking sheet as a workbook with drop-downs."""

import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from scr_mine.errors import LabelsError
from scr_mine.exchange import sheet
from scr_mine.inert import clean
from scr_mine.labels import VERDICTS, Imported
from scr_mine.records import TaggedPassage
from scr_mine.themes import Codebook

#: As in themes.xlsx, whose sheet is read as well.
NAME, LISTS = "Checking", "Lists"
WIDTHS = (10, 25, 7, 11, 15, 22, 64, 15, 17, 17, 17, 17, 11, 36)
#: More rows than that are no checking sheet, and no file of labels is so large.
MOST_ROWS, MOST_BYTES = 200_000, 100 * 2**20
#: What a cell of Excel can hold.
MOST_TEXT = 32_767
CREATED = datetime(2000, 1, 1)


def export(passages: Iterable[TaggedPassage], codebook: Codebook, *, blind: bool) -> bytes:
    """The sheet, with drop-downs; the same bytes for the same rows."""
    import xlsxwriter

    out = io.BytesIO()
    book: Any = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": CREATED})
    page, lists = book.add_worksheet(NAME), book.add_worksheet(LISTS)
    head = book.add_format({"bold": True, "bg_color": "#E8EDF2", "text_wrap": True})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    asked = book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FFFAEB"})
    for place, (name, width) in enumerate(zip(sheet.COLUMNS, WIDTHS, strict=True)):
        page.set_column(place, place, width)
        page.write_string(0, place, name, head)
    last = 0
    for last, row in enumerate(sheet.rows(passages, blind=blind), 1):
        for place, value in enumerate(row):
            if isinstance(value, int):
                page.write_number(last, place, value, body)
            elif place >= sheet.COLUMNS.index("role_checked"):
                page.write_blank(last, place, None, asked)
            else:
                page.write_string(last, place, clean(value or "")[:MOST_TEXT], body)
    _lists(book, lists, codebook)
    _choices(page, max(last, 1))
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, max(last, 1), len(sheet.COLUMNS) - 1)
    book.close()
    return out.getvalue()


def _lists(book: Any, page: Any, codebook: Codebook) -> None:
    choices: dict[str, list[str]] = {
        "scr_roles": [role.id for role in codebook.roles],
        "scr_themes": [*codebook.theme_ids, sheet.NO_THEME],
        "scr_verdicts": list(VERDICTS),
    }
    for place, (name, values) in enumerate(choices.items()):
        page.write_column(0, place, [name, *values])
        letter = "ABC"[place]
        book.define_name(name, f"={LISTS}!${letter}$2:${letter}${len(values) + 1}")
    page.hide()


def _choices(page: Any, last: int) -> None:
    lists = {"role_checked": "scr_roles", "verdict": "scr_verdicts"}
    lists |= dict.fromkeys(sheet.THEMES, "scr_themes")
    for column, name in lists.items():
        place = sheet.COLUMNS.index(column)
        page.data_validation(1, place, last, place, {"validate": "list", "source": f"={name}"})


def labels(
    data: bytes,
    passages: Mapping[str, TaggedPassage],
    codebook: Codebook,
    *,
    coder: str,
    name: str,
) -> Imported:
    """What a person filled in on the sheet Checking, of this file's kind or of themes.xlsx.

    Raises LabelsError naming file and row.
    """
    import openpyxl

    if len(data) > MOST_BYTES:
        raise LabelsError(f"{name}: larger than any checking sheet; name the right file.")
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except Exception as error:
        raise LabelsError(f"{name}: not an Excel workbook; save it as .xlsx.") from error
    if NAME not in book.sheetnames:
        raise LabelsError(f"{name}: there is no sheet '{NAME}' in it; name a checking sheet.")
    rows = (
        row
        for row in book[NAME].iter_rows(values_only=True, max_row=MOST_ROWS, max_col=64)
        if any(value is not None for value in row)
    )
    return sheet.labels(rows, passages, codebook, coder=coder, name=name)
