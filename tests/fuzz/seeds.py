"""Small good inputs to begin from, and what the labels in them are about."""

import io
import json
import tempfile
import zipfile
from functools import cache
from pathlib import Path

import classify_toy
import office
from make import review, tagged

from scr_mine import exchange, store, themes

BOOK = themes.shipped()
REVIEW = review("r", scope="local", year=2019, board="Exbury Board")
PASSAGES = [
    tagged(1, REVIEW, "finding", ["neglect", "education"], text="Nobody rang the school 👶🏽."),
    tagged(2, REVIEW, "narrative", text="=1+1 she said, “naïve”, \u05d0.", page=3),
    tagged(3, REVIEW, "recommendation", ["supervision-oversight"], text="The Board should ask."),
]
KNOWN = {passage.id: passage for passage in PASSAGES}
TEXTS = ("Thunder over the harbour. The violin was heard, and the choir sang.", "", "Snow.")
REPORT = """Wexmoor Local Safeguarding Children Board
Serious Case Review
Child F
June 2009

Contents
1. What happened ........ 2

1. What happened

1.1 The health visitor called on four occasions and each time there was no reply at the door.
1.2 She wrote:
• to the nursery, which did not answer until the spring of the following year;
• to the school.

Page 2 of 9
2. What was learned

2.1 Nobody spoke to the school about what she had seen.[1]

1 See the report of 2007.
"""
SLIDES = """Learning from a review
• Nobody rang the school
• The plan was not seen by those who were to carry it out

Slide 2
What to do
1. Ask the child
2. Write it down
"""
PAGE = """<!doctype html><html><head><title>Child F</title><style>p{}</style></head><body>
<nav><a href="/">Home</a></nav><main><h1>Child F</h1><p>Nobody spoke to the school about it.</p>
<ul><li>She wrote.<ol><li>Twice.</li></ol></li></ul><table><tr><th>When</th><th>What</th></tr>
<tr><td rowspan=2>May</td><td colspan=2>No reply at the door.</td></tr><tr><td>None</td></tr>
</table><script>alert(1)</script></main></body></html>"""
MANIFEST = (
    "file,review_id,board,label,year,scope,nation,kind,source,licence,inferred\n"
    "a.pdf,child-f,Wexmoor LSCB,Child F,2009,local,England,scr,'=x,OGL,board year\n"
    '"b, c.pdf",child-f,,,,,,,,,\n'
)
LEDGER = """[[change]]
version = "1.2"
kind = "renamed"
from = ["sleet"]
to = ["hail"]

[[change]]
version = "2.0"
kind = "split"
from = ["hail"]
to = ["snow", "rain"]
"""


def of(name: str) -> list[bytes]:
    """Small good inputs of a target that is no part of a model."""
    kind, _, form = name.partition("-")
    if kind == "labels":
        made = [exchange.export(form, PASSAGES, BOOK, blind=blind) for blind in (False, True)]
        return [*made, _label_studio()] if form == "label-studio" else made
    if name == "tagged":
        return [b"\n".join(store.dumps(p).encode() for p in PASSAGES)]
    if name == "manifest":
        return [MANIFEST.encode(), b"sep=;\nfile;year\nx.pdf;2019\n"]
    if name == "ledger":
        return [LEDGER.encode()]
    if name == "themes":
        return [classify_toy.CODEBOOK.encode()]
    reports = {
        "pdf": [pdf("Child F", "1.1 Nobody rang the school.", "1.2 Nor the nursery.")],
        "docx": [docx()],
        "pptx": [pptx()],
        "html": [PAGE.encode(), PAGE.encode("utf-16")],
        "text": [REPORT.encode(), SLIDES.encode(), REPORT.encode("utf-16"), b"# A\n\n- b\n\n> c"],
    }
    return [r for many in reports.values() for r in many] if form == "any" else reports[form]


def docx() -> bytes:
    """A Word file with styles, numbers, a list, a table, a note and a field."""
    shapes = {1: office.level(0, "decimal", "%1.") + office.level(1, "lowerLetter", "(%2)")}
    body = (
        office.p("What happened", style="Heading1")
        + office.p("Nobody rang the school.", num=(1, 0))
        + office.p("Nor the nursery.", num=(1, 1))
        + office.table(("When", "What"), ("May", "No reply at the door."), header=True)
    )
    return office.docx(
        body,
        styles=office.style("Heading1", title="heading 1", ppr='<w:outlineLvl w:val="0"/>'),
        numbering=office.numbering(shapes),
        footnotes=f'<w:footnote w:id="1">{office.p("See the report.")}</w:footnote>',
        header1=office.p("Child F"),
    )


def pptx() -> bytes:
    """Two slides with a title, bullets and a table."""
    a = "http://schemas.openxmlformats.org/drawingml/2006/main"
    p = "http://schemas.openxmlformats.org/presentationml/2006/main"

    def shape(text, kind):
        lines = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in text.split("|"))
        return (
            f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="x"/><p:nvPr><p:ph type="{kind}"/></p:nvPr>'
            '</p:nvSpPr><p:spPr><a:xfrm><a:off x="9" y="9"/><a:ext cx="99" cy="99"/></a:xfrm>'
            f"</p:spPr><p:txBody>{lines}</p:txBody></p:sp>"
        )

    def slide(title, text):
        inside = shape(title, "title") + shape(text, "body")
        tree = f"<p:cSld><p:spTree>{inside}</p:spTree></p:cSld>"
        return f'<p:sld xmlns:p="{p}" xmlns:a="{a}">{tree}</p:sld>'

    return office.zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": office.relationships({"r": ("officeDocument", "ppt/presentation.xml")}),
            "ppt/presentation.xml": f'<p:presentation xmlns:p="{p}" xmlns:r="{office.OFFICE}">'
            '<p:sldIdLst><p:sldId id="1" r:id="s1"/><p:sldId id="2" r:id="s2"/></p:sldIdLst>'
            "</p:presentation>",
            "ppt/_rels/presentation.xml.rels": office.relationships(
                {"s1": ("slide", "slides/1.xml"), "s2": ("slide", "slides/2.xml")}
            ),
            "ppt/slides/1.xml": slide("Child F", "Nobody rang the school.|Nor the nursery."),
            "ppt/slides/2.xml": slide("What to do", "Ask the child.|Write it down."),
        }
    )


def pdf(*lines: str) -> bytes:
    """One page of plain lines, uncompressed, so that the fuzzer can see what it changes."""
    shown = " ".join(f"({line}) Tj 0 -20 Td" for line in lines)
    stream = f"BT /F 12 Tf 72 700 Td {shown} ET"
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        "/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
    )
    out, at = "%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        at.append(len(out))
        out += f"{number} 0 obj{each}endobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in at)
    size = len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\n"
    return f"{out}startxref\n{out.index('xref')}\n%%EOF".encode()


def _label_studio() -> bytes:
    """Tasks as they come back, with annotations."""
    tasks = json.loads(exchange.export("label-studio", PASSAGES, BOOK, blind=True))
    for task in tasks:
        given = {"from_name": "role", "to_name": "text", "type": "choices"}
        result = [{**given, "value": {"choices": ["finding"]}}]
        task["annotations"] = [{"result": result, "completed_by": 1, "updated_at": "2024-01-01"}]
    return json.dumps(tasks).encode()


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@cache
def toy_book() -> themes.Codebook:
    """The small codebook that the toy model is made for."""
    with tempfile.TemporaryDirectory() as folder:
        return classify_toy.codebook(Path(folder))


def toy_model(folder: Path) -> None:
    """Write a small trained model."""
    from scr_mine.classify import stored
    from scr_mine.classify.train import train

    stored.save(train(classify_toy.examples(), toy_book(), name="toy", version="1"), folder)
