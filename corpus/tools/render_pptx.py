"""A source as a slide deck: one slide a heading, notes, tables, a footer on every slide."""

from copy import deepcopy
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from corpus.tools.render import MOMENT, Style, column_shares, printed, repacked
from corpus.tools.source import NOTICE, Meta, Source, SourceBlock

#: What fits on a slide; what is beyond it goes on another with the same title.
SLIDE_ITEMS, SLIDE_WORDS, SLIDE_ROWS = 8, 110, 9
TITLE_AND_BODY, TITLE_ONLY, COVER = 1, 5, 0
FOOTERS = ("ftr", "sldNum")
#: Left, top, width and height of the footer.
FOOTER_PLACE = (Emu(457200), Emu(6356350), Emu(6600000), Emu(365125))


def draw(source: Source, style: Style) -> bytes:
    """The bytes of the deck."""
    deck = Presentation()
    _set_properties(deck, source.meta)
    if source.meta.kind != "slides":
        _cover(deck, source.meta, style)
    for title, blocks in _slides(source):
        _add(deck, title, blocks, source.meta, style)
    out = BytesIO()
    deck.save(out)
    return repacked(out.getvalue())


def _set_properties(deck: Any, meta: Meta) -> None:
    properties = deck.core_properties
    properties.title = meta.title
    properties.author = properties.last_modified_by = meta.board
    properties.subject = NOTICE
    properties.created = properties.modified = MOMENT
    properties.revision = 1


def _slides(source: Source) -> list[tuple[str, list[SourceBlock]]]:
    """Titles with what stands under them; in a deck only first-level headings begin a slide."""
    found: list[tuple[str, list[SourceBlock]]] = []
    for block in source.blocks:
        begins = block.kind == "heading" and (block.level == 1 or source.meta.kind != "slides")
        if begins or not found:
            found.append((printed(block) if begins else source.meta.title, []))
        if not begins:
            found[-1][1].append(block)
    return found


def _add(deck: Any, title: str, blocks: list[SourceBlock], meta: Meta, style: Style) -> None:
    notes = [block.text for block in blocks if block.kind == "note"]
    first = None
    for part in _parts([block for block in blocks if block.kind != "note"]) or [[]]:
        table = bool(part) and part[0].kind == "table_row"
        slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY if table else TITLE_AND_BODY])
        slide.shapes.title.text = title
        _paint(slide.shapes.title, style)
        if table:
            _table(slide, part)
        else:
            _fill(slide.placeholders[1].text_frame, part)
        _footer(slide, meta, len(deck.slides))
        first = first or slide
    if notes and first is not None:
        first.notes_slide.notes_text_frame.text = "\n".join(notes)


def _parts(blocks: list[SourceBlock]) -> list[list[SourceBlock]]:
    """The blocks of one heading, a slideful each; a table has slides to itself."""
    parts: list[list[SourceBlock]] = []
    for block in blocks:
        last = parts[-1] if parts else None
        if last is None or not _fits(last, block):
            parts.append([block])
        else:
            last.append(block)
    return parts


def _fits(part: list[SourceBlock], block: SourceBlock) -> bool:
    if block.kind == "table_row" or part[0].kind == "table_row":
        return part[0].header == block.header and len(part) < SLIDE_ROWS
    words = sum(len(b.text.split()) for b in (*part, block))
    return len(part) < SLIDE_ITEMS and words <= SLIDE_WORDS


def _cover(deck: Any, meta: Meta, style: Style) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[COVER])
    slide.shapes.title.text = meta.title
    _paint(slide.shapes.title, style)
    slide.placeholders[1].text = f"{meta.board}\n{meta.label}. {meta.year}"
    _footer(slide, meta, len(deck.slides))


def _paint(shape: Any, style: Style) -> None:
    rgb = bytes.fromhex(style.colour)
    for run in shape.text_frame.paragraphs[0].runs:
        run.font.color.rgb = RGBColor(*rgb)  # type: ignore[no-untyped-call]
        run.font.name = "Georgia" if style.serif else "Arial"


def _fill(frame: Any, blocks: list[SourceBlock]) -> None:
    for i, block in enumerate(blocks):
        paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        paragraph.text = printed(block)
        paragraph.font.size = Pt(18)
        if block.kind == "heading":
            paragraph.font.bold = True
        if block.kind != "list_item":
            properties = paragraph._p.get_or_add_pPr()
            properties.set("marL", "0")
            properties.set("indent", "0")
            properties.insert(0, properties.makeelement(qn("a:buNone"), {}))


def _table(slide: Any, rows: list[SourceBlock]) -> None:
    header = rows[0].header
    shares = column_shares([header, *(row.cells for row in rows)])
    frame = slide.shapes.add_table(
        len(rows) + 1, len(header), Emu(457200), Emu(1500000), Emu(8229600), Emu(4200000)
    )
    for i, texts in enumerate((header, *(row.cells for row in rows))):
        for j, text in enumerate(texts):
            frame.table.columns[j].width = Emu(int(8229600 * shares[j]))
            cell = frame.table.cell(i, j)
            cell.text = text
            cell.text_frame.paragraphs[0].font.size = Pt(13)


def _footer(slide: Any, meta: Meta, number: int) -> None:
    """Give the slide the footer and slide number that its layout has a place for."""
    for shape in slide.slide_layout.placeholders:
        kind = shape.element.ph.get("type")
        if kind not in FOOTERS:
            continue
        copy = deepcopy(shape.element)
        slide.shapes._spTree.append(copy)
        place = slide.placeholders[shape.placeholder_format.idx]
        if kind == "ftr":
            place.left, place.top, place.width, place.height = FOOTER_PLACE
            place.text = f"{NOTICE}. {meta.board}"
            run = place.text_frame.paragraphs[0].runs[0]
            run.font.size, run.font.name = Pt(10), "Arial"
        for field in copy.iter(qn("a:fld")):
            field.find(qn("a:t")).text = str(number)
