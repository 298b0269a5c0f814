"""From printed lines back to paragraphs, headings, bullets and rows.

A line begins a new block when the page says so (space, indent, style, a label or bullet) or when
the line before it ended early: the next word would still have fitted.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import reduce

from scr_mine.read import clean
from scr_mine.read.hyphens import (
    breaks_words,
    cut_word,
    cuts_number,
    hyphen_joiner,
    vocabulary,
)
from scr_mine.read.parts import Part
from scr_mine.read.printed import display, habits, stitch
from scr_mine.read.printed.habits import SENTENCE_ENDED, Habits
from scr_mine.read.printed.lines import Line, Page, is_bullet_alone, is_label_alone

#: Text that differs from its neighbour by more than this share of the body size is another block.
SIZE_STEP = 0.08
#: A line that leaves this share of its width empty ends a block, whatever its last word.
ROOM = 0.35
#: Room for so many lines at the foot of a page: its last paragraph was at an end.
ROOM_LINES = 3.5
#: No paragraph has as many lines.
MOST_LINES = 500
ENDED = re.compile(r"[.?!:;]['\"”’)\]]*$")


@dataclass
class _Reflow:
    habits: Habits
    join: Callable[[str, str], str]
    block: list[Line] = field(default_factory=list)
    rows: list[Line] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    bullets: int = 0
    tables: int = 0


def counted(
    pages: list[Page], notes: dict[int, list[Part]] | None = None, *, broken: bool = True
) -> tuple[list[Part], int]:
    """The blocks of all pages in reading order, and how many tables were among them.

    Paragraphs are joined across pages. `notes` are the footnotes of each page; they follow the
    block in which their page ends. Not `broken` means that no paragraph was broken over lines:
    every line is a block.
    """
    lines = [line for page in pages for line in page.lines]
    printed = [text for line in lines for text in _printed(line)]
    words = vocabulary(printed)
    join = hyphen_joiner(words, breaks_words=breaks_words(printed, words))
    state = _Reflow(habits=habits.of(lines, broken=broken), join=join)
    found = list(_with_notes(_blocks(lines, state), notes or {}))
    return display.levelled(found, state.habits.style), state.tables


def _printed(line: Line) -> list[str]:
    return [text for cell in line.cells for text in cell.split("\n")] or [line.text]


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
            if state.block:
                yield from _finish(state)
            if state.rows and not stitch.continues(state.rows[-1], line):
                yield from _finish_table(state)
            state.rows.append(line)
            previous = None
            continue
        if state.rows:
            yield from _finish_table(state)
        alone = is_label_alone(line.text) and not _ends_sentence(previous, line, state)
        if alone or is_bullet_alone(line.text):
            yield from _finish(state)
            if alone:
                state.labels.append(line.text.strip())
            else:
                state.bullets += 1
            previous = None
            continue
        full = len(state.block) >= MOST_LINES
        if state.block and (previous is None or full or _starts_block(previous, line, state)):
            yield from _finish(state)
        state.block.append(line)
        previous = line
    yield from _finish(state)
    yield from _finish_table(state)


def _ends_sentence(above: Line | None, line: Line, state: _Reflow) -> bool:
    """Whether a figure alone on a line (`6.`) is only the last word of a paragraph."""
    if above is None or above.page != line.page or ENDED.search(above.text):
        return False
    if cuts_number(above.text):
        return True
    near = line.y > above.y and not state.habits.apart(above, line)
    return near and abs(line.x0 - above.x0) < line.size and not state.habits.fits(above, line)[0]


def _starts_block(above: Line, line: Line, state: _Reflow) -> bool:
    if not state.habits.broken or line.label or _begins_with_mark(above, line):
        return True
    if above.page != line.page or line.y < above.y:
        return not _continues(above, line, state)
    if state.habits.apart(above, line):
        return True
    if abs(line.size - above.size) > SIZE_STEP * state.habits.style.size:
        return True
    fits, share = state.habits.fits(above, line)
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


def _shape(text: str) -> str | None:
    """What kind of number a line begins with: `#.`, `(a)`; None if with none."""
    label = clean.split_label(text)[0]
    return re.sub(r"[a-z]+", "a", re.sub(r"\d+", "#", label)) if label else None


def _may_end(above: Line, line: Line) -> bool:
    shape = _shape(line.text)
    listed = clean.split_bullet(above.text)[0] or bool(shape and shape == _shape(above.text))
    ends = ENDED.search(above.text) or above.text.rstrip().endswith((" and", " or", ","))
    return bool(ends) or listed or above.x0 > line.x0 + 0.5 * line.size


def _ended_early(above: Line, line: Line, fits: bool, share: float, state: _Reflow) -> bool:
    if not fits or cut_word(above.text):
        return False
    if share > ROOM and (ENDED.search(above.text) or not line.text[:1].islower()):
        return True
    return not state.habits.spaced and bool(ENDED.search(above.text))


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
    if abs(line.size - above.size) > SIZE_STEP * state.habits.style.size:
        return False
    if display.stands_out(line, state.habits.style) and not above.bold:
        return False
    if display.is_heading(state.block, state.habits.style, shows_style=state.habits.shows_style):
        return False
    if cut_word(above.text):
        return True
    if line.bold is None and _is_next_title(above, line, state):
        return False
    full = not state.habits.fits(above, line)[0]
    if ENDED.search(above.text):
        if above.y < state.habits.bottom - ROOM_LINES * state.habits.style.leading:
            return False
        return (
            (state.habits.justified or state.habits.numbered)
            and full
            and abs(line.x0 - above.x0) <= 0.5 * line.size
            and above.text[-1] not in ":;"
        )
    return line.text[:1].islower() or full


def _is_next_title(above: Line, line: Line, state: _Reflow) -> bool:
    """Whether text without bold print to go by begins a page with a title below bullets."""
    listed = bool(clean.split_bullet(state.block[0].text)[0])
    return (
        listed
        and above.page != line.page
        and line.text[:1].isupper()
        and not _OPEN.search(above.text)
    )


_OPEN = re.compile(r"(?:,|\b(?:a|an|and|at|by|for|from|in|of|on|or|the|to|with))$", re.I)


def _finish(state: _Reflow) -> Iterator[tuple[Part, list[Line]]]:
    lines, state.block = state.block, []
    if not lines:
        return
    first = lines[0]
    text = reduce(state.join, [line.text for line in lines])
    label = first.label or None
    own = label or clean.split_label(text)[0]
    if own:
        state.labels.clear()
    elif state.labels:
        label = state.labels.pop(0)
    part = Part(kind="paragraph", text=text, page=first.page, number=label)
    if display.is_heading(lines, state.habits.style, shows_style=state.habits.shows_style):
        part = replace(part, kind="heading", level=0)
        state.labels.clear()
    elif note := display.as_note(part, first, state.habits.style):
        part = note
    elif state.bullets or clean.split_bullet(text)[0]:
        state.bullets = max(state.bullets - 1, 0)
        # Without its bullet, so that a letter behind it, `• (a)`, is seen.
        part = replace(part, kind="list_item", text=clean.split_bullet(text)[1])
    yield part, lines


def _finish_table(state: _Reflow) -> Iterator[tuple[Part, list[Line]]]:
    lines, state.rows = state.rows, []
    if lines:
        state.tables += 1
        yield from ((part, []) for part in stitch.parts(lines, state.join))
