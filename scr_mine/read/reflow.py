"""From printed lines back to paragraphs, headings, bullets and rows.

A line begins a new block when the page says so (space, indent, style, a label or bullet) or when
the line before it ended early: the next word would still have fitted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from scr_mine.read import clean, display, stitch
from scr_mine.read.hyphens import CUT, hyphen_joiner, vocabulary
from scr_mine.read.lines import Line, Page, Style, is_label_alone, style_of
from scr_mine.read.parts import Part

#: Lines further apart than this many times the ordinary distance are separate blocks.
GAP = 1.2
#: Text that differs from its neighbour by more than this share of the body size is another block.
SIZE_STEP = 0.08
#: A line that leaves this share of its width empty ends a block, whatever its last word.
ROOM = 0.35
#: Paragraphs are set apart by space when so many of the ends seen are; of at least SPACED_ENDS.
SPACED_SHARE, SPACED_ENDS = 0.8, 5
ENDED = re.compile(r"[.?!:;]['\"”’)\]]*$")
SENTENCE_ENDED = re.compile(r"[.?!]['\"”’)\]]*$")


@dataclass
class _Reflow:
    style: Style
    rights: dict[tuple[int, int], float]
    words: set[str]
    shows_style: bool
    spaced: bool = False
    block: list[Line] = field(default_factory=list)
    rows: list[Line] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    bullets: int = 0
    tables: int = 0


def parts(pages: list[Page], notes: dict[int, list[Part]] | None = None) -> list[Part]:
    """The blocks of all pages in reading order; paragraphs are joined across pages.

    `notes` are the footnotes of each page; they follow the block in which their page ends.
    """
    return counted(pages, notes)[0]


def counted(
    pages: list[Page], notes: dict[int, list[Part]] | None = None
) -> tuple[list[Part], int]:
    """The blocks of all pages as `parts`, and how many tables were among them."""
    lines = [line for page in pages for line in page.lines]
    state = _Reflow(
        style=style_of(lines),
        rights=_right_edges(lines),
        words=vocabulary([text for line in lines for text in (line.text, *line.cells) if text]),
        shows_style=display.shows_style(lines),
    )
    state.spaced = _is_spaced(lines, state)
    found = list(_with_notes(_blocks(lines, state), notes or {}))
    return display.levelled(found, state.style), state.tables


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


def _is_spaced(lines: list[Line], state: _Reflow) -> bool:
    """Whether the document sets its paragraphs apart by space."""
    apart = close = 0
    for above, line in zip(lines, lines[1:], strict=False):
        if above.page != line.page or above.cells or line.cells or line.label:
            continue
        if not SENTENCE_ENDED.search(above.text) or not _fits(above, line, state)[0]:
            continue
        if clean.split_bullet(line.text)[0] or line.y <= above.y:
            continue
        if line.y - above.y > GAP * _leading(above, line, state):
            apart += 1
        else:
            close += 1
    return apart >= SPACED_ENDS and apart >= SPACED_SHARE * (apart + close)


def _with_notes(
    found: Iterator[tuple[Part, list[Line]]], notes: dict[int, list[Part]]
) -> Iterator[tuple[Part, list[Line]]]:
    waiting = dict(notes)
    for part, lines in found:
        for page in [page for page in waiting if part.page and page < part.page]:
            yield from ((note, []) for note in waiting.pop(page))
        yield part, lines
    for page in sorted(waiting):
        yield from ((note, []) for note in waiting[page])


def _blocks(lines: list[Line], state: _Reflow) -> Iterator[tuple[Part, list[Line]]]:
    previous: Line | None = None
    for line in lines:
        if line.cells:
            yield from _finish(state)
            if state.rows and not stitch.continues(state.rows[-1], line):
                yield from _finish_table(state)
            state.rows.append(line)
            previous = None
            continue
        yield from _finish_table(state)
        alone = is_label_alone(line.text)
        if alone or clean.LONE_BULLET.match(line.text):
            yield from _finish(state)
            if alone:
                state.labels.append(line.text.strip())
            else:
                state.bullets += 1
            previous = None
            continue
        if previous is None or _starts_block(previous, line, state):
            yield from _finish(state)
        state.block.append(line)
        previous = line
    yield from _finish(state)
    yield from _finish_table(state)


def _leading(above: Line, line: Line, state: _Reflow) -> float:
    return max(state.style.leading_at(above.size), state.style.leading_at(line.size))


def _starts_block(above: Line, line: Line, state: _Reflow) -> bool:
    if line.label or _begins_with_mark(above, line):
        return True
    if above.page != line.page or line.y < above.y:
        return not _continues(above, line, state)
    if line.y - above.y > GAP * _leading(above, line, state):
        return True
    if abs(line.size - above.size) > SIZE_STEP * state.style.size:
        return True
    fits, share = _fits(above, line, state)
    if above.bold and not line.lead:
        return True
    if line.bold and not above.lead and not above.label and (fits or ENDED.search(above.text)):
        return True
    return _ended_early(above, line, fits, share, state) or _indented(above, line, state)


def _begins_with_mark(above: Line, line: Line) -> bool:
    """A bullet or printed number; in running text only after the line above has ended."""
    if clean.split_bullet(line.text)[0]:
        return not re.match(r"^\s*[-–—>*]", line.text) or _may_end(above, line)
    label, rest = clean.split_label(line.text)
    if label is None:
        return False
    if "." in label[:-1] and label[0].isdigit():
        return rest[:1].isupper() or not rest[:1].isalpha() or _may_end(above, line)
    return _may_end(above, line)


def _may_end(above: Line, line: Line) -> bool:
    listed = clean.split_bullet(above.text)[0] or bool(clean.split_label(above.text)[0])
    ends = ENDED.search(above.text) or above.text.rstrip().endswith((" and", " or", ","))
    return bool(ends) or listed or above.x0 > line.x0 + 0.5 * line.size


def _fits(above: Line, line: Line, state: _Reflow) -> tuple[bool, float]:
    """Whether the line's first word would have fitted above, and the share of room left there."""
    right = max(
        state.rights.get((above.page, _indent(above)), 0.0),
        state.rights.get((line.page, _indent(line)), 0.0) if above.page == line.page else 0.0,
    )
    room = right - above.x1
    word = re.split(r"(?<=\w)[-/]|\s", line.text, maxsplit=1)[0]
    needed = (len(word) + 1.3) * max(above.char_width, 0.4 * above.size)
    return room > needed, room / max(right - above.x0, 1.0)


def _ended_early(above: Line, line: Line, fits: bool, share: float, state: _Reflow) -> bool:
    if not fits or CUT.search(above.text):
        return False
    if share > ROOM and not line.text[:1].islower():
        return True
    return not state.spaced and bool(ENDED.search(above.text))


def _indented(above: Line, line: Line, state: _Reflow) -> bool:
    """A first-line indent after a finished sentence, or a step back to the left of the block."""
    if not SENTENCE_ENDED.search(above.text):
        return False
    left = min(part.x0 for part in state.block)
    if line.x0 < left - 1.5 * line.size:
        return True
    return line.x0 > above.x0 + 0.9 * line.size and len(state.block) > 1


def _continues(above: Line, line: Line, state: _Reflow) -> bool:
    """Whether a paragraph goes on over a page or column break."""
    if abs(line.size - above.size) > SIZE_STEP * state.style.size:
        return False
    if display.stands_out(line, state.style) and not above.bold:
        return False
    if display.is_heading(state.block, state.style, shows_style=state.shows_style):
        return False
    if CUT.search(above.text):
        return True
    full = not _fits(above, line, state)[0]
    if ENDED.search(above.text):
        return (
            full and line.x0 <= above.x0 + 0.5 * line.size and not above.text.endswith((":", ";"))
        )
    return line.text[:1].islower() or full


def _finish(state: _Reflow) -> Iterator[tuple[Part, list[Line]]]:
    lines, state.block = state.block, []
    if not lines:
        return
    first = lines[0]
    text = joined([line.text for line in lines], state.words)
    label = first.label or None
    own = label or clean.split_label(text)[0]
    if own:
        state.labels.clear()
    elif state.labels:
        label = state.labels.pop(0)
    part = Part(kind="paragraph", text=text, page=first.page, number=label)
    if display.is_heading(lines, state.style, shows_style=state.shows_style):
        part = replace(part, kind="heading", level=0)
        state.labels.clear()
    elif note := display.as_note(part, first, state.style):
        part = note
    elif state.bullets or clean.split_bullet(text)[0]:
        state.bullets = max(state.bullets - 1, 0)
        part = replace(part, kind="list_item")
    yield part, lines


def _finish_table(state: _Reflow) -> Iterator[tuple[Part, list[Line]]]:
    lines, state.rows = state.rows, []
    if lines:
        state.tables += 1
        yield from ((part, []) for part in stitch.parts(lines, hyphen_joiner(state.words)))


def joined(texts: list[str], words: set[str]) -> str:
    """Printed lines as one text; `words` is the vocabulary by which hyphens are judged."""
    join = hyphen_joiner(words)
    text = texts[0]
    for after in texts[1:]:
        text = join(text, after)
    return text
