"""Reading: a report file of any supported format becomes a Document.

The format is told by what is in the file; its name is not trusted.
"""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import cast

from scr_mine.errors import UnreadableFileError, cause
from scr_mine.read import assemble, detect, garbled, memory, ocr
from scr_mine.read.limits import DEFAULT, MEGABYTE, Limits
from scr_mine.read.parts import Format, Reading, ScannedError
from scr_mine.records import Document

#: What a search of a folder picks up: what can be read, and reports that are named as unread.
SUFFIXES = (
    *(".pdf", ".docx", ".docm", ".pptx", ".pptm", ".html", ".htm", ".txt", ".text"),
    *(".doc", ".ppt", ".odt", ".odp", ".rtf", ".mht", ".mhtml"),
)
READERS = {
    "pdf": "pdf.reader",
    "docx": "office.docx",
    "pptx": "office.pptx",
    "html": "web.html",
    "text": "text.reader",
}

_Reader = Callable[[bytes, Path, Limits], Reading]

__all__ = ["SUFFIXES", "read"]


def read(path: Path, limits: Limits = DEFAULT, *, recognise: bool = False) -> Document:
    """Read one report; `recognise` has the scanned pages of a PDF read by an installed program.

    Raises UnreadableFileError if the file is missing, empty, damaged, protected, of another
    format, beyond a limit, or holds no text, UsageError where nothing is installed that recognises.
    """
    try:
        with memory.bounded(limits.memory):
            return _document(path, limits, recognise)
    except MemoryError as error:
        raise limits.exceeded(path, "memory", "reading it takes too much memory") from error


def _document(path: Path, limits: Limits, recognise: bool) -> Document:
    data = _bytes(path, limits)
    form = detect.format_of(data, path, limits)
    if recognise and form == "pdf":
        reading = _recognised(data, path, limits)
    else:
        reading = _read(data, path, limits, form)
    characters = sum(len(part.text) + sum(map(len, part.cells)) for part in reading.parts)
    limits.check(path, "text", characters, f"it holds {characters:,} characters of text")
    reading = _with_garbled_pages(reading, path)
    document = assemble.document(reading, path, sha256(data).hexdigest())
    if not document.text:
        raise UnreadableFileError(
            path,
            "no text was found in it",
            "if its pages are pictures, run text recognition (OCR) on it first",
        )
    return document


def _recognised(data: bytes, path: Path, limits: Limits) -> Reading:
    """A PDF read again after text recognition, if any page of it is without text."""
    try:
        reading = _read(data, path, limits, "pdf")
        if not reading.pages_without_text:
            return reading
    except ScannedError:
        pass
    reading = _read(ocr.recognised(data, path), path, limits, "pdf")
    said = f"Pages without text were read by text recognition ({ocr.program()})"
    return replace(reading, notes=(*reading.notes, said))


def _read(data: bytes, path: Path, limits: Limits, form: Format) -> Reading:
    reader = cast(_Reader, import_module(f"scr_mine.read.{READERS[form]}").read)
    is_text = form in ("text", "html")
    return reader(detect.without_padding(data) if is_text else data, path, limits)


def _with_garbled_pages(reading: Reading, path: Path) -> Reading:
    """The reading with a note on pages that nobody can read; refused if that is all of them."""
    found, everywhere = garbled.pages(reading.parts)
    if everywhere and reading.format == "pdf":
        raise UnreadableFileError(
            path,
            "its text is garbled, as its fonts do not say which letters they show",
            "run text recognition over it afresh (for example ocrmypdf --force-ocr)",
        )
    if everywhere:
        raise UnreadableFileError(
            path,
            "its text is garbled: hardly a word of it can be read",
            "open it in the program that made it and save it as PDF",
        )
    return replace(reading, notes=(*reading.notes, garbled.note(found))) if found else reading


def _bytes(path: Path, limits: Limits) -> bytes:
    if not path.exists():
        raise UnreadableFileError(path, "there is no such file", "check the name and the folder")
    if not path.is_file():
        raise UnreadableFileError(path, "it is not a file", "name the reports inside it instead")
    try:
        size = -(-path.stat().st_size // MEGABYTE)
        limits.check(path, "file-size", size, f"it is {size:,} MB in size")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(
            path, f"it cannot be opened ({cause(error)})", "check that you may read it"
        ) from error
    if detect.is_blank(data):
        raise UnreadableFileError(path, "it is empty", "download it again or ask for another copy")
    return data
