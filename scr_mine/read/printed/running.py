"""Running heads and feet: the same words in the same place on many pages.

Place counts as much as words: body text that happens to repeat stands in a different place on
each page, or touches the text around it.
"""

import re
from collections import Counter, defaultdict
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from scr_mine.read.parts import Tally
from scr_mine.read.printed.lines import Line, Page, body_size, half
from scr_mine.read.printed.pagenumbers import zones

#: Lines on different pages are in one place if they differ by less than this many sizes.
PLACE = 0.75
#: On how many pages a line must recur; a sentence on half of more than MIN_PAGES; a line that
#: touches the text on nearly every page.
MIN_PAGES, SHARE, EVERY = 3, 0.5, 0.8
#: A head stands apart from the text by more than this many ordinary line distances.
APART = 1.3
#: A place that furniture takes on so many pages is furniture on the others.
SLOT_SHARE = 0.5
#: A line of more words than this is body text unless most pages have it.
LONG = 14
#: Figures that may be page numbers: any in a short line, in a long one the first and last.
SHORT = 8
FIGURES = re.compile(r"\d+")
MARKS = re.compile(r"[^\w# ]")
OUTER_FIGURES = re.compile(r"^\d+|\d+(?=(?:\s*(?:of|/|\|)\s*\d+)?$)")
SENTENCE = re.compile(r"[a-z)][.?!]['”’)]*$")

#: Head or foot, the folded words, the size of the print.
Signature = tuple[str, str, float]
#: Where a line stands, on which page, and the line.
Found = tuple[float, Page, Line]


def drop_running(pages: list[Page], tally: Tally) -> list[Page]:
    """The pages without their running heads and feet."""
    if len(pages) < 2:
        return pages
    size = body_size(line for page in pages for line in page.lines)
    enough = min(MIN_PAGES, len(pages))
    often = {
        key: found
        for key, found in _places(pages).items()
        if len({page.number for _, page, _ in found}) >= enough
    }
    running = {
        key: found
        for key, found in often.items()
        if _is_running(key, found, often, size, len(pages))
    }
    slots = _slots(running, len(pages))
    result = []
    for page in pages:
        gone = _outer(page, running, slots, size)
        for i in sorted(gone):
            tally.drop("running heads and feet", page.lines[i].text)
        if gone:
            kept = tuple(line for i, line in enumerate(page.lines) if i not in gone)
            page = replace(page, lines=kept)
        result.append(page)
    return result


def _key(line: Line, where: str) -> Signature:
    return where, _folded(line.text), half(line.size)


@lru_cache(maxsize=1024)
def _folded(text: str) -> str:
    """The words of a line without marks, and its page numbers as `#`."""
    words = text.casefold().split()
    figures = FIGURES if len(words) <= SHORT else OUTER_FIGURES
    return MARKS.sub("", figures.sub("#", " ".join(words))).strip()


def _place(line: Line, where: str, page: Page) -> float:
    return line.y if where == "head" else page.height - line.y


def _places(pages: list[Page]) -> dict[Signature, list[Found]]:
    """Where each line of the heads and feet stands, page by page: the commonest place of each."""
    seen: dict[Signature, list[Found]] = defaultdict(list)
    for page in pages:
        heads, feet = zones(page)
        for where, indices in (("head", heads), ("foot", feet)):
            for i in indices:
                line = page.lines[i]
                key = _key(line, where)
                if key[1] and not line.cells:
                    seen[key].append((_place(line, where, page), page, line))
    return {key: _commonest(found) for key, found in seen.items() if len(found) > 1}


def _commonest(found: list[Found]) -> list[Found]:
    tolerance = PLACE * found[0][2].size
    return max(
        ([one for one in found if abs(one[0] - centre) <= tolerance] for centre, _, _ in found),
        key=len,
    )


def _is_running(
    key: Signature, found: list[Found], often: dict[Signature, list[Found]], size: float, count: int
) -> bool:
    """Whether a line that recurs in one place is furniture rather than body text."""
    on = len({page.number for _, page, _ in found})
    line = found[-1][2]
    most = count > MIN_PAGES and on >= SHARE * count
    if SENTENCE.search(line.text) and len(line.text.split()) > 3 and not most:
        return False
    if abs(line.size - size) > 0.04 * size:
        return True
    if line.text[:1].islower() or (len(line.text.split()) > LONG and not most):
        return False
    apart = [_stands_apart(line, page, key[0], often) for _, page, line in found]
    known = [answer for answer in apart if answer is not None]
    return 2 * sum(known) > len(known) or (most and bool(known) and on >= EVERY * count)


def _stands_apart(
    line: Line, page: Page, where: str, often: dict[Signature, list[Found]]
) -> bool | None:
    """Whether there is more space between furniture and the text than between lines of text.

    None if the page has nothing else on it.
    """
    gaps = sorted(b - a for a, b in pairwise(sorted(other.y for other in page.lines)))
    gaps = [gap for gap in gaps if gap > 0.3 * line.size]
    text = [x.y for x in page.lines if x.cells or _key(x, where) not in often]
    if not gaps or not text:
        return None
    return min(abs(y - line.y) for y in text) > APART * gaps[len(gaps) // 2]


def _slots(running: dict[Signature, list[Found]], count: int) -> list[tuple[str, float, float]]:
    """Places, with the size of their print, that furniture takes on most pages."""
    taken: Counter[tuple[str, float, float]] = Counter()
    for (where, _, size), found in running.items():
        taken[where, round(found[0][0]), size] += len(found)
    return [slot for slot, pages in taken.items() if pages >= SLOT_SHARE * count]


def _outer(
    page: Page,
    running: dict[Signature, list[Found]],
    slots: list[tuple[str, float, float]],
    size: float,
) -> set[int]:
    """Furniture from the page's edge inwards; one other line between is allowed."""
    gone: set[int] = set()
    heads, feet = zones(page)
    for where, indices in (("head", heads), ("foot", feet[::-1])):
        misses = 0
        for i in indices:
            line = page.lines[i]
            place = _place(line, where, page)
            found = running.get(_key(line, where))
            matches = bool(found) and abs(found[0][0] - place) <= 2 * PLACE * line.size  # type: ignore[index]
            if not line.cells and (matches or _in_slot(line, where, place, slots, size)):
                gone.add(i)
            else:
                misses += 1
                if misses > 1:
                    break
    return gone


def _in_slot(
    line: Line, where: str, place: float, slots: list[tuple[str, float, float]], size: float
) -> bool:
    if abs(line.size - size) <= 0.04 * size:
        return False
    return any(
        where == slot and abs(place - at) <= 1.5 and half(line.size) == print_size
        for slot, at, print_size in slots
    )
