"""The records that pass between the stages, in the order in which they arise.

All are frozen, keyword-only and made of plain JSON types. Offsets are 0-based, counted in
Unicode code points, end-exclusive. A document's text never changes after `read`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["heading", "paragraph", "list_item", "table_row", "footnote", "note"]
View = Literal["lessons", "features"]

KINDS = ("scr", "lcspr", "cpr", "learning-review", "audit", "briefing", "analysis", "slides")
ROLES = ("narrative", "finding", "recommendation", "good-practice", "context", "boilerplate")

#: Which roles count in which view (codebook, section 4). The two are never mixed in one table.
VIEW_ROLES: dict[str, tuple[str, ...]] = {
    "lessons": ("finding", "recommendation", "good-practice"),
    "features": ("narrative", "finding", "recommendation", "good-practice"),
}

#: Shares are printed as percentages only from this many reviews on (codebook, section 9).
PERCENT_FROM = 10

#: What a review cannot be called, as the columns that every table has are called so.
NO_REVIEW_IDS = frozenset({"reviews", "verdict"})


@dataclass(frozen=True, kw_only=True)
class Review:
    """One review: the counting unit of every table.

    `review_id` is unique; board + label + year is the case key a person uses, because
    "Child C" alone is ambiguous. `inferred` names the fields read off the title page or the
    folder rather than given in a manifest.
    """

    review_id: str
    board: str | None = None
    label: str | None = None
    year: int | None = None
    scope: str | None = None
    nation: str | None = None
    kind: str | None = None
    files: tuple[str, ...] = ()
    source: str | None = None
    licence: str | None = None
    inferred: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Block:
    """A stretch `[start, end)` of a document's text that was one thing on the page.

    `page` is a 1-based page or slide, None where the format has none. `level` is 1-9 for
    headings. `number` is the printed paragraph or list number, which is not part of the text.
    `header` holds a table row's column headings.
    """

    kind: BlockKind
    start: int
    end: int
    page: int | None = None
    level: int | None = None
    number: str | None = None
    header: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Dropped:
    """Something left out of the text: what, how often, and one printed example."""

    what: str
    count: int
    example: str


@dataclass(frozen=True, kw_only=True)
class ReadingReport:
    """What a reader did with one file, so that a user can see what was not read.

    `pages_without_text` are 1-based. `columns` are pages on which columns were suspected and
    put in order. `tables` counts tables, `notes` are sentences for the user.
    """

    file: str
    format: str
    pages: int | None
    pages_without_text: tuple[int, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    columns: tuple[int, ...] = ()
    tables: int = 0
    passages: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Document:
    """One file as read: its text, the blocks in it, and what was left out."""

    document_id: str
    sha256: str
    text: str
    blocks: tuple[Block, ...]
    report: ReadingReport
    title_page: str = ""


@dataclass(frozen=True, kw_only=True)
class Passage:
    """One numbered paragraph, bullet or table row: the unit that is read and labelled.

    `document.text[start:end] == text`; passages of a document are in order and do not overlap.
    `headings` is the path from the top; `stem` is the sentence a bullet completes or the column
    headings of a table row; `paragraph` is the printed number.
    """

    id: str
    review_id: str
    document: str
    start: int
    end: int
    text: str
    kind: BlockKind = "paragraph"
    page: int | None = None
    paragraph: str | None = None
    headings: tuple[str, ...] = ()
    stem: str | None = None


def behind_lead(text: str, stem: str | None, headings: Sequence[str]) -> tuple[str, int]:
    """A passage's text behind its stem, or else its nearest heading, and where it begins.

    "The heading and the paragraph before" are to be read with a passage (codebook, section 2).
    """
    lead = stem or (headings[-1] if headings else "")
    return (f"{lead}\n{text}", len(lead) + 1) if lead else (text, 0)


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """A text as the classifier reads it, with its token and sentence offsets.

    `text[:lead]` is a bullet's stem, the heads of a table row or the nearest heading: it is read
    for meaning, but the passage itself, and any evidence shown, begins at `lead`.
    """

    text: str
    tokens: tuple[tuple[int, int], ...]
    sentences: tuple[tuple[int, int], ...]
    lead: int = 0


@dataclass(frozen=True, kw_only=True)
class TokenisedPassage:
    """A passage with its token and sentence offsets, relative to the passage's text."""

    passage: Passage
    tokens: tuple[tuple[int, int], ...]
    sentences: tuple[tuple[int, int], ...]


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A stretch of a passage's text that moved one theme's probability most."""

    theme: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Tags:
    """What the classifier says of one text.

    `role_probability` and `probabilities` (one per theme of the codebook) lie in 0..1. `themes`
    are the ids at or above their thresholds, strongest first; none is a valid answer.
    """

    role: str
    role_probability: float
    themes: tuple[str, ...]
    probabilities: dict[str, float]
    evidence: tuple[Evidence, ...]
    model: str


@dataclass(frozen=True, kw_only=True)
class TaggedPassage:
    """A tagged passage as the tables see it, whoever tagged it; what is None is unknown.

    `evidence` is there only where it was asked for: tables have no use for it.
    """

    id: str
    text: str
    role: str
    themes: tuple[str, ...]
    probabilities: dict[str, float]
    model: str
    review: Review
    page: int | None = None
    paragraph: str | None = None
    start: int | None = None
    end: int | None = None
    document: str | None = None
    headings: tuple[str, ...] = ()
    stem: str | None = None
    evidence: tuple[Evidence, ...] = ()
