"""The paragraph styles of a PDF in one board's look."""

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle

from corpus.tools.render import Style

#: Words shorter than this are not hyphenated.
HYPHENATED = 9


class Sheets:
    """The paragraph styles of one look."""

    def __init__(self, style: Style) -> None:
        regular, bold = (
            ("Times-Roman", "Times-Bold") if style.serif else ("Helvetica", "Helvetica-Bold")
        )
        size = style.size
        self.body = ParagraphStyle(
            "body",
            fontName=regular,
            fontSize=size,
            leading=size * 1.35,
            spaceAfter=size * 0.7,
            hyphenationLang="en_GB",
            hyphenationMinWordLength=HYPHENATED,
            allowWidows=0,
            allowOrphans=0,
        )
        if style.justified:
            self.body.alignment = TA_JUSTIFY
        indent = size * 3.6 if style.hanging else 0
        self.numbered = self.body.clone(
            "numbered", leftIndent=indent, bulletFontName=regular, bulletFontSize=size
        )
        self.bullet = self.body.clone(
            "bullet",
            leftIndent=indent + size * 1.6,
            bulletIndent=indent + size * 0.4,
            spaceAfter=size * 0.35,
            bulletFontName="Helvetica",
            bulletFontSize=size,
        )
        self.cell = self.body.clone(
            "cell", fontSize=size - 1.5, leading=(size - 1.5) * 1.25, spaceAfter=0, alignment=0
        )
        self.head_cell = self.cell.clone("head_cell", fontName=bold)
        colour = HexColor(f"#{style.colour}")
        self.headings = [
            ParagraphStyle(
                f"h{level}",
                fontName=bold,
                fontSize=size * scale,
                leading=size * scale * 1.25,
                spaceBefore=size * 1.2,
                spaceAfter=size * 0.6,
                textColor=colour,
                keepWithNext=1,
            )
            for level, scale in ((1, 1.6), (2, 1.28), (3, 1.1))
        ]
        self.title = ParagraphStyle(
            "title", parent=self.headings[0], fontSize=28, leading=34, spaceAfter=22
        )
        self.cover = ParagraphStyle("cover", parent=self.body, fontSize=15, leading=21, alignment=0)
        self.entries = [
            ParagraphStyle(
                f"toc{level}",
                fontName=regular,
                fontSize=size,
                leading=size * 1.5,
                leftIndent=size * 1.5 * level,
            )
            for level in range(2)
        ]
