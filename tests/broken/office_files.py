"""Broken and hostile DOCX files."""

import io
import zipfile
from collections.abc import Iterator

from office import MAIN_TYPE, NAMESPACES, OFFICE, RELS, TYPES, docx, level, p, relationships

DEEP = 100_000
File = tuple[str, bytes]
LINE = "4.2 The midwife asked about the home and wrote to the general practitioner."
BODY = p(LINE) + p("4.3 The family moved twice and no handover meeting was held.")
LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "child">' for n in range(10)
)
DOCTYPES = {
    "laughs": (f"<!DOCTYPE x [{LAUGHS}]>", "&l9;"),
    "quadratic": (f'<!DOCTYPE x [<!ENTITY a "{"a" * 100_000}">]>', "&a;" * 5000),
    "file": ('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>', "&e;"),
    "address": ('<!DOCTYPE x [<!ENTITY e SYSTEM "http://x.invalid/e">]>', "&e;"),
    "parameter": ('<!DOCTYPE x [<!ENTITY % p SYSTEM "http://x.invalid/p"> %p;]>', ""),
    "elsewhere": ('<!DOCTYPE x SYSTEM "http://x.invalid/x.dtd">', ""),
    "loop": ('<!DOCTYPE x [<!ENTITY a "&b;"><!ENTITY b "&a;">]>', "&a;"),
}


def files() -> Iterator[File]:
    """Every file of the kind, by name."""
    for name, data in (*_entities(), *_parts(), *_content()):
        yield f"docx-{name}.docx", data


def document(body: str, before: str = "") -> str:
    """The main part of a Word file."""
    return f"{before}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"


def with_part(content: str | bytes, name: str = "word/document.xml") -> bytes:
    """A Word file with one part as given."""
    return docx(BODY, more={name: content})


def _entities() -> Iterator[File]:
    for name, (doctype, use) in DOCTYPES.items():
        run = f"<w:p><w:r><w:t>{use}</w:t></w:r></w:p>"
        yield f"entity-{name}", with_part(document(BODY + run, doctype))
        styles = f"{doctype}<w:styles {NAMESPACES}>{use}</w:styles>"
        yield f"entity-{name}-in-styles", docx(BODY, styles="", more={"word/styles.xml": styles})
    types = f'{DOCTYPES["laughs"][0]}<Types xmlns="{TYPES}">&l9;</Types>'
    yield "entity-laughs-in-content-types", with_part(types, "[Content_Types].xml")
    links = f'{DOCTYPES["laughs"][0]}<Relationships xmlns="{RELS}">&l9;</Relationships>'
    yield "entity-laughs-in-relationships", with_part(links, "_rels/.rels")
    style = '<?xml-stylesheet href="file:///etc/hostname"?>'
    yield "stylesheet", with_part(document(BODY, style))
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/hostname"/>'
    yield "included-file", with_part(document(BODY + include))


def _parts() -> Iterator[File]:
    usual = {
        "[Content_Types].xml": "",
        "_rels/.rels": "",
        "word/document.xml": "",
        "word/_rels/document.xml.rels": "",
    }
    for name in usual:
        yield f"empty-{name.rpartition('/')[2].strip('[].').lower()}", with_part("", name)
        yield f"without-{name.rpartition('/')[2].strip('[].').lower()}", _without(name)
    yield "without-body", with_part(f"<w:document {NAMESPACES}/>")
    yield "of-another-vocabulary", with_part("<html><body>Seen at home.</body></html>")
    yield "of-no-xml", with_part("Seen at home.")
    yield "cut-short-inside", with_part(document(BODY)[:-30])
    yield "two-roots", with_part(document(BODY) * 2)
    yield (
        "utf-16",
        with_part(document(BODY, '<?xml version="1.0" encoding="UTF-16"?>').encode("utf-16")),
    )
    yield "utf-16-undeclared", with_part(document(BODY).encode("utf-16-le"))
    yield "utf-32", with_part(document(BODY).encode("utf-32"))
    yield "encoding-unknown", with_part(document(BODY, '<?xml version="1.0" encoding="odd-9"?>'))
    yield (
        "encoding-wrong",
        with_part(document(p("café"), '<?xml version="1.0" encoding="UTF-8"?>').encode("latin-1")),
    )
    yield "noughts-inside", with_part(document(p("a\0b")))
    yield "surrogates-inside", with_part(document(p("a\ud800b")).encode("utf-8", "surrogatepass"))
    yield "control-references", with_part(document(p("a&#1;b&#0;c&#xD800;d")))
    yield "processing-instructions", with_part(document("<?x y?>" * 100_000 + BODY))
    yield "comments-many", with_part(document("<!--x-->" * 100_000 + BODY))
    own = {"rId1": ("officeDocument", "_rels/.rels")}
    yield "main-part-is-the-links", with_part(relationships(own), "_rels/.rels")
    for name, target in {
        "outside": "../../../etc/passwd",
        "absolute": "/etc/passwd",
        "folder": "word",
        "absent": "word/gone.xml",
        "file-address": "file:///etc/passwd",
        "percent": "%2e%2e/%2e%2e/etc/passwd",
        "nought": "word%00/document.xml",
        "very-long": "a/" * 50_000,
    }.items():
        link = relationships({"rId1": ("officeDocument", target)})
        yield f"main-part-{name}", with_part(link, "_rels/.rels")
    loop = {"a": ("styles", "document.xml"), "b": ("numbering", "document.xml"),
            "c": ("header", "document.xml"), "d": ("footnotes", "document.xml")}  # fmt: skip
    yield "links-to-itself", with_part(relationships(loop), "word/_rels/document.xml.rels")
    many = relationships({f"r{n}": ("header", f"h{n}.xml") for n in range(50_000)})
    yield "links-many", with_part(many, "word/_rels/document.xml.rels")
    same = relationships({f"r{n}": ("header", "styles.xml") for n in range(5_000)})
    yield "links-to-one-header-5000-times", docx(
        BODY, styles="<w:p><w:r><w:t>head</w:t></w:r></w:p>" * 200,
        more={"word/_rels/document.xml.rels": same},
    )  # fmt: skip


def _without(name: str) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx(BODY))) as old, zipfile.ZipFile(found, "w") as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
    return found.getvalue()


def nested(tag: str, times: int, inner: str = "") -> str:
    return f"<{tag}>" * times + inner + f"</{tag}>" * times


def _content() -> Iterator[File]:
    for tag in ("w:sdt", "w:ins", "w:hyperlink", "w:customXml"):
        yield f"deep-{tag[2:].lower()}", with_part(document(nested(tag, DEEP, BODY)))
        yield f"deep-{tag[2:].lower()}-200", with_part(document(nested(tag, 200, BODY)))
    cell = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    for times in (30, 70, 2000):
        inside = cell[0] * times + BODY + cell[1] * times
        yield f"deep-tables-{times}", with_part(document(inside))
    bush = "".join(f"{cell[0]}{p('seen')}" for _ in range(28)) + cell[1] * 28
    yield "tables-that-carry-their-text-up", with_part(document(bush * 50))
    box = (
        "<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>",
        "</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>",
    )
    yield "deep-boxes", with_part(document(box[0] * 30 + BODY + box[1] * 30))
    choice = "<mc:AlternateContent><mc:Choice>", "</mc:Choice></mc:AlternateContent>"
    yield "deep-alternatives", with_part(document(choice[0] * 120 + BODY + choice[1] * 120))
    attributes = " ".join(f'a{n}="x"' for n in range(100_000))
    yield "attributes-many", with_part(document(f"<w:p {attributes}/>{BODY}"))
    yield "attribute-of-ten-megabytes", with_part(document(f'<w:p a="{"x" * 10**7}"/>{BODY}'))
    yield (
        "namespaces-many",
        with_part(document("".join(f'<a{n}:x xmlns:a{n}="u{n}"/>' for n in range(20_000)) + BODY)),
    )
    yield "text-of-nine-megabytes", with_part(document(p("seen " * 1_800_000)))
    yield "text-of-thirty-megabytes", with_part(document(p("seen at home " * 2_300_000)))
    yield (
        "breaks-many",
        with_part(document(f"<w:p><w:r>{'<w:t>a</w:t><w:br/>' * 100_000}</w:r></w:p>")),
    )
    yield "runs-many", with_part(document(f"<w:p>{'<w:r><w:t>a </w:t></w:r>' * 200_000}</w:p>"))
    yield "headings-100000", docx(p("1 Findings", ppr='<w:outlineLvl w:val="0"/>') * 100_000)
    span = '<w:tcPr><w:gridSpan w:val="1000000"/></w:tcPr>'
    wide = f"<w:tr><w:tc>{span}{p('x')}</w:tc><w:tc>{p('y')}</w:tc></w:tr>"
    yield "spans-of-a-million", with_part(document("<w:tbl>" + wide * 2000 + "</w:tbl>"))
    yield (
        "fields-never-ended",
        docx(p(runs='<w:r><w:fldChar w:fldCharType="begin"/></w:r>') * 3000 + BODY),
    )
    yield (
        "fields-ended-often",
        docx(p(runs='<w:r><w:fldChar w:fldCharType="end"/></w:r>') * 3000 + BODY),
    )
    yield (
        "numbers-absurd",
        docx(
            p("seen", num=("99999999999999", "-7")) * 9 + p("seen", num=("x", "999999999")) + BODY,
            numbering='<w:num w:numId="x"><w:abstractNumId w:val="x"/></w:num>',
        ),
    )
    lists = "".join(
        f'<w:abstractNum w:abstractNumId="{n}"><w:numStyleLink w:val="s{n + 1}"/></w:abstractNum>'
        for n in range(200)
    )
    yield (
        "lists-that-link-in-a-ring",
        docx(
            p("seen", num=(1, 0)) + BODY,
            numbering=lists + '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
        ),
    )
    counted = level(0, "lowerLetter", "%1" * 5000)
    yield (
        "labels-very-long",
        docx(
            p("seen", num=(1, 0)) * 2000,
            numbering=f'<w:abstractNum w:abstractNumId="0">{counted}</w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
        ),
    )
    ring = '<w:style w:styleId="A"><w:basedOn w:val="B"/></w:style>'
    ring += '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    yield "styles-in-a-ring", docx(p("seen", style="A") + BODY, styles=ring)
    ladder = "".join(
        f'<w:style w:styleId="s{n}"><w:basedOn w:val="s{n + 1}"/></w:style>' for n in range(20_000)
    )
    yield "styles-twenty-thousand-deep", docx(p("seen", style="s0") + BODY, styles=ladder)
    yield (
        "style-based-on-itself",
        docx(
            p("seen", style="A") + BODY,
            styles='<w:style w:styleId="A"><w:basedOn w:val="A"/></w:style>',
        ),
    )
    mark = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    yield (
        "note-that-cites-itself",
        docx(
            p(runs=mark) + BODY,
            footnotes=f'<w:footnote w:id="1">{p(runs=mark)}{p("x")}</w:footnote>',
        ),
    )
    cites = '<w:footnote w:id="{}"><w:p><w:r><w:footnoteReference w:id="{}"/></w:r></w:p>{}'
    chain = "".join(cites.format(n, n + 1, p("note")) + "</w:footnote>" for n in range(1, 5000))
    yield "notes-that-cite-one-another", docx(p(runs=mark) + BODY, footnotes=chain)
    chunk = f'<w:altChunk xmlns:r="{OFFICE}" r:id="x"/>'
    yield "embedded-document", with_part(document(chunk * 500 + BODY))
    sizes = p("seen", rpr='<w:sz w:val="999999999"/>') + p("seen", rpr='<w:sz w:val="-1"/>')
    yield "sizes-absurd", docx(sizes + BODY)
    symbols = '<w:r><w:sym w:char="D800"/><w:sym w:char="zzzz"/><w:sym w:char="0000"/></w:r>'
    yield "symbols-absurd", docx(p(runs=symbols) + BODY)
    yield "nothing-in-it", docx("")
    yield "spaces-only", docx(p(" \u00a0 ") * 100)
    yield "macros", docx(
        BODY,
        content_type=MAIN_TYPE.replace("vnd.openxmlformats-officedocument.wordprocessingml.document",
                                       "vnd.ms-word.document.macroEnabled"),
        more={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 100},
    )  # fmt: skip
    yield "bidi-controls", docx(p("seen \u202e emoh ta \u202c at \u2066home\u2069") + BODY)
