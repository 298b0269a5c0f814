"""A source as a PDF: cover, contents list, running head and foot, tables, hyphenated lines."""

from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)
from reportlab.platypus.tableofcontents import TableOfContents

from corpus.tools.render import Style, groups, printed
from corpus.tools.render_pdf_sheets import Sheets
from corpus.tools.source import NOTES_HEADING, NOTICE, Meta, Source, SourceBlock

GUTTER = 18.0
WIDTH, HEIGHT = A4
GREY = HexColor("#555555")
#: The padding of a cell, both sides, and the number of characters beyond which a cell is long.
PADDING, LONG_CELL = 13.0, 90


class _Canvas(Canvas):  # type: ignore[misc]
    """A canvas that knows how many pages there will be when it writes their feet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, state in enumerate(self._kept, 1):
            self.__dict__.update(state)
            self.setFont("Helvetica", 8)
            self.setFillColor(GREY)
            self.drawRightString(
                WIDTH - self.foot_margin, 26, f"Page {number} of {len(self._kept)}"
            )
            super().showPage()
        super().save()


class _Template(BaseDocTemplate):  # type: ignore[misc]
    """Tells the contents list of every heading as it is set."""

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802
        level = getattr(flowable, "contents_level", None)
        if level is not None:
            self.notify("TOCEntry", (level, flowable.getPlainText(), self.page))


def draw(source: Source, style: Style) -> bytes:
    """The bytes of the PDF."""
    out = BytesIO()
    meta = source.meta
    template = _Template(
        out,
        pagesize=A4,
        invariant=1,
        title=meta.title,
        author=meta.board,
        subject=NOTICE,
        pageTemplates=_pages(meta, style),
    )

    def canvas(*args: Any, **kwargs: Any) -> _Canvas:
        made = _Canvas(*args, **kwargs)
        made.foot_margin = style.margin
        return made

    template.multiBuild(_story(source, style), canvasmaker=canvas)
    return out.getvalue()


def _pages(meta: Meta, style: Style) -> list[PageTemplate]:
    def furnish(canvas: Canvas, _: BaseDocTemplate) -> None:
        _watermark(canvas, style)
        canvas.setFont("Helvetica", 8)
        canvas.setFillColor(GREY)
        canvas.drawString(style.margin, 38, NOTICE)
        canvas.drawString(style.margin, 26, meta.board)
        if style.stamp:
            canvas.drawCentredString(WIDTH / 2, HEIGHT - 24, style.stamp)

    def furnish_with_head(canvas: Canvas, template: BaseDocTemplate) -> None:
        furnish(canvas, template)
        canvas.drawString(style.margin, HEIGHT - 40, meta.title)
        canvas.setStrokeColor(GREY)
        canvas.line(style.margin, HEIGHT - 45, WIDTH - style.margin, HEIGHT - 45)

    inner = WIDTH - 2 * style.margin
    tall = HEIGHT - 130
    column = (inner - GUTTER * (style.columns - 1)) / style.columns
    frames = [
        Frame(style.margin + i * (column + GUTTER), 64, column, tall, 0, 0, 0, 0)
        for i in range(style.columns)
    ]
    whole = [Frame(style.margin, 64, inner, tall, 0, 0, 0, 0)]
    return [
        PageTemplate("cover", whole, onPage=furnish),
        PageTemplate("contents", whole, onPage=furnish_with_head),
        PageTemplate("body", frames, onPage=furnish_with_head),
    ]


def _watermark(canvas: Canvas, style: Style) -> None:
    if style.watermark:
        canvas.saveState()
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(52)
        canvas.setFont("Helvetica-Bold", 110)
        canvas.setFillColor(HexColor("#e4e4e4"))
        canvas.drawCentredString(0, -40, style.watermark)
        canvas.restoreState()


def _story(source: Source, style: Style) -> list[Flowable]:
    meta = source.meta
    sheets = Sheets(style)
    contents = TableOfContents(levelStyles=sheets.entries, dotsMinLevel=0)
    story: list[Flowable] = [
        NextPageTemplate("contents"),
        Spacer(1, 150),
        Paragraph(escape(meta.title), sheets.title),
        Paragraph(escape(meta.board), sheets.cover),
        Paragraph(escape(f"{meta.label}. {meta.year}"), sheets.cover),
        PageBreak(),
        Paragraph("Contents", sheets.headings[0]),
        contents,
        NextPageTemplate("body"),
        PageBreak(),
    ]
    width = (WIDTH - 2 * style.margin - GUTTER * (style.columns - 1)) / style.columns
    noted = False
    for group in groups(source):
        block = group[0]
        if block.kind == "note" and not noted:
            story.append(Paragraph(NOTES_HEADING, sheets.headings[2]))
        noted = block.kind == "note"
        if block.kind == "table_row":
            story += [_table(group, sheets, width), Spacer(1, style.size)]
        else:
            story.append(_paragraph(block, sheets, style))
    return story


def _paragraph(block: SourceBlock, sheets: Sheets, style: Style) -> Paragraph:
    if block.kind == "heading":
        level = block.level or 1
        heading = Paragraph(escape(printed(block)), sheets.headings[level - 1])
        if level <= len(sheets.entries):
            heading.contents_level = level - 1
        return heading
    if block.kind == "list_item":
        return Paragraph(escape(printed(block)), sheets.bullet, bulletText="•")
    if block.number and style.hanging:
        return Paragraph(escape(block.text), sheets.numbered, bulletText=block.number)
    return Paragraph(escape(printed(block)), sheets.numbered)


def _table(rows: list[SourceBlock], sheets: Sheets, width: float) -> Table:
    header = rows[0].header
    cells = [[Paragraph(escape(cell), sheets.head_cell) for cell in header]]
    cells += [[Paragraph(escape(cell), sheets.cell) for cell in row.cells] for row in rows]
    return Table(
        cells,
        colWidths=_widths([header, *(row.cells for row in rows)], sheets, width),
        repeatRows=1,
        style=[
            ("GRID", (0, 0), (-1, -1), 0.5, GREY),
            ("BACKGROUND", (0, 0), (-1, 0), HexColor("#e8edf3")),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ],
    )


def _widths(rows: list[tuple[str, ...]], sheets: Sheets, width: float) -> list[float]:
    """Column widths: room for the longest word of each, the rest shared out by length of text."""
    columns = list(zip(*rows, strict=True))
    font, size = sheets.head_cell.fontName, sheets.head_cell.fontSize
    needed = [
        PADDING
        + max(stringWidth(word, font, size) for cell in column for word in cell.split() or [""])
        for column in columns
    ]
    wanted = [min(max(map(len, column)), LONG_CELL) for column in columns]
    spare = max(width - sum(needed), 0)
    return [need + spare * want / sum(wanted) for need, want in zip(needed, wanted, strict=True)]
