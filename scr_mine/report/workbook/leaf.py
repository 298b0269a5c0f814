"""One sheet of the workbook: words that are never formulas, numbers that are numbers, printing."""

from collections.abc import Sequence
from functools import lru_cache
from textwrap import wrap
from typing import Any

from scr_mine.inert import clean, formula_like
from scr_mine.report.formats.xlsx import A4, MAX_TEXT
from scr_mine.report.formats.xlsx_styles import MAX_FORMATS, Styles

#: The height of a line in points, and the greatest of a row that Excel takes.
LINE, MAX_HEIGHT = 15, 409
#: A sentence under or over a table runs across columns up to this width, in characters.
SENTENCE_WIDTH = 110
#: So many columns of a wide table go on a page; with more, pages lie side by side.
COLUMNS_ON_PAGE = 26
#: The words of so many cells are made ready once, as names stand in line after line.
REMEMBERED = 4096
#: Longer texts are not remembered: no two passages are alike.
REMEMBERED_LENGTH = 200

NAVY, SHADE, RULE, GREY = "#1F3864", "#DCE6F1", "#8EA9DB", "#595959"
#: Of bars and the deepest shade; of what was found; of heads over cells to be filled in.
BAR, FOUND, FILL = "#9DC3E6", "#FFF2CC", "#7F6000"
#: Letters of prose are narrower than the digit that widths are measured by.
LETTERS = 1.1
WRAP: dict[str, Any] = {"text_wrap": True, "valign": "top"}
#: Numbers stand a little off the words to the right of them, and words off numbers.
SIDE: dict[str, Any] = {"align": "right", "indent": 1}
INDENT: dict[str, Any] = {"align": "left", "indent": 1}
RIGHT: dict[str, Any] = {**SIDE, "valign": "top"}
HEAD: dict[str, Any] = {
    **WRAP,
    "bold": True,
    "bg_color": NAVY,
    "font_color": "#FFFFFF",
    "border": 1,
    "border_color": RULE,
    "valign": "vcenter",
}
TITLE: dict[str, Any] = {"bold": True, "font_size": 15, "font_color": NAVY}
LINK: dict[str, Any] = {"font_color": "#0B3D91", "underline": 1, "valign": "top"}


class Looks(Styles):
    """The formats of the workbook; past MAX_FORMATS kinds of number, the plainer ones."""

    def figure(self, code: str, plain: str, **properties: Any) -> Any:
        """The format of a number with further properties."""
        if code not in self._numbers and len(self._numbers) >= MAX_FORMATS:
            code = plain
        self._numbers.add(code)
        return self(num_format=code, **RIGHT, **properties)


class Leaf:
    """A sheet, written from the top down."""

    def __init__(self, book: Any, name: str, looks: Looks, tab: str = NAVY) -> None:
        self.name = name
        self.looks = looks
        self.sheet = book.add_worksheet(name)
        self.sheet.set_tab_color(tab)

    def text(self, at: int, place: int, words: str, **properties: Any) -> None:
        """Write words, never a formula, also not after someone edits the cell.

        Without properties the cell looks as its column does, which is quicker where there are many.
        """
        line, formula = ready(words)
        if formula:
            properties = {**(properties or WRAP), "quote_prefix": True}
        style = self.looks(**properties) if properties else None
        if line:
            self.sheet.write_string(at, place, line, style)
        elif style:
            self.sheet.write_blank(at, place, None, style)

    def number(self, at: int, place: int, number: float, style: Any = None) -> None:
        """Write a number."""
        self.sheet.write_number(at, place, number, style)

    def sentences(
        self, at: int, lines: Sequence[str], widths: Sequence[int], **properties: Any
    ) -> int:
        """Each sentence across as many columns as it takes to read it; returns the next row."""
        last, total = 0, widths[0]
        while last + 1 < len(widths) and total < SENTENCE_WIDTH:
            last += 1
            total += widths[last]
        look = {**WRAP, **properties}
        for number, sentence in enumerate(lines, at):
            self.sheet.set_row(number, height([sentence], [total]))
            if last:
                self.sheet.merge_range(number, 0, number, last, "", self.looks(**look))
            self.text(number, 0, sentence, **look)
        return at + len(lines)

    def printed(self, heads: tuple[int, int], last: tuple[int, int], *, fixed: int = 0) -> None:
        """Landscape A4, the rows `heads` (first, last) and the first columns on every page."""
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.sheet.fit_to_pages(max(1, -(-(last[1] + 1) // COLUMNS_ON_PAGE)), 0)
        self.sheet.repeat_rows(*heads)
        if fixed and last[1] >= COLUMNS_ON_PAGE:
            self.sheet.repeat_columns(0, fixed - 1)
        self.sheet.print_area(0, 0, max(last[0], heads[1]), last[1])
        self.sheet.set_footer("&L&A&RPage &P of &N")


def ready(words: str) -> tuple[str, bool]:
    """The words as a cell can hold them, and whether they might be taken for a formula."""
    return _short(words) if len(words) <= REMEMBERED_LENGTH else _made(words)


def height(texts: Sequence[str], widths: Sequence[int]) -> int:
    """The height of a row in points, so that wrapped words are seen whole; as high as may be."""
    lines = 1
    for text, width in zip(texts, widths, strict=True):
        room = int(LETTERS * width)
        if len(text) > room:
            lines = max(lines, len(wrap(text, room)))
    return min(LINE * lines, MAX_HEIGHT)


def _made(words: str) -> tuple[str, bool]:
    line = clean(words)
    if len(line) > MAX_TEXT // 2:
        units = line.encode("utf-16-le")
        if len(units) > 2 * MAX_TEXT:
            line = units[: 2 * MAX_TEXT - 2].decode("utf-16-le", "ignore") + "…"
    return line, formula_like(line)


_short = lru_cache(maxsize=REMEMBERED)(_made)
