"""Transcripts of slide decks, as slide-sharing sites print them.

A line with nothing but its number begins a slide; its title and bullets follow, broken over
lines; the site's own text stands before the first slide and after the last.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce

from scr_mine.read.hyphens import breaks_words, hyphen_joiner, vocabulary
from scr_mine.read.parts import Part, Reading, Tally

NUMBER = re.compile(r"^(?:slide\s+)?(\d{1,3})\s*:?$", re.I)
BULLET = re.compile(r"^\s*(?:[•·▪●○◦‣➢➤■□✓❖♦◆\ue000-\uf8ff]|[-–—*o]\s)\s*")
SITE_HEAD = re.compile(
    r"transcript and presenter'?s notes|powerpoint (?:ppt )?presentation|about this presentation|"
    r"number of views\s*:|presentation transcript",
    re.I,
)
SITE_FOOT = re.compile(
    r"^(?:write a comment|add a comment|more from this|"
    r"report this (?:deck|slide|presentation)|user comments \(\d+\)|"
    r"about [\w.]+\.com|related presentations|"
    r"recommended presentations|download presentation|share this presentation|"
    r"presentation title:?|thank you for watching|view more|terms of (?:use|service)|"
    r"privacy policy|copyright \d{4} .*\.com.*)\b",
    re.I,
)
#: The cells of a row, where a site has kept the space between them.
CELLS = re.compile(r"(?<=\S) {3,}(?=\S)")
LINK = re.compile(r"(?:@|_at_|://|www\.)\S*$")
#: A transcript has at least this many slides; without the site's words, bullets on this share.
MIN_SLIDES, BULLETED = 3, 0.5
#: Numbers that may be missing between two slides (slides with pictures only).
SKIPPED = 3
TITLE_WORDS = 18
#: A line of loose text at least this full goes on below.
LOOSE = 0.6


@dataclass
class _Slide:
    number: int
    lines: list[str] = field(default_factory=list)


def is_transcript(text: str) -> bool:
    """Whether a text is the transcript of a slide deck."""
    before, slides, _ = _divided(text)
    if len(slides) < MIN_SLIDES:
        return False
    bulleted = sum(any(BULLET.match(line) for line in slide.lines) for slide in slides)
    titled = sum(bool(slide.lines) and bool(slide.lines[0].strip()) for slide in slides)
    if titled < 0.8 * len(slides) or not bulleted:
        return False
    return any(map(SITE_HEAD.search, before)) or bulleted >= BULLETED * len(slides)


def read(text: str) -> Reading:
    """The slides of a transcript: a heading for each title, its bullets below; page is slide."""
    before, slides, after = _divided(text)
    tally = Tally()
    for line in (*before, *after):
        if line.strip():
            tally.drop("site furniture", line)
    for slide in slides:
        tally.drop("page numbers", str(slide.number))
    width = max(len(_content(line)) for slide in slides for line in slide.lines or [""])
    printed = [_content(line) for slide in slides for line in slide.lines if line.strip()]
    words = vocabulary(printed)
    join = hyphen_joiner(words, breaks_words=breaks_words(printed, words))
    decks = [_deck(slide, width) for slide in slides]
    repeated = _repeated(decks)
    parts: list[Part] = []
    for number, deck in zip((slide.number for slide in slides), decks, strict=True):
        for i, block in enumerate(deck):
            if i and block.kind == "paragraph" and _key(block) in repeated:
                tally.drop("running heads and feet", reduce(join, block.lines))
            else:
                parts.append(_part(block, number, join, width))
    return Reading(
        format="text",
        parts=tuple(parts),
        pages=slides[-1].number,
        tally=tally,
        pages_without_text=tuple(slide.number for slide in slides if not any(slide.lines)),
        title_page="\n".join(line.strip() for line in (*before, *slides[0].lines) if line.strip()),
    )


def _divided(text: str) -> tuple[list[str], list[_Slide], list[str]]:
    """The lines before the first slide, the slides, and the lines after the last."""
    lines = text.replace("\f", "\n").expandtabs(4).split("\n")
    start = next((i for i, line in enumerate(lines) if "presenter's notes" in line.casefold()), -1)
    before = lines[: start + 1]
    slides: list[_Slide] = []
    for i in range(start + 1, len(lines)):
        line = lines[i]
        if _begins_slide(lines, i, slides[-1].number if slides else 0):
            slides.append(_Slide(int(NUMBER.match(line.rstrip()).group(1))))  # type: ignore[union-attr]
        elif slides:
            slides[-1].lines.append(line)
        else:
            before.append(line)
    return before, slides, _after(slides)


def _begins_slide(lines: list[str], at: int, last: int) -> bool:
    match = NUMBER.match(lines[at].rstrip())
    if not match:
        return False
    number = int(match.group(1))
    if number == last + 1:
        return True
    above = lines[at - 1].strip() if at else ""
    return bool(last) and last < number <= last + 1 + SKIPPED and not above


def _after(slides: list[_Slide]) -> list[str]:
    """Take the site's text off the end of the last slide."""
    if not slides:
        return []
    lines = slides[-1].lines
    for i, line in enumerate(lines):
        if SITE_FOOT.match(line.strip()) and i:
            slides[-1].lines = lines[:i]
            return lines[i:]
    return []


@dataclass
class _Block:
    kind: str
    lines: list[str]
    indented: bool = False


def _deck(slide: _Slide, width: int) -> list[_Block]:
    """A slide's blocks: its title first, then bullets and paragraphs."""
    blocks: list[_Block] = []
    fresh = True
    for line in slide.lines:
        text = line.strip()
        if not text:
            fresh = True
            continue
        last = blocks[-1] if blocks else None
        if BULLET.match(line):
            blocks.append(_Block("list_item", [_content(line)], line[0] == " "))
        elif last is None:
            blocks.append(_Block("heading", [text]))
        elif _goes_on(last, line, fresh, width):
            last.lines.append(text)
        else:
            blocks.append(_Block("paragraph", [text]))
        fresh = False
    return blocks


def _goes_on(last: _Block, line: str, fresh: bool, width: int) -> bool:
    """Whether a line continues the block before it; `fresh` is a line after an empty one."""
    if last.kind == "list_item":
        return line[0] == " " or not (fresh or last.indented)
    if last.kind == "paragraph" and not fresh and len(last.lines[-1]) > LOOSE * width:
        return True
    return not fresh and _is_full(last.lines[-1], line.strip(), width)


def _content(line: str) -> str:
    return BULLET.sub("", line, count=1).strip()


def _is_full(above: str, text: str, width: int) -> bool:
    """Whether the next line's first word would not have fitted on the line above."""
    return len(above) + 1 + len(text.split(" ", 1)[0]) > width - 2 or text[:1].islower()


def _key(block: _Block) -> str:
    return " ".join(" ".join(block.lines).casefold().split())


def _repeated(decks: list[list[_Block]]) -> set[str]:
    """Loose lines that are the deck's name, or stand on several slides."""
    loose = Counter(key for deck in decks for key in {_key(b) for b in deck[1:] if _is_loose(b)})
    names = {_key(decks[0][0])} if decks and decks[0] else set()
    return {key for key, count in loose.items() if count > 1 or key in names}


def _is_loose(block: _Block) -> bool:
    return block.kind == "paragraph" and len(_key(block).split()) <= TITLE_WORDS


def _part(block: _Block, page: int, join: Callable[[str, str], str], width: int) -> Part:
    lines = block.lines[:1]
    for line in block.lines[1:]:
        # A link is cut in mid-word where the line is full.
        if LINK.search(lines[-1]) and len(lines[-1]) >= width - 2:
            lines[-1] += line
        else:
            lines.append(line)
    text = reduce(join, lines)
    if block.kind == "heading":
        return Part(kind="heading", text=text, page=page, level=1)
    if CELLS.search(block.lines[0]):
        return Part(kind="table_row", text="", cells=tuple(CELLS.split(text)), page=page)
    if block.kind == "list_item":
        return Part(kind="list_item", text=text, page=page)
    return Part(kind="paragraph", text=text, page=page)
