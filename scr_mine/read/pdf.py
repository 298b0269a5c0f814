"""PDF through PDFium: lines with their place, ruled tables, columns, watermarks."""

import ctypes
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from scr_mine.errors import UnreadableFileError
from scr_mine.read import columns, furniture, grid, reflow
from scr_mine.read.lines import Line, Page
from scr_mine.read.parts import Reading, Tally

#: A gap inside a line wider than this many times the font size separates two cells or columns.
CELL_GAP = 1.6
#: Text turned by more than this many degrees is a watermark or margin stamp.
TURNED = 10.0
FOOTNOTE_MARK = re.compile(r"(?<=[a-zA-Z.,;:)\]’”'\"\d])\d{1,2}(?=[\s.,;:)]|$)")


def read(data: bytes, path: Path) -> Reading:
    """Read a PDF. Raises UnreadableFileError if it is encrypted, broken or only pictures."""
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise _refusal(path, str(error)) from error
    with pdf:
        tally = Tally()
        pages, empty, failed, tabled = _pages(pdf, tally)
        count = len(pdf)
    if len(empty) + len(failed) == count:
        raise UnreadableFileError(
            path,
            f"none of its {count} pages holds text, so it is probably a scan",
            "run it through an OCR program (for example ocrmypdf) and try again",
        )
    title_page = " \n".join(line.text for line in pages[0].lines) if pages else ""
    ordered, columned = columns.order(pages)
    stripped = furniture.strip(ordered, tally)
    return Reading(
        format="pdf",
        parts=tuple(reflow.parts(stripped)),
        pages=count,
        tally=tally,
        pages_without_text=tuple(sorted(empty + failed)),
        columns=tuple(columned),
        tables=tabled,
        notes=_notes(empty, failed),
        title_page=title_page,
    )


def _refusal(path: Path, message: str) -> UnreadableFileError:
    if "password" in message.casefold():
        return UnreadableFileError(
            path, "it is encrypted", "save a copy without a password and try again"
        )
    return UnreadableFileError(
        path, "it is damaged or not really a PDF", "download it again or ask for another copy"
    )


def _notes(empty: list[int], failed: list[int]) -> tuple[str, ...]:
    notes = []
    if empty:
        notes.append(f"{len(empty)} page(s) hold no text and may be scans or pictures")
    if failed:
        notes.append(f"{len(failed)} page(s) are damaged and were not read")
    return tuple(notes)


def _pages(pdf: Any, tally: Tally) -> tuple[list[Page], list[int], list[int], int]:
    import pypdfium2 as pdfium

    pages, empty, failed = [], [], []
    tables = 0
    for index in range(len(pdf)):
        try:
            page = pdf[index]
        except pdfium.PdfiumError:
            failed.append(index + 1)
            continue
        height = page.get_height()
        lines = _lines(page, index + 1, height, tally)
        if not lines:
            empty.append(index + 1)
        rules = grid.rules(page, height)
        lines, found = grid.tables(lines, rules)
        tables += found
        pages.append(Page(number=index + 1, height=height, lines=tuple(lines)))
        page.close()
    return pages, empty, failed, tables


class _Glyphs:
    """The measurements PDFium gives for one character of a page's text."""

    def __init__(self, textpage: Any) -> None:
        import pypdfium2.raw as raw

        self._raw = raw
        self._page = textpage.raw
        self._d = [ctypes.c_double() for _ in range(4)]
        self._refs = [ctypes.byref(d) for d in self._d]
        self._name = ctypes.create_string_buffer(256)
        self._flags = ctypes.c_int()
        self._rect = raw.FS_RECTF()

    def origin(self, i: int) -> tuple[float, float]:
        """x and y of a character's origin on its baseline, y upwards."""
        self._raw.FPDFText_GetCharOrigin(self._page, i, self._refs[0], self._refs[1])
        return self._d[0].value, self._d[1].value

    def right(self, i: int) -> float:
        """The right edge of a character."""
        left, right, bottom, top = self._refs
        self._raw.FPDFText_GetCharBox(self._page, i, left, right, bottom, top)
        return self._d[1].value

    def height(self, i: int) -> float:
        """Height of a character's font box: its font size as seen on the page."""
        if not self._raw.FPDFText_GetLooseCharBox(self._page, i, ctypes.byref(self._rect)):
            return 0.0
        return abs(float(self._rect.top) - float(self._rect.bottom))

    def bold(self, i: int) -> bool:
        """Whether the name of a character's font says it is bold."""
        self._raw.FPDFText_GetFontInfo(self._page, i, self._name, 256, ctypes.byref(self._flags))
        name = self._name.value.decode("latin-1").casefold()
        return any(word in name for word in ("bold", "black", "heavy", "demi"))

    def angle(self, i: int) -> float:
        """Rotation of a character in degrees, 0..180."""
        degrees = abs(float(self._raw.FPDFText_GetCharAngle(self._page, i))) * 57.29578 % 360
        return min(degrees, 360 - degrees)


def _lines(page: Any, number: int, height: float, tally: Tally) -> list[Line]:
    textpage = page.get_textpage()
    try:
        text = _text(textpage)
        glyphs = _Glyphs(textpage)
        lines: list[Line] = []
        for match in re.finditer(r"[^\r\n\x02\ufffe]+[\x02\ufffe]?", text):
            lines += _segments(text, match.start(), match.end(), glyphs, number, height, tally)
    finally:
        textpage.close()
    return _rejoined(lines)


def _text(textpage: Any) -> str:
    """The page's text with exactly one code point per PDFium character index."""
    count = textpage.count_chars()
    text: str = textpage.get_text_range() if count > 0 else ""
    if len(text) == count:
        return text
    import pypdfium2.raw as raw

    codes = (raw.FPDFText_GetUnicode(textpage.raw, i) for i in range(count))
    return "".join(chr(code) if 0 < code < 0x110000 else " " for code in codes)


def _segments(
    text: str, start: int, end: int, glyphs: _Glyphs, page: int, height: float, tally: Tally
) -> list[Line]:
    """The stretches of one printed line that no wide gap divides."""
    hyphen = text[end - 1] in "\x02\ufffe"
    end -= hyphen
    while start < end and text[start] == " ":
        start += 1
    while start < end and text[end - 1] == " ":
        end -= 1
    if start >= end:
        return []
    if glyphs.angle(start) > TURNED:
        tally.drop("watermarks and turned text", text[start:end])
        return []
    size = glyphs.height(start) or 1.0
    cuts = _cuts(text, start, end, glyphs, size)
    spans = zip([start, *(after for _, after in cuts)], [*(b for b, _ in cuts), end], strict=True)
    lines = [_line(text, a, b, glyphs, page, height) for a, b in spans]
    if hyphen:
        lines[-1] = replace(lines[-1], text=lines[-1].text + "-", hyphen=True)
    return [line for line in lines if line.text]


def _cuts(
    text: str, start: int, end: int, glyphs: _Glyphs, size: float
) -> list[tuple[int, int]]:
    cuts = []
    at = text.find(" ", start, end)
    while at != -1:
        after = at
        while after < end and text[after] == " ":
            after += 1
        if glyphs.origin(after)[0] - glyphs.right(at - 1) > CELL_GAP * size:
            cuts.append((at, after))
        at = text.find(" ", after, end)
    return cuts


def _line(text: str, start: int, end: int, glyphs: _Glyphs, page: int, height: float) -> Line:
    x0, y = glyphs.origin(start)
    size = glyphs.height(start)
    last = end - 1
    if size <= 0:
        size = glyphs.height(last) or 1.0
    bold = glyphs.bold(start) and glyphs.bold(last)
    return Line(
        text=_without_marks(text, start, end, glyphs, size),
        page=page,
        x0=x0,
        x1=max(glyphs.right(last), x0),
        y=height - y,
        size=size,
        bold=bold,
    )


def _without_marks(text: str, start: int, end: int, glyphs: _Glyphs, size: float) -> str:
    """A line's text without raised footnote numbers (small figures glued to a word)."""
    kept, at = [], start
    for match in FOOTNOTE_MARK.finditer(text, start, end):
        if all(glyphs.height(i) < 0.8 * size for i in range(match.start(), match.end())):
            kept.append(text[at : match.start()])
            at = match.end()
    kept.append(text[at:end])
    return "".join(kept)


def _rejoined(lines: list[Line]) -> list[Line]:
    """Put a label or bullet back before its text where a tab or hanging indent divides them."""
    from scr_mine.read.clean import LONE_BULLET
    from scr_mine.read.lines import is_label_alone

    result: list[Line] = []
    for line in lines:
        before = result[-1] if result else None
        if (
            before is not None
            and abs(before.y - line.y) < 0.4 * line.size
            and 0 <= line.x0 - before.x1 < 8 * line.size
            and (
                LONE_BULLET.match(before.text)
                or is_label_alone(before.text)
                or re.fullmatch(r"\d{1,3}", before.text)
            )
        ):
            result[-1] = replace(line, text=f"{before.text} {line.text}", x0=before.x0)
        else:
            result.append(line)
    return result


def median_size(lines: list[Line]) -> float:
    """The commonest font size of some lines."""
    return Counter(round(line.size, 1) for line in lines).most_common(1)[0][0]
