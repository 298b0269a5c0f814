"""The Word document a paper is written into: a board's template, or plain styles of our own."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from scr_mine.errors import InputError

if TYPE_CHECKING:
    from docx.document import Document as Word

PARAGRAPH_STYLES = (
    *("Title", "Heading 1", "Heading 2", "List Bullet", "Quote", "Caption", "Footer"),
    *("Quote Source", "Table Heading", "Table Note", "Table Text"),
)
TABLE_STYLE = "Table Grid"
FONT, DARK, GREY, LINES, SHADE = "Arial", "1F3864", "404040", "A6A6A6", "E4EAF3"
LANGUAGE = "en-GB"
#: Page, margins and indents in centimetres.
A4, MARGIN, INDENT = (21.0, 29.7), 2.2, 0.7
#: The size of running text in points.
SIZE = 10.5
#: What a template may hold when unpacked, so that a damaged or hostile one is refused.
MAX_UNPACKED = 100_000_000
NOT_WORD = "The template is no Word file that can be used; give a .docx or .dotx file."
MACROS = "The template holds macros; save it in Word as .docx or .dotx and give that file."

_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEMPLATE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_TYPES = "[Content_Types].xml"
_NUMBERING = '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
_BULLET_LEVEL = (
    '<w:abstractNum xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'w:abstractNumId="{0}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
    '<w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
    '<w:pPr><w:ind w:left="397" w:hanging="397"/></w:pPr></w:lvl></w:abstractNum>'
)


def document(template: bytes | None) -> Word:
    """An empty document with every style that a paper uses.

    Of a template the styles, headers, footers and page stay and its text goes; a style that it
    lacks is added, in the template's own font. Raises InputError if it is no Word file.
    """
    if template is None:
        return _plain()
    word = _opened(template)
    body = word.element.body
    for child in list(body):
        if child is not body.sectPr:
            body.remove(child)
    body.get_or_add_sectPr()
    _add_missing(word, _plain())
    return word


def _plain() -> Word:
    from docx import Document
    from docx.shared import Cm

    word = Document()
    section = word.sections[0]
    section.page_width, section.page_height = (Cm(side) for side in A4)
    section.left_margin = section.right_margin = Cm(MARGIN)
    section.top_margin = section.bottom_margin = Cm(MARGIN)
    section.header_distance = section.footer_distance = Cm(MARGIN / 2)
    _without_theme(word)
    _format(word, "Normal", size=SIZE, after=5, line=1.1)
    _format(word, "Title", size=22, bold=True, colour=DARK, after=8)
    _format(word, "Heading 1", size=15, bold=True, colour=DARK, before=14, after=5)
    _format(word, "Heading 2", size=11.5, bold=True, colour=DARK, before=8, after=3)
    _format(word, "List Bullet", after=3)
    _format(word, "Quote", italic=False, colour="000000", before=2, after=1, left=INDENT)
    _format(word, "Caption", size=10, bold=True, colour=GREY, before=4, after=4)
    _format(word, "Footer", size=9, colour=GREY)
    _format(word, "Quote Source", size=9, colour=GREY, after=6, left=INDENT)
    _format(word, "Table Text", size=9.5, before=1.5, after=1.5, line=1)
    _format(word, "Table Heading", size=9.5, bold=True, before=1.5, after=1.5, line=1)
    _format(word, "Table Note", size=8.5, colour=GREY, before=2, after=0, line=1)
    for name in ("Heading 1", "Heading 2", "Caption", "Quote", "Table Heading"):
        word.styles[name].paragraph_format.keep_with_next = True
    word.styles["Quote"].paragraph_format.keep_together = True
    _light(word.styles[TABLE_STYLE].element)
    return word


def _light(style: Any) -> None:
    """Give tables thin grey lines and a shaded first row."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn

    for border in style.find(f".//{qn('w:tblBorders')}"):
        border.set(qn("w:color"), LINES)
    style.append(
        parse_xml(
            f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:tcPr>'
            f'<w:shd w:val="clear" w:color="auto" w:fill="{SHADE}"/></w:tcPr></w:tblStylePr>'
        )
    )


def _format(
    word: Word,
    name: str,
    *,
    size: float | None = None,
    bold: bool | None = None,
    italic: bool | None = None,
    colour: str = "",
    before: float = 0,
    after: float = 0,
    line: float | None = None,
    left: float | None = None,
) -> None:
    """Set a paragraph style's look; made, based on Normal, if it is not there."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm, Pt, RGBColor

    if name not in word.styles:
        made = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = word.styles["Normal"]
    style: Any = word.styles[name]
    font, paragraph = style.font, style.paragraph_format
    if size is not None:
        font.size = Pt(size)
    font.bold, font.italic = bold, italic
    if colour:
        font.color.rgb = RGBColor.from_string(colour)
    paragraph.space_before, paragraph.space_after = Pt(before), Pt(after)
    if line is not None:
        paragraph.line_spacing = line
    if left is not None:
        paragraph.left_indent = Cm(left)


def _without_theme(word: Word) -> None:
    """Take the fonts, colours and lines of the library's own template out of the styles used."""
    from docx.oxml.ns import qn

    for name in ("Normal", *PARAGRAPH_STYLES):
        if name not in word.styles:
            continue
        element = word.styles[name].element
        for tag in ("w:rFonts", "w:color", "w:kern", "w:spacing", "w:sz", "w:szCs"):
            for found in element.findall(f".//{qn('w:rPr')}/{qn(tag)}"):
                found.getparent().remove(found)
        for found in element.findall(f".//{qn('w:pBdr')}"):
            found.getparent().remove(found)
    word.styles["Normal"].font.name = FONT


def _opened(template: bytes) -> Word:
    """The template as a document; a .dotx is read as the .docx that it would become."""
    from docx import Document

    try:
        with zipfile.ZipFile(io.BytesIO(template)) as packed:
            if sum(info.file_size for info in packed.infolist()) > MAX_UNPACKED:
                raise InputError(NOT_WORD)
            files = {info.filename: packed.read(info) for info in packed.infolist()}
        types = files[_TYPES].decode("utf-8")
        if "macroEnabled" in types or "vbaProject" in types:
            raise InputError(MACROS)
        files[_TYPES] = types.replace(_TEMPLATE, _MAIN).encode("utf-8")
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as packed:
            for name, content in files.items():
                packed.writestr(name, content)
        word = Document(out)
        _ = word.styles, word.element.body.sectPr
    except InputError:
        raise
    # What a broken package makes the libraries raise has no common ancestor.
    except Exception as error:
        raise InputError(NOT_WORD) from error
    return word


def _add_missing(word: Word, plain: Word) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn

    for name in ("Normal", *PARAGRAPH_STYLES, TABLE_STYLE):
        kind = WD_STYLE_TYPE.TABLE if name == TABLE_STYLE else WD_STYLE_TYPE.PARAGRAPH
        if any(style.name == name and style.type == kind for style in word.styles):
            continue
        made = deepcopy(plain.styles[name].element)
        for tag in ("w:link", "w:next", "w:basedOn", "w:rPr/w:rFonts", "w:pPr/w:numPr"):
            for found in made.findall("/".join(qn(part) for part in tag.split("/"))):
                found.getparent().remove(found)
        made.styleId = _free(made.styleId, set(_ids(word)))
        if name in word.styles:
            # A style of that name but of another kind keeps it.
            made.name_val = f"{name} (paper)"
        word.styles.element.append(made)
        if name != "Normal":
            style: Any = next(s for s in word.styles if s.element is made)
            if kind == WD_STYLE_TYPE.PARAGRAPH:
                style.base_style = word.styles["Normal"]
            if name == "List Bullet":
                _bulleted(word, style)


def _ids(word: Word) -> Iterator[str]:
    return (style.style_id for style in word.styles)


def _free(wanted: str, taken: set[str]) -> str:
    return wanted if wanted not in taken else _free(f"{wanted}Paper", taken)


def _bulleted(word: Word, style: Any) -> None:
    """Give a style bullets, by a numbering definition of its own."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.oxml import parse_xml
    from docx.parts.numbering import NumberingPart

    try:
        numbering = word.part.numbering_part.element
    except NotImplementedError:
        name, package = PackURI("/word/numbering.xml"), word.part.package
        part = NumberingPart.load(name, CONTENT_TYPE.WML_NUMBERING, _NUMBERING.encode(), package)
        word.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
        numbering = part.element
    from docx.oxml.ns import qn

    old = numbering.findall(qn("w:abstractNum"))
    pictures = numbering.findall(qn("w:numPicBullet"))
    number = max((int(a.get(qn("w:abstractNumId"))) for a in old), default=-1) + 1
    numbering.insert(len(old) + len(pictures), parse_xml(_BULLET_LEVEL.format(number)))
    num = numbering.add_num(number)
    style.element.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = num.numId
