"""Office files built for tests from XML, for what python-docx and python-pptx cannot make."""

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{OFFICE}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
)
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def zipped(parts):
    """A zip of name -> text or bytes: the same bytes at any time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def relationships(targets):
    """A relationships part of id -> (kind, target)."""
    links = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{RELS}">{links}</Relationships>'


def docx(body, *, more=None, content_type=MAIN_TYPE, **related):
    """A Word file with this body; `related` are the parts styles, numbering, footnotes and so on.

    A related part is given by its inner XML and the kind of link is its name, a digit at the end
    apart (`header1`); `more` holds further parts by name.
    """
    roots = {"header": "hdr", "footer": "ftr"}
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Override PartName="/word/document.xml" '
        f'ContentType="{content_type}"/></Types>',
        "_rels/.rels": relationships({"rId1": ("officeDocument", "word/document.xml")}),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relationships(
            {f"id_{name}": (name.rstrip("0123456789"), f"{name}.xml") for name in related}
        ),
    }
    for name, inner in related.items():
        root = roots.get(name.rstrip("0123456789"), name)
        parts[f"word/{name}.xml"] = f"<w:{root} {NAMESPACES}>{inner}</w:{root}>"
    return zipped({**parts, **(more or {})})


def p(text="", *, style=None, num=None, ppr="", rpr="", runs=None):
    """A paragraph; `num` is (list id, level); `runs` replaces the text by run XML."""
    inner = f'<w:pStyle w:val="{style}"/>' if style else ""
    if num:
        inner += f'<w:numPr><w:ilvl w:val="{num[1]}"/><w:numId w:val="{num[0]}"/></w:numPr>'
    return f"<w:p><w:pPr>{inner}{ppr}</w:pPr>{runs if runs is not None else r(text, rpr)}</w:p>"


def r(text, rpr=""):
    """A run."""
    return f'<w:r><w:rPr>{rpr}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def level(at, fmt, text, *, start=1, extra=""):
    """One level of a list definition."""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{fmt}"/>{extra}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(lists, overrides=None):
    """A numbering part: id -> levels, each its own definition; overrides id -> (of, XML)."""
    shapes = "".join(
        f'<w:abstractNum w:abstractNumId="{key}">{levels}</w:abstractNum>'
        for key, levels in lists.items()
    )
    nums = "".join(
        f'<w:num w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>' for key in lists
    )
    nums += "".join(
        f'<w:num w:numId="{key}"><w:abstractNumId w:val="{of}"/>{inner}</w:num>'
        for key, (of, inner) in (overrides or {}).items()
    )
    return shapes + nums


def style(name, *, title=None, based_on=None, ppr="", rpr="", kind="paragraph", default=False):
    """A style definition."""
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    mark = ' w:default="1"' if default else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{name}"{mark}><w:name w:val="{title or name}"/>'
        f"{base}<w:pPr>{ppr}</w:pPr><w:rPr>{rpr}</w:rPr></w:style>"
    )


def table(*rows, header=False):
    """A Word table of text cells; a cell may also be ready XML (`<w:tc>` or block content)."""
    made = []
    for i, row in enumerate(rows):
        mark = "<w:trPr><w:tblHeader/></w:trPr>" if header and i == 0 else ""
        cells = "".join(
            cell
            if cell.startswith("<w:tc>")
            else f"<w:tc>{cell if cell.startswith('<w:') else p(cell)}</w:tc>"
            for cell in row
        )
        made.append(f"<w:tr>{mark}{cells}</w:tr>")
    return f"<w:tbl>{''.join(made)}</w:tbl>"


def field(instruction, result):
    """A complex field whose result is run XML."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText> {instruction} </w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
