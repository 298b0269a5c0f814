"""Reading: a report file of any supported format becomes a Document.

The format is told by what is in the file; its name is not trusted.
"""

from collections.abc import Callable
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import cast

from scr_mine.errors import UnreadableFileError
from scr_mine.read import assemble, detect
from scr_mine.read.parts import Reading
from scr_mine.records import Document

#: What a search of a folder picks up: what can be read, and reports that are named as unread.
SUFFIXES = (
    *(".pdf", ".docx", ".docm", ".pptx", ".pptm", ".html", ".htm", ".txt", ".text"),
    *(".doc", ".ppt", ".odt", ".odp", ".rtf", ".mht", ".mhtml"),
)
MAX_BYTES = 2**30
READERS = {
    "pdf": "pdf.reader",
    "docx": "office.docx",
    "pptx": "office.pptx",
    "html": "web.html",
    "text": "text.reader",
}

__all__ = ["SUFFIXES", "read"]


def read(path: Path) -> Document:
    """Read one report.

    Raises UnreadableFileError if the file is missing, empty, damaged, protected, of another
    format, or holds no text.
    """
    data = _bytes(path)
    module = import_module(f"scr_mine.read.{READERS[detect.format_of(data, path)]}")
    reader = cast(Callable[[bytes, Path], Reading], module.read)
    document = assemble.document(reader(data, path), path, sha256(data).hexdigest())
    if not document.text:
        raise UnreadableFileError(
            path,
            "no text was found in it",
            "if its pages are pictures, run text recognition (OCR) on it first",
        )
    return document


def _bytes(path: Path) -> bytes:
    if not path.exists():
        raise UnreadableFileError(path, "there is no such file", "check the name and the folder")
    if not path.is_file():
        raise UnreadableFileError(path, "it is not a file", "name the reports inside it instead")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableFileError(
                path, "it is larger than any report", "print the report alone to PDF"
            )
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown error").lower()
        raise UnreadableFileError(
            path, f"it cannot be opened ({reason})", "check that you may read it"
        ) from error
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableFileError(path, "the file is empty", "get a fresh copy of the report")
    return data
