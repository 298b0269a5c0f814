"""Which printed lines are headings or notes, and at what level."""

import re
from collections import Counter
from dataclasses import replace

from scr_mine.read import clean
from scr_mine.read.parts import Part
from scr_mine.read.printed.lines import Line, Style

#: Text this much larger than the body is a heading; smaller than SMALL is a note.
LARGE, SMALL = 1.12, 0.92
HEADING_WORDS, HEADING_LINES = 30, 4
#: Without boldness or size to go by, a heading has at most this many words.
PLAIN_HEADING_WORDS = 12
#: A document that shows its headings by size or weight does so at least this often.
SHOWN = 2
NOTE_MARK = re.compile(r"^\[?\^?(\d{1,3})\]?:?\s*(?=[^\d\s.,/-])")


def shows_style(lines: list[Line]) -> bool:
    """Whether some lines are bold, so that plain lines are no headings."""
    return sum(bool(line.bold) for line in lines if not line.cells) >= SHOWN


def stands_out(line: Line, style: Style) -> bool:
    """Whether a line is bold or larger than the body."""
    return bool(line.bold) or line.size > LARGE * style.size


def is_heading(lines: list[Line], style: Style, *, shows_style: bool) -> bool:
    """Whether a block of lines is a heading."""
    text = " ".join(line.text for line in lines)
    words = len(text.split())
    if words > HEADING_WORDS or len(lines) > HEADING_LINES or clean.split_bullet(text)[0]:
        return False
    if not any(c.isalpha() for c in text) or lines[0].size < SMALL * style.size:
        return False
    if all(stands_out(line, style) for line in lines):
        return not re.search(r"[.;,]$", text) or words <= 4
    if is_capitals(text) and words <= PLAIN_HEADING_WORDS and not text.endswith(("|", ";", ".")):
        return words > 1 or len(text) > 5
    label, rest = clean.split_label(text)
    if shows_style or (lines[0].bold is not None and not (label or lines[0].label)):
        return False
    return (
        words <= PLAIN_HEADING_WORDS
        and len(lines) <= 2
        and rest[:1].isupper()
        and not re.search(r"[.;,:!|)]['”\"’]?$", text)
        and "|" not in text
    )


def as_note(part: Part, first: Line, style: Style) -> Part | None:
    """A block in small print that begins with a mark, as a footnote; else None."""
    if first.size >= SMALL * style.size:
        return None
    if part.number and part.number.isdigit():
        return replace(part, kind="footnote")
    mark = NOTE_MARK.match(part.text)
    if not mark:
        return None
    return replace(part, kind="footnote", number=mark.group(1), text=part.text[mark.end() :])


def is_capitals(text: str) -> bool:
    """Whether every letter of a text, and there are several, is a capital."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 3 and all(c.isupper() for c in letters)


def levelled(found: list[tuple[Part, list[Line]]], style: Style) -> list[Part]:
    """Give headings their level: by the depth of their number, else as others of their look."""
    headed = [(part, lines[0]) for part, lines in found if part.kind == "heading"]
    looks = sorted({_look(part, line, style) for part, line in headed}, reverse=True)
    rank = {look: min(i + 1, 9) for i, look in enumerate(looks)}
    depths: dict[tuple[float, bool, bool], Counter[int]] = {}
    for part, line in headed:
        if depth := _depth(part):
            depths.setdefault(_look(part, line, style), Counter())[depth] += 1
    usual = {look: votes.most_common(1)[0][0] for look, votes in depths.items()}
    result = []
    for part, lines in found:
        if part.kind == "heading":
            look = _look(part, lines[0], style)
            part = replace(part, level=_depth(part) or usual.get(look) or rank[look])
        result.append(part)
    return result


def _look(part: Part, line: Line, style: Style) -> tuple[float, bool, bool]:
    return (round(line.size / style.size, 1), is_capitals(part.text), bool(line.bold))


def _depth(part: Part) -> int | None:
    label = part.number or clean.split_label(part.text)[0]
    if label is None or not label[0].isdigit():
        return None
    return min(label.rstrip(".)").count(".") + 1 + label.count("-"), 9)
