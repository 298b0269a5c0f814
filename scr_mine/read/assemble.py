"""From the parts of a file to a Document: final text, blocks with offsets, reading report."""

import re
from dataclasses import replace
from pathlib import Path

from scr_mine.read import clean
from scr_mine.read.headings import BARE_LABEL
from scr_mine.read.parts import Part, Reading
from scr_mine.records import Block, Document, Dropped, ReadingReport

CELL = " | "
#: The first space first, so that a long run of them is looked at once.
INNER_BULLET = re.compile(r"(?<!\s)\s+[•▪➢►]\s+(?=\S)")
#: No paragraph is as long, in characters: longer ones are cut, as the time for one grows faster.
LONGEST = 50_000
#: So many paragraphs of more than so many words, each one number on, are numbered throughout.
RUNNING, RUNNING_WORDS = 3, 6
RUNNING_LABEL = re.compile(r"^(\d{1,3})\s+(?=[A-Z“‘])")
#: What a split ordinal, `3 rd`, holds; the space first, as the search for one is fast.
ORDINAL = re.compile(r" (?:st|nd|rd|th)(?<=\d ..)")
GLUED_YEAR = re.compile(r"\b((?:19|20)\d\d)(\d{1,2})\b")
#: Letters and small roman numerals number the items of a list, never a report's paragraphs.
ITEM_LABEL = re.compile(r"^(?:[a-z]|[ivxlc]{1,6})$")


def document(reading: Reading, path: Path, sha256: str) -> Document:
    """Clean each part, lay the texts end to end and record where each block is.

    Blocks are separated by one newline; no block's text contains one.
    """
    short = (short for part in reading.parts for short in _shortened(part))
    parts = [p for part in short for p in map(_cleaned, _itemised(part)) if p.text]
    parts = _with_list_items(_with_running_numbers(_with_heading_numbers(parts)))
    parts = _without_glued_notes(parts)
    texts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for part in parts:
        texts.append(part.text)
        blocks.append(
            Block(
                kind=part.kind,
                start=at,
                end=at + len(part.text),
                page=part.page,
                level=part.level,
                number=part.number,
                header=part.header,
            )
        )
        at += len(part.text) + 1
    return Document(
        document_id=path.name,
        sha256=sha256,
        text="\n".join(texts),
        blocks=tuple(blocks),
        report=_report(reading, path),
        title_page=reading.title_page,
    )


def _report(reading: Reading, path: Path) -> ReadingReport:
    tally = reading.tally
    return ReadingReport(
        file=path.name,
        format=reading.format,
        pages=reading.pages,
        pages_without_text=reading.pages_without_text,
        dropped=tuple(
            Dropped(what=what, count=count, example=tally.examples[what])
            for what, count in sorted(tally.counts.items())
        ),
        columns=reading.columns,
        tables=reading.tables,
        notes=reading.notes,
    )


def _shortened(part: Part) -> list[Part]:
    """A part, or where it is absurdly long, its pieces, cut at a space where there is one."""
    if len(part.text) <= LONGEST:
        return [part]
    pieces, at = [], 0
    while at < len(part.text):
        end = at + LONGEST
        if end < len(part.text):
            end = part.text.rfind(" ", at + LONGEST // 2, end) + 1 or end
        pieces.append(replace(part, text=part.text[at:end], number=None if at else part.number))
        at = end
    return pieces


def _itemised(part: Part) -> list[Part]:
    """A line with bullets run into it, `Title • one • two`, as what leads in and its items."""
    if part.kind not in {"paragraph", "heading", "list_item"}:
        return [part]
    first, *items = INNER_BULLET.split(part.text)
    if not items or not first.strip():
        return [part]
    rest = [replace(part, kind="list_item", text=t, number=None, level=None) for t in items]
    return [replace(part, text=first), *rest]


def _cleaned(part: Part) -> Part:
    header = tuple(map(_line, part.header))
    if part.kind == "table_row":
        cells = tuple(map(_line, part.cells))
        return replace(part, text=CELL.join(c for c in cells if c), cells=cells, header=header)
    # The bullet first: whether `o` is one is told by the tab behind it.
    takes_bullet = part.kind in {"paragraph", "list_item"}
    text = part.text if part.text.isprintable() else clean.INVISIBLE.sub("", part.text)
    bullet, text = clean.split_bullet(text) if takes_bullet else (False, text)
    text = _line(text)
    number = part.number
    if number is None and not bullet and part.kind not in {"footnote", "note"}:
        number, text = clean.split_label(text)
    if number is not None:
        number = number.strip().strip("[]():.–-").strip() or None
    kind = "list_item" if bullet and part.kind == "paragraph" else part.kind
    return replace(part, kind=kind, text=text, number=number)


def _line(text: str) -> str:
    """`clean.line`, but for plain text, which is most, the short way: it has no odd characters."""
    if not (text.isascii() and text.isprintable()):
        return clean.line(text)
    text = " ".join(text.split())
    return clean.SPLIT_ORDINAL.sub(r"\1\2", text) if ORDINAL.search(text) else text


def _with_heading_numbers(parts: list[Part]) -> list[Part]:
    """Take bare numbers (`3 Analysis`) off headings where they count: 1, then one more each."""
    seen: set[int] = {0}
    result: list[Part] = []
    for part in parts:
        if part.kind == "heading" and part.number is None:
            match = BARE_LABEL.match(part.text)
            if match and int(match.group(1)) - 1 in seen:
                part = replace(part, number=match.group(1), text=part.text[match.end() :])
        if part.kind == "heading" and part.number is not None:
            first = part.number.split(".")[0]
            seen |= {int(first)} if first.isdecimal() else set()
        result.append(part)
    return result


def _with_running_numbers(parts: list[Part]) -> list[Part]:
    """Take bare numbers (`12 The visit`) off paragraphs where they count, over sections too."""
    found = [
        (i, match)
        for i, part in enumerate(parts)
        if part.kind == "paragraph" and part.number is None
        if len(part.text.split()) > RUNNING_WORDS and (match := RUNNING_LABEL.match(part.text))
    ]
    result = list(parts)
    run: list[tuple[int, re.Match[str]]] = []
    for i, match in [*found, (-1, None)]:
        if run and (match is None or int(match[1]) != int(run[-1][1][1]) + 1):
            if len(run) >= RUNNING and run[0][1][1] == "1":
                for at, own in run:
                    text = parts[at].text[own.end() :]
                    result[at] = replace(parts[at], number=own[1], text=text)
            run = []
        if match is not None:
            run.append((i, match))
    return result


def _with_list_items(parts: list[Part]) -> list[Part]:
    """Make lettered paragraphs list items, and those counted from 1 below a lead-in."""
    result: list[Part] = []
    last = 0
    for part in parts:
        if part.kind == "paragraph" and part.number is not None:
            leads = bool(result) and result[-1].text.endswith(":")
            plain = int(part.number) if part.number.isdecimal() else 0
            counts = plain > 0 and plain == last + 1 and (plain > 1 or leads)
            last = plain if counts else 0
            if counts or ITEM_LABEL.match(part.number):
                part = replace(part, kind="list_item")
        elif part.kind not in {"footnote", "list_item"}:
            last = 0
        result.append(part)
    return result


def _without_glued_notes(parts: list[Part]) -> list[Part]:
    """Take footnote marks off the years they are glued to (`20131`) where that note exists."""
    notes = {part.number for part in parts if part.kind == "footnote" and part.number}
    if not notes:
        return parts

    def year_only(match: re.Match[str]) -> str:
        return match.group(1) if match.group(2) in notes else match.group()

    return [
        replace(p, text=GLUED_YEAR.sub(year_only, p.text)) if p.kind != "footnote" else p
        for p in parts
    ]
