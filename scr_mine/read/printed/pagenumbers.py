"""Page numbers, printed alone, spaced out, in roman figures or glued to a heading."""

import re
from collections import Counter
from dataclasses import replace

from scr_mine.read.parts import Tally
from scr_mine.read.printed.lines import Line, Page

#: How many lines at the head and foot of a page may be furniture.
ZONE_LINES = 4
#: A bare number is a page number if it keeps step with the pages on this share of them.
IN_STEP = 0.25

PAGE_WORDS = re.compile(
    r"^[-–|\s]*(?:page|pg\.?|p\.)(\d{1,4})(?:(?:of|/|\|)\d{1,4})?[-–|\s]*$", re.I
)
#: What a line that says it is a page number can begin with.
PAGE_FIRST = frozenset("pP-–|")
PAGE_OF = re.compile(r"^[-–|]?(\d{1,4})(?:of|/|\|)\d{1,4}[-–|]?$", re.I)
NUMBER_PAGE = re.compile(r"^(\d{1,4})\|page$", re.I)
PAGE_BARE = re.compile(r"^[-–|\[(]{0,2}(\d{1,4}|[ivxl]{1,6})[-–|\])]{0,2}$")


def zones(page: Page) -> tuple[list[int], list[int]]:
    """Indices of the lines that stand highest and lowest on a page, outermost last for the foot."""
    order = sorted(range(len(page.lines)), key=[line.y for line in page.lines].__getitem__)
    half = (len(order) + 1) // 2
    return order[: min(ZONE_LINES, half)], order[-min(ZONE_LINES, half) :] if order else []


def squeezed(text: str) -> str:
    """A text without its spaces."""
    return "".join(text.split())


def page_number(text: str) -> int | None:
    """The number in a line that says it is a page number: `Page 3 of 41`, `P a g e 3 | 41`."""
    bare = squeezed(text)
    match = PAGE_WORDS.match(bare) or PAGE_OF.match(bare) or NUMBER_PAGE.match(bare)
    return int(match.group(1)) if match else None


def drop_page_numbers(pages: list[Page], tally: Tally) -> list[Page]:
    """The pages without their printed numbers."""
    offset = _bare_offset(pages)
    result = []
    for page in pages:
        heads, feet = zones(page)
        zone = {*heads[:3], *feet[-3:]}
        kept = []
        for i, line in enumerate(page.lines):
            if line.cells or (i not in zone and not _says_page(line.text)):
                kept.append(line)
            elif page_number(line.text) is not None or _is_bare(line.text, page.number, offset):
                tally.drop("page numbers", line.text)
            else:
                kept.append(_without_glued(line, page.number, offset, tally))
        result.append(replace(page, lines=tuple(kept)))
    return result


def _says_page(text: str) -> bool:
    return text[:1] in PAGE_FIRST and bool(PAGE_WORDS.match(squeezed(text)))


def _bare_offset(pages: list[Page]) -> int | None:
    """What must be added to a page's index to get its bare printed number; None if none is."""
    votes: Counter[int] = Counter()
    for page in pages:
        heads, feet = zones(page)
        seen = set()
        for i in {*heads[:2], *feet[-2:]}:
            match = PAGE_BARE.match(squeezed(page.lines[i].text))
            if match and match.group(1).isdigit():
                seen.add(int(match.group(1)) - page.number)
        votes.update(seen)
    best = votes.most_common(1)
    needed = min(len(pages), 2) if len(pages) < 6 else max(3, IN_STEP * len(pages))
    return best[0][0] if best and best[0][1] >= needed else None


def _is_bare(text: str, page: int, offset: int | None) -> bool:
    match = PAGE_BARE.match(squeezed(text))
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
