"""What a format reader hands over: parts in reading order, before they become a document."""

from dataclasses import dataclass, field, replace
from typing import Literal

from scr_mine.records import BlockKind

Format = Literal["pdf", "docx", "pptx", "html", "text"]


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
            self.examples.setdefault(what, " ".join(example.split())[:120])


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


def table_parts(rows: list[tuple[str, ...]], page: int | None) -> list[Part]:
    """Table rows as parts; the first row becomes the others' header if it looks like one."""
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        return []
    head = rows[0] if looks_like_header(rows) else ()
    body = rows[1:] if head else rows
    if not body:
        return []
    return [
        Part(kind="table_row", text="", cells=row, header=head, page=page) for row in body
    ]


def looks_like_header(rows: list[tuple[str, ...]]) -> bool:
    """Whether a table's first row names its columns: every cell short and none a sentence."""
    first = [cell.strip() for cell in rows[0]]
    return (
        len(rows) > 1
        and sum(map(bool, first)) >= 2
        and all(len(cell.split()) <= 6 and not cell.endswith((".", ";")) for cell in first)
        and not any(character.isdigit() for cell in first for character in cell)
    )


def with_page(part: Part, page: int | None) -> Part:
    """The same part on another page."""
    return replace(part, page=page)
