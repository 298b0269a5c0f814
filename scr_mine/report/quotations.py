"""Quotations for a theme: whole sentences that are strong, safe to print and not said twice."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from scr_mine.cases import case_name
from scr_mine.inert import clean
from scr_mine.language import sentences
from scr_mine.records import TaggedPassage
from scr_mine.report.guard import suspects
from scr_mine.study import Study

#: Words in a quotation, and letters in one word of it.
FEWEST, MOST, LONGEST_WORD = 12, 80, 40
CUT = "[...]"
#: Passages of other roles are not quoted; the first of these are quoted first.
ROLES = {"finding": 0, "recommendation": 0, "good-practice": 1, "narrative": 2}
#: The best passages of a theme are looked at, so many for each quotation that is wanted.
LOOKED_AT = 40

_BEGINS = re.compile(r"[\"'“‘(\[]*[A-Z0-9]")
_ENDS = re.compile(r"[.!?…][\"'”’)\]]*$")

_Ranked = tuple[int, float, int, TaggedPassage]


@dataclass(frozen=True, kw_only=True)
class Quotation:
    """Words of a passage, its id, and where they stand."""

    text: str
    passage: str
    citation: str


def quotations(
    study: Study, themes: Sequence[str], *, most: int = 3
) -> dict[str, tuple[Quotation, ...]]:
    """Up to `most` quotations for each theme, no two from one review and none for two themes.

    Only passages behind a count in the tables are quoted, so none where these list none, and none
    in a study without quotes. Findings and recommendations come before good practice and that
    before narrative; then the highest probability. A passage that repeats another, and one in
    which the guard suspects a name, date of birth, address or number, is never quoted.
    """
    if not study.quotes or not themes:
        return dict.fromkeys(themes, ())
    found: dict[str, list[_Ranked]] = _ranked(study, themes, most * LOOKED_AT)
    used: set[str] = set()
    chosen: dict[str, tuple[Quotation, ...]] = {}
    for theme in themes:
        kept: list[Quotation] = []
        reviews: set[str] = set()
        for *_, passage in found[theme]:
            if len(kept) == most:
                break
            if passage.review.review_id in reviews or passage.id in used:
                continue
            text = quoted(passage, theme)
            if text:
                kept.append(Quotation(text=text, passage=passage.id, citation=cited(passage)))
                reviews.add(passage.review.review_id)
                used.add(passage.id)
        chosen[theme] = tuple(kept)
    return chosen


def cited(passage: TaggedPassage) -> str:
    """The case as a person names it, its file if several, page and paragraph, or else heading."""
    parts = [shortened(case_name(passage.review))]
    if len(passage.review.files) > 1 and passage.document:
        parts.append(shortened(passage.document))
    if passage.page is not None:
        parts.append(f"page {passage.page}")
    if passage.paragraph:
        parts.append(f"paragraph {shortened(passage.paragraph)}")
    if passage.page is None and not passage.paragraph and passage.headings:
        heading = passage.headings[-1]
        if not suspects(heading):
            parts.append(f"under ‘{shortened(heading)}’")
    return ", ".join(parts)


def quoted(passage: TaggedPassage, theme: str) -> str:
    """Whole sentences of a passage, those that moved the theme's mark first; empty if unfit.

    The passage as it stands if it has FEWEST to MOST words, else sentences next to one another.
    """
    text = passage.text
    if suspects(text) or not _BEGINS.match(text) or not _ENDS.search(text.rstrip()):
        return ""
    spans = [(start, end) for start, end in sentences(text) if end > start]
    words = [len(text[start:end].split()) for start, end in spans]
    first, last = _window(words, _telling(passage, theme, spans))
    number = sum(words[first:last])
    said = clean(text[spans[first][0] : spans[last - 1][1]]).strip() if spans else ""
    if not FEWEST <= number <= MOST or max(map(len, said.split())) > LONGEST_WORD:
        return ""
    front = f"{CUT} " if first else ""
    return f"{front}{said}{f' {CUT}' if last < len(spans) else ''}"


def shortened(text: str, most: int = 160) -> str:
    """A text on one line, cut where it is longer than any name or heading should be."""
    line = clean(text).strip()
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _telling(passage: TaggedPassage, theme: str, spans: Sequence[tuple[int, int]]) -> int:
    """The sentence with the first evidence of the theme; the first where there is none."""
    starts = [e.start for e in passage.evidence if e.theme == theme]
    if not starts:
        return 0
    return next((i for i, (_, end) in enumerate(spans) if min(starts) < end), 0)


def _window(words: Sequence[int], about: int) -> tuple[int, int]:
    """Sentences around one, `[first, last)`, as many as MOST words allow, those after it first."""
    first, last, total = about, min(about + 1, len(words)), sum(words[about : about + 1])
    while last < len(words) and total + words[last] <= MOST:
        total += words[last]
        last += 1
    while first > 0 and total + words[first - 1] <= MOST:
        first -= 1
        total += words[first]
    return first, last


def _ranked(study: Study, themes: Sequence[str], most: int) -> dict[str, list[_Ranked]]:
    """The best passages behind each theme's counts, best first."""
    behind = _behind(study, themes)
    found: dict[str, list[_Ranked]] = {theme: [] for theme in themes}
    for number, passage in enumerate(study.passages()):
        rank = ROLES.get(passage.role)
        if rank is None or passage.id in study.repeats:
            continue
        for theme in behind.get(passage.id, ()):
            kept = found[theme]
            kept.append((rank, -passage.probabilities.get(theme, 0.0), number, passage))
            if len(kept) > 4 * most:
                kept[:] = nsmallest(most, kept, key=_order)
    return {theme: nsmallest(most, kept, key=_order) for theme, kept in found.items()}


def _order(ranked: _Ranked) -> tuple[int, float, int]:
    return ranked[:3]


def _behind(study: Study, themes: Iterable[str]) -> Mapping[str, list[str]]:
    """The themes that each passage is counted for, by its id."""
    behind: dict[str, list[str]] = {}
    for theme in themes:
        for passage in dict.fromkeys(_counted(study, theme)):
            behind.setdefault(passage, []).append(theme)
    return behind


def _counted(study: Study, theme: str) -> Iterator[str]:
    for name in ("lessons", "features"):
        for row in study.tables[name].rows if name in study.tables else ():
            if row.id == theme and "reviews" in row.cells:
                yield from row.cells["reviews"].passages
