"""One small report in each format, made in memory, to see whether it can be read here."""

import io
import zipfile
from html import escape

#: What every one of them says. The board and the child are invented.
TITLE = "Serious Case Review: Child Z, Samplebury, 2020"
LINES = (
    "This is no report. It was made to see whether reports can be read on this computer.",
    "Finding 1: The health visitor did not tell the social worker that visits were missed.",
    "Recommendation 1: The board should ask each agency how it follows up missed visits.",
)
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SLIDE = "http://schemas.openxmlformats.org/presentationml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_KIND = "application/vnd.openxmlformats-officedocument"


def all_formats() -> dict[str, tuple[str, bytes]]:
    """What each format is called, the suffix of its files, and a small report in it."""
    return {
        "PDF": (".pdf", _pdf()),
        "DOCX": (".docx", _docx()),
        "PPTX": (".pptx", _pptx()),
        "HTML": (".html", _html()),
        "text": (".txt", "\n\n".join((TITLE, *LINES)).encode()),
    }


def _html() -> bytes:
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in LINES)
    return (
        f"<!DOCTYPE html><html><head><title>{TITLE}</title></head>"
        f"<body><h1>{TITLE}</h1>{paragraphs}</body></html>"
    ).encode()


def _pdf() -> bytes:
    """A page of lines in a font that every reader of PDF brings along."""
    drawn = "".join(f"({line}) Tj 0 -30 Td " for line in (TITLE, *LINES))
    content = f"BT /F1 10 Tf 40 780 Td {drawn}ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    made, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(f"{len(made):010} 00000 n \n")
        made += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{''.join(places)}"
    end = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(made)}\n%%EOF\n"
    return made + (table + end).encode()


def _docx() -> bytes:
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in (TITLE, *LINES))
    return _package(
        "word/document.xml",
        f"{_KIND}.wordprocessingml.document.main+xml",
        f'<w:document xmlns:w="{_WORD}"><w:body>{paragraphs}</w:body></w:document>',
    )


def _pptx() -> bytes:
    paragraphs = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in LINES)
    slide = (
        f'<p:sld xmlns:p="{_SLIDE}" xmlns:a="{_DRAWING}"><p:cSld><p:spTree>'
        + _shape(1, '<p:ph type="title"/>', f"<a:p><a:r><a:t>{TITLE}</a:t></a:r></a:p>")
        + _shape(2, '<p:ph type="body"/>', paragraphs)
        + "</p:spTree></p:cSld></p:sld>"
    )
    return _package(
        "ppt/presentation.xml",
        f"{_KIND}.presentationml.presentation.main+xml",
        f'<p:presentation xmlns:p="{_SLIDE}" xmlns:r="{_OFFICE}"><p:sldIdLst>'
        '<p:sldId id="256" r:id="rId1"/></p:sldIdLst></p:presentation>',
        **{
            "ppt/slides/slide1.xml": slide,
            "ppt/_rels/presentation.xml.rels": _link("slide", "slides/slide1.xml"),
        },
    )


def _shape(number: int, place: str, paragraphs: str) -> str:
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="Text {number}"/><p:cNvSpPr/>'
        f"<p:nvPr>{place}</p:nvPr></p:nvSpPr><p:spPr/>"
        f"<p:txBody><a:bodyPr/>{paragraphs}</p:txBody></p:sp>"
    )


def _link(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_LINKS}"><Relationship Id="rId1" Type="{_OFFICE}/{kind}" '
        f'Target="{target}"/></Relationships>'
    )


def _package(main: str, kind: str, content: str, **more: str) -> bytes:
    """An Office file: a zip of XML with a list of what is in it."""
    types = (
        f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{kind}"/></Types>'
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        parts = {"[Content_Types].xml": types, "_rels/.rels": _link("officeDocument", main)}
        for name, text in {**parts, main: content, **more}.items():
            file.writestr(name, text)
    return made.getvalue()
