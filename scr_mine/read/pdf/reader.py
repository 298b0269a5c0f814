"""PDF through PDFium: lines with their place, ruled tables, columns, watermarks."""

from pathlib import Path
from typing import Any

from scr_mine.errors import UnreadableFileError
from scr_mine.read import detect
from scr_mine.read.limits import DEFAULT, Limits
from scr_mine.read.parts import Reading, ScannedError, Tally
from scr_mine.read.pdf import glyphs, rules, streams
from scr_mine.read.pdf.measures import Measures
from scr_mine.read.printed import columns, footnotes, furniture, grid, reflow
from scr_mine.read.printed.lines import Line, Page

#: So many marks that PDFium could not read are a text rather than a stray bullet.
GARBLED = 80


def read(data: bytes, path: Path, limits: Limits = DEFAULT) -> Reading:
    """Read a PDF. Raises UnreadableFileError if it is encrypted, damaged or only pictures."""
    streams.check(data, path, limits)
    tally = Tally()
    pages, failed, crowded, count = _pages(data, path, tally, limits)
    empty = [page.number for page in pages if not page.lines]
    if crowded and len(empty) + len(failed) + len(crowded) == count:
        raise limits.exceeded(path, "page-text", "a page holds too many characters")
    if len(empty) + len(failed) == count:
        raise _without_text(path, count, len(failed))
    ordered, columned = columns.order(pages)
    title_page = "\n".join(line.text or " | ".join(line.cells) for line in ordered[0].lines)
    stripped, notes = footnotes.taken(furniture.strip(ordered, tally))
    parts, tables = reflow.counted(stripped, notes)
    return Reading(
        format="pdf",
        parts=tuple(parts),
        pages=count,
        tally=tally,
        pages_without_text=tuple(sorted(empty + failed + crowded)),
        columns=tuple(columned),
        tables=tables,
        notes=(*_notes(empty, failed, crowded, limits), *furniture.doubled(parts)),
        title_page=title_page,
    )


def _without_text(path: Path, count: int, failed: int) -> UnreadableFileError:
    if failed == count:
        return _damaged(path)
    which = "its only page holds no text" if count == 1 else f"none of its {count} pages holds text"
    return ScannedError(
        path,
        f"{which}, so it is probably a scan",
        "turn on text recognition (--ocr), or ask for a copy with text in it",
    )


def _damaged(path: Path) -> UnreadableFileError:
    return UnreadableFileError(
        path, "it is damaged or not really a PDF", "download it again or ask for another copy"
    )


def _notes(
    empty: list[int], failed: list[int], crowded: list[int], limits: Limits
) -> tuple[str, ...]:
    notes = []
    if empty:
        which = "page holds" if len(empty) == 1 else "pages hold"
        notes.append(f"{len(empty)} {which} no text and may be blank, scanned or a picture")
    if failed:
        which = "page is" if len(failed) == 1 else "pages are"
        notes.append(f"{len(failed)} {which} damaged and could not be read")
    if crowded:
        which = "page, left out, holds" if len(crowded) == 1 else "pages, left out, hold"
        notes.append(
            f"{len(crowded)} {which} more text than the limit page-text={limits.page_text}; raise "
            "it with --limit page-text=NUMBER"
        )
    return tuple(notes)


def _pages(
    data: bytes, path: Path, tally: Tally, limits: Limits
) -> tuple[list[Page], list[int], list[int], int]:
    """The pages with their lines as drawn, the numbers of damaged ones and of those with too much
    text, and how many there are.
    """
    import pypdfium2 as pdfium

    if detect.is_blank(data):
        raise UnreadableFileError(path, "it is empty", "download it again or ask for another copy")
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).casefold():
            raise UnreadableFileError(
                path, "it is protected by a password", "save a copy without one and try again"
            ) from error
        raise _damaged(path) from error
    pages: list[Page] = []
    failed: list[int] = []
    crowded: list[int] = []
    measures = Measures()
    try:
        count = len(pdf)
        limits.check(path, "pages", count, f"it has {count:,} pages")
        for index in range(count):
            try:
                pages.append(_page(pdf, index, tally, measures, limits.page_text))
            except _TooMuchError:
                crowded.append(index + 1)
            except (pdfium.PdfiumError, ValueError, UnicodeError):
                failed.append(index + 1)
    finally:
        pdf.close()
    if not count:
        raise _damaged(path)
    return pages, failed, crowded, count


class _TooMuchError(Exception):
    """A page holds more text than any."""


def _page(pdf: Any, index: int, tally: Tally, measures: Measures, most: int) -> Page:
    page = pdf[index]
    try:
        width, height = page.get_size()
        if page.get_rotation() in (90, 270):
            width, height = height, width
        textpage = page.get_textpage()
        try:
            if textpage.count_chars() > most:
                raise _TooMuchError
            marks = glyphs.Glyphs(textpage, measures, width, height)
            lines, found = glyphs.segments(
                marks, index + 1, tally, lambda: rules.drawn(page, marks.turned)
            )
        finally:
            textpage.close()
    finally:
        page.close()
    if marks.turn in (90, 270):
        height = width
    lines, _ = grid.tables(grid.bulleted(lines, found), found)
    return Page(number=index + 1, height=height, lines=tuple(_kept(lines)))


def _kept(lines: list[Line]) -> list[Line]:
    """The lines without those that hold nothing but marks PDFium could not read.

    A page of nothing else keeps them: it is no picture, and will be seen to be garbled.
    """
    kept = [line for line in lines if line.cells or line.text.strip("\x00\ufffd ")]
    garbled = not kept and sum(len(line.text) for line in lines) >= GARBLED
    return lines if garbled else kept
