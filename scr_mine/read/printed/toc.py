"""Contents lists, with and without leaders, page numbers or line breaks."""

import re
from collections import Counter
from dataclasses import replace

from scr_mine.read.parts import Tally
from scr_mine.read.printed.lines import Line, Page

CONTENTS_TITLES = {"contents", "table of contents", "list of contents", "contents page", "index"}
LEADER = re.compile(r"(?:\.{4,}|(?:\. ){4,}|…{2,}|_{4,})\s*(?:\d{1,3}|[ivxl]+)?\s*$")
ENTRY_END = re.compile(r"[\s.…_?!)]\d{1,3}$")
JOINED_ENTRIES = re.compile(r"(?:page\s*\d{1,3}.*){2,}", re.I)
LAST_PAGE = re.compile(r"page\s*\d{1,3}\s*$", re.I)
#: So much of a line's end, in characters, shows whether it ends in leaders.
LINE = 400
NO_LETTERS = re.compile(r"[\W\d_]+")
#: What every line of leaders holds. To look for it first spares a search of the whole line.
LEADING = ("....", ". . . . ", "……", "____")
#: Of ASCII, everything but letters as spaces.
_LETTERS = bytes(c if chr(c).isalpha() else ord(" ") for c in range(128)) + bytes(128)


def drop(pages: list[Page], tally: Tally) -> list[Page]:
    """Contents lists: from their title to the last entry, and any line with dot leaders."""
    flat = [line for page in pages for line in page.lines]
    gone = {id(line) for line in flat if not line.cells and is_leader(line.text)}
    gone |= {id(line) for line in flat if _is_joined_contents(line)}
    titles = [i for i, line in enumerate(flat) if _is_title(line.text)]
    later = Counter(title_key(line.text) for line in flat) if titles else Counter[str]()
    for i in titles:
        run = _contents_run(flat, i + 1, gone, later)
        if run:
            gone |= {id(flat[i]), *run}
    dropped = [line for line in flat if id(line) in gone]
    if dropped:
        tally.drop("contents lines", dropped[-1].text, len(dropped))
    return [
        replace(page, lines=tuple(line for line in page.lines if id(line) not in gone))
        for page in pages
    ]


def is_leader(text: str) -> bool:
    """Whether a text ends in leaders, with or without a page number."""
    return any(mark in text for mark in LEADING) and bool(LEADER.search(text[-LINE:]))


def title_key(text: str) -> str:
    """The words of a title, to tell it in the contents list from other titles."""
    if text.isascii():
        return b" ".join(text.lower().encode().translate(_LETTERS).split()).decode()
    return NO_LETTERS.sub(" ", text.casefold()).strip()


def _is_title(text: str) -> bool:
    return text.strip(" :.").casefold() in CONTENTS_TITLES


def _is_joined_contents(line: Line) -> bool:
    return (
        not line.cells
        and line.text.rstrip()[-1:].isdecimal()
        and bool(LAST_PAGE.search(line.text))
        and bool(JOINED_ENTRIES.search(line.text))
    )


def _contents_run(flat: list[Line], start: int, gone: set[int], later: Counter[str]) -> set[int]:
    """Entries of the contents list that begins at `start`; a wrapped entry may take two lines."""
    run: set[int] = set()
    pending: list[Line] = []
    entries = 0
    for line in flat[start:]:
        text = line.text.strip()
        key = title_key(text)
        entry = (
            id(line) in gone
            or bool(ENTRY_END.search(text))
            or text.isdigit()
            or (bool(key) and later[key] > 1 and len(text.split()) <= 14)
        )
        if line.cells or (entries > 1 and later[key] > 1 and _already(flat, start, line, key)):
            break
        if entry:
            run |= {id(line), *(id(p) for p in pending)}
            pending = []
            entries += 1
        else:
            pending.append(line)
            if len(pending) > 1 or len(text) > 110:
                break
    return run if entries >= 2 else set()


def _already(flat: list[Line], start: int, line: Line, key: str) -> bool:
    """Whether the list has shown this title before: then the report itself has begun."""
    for earlier in flat[start:]:
        if earlier is line:
            return False
        if title_key(earlier.text) == key:
            return True
    return False
