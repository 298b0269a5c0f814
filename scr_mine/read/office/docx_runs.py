"""The text of one Word paragraph: runs, fields, tracked changes, hidden text, note marks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from scr_mine.read.office.docx_styles import Look, Styles, look_of, value
from scr_mine.read.office.numbering import W
from scr_mine.read.office.ooxml import DGM, Element, Package, R, alternatives
from scr_mine.read.parts import Tally

V = "{urn:schemas-microsoft-com:vml}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
CONTENTS_FIELDS = {"TOC", "TOA", "INDEX"}
#: Fields whose result is a page number or other furniture.
FURNITURE_FIELDS = {"PAGE", "NUMPAGES", "SECTIONPAGES"}
WRAPPERS = {
    f"{W}{name}"
    for name in (
        "hyperlink",
        "ins",
        "moveTo",
        "smartTag",
        "sdt",
        "sdtContent",
        "customXml",
        "bdo",
        "dir",
    )
}
DELETED = "deleted text (tracked changes)"
GONE = {f"{W}del", f"{W}moveFrom"}
NOTE_MARKS = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
#: A character of a symbol font: four hexadecimal digits, not half of a surrogate pair.
SYMBOL_CODE = re.compile(r"^(?![Dd][89A-Fa-f])[0-9A-Fa-f]{4}$")
RAISED_MARK = re.compile(r"^\s*\[?(?:\d{1,3}(?:\s*,\s*\d{1,3})*|[*†‡])\]?\s*$")
BEFORE_POWER = re.compile(r"(?:\b(?:m|cm|mm|km|10)|^|\s)$")
#: Characters of the symbol fonts that carry meaning in running text.
SYMBOLS = {
    0xF0FC: "✓", 0xF0FB: "✗", 0xF0B0: "°", 0xF0A3: "≤", 0xF0B3: "≥", 0xF0B1: "±", 0xF0BE: "—",
}  # fmt: skip


@dataclass
class Field:
    """A field as it is read: its instruction, whether its result has begun, which one it is."""

    instruction: str = ""
    result: bool = False
    number: int = 0

    @property
    def name(self) -> str:
        """The field's kind, e.g. `TOC`."""
        words = self.instruction.split()
        return words[0].upper() if words else ""


@dataclass
class Paragraph:
    """What the runs of one paragraph add up to.

    `notes` are (kind, id, own mark) of notes cited; `boxes` hold text boxes anchored here,
    `diagrams` relationship ids of SmartArt; `contents` is text of a contents field.
    """

    text: str = ""
    contents: str = ""
    bold: int = 0
    shown: int = 0
    size: float = 0.0
    notes: list[tuple[str, str, str | None]] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    diagrams: list[str] = field(default_factory=list)
    page_break: bool = False

    def add(self, text: str, look: Look) -> None:
        """Append a run's text; sizes and boldness are weighted by visible characters."""
        self.text += text
        visible = sum(not c.isspace() for c in text)
        self.shown += visible
        self.bold += visible if look.bold else 0
        self.size += visible * (look.size or 0)

    @property
    def is_bold(self) -> bool:
        """Whether all that can be seen is bold."""
        return 0 < self.shown == self.bold

    @property
    def mean_size(self) -> float:
        """Mean font size in half-points."""
        return self.size / max(self.shown, 1)


class RunReader:
    """Reads the runs of paragraphs in order; open fields reach over paragraphs.

    Fields whose numbers are `endless` are passed over, as if they had not begun.
    """

    def __init__(
        self,
        styles: Styles,
        tally: Tally,
        *,
        contents_fields: bool,
        endless: frozenset[int] = frozenset(),
    ) -> None:
        self.styles = styles
        self.tally = tally
        self.fields: list[Field] = []
        self._contents_fields, self._endless = contents_fields, endless
        self._begun = 0

    @property
    def in_contents(self) -> bool:
        """Whether a contents field is open."""
        return self._contents_fields and any(f.name in CONTENTS_FIELDS for f in self.fields)

    def read(self, element: Element, base: Look) -> Paragraph:
        """A paragraph element's content; `base` is the look its style gives it."""
        paragraph = Paragraph()
        self._inline(element, paragraph, base)
        return paragraph

    def _inline(self, element: Element, paragraph: Paragraph, base: Look) -> None:
        for child in alternatives(element):
            if child.tag == f"{W}r":
                self._run(child, paragraph, base)
            elif child.tag in GONE:
                gone = deleted_text(child)
                self.tally.drop(DELETED, gone, int(bool(gone.strip())))
            elif child.tag in WRAPPERS:
                self._inline(child, paragraph, base)
            elif child.tag == f"{W}fldSimple":
                self.fields.append(Field(child.get(f"{W}instr", ""), result=True))
                self._inline(child, paragraph, base)
                self.fields.pop()
            elif child.tag in {f"{M}oMath", f"{M}oMathPara"}:
                paragraph.add("".join(t.text or "" for t in child.iter(f"{M}t")), base)

    def _run(self, run: Element, paragraph: Paragraph, base: Look) -> None:
        properties = run.find(f"{W}rPr")
        look = base
        if properties is not None:
            if style := value(properties, "rStyle"):
                look = self.styles.get(style).look.over(look)
            look = look_of(properties).over(look)
        text = ""
        own_mark = False
        for child in alternatives(run):
            if child.tag in NOTE_MARKS:
                own_mark = child.get(f"{W}customMarkFollows", "0") in {"1", "true", "on"}
                if not look.hidden:
                    paragraph.notes.append((NOTE_MARKS[child.tag], child.get(f"{W}id", ""), None))
            elif child.tag in {f"{W}fldChar", f"{W}instrText"}:
                self._field(child)
            elif child.tag in {f"{W}drawing", f"{W}pict", f"{W}object"}:
                _anchored(child, paragraph)
            elif child.tag in {f"{W}br", f"{W}lastRenderedPageBreak"}:
                paragraph.page_break |= (
                    child.get(f"{W}type", "page" if "last" in child.tag else "") == "page"
                )
                text += "\n" if child.tag == f"{W}br" else ""
            else:
                text += _character(child)
        if own_mark and paragraph.notes:
            kind, note, _ = paragraph.notes[-1]
            paragraph.notes[-1] = (kind, note, text.strip() or None)
            return
        self._add(text, paragraph, look)

    def _field(self, element: Element) -> None:
        if element.tag == f"{W}instrText":
            if self.fields and not self.fields[-1].result:
                self.fields[-1].instruction += element.text or ""
            return
        match element.get(f"{W}fldCharType"):
            case "begin":
                self._begun += 1
                if self._begun not in self._endless:
                    self.fields.append(Field(number=self._begun))
            case "separate" if self.fields:
                self.fields[-1].result = True
            case "end" if self.fields:
                self.fields.pop()

    def _add(self, text: str, paragraph: Paragraph, look: Look) -> None:
        if not text or not all(f.result for f in self.fields):
            return
        if self.in_contents:
            paragraph.contents += text
        elif any(f.name in FURNITURE_FIELDS for f in self.fields):
            self.tally.drop("page numbers", text)
        elif look.hidden:
            if text.strip():
                self.tally.drop("hidden text", text)
        elif look.raised and RAISED_MARK.match(text) and not BEFORE_POWER.search(paragraph.text):
            self.tally.drop("footnote marks", text)
        else:
            paragraph.add(text, look)


def _character(element: Element) -> str:
    """What one child of a run prints."""
    match element.tag.removeprefix(W):
        case "t":
            return element.text or ""
        case "tab" | "ptab":
            return "\t"
        case "cr":
            return "\n"
        case "noBreakHyphen":
            return "-"
        case "sym":
            code = element.get(f"{W}char", "")
            point = int(code, 16) if SYMBOL_CODE.match(code) else 0xFFFD
            return SYMBOLS.get(point, chr(point))
    return ""


def _anchored(element: Element, paragraph: Paragraph) -> None:
    """Text boxes, SmartArt and word art inside a drawing, each once."""
    for child in alternatives(element):
        if child.tag == f"{W}txbxContent":
            paragraph.boxes.append(child)
        elif child.tag == f"{DGM}relIds":
            paragraph.diagrams.append(child.get(f"{R}dm", ""))
        else:
            _anchored(child, paragraph)


def deleted_text(element: Element) -> str:
    """The words of a tracked deletion or move."""
    tags = (f"{W}delText", f"{W}t")
    return "".join(t.text or "" for t in element.iter(*tags))


def plain_lines(root: Element) -> Iterator[str]:
    """The lines of a header, footer or comment, without regard to their form."""
    for paragraph in root.iter(f"{W}p"):
        line = "".join(
            (t.text or "") if t.tag == f"{W}t" else " " for t in paragraph.iter(f"{W}t", f"{W}tab")
        )
        if line.strip():
            yield " ".join(line.split())


def running_lines(package: Package, names: list[str], tally: Tally) -> list[str]:
    """The lines of headers and footers, each once; they and watermarks are counted."""
    lines: list[str] = []
    for name in names:
        root = package.xml(name)
        if root is None:
            continue
        for shape in root.iter(f"{V}textpath"):
            tally.drop("watermarks", shape.get("string", ""))
        lines += plain_lines(root)
    for line in lines:
        tally.drop("running heads and feet", line)
    return list(dict.fromkeys(lines))
