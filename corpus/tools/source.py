"""A labelled review as people edit it (`corpus/sources/*.md`), parsed and as a Document.

`load` reads the form described in `corpus/README.md` and raises SourceError naming file and
line where the form is broken. Whether the values make sense is for `corpus.tools.check`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal, NoReturn

from scr_mine.errors import ScrMineError
from scr_mine.read import assemble, clean
from scr_mine.read.parts import Part, Reading, Tally
from scr_mine.records import Document

Kind = Literal["heading", "paragraph", "list_item", "table_row", "note"]

#: Printed on every page and slide of what is rendered, so that nobody takes it for a real case.
NOTICE = "Illustrative composite: every person, place and event is invented"
NOTES_HEADING = "Speaker notes"
FIELDS = ("id", "title", "board", "label", "year", "scope", "nation", "kind", "part")

HEADING = re.compile(r"^(#{1,3}) +(\S.*)$")
BULLET = re.compile(r"^- +(\S.*)$")
LABEL = re.compile(r"\s*\{(?P<role>[a-z-]+)(?:: *(?P<themes>[a-z-]+(?:, *[a-z-]+)*))?\}$")
RULE_CELL = re.compile(r"^:?-{3,}:?$")


class SourceError(ScrMineError):
    """A source does not have the form described in corpus/README.md."""


@dataclass(frozen=True, kw_only=True)
class Meta:
    """The front matter of a source."""

    id: str
    title: str
    board: str
    label: str
    year: int
    scope: str
    nation: str
    kind: str
    part: str


@dataclass(frozen=True, kw_only=True)
class Label:
    """What a person says of one passage: a role and any number of themes."""

    role: str
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SourceBlock:
    """One block as it stands in the source, its label and its printed number taken off.

    `line` is 1-based. `number` is the number as printed (`1.1.1`, `27.`), `slide` the 1-based
    slide for kind slides. A table row has `cells` and the table's `header`; its text is empty.
    """

    kind: Kind
    line: int
    text: str = ""
    level: int | None = None
    number: str | None = None
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    slide: int | None = None
    label: Label | None = None


@dataclass(frozen=True, kw_only=True)
class Source:
    """A whole source: where it is, what it says of itself, its blocks in order."""

    path: Path
    meta: Meta
    blocks: tuple[SourceBlock, ...]


def load(path: Path) -> Source:
    """Parse one source. Raises SourceError with file and line if it is not in the form."""
    lines = path.read_text(encoding="utf-8").splitlines()
    meta, first = _front_matter(path, lines)
    reader = _Blocks(path, meta.kind == "slides")
    return Source(path=path, meta=meta, blocks=tuple(reader.read(lines, first)))


def document(source: Source) -> Document:
    """The Document that a perfect reader would make of the review, one block a source block."""
    parts = tuple(
        Part(
            kind=block.kind,
            text=block.text,
            page=block.slide,
            level=block.level,
            number=block.number,
            cells=block.cells,
            header=block.header,
        )
        for block in source.blocks
    )
    meta = source.meta
    reading = Reading(
        format="text",
        parts=parts,
        pages=max((b.slide for b in source.blocks if b.slide), default=None),
        tally=Tally(),
        tables=len(tables(source)),
        title_page="\n".join((meta.title, meta.board, meta.label, str(meta.year))),
    )
    digest = sha256(source.path.read_bytes()).hexdigest()
    return assemble.document(reading, source.path, digest)


def tables(source: Source) -> list[list[SourceBlock]]:
    """The rows of each table of a source: rows that follow one another under one header."""
    found: list[list[SourceBlock]] = []
    before: SourceBlock | None = None
    for block in source.blocks:
        if block.kind == "table_row":
            if before is None or before.kind != "table_row" or before.header != block.header:
                found.append([])
            found[-1].append(block)
        before = block
    return found


def _fail(path: Path, line: int, reason: str) -> NoReturn:
    raise SourceError(f"{path.name}, line {line}: {reason}.")


def _front_matter(path: Path, lines: list[str]) -> tuple[Meta, int]:
    """The front matter, and the index of the first line after it."""
    if not lines or lines[0] != "---":
        _fail(path, 1, "no front matter; begin the file with a line ---")
    values: dict[str, str] = {}
    for index, line in enumerate(lines[1:], 1):
        if line == "---":
            break
        name, colon, value = line.partition(":")
        if not colon or name not in FIELDS or name in values or not value.strip():
            _fail(path, index + 1, f"not a front matter field written once with a value: {line!r}")
        values[name] = value.strip()
    else:
        _fail(path, len(lines), "the front matter does not end; close it with a line ---")
    missing = [name for name in FIELDS if name not in values]
    if missing:
        _fail(path, index + 1, f"the front matter lacks {', '.join(missing)}")
    if not re.fullmatch(r"(?:19|20)\d\d", values["year"]):
        _fail(path, index + 1, f"the year is {values['year']!r}, not four digits")
    texts = {name: values[name] for name in FIELDS if name != "year"}
    return Meta(**texts, year=int(values["year"])), index + 1


@dataclass
class _Blocks:
    """Turns lines into blocks; keeps the table, slide and notes it is in."""

    path: Path
    slides: bool
    slide: int | None = None
    notes: bool = False

    def read(self, lines: list[str], first: int) -> Iterator[SourceBlock]:
        """The blocks of the lines from index `first` on."""
        table: list[tuple[int, str]] = []
        previous = ""
        for at, line in enumerate(lines[first:], first + 1):
            if line.startswith("|"):
                table.append((at, line))
            else:
                yield from self._table(table)
                table = []
            if line and not line.startswith("|"):
                if previous and not (line.startswith("- ") and previous.startswith("- ")):
                    _fail(self.path, at, "no blank line before this block; add one")
                yield from self._block(at, line)
            previous = line
        yield from self._table(table)

    def _block(self, at: int, line: str) -> Iterator[SourceBlock]:
        if line != line.strip():
            _fail(self.path, at, "white space at the beginning or end; remove it")
        if match := HEADING.match(line):
            yield from self._heading(at, len(match.group(1)), match.group(2))
            return
        if line.startswith("#"):
            _fail(self.path, at, "not a heading of level 1 to 3")
        text, label = self._labelled(at, line)
        bullet = BULLET.match(text)
        number, rest = (None, bullet.group(1)) if bullet else clean.split_label(text)
        kind: Kind = "note" if self.notes else "list_item" if bullet else "paragraph"
        yield SourceBlock(
            kind=kind, line=at, text=rest, number=number, slide=self.slide, label=label
        )

    def _heading(self, at: int, level: int, text: str) -> Iterator[SourceBlock]:
        if LABEL.search(text):
            _fail(self.path, at, "a heading has no label; remove it")
        self.notes = self.slides and level == 2 and text == NOTES_HEADING
        if self.notes:
            return
        if self.slides and level == 1:
            self.slide = (self.slide or 0) + 1
        number, rest = clean.split_label(text)
        yield SourceBlock(
            kind="heading", line=at, text=rest, number=number, level=level, slide=self.slide
        )

    def _table(self, lines: list[tuple[int, str]]) -> Iterator[SourceBlock]:
        if not lines:
            return
        rows = [(at, self._cells(at, line)) for at, line in lines]
        if len(rows) < 3 or not all(RULE_CELL.match(cell) for cell in rows[1][1]):
            _fail(self.path, rows[0][0], "a table needs a header row, a rule and a body row")
        header = rows[0][1]
        for at, cells in rows[2:]:
            if len(cells) != len(header):
                _fail(self.path, at, f"a row of {len(cells)} cells in a table of {len(header)}")
            last, label = self._labelled(at, cells[-1], may_be_empty=True)
            yield SourceBlock(
                kind="table_row",
                line=at,
                cells=(*cells[:-1], last),
                header=header,
                slide=self.slide,
                label=label,
            )

    def _cells(self, at: int, line: str) -> tuple[str, ...]:
        if not line.endswith("|") or len(line) < 3:
            _fail(self.path, at, "a table row begins and ends with |")
        return tuple(cell.strip() for cell in line[1:-1].split("|"))

    def _labelled(
        self, at: int, text: str, *, may_be_empty: bool = False
    ) -> tuple[str, Label | None]:
        """A text without its label, and the label if it has one."""
        match = LABEL.search(text)
        bare = text[: match.start()] if match else text
        if "{" in bare or "}" in bare:
            _fail(self.path, at, "a brace that is not part of one label at the end of the block")
        if not may_be_empty and not bare.removeprefix("-").strip():
            _fail(self.path, at, "a label without a text")
        if match is None:
            return bare, None
        themes = match.group("themes")
        return bare, Label(
            role=match.group("role"),
            themes=tuple(t.strip() for t in themes.split(",")) if themes else (),
        )
