"""Broken and hostile web pages and texts, and files of formats that are refused by name."""

import codecs
from collections.abc import Iterator

from office import zipped

File = tuple[str, bytes]
LINES = (
    "2.1 The nurse asked who lived at home, and the answer was not checked.",
    "2.2 A cousin told the school that the children were often alone at night.",
    "2.3 The record does not say whether anyone spoke to the eldest by himself.",
)
TEXT = "\n\n".join(("2 What was known", *LINES)) + "\n"
PAGE = f"<h1>What was known</h1>{''.join(f'<p>{line}</p>' for line in LINES)}"


def files() -> Iterator[File]:
    """Every file of the kind, by name."""
    for name, data in _pages():
        yield f"html-{name}.html", data
    for name, data in (*_encodings(), *_shapes()):
        yield f"text-{name}.txt", data
    for name, data in _marked():
        yield f"text-{name}.md", data
    yield from _others()


def html(body: str, head: str = "") -> bytes:
    """A web page."""
    page = (
        f"<!DOCTYPE html><html><head><title>Review</title>{head}</head><body>{body}</body></html>"
    )
    return page.encode("utf-8", "surrogatepass")


def _pages() -> Iterator[File]:
    for tag in ("div", "span", "b", "table", "ul", "blockquote", "a", "font"):
        yield f"deep-{tag}", html(f"<{tag}>" * 100_000 + PAGE)
        yield f"deep-{tag}-300", html(f"<{tag}>" * 300 + PAGE)
    cell = "<table><tr><td>one<td>two<td>"
    yield "deep-tables-with-cells", html(cell * 400 + PAGE)
    yield "lists-in-lists", html("<ol><li>x" * 1500 + PAGE)
    yield "attributes-many", html(f"<p {' '.join(f'a{n}=x' for n in range(100_000))}>{PAGE}")
    yield "attribute-of-ten-megabytes", html(f'<p class="{"x " * 5_000_000}">{PAGE}')
    yield "name-that-backtracks", html(f'<div class="{"related-" * 5000}x">{PAGE}</div>' * 20)
    yield "comments-many", html("<!-- x -->" * 100_000 + PAGE)
    yield "comment-never-ended", html(f"{PAGE}<!-- {'x' * 10**6}")
    yield "script-never-ended", html(f"{PAGE}<script>{'x' * 10**6}")
    yield "scripts", html("<script>fetch('http://x.invalid')</script>" * 5000 + PAGE)
    yield "data-addresses", html(f'<img src="data:image/png;base64,{"A" * 5 * 10**6}">{PAGE}')
    yield "data-page-inside", html(f'<iframe src="data:text/html,<p>inner"></iframe>{PAGE}')
    spans = "<tr><td colspan=1000000 rowspan=1000000>a<td colspan=9999>b</tr>"
    yield "spans-of-a-million", html(f"<table>{spans * 2000}</table>{PAGE}")
    yield "rows-100000", html(f"<table>{'<tr><td>May<td>Seen' * 100_000}</table>{PAGE}")
    wide = f"<tr>{'<td>x' * 20_000}</tr>"
    yield "row-of-20000-cells", html(f"<table>{wide * 3}</table>{PAGE}")
    yield "ragged-table", html(f"<table>{wide}{'<tr><td>x' * 5000}</table>{PAGE}")
    yield "tables-never-ended", html("<table><tr><td>" * 1000 + PAGE)
    yield "paragraphs-100000", html("<p>Seen." * 100_000)
    yield "headings-100000", html("<h2>Seen</h2>" * 100_000)
    yield "breaks-many", html(f"<p>{'a<br>' * 200_000}</p>{PAGE}")
    yield "links-many", html("<a href=#x>seen</a> " * 50_000 + PAGE)
    yield "hidden-many", html('<div hidden id="x">seen</div>' * 3000 + PAGE)
    openers = "".join(f'<button aria-controls="b{n}">x</button>' for n in range(1500))
    panels = "".join(f'<div hidden id="b{n}">seen</div>' for n in range(1500))
    yield "panels-many", html(openers + panels + PAGE)
    yield "headers-many", html("<header>seen</header>" * 3000 + PAGE)
    yield "buttons-in-deep-places", html("<section>" * 200 + "<button>x</button>" * 3000 + PAGE)
    yield "notes-many", html('<sup><a href="#fn1">1</a></sup>' * 20_000 + PAGE)
    yield "entities-many", html("&amp;" * 500_000 + "&#0;&#xD800;&#x110000;&nosuch;" * 1000 + PAGE)
    yield "refreshed", html(PAGE, '<meta http-equiv="refresh" content="0;url=http://x.invalid">')
    yield "base-elsewhere", html(PAGE, '<base href="file:///etc/"><link href="http://x.invalid/s">')
    yield (
        "doctype-with-entities",
        b'<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + html(f"&e;{PAGE}"),
    )
    for name in ("utf-7", "utf-16", "x-user-defined", "idna", "rot13", "zip", "undefined", "odd-9"):
        yield (
            f"declared-{name}",
            html(PAGE + "caf\u00e9", f'<meta charset="{name}">').replace(
                "\u00e9".encode(), b"\xe9"
            ),
        )
    yield "declared-latin-but-utf-8", html(PAGE + "caf\u00e9", '<meta charset="iso-8859-1">')
    yield "utf-16", html(PAGE).decode().encode("utf-16")
    yield "utf-16-without-mark", html(PAGE).decode().encode("utf-16-le")
    yield "utf-16-odd-bytes", html(PAGE).decode().encode("utf-16") + b"\0"
    yield "cut-inside-a-tag", html(PAGE)[:-60] + b"<p class="
    yield "noughts", html(PAGE).replace(b" ", b"\0 ")
    yield "surrogates", html(PAGE + "a\ud800b")
    yield "bidi", html(PAGE + "<p>seen \u202eemoh ta\u202c by \u2067nobody\u2069</p>")
    yield "empty-body", html("")
    yield "nothing-but-tags", b"<html>" + b"<p></p>" * 1000
    yield "math-and-pictures", html(f"<svg><script>x</script>{'<g>' * 5000}</svg><math><mi>x{PAGE}")
    yield "frames", b"<html><frameset><frame src='http://x.invalid'></frameset></html>"


def _encodings() -> Iterator[File]:
    for name, encoding in {
        "utf-16-marked": "utf-16",
        "utf-16-le": "utf-16-le",
        "utf-16-be": "utf-16-be",
        "utf-32": "utf-32",
        "utf-32-le": "utf-32-le",
        "utf-8-marked": "utf-8-sig",
        "utf-7": "utf-7",
        "ebcdic": "cp500",
        "dos": "cp437",
        "mac": "mac-roman",
    }.items():
        yield name, (TEXT + "She said \u201cno\u201d \u2013 twice.\n").encode(encoding, "replace")
    yield "utf-16-odd-bytes", TEXT.encode("utf-16") + b"\0"
    yield (
        "utf-16-lone-surrogates",
        codecs.BOM_UTF16_LE + b"\0\xd8a\0" * 300 + TEXT.encode("utf-16-le"),
    )
    yield "utf-16-mark-only", codecs.BOM_UTF16_LE
    yield "utf-8-mark-only", codecs.BOM_UTF8
    yield "surrogates-in-utf-8", (TEXT + "a\ud800b\udc00c").encode("utf-8", "surrogatepass")
    yield "pairs-in-utf-8", (TEXT + "\ud83d\ude00").encode("utf-8", "surrogatepass")
    yield "utf-8-cut-inside-a-letter", (TEXT + "caf\u00e9").encode()[:-1]
    yield "utf-8-overlong", TEXT.encode() + b"\xc0\xaf\xe0\x80\xaf"
    yield "utf-8-then-windows", (TEXT + "caf\u00e9\n").encode() + b"\x93seen\x94 \x80 \x81\n"
    yield "mojibake-twice", (TEXT + "caf\u00e9 \u2019").encode().decode("latin-1").encode()
    yield "noughts-between", TEXT.encode().replace(b" ", b" \0")
    yield "noughts-only", b"\0" * 5000
    yield "noughts-behind", TEXT.encode() + b"\0" * 5000
    yield "every-byte", bytes(range(256)) * 40
    yield "every-byte-in-text", TEXT.encode() * 50 + bytes(range(256))
    yield "controls", TEXT.encode() + b"\x1b[2J\x07\x08\x7f\x9b31m"


def _shapes() -> Iterator[File]:
    yield "zero-bytes", b""
    yield "spaces-only", b" \n\t\r\n" * 3000
    yield "odd-spaces-only", "\u00a0\u2003\u3000\u200b\ufeff\n".encode() * 300
    yield "marks-only", b".\n-\n* \n" * 300
    yield "one-letter", b"x"
    yield "line-ends-mixed", TEXT.replace("\n\n", "\r\n\r\n", 1).replace("\n\n", "\r\r", 1).encode()
    yield "line-ends-exotic", TEXT.replace("\n", "\u2028").encode() + "\v\f\x85a".encode()
    yield "form-feeds", b"\f" * 100_000 + TEXT.encode()
    yield "line-ends-only-many", b"\n" * 2_000_000 + TEXT.encode()
    yield (
        "right-to-left",
        ("\u202e" + TEXT + "\u05d0\u05d1\u05d2 \u0633\u0644\u0627\u0645\n").encode(),
    )
    yield "bidi-controls", TEXT.replace(" ", " \u2066\u202e").encode()
    yield "line-of-ten-megabytes", b"The child was seen at home today. " * 300_000
    yield "word-of-ten-megabytes", b"x" * 10_000_000
    yield "digits-of-a-megabyte", b"1." * 500_000
    yield "figures-many", b"4.1.2 " * 300_000
    yield "combining-marks", ("a" + "\u0301" * 100_000 + "\n" + TEXT).encode()
    yield "emoji-joined", ("\U0001f469\u200d" * 50_000 + "\n" + TEXT).encode()
    yield "tabs-many", b"a" + b"\t" * 1_000_000 + b"b\n" + TEXT.encode()
    yield "gaps-many", (b"word" + b" " * 5) * 100_000 + b"\n" + TEXT.encode()
    yield "columns-20000-rows", b"left side words      right side words\n" * 20_000
    yield "lines-500000", b"She was seen.\n" * 500_000
    yield "numbers-only", b"".join(b"%d\n" % n for n in range(100_000))
    yield "page-numbers", b"".join(b"Page %d of 9\n\f" % n for n in range(5000))
    yield "brackets", b"(" * 500_000 + b"\n" + TEXT.encode()
    yield "quotes", b'"' * 500_000 + b"\n" + TEXT.encode()
    yield "hyphens", b"-" * 500_000 + b"\n" + TEXT.encode()
    yield "hyphens-at-line-ends", b"inter-\n" * 50_000
    yield "full-stops", b". " * 500_000 + b"\n" + TEXT.encode()
    yield "sentences-without-end", b"and then she was seen " * 200_000
    yield "recommendations-many", b"Recommendation 1: The board should ask.\n" * 20_000
    yield (
        "formulas",
        b"=cmd|' /c calc'!A1\n+1+1\n@sum(1)\n<script>alert(1)</script>\n" + TEXT.encode(),
    )
    slides = "".join(f"{n}\nWhat we learnt\n\u2022 ask\n\u2022 write\n" for n in range(1, 1000))
    yield "slides-many", slides.encode()


def _marked() -> Iterator[File]:
    yield "headings-100000", b"# Seen\n\n" * 100_000
    yield "headings-deep", b"".join(b"#" * (n % 9 + 1) + b" Seen\n\nText.\n\n" for n in range(5000))
    yield "quotes-deep", b">" * 100_000 + b" seen\n" + TEXT.encode()
    yield "lists-deep", b"".join(b" " * (2 * n) + b"- seen\n" for n in range(2000))
    yield "table-of-20000-columns", b"|" + b" a |" * 20_000 + b"\n|" + b"---|" * 20_000 + b"\n"
    yield "table-of-50000-rows", b"| Date | Event |\n|---|---|\n" + b"| May | Seen |\n" * 50_000
    yield "stars-many", b"*" * 200_000 + b" seen " + b"**a" * 50_000 + b"\n" + TEXT.encode()
    yield "rules-many", b"---\n" * 100_000 + TEXT.encode()
    yield "escapes-many", b"\\|" * 200_000 + b"|\n" + TEXT.encode()


def _others() -> Iterator[File]:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    for name, stream in {
        "old-word.doc": "WordDocument",
        "old-powerpoint.ppt": "PowerPoint Document",
        "old-excel.xls": "Workbook",
        "locked.docx": "EncryptedPackage",
        "message.msg": "__substg1.0",
        "unknown-old.doc": "Odd",
    }.items():
        yield name, old + stream.encode("utf-16-le") + b"\0" * 600
    yield "old-word-cut-short.doc", old[:8]
    yield "rich.rtf", b"{\\rtf1\\ansi " + TEXT.encode() + b"}"
    yield "rich-deep.rtf", b"{\\rtf1" + b"{" * 500_000
    yield "rich-in-disguise.docx", b"{\\rtf1\\ansi seen}"
    odt = "application/vnd.oasis.opendocument."
    yield "open.odt", zipped({"mimetype": odt + "text", "content.xml": "<a/>"})
    yield "open.odp", zipped({"mimetype": odt + "presentation"})
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    sheet = {"[Content_Types].xml": f'<Types><Override ContentType="{kind}"/></Types>'}
    yield "sheet.xlsx", zipped(sheet)
    yield "sheet-in-disguise.docx", zipped(sheet)
    yield "book.epub", zipped({"mimetype": "application/epub+zip"})
    yield "archive.zip", zipped({"report.txt": TEXT})
    yield "archive-in-disguise.pdf", zipped({"report.txt": TEXT})
    yield (
        "archived-page.mht",
        b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n" + html(PAGE),
    )
    yield "message.eml", b"From: a@x.invalid\nSubject: x\nContent-Type: multipart/mixed\n\nSeen\n"
    for name, head in {
        "picture.png": b"\x89PNG\r\n\x1a\n",
        "picture-in-disguise.pdf": b"\xff\xd8\xff\xe0",
        "picture.tiff": b"II*\0",
        "program.pdf": b"MZ\x90\0",
        "program.docx": b"\x7fELF\2\1\1",
        "packed.html": b"\x1f\x8b\x08\0",
        "packed.txt": b"7z\xbc\xaf\x27\x1c",
        "database.docx": b"SQLite format 3\0",
        "pickled.txt": b"\x80\x04\x95\x1c\0\0\0\0\0\0\0\x8c\x05posix\x94\x8c\x06system\x94\x93\x94",
    }.items():
        yield name, head + bytes(range(256)) * 8
    yield "words.csv", b"a,b\n=1+1,seen\n"
    yield "fields.json", b'{"a": ' * 5000
    yield "words.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    yield "words-in-disguise.pdf", TEXT.encode()
    yield "words-in-disguise.docx", TEXT.encode()
    yield "page-in-disguise.docx", html(PAGE)
    yield "page-in-disguise.txt", html(PAGE)
