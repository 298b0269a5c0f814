"""The checking sheet as a workbook with drop-downs."""

import io
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from scr_mine.errors import LabelsError
from scr_mine.exchange import sheet
from scr_mine.inert import bare, formula_like
from scr_mine.labels import VERDICTS, Imported
from scr_mine.records import TaggedPassage
from scr_mine.themes import Codebook

#: As in themes.xlsx, whose sheet is read as well.
NAME, LISTS = "Checking", "Lists"
WIDTHS = (26, 25, 7, 11, 15, 22, 64, 15, 17, 17, 17, 17, 11, 36)
#: More rows than that are no checking sheet.
MOST_ROWS, MOST_COLUMNS = 200_000, 64
#: Nor is a file so large, as it is or unpacked.
MOST_BYTES, MOST_UNPACKED = 100 * 2**20, 2**30
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
    # With it no text turns into a formula when somebody edits its cell.
    quoted = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
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
                look = quoted if formula_like(value or "") else body
                page.write_string(last, place, value or "", look)
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
    # A CSV sheet that was saved as a workbook has the apostrophes that CSV needs.
    rows = [
        [bare(value) if isinstance(value, str) else value for value in row]
        for row in _rows(data, name)
    ]
    return sheet.labels(rows, passages, codebook, coder=coder, name=name)


def _rows(data: bytes, name: str) -> list[tuple[Any, ...]]:
    """The rows of the sheet Checking, blank ones too, so that their numbers are Excel's."""
    import openpyxl

    if len(data) > MOST_BYTES or _unpacked(data) > MOST_UNPACKED:
        raise LabelsError(f"{name}: larger than any checking sheet; name the right file.")
    try:
        with warnings.catch_warnings():
            # Of drop-downs and styles that it does not know, which are not read anyway.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            rows = None if NAME not in book.sheetnames else list(_of(book[NAME]))
    except Exception as error:
        raise LabelsError(f"{name}: not an Excel workbook; save it as .xlsx.") from error
    if rows is None:
        raise LabelsError(f"{name}: there is no sheet '{NAME}' in it; name a checking sheet.")
    if len(rows) > MOST_ROWS:
        raise LabelsError(f"{name}: more than {MOST_ROWS} rows; import it in parts.")
    return rows


def _unpacked(data: bytes) -> int:
    """How many bytes a workbook says that it unpacks to; more than that are never read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return sum(part.file_size for part in packed.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return 0


def _of(page: Any) -> Iterable[tuple[Any, ...]]:
    """The rows, blank ones as nothing; of those beyond the last that is read, one filled in."""
    page.reset_dimensions()
    for at, row in enumerate(page.iter_rows(values_only=True, max_col=MOST_COLUMNS)):
        filled = any(value is not None for value in row)
        if at < MOST_ROWS:
            yield row if filled else ()
        elif filled:
            yield row
            return
