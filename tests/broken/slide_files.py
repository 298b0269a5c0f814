"""Broken and hostile PPTX files."""

from collections.abc import Iterator, Mapping

from office import OFFICE, TYPES, relationships, zipped

from broken.office_files import DEEP, DOCTYPES, LINE, nested

File = tuple[str, bytes]
P = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:r="{OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def files() -> Iterator[File]:
    """Every file of the kind, by name."""
    for name, data in _slides():
        yield f"pptx-{name}.pptx", data


def slide(inner: str) -> str:
    """A slide with these shapes."""
    return f"<p:sld {P}><p:cSld><p:spTree>{inner}</p:spTree></p:cSld></p:sld>"


def shape(text: str = LINE, place: str = "") -> str:
    """A text box."""
    return (
        f"<p:sp><p:nvSpPr><p:nvPr/></p:nvSpPr><p:spPr>{place}</p:spPr><p:txBody><a:p><a:r>"
        f"<a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def pptx(
    slides: Mapping[str, str | bytes],
    *,
    listed: int | None = None,
    more: Mapping[str, str] | None = None,
) -> bytes:
    """A presentation of these parts; `listed` is how many slides its list names."""
    names = list(slides)
    number = len(names) if listed is None else listed
    ids = "".join(f'<p:sldId id="{256 + n}" r:id="r{n}"/>' for n in range(number))
    links = {f"r{n}": ("slide", f"slides/{name}") for n, name in enumerate(names)}
    kind = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    return zipped({
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Override PartName="/ppt/presentation.xml" '
        f'ContentType="{kind}"/></Types>',
        "_rels/.rels": relationships({"rId1": ("officeDocument", "ppt/presentation.xml")}),
        "ppt/presentation.xml": f"<p:presentation {P}><p:sldIdLst>{ids}</p:sldIdLst>"
        '<p:sldSz cx="0" cy="-9"/></p:presentation>',
        "ppt/_rels/presentation.xml.rels": relationships(links),
        **{f"ppt/slides/{name}": content for name, content in slides.items()},
        **(more or {}),
    })  # fmt: skip


def _slides() -> Iterator[File]:
    one = slide(shape())
    yield "slide-absent", pptx({"a.xml": one}, listed=5)
    yield "slides-all-absent", pptx({}, listed=5)
    yield "slides-none", pptx({})
    yield "slide-empty", pptx({"a.xml": "", "b.xml": one})
    yield "slide-of-no-xml", pptx({"a.xml": "seen", "b.xml": one})
    yield "slide-of-another-vocabulary", pptx({"a.xml": "<html/>", "b.xml": one})
    for name, (doctype, use) in DOCTYPES.items():
        yield f"entity-{name}", pptx({"a.xml": doctype + slide(shape(use))})
    yield "deep-groups", pptx({"a.xml": slide(nested("p:grpSp", DEEP, shape()))})
    yield "deep-groups-200", pptx({"a.xml": slide(nested("p:grpSp", 200, shape()))})
    places = (
        '<a:xfrm><a:off x="{0}" y="{0}"/><a:ext cx="{1}" cy="{1}"/></a:xfrm>'.format(*pair)
        for pair in (("nan", "nan"), ("1e308", "1e308"), ("-1e308", "inf"), ("x", ""), ("-5", "-5"))
    )
    yield "places-absurd", pptx({"a.xml": slide("".join(shape(place=place) for place in places))})
    group = (
        '<p:grpSp><p:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="9" cy="9"/>'
        '<a:chOff x="0" y="0"/><a:chExt cx="0" cy="1e-300"/></a:xfrm></p:grpSpPr>'
    )
    yield "group-of-no-size", pptx({"a.xml": slide(group + shape() + "</p:grpSp>")})
    at = '<a:xfrm><a:off x="{}" y="{}"/><a:ext cx="900" cy="900"/></a:xfrm>'
    heap = "".join(
        shape("seen", at.format(n * 7919 % 10**6, n * 104729 % 10**6)) for n in range(3000)
    )
    yield "shapes-3000-in-a-heap", pptx({"a.xml": slide(heap)})
    steps = "".join(shape("seen", at.format(n * 1000, n * 1000)) for n in range(3000))
    yield "shapes-3000-in-steps", pptx({"a.xml": slide(steps)})
    yield "slides-one-3000-times", pptx(
        {"a.xml": one}, listed=3000,
        more={"ppt/_rels/presentation.xml.rels": relationships(
            {f"r{n}": ("slide", "slides/a.xml") for n in range(3000)})},
    )  # fmt: skip
    cell = '<a:tc gridSpan="1000000"><a:txBody><a:p/></a:txBody></a:tc>'
    table = (
        "<p:graphicFrame><a:graphic><a:graphicData><a:tbl>"
        + f"<a:tr>{cell * 300}</a:tr>" * 300
        + "</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )
    yield "table-of-90000-cells", pptx({"a.xml": slide(table + shape())})
    rings = {
        "ppt/slides/_rels/a.xml.rels": relationships(
            {
                "r1": ("slideLayout", "a.xml"),
                "r2": ("notesSlide", "a.xml"),
                "r3": ("comments", "a.xml"),
            }
        )
    }
    yield "slide-that-is-its-own-layout", pptx({"a.xml": one}, more=rings)
    bullets = (
        '<p:sp><p:nvSpPr><p:nvPr><p:ph type="body"/></p:nvPr></p:nvSpPr><p:txBody>'
        + '<a:p><a:pPr lvl="999999999"><a:buAutoNum type="romanLcPeriod" startAt="999999999"/>'
        "</a:pPr><a:r><a:t>seen</a:t></a:r></a:p>" * 3000 + "</p:txBody></p:sp>"
    )
    yield "bullets-of-absurd-numbers", pptx({"a.xml": slide(bullets)})
