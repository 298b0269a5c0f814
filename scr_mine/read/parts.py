"""What a format reader hands over: parts in reading order, before they become a document."""

import re
from dataclasses import dataclass, field
from typing import Literal

from scr_mine.errors import UnreadableFileError
from scr_mine.read import clean
from scr_mine.records import BlockKind

Format = Literal["pdf", "docx", "pptx", "html", "text"]

#: Column headings are this short; a cell with more words says something itself.
HEADER_WORDS = 6
#: Share of rows that must begin with a lone number for a table to be a numbered text.
NUMBERED_SHARE = 0.6
SENTENCE_ENDED = re.compile(r"[.?!:;]['\"”’)\]]*$")
#: A paragraph of this many characters may be a whole page with numbered paragraphs inside it.
RUN_TOGETHER = 600
INNER_NUMBER = re.compile(r"(?<=[.?!:”’])\s+(\d{1,2}(?:\.\d{1,3}){1,2})\.?\s+(?=[A-Z“‘'\"])")
CONVERTER_LINE = re.compile(r"^Page \d{1,4}:(?:\s|$)")


class ScannedError(UnreadableFileError):
    """A file whose pages are pictures of text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One paragraph, heading, bullet or table row as read, its text not yet cleaned.

    `number` is a printed label that the format keeps apart from the text (Word's automatic
    numbers); a label typed into the text is found later. `cells` are a table row's cells.
    """

    kind: BlockKind
    text: str
    page: int | None = None
    level: int | None = None
    number: str | None = None
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()


@dataclass(kw_only=True)
class Tally:
    """Counts what a reader leaves out, with the first example of each kind."""

    counts: dict[str, int] = field(default_factory=dict)
    examples: dict[str, str] = field(default_factory=dict)

    def drop(self, what: str, example: str, count: int = 1) -> None:
        """Record that something printed was left out."""
        if count > 0:
            self.counts[what] = self.counts.get(what, 0) + count
            self.examples[what] = self.examples.get(what) or " ".join(example.split())[:120]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Everything a format reader found in one file.

    `pages` is None for formats without pages. `title_page` is the first page's text with its
    furniture, for inferring which review this is.
    """

    format: Format
    parts: tuple[Part, ...]
    pages: int | None
    tally: Tally
    pages_without_text: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    tables: int = 0
    notes: tuple[str, ...] = ()
    title_page: str = ""


def table_parts(
    rows: list[tuple[str, ...]], page: int | None, *, has_header: bool | None = None
) -> list[Part]:
    """Table rows as parts; the first row becomes the others' header if it looks like one.

    `has_header` says so where the format knows. A single cell above the column headings is
    the table's title. A table used to set numbers beside paragraphs becomes paragraphs.
    """
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if numbered := _numbered_paragraphs(rows, page):
        return numbered
    title: list[Part] = []
    if len(rows) > 2 and _filled(rows[0]) == 1 and looks_like_header(rows[1:]):
        title = [Part(kind="paragraph", text=" ".join(rows[0]), page=page)]
        rows = rows[1:]
    if len(rows) < 2:
        has_header = False
    elif has_header is None:
        has_header = looks_like_header(rows)
    head = rows[0] if has_header and any(row != rows[0] for row in rows) else ()
    return title + [
        Part(kind="table_row", text="", cells=row, header=_header_for(row, head), page=page)
        for row in (rows[1:] if head else rows)
        if row != head
    ]


def flat(parts: list[Part]) -> str:
    """Parts as the text of one cell; a table inside it keeps its column headings, once."""
    pieces: list[str] = []
    header: tuple[str, ...] = ()
    for part in parts:
        if part.header and part.header != header:
            pieces += part.header
        header = part.header
        pieces += [part.number or "", *(part.cells or (part.text,))]
    return " ".join(piece.strip() for piece in pieces if piece.strip())


def _filled(row: tuple[str, ...]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _header_for(row: tuple[str, ...], head: tuple[str, ...]) -> tuple[str, ...]:
    """The column headings, but none for a lone cell that spans a wide table (a section row)."""
    return () if len(row) > 2 and _filled(row) == 1 and row[0].strip() else head


def _numbered_paragraphs(rows: list[tuple[str, ...]], page: int | None) -> list[Part]:
    """The rows of a two-column table of `4.12 | paragraph` as paragraphs; else nothing."""
    if not rows or any(len(row) != 2 for row in rows):
        return []
    if any(clean.is_dotted_date(row[0].strip()) for row in rows):
        return []
    lone = [bool(clean.LONE_LABEL.match(row[0].strip())) and "." in row[0] for row in rows]
    worded = [len(row[1].split()) > HEADER_WORDS for row in rows]
    if sum(map(all, zip(lone, worded, strict=True))) < max(2, NUMBERED_SHARE * len(rows)):
        return []
    return [
        Part(kind="paragraph", text=row[1], number=row[0].strip(), page=page)
        if is_label and row[1].strip()
        else Part(kind="paragraph", text=" ".join(cell for cell in row if cell.strip()), page=page)
        for row, is_label in zip(rows, lone, strict=True)
    ]


def looks_like_header(rows: list[tuple[str, ...]]) -> bool:
    """Whether a table's first row names its columns: every cell short and none a sentence."""
    first = [cell.strip() for cell in rows[0]]
    return (
        len(rows) > 1
        and sum(map(bool, first)) >= 2
        and all(
            len(cell.split()) <= HEADER_WORDS and not cell.endswith((".", ";")) for cell in first
        )
        and not any(character.isdigit() for cell in first for character in cell)
    )


def split_lines(text: str) -> list[str]:
    """The blocks of a paragraph whose author broke lines by hand (`\\n`).

    A break ends a block if an empty line follows, if the next line begins with a bullet or a
    printed number, or if the line before has ended a sentence and the next begins a new one.
    """
    blocks: list[list[str]] = []
    ended = True
    for line in text.split("\n"):
        if not line.strip():
            ended = True
            continue
        if ended or not blocks or _begins_block(blocks[-1], line):
            blocks.append([line])
        else:
            blocks[-1][-1] = blocks[-1][-1].rstrip()
            blocks[-1].append(line.lstrip())
        ended = bool(CONVERTER_LINE.match(line.strip()))
    return [" ".join(block) for block in blocks]


def split_numbers(text: str) -> list[str]:
    """The numbered paragraphs of a text that was run together: `4.1 One. 4.2 Two.`

    A number counts if it follows the end of a sentence and is one more than the last. Only long
    texts are split, and those that begin with such a number.
    """
    first = clean.split_label(text.strip())[0] or ""
    if len(text) < RUN_TOGETHER and "." not in first[:-1]:
        return [text]
    blocks: list[str] = []
    at, last = 0, first
    for match in INNER_NUMBER.finditer(text):
        if not last or _follows(last, match.group(1)):
            blocks.append(text[at : match.start()])
            at, last = match.start(1), match.group(1)
    return [*blocks, text[at:]]


def _follows(before: str, number: str) -> bool:
    """Whether a printed number may come next: 4.2, 4.1.1 or 5.1 after 4.1."""
    old = [int(n) for n in re.findall(r"\d+", before)]
    new = [int(n) for n in re.findall(r"\d+", number)]
    return (
        new == [*old, 1]
        or any(new == [*old[:i], old[i] + 1] for i in range(len(old)))
        or (new[1:] == [1] and new[0] == old[0] + 1)
    )


def _begins_block(before: list[str], line: str) -> bool:
    """Whether a line begins a block below the lines of another one."""
    line = line.strip()
    if CONVERTER_LINE.match(line) or clean.split_bullet(line + " ")[0]:
        return True
    ended = bool(SENTENCE_ENDED.search(before[-1].rstrip()))
    label = clean.split_label(line)[0]
    return (ended and not line[0].islower()) or (
        label is not None
        and (ended or "." in label[:-1] or bool(clean.split_label(" ".join(before[:2]))[0]))
    )
