"""What stands between the parts of a file but is not the report, whatever the format.

Contents lists, handling stamps and the page heads that document-sharing sites insert; printed
numbers and bullets that stand alone are given back to the paragraphs they belong to. (Printed
pages, which consist of lines rather than parts, are the business of `furniture` and `toc`.)
"""

import re
from collections import Counter
from dataclasses import replace

from scr_mine.read import clean
from scr_mine.read.parts import CONVERTER_LINE, Part, Tally
from scr_mine.read.printed.toc import CONTENTS_TITLES, is_leader, title_key

#: A converter's page head with more words than this has swallowed text of the page.
CONVERTER_WORDS = 30
ENTRY_WORDS = 25
ENTRY_PAGE = re.compile(r"[^\W\d]\W+page\s*\d{1,3}(?=\s|$)", re.I)
JOINED_ENTRIES = 3
ENTRY_END = re.compile(r"(?:\s|[.…_])\s*(?:p(?:age|\.)?\s*)?\d{1,3}$", re.I)
ENDED = re.compile(r"[.?!:;]['\"”’)\]]*$")
PAGE_NUMBER = re.compile(r"^page \d{1,4}(?: ?(?:of|/|\|) ?\d{1,4})?$", re.I)
#: Words of a handling stamp: one that makes it, and others that may stand beside it.
STAMPING = {
    "OFFICIAL", "SENSITIVE", "CONFIDENTIAL", "RESTRICTED", "DRAFT", "FINAL", "PUBLIC", "PROTECT",
    "PROTECTED", "MARKED", "UNCLASSIFIED", "EMBARGOED",
}  # fmt: skip
BESIDE = {
    "STRICTLY", "PRIVATE", "AND", "PUBLICATION", "PUBLISHED", "NOT", "FOR", "PROTECTIVELY",
    "UNTIL", "VERSION", "REPORT", "COPY",
}  # fmt: skip
BETWEEN = re.compile(r"[\s:/|()\[\]–—-]+")
VERSION = re.compile(r"^V?\d+(?:\.\d+)*$")
PROSE = {"paragraph", "list_item", "heading"}


def strip(parts: list[Part], tally: Tally) -> list[Part]:
    """The parts without such furniture; what is taken out is added to `tally`."""
    parts = _without_page_heads(parts, tally)
    parts = _without_stamps(parts, tally)
    parts = _without_contents(parts, tally)
    return _with_lone_marks(parts)


def _without_page_heads(parts: list[Part], tally: Tally) -> list[Part]:
    """Drop lines such as `Page 12: title`; they tell the page of what follows.

    A paragraph that such a line cuts in mid-sentence is joined again.
    """
    kept: list[Part] = []
    page: int | None = None
    cut = False
    for part in parts:
        text = part.text.strip()
        if part.kind in PROSE and CONVERTER_LINE.match(text):
            tally.drop("converter page heads", text)
            head, _, rest = text.partition(":")
            page = int(head.split()[1])
            cut = True
            if len(text.split()) <= CONVERTER_WORDS:
                continue
            part = replace(part, kind="paragraph", text=rest.strip(), level=None)
        part = part if page is None else replace(part, page=page)
        if cut and kept and _goes_on(kept[-1], part):
            kept[-1] = replace(kept[-1], text=f"{kept[-1].text.rstrip()} {part.text.lstrip()}")
        else:
            kept.append(part)
        cut = False
    return kept


def _goes_on(before: Part, part: Part) -> bool:
    return (
        before.kind in {"paragraph", "list_item"}
        and part.kind == "paragraph"
        and part.text.lstrip()[:1].islower()
        and clean.split_label(part.text.strip())[0] is None
        and not ENDED.search(before.text.rstrip())
    )


def _without_stamps(parts: list[Part], tally: Tally) -> list[Part]:
    kept: list[Part] = []
    for part in parts:
        text = " ".join(part.text.split())
        if part.kind in PROSE and is_stamp(text):
            tally.drop("handling stamps", text)
        elif part.kind in PROSE and PAGE_NUMBER.match(text):
            tally.drop("page numbers", text)
        else:
            kept.append(part)
    return kept


def is_stamp(text: str) -> bool:
    """Whether a text is a handling stamp such as `OFFICIAL - SENSITIVE` and nothing else."""
    words = [word for word in BETWEEN.split(text) if word]
    stamping = not STAMPING.isdisjoint(words) or {"NOT", "PUBLICATION"} <= set(words)
    return stamping and all(
        word in STAMPING or word in BESIDE or VERSION.match(word) for word in words
    )


def _without_contents(parts: list[Part], tally: Tally) -> list[Part]:
    """Drop entries with dot leaders, and lists of titles that stand under `Contents`."""
    titles = Counter(title_key(part.text) for part in parts if part.kind in PROSE)
    gone = {i for i, part in enumerate(parts) if part.kind in PROSE and _is_leader(part.text)}
    for i, part in enumerate(parts):
        if not _is_contents_title(part):
            continue
        run = _run(parts, i + 1, gone, titles)
        alone = i + 1 == len(parts) or parts[i + 1].kind == "heading"
        if run:
            gone |= {i, *run}
        elif alone and "contents lines" in tally.counts:
            gone.add(i)
    if gone:
        tally.drop("contents lines", parts[max(gone)].text, len(gone))
    return [part for i, part in enumerate(parts) if i not in gone]


def _is_leader(text: str) -> bool:
    """An entry with dot leaders, or several run together: `Scope page 3 Method page 5`."""
    if is_leader(text):
        return True
    return len(ENTRY_PAGE.findall(text)) >= JOINED_ENTRIES and bool(ENTRY_END.search(text.strip()))


def _is_contents_title(part: Part) -> bool:
    return part.kind in PROSE and part.text.strip(" :.").casefold() in CONTENTS_TITLES


def _run(parts: list[Part], start: int, gone: set[int], titles: Counter[str]) -> set[int]:
    """The entries of the contents list that begins at `start`; nothing unless there are two.

    One part that is no entry, such as a line that a long title was broken into, may stand
    between two that are.
    """
    run: set[int] = set()
    seen: set[str] = set()
    odd: list[int] = []
    for i in range(start, len(parts)):
        if _is_entry(parts[i], titles, seen) or i in gone:
            run |= {i, *odd}
            seen.add(title_key(parts[i].text))
            odd = []
        elif odd or not run or title_key(parts[i].text) in seen or parts[i].kind not in PROSE:
            break
        else:
            odd.append(i)
    return run if len(run) >= 2 else set()


def _is_entry(part: Part, titles: Counter[str], seen: set[str]) -> bool:
    """Whether a part ends in a page number or is the title of a part of the report."""
    text = part.text.strip()
    if part.kind not in PROSE or not 0 < len(text.split()) <= ENTRY_WORDS:
        return False
    key = title_key(text)
    return bool(ENTRY_END.search(text)) or (bool(key) and titles[key] > 1 and key not in seen)


def _with_lone_marks(parts: list[Part]) -> list[Part]:
    """Give numbers and bullets that stand alone, one or several in a row, to what follows."""
    result: list[Part] = []
    labels: list[Part] = []
    bullets: list[Part] = []
    for part in parts:
        text = part.text.strip()
        lone = part.kind == "paragraph" and part.number is None and not part.cells
        if lone and clean.LONE_LABEL.match(text) and not clean.is_dotted_date(text):
            labels.append(part)
        elif lone and clean.LONE_BULLET.match(text):
            bullets.append(part)
        elif part.kind not in {"paragraph", "heading"} or _is_labelled(part):
            result += [*labels, part]
            labels, bullets = [], []
        elif labels:
            result.append(replace(part, number=labels.pop(0).text.strip()))
        elif bullets and part.kind == "paragraph":
            bullets.pop()
            result.append(replace(part, kind="list_item"))
        else:
            result.append(part)
    return result + labels


def _is_labelled(part: Part) -> bool:
    return part.number is not None or clean.split_label(part.text.strip())[0] is not None
