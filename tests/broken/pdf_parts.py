"""PDF files put together by hand, so that any part of them can be wrong."""

import zlib

#: What a page's content prints, in Latin-1.
LINES = (
    "1.1 The health visitor saw the baby at home and wrote down what she had found.",
    "1.2 Nobody asked the father about his own childhood, although he had offered to talk.",
    "1.3 The school raised its worry twice and no answer came back to it in that term.",
)
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
    b"/Resources<</Font<</F1 5 0 R>>>>>>"
)


def drawn(*lines: str) -> bytes:
    """A content stream that prints the lines one below another."""
    return b"".join(
        b"BT /F1 11 Tf 60 %d Td (%s) Tj ET\n" % (780 - 16 * at, line.encode("latin-1"))
        for at, line in enumerate(lines or LINES)
    )


def stream(content: bytes, more: bytes = b"", *, length: int | bytes | None = None) -> bytes:
    """A stream object; `length` is what it says of itself."""
    said = len(content) if length is None else length
    number = said if isinstance(said, bytes) else b"%d" % said
    return b"<<%s/Length %s>>stream\n%s\nendstream" % (more, number, content)


def flat(content: bytes, more: bytes = b"") -> bytes:
    """A stream object compressed as PDF does."""
    return stream(zlib.compress(content, 9), b"/Filter/FlateDecode" + more)


def repeated(piece: bytes, times: int, before: bytes = b"", *, rounds: int = 1) -> bytes:
    """Many copies of a piece compressed, without ever holding them all."""
    packer = zlib.compressobj(9)
    block = piece * 10_000
    found = [packer.compress(before)]
    found += [packer.compress(block) for _ in range(times // 10_000)]
    packed = b"".join([*found, packer.flush()])
    for _ in range(rounds - 1):
        packed = zlib.compress(packed, 9)
    return packed


def pdf(
    objects: dict[int, bytes] | None = None,
    *,
    trailer: bytes = b"/Root 1 0 R",
    end: bytes | None = None,
    head: bytes = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
) -> bytes:
    """A file of one page, with these objects over or beside the usual ones.

    An empty object is left out. `end` stands in place of the table of objects and all below it.
    """
    usual = {1: CATALOG, 2: PAGES, 3: PAGE, 4: stream(drawn()), 5: FONT}
    found = {key: body for key, body in {**usual, **(objects or {})}.items() if body}
    data = bytearray(head)
    places: dict[int, int] = {}
    for key, body in found.items():
        places[key] = len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (key, body)
    if end is not None:
        return bytes(data) + end
    at, size = len(data), max(places) + 1
    data += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for key in range(1, size):
        place = places.get(key)
        data += b"%010d %05d %c \n" % (place or 0, 0 if place else 65535, b"n" if place else b"f")
    data += b"trailer\n<<%s/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (trailer, size, at)
    return bytes(data)


def page(more: bytes = b"", *, box: bytes = b"[0 0 595 842]", resources: bytes = b"") -> bytes:
    """A page object with more entries, another box or more resources."""
    return (
        b"<</Type/Page/Parent 2 0 R/MediaBox%s/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>%s>>%s>>"
        % (box, resources, more)
    )


def pages(count: int, kids: bytes) -> bytes:
    """A page tree's root that claims so many pages."""
    return b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count)


def showing(text: bytes, font: bytes, more: dict[int, bytes] | None = None) -> bytes:
    """A file that prints bytes, given as a PDF string, in a font."""
    content = b"".join(
        b"BT /F1 11 Tf 60 %d Td %s Tj ET\n" % (780 - 16 * at, text) for at in range(12)
    )
    return pdf({4: stream(content), 5: font, **(more or {})})


def unicode_map(pairs: dict[int, str], *, size: int = 1) -> bytes:
    """A stream that says which characters the codes of a font stand for."""
    rows = b"".join(
        b"<%0*X><%s>\n" % (2 * size, code, text.encode("utf-16-be", "surrogatepass").hex().encode())
        for code, text in pairs.items()
    )
    return stream(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        b"1 begincodespacerange <%s><%s> endcodespacerange\n"
        % (b"00" * size, b"FF" * size)
        + b"%d beginbfchar\n%sendbfchar endcmap end end" % (len(pairs), rows)
    )
