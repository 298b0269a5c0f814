"""What is printed on a page but is not the report: running heads, page numbers, stamps, contents.

Works on pages of lines, so the same rules serve PDF and plain text. Everything taken out is
counted, with an example, for the reading report.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from scr_mine.read.lines import Line, Page
from scr_mine.read.parts import Tally

#: How many lines at the head and foot of a page may be furniture.
ZONE_LINES = 4
#: A line counts as running when this share of the pages carry it, and at least MIN_PAGES.
RUNNING_SHARE = 0.2
MIN_PAGES = 3

STAMP_WORDS = (
    "OFFICIAL|SENSITIVE|CONFIDENTIAL|STRICTLY|PRIVATE|AND|RESTRICTED|PROTECTED?|DRAFT|FINAL|PUBLIC|"
    "PUBLICATION|NOT|FOR|PROTECTIVELY|MARKED|UNCLASSIFIED|EMBARGOED|UNTIL|VERSION|REPORT|COPY|"
    r"MARKED|PUBLISHED|V?\d+(?:\.\d+)*"
)
STAMP = re.compile(
    r"^(?=.*(?:OFFICIAL|SENSITIVE|CONFIDENTIAL|RESTRICTED|DRAFT|FINAL|PUBLIC|PROTECT|MARKED|"
    rf"UNCLASSIFIED|EMBARGOED))(?:(?:{STAMP_WORDS})[\s:/|()\[\]–-]*)+$"
)
PAGE_WORDS = re.compile(r"^[-–|\s]*(?:page|pg\.?)(\d{1,4})(?:(?:of|/|\|)\d{1,4})?[-–|\s]*$", re.I)
PAGE_OF = re.compile(r"^[-–|]?(\d{1,4})(?:of|/|\|)\d{1,4}[-–|]?$", re.I)
PAGE_BARE = re.compile(r"^[-–|\[(]?(\d{1,4}|[ivxl]{1,6})[-–|\])]?$")
CONVERTER_HEAD = re.compile(r"^Page \d{1,4}:(?:\s|$)")
CONTENTS_TITLES = {"contents", "table of contents", "list of contents", "contents page", "index"}
LEADER = re.compile(r"(?:\.{4,}|(?:\. ){4,}|…{2,}|_{4,})\s*(?:\d{1,3}|[ivxl]+)?\s*$")
ENTRY_END = re.compile(r"[\s.…_]\d{1,3}$")
JOINED_ENTRIES = re.compile(r"(?:page\s*\d{1,3}.*){2,}", re.I)


def strip(pages: list[Page], tally: Tally) -> list[Page]:
    """The pages without their furniture; what was taken out is added to `tally`."""
    pages = _drop(pages, tally, "converter page heads", _matches(CONVERTER_HEAD))
    pages = _drop(pages, tally, "handling stamps", _matches(STAMP))
    pages = _drop_page_numbers(pages, tally)
    pages = _drop_running(pages, tally)
    return _drop_contents(pages, tally)


def _matches(pattern: re.Pattern[str]) -> Callable[[Line], bool]:
    return lambda line: not line.cells and bool(pattern.match(line.text.strip()))


def _drop(pages: list[Page], tally: Tally, what: str, test: Callable[[Line], bool]) -> list[Page]:
    kept_pages = []
    for page in pages:
        kept = []
        for line in page.lines:
            if test(line):
                tally.drop(what, line.text)
            else:
                kept.append(line)
        kept_pages.append(replace(page, lines=tuple(kept)))
    return kept_pages


def _zones(page: Page) -> tuple[list[int], list[int]]:
    """Indices of the lines that stand highest and lowest on a page."""
    order = sorted(range(len(page.lines)), key=lambda i: page.lines[i].y)
    half = max(len(order) // 2, 1)
    return order[: min(ZONE_LINES, half)], order[-min(ZONE_LINES, half) :]


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def page_number(text: str) -> int | None:
    """The number in a line that says it is a page number: `Page 3 of 41`, `P a g e 3 | 41`."""
    match = PAGE_WORDS.match(_squeezed(text)) or PAGE_OF.match(_squeezed(text))
    return int(match.group(1)) if match else None


def _drop_page_numbers(pages: list[Page], tally: Tally) -> list[Page]:
    offset = _bare_offset(pages)
    result = []
    for page in pages:
        heads, feet = _zones(page)
        zone = {*heads[:3], *feet[-3:]}
        kept = []
        for i, line in enumerate(page.lines):
            text = _squeezed(line.text)
            if line.cells or (i not in zone and not PAGE_WORDS.match(text)):
                kept.append(line)
            elif page_number(line.text) is not None or _is_bare(text, page.number, offset):
                tally.drop("page numbers", line.text)
            else:
                kept.append(_without_glued(line, page.number, offset, tally))
        result.append(replace(page, lines=tuple(kept)))
    return result


def _bare_offset(pages: list[Page]) -> int | None:
    """What must be added to a page's index to get its bare printed number; None if none is."""
    votes: Counter[int] = Counter()
    for page in pages:
        heads, feet = _zones(page)
        seen = set()
        for i in {*heads[:2], *feet[-2:]}:
            match = PAGE_BARE.match(_squeezed(page.lines[i].text))
            if match and match.group(1).isdigit():
                seen.add(int(match.group(1)) - page.number)
        votes.update(seen)
    best = votes.most_common(1)
    needed = 2 if len(pages) < 6 else max(3, len(pages) // 4)
    return best[0][0] if best and best[0][1] >= needed else None


def _is_bare(text: str, page: int, offset: int | None) -> bool:
    match = PAGE_BARE.match(text)
    if not match or offset is None:
        return False
    return not match.group(1).isdigit() or int(match.group(1)) == page + offset


def _without_glued(line: Line, page: int, offset: int | None, tally: Tally) -> Line:
    """A heading whose page number is glued to its front, without it."""
    if offset is None:
        return line
    match = re.match(rf"{page + offset}(?=[A-Z][a-z])", line.text)
    if not match:
        return line
    tally.drop("page numbers", line.text)
    return replace(line, text=line.text[match.end() :])


def _key(line: Line) -> str:
    folded = re.sub(r"\d+", "#", " ".join(line.text.casefold().split()))
    return re.sub(r"[^\w# ]", "", folded).strip()


def _drop_running(pages: list[Page], tally: Tally) -> list[Page]:
    """Lines that stand at the head or foot of many pages, numbers apart."""
    if len(pages) < 2:
        return pages
    counts: Counter[tuple[str, str]] = Counter()
    for page in pages:
        heads, feet = _zones(page)
        for where, indices in (("head", heads), ("foot", feet)):
            counts.update({(where, _key(page.lines[i])) for i in indices if page.lines[i].text})
    needed = 2 if len(pages) < MIN_PAGES + 1 else max(MIN_PAGES, RUNNING_SHARE * len(pages))
    running = {key for key, count in counts.items() if count >= needed and key[1]}
    result = []
    for page in pages:
        heads, feet = _zones(page)
        gone = set()
        for where, indices in (("head", heads), ("foot", feet[::-1])):
            gone |= _outer_run(page, indices, where, running)
        for i in sorted(gone):
            tally.drop("running heads and feet", page.lines[i].text)
        kept = tuple(line for i, line in enumerate(page.lines) if i not in gone)
        result.append(replace(page, lines=kept))
    return result


def _outer_run(
    page: Page, indices: list[int], where: str, running: set[tuple[str, str]]
) -> set[int]:
    """Running lines from the page edge inwards; one other line between them is allowed."""
    gone: set[int] = set()
    misses = 0
    for i in indices:
        line = page.lines[i]
        if not line.cells and (where, _key(line)) in running:
            gone.add(i)
        else:
            misses += 1
            if misses > 1:
                break
    return gone


def _drop_contents(pages: list[Page], tally: Tally) -> list[Page]:
    """Contents lists: from their title to the last entry, and any line with dot leaders."""
    flat = [line for page in pages for line in page.lines]
    gone = {id(line) for line in flat if not line.cells and LEADER.search(line.text)}
    gone |= {id(line) for line in flat if _is_joined_contents(line)}
    later = Counter(_title_key(line.text) for line in flat)
    for i, line in enumerate(flat):
        if line.text.strip(" :.").casefold() in CONTENTS_TITLES:
            run = _contents_run(flat, i + 1, gone, later)
            if run:
                gone |= {id(line), *run}
    dropped = [line for line in flat if id(line) in gone]
    if dropped:
        tally.drop("contents lines", dropped[-1].text, len(dropped))
    return [
        replace(page, lines=tuple(line for line in page.lines if id(line) not in gone))
        for page in pages
    ]


def _is_joined_contents(line: Line) -> bool:
    return not line.cells and len(JOINED_ENTRIES.findall(line.text)) > 0 and bool(
        re.search(r"page\s*\d{1,3}\s*$", line.text, re.I)
    )


def _title_key(text: str) -> str:
    return re.sub(r"[\W\d_]+", " ", text.casefold()).strip()


def _contents_run(flat: list[Line], start: int, gone: set[int], later: Counter[str]) -> set[int]:
    """Entries of the contents list that begins at `start`; a wrapped entry may take two lines."""
    run: set[int] = set()
    pending: list[Line] = []
    entries = 0
    for line in flat[start:]:
        text = line.text.strip()
        key = _title_key(text)
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
        if _title_key(earlier.text) == key:
            return True
    return False
