"""Footnotes taken from the foot of each page, so that a paragraph can go on over the break."""

from dataclasses import replace
from functools import reduce

from scr_mine.read.hyphens import hyphen_joiner, vocabulary
from scr_mine.read.parts import Part
from scr_mine.read.printed import display
from scr_mine.read.printed.lines import Line, Page, body_size


def taken(pages: list[Page]) -> tuple[list[Page], dict[int, list[Part]]]:
    """The pages without their footnotes, and the footnotes of each page by its number."""
    size = body_size(line for page in pages for line in page.lines)
    words: set[str] = set()
    rest: list[Page] = []
    notes: dict[int, list[Part]] = {}
    for page in pages:
        at = _start(page, size, goes_on=bool(notes.get(page.number - 1)))
        rest.append(replace(page, lines=page.lines[:at]))
        if at < len(page.lines):
            words = words or vocabulary([x.text for p in pages for x in p.lines if x.text])
            notes[page.number] = _notes(page.lines[at:], words)
    return rest, notes


def _start(page: Page, size: float, *, goes_on: bool) -> int:
    """Index of the first line of the small print with marks that ends a page."""
    at = len(page.lines)
    while at > 0 and _is_small(page.lines[at - 1], size):
        at -= 1
    if at == 0 or goes_on:
        return at if at else len(page.lines)
    while at < len(page.lines) and not _mark(page.lines[at]):
        at += 1
    return at


def _is_small(line: Line, size: float) -> bool:
    return not line.cells and line.size < display.SMALL * size


def _mark(line: Line) -> str | None:
    if line.label.isdigit():
        return line.label
    match = display.NOTE_MARK.match(line.text)
    return match.group(1) if match else None


def _notes(lines: tuple[Line, ...], words: set[str]) -> list[Part]:
    found: list[tuple[str | None, list[str]]] = []
    for line in lines:
        mark = _mark(line)
        follows = not found or _next(found[-1][0], mark)
        if mark and follows:
            text = line.text
            if not line.label and (match := display.NOTE_MARK.match(text)):
                text = text[match.end() :]
            found.append((mark, [text]))
        elif found:
            found[-1][1].append(line.text)
        else:
            found.append((None, [line.text]))
    page = lines[0].page
    return [
        Part(kind="footnote", text=reduce(hyphen_joiner(words), texts), number=mark, page=page)
        for mark, texts in found
    ]


def _next(last: str | None, mark: str | None) -> bool:
    """Whether a mark may follow the last one: one more, or the first after a carried-over note."""
    return mark is not None and (last is None or int(mark) == int(last) + 1)
