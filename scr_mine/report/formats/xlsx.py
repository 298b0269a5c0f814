"""Tables as a workbook: a sheet each, one of the passages behind them, one of the notes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from itertools import count, islice
from textwrap import wrap
from typing import Any

from scr_mine.errors import OutputError
from scr_mine.facts import Cell, Column, Table
from scr_mine.inert import clean, formula_like
from scr_mine.report.formats.shown import figure, grouped, head, shown
from scr_mine.report.formats.xlsx_lines import (
    EVIDENCE,
    EVIDENCE_HEADS,
    LABEL,
    NOTES,
    NOTES_HEADS,
    NUMBERS,
    WORDS,
    Line,
    below,
    evidence_lines,
    listed_once,
    note_lines,
)
from scr_mine.report.formats.xlsx_styles import STARRED, Styles, number_format

#: The same in every file, so that the same tables give the same bytes.
CREATED = datetime(2000, 1, 1, tzinfo=UTC)
#: What a sheet can hold: rows, columns, characters of its name, characters of a cell.
MAX_ROWS, MAX_COLUMNS, MAX_NAME, MAX_TEXT = 1_048_576, 16_384, 31, 32_767
#: Widths in characters: of the column of groups, of a table's only column of words.
GROUP, SENTENCES = 22, 60
#: A footer sentence runs across columns up to this width; the height of one line of it in points.
FOOTER_WIDTH, LINE = 110, 15
#: The height of a row in points that Excel does not exceed.
MAX_HEIGHT = 409
A4 = 9
TITLE_ROW, HEAD_ROW = 0, 1

_NOT_IN_NAME = re.compile(r"[\[\]:*?/\\\U00010000-\U0010ffff]")
_TAKEN = re.compile(rf"({EVIDENCE}|{NOTES})( \d+)?|history", re.I)
#: Past this many lines of evidence rows are kept in temporary files, as memory would not do.
IN_MEMORY_UP_TO = 100_000
#: The words of so many cells are made ready once, as most stand in line after line.
REMEMBERED = 256
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_BOLD: dict[str, Any] = {"bold": True, "valign": "top"}
_HEAD: dict[str, Any] = {**_BOLD, "text_wrap": True, "bottom": 1}
_GROUP: dict[str, Any] = {**_BOLD, "bg_color": "#E7E6E6"}
_WRAP: dict[str, Any] = {"text_wrap": True, "valign": "top"}
_REASON: dict[str, Any] = {**_WRAP, "italic": True, "align": "right"}
# Beside the numbers to the left of them.
_INDENT: dict[str, Any] = {"align": "left", "indent": 1}
_WORDS: dict[str, Any] = {**_WRAP, **_INDENT}


def as_xlsx(tables: Sequence[Table]) -> bytes:
    """The workbook. Raises OutputError for a table with more rows or columns than a sheet holds."""
    from xlsxwriter import Workbook

    out = BytesIO()
    lines = sum(len(cell.passages) for table in tables for _, _, cell in listed_once(table))
    kept = "in_memory" if lines <= IN_MEMORY_UP_TO else "constant_memory"
    with Workbook(out, {**_OPTIONS, kept: True}) as book:
        book.set_properties({"title": "Theme tables", "created": CREATED})
        styles = Styles(book)
        for name, table in zip(sheet_names(tables), tables, strict=True):
            _sheet(book.add_worksheet(name), table, styles)
        found = (line for table in tables for line in evidence_lines(table))
        _listing(book, EVIDENCE, EVIDENCE_HEADS, found, styles)
        said = (line for table in tables for line in note_lines(table))
        _listing(book, NOTES, NOTES_HEADS, said, styles)
    return out.getvalue()


def sheet_names(tables: Sequence[Table]) -> list[str]:
    """A name for the sheet of each table: short, without forbidden signs, none twice."""
    names: list[str] = []
    for table in tables:
        base = _NOT_IN_NAME.sub("-", clean(table.id)).strip("' ") or "table"
        name, number = base[:MAX_NAME].rstrip("' "), 1
        while _TAKEN.fullmatch(name) or name.lower() in map(str.lower, names):
            number += 1
            name = f"{base[: MAX_NAME - len(str(number)) - 1]}-{number}"
        names.append(name)
    return names


def _sheet(sheet: Any, table: Table, styles: Styles) -> None:
    """Title, heads, rows under their groups, and the footer below."""
    fixed = ["Group"] if any(row.group for row in table.rows) else []
    widths = [GROUP] * len(fixed) + [LABEL, *(_width(table, column) for column in table.columns)]
    _fits(table, len(widths))
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    _text(sheet, TITLE_ROW, 0, table.title, styles, {**_BOLD, "font_size": 14})
    heads = [*fixed, table.head, *map(head, table.columns)]
    sides: list[dict[str, Any]] = [{}] * (len(fixed) + 1)
    sides += [_INDENT if c.measure == "words" else {"align": "right"} for c in table.columns]
    for at, (words, side) in enumerate(zip(heads, sides, strict=True)):
        _text(sheet, HEAD_ROW, at, words, styles, {**_HEAD, **side})
    sheet.set_row(HEAD_ROW, _height(heads, widths))
    last = _rows(sheet, table, widths, styles)
    sheet.freeze_panes(HEAD_ROW + 1, len(fixed) + 1)
    sheet.autofilter(HEAD_ROW, 0, max(last, HEAD_ROW), len(heads) - 1)
    _printed(sheet, HEAD_ROW)
    _footer(sheet, last + 2, below(table), widths, styles)


def _rows(sheet: Any, table: Table, widths: Sequence[int], styles: Styles) -> int:
    """Write the rows; labels stand in the first or second column. Returns the last one's number."""
    at, first = HEAD_ROW, len(widths) - len(table.columns) - 1
    for group, rows in grouped(table):
        if group:
            at += 1
            for place in range(len(widths)):
                _text(sheet, at, place, "" if place else group, styles, _GROUP)
        for row in rows:
            at += 1
            if first:
                _text(sheet, at, 0, group, styles, _WRAP)
            _text(sheet, at, first, row.label, styles, _WRAP)
            for place, column in enumerate(table.columns, first + 1):
                _cell(sheet, at, place, row.cells[column.id], column, styles)
            words = [group, row.label][-first - 1 :]
            words += [_words(row.cells[column.id], column) for column in table.columns]
            sheet.set_row(at, _height(words, widths))
    return at


def _words(cell: Cell, column: Column) -> str:
    """What stands in a cell, if it is not a number."""
    value = figure(cell)
    return shown(cell, column) if value is None or isinstance(value, str) else ""


def _width(table: Table, column: Column) -> int:
    """A column's width in characters: that of its words, within limits, or that of numbers."""
    longest = max((len(_words(row.cells[column.id], column)) for row in table.rows), default=0)
    least = max(NUMBERS, 2 + max(map(len, head(column).split()), default=0))
    alone = [c for c in table.columns if c.measure == "words"] == [column]
    return min(max(longest + 1, least), SENTENCES if alone else WORDS)


def _height(texts: Sequence[str], widths: Sequence[int]) -> int:
    """The height of a row in points, so that wrapped words are seen whole; as high as may be."""
    lines = (
        len(wrap(text, width)) if len(text) > width else 1
        for text, width in zip(texts, widths, strict=True)
    )
    return min(LINE * max(lines), MAX_HEIGHT)


def _cell(sheet: Any, at: int, place: int, cell: Cell, column: Column, styles: Styles) -> None:
    value = figure(cell)
    if value is None:
        _text(sheet, at, place, shown(cell, column), styles, _REASON)
    elif isinstance(value, str):
        starred = STARRED if cell.note else ""
        _text(sheet, at, place, value + starred, styles, _WORDS)
    else:
        code, plain = number_format(value, cell, column)
        number = 100 * value if column.measure == "points" else value
        sheet.write_number(at, place, number, styles.number(code, plain))


def _footer(
    sheet: Any, at: int, sentences: Sequence[str], widths: Sequence[int], styles: Styles
) -> None:
    """Each sentence across as many columns as it takes to read it."""
    last, total = 0, widths[0]
    while last + 1 < len(widths) and total < FOOTER_WIDTH:
        last += 1
        total += widths[last]
    for number, sentence in enumerate(sentences, at):
        if last:
            sheet.merge_range(number, 0, number, last, "", styles(**_WRAP))
        sheet.set_row(number, _height([sentence], [total]))
        _text(sheet, number, 0, sentence, styles, _WRAP)


def _listing(
    book: Any,
    name: str,
    heads: Mapping[str, int],
    lines: Iterable[Line],
    styles: Styles,
) -> None:
    """A sheet of one line each, and further ones where a sheet is full."""
    waiting, widths = iter(lines), list(heads.values())
    for number in count(1):
        sheet = book.add_worksheet(name if number == 1 else f"{name} {number}")
        for place, (words, width) in enumerate(heads.items()):
            sheet.set_column(place, place, width)
            _text(sheet, 0, place, words, styles, _HEAD)
        at = 0
        for at, line in enumerate(islice(waiting, MAX_ROWS - 1), 1):
            if name == NOTES:
                sheet.set_row(at, _height([str(value or "") for value in line], widths))
            for place, value in enumerate(line):
                if isinstance(value, str):
                    _text(sheet, at, place, value, styles, _WRAP if name == NOTES else {})
                elif value is not None:
                    sheet.write_number(at, place, value)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, at, len(heads) - 1)
        _printed(sheet, 0)
        if at < MAX_ROWS - 1:
            return


def _text(
    sheet: Any, at: int, place: int, text: str, styles: Styles, properties: Mapping[str, Any]
) -> None:
    """Write words, never a formula, also not after someone edits the cell.

    Without `properties` a cell has no format, which is a fifth quicker where there are many.
    """
    line, prefixed = _ready(text)
    prefix = {"quote_prefix": True} if prefixed else {}
    style = styles(**properties, **prefix) if properties or prefix else None
    if line:
        sheet.write_string(at, place, line, style)
    elif style:
        sheet.write_blank(at, place, None, style)


@lru_cache(maxsize=REMEMBERED)
def _ready(text: str) -> tuple[str, bool]:
    """The words as a cell can hold them, and whether they might be taken for a formula."""
    line = clean(text)
    if len(line) > MAX_TEXT // 2:
        units = line.encode("utf-16-le")
        if len(units) > 2 * MAX_TEXT:
            line = units[: 2 * MAX_TEXT - 2].decode("utf-16-le", "ignore") + "…"
    return line, formula_like(line)


def _printed(sheet: Any, head_row: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head_row)
    sheet.set_footer("&RPage &P of &N")


def _fits(table: Table, columns: int) -> None:
    """Raise OutputError where a sheet cannot hold the table."""
    rows = 2 * len(table.rows) + len(table.footer) + 8
    if columns > MAX_COLUMNS or rows > MAX_ROWS:
        raise OutputError(
            f"{table.id}: with {len(table.rows)} rows and {len(table.columns)} columns it is too "
            "large for a spreadsheet; write it as CSV or JSON."
        )
