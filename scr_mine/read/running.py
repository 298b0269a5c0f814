"""Running heads and feet: the same words in the same place on many pages.

Place counts as much as words: body text that happens to repeat stands in a different place on
each page, or touches the text around it.
"""

import re
from collections import Counter, defaultdict
from dataclasses import replace

from scr_mine.read.lines import Line, Page, body_size, half
from scr_mine.read.pagenumbers import zones
from scr_mine.read.parts import Tally

#: Lines on different pages are in one place if they differ by less than this many sizes.
PLACE = 0.75
#: In how many pages a line must recur; a sentence, or a line that touches the text, in half.
MIN_PAGES, SHARE = 3, 0.5
#: A head stands apart from the text by more than this many ordinary line distances.
APART = 1.3
#: A place that furniture takes on so many pages is furniture on the others.
SLOT_SHARE = 0.5
SENTENCE = re.compile(r"[a-z)][.?!]['”’)]*$")

Signature = tuple[str, str, float]


def drop_running(pages: list[Page], tally: Tally) -> list[Page]:
    """The pages without their running heads and feet."""
    if len(pages) < 2:
        return pages
    size = body_size(line for page in pages for line in page.lines)
    places = _places(pages)
    running = {key: at for key, at in places.items() if _is_running(key, at, pages, size)}
    slots = _slots(running, len(pages))
    result = []
    for page in pages:
        gone = _outer(page, running, slots, size)
        for i in sorted(gone):
            tally.drop("running heads and feet", page.lines[i].text)
        kept = tuple(line for i, line in enumerate(page.lines) if i not in gone)
        result.append(replace(page, lines=kept))
    return result


def _key(line: Line, where: str) -> Signature:
    folded = re.sub(r"\d+", "#", " ".join(line.text.casefold().split()))
    return where, re.sub(r"[^\w# ]", "", folded).strip(), half(line.size)


def _place(line: Line, where: str, page: Page) -> float:
    return line.y if where == "head" else page.height - line.y


def _places(pages: list[Page]) -> dict[Signature, list[tuple[float, Page, Line]]]:
    """Where each line of the heads and feet stands, page by page: the commonest place of each."""
    seen: dict[Signature, list[tuple[float, Page, Line]]] = defaultdict(list)
    for page in pages:
        heads, feet = zones(page)
        for where, indices in (("head", heads), ("foot", feet)):
            for i in indices:
                line = page.lines[i]
                key = _key(line, where)
                if key[1] and not line.cells:
                    seen[key].append((_place(line, where, page), page, line))
    return {key: _commonest(found) for key, found in seen.items() if len(found) > 1}


def _commonest(found: list[tuple[float, Page, Line]]) -> list[tuple[float, Page, Line]]:
    tolerance = PLACE * found[0][2].size
    return max(
        ([one for one in found if abs(one[0] - centre) <= tolerance] for centre, _, _ in found),
        key=len,
    )


def _is_running(
    key: Signature, found: list[tuple[float, Page, Line]], pages: list[Page], size: float
) -> bool:
    on = len({page.number for _, page, _ in found})
    if on < min(MIN_PAGES, len(pages)):
        return False
    if on >= SHARE * len(pages):
        return True
    _, page, line = found[-1]
    if SENTENCE.search(line.text) and len(line.text.split()) > 3:
        return False
    return abs(line.size - size) > 0.04 * size or _stands_apart(line, page)


def _stands_apart(line: Line, page: Page) -> bool:
    """Whether there is more space between a line and the rest of its page than between lines."""
    ys = sorted({other.y for other in page.lines})
    gaps = [b - a for a, b in zip(ys, ys[1:], strict=False) if b - a > 0.3 * line.size]
    if not gaps:
        return True
    near = [abs(y - line.y) for y in ys if abs(y - line.y) > 0.3 * line.size]
    usual = sorted(gaps)[len(gaps) // 2]
    return bool(near) and min(near) > APART * usual


def _slots(
    running: dict[Signature, list[tuple[float, Page, Line]]], count: int
) -> list[tuple[str, float, float]]:
    """Places, with the size of their print, that furniture takes on most pages."""
    taken: Counter[tuple[str, float, float]] = Counter()
    for (where, _, size), found in running.items():
        taken[where, round(found[0][0]), size] += len(found)
    return [slot for slot, pages in taken.items() if pages >= SLOT_SHARE * count]


def _outer(
    page: Page,
    running: dict[Signature, list[tuple[float, Page, Line]]],
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
