"""PDF through PDFium: lines with their place, ruled tables, columns, watermarks."""

from pathlib import Path
from typing import Any

from scr_mine.errors import UnreadableFileError
from scr_mine.read.parts import Reading, Tally
from scr_mine.read.pdf import glyphs, rules
from scr_mine.read.printed import columns, footnotes, furniture, grid, reflow
from scr_mine.read.printed.lines import Line, Page


def read(data: bytes, path: Path) -> Reading:
    """Read a PDF. Raises UnreadableFileError if it is encrypted, damaged or only pictures."""
    tally = Tally()
    pages, failed, count = _pages(data, path, tally)
    empty = [page.number for page in pages if not page.lines]
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
        pages_without_text=tuple(sorted(empty + failed)),
        columns=tuple(columned),
        tables=tables,
        notes=(*_notes(empty, failed), *furniture.doubled(parts)),
        title_page=title_page,
    )


def _without_text(path: Path, count: int, failed: int) -> UnreadableFileError:
    if failed == count:
        return _damaged(path)
    which = "its only page holds no text" if count == 1 else f"none of its {count} pages holds text"
    return UnreadableFileError(
        path,
        f"{which}, so it is probably a scan",
        "run it through an OCR program (for example ocrmypdf) and try again",
    )


def _damaged(path: Path) -> UnreadableFileError:
    return UnreadableFileError(
        path, "it is damaged or not really a PDF", "download it again or ask for another copy"
    )


def _notes(empty: list[int], failed: list[int]) -> tuple[str, ...]:
    notes = []
    if empty:
        which = "page holds" if len(empty) == 1 else "pages hold"
        notes.append(f"{len(empty)} {which} no text and may be blank, scanned or a picture")
    if failed:
        which = "page is" if len(failed) == 1 else "pages are"
        notes.append(f"{len(failed)} {which} damaged and could not be read")
    return tuple(notes)


def _pages(data: bytes, path: Path, tally: Tally) -> tuple[list[Page], list[int], int]:
    """The pages with their lines as drawn, the numbers of damaged pages, and how many there are."""
    import pypdfium2 as pdfium

    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableFileError(path, "it is empty", "download it again or ask for another copy")
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).casefold():
            raise UnreadableFileError(
                path, "it is encrypted", "save a copy without a password and try again"
            ) from error
        raise _damaged(path) from error
    pages: list[Page] = []
    failed: list[int] = []
    try:
        count = len(pdf)
        for index in range(count):
            try:
                pages.append(_page(pdf, index, tally))
            except (pdfium.PdfiumError, ValueError, UnicodeError):
                failed.append(index + 1)
    finally:
        pdf.close()
    if not count:
        raise _damaged(path)
    return pages, failed, count


def _page(pdf: Any, index: int, tally: Tally) -> Page:
    page = pdf[index]
    try:
        width, height = page.get_size()
        if page.get_rotation() in (90, 270):
            width, height = height, width
        textpage = page.get_textpage()
        try:
            marks = glyphs.Glyphs(textpage, width, height)
            lines, found = glyphs.segments(
                textpage, index + 1, marks, tally, lambda: rules.drawn(page, marks.turned)
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
    """The lines without those that hold nothing but marks PDFium could not read."""
    return [line for line in lines if line.cells or line.text.strip("\x00\ufffd ")]
