"""Broken and hostile zips, most of them as Office files."""

import io
import struct
import warnings
import zipfile
from collections.abc import Iterator

from office import docx, p, relationships, zipped

from broken.office_files import BODY, document, with_part

File = tuple[str, bytes]


def files() -> Iterator[File]:
    """Every file of the kind, by name."""
    for name, data in _zips():
        yield f"zip-{name}", data


def _zips() -> Iterator[File]:
    good = docx(BODY)
    for at in (4, 30, 100, len(good) // 2, len(good) - 30, len(good) - 4):
        yield f"cut-at-{at}.docx", good[:at]
    yield "twice.docx", good * 2
    yield "junk-behind.docx", good + b"\0" * 5000
    yield "junk-before.docx", b"PK\x03\x04" + b"junk" * 50 + good
    yield "mark-only.docx", b"PK\x03\x04"
    yield "end-only.docx", b"PK\x05\x06" + b"\0" * 18
    yield "encrypted.docx", _flagged(good, 1)
    yield "method-unknown.docx", _patched(good, 8, struct.pack("<H", 99), 10)
    yield "sizes-false.docx", _patched(good, 22, struct.pack("<I", 7), 24)
    yield "sums-false.docx", _patched(good, 14, b"\1\2\3\4", 16)
    yield "bomb-of-one-part.docx", with_part(b"<a>" + b" " * 300_000_000)
    yield "bomb-of-many-parts.docx", docx(
        BODY, more={f"word/header{n}.xml": b"<a>" + b" " * 3_900_000 + b"</a>" for n in range(90)}
        | {"word/_rels/document.xml.rels": relationships(
            {f"r{n}": ("header", f"header{n}.xml") for n in range(90)})},
    )  # fmt: skip
    inner = zipped({"a": b"\0" * 30_000_000})
    for n in range(5):
        inner = zipped({f"{n}-{m}.zip": inner for m in range(10)})
    yield "bomb-in-five-layers.zip", inner
    yield "bomb-in-five-layers.docx", docx(BODY, more={"word/document.xml": inner})
    yield "entries-25000.docx", docx(BODY, more={f"word/x{n}": "" for n in range(25_000)})
    yield "entries-25000.zip", zipped({f"x{n}": "" for n in range(25_000)})
    names = {
        "../../../outside.xml": "x",
        "/absolute.xml": "x",
        "C:\\windows\\x.xml": "x",
        "..\\..\\back.xml": "x",
        "a\x1b[31mred\n.xml": "x",
        "\u202eslx.": "x",
        "con": "x",
        "n" * 60_000: "x",
    }
    yield "names-hostile.zip", zipped(names)
    yield "names-hostile.docx", docx(BODY, more=names)
    link = zipfile.ZipInfo("word/styles.xml")
    link.external_attr = 0o120777 << 16
    yield "symbolic-link.docx", _with_entry(good, link, b"/etc/passwd")
    main = zipfile.ZipInfo("word/document.xml")
    yield "part-twice.docx", _with_entry(good, main, document(p("4.9 The other copy.")).encode())
    upper = zipfile.ZipInfo("WORD/Document.XML")
    yield "part-twice-in-capitals.docx", _with_entry(good, upper, b"<a/>")
    yield "comment-long.docx", _commented(good, b"PK\x05\x06" * 9000)
    yield "with-a-manifest.zip", zipped({"reviews.csv": "file\n../../x\n", "report.txt": "seen"})


def _flagged(data: bytes, bit: int) -> bytes:
    return _patched(data, 6, struct.pack("<H", bit), 8)


def _patched(data: bytes, at: int, value: bytes, at_end: int) -> bytes:
    """A zip whose every entry has a value at a place of its head, and of its line in the list."""
    found = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", at), (b"PK\x01\x02", at_end)):
        place = found.find(mark)
        while place >= 0:
            found[place + offset : place + offset + len(value)] = value
            place = found.find(mark, place + 4)
    return bytes(found)


def _with_entry(data: bytes, entry: zipfile.ZipInfo, content: bytes) -> bytes:
    stream = io.BytesIO(data)
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(entry, content)
    return stream.getvalue()


def _commented(data: bytes, comment: bytes) -> bytes:
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.comment = comment
    return stream.getvalue()
