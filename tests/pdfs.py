"""PDF files for tests, drawn with reportlab: the same bytes every time, all text invented."""

from io import BytesIO

import pyphen
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 72.0, WIDTH - 72.0, 90.0, HEIGHT - 80.0
HYPHENS = pyphen.Pyphen(lang="en_GB")


class Sheet:
    """A PDF being drawn from the top of the page down; y runs downwards."""

    def __init__(self, *, size: float = 11, head: str = "", foot: str = "", **options: object):
        self.buffer = BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=A4, invariant=1, **options)
        self.size, self.head, self.foot = size, head, foot
        self.page = 0
        self.open_page()

    def open_page(self) -> None:
        """Begin a page with its running head and foot; `#` in them is the page number."""
        if self.page:
            self.canvas.showPage()
        self.page += 1
        self.y = TOP
        if self.head:
            self.at(self.head.replace("#", str(self.page)), LEFT, 40, size=8)
        if self.foot:
            self.at(self.foot.replace("#", str(self.page)), LEFT, HEIGHT - 30, size=8)

    def at(
        self, text: str, x: float, y: float, *, size: float | None = None, bold: bool = False
    ) -> None:
        """Draw one line at a place."""
        self.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size or self.size)
        self.canvas.drawString(x, HEIGHT - y, text)

    def raised(self, text: str, mark: str, after: str, x: float, y: float) -> None:
        """Draw a line with a small raised mark inside."""
        line = self.canvas.beginText(x, HEIGHT - y)
        for piece, size, rise in ((text, self.size, 0), (mark, 0.6 * self.size, 4)):
            line.setFont("Helvetica", size)
            line.setRise(rise)
            line.textOut(piece)
        line.setFont("Helvetica", self.size)
        line.setRise(0)
        line.textOut(after)
        self.canvas.drawText(line)

    def heading(self, text: str, *, size: float = 14) -> None:
        """A bold heading on the next line."""
        self.y += 10
        self.at(text, LEFT, self.y, size=size, bold=True)
        self.y += 20

    def paragraph(
        self,
        text: str,
        *,
        label: str = "",
        left: float = LEFT,
        right: float = RIGHT,
        after: float = 8,
        hyphenate: bool = False,
        hang: float = 36,
    ) -> None:
        """A paragraph broken over lines and, where the page ends, over pages."""
        indent = left + hang if label else left
        lines = broken(text, right - indent, self.size, hyphenate=hyphenate)
        for i, line in enumerate(lines):
            if self.y > BOTTOM:
                self.open_page()
            if label and i == 0:
                self.at(label, left, self.y)
            self.at(line, indent, self.y)
            self.y += 1.25 * self.size
        self.y += after

    def table(self, rows: list[tuple[str, ...]], widths: tuple[float, ...]) -> None:
        """A ruled table, its cells wrapped; a row goes to the next page as a whole."""
        for row in rows:
            cells = [broken(c, w - 8, self.size) for c, w in zip(row, widths, strict=True)]
            height = 1.25 * self.size * max(map(len, cells)) + 8
            if self.y + height > BOTTOM:
                self.open_page()
            x = LEFT
            for lines, width in zip(cells, widths, strict=True):
                self.canvas.rect(x, HEIGHT - self.y - height, width, height)
                for i, line in enumerate(lines):
                    self.at(line, x + 4, self.y + 4 + 1.25 * self.size * (i + 0.75))
                x += width
            self.y += height
        self.y += 16

    def bytes(self) -> bytes:
        """The finished file."""
        self.canvas.save()
        return self.buffer.getvalue()


def broken(text: str, width: float, size: float, *, hyphenate: bool = False) -> list[str]:
    """A text as lines no wider than `width` points."""
    lines = [""]
    for word in text.split():
        trial = f"{lines[-1]} {word}".strip()
        if stringWidth(trial, "Helvetica", size) <= width:
            lines[-1] = trial
            continue
        if hyphenate and (cut := _cut(lines[-1], word, width, size)):
            lines[-1] = f"{lines[-1]} {cut[0]}".strip()
            word = cut[1]
        lines.append(word)
    return [line for line in lines if line]


def _cut(line: str, word: str, width: float, size: float) -> tuple[str, str] | None:
    if "-" in word:
        first, rest = word.rsplit("-", 1)
        pairs = [(f"{first}-", rest)]
    else:
        pairs = [(f"{a}-", b) for a, b in HYPHENS.iterate(word)]
    for first, rest in pairs:
        if stringWidth(f"{line} {first}".strip(), "Helvetica", size) <= width:
            return first, rest
    return None
