"""Which format a file is in, by its content."""

import codecs
import re
from pathlib import Path

from scr_mine.errors import UnreadableFileError
from scr_mine.read.limits import DEFAULT, Limits
from scr_mine.read.parts import Format

#: How far to look for a PDF's mark, which junk may precede, and for a page's first tags.
PDF_WITHIN = 1024
HEAD = 8192
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Names of the streams that tell one old Office format from another.
OLE_KINDS = (
    ("EncryptedPackage", "it is protected by a password", "save a copy without one and try again"),
    ("WordDocument", "it is in the old Word format (.doc)", "save it as DOCX or PDF"),
    ("PowerPoint Document", "it is in the old PowerPoint format (.ppt)", "save it as PPTX or PDF"),
    ("Workbook", "it is an Excel workbook, not a report", "save the report as PDF or DOCX"),
    ("__substg1.0", "it is an e-mail message", "save the attached report and use that"),
)
IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"8BPS")
OOXML_KINDS: tuple[tuple[str, Format | None], ...] = (
    ("wordprocessingml", "docx"),
    ("ms-word", "docx"),
    ("presentationml", "pptx"),
    ("ms-powerpoint", "pptx"),
    ("spreadsheetml", None),
    ("ms-excel", None),
)
MAIN_TYPE = re.compile(rb"ContentType\s*=\s*[\"']([^\"']*\.main\+xml)[\"']")
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
AS_DOCX = "open it in Word or LibreOffice and save it as DOCX or PDF"
AS_PDF = "save it as PDF, DOCX, PPTX, HTML or plain text"
PAGE_START = re.compile(
    r"^\s*(?:<\?xml[^>]*>\s*|<!--(?:(?!-->).)*-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body)\b",
    re.I | re.S,
)
CLOSING_TAG = re.compile(r"</(?:p|div|h[1-6]|li|ul|ol|table|tr|td|body|span|a)\s*>", re.I)
#: Text with this many closing tags in its first lines is a piece of a web page.
CLOSING_TAGS = 4
MHTML = re.compile(
    rb"^(?:mime-version:|from:|snapshot-content-location:|content-type: multipart)", re.I
)
PADDING = bytes(64)
BLANK, CHUNK = b"\0 \t\r\n", 2**20
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
CONTROL_SHARE = 0.001
#: So many noughts among every other byte are the empty halves of UTF-16 without its mark.
NOUGHTS = 0.6


def format_of(data: bytes, path: Path, limits: Limits = DEFAULT) -> Format:
    """The format of a file's content.

    Raises UnreadableFileError, which names the format where it is known but not supported.
    """
    head = data[:HEAD]
    if data.startswith(b"PK"):
        return _zip_format(data, path, limits)
    if data.startswith(OLE):
        raise _old_office(data, path)
    if _is_picture(head):
        raise UnreadableFileError(
            path, "it is a picture", "run text recognition (OCR) on it and save it as PDF"
        )
    if head.lstrip().startswith(b"{\\rtf"):
        raise UnreadableFileError(path, "it is in the RTF format", AS_DOCX)
    if b"%PDF-" in head[:PDF_WITHIN] and not _is_page(head):
        return "pdf"
    if MHTML.match(head.lstrip()) and b"multipart/" in head.lower():
        raise UnreadableFileError(
            path, "it is a web archive (MHTML)", "open it in a browser and print it to PDF"
        )
    if _is_page(head):
        return "html"
    if _is_text(data):
        return "text"
    raise UnreadableFileError(path, "it is not in a format that can be read", AS_PDF)


def _is_picture(head: bytes) -> bool:
    webp = head.startswith(b"RIFF") and head[8:12] == b"WEBP"
    return head.startswith(IMAGES) or webp or head[4:12] in {b"ftypheic", b"ftypmif1"}


def _zip_format(data: bytes, path: Path, limits: Limits) -> Format:
    from scr_mine.read.office.ooxml import Package

    package = Package(data, path, limits)
    types = package.bytes("[Content_Types].xml")
    if types is not None:
        for kind in MAIN_TYPE.findall(types):
            for name, form in OOXML_KINDS:
                if name.encode() in kind.lower() and form is not None:
                    return form
                if name.encode() in kind.lower():
                    raise UnreadableFileError(
                        path,
                        "it is an Excel workbook, not a report",
                        "save the report as PDF or DOCX",
                    )
        if "word/document.xml" in package:
            return "docx"
        if "ppt/presentation.xml" in package:
            return "pptx"
    mimetype = package.bytes("mimetype") or b""
    if mimetype.startswith(OPEN_DOCUMENT):
        raise UnreadableFileError(path, "it is in the OpenDocument format", AS_DOCX)
    if mimetype.startswith(b"application/epub"):
        raise UnreadableFileError(path, "it is an e-book (EPUB)", "convert it to PDF or HTML")
    raise UnreadableFileError(
        path, "it is an archive, not a report", "unpack it and use the reports inside"
    )


def _old_office(data: bytes, path: Path) -> UnreadableFileError:
    for stream, reason, remedy in OLE_KINDS:
        if stream.encode("utf-16-le") in data:
            return UnreadableFileError(path, reason, remedy)
    return UnreadableFileError(path, "it is in an old Office format", "save it as DOCX or PDF")


def _is_page(head: bytes) -> bool:
    """Whether a file begins as a web page, whatever it is called."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = head.decode("utf-16", "replace")
    else:
        text = head.decode("utf-8-sig", "replace")
    if PAGE_START.match(text):
        return True
    return text.lstrip().startswith("<") and len(CLOSING_TAG.findall(text)) >= CLOSING_TAGS


def is_blank(data: bytes) -> bool:
    """Whether a file holds nothing; looked at in pieces, as a large one is not to be copied."""
    return not any(data[at : at + CHUNK].strip(BLANK) for at in range(0, len(data), CHUNK))


def without_padding(data: bytes) -> bytes:
    """A text without the noughts that a disk or a download that broke off has put behind it."""
    if not data.endswith(PADDING):
        return data
    data = data.rstrip(b"\0")
    # The second half of a last letter in UTF-16 is no padding.
    return data + b"\0" if b"\0" in data and len(data) % 2 else data


def _is_text(data: bytes) -> bool:
    """Whether a file is text in UTF-8, UTF-16 or a Windows encoding."""
    data = without_padding(data)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data[: len(data) // 2 * 2].decode("utf-16", "replace")
        return bool(text) and text.count("\ufffd") <= CONTROL_SHARE * len(text)
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = data[offset:HEAD:2]
        if len(half) > 1 and half.count(0) > NOUGHTS * len(half):
            return not CONTROLS.search(data[:HEAD].decode(encoding, "replace"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeError:
        text = data.decode("cp1252", "replace")
        if text.count("\ufffd") > CONTROL_SHARE * len(text):
            return False
    return len(CONTROLS.findall(text)) <= CONTROL_SHARE * len(text)
