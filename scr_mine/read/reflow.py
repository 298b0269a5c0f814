"""From printed lines back to paragraphs, headings, bullets and rows.

A line begins a new block when the page says so (space, indent, style, a label or bullet) or when
the line before it ended early: the next word would still have fitted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from scr_mine.read import clean
from scr_mine.read.lines import Line, Page, Style, is_label_alone, style_of
from scr_mine.read.parts import Part

#: Lines further apart than this many times the ordinary distance are separate blocks.
GAP = 1.4
#: Text this much larger than the body is a heading; smaller than SMALL is a note.
LARGE, SMALL = 1.12, 0.87
HEADING_WORDS = 18
PLAIN_HEADING_WORDS = 12
ENDED = re.compile(r"[.?!:;]['\"”’)\]]*$")
SENTENCE_ENDED = re.compile(r"[.?!]['\"”’)\]]*$")
NOTE_MARK = re.compile(r"^\[?\^?(\d{1,3})\]?:?\s*(?=\D)")


@dataclass
class _Reflow:
    style: Style
    rights: dict[tuple[int, int], float]
    vocabulary: set[str]
    block: list[Line] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    bullets: int = 0


def parts(pages: list[Page]) -> list[Part]:
    """The blocks of all pages in reading order; paragraphs are joined across pages."""
    lines = [line for page in pages for line in page.lines]
    state = _Reflow(
        style=style_of(lines),
        rights=_right_edges(lines),
        vocabulary={w for line in lines for w in clean.words_of(_inner(line.text))},
    )
    found = list(_blocks(lines, state))
    return _with_levels(found, state)


def _inner(text: str) -> str:
    """A line without its last word, which a hyphen may have cut."""
    return text.rpartition(" ")[0] if text.endswith(("-", "\x02", "\u00ad")) else text


def _right_edges(lines: list[Line]) -> dict[tuple[int, int], float]:
    """The right edge of the column that begins near each left edge, by page and indent."""
    edges: dict[tuple[int, int], float] = {}
    for line in lines:
        for step in (-1, 0, 1):
            key = (line.page, _indent(line) + step)
            edges[key] = max(edges.get(key, 0.0), line.x1)
    return edges


def _indent(line: Line) -> int:
    return int(line.x0 // (6 * line.size))


def _blocks(lines: list[Line], state: _Reflow) -> Iterator[tuple[Part, Line]]:
    previous: Line | None = None
    for line in lines:
        if is_label_alone(line.text) and not line.cells:
            yield from _finish(state)
            state.labels.append(line.text.strip())
            previous = None
            continue
        if clean.LONE_BULLET.match(line.text) and not line.cells:
            yield from _finish(state)
            state.bullets += 1
            previous = None
            continue
        if previous is None or _starts_block(previous, line, state):
            yield from _finish(state)
        state.block.append(line)
        previous = line
    yield from _finish(state)


def _starts_block(above: Line, line: Line, state: _Reflow) -> bool:
    if line.cells or above.cells:
        return True
    if _stands_out(above, state.style) != _stands_out(line, state.style):
        return True
    leading = state.style.leading * max(line.size, above.size) / state.style.size
    gap = line.y - above.y
    follows = line.page == above.page and 0 <= gap
    if follows and gap > GAP * leading:
        return True
    if _begins_with_mark(above, line):
        return True
    if not follows:
        return not _continues(above, line, state)
    if _stands_out(line, state.style):
        return abs(line.size - above.size) > 0.05 * line.size
    if line.size < SMALL * state.style.size and NOTE_MARK.match(line.text):
        return True
    return _ended_early(above, line, state) or _indented(above, line, state)


def _stands_out(line: Line, style: Style) -> bool:
    return bool(line.bold) or line.size > LARGE * style.size


def _begins_with_mark(above: Line, line: Line) -> bool:
    """A bullet or printed number; in running text only after the line above has ended."""
    if clean.split_bullet(line.text)[0]:
        return not re.match(r"^\s*[-–—>*]", line.text) or _may_end(above, line)
    label, rest = clean.split_label(line.text)
    if label is None:
        return False
    if "." in label[:-1] and label[0].isdigit():
        return rest[:1].isupper() or not rest[:1].isalpha()
    return _may_end(above, line)


def _may_end(above: Line, line: Line) -> bool:
    return bool(ENDED.search(above.text)) or clean.split_bullet(above.text)[0] or (
        above.text.rstrip().endswith((" and", " or", ","))
    ) or above.x0 != line.x0


def _room(above: Line, line: Line, state: _Reflow) -> tuple[bool, float]:
    """Whether the line's first word would have fitted above, and the share of room left there."""
    right = max(
        state.rights.get((above.page, _indent(above)), 0.0),
        state.rights.get((line.page, _indent(line)), 0.0),
    )
    room = right - above.x1
    word = line.text.split(" ", 1)[0]
    needed = (len(word) + 1.3) * max(above.char_width, 0.4 * above.size)
    return room > needed, room / max(right - above.x0, 1.0)


def _ended_early(above: Line, line: Line, state: _Reflow) -> bool:
    if above.hyphen:
        return False
    fits, share = _room(above, line, state)
    if not fits:
        return False
    if SENTENCE_ENDED.search(above.text) or above.text.rstrip().endswith((":", ";")):
        return True
    return share > 0.3 and not line.text[:1].islower()


def _indented(above: Line, line: Line, state: _Reflow) -> bool:
    """A first-line indent after a finished sentence, or a step back to the left of the block."""
    left = min(part.x0 for part in state.block)
    if line.x0 < left - 1.5 * line.size and SENTENCE_ENDED.search(above.text):
        return True
    deeper = line.x0 > above.x0 + 0.9 * line.size and len(state.block) > 1
    return deeper and bool(SENTENCE_ENDED.search(above.text))


def _continues(above: Line, line: Line, state: _Reflow) -> bool:
    """Whether a paragraph goes on over a page or column break."""
    if _stands_out(line, state.style) or line.size < SMALL * state.style.size:
        return False
    if above.hyphen:
        return True
    if SENTENCE_ENDED.search(above.text) or above.text.rstrip().endswith((":", ";")):
        return False
    return line.text[:1].islower() or not _room(above, line, state)[0]


def _finish(state: _Reflow) -> Iterator[tuple[Part, Line]]:
    lines, state.block = state.block, []
    if not lines:
        return
    first = lines[0]
    if first.cells:
        yield Part(
            kind="table_row", text="", cells=first.cells, header=first.header, page=first.page
        ), first
        return
    text = _joined(lines, state)
    label: str | None = None
    if state.labels and clean.split_label(text)[0] is None:
        label = state.labels.pop(0)
    part = Part(kind="paragraph", text=text, page=first.page, number=label)
    if _is_heading(lines, text, state.style):
        part = replace(part, kind="heading", level=0)
    elif first.size < SMALL * state.style.size and (mark := NOTE_MARK.match(text)):
        part = replace(part, kind="footnote", number=mark.group(1), text=text[mark.end() :])
    elif state.bullets:
        state.bullets -= 1
        part = replace(part, kind="list_item")
    yield part, first


def _joined(lines: list[Line], state: _Reflow) -> str:
    join = clean.hyphen_joiner(state.vocabulary)
    text = lines[0].text
    for line in lines[1:]:
        text = join(text, line.text)
    return text


def _is_heading(lines: list[Line], text: str, style: Style) -> bool:
    words = len(text.split())
    if words > HEADING_WORDS or len(lines) > 4 or clean.split_bullet(text)[0]:
        return False
    if not any(c.isalpha() for c in text):
        return False
    if all(_stands_out(line, style) for line in lines):
        return not re.search(r"[.;,]$", text) or words <= 4
    if _is_capitals(text) and words <= PLAIN_HEADING_WORDS and not text.endswith(("|", ";")):
        return True
    if lines[0].bold is not None:
        return False
    rest = clean.split_label(text)[1]
    return (
        words <= PLAIN_HEADING_WORDS
        and rest[:1].isupper()
        and not re.search(r"[.;,:!|]$", text)
        and "|" not in text
    )


def _is_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 3 and all(c.isupper() for c in letters)


def _with_levels(found: list[tuple[Part, Line]], state: _Reflow) -> list[Part]:
    """Give headings their level: by the depth of their number, else by size and boldness."""
    looks = sorted(
        {_look(part, line) for part, line in found if part.kind == "heading"}, reverse=True
    )
    rank = {look: min(i + 1, 9) for i, look in enumerate(looks)}
    return [
        replace(part, level=_depth(part.text) or rank[_look(part, line)])
        if part.kind == "heading"
        else part
        for part, line in found
    ]


def _look(part: Part, line: Line) -> tuple[float, bool, bool]:
    return (round(line.size, 0), _is_capitals(part.text), bool(line.bold))


def _depth(text: str) -> int | None:
    label = clean.split_label(text)[0]
    if label is None or not label[0].isdigit():
        return None
    return label.rstrip(".)").count(".") + 1
