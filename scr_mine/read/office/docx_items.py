"""What the walk through a Word file gathers, and which of it are headings without a style."""

from dataclasses import dataclass, replace

from scr_mine.read.headings import Look, Looks
from scr_mine.read.parts import Part, flat


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A part with what is needed to tell headings that have no heading style."""

    part: Part
    bold: bool = False
    size: float = 0.0
    plain: bool = False


def words_in(items: list[Item]) -> int:
    """How many words the items of a cell hold."""
    return sum(len(item.part.text.split()) for item in items)


def spanned(items: list[Item], span: int) -> list[str]:
    """A cell's text, and an empty one for each further column it spans."""
    text = flat([item.part for item in items])
    return [text, *[""] * (span - 1)]


def with_headings(items: list[Item]) -> list[Part]:
    """Short paragraphs that are bold or larger throughout become headings."""
    looks = Looks([_look(item) for item in items if item.plain and item.part.kind == "paragraph"])
    parts: list[Part] = []
    styled = 0
    for item in items:
        part = item.part
        if part.kind == "heading":
            styled = part.level or 0
        elif (
            item.plain and part.kind == "paragraph" and (level := looks.level(_look(item), styled))
        ):
            part = replace(part, kind="heading", level=level)
        parts.append(part)
    return parts


def _look(item: Item) -> Look:
    return Look(text=item.part.text, bold=item.bold, size=item.size, number=item.part.number)
