"""A source as a Word file: heading styles, counted numbers, contents field, page fields."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Pt, RGBColor

from corpus.tools.render import MOMENT, Style, column_shares, groups, printed, repacked
from corpus.tools.render_docx_numbers import Counted, define, plan
from corpus.tools.source import NOTES_HEADING, NOTICE, Meta, Source, SourceBlock

#: How many words are supposed to fill a page, for the page numbers kept in the contents list.
PAGE_WORDS = 430
CONTENTS_LEVELS = 2
#: Where the body begins: after the cover and the contents list.
FIRST_PAGE = 3


def draw(source: Source, style: Style) -> bytes:
    """The bytes of the Word file."""
    document = Document()
    _set_look(document, style)
    _set_properties(document, source.meta)
    _furnish(document, source.meta, style)
    blocks = list(source.blocks)
    counted, patterns = plan(blocks)
    number_id = define(document, patterns) if patterns else 0
    _cover(document, source.meta)
    _contents(document, blocks)
    places = {id(block): i for i, block in enumerate(blocks)}
    noted = False
    for group in groups(source):
        block = group[0]
        if block.kind == "note" and not noted:
            document.add_heading(NOTES_HEADING, 3)
        noted = block.kind == "note"
        if block.kind == "table_row":
            _table(document, group)
        else:
            _paragraph(document, block, counted.get(places[id(block)]), number_id)
    out = BytesIO()
    document.save(out)
    return repacked(out.getvalue())


def _set_look(document: Any, style: Style) -> None:
    font = "Cambria" if style.serif else "Arial"
    normal = document.styles["Normal"]
    normal.font.name = font
    normal.font.size = Pt(style.size)
    for level in (1, 2, 3):
        heading = document.styles[f"Heading {level}"]
        heading.font.color.rgb = RGBColor.from_string(style.colour.upper())
    section = document.sections[0]
    section.left_margin = section.right_margin = Pt(style.margin)
    for level in range(1, CONTENTS_LEVELS + 1):
        entry = document.styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
        entry.base_style = normal
        entry.paragraph_format.left_indent = Pt(14 * (level - 1))
        entry.paragraph_format.space_after = Pt(3)
        stops = entry.paragraph_format.tab_stops
        stops.add_tab_stop(_width(document), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def _width(document: Any) -> int:
    """The width between the margins, in English Metric Units."""
    section = document.sections[0]
    return int(section.page_width - section.left_margin - section.right_margin)


def _set_properties(document: Any, meta: Meta) -> None:
    properties = document.core_properties
    properties.title = meta.title
    properties.author = properties.last_modified_by = meta.board
    properties.subject = NOTICE
    properties.created = properties.modified = MOMENT
    properties.comments = properties.keywords = ""
    properties.revision = 1


def _furnish(document: Any, meta: Meta, style: Style) -> None:
    section = document.sections[0]
    head = section.header.paragraphs[0]
    if style.stamp:
        head.text = style.stamp
        head.alignment = WD_ALIGN_PARAGRAPH.CENTER
        head = section.header.add_paragraph()
    head.text = meta.title
    section.footer.paragraphs[0].text = NOTICE
    foot = section.footer.add_paragraph("Page ")
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _field(foot, "PAGE", "1")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES", "1")
    for paragraph in (*section.header.paragraphs, *section.footer.paragraphs):
        paragraph.paragraph_format.space_after = Pt(0)
        for run in paragraph.runs:
            run.font.size = Pt(8.5)


def _mark(paragraph: Any, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)


def _instruct(paragraph: Any, code: str) -> None:
    _mark(paragraph, "begin")
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {code} "
    paragraph.add_run()._r.append(instruction)
    _mark(paragraph, "separate")


def _field(paragraph: Any, code: str, kept: str) -> None:
    _instruct(paragraph, code)
    paragraph.add_run(kept)
    _mark(paragraph, "end")


def _cover(document: Any, meta: Meta) -> None:
    title = document.add_paragraph(meta.title, style="Title")
    title.paragraph_format.space_before = Pt(150)
    document.add_paragraph(meta.board, style="Subtitle")
    document.add_paragraph(f"{meta.label}. {meta.year}", style="Subtitle")
    document.add_page_break()


def _contents(document: Any, blocks: Iterable[SourceBlock]) -> None:
    """A contents field with the entries that Word last kept in it."""
    document.add_paragraph("Contents", style="TOC Heading")
    paragraph = document.add_paragraph()
    _instruct(paragraph, f'TOC \\o "1-{CONTENTS_LEVELS}" \\h \\z \\u')
    words, first = 0, True
    for block in blocks:
        words += sum(len(text.split()) for text in (block.text, *block.cells))
        if block.kind != "heading" or (block.level or 1) > CONTENTS_LEVELS:
            continue
        if not first:
            paragraph = document.add_paragraph()
        first = False
        paragraph.style = f"toc {block.level}"
        paragraph.add_run(f"{printed(block)}\t{FIRST_PAGE + words // PAGE_WORDS}")
    _mark(paragraph, "end")
    document.add_page_break()


def _paragraph(document: Any, block: SourceBlock, counted: Counted | None, number_id: int) -> None:
    text = counted.text if counted else printed(block)
    if block.kind == "heading":
        paragraph = document.add_heading(text, block.level or 1)
    elif block.kind == "list_item":
        paragraph = document.add_paragraph(text, style="List Bullet")
    else:
        paragraph = document.add_paragraph(text)
    if counted:
        numbers = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        numbers.get_or_add_ilvl().val = counted.level
        numbers.get_or_add_numId().val = number_id


def _table(document: Any, rows: list[SourceBlock]) -> None:
    header = rows[0].header
    table = document.add_table(rows=0, cols=len(header), style="Table Grid")
    table.autofit = False
    texts = [header, *(row.cells for row in rows)]
    widths = [Emu(int(_width(document) * share)) for share in column_shares(texts)]
    for row in texts:
        for cell, text, width in zip(table.add_row().cells, row, widths, strict=True):
            cell.text = text
            cell.width = width
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
    repeat = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
    document.add_paragraph()
