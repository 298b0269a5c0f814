"""Broken and hostile PDF files: structure, sizes, loops, fonts."""

import zlib
from collections.abc import Iterator

from broken.pdf_parts import (
    CATALOG,
    FONT,
    LINES,
    drawn,
    flat,
    page,
    pages,
    pdf,
    repeated,
    showing,
    stream,
    unicode_map,
)

DEEP = 10_000
File = tuple[str, bytes]


def files() -> Iterator[File]:
    """Every file of the kind, by name."""
    for kind in (_ends, _lengths, _deep, _loops, _trees, _boxes, _images, _bombs, _fonts, _alive):
        for name, data in kind():
            yield f"pdf-{name}.pdf", data


def _ends() -> Iterator[File]:
    good = pdf()
    yield "header-only", b"%PDF-1.7\n"
    yield "header-and-end", b"%PDF-1.7\n%%EOF\n"
    yield "no-xref", pdf(end=b"trailer\n<</Root 1 0 R>>\n%%EOF\n")
    yield "no-xref-no-trailer", pdf(end=b"")
    yield "xref-before-all", pdf(end=b"startxref\n0\n%%EOF\n")
    yield "xref-beyond-end", pdf(end=b"startxref\n99999999999\n%%EOF\n")
    yield "xref-negative", pdf(end=b"startxref\n-7\n%%EOF\n")
    yield "xref-off-by-some", good.replace(b"xref\n0", b"   xref\n0", 1)
    many = b"xref\n0 999999999\n0000000000 65535 f \ntrailer\n<</Root 1 0 R/Size 999999999>>\n"
    at = len(pdf(end=b""))
    yield "xref-claims-a-thousand-million", pdf(end=many + b"startxref\n%d\n%%%%EOF\n" % at)
    yield "xref-loop", pdf(trailer=b"/Root 1 0 R/Prev %d" % at)
    yield "xref-loop-by-stream", pdf(trailer=b"/Root 1 0 R/XRefStm %d" % at)
    huge = b"/Type/XRef/W[1 4 1]/Size 99999999/Index[0 99999999]/Root 1 0 R"
    body = b"7 0 obj\n" + flat(b"\0" * 60_000_000, huge) + b"\nendobj\n"
    yield "xref-stream-bomb", pdf(end=body + b"startxref\n%d\n%%%%EOF\n" % at)
    wide = b"/Type/XRef/W[9999999 9999999 9999999]/Size 9/Root 1 0 R"
    body = b"7 0 obj\n" + flat(b"\0" * 100, wide) + b"\nendobj\n"
    yield "xref-stream-wide", pdf(end=body + b"startxref\n%d\n%%%%EOF\n" % at)
    yield "xref-all-free", good.replace(b" 00000 n ", b" 00000 f ")
    yield "no-root", pdf(trailer=b"/Info 1 0 R")
    yield "root-is-a-page", pdf(trailer=b"/Root 3 0 R")
    yield "root-is-missing", pdf(trailer=b"/Root 77 0 R")
    yield "size-is-negative", good.replace(b"/Size 6", b"/Size -6")
    yield "junk-before", b"\x01 junk \xff" * 100 + good
    yield "junk-before-too-long", b"\x01 junk \xff" * 400 + good
    yield "junk-behind", good + b"\0\xff" * 5000
    yield "version-of-the-future", good.replace(b"%PDF-1.7", b"%PDF-9.9")
    yield "generation-numbers", good.replace(b" 0 obj", b" 65535 obj")
    yield "words-run-together", good.replace(b"\n", b"")
    yield "carriage-returns", good.replace(b"\n", b"\r")
    yield "unknown-encryption", pdf(trailer=b"/Root 1 0 R/Encrypt<</Filter/Odd/V 9>>")
    short = b"/Root 1 0 R/ID[()()]/Encrypt<</Filter/Standard/V 1/R 2/O()/U()/P -1>>"
    yield "encryption-cut-short", pdf(trailer=short)
    yield "encryption-loop", pdf({9: b"9 0 R"}, trailer=b"/Root 1 0 R/Encrypt 9 0 R")


def _lengths() -> Iterator[File]:
    content = drawn()
    for name, length in {
        "nought": 0,
        "short": 20,
        "long": 99_999,
        "negative": -5,
        "huge": b"99999999999999999999",
        "a-name": b"/X",
        "missing-object": b"88 0 R",
        "itself": b"4 0 R",
        "real": b"1.5",
    }.items():
        yield f"length-{name}", pdf({4: stream(content, length=length)})
    yield "length-none", pdf({4: b"<<>>stream\n" + content + b"\nendstream"})
    yield "stream-without-end", pdf({4: b"<</Length 10>>stream\n" + content}, end=b"")
    packed = zlib.compress(content)
    yield "flate-cut-short", pdf({4: stream(packed[:40], b"/Filter/FlateDecode")})
    spoilt = bytes(b ^ (0x55 if at % 17 == 5 else 0) for at, b in enumerate(packed))
    yield "flate-spoilt", pdf({4: stream(spoilt, b"/Filter/FlateDecode")})
    yield "filter-unknown", pdf({4: stream(content, b"/Filter/Zip9")})
    chain = b"/Filter[" + b"/ASCIIHexDecode" * 5000 + b"]"
    yield "filters-five-thousand", pdf({4: stream(content, chain)})
    odd = b"/DecodeParms<</Predictor 15/Columns 2147483647/Colors 2147483647>>"
    yield "predictor-of-absurd-columns", pdf({4: flat(content, odd)})


def _deep() -> Iterator[File]:
    nest = {
        "arrays": b"[" * DEEP + b"]" * DEEP,
        "dictionaries": b"<</A" * DEEP + b" 1" + b">>" * DEEP,
        "open-arrays": b"[" * DEEP,
        "strings": b"(" * DEEP + b")" * DEEP,
    }
    for name, body in nest.items():
        yield f"deep-{name}", pdf({6: body, 3: page(b"/Extra 6 0 R")})
        yield f"deep-{name}-in-page", pdf({3: page(b"/Extra " + body)})
    tree = {n: b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (n + 1) for n in range(100, 100 + DEEP)}
    tree[100 + DEEP] = page()
    yield "deep-page-tree", pdf({2: pages(1, b"100 0 R"), **tree})
    yield "deep-saves", pdf({4: stream(b"q " * 1_000_000 + drawn())})
    yield (
        "deep-text-arrays",
        pdf({4: stream(b"BT /F1 9 Tf " + b"[" * DEEP + b"(x)" + b"] " * DEEP)}),
    )
    outline = {n: b"<</Title(x)/First %d 0 R>>" % (n + 1) for n in range(100, 100 + DEEP)}
    yield "deep-outline", pdf({1: CATALOG[:-2] + b"/Outlines 100 0 R>>", **outline})
    forms = {
        n: stream(b"/X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X "
                  b"%d 0 R>>>>" % (n + 1))
        for n in range(100, 1100)
    }  # fmt: skip
    through = page(resources=b"/XObject<</X 100 0 R>>")
    yield "deep-forms", pdf({3: through, 4: stream(b"/X Do " + drawn()), **forms})


def _loops() -> Iterator[File]:
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 600 900]/Resources<</XObject<</X 6 0 R>>>>"
    through = page(resources=b"/XObject<</X 6 0 R>>")
    yield "loop-form", pdf({3: through, 4: stream(b"/X Do"), 6: stream(b"/X Do " * 20, form)})
    bush = {
        n: stream(b"/X Do /X Do /X Do /X Do /X Do /X Do /X Do /X Do",
                  b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>"
                  % (n + 1))
        for n in range(6, 18)
    }  # fmt: skip
    yield "forms-that-multiply", pdf({3: through, 4: stream(drawn() + b"/X Do"), **bush})
    yield "loop-kids", pdf({2: pages(5, b"2 0 R 3 0 R 2 0 R")})
    yield "loop-kids-of-two", pdf({2: pages(4, b"6 0 R"), 6: pages(4, b"2 0 R")})
    yield "loop-parent", pdf({3: page().replace(b"/Parent 2 0 R", b"/Parent 3 0 R")})
    yield "loop-parent-without-box", pdf({3: b"<</Type/Page/Parent 3 0 R/Contents 4 0 R>>"})
    yield "loop-contents", pdf({3: page().replace(b"/Contents 4 0 R", b"/Contents 3 0 R")})
    yield "loop-contents-array", pdf({4: b"[4 0 R 4 0 R]"})
    yield "loop-reference", pdf({4: b"4 0 R"})
    yield "loop-references-of-two", pdf({4: b"6 0 R", 6: b"4 0 R"})
    yield "loop-resources", pdf({3: page(b"/Resources 6 0 R"), 6: b"6 0 R"})
    yield "loop-font", pdf({5: b"<</Type/Font/Subtype/Type0/BaseFont/X/DescendantFonts[5 0 R]>>"})
    yield "loop-unicode-map", pdf({5: FONT[:-2] + b"/ToUnicode 5 0 R>>"})
    yield "loop-object-stream", pdf({6: stream(b"6 0 6 0 R", b"/Type/ObjStm/N 1/First 4")})
    many = stream(b"", b"/Type/ObjStm/N 2000000000/First 2000000000/Extends 6 0 R")
    yield "object-stream-of-absurd-count", pdf({6: many})
    annotation = b"<</Type/Annot/Subtype/Popup/Parent 6 0 R/Popup 6 0 R/Rect[0 0 1 1]>>"
    yield "loop-annotation", pdf({3: page(b"/Annots[6 0 R 6 0 R]"), 6: annotation})
    tiling = b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0/YStep 0"
    colour = page(resources=b"/Pattern<</P 6 0 R>>")
    shown = stream(b"/Pattern cs /P scn 0 0 500 500 re f " + drawn())
    yield "loop-pattern", pdf({3: colour, 4: shown, 6: stream(b"/P scn", tiling)})


def _trees() -> Iterator[File]:
    for name, count in (("million", 10**6), ("negative", -3), ("beyond-32-bits", 2**31)):
        yield f"pages-claimed-{name}", pdf({2: pages(count, b"3 0 R")})
    yield "pages-none", pdf({2: pages(0, b"")})
    yield "pages-without-kids", pdf({2: b"<</Type/Pages/Count 1>>"})
    yield "pages-of-null", pdf({2: pages(3, b"null null 3 0 R")})
    yield "pages-one-30000-times", pdf({2: pages(30_000, b"3 0 R " * 30_000)})
    blank = dict.fromkeys(range(10, 20010), b"<</Type/Page/Parent 2 0 R>>")
    kids = b" ".join(b"%d 0 R" % n for n in blank)
    yield "pages-20000-empty", pdf({2: pages(20_000, kids), **blank})
    yield "pages-of-a-stream", pdf({2: stream(b"", b"/Type/Pages/Kids[3 0 R]/Count 1")})
    yield "page-is-missing", pdf({3: b""})
    yield "page-is-a-number", pdf({3: b"42"})
    yield "page-without-contents", pdf({3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"})


def _boxes() -> Iterator[File]:
    for name, box in {
        "nought": b"[0 0 0 0]",
        "negative": b"[0 0 -595 -842]",
        "inverted": b"[595 842 0 0]",
        "absurd": b"[0 0 1e38 1e38]",
        "huge": b"[-2147483648 -2147483648 2147483647 2147483647]",
        "not-a-number": b"[nan nan nan nan]",
        "short": b"[0 0]",
        "names": b"[/A /B /C /D]",
        "far-away": b"[1000000 1000000 1000595 1000842]",
    }.items():
        yield f"box-{name}", pdf({3: page(box=box)})
    for name, more in {"45": b"/Rotate 45", "huge": b"/Rotate 99999999990"}.items():
        yield f"rotated-by-{name}", pdf({3: page(more)})
    yield "user-unit-huge", pdf({3: page(b"/UserUnit 1e30")})
    for name, before in {
        "matrix-not-a-number": b"NaN 0 0 NaN NaN NaN cm ",
        "matrix-huge": b"1e30 0 0 1e30 1e30 1e30 cm ",
        "matrix-nought": b"0 0 0 0 0 0 cm ",
        "matrix-tiny": b"1e-30 0 0 1e-30 0 0 cm ",
        "operands-too-few": b"1 cm Tj Td BT Tf ",
    }.items():
        yield name, pdf({4: stream(before + drawn())})
    for name, size in {"nought": b"0", "negative": b"-11", "huge": b"1e9", "nan": b"nan"}.items():
        yield f"font-size-{name}", pdf({4: stream(drawn().replace(b" 11 Tf", b" %s Tf" % size))})
    everywhere = b"".join(
        b"BT /F1 11 Tf %d %d Td (x%d) Tj ET\n" % (n * 7919 % 10**9, -n * 104729, n)
        for n in range(3000)
    )
    yield "text-scattered-over-a-million-points", pdf({4: stream(everywhere)})


def _images() -> Iterator[File]:
    through = page(resources=b"/XObject<</X 6 0 R>>")
    for name, more in {
        "huge": b"/Width 100000/Height 100000/ColorSpace/DeviceRGB/BitsPerComponent 8",
        "negative": b"/Width -5/Height -5/ColorSpace/DeviceGray/BitsPerComponent 8",
        "jpeg": b"/Width 100000/Height 100000/Filter/DCTDecode/ColorSpace/DeviceRGB"
        b"/BitsPerComponent 8",
        "jpx": b"/Width 60000/Height 60000/Filter/JPXDecode",
        "jbig2": b"/Width 60000/Height 60000/Filter/JBIG2Decode/BitsPerComponent 1",
        "fax": b"/Width 60000/Height 60000/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 60000>>"
        b"/BitsPerComponent 1",
        "mask-of-itself": b"/Width 9/Height 9/ColorSpace/DeviceGray/BitsPerComponent 8/SMask 6 0 R",
    }.items():
        picture = stream(b"\x80" * 300, b"/Type/XObject/Subtype/Image" + more)
        yield f"image-{name}", pdf({3: through, 4: stream(drawn() + b"/X Do"), 6: picture})
    inline = b"BI /W 100000 /H 100000 /CS /RGB /BPC 8 ID " + b"\x80" * 99 + b" EI "
    yield "image-inline-huge", pdf({4: stream(inline + drawn())})
    scan = flat(b"\x80" * 40_000, b"/Type/XObject/Subtype/Image/Width 200/Height 200"
                b"/ColorSpace/DeviceGray/BitsPerComponent 8")  # fmt: skip
    shown = stream(b"595 0 0 842 0 0 cm /X Do")
    yield "scan-of-one-page", pdf({3: through, 4: shown, 6: scan})
    several = {2: pages(5, b"3 0 R " * 5), 3: through, 4: shown, 6: scan}
    yield "scan-of-five-pages", pdf(several)
    typed = page().replace(b"4 0 R", b"7 0 R")
    mixed = {2: pages(3, b"8 0 R 3 0 R 3 0 R"), 7: stream(drawn()), 8: typed}
    yield "scan-behind-a-typed-page", pdf({**several, **mixed})


def _bombs() -> Iterator[File]:
    for name, piece, times, rounds in (
        ("of-spaces", b" ", 300_000_000, 1),
        ("of-saves", b"q ", 20_000_000, 1),
        ("twice-packed", b"          ", 40_000_000, 2),
        ("of-empty-text", b"BT ET ", 3_000_000, 1),
        ("of-rectangles", b"0 0 9 9 re ", 1_000_000, 1),
    ):
        filters = b"/Filter[" + b"/FlateDecode" * rounds + b"]"
        packed = repeated(piece, times, drawn(), rounds=rounds)
        yield f"bomb-{name}", pdf({4: stream(packed, filters)})
    words = b"BT /F1 1 Tf 60 700 Td (the child was not seen alone ) Tj ET "
    yield (
        "text-of-six-million-letters-on-a-page",
        pdf({4: stream(repeated(words, 200_000), b"/Filter/FlateDecode")}),
    )
    line = b"(" + b"x" * 2_000_000 + b")"
    yield "line-of-two-million-letters", pdf({4: flat(b"BT /F1 1 Tf %s Tj ET" % line)})
    runs = b"80 " * 3 + b"FF" * 5
    yield (
        "run-length-bomb",
        pdf({4: stream(bytes([129, 32]) * 2_000_000, b"/Filter/RunLengthDecode")}),
    )
    yield "hexadecimal-rubbish", pdf({4: stream(runs, b"/Filter/ASCIIHexDecode")})
    grid = b"".join(
        b"%d 0 m %d 842 l S 0 %d m 595 %d l S\n" % ((n % 595,) * 2 + (n % 842,) * 2)
        for n in range(15_000)
    )
    yield "thirty-thousand-rules", pdf({4: flat(grid + drawn())})
    cells = b"".join(
        b"%d %d m %d %d l S %d %d m %d %d l S BT /F1 3 Tf %d %d Td (a%d) Tj ET\n"
        % (x, y, x + 5, y, x, y, x, y + 5, x + 1, y + 1, x)
        for x in range(20, 570, 5)
        for y in range(20, 820, 5)
    )
    yield "table-of-seventeen-thousand-cells", pdf({4: flat(cells)})
    scattered = b"".join(
        b"BT /F1 4 Tf %d %d Td (word%d) Tj ET\n" % (n * 37 % 560 + 10, n * 101 % 800 + 10, n)
        for n in range(20_000)
    )
    yield "twenty-thousand-scattered-words", pdf({4: flat(scattered)})
    same = b"BT /F1 11 Tf 60 700 Td (Child) Tj ET\n" * 30_000
    yield "one-word-printed-over-itself", pdf({4: flat(same)})
    turned = b"".join(
        b"BT /F1 9 Tf %d %d %d %d 300 400 Tm (turned %d) Tj ET\n" % (n % 7, 3, -3, n % 5, n)
        for n in range(8000)
    )
    yield "text-in-every-direction", pdf({4: flat(turned)})


def _fonts() -> Iterator[File]:
    codes = "".join(LINES)
    plain = b"(" + codes.encode() + b")"
    wide = b"<" + b"".join(b"%04X" % (ord(c) - 29) for c in codes) + b">"
    two = (
        b"<</Type/Font/Subtype/Type0/BaseFont/AAAAAA+Odd/Encoding/Identity-H"
        b"/DescendantFonts[6 0 R]%s>>"
    )
    inner = (
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/AAAAAA+Odd/DW 500/CIDSystemInfo"
        b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>"
    )
    yield "garbled-no-map-two-bytes", showing(wide, two % b"", {6: inner})
    shift = {c: chr(0xE000 + c) for c in range(32, 127)}
    marks = dict.fromkeys(range(32, 127), "�")
    moved = {c: chr(33 + (c * 7) % 93) for c in range(33, 127)}
    consonants = {c: "bcdfghjklmnpqrstvwxz"[c % 20] for c in range(33, 127)}
    mapped = FONT[:-2] + b"/ToUnicode 6 0 R>>"
    for name, pairs in {
        "private-use": shift,
        "replacement-marks": marks,
        "letters-moved": moved,
        "consonants-only": consonants,
        "noughts": dict.fromkeys(range(32, 127), "\0"),
        "lone-surrogates": dict.fromkeys(range(32, 127), "\ud800"),
        "one-letter": dict.fromkeys(range(32, 127), "x"),
        "bidi-controls": {c: "\u202e" + chr(c) for c in range(32, 127)},
    }.items():
        yield f"garbled-{name}", showing(plain, mapped, {6: unicode_map(pairs)})
    long_map = unicode_map(dict.fromkeys(range(32, 127), "ab " * 3000))
    yield "map-to-nine-thousand-letters-each", showing(plain, mapped, {6: long_map})
    names = b" ".join(b"/g%d" % c for c in range(32, 127))
    odd = FONT[:-2] + b"/Encoding<</Type/Encoding/Differences[32 %s]>>>>" % names
    yield "garbled-unknown-glyph-names", showing(plain, odd)
    shapes = b" ".join(b"/a%d 6 0 R" % c for c in range(32, 127))
    third = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[.1 0 0 .1 0 0]/FirstChar 32"
        b"/LastChar 126/Widths[%s]/CharProcs<<%s>>/Encoding<</Differences[32 %s]>>>>"
        % (b"5 " * 95, shapes, names.replace(b"/g", b"/a"))
    )
    yield "garbled-third-kind-of-font", showing(plain, third, {6: stream(b"5 0 d0 0 0 4 4 re f")})
    yield "font-missing", pdf({5: b""})
    yield (
        "font-of-absurd-widths",
        pdf({5: FONT[:-2] + b"/FirstChar -9/LastChar 2147483647/Widths[]>>"}),
    )
    broken = b"<</Type/FontDescriptor/FontName/X/FontFile2 7 0 R/Flags 4>>"
    holder = b"<</Type/Font/Subtype/TrueType/BaseFont/X/FontDescriptor 6 0 R>>"
    yield "font-file-spoilt", pdf({5: holder, 6: broken, 7: stream(b"\0\1\0\0\xff\xff" * 50)})


def _alive() -> Iterator[File]:
    """Files that would do something if anyone let them."""
    for name, action in {
        "javascript": b"<</S/JavaScript/JS(app.launchURL\\('http://x.invalid'\\))>>",
        "launch": b"<</S/Launch/F(/bin/true)>>",
        "address": b"<</S/URI/URI(http://x.invalid/seen)>>",
        "remote": b"<</S/GoToR/F(http://x.invalid/other.pdf)/D[0/Fit]>>",
    }.items():
        yield f"action-{name}", pdf({1: CATALOG[:-2] + b"/OpenAction %s>>" % action})
    outside = b"<</F<</FS/URL/F(http://x.invalid/page)>>/FFilter/FlateDecode/Length 0>>"
    yield "contents-elsewhere", pdf({4: outside + b"stream\n\nendstream"})
    holder = b"<</Names<</EmbeddedFiles<</Names[(a) 6 0 R]>>>>>>"
    inner = b"<</Type/Filespec/F(../../evil.pdf)/EF<</F 7 0 R>>>>"
    attached = CATALOG[:-2] + holder[2:-2] + b">>"
    yield "attachment", pdf({1: attached, 6: inner, 7: stream(pdf())})
    form = b"/AcroForm<</XFA 6 0 R/Fields[]/NeedAppearances true>>>>"
    yield "form-xfa", pdf({1: CATALOG[:-2] + form, 6: stream(b"<xdp/>")})
