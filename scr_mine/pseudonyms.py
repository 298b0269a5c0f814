"""Names that must not be written anywhere: replaced in a document as soon as it is read."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from scr_mine.errors import UsageError
from scr_mine.records import Block, Document
from scr_mine.store import read_bytes

#: The columns of the file. Without a second one, names are numbered.
NAME, INSTEAD = "name", "instead"
MOST_NAMES = 1000
_APOSTROPHES, _HYPHENS = "['’ʼ`]", "[-‐‑–]"


@dataclass(frozen=True, kw_only=True)
class Pseudonyms:
    """Names, and what stands in place of each; `rows` are their lines in the file."""

    names: tuple[str, ...]
    instead: tuple[str, ...]
    rows: tuple[int, ...]

    @cached_property
    def _any(self) -> re.Pattern[str]:
        longest = sorted(range(len(self.names)), key=lambda n: -len(self.names[n]))
        parts = (f"(?P<n{n}>{'|'.join(_written(self.names[n]))})" for n in longest)
        return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")

    def applied(self, text: str) -> tuple[str, tuple[int, ...]]:
        """The text with every name replaced, and the rows of those found, once for each time."""
        found: list[int] = []

        def swap(match: re.Match[str]) -> str:
            number = int(str(match.lastgroup)[1:])
            found.append(self.rows[number])
            return self.instead[number]

        return self._any.sub(swap, text), tuple(found)

    def inside(self, file_names: Iterable[str]) -> int:
        """How many of these names of files or reviews hold a name, however it is written."""
        wanted = [f" {_words(name)} " for name in self.names]
        return sum(any(w in f" {_words(name)} " for w in wanted) for name in file_names)


def load(path: Path) -> Pseudonyms:
    """Read a CSV of names: a column `name`, and one `instead` if the user chooses the words.

    A name is found as it stands and in capitals, as whole words, whatever its spaces, hyphens and
    apostrophes. Raises UsageError naming file and line for what is no such file.
    """
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{path.name}: not saved as UTF-8; in Excel, save it as 'CSV UTF-8'."
        ) from error
    lines = csv.DictReader(io.StringIO(text, newline=""))
    heads = {str(head).strip().lower(): head for head in lines.fieldnames or ()}
    if NAME not in heads:
        raise UsageError(f"{path.name}: it has no column '{NAME}'; add one with the names.")
    names: dict[str, tuple[str, int]] = {}
    for line in lines:
        name = " ".join((line[heads[NAME]] or "").split())
        if not name:
            continue
        given = (line.get(heads[INSTEAD]) or "").strip() if INSTEAD in heads else ""
        where = f"{path.name}, line {lines.line_num}"
        if not any(c.isalnum() for c in name):
            raise UsageError(f"{where}: '{name}' is no name; correct or remove the line.")
        if not given.isprintable():
            raise UsageError(
                f"{where}: what stands instead of a name must be one line; correct it."
            )
        if name in names:
            raise UsageError(f"{where}: the name stands on an earlier line as well; remove one.")
        names[name] = (given or f"[name {len(names) + 1}]", lines.line_num)
    if not names:
        raise UsageError(f"{path.name}: no name stands in it; add some or leave out --redact.")
    if len(names) > MOST_NAMES:
        raise UsageError(f"{path.name}: more than {MOST_NAMES} names; split the work.")
    return Pseudonyms(
        names=tuple(names),
        instead=tuple(words for words, _ in names.values()),
        rows=tuple(row for _, row in names.values()),
    )


def redacted(document: Document, names: Pseudonyms) -> tuple[Document, tuple[int, ...]]:
    """The document with every name replaced in all that came from the file.

    With it the rows of the names found, once for each time. Blocks keep their order; their offsets
    are those of the new text.
    """
    found: list[int] = []

    def swapped(text: str) -> str:
        new, rows = names.applied(text)
        found.extend(rows)
        return new

    texts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for block in document.blocks:
        text = swapped(document.text[block.start : block.end])
        header = tuple(map(swapped, block.header))
        blocks.append(replace(block, start=at, end=at + len(text), header=header))
        texts.append(text)
        at += len(text) + 1
    # The title page is counted as part of the text, and is kept a second time for what it states.
    number = len(found)
    made = replace(
        document,
        text="\n".join(texts),
        blocks=tuple(blocks),
        title_page=swapped(document.title_page),
    )
    dropped = document.report.dropped
    report = replace(
        document.report, dropped=tuple(replace(d, example=swapped(d.example)) for d in dropped)
    )
    if number:
        note = f"Replaced by --redact: {number} {'name' if number == 1 else 'names'}."
        report = replace(report, notes=(*report.notes, note))
    return replace(made, report=report), tuple(found)


def _written(name: str) -> list[str]:
    """A name as it may be written: as given or in capitals, with any spaces and marks."""
    return [_loose(form) for form in dict.fromkeys((name, name.upper()))]


def _loose(name: str) -> str:
    found = re.escape(name).replace(r"\ ", r"\s+").replace(r"\-", _HYPHENS)
    return re.sub(_APOSTROPHES, lambda _: _APOSTROPHES, found)


def _words(name: str) -> str:
    """A name without what stands between its words, which in file names is often no space."""
    return " ".join(re.findall(r"[^\W_]+", name.casefold()))
