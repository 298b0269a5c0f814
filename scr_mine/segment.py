"""Cut a document into passages: the units that are read, labelled and counted (codebook, 2).

A passage is a paragraph, a bullet with its stem, or a table row. Headings are not passages: they
are the path that leads to them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise

from scr_mine.language import sentences
from scr_mine.records import Block, BlockKind, Document, Passage
from scr_mine.store import text_hash

#: A paragraph of more words than this is split (codebook, 2).
LONG = 200
#: Bullets of at most SHORT words are read together with their stem, up to TOGETHER words in all.
SHORT, TOGETHER = 7, 90
#: A lead-in of more words than this is a passage as well as a stem.
STEM = 45
#: A cover's lines have at most COVER words and are no sentences.
COVER = 14
#: A letter or roman number is part of the numbered paragraph above it: 4.12(a).
_SUB = re.compile(r"^(?:[ivxl]+|[a-z])$")
_CLAUSE = re.compile(r";\s+|,\s+(?=and\b|but\b|which\b)")

# What becomes of a passage before its numbers: kind, start, end, block, stem.
_Unit = tuple[BlockKind, int, int, Block, str | None]


@dataclass
class _Place:
    """Where in the document the cutting has got to."""

    headings: list[tuple[int, str]] = field(default_factory=list)
    paragraph: str | None = None

    def enter(self, block: Block, title: str) -> None:
        level = block.level or 1
        self.headings = [h for h in self.headings if h[0] < level]
        self.headings.append((level, f"{block.number} {title}" if block.number else title))
        self.paragraph = None

    def number(self, block: Block) -> str | None:
        """The printed number to cite, that of the paragraph above for an unnumbered bullet."""
        if block.number is None:
            return self.paragraph if block.kind == "list_item" else None
        if _SUB.match(block.number):
            return f"{self.paragraph or ''}({block.number})"
        if block.kind != "list_item" or "." in block.number:
            self.paragraph = block.number
            return block.number
        return f"{self.paragraph}({block.number})" if self.paragraph else block.number


def segment(document: Document, review_id: str) -> tuple[Passage, ...]:
    """The passages of a document, in order, without overlap.

    `document.text[p.start:p.end] == p.text` for every passage. Ids depend on the document's id
    and the text alone, so they survive a change elsewhere in the report.
    """
    place = _Place()
    seen: dict[str, int] = {}
    found = []
    for kind, start, end, block, stem in _units(document, place):
        text = document.text[start:end]
        found.append(
            Passage(
                id=_id(review_id, document.document_id, text, seen),
                review_id=review_id,
                document=document.document_id,
                start=start,
                end=end,
                text=text,
                kind=kind,
                page=block.page,
                paragraph=place.number(block),
                headings=tuple(title for _, title in place.headings),
                stem=stem,
            )
        )
    return tuple(found)


def _id(review_id: str, document_id: str, text: str, seen: dict[str, int]) -> str:
    digest = sha256(f"{document_id}\0{text_hash(text)}".encode()).hexdigest()[:10]
    seen[digest] = seen.get(digest, 0) + 1
    repeat = f".{seen[digest]}" if seen[digest] > 1 else ""
    return f"{review_id}/{digest}{repeat}"


def _units(document: Document, place: _Place) -> Iterator[_Unit]:
    """The passages to be; `place` moves along as they are read."""
    blocks = document.blocks
    cover = _cover(document)
    at = 0
    while at < len(blocks):
        block = blocks[at]
        at += 1
        text = document.text[block.start : block.end]
        if block.kind == "heading":
            place.enter(block, text)
        elif at <= cover:
            continue
        elif block.kind == "table_row":
            yield from _pieces(document, block, " | ".join(block.header) or None)
        elif block.kind == "paragraph" and (items := _items(blocks, at, text)):
            at += len(items)
            yield from _list(document, block, items, place)
        elif any(c.isalpha() for c in text):
            yield from _pieces(document, block, None)


def _cover(document: Document) -> int:
    """How many blocks are the cover: board, label, date, author, before anything is said.

    They are furniture, and stay in the document's text. A document of nothing else has no cover.
    """
    for number, block in enumerate(document.blocks):
        text = document.text[block.start : block.end]
        said = len(text.split()) > COVER or text.endswith((".", "!", "?", ":", ";"))
        if block.kind not in ("heading", "paragraph") or (block.kind == "paragraph" and said):
            return number
    return 0


def _items(blocks: Sequence[Block], at: int, lead_in: str) -> list[Block]:
    """The bullets that complete a lead-in, if it is one."""
    if not lead_in.rstrip().endswith((":", ":-", ": -")):
        return []
    items = []
    for block in blocks[at:]:
        if block.kind != "list_item":
            break
        items.append(block)
    return items


def _list(document: Document, lead_in: Block, items: list[Block], place: _Place) -> Iterator[_Unit]:
    """A lead-in and its bullets: one passage if all are very short, else one a bullet."""
    whole = document.text[lead_in.start : items[-1].end]
    short = all(_words(document, item) <= SHORT for item in items)
    if short and len(whole.split()) <= TOGETHER:
        yield "paragraph", lead_in.start, items[-1].end, lead_in, None
        return
    spans = sentences(document.text[lead_in.start : lead_in.end])
    stem_start = lead_in.start + spans[-1][0]
    stem = document.text[stem_start : lead_in.end]
    if len(spans) > 1 or len(stem.split()) > STEM:
        yield from _pieces(document, lead_in, None)
    else:
        place.number(lead_in)
    for item in items:
        yield from _pieces(document, item, stem)


def _words(document: Document, block: Block) -> int:
    return len(document.text[block.start : block.end].split())


def _pieces(document: Document, block: Block, stem: str | None) -> Iterator[_Unit]:
    """One block as one passage, or as several of like length where it is long."""
    if not any(c.isalpha() for c in document.text[block.start : block.end]):
        return
    words = _words(document, block)
    if words <= LONG:
        yield block.kind, block.start, block.end, block, stem
        return
    for start, end in _divided(document.text[block.start : block.end], -(-words // LONG)):
        yield block.kind, block.start + start, block.start + end, block, stem


def _divided(text: str, parts: int) -> list[tuple[int, int]]:
    """A text in about `parts` stretches of like length, cut at sentence ends or else at clauses."""
    cuts = [start for start, _ in sentences(text)][1:]
    gaps = pairwise([0, *cuts, len(text)])
    if any(len(text[a:b].split()) > LONG for a, b in gaps):
        cuts = sorted({*cuts, *(m.end() for m in _CLAUSE.finditer(text))})
    chosen: list[int] = []
    for i in range(1, parts):
        target = len(text) * i // parts
        free = [cut for cut in cuts if cut > (chosen[-1] if chosen else 0)]
        if not free:
            break
        chosen.append(min(free, key=lambda cut: abs(cut - target)))
    bounds = [0, *chosen, len(text)]
    return [(a, a + len(text[a:b].rstrip())) for a, b in pairwise(bounds) if text[a:b].strip()]
