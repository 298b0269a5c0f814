"""A page's elements in order as parts: blocks are ended where a browser would end them."""

import re
from dataclasses import dataclass, field
from typing import Any

from scr_mine.read import clean
from scr_mine.read.headings import HEADING_WORDS
from scr_mine.read.parts import Part, Tally, flat, split_lines, split_numbers, table_parts
from scr_mine.read.web import tables as html_tables
from scr_mine.read.web.clutter import is_link_list
from scr_mine.read.web.lists import OpenList, opened
from scr_mine.read.web.tables import BLOCKS

Element = Any
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
BOLD = {"b", "strong"}
MARK = re.compile(r"^\s*\[?\(?(?:(?:foot)?note\s*)?(\d{1,3}|[*†‡]|[ivxlc]{1,5})\)?\]?\s*$", re.I)
UNIT = re.compile(r"(?:^|[\s\d])(?:m|cm|mm|km|10)$")
NOTE_LINK = re.compile(
    r"^[^#]*#_?(?:ftn|fn|edn|footnote|endnote|cite[-_]note|note)[-_:.]?\d+$", re.I
)
BACK_LINK = re.compile(
    r"^[^#]*#_?(?:ftnref|fnref|ednref|cite[-_]ref|footnote-ref|note-ref|ref)[-_:.]?\d+", re.I
)
BACK_TEXT = re.compile(r"^(?:[\W_]*|(?:back|return|jump)\b.*)$", re.I)
NOTE_ID = re.compile(r"^_?(?:ftn|fn|edn|footnote|endnote|cite[-_]note|note)[-_:.]?(\d+)$", re.I)
NOTES_NAME = re.compile(r"^(?:foot|end)-?notes?(?:[-_]?(?:list|section))?$", re.I)


@dataclass
class Walker:
    """Walks elements and gathers parts; open lists, quotes and notes are kept on stacks."""

    tally: Tally
    parts: list[Part] = field(default_factory=list)
    tables: int = 0
    text: str = ""
    bold: int = 0
    shown: int = 0
    item: Part | None = None
    heading: int | None = None
    level: int = 0
    lists: list[OpenList] = field(default_factory=list)
    captions: set[str] = field(default_factory=set)
    in_notes: int = 0
    note: str | None = None
    in_bold: int = 0

    def walk(self, root: Element) -> None:
        """Read an element and everything in it. Nesting costs no recursion."""
        stack: list[tuple[Element, bool]] = [(root, False)]
        while stack:
            element, entered = stack.pop()
            if entered:
                self._leave(element)
                if element is not root:
                    self._add(element.tail or "")
                continue
            if not isinstance(element.tag, str) or self._handled(element):
                if element is not root:
                    self._add(element.tail or "")
                continue
            self._enter(element)
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
        self._flush()

    def _handled(self, element: Element) -> bool:
        """Elements read as a whole."""
        if element.tag == "br":
            self.text += "\n"
        elif element.tag in {"head", "img", "script", "style"}:
            pass
        elif element.tag in {"ul", "ol", "div", "nav", "p", "table"} and is_link_list(element):
            self._flush()
            links = [" ".join(a.text_content().split()) for a in element.iter("a")]
            self.tally.drop("contents lines", links[-1], len(links))
        elif element.tag in {"sup", "a"} and self._is_note_mark(element):
            pass
        elif element.tag == "dl" and html_tables.is_plain_list(element):
            self._flush()
            self._terms(element)
        elif element.tag == "table" and not html_tables.is_layout(element):
            self._flush()
            self._table(element)
        elif element.tag == "figcaption":
            self._flush()
            self._caption(" ".join(element.text_content().split()))
        else:
            return False
        return True

    def _enter(self, element: Element) -> None:
        if element.tag in BLOCKS or element.tag in HEADINGS:
            self._flush()
        if element.tag in HEADINGS:
            self.heading = int(element.tag[1])
        elif element.tag in {"ul", "ol"}:
            self.lists.append(opened(element))
        elif element.tag == "li":
            number = self.lists[-1].next(element) if self.lists else None
            self.item = Part(kind="list_item", text="", number=number)
        elif element.tag in BOLD:
            self.in_bold += 1
        self.in_notes += _is_notes(element)
        if match := NOTE_ID.match(element.get("id", "")):
            if element.tag in {"li", "div", "p", "aside"}:
                self.note = match.group(1)
        elif self.in_notes and self.item is not None and element.tag == "li":
            self.note = self.item.number
        self._add(element.text or "", keep_lines=element.tag == "pre")

    def _leave(self, element: Element) -> None:
        if element.tag in BLOCKS or element.tag in HEADINGS:
            self._flush()
        if element.tag in HEADINGS:
            self.heading = None
        elif element.tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
        elif element.tag == "li":
            self.item = None
        elif element.tag in BOLD:
            self.in_bold -= 1
        self.in_notes -= _is_notes(element)
        if NOTE_ID.match(element.get("id", "")) or (self.in_notes and element.tag == "li"):
            self.note = None

    def _add(self, text: str, *, keep_lines: bool = False) -> None:
        if not keep_lines:
            text = re.sub(r"[ \t\r\n\f]+", " ", text)
        self.text += text
        visible = sum(not c.isspace() for c in text)
        self.shown += visible
        self.bold += visible if self.in_bold else 0

    def _is_note_mark(self, element: Element) -> bool:
        """Footnote marks and the arrows back to them: not part of the sentence."""
        text = element.text_content().strip()
        href = element.get("href", "")
        if element.tag == "a":
            back = BACK_LINK.match(href) or "footnote-back" in element.get("class", "")
            if back and (MARK.match(text) or BACK_TEXT.match(text)):
                if self.note is None and (match := MARK.match(text)) and not self.text.strip():
                    self.note = match.group(1)
                return True
            marked = element.get("role") == "doc-noteref" or bool(NOTE_LINK.match(href))
            if not (marked and MARK.match(text)):
                return False
        else:
            linked = any(a.get("href", "") for a in element.iter("a"))
            if not MARK.match(text) or (text.isalpha() and not linked):
                return False
            if UNIT.search(self.text) and not linked:
                return False
        if not self.text.strip():
            self.note = self.note or (text.strip("[]()") if self.in_notes else None)
        self.tally.drop("footnote marks", text)
        return True

    def _flush(self) -> None:
        text, self.text = self.text, ""
        is_bold = 0 < self.shown == self.bold
        self.shown = self.bold = 0
        if not text.strip():
            return
        if self.heading is not None:
            self._heading(text, self.heading)
        elif self.note is not None:
            text = re.sub(rf"^\s*[\[(]?{re.escape(self.note)}[\])]?[.:]?\s+", "", text)
            self.parts.append(Part(kind="footnote", text=_flat(text), number=self.note))
        else:
            self._blocks(text, is_bold)

    def _heading(self, text: str, level: int) -> None:
        self.level = level
        self.parts.append(Part(kind="heading", text=_flat(text), level=level))

    def _blocks(self, text: str, is_bold: bool) -> None:
        blocks = [block for line in split_lines(text) for block in split_numbers(line)]
        whole = len(blocks) == 1 and self.item is None
        if whole and is_bold and _could_head(blocks[0]):
            level = min(max(self.level, 1) + 1, 9) if self.parts else 1
            self.parts.append(Part(kind="heading", text=_flat(blocks[0]), level=level))
            return
        for block in blocks:
            item, self.item = self.item, None
            if item is None:
                self.parts.append(Part(kind="paragraph", text=block))
                continue
            typed = clean.split_label(block.strip())[0] is not None
            number = None if typed else item.number
            self.parts.append(Part(kind="list_item", text=block, number=number))

    def _caption(self, text: str) -> None:
        if not text:
            return
        if text in self.captions:
            self.tally.drop("repeated captions", text)
            return
        self.captions.add(text)
        self.parts.append(Part(kind="paragraph", text=text))

    def _terms(self, element: Element) -> None:
        """A list of terms as rows of term and meaning."""
        rows = html_tables.terms(element)
        self.parts += [Part(kind="table_row", text="", cells=row) for row in rows]

    def _table(self, table: Element) -> None:
        self.tables += 1
        caption = table.find("caption")
        if caption is not None:
            self._caption(_flat(caption.text_content()))
        rows = html_tables.rows(table, self._cell)
        has_header = True if html_tables.has_header(table) else None
        self.parts += table_parts(rows, None, has_header=has_header)

    def _cell(self, cell: Element) -> str:
        inner = Walker(self.tally, captions=self.captions)
        inner.walk(cell)
        return flat(inner.parts)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _could_head(text: str) -> bool:
    text = clean.INVISIBLE.sub("", text).rstrip()
    words = len(text.split())
    return (
        words <= HEADING_WORDS
        and not text.endswith((".", ";", ","))
        and (any(c.isalpha() for c in text))
    )


def _is_notes(element: Element) -> bool:
    """Whether an element is a list of footnotes."""
    names = [*element.get("class", "").split(), element.get("id", ""), element.get("role", "")]
    return any(NOTES_NAME.match(name.removeprefix("doc-")) for name in names if name)
