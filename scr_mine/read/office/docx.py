"""Word files: body text in order, with automatic numbers, notes and tables.

Pages exist only once Word has laid the file out, so that blocks have none.
"""

import re
from dataclasses import replace
from pathlib import Path

from scr_mine.errors import UnreadableFileError
from scr_mine.read import contents
from scr_mine.read.limits import DEFAULT, Limits
from scr_mine.read.office import numbering
from scr_mine.read.office.docx_items import Item, spanned, with_headings, words_in
from scr_mine.read.office.docx_notes import ENDING_PARTS, Endings
from scr_mine.read.office.docx_runs import (
    DELETED,
    GONE,
    WRAPPERS,
    Paragraph,
    RunReader,
    deleted_text,
    plain_lines,
    running_lines,
)
from scr_mine.read.office.docx_styles import Style, Styles, is_on, outline_level, value
from scr_mine.read.office.docx_tables import cells_of, is_box, is_header_row, rows_of
from scr_mine.read.office.numbering import Label, W
from scr_mine.read.office.ooxml import DAMAGED, Element, Package, alternatives, diagram_texts, whole
from scr_mine.read.parts import Part, Reading, Tally, flat, split_lines, table_parts

#: A heading style on more words than this is a numbered paragraph that borrows the style.
HEADING_WORDS = 25
SENTENCE_WORDS = 12
MAX_SPAN = 60
#: So deep tables, boxes and notes may lie in one another: notes without any element inside another.
MAX_DEPTH = 100
TITLE_PAGE_ITEMS = 60
TITLE_PAGE_CHARACTERS = 4000
WORDED_LABEL = re.compile(r"[^\W\d_]{4,}")


def read(data: bytes, path: Path, limits: Limits = DEFAULT) -> Reading:
    """Read a Word file. Raises UnreadableFileError for a damaged, hostile or empty one."""
    package = Package(data, path, limits)
    reader = _Reader(package, contents_fields=True)
    reader.run()
    if reader.runs.fields:
        # A field has no end: what follows it may be the report.
        endless = frozenset(field.number for field in reader.runs.fields)
        reader = _Reader(package, contents_fields=not reader.runs.in_contents, endless=endless)
        reader.run()
    return reader.reading()


class _Reader:
    """Walks the body once, gathering items."""

    def __init__(
        self, package: Package, *, contents_fields: bool, endless: frozenset[int] = frozenset()
    ) -> None:
        self.package = package
        self.main = package.main_part() or "word/document.xml"
        self.relationships = package.relationships(self.main)
        self.tally = Tally()
        self.notes: list[str] = []
        self.styles = Styles(self._related_xml("styles"))
        self.numbers = numbering.load(self._related_xml("numbering"), self.styles.list_of_style)
        self.runs = RunReader(
            self.styles, self.tally, contents_fields=contents_fields, endless=endless
        )
        self.endings = Endings({k: self._related_xml(k) for k in ENDING_PARTS})
        self.waiting: list[Part] = []
        self.items: list[Item] = []
        self.tables = 0
        self.depth = 0
        self.carried = ""
        self.page_end: int | None = None

    def _related_xml(self, kind: str) -> Element | None:
        for link in self.relationships.values():
            if link.kind == kind:
                return self.package.xml(link.target)
        return None

    def run(self) -> None:
        """Walk the document's body."""
        root = self.package.xml(self.main)
        body = None if root is None else root.find(f"{W}body")
        if body is None:
            raise UnreadableFileError(self.package.path, "it has no document in it", DAMAGED)
        self._blocks(body)
        self._flush_carried()

    def _blocks(self, container: Element) -> None:
        for child in alternatives(container):
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self._table(child)
            elif child.tag == f"{W}sdt" and _is_contents(child):
                lines = list(plain_lines(child))
                self.tally.drop("contents lines", lines[-1] if lines else "", len(lines))
            elif child.tag in GONE:
                gone = deleted_text(child)
                self.tally.drop(DELETED, gone, int(bool(gone.strip())))
            elif child.tag in WRAPPERS:
                self._blocks(child)
            elif child.tag == f"{W}altChunk":
                self.notes.append("A document embedded in this file was not read.")
            if self.depth == 0:
                self.items += [Item(part=part) for part in self.waiting]
                self.waiting = []

    def _collected(self, container: Element) -> list[Item]:
        """The items of a cell or box, kept apart from the text around it."""
        if self.depth >= MAX_DEPTH:
            raise self.package.too_deep()
        outer, self.items = self.items, []
        self.depth += 1
        self._blocks(container)
        self._flush_carried()
        self.depth -= 1
        inner, self.items = self.items, outer
        return inner

    def _paragraph(self, element: Element) -> None:
        properties = element.find(f"{W}pPr")
        style = self.styles.get(value(properties, "pStyle"))
        was_contents = self.runs.in_contents
        paragraph = self.runs.read(element, style.look.over(self.styles.base))
        if paragraph.page_break or _breaks_page(properties):
            self._end_first_page()
        if paragraph.contents or style.is_contents:
            printed = paragraph.contents + paragraph.text
            self.tally.drop("contents lines", printed, int(bool(printed.strip())))
            paragraph.text = paragraph.text if was_contents and not style.is_contents else ""
            paragraph.text = paragraph.text if paragraph.text.strip() else ""
        self._cite(paragraph)
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            self.carried += paragraph.text
        else:
            paragraph.text, self.carried = self.carried + paragraph.text, ""
            label = self._label(properties, style)
            self._emit(paragraph, label, _level(properties, style))
        for box in paragraph.boxes:
            self.items += self._collected(box)
        for diagram in paragraph.diagrams:
            self._diagram(diagram)

    def _end_first_page(self) -> None:
        if self.page_end is None and self.depth == 0 and self.items:
            self.page_end = len(self.items)

    def _flush_carried(self) -> None:
        if self.carried.strip():
            self.items.append(Item(part=Part(kind="paragraph", text=self.carried)))
        self.carried = ""

    def _label(self, properties: Element | None, style: Style) -> Label | None:
        num_id = value(properties, "numPr/numId")
        ilvl = value(properties, "numPr/ilvl")
        level = whole(ilvl)
        if num_id is None:
            num_id = style.num_id
            if num_id is not None and level is None:
                style_id = value(properties, "pStyle") or self.styles.paragraph_default
                level = self.numbers.level_of_style(num_id, style_id)
                level = style.ilvl if level is None else level
        if num_id in {None, "", "0"}:
            return None
        label = self.numbers.next(num_id or "", level or 0)
        if label is not None and not any(c.isalnum() for c in label.text):
            return replace(label, bullet=True)
        return label

    def _emit(self, paragraph: Paragraph, label: Label | None, level: int | None) -> None:
        text = paragraph.text
        number = label.text if label and not label.bullet else None
        if number and WORDED_LABEL.search(number) and text.strip():
            # `Recommendation 3`: words belong to the text, as they do where they are typed.
            text, number = f"{number} {text.lstrip()}", None
        words = len(text.split())
        ends = text.rstrip().endswith((".", ";")) and words > SENTENCE_WORDS
        if level and words <= HEADING_WORDS and not ends:
            self._add(Part(kind="heading", text=_one_line(text), level=level, number=number), None)
            return
        kind = "list_item" if label and label.bullet else "paragraph"
        for i, block in enumerate(split_lines(text)):
            first = i == 0
            part = Part(
                kind="list_item" if first and kind == "list_item" else "paragraph",
                text=block,
                number=number if first else None,
            )
            self._add(part, paragraph)
        if number and not text.strip() and self.depth:
            self._add(Part(kind="paragraph", text=number), None)

    def _add(self, part: Part, paragraph: Paragraph | None) -> None:
        if not part.text.strip():
            return
        if paragraph is None:
            self.items.append(Item(part=part))
        else:
            self.items.append(
                Item(part=part, bold=paragraph.is_bold, size=paragraph.mean_size, plain=True)
            )

    def _cite(self, paragraph: Paragraph) -> None:
        for kind, note_id, own_mark in paragraph.notes:
            element, mark = self.endings.cited(kind, note_id, own_mark)
            if element is not None:
                text = flat([item.part for item in self._collected(element)])
                self.waiting.append(Part(kind="footnote", text=text, number=mark))

    def _diagram(self, relationship: str) -> None:
        link = self.relationships.get(relationship)
        for text in diagram_texts(self.package, link.target) if link else ():
            self.items.append(Item(part=Part(kind="list_item", text=text)))

    def _table(self, table: Element) -> None:
        rows = [[self._cell(cell) for cell in cells_of(row)] for row in rows_of(table)]
        rows = [row for row in rows if row]
        if is_box([[words_in(items) for items, _ in row] for row in rows]):
            for row in rows:
                for items, _ in row:
                    self.items += items
            return
        self.tables += 1
        marked = [is_header_row(row) for row in rows_of(table)]
        has_header = True if marked[:1] == [True] and not all(marked) else None
        texts = [tuple(t for items, span in row for t in spanned(items, span)) for row in rows]
        if texts and len({len(row) for row in texts}) > 1:
            width = max(map(len, texts))
            texts = [row + ("",) * (width - len(row)) for row in texts]
        for part in table_parts(texts, None, has_header=has_header):
            self.items.append(Item(part=part))

    def _cell(self, cell: Element) -> tuple[list[Item], int]:
        properties = cell.find(f"{W}tcPr")
        span = value(properties, "gridSpan")
        merge = properties.find(f"{W}vMerge") if properties is not None else None
        items = self._collected(cell)
        if merge is not None and merge.get(f"{W}val", "continue") == "continue":
            items = []
        return items, max(1, min(whole(span) or 1, MAX_SPAN))

    def reading(self) -> Reading:
        """Everything found, headings without a style told apart, furniture counted."""
        links = self.relationships.values()
        running = [link.target for link in links if link.kind in {"header", "footer"}]
        title = running_lines(self.package, running, self.tally) + [
            item.part.text or " ".join(item.part.cells)
            for item in self.items[: min(self.page_end or TITLE_PAGE_ITEMS, TITLE_PAGE_ITEMS)]
        ]
        comments = self._related_xml("comments")
        if comments is not None:
            for comment in comments.iter(f"{W}comment"):
                self.tally.drop("comments", " ".join(plain_lines(comment)))
        parts = contents.strip(with_headings(self.items), self.tally)
        return Reading(
            format="docx",
            parts=tuple(parts),
            pages=None,
            tally=self.tally,
            tables=self.tables,
            notes=tuple(dict.fromkeys(self.notes)),
            title_page="\n".join(line.strip() for line in title)[:TITLE_PAGE_CHARACTERS],
        )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _level(properties: Element | None, style: Style) -> int | None:
    level = outline_level(properties)
    return style.level if level is None else level


def _breaks_page(properties: Element | None) -> bool:
    if properties is None:
        return False
    before = properties.find(f"{W}pageBreakBefore")
    return properties.find(f"{W}sectPr") is not None or (
        before is not None and is_on(before.get(f"{W}val", "1"))
    )


def _is_contents(element: Element) -> bool:
    gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(f"{W}val", "").startswith("Table of Contents")
