"""The numbers a browser prints before the items of an ordered list."""

import re
from dataclasses import dataclass
from typing import Any

from scr_mine.read.office.numbering import formatted

TYPES = {
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "none": "none",
    "disc": "none",
}
STYLE_TYPE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)")


@dataclass
class OpenList:
    """A list being read; `number` is that of its latest item, None in an unordered one."""

    ordered: bool
    kind: str = "decimal"
    step: int = 1
    number: int = 0
    notes: bool = False

    def next(self, item: Any) -> str | None:
        """The number printed before the next item; None if there is none."""
        if not self.ordered:
            return None
        self.number = _whole(item.get("value"), self.number + self.step)
        return formatted(self.number, self.kind) or None


def opened(element: Any) -> OpenList:
    """The state at the head of a `ul` or `ol` element."""
    style = STYLE_TYPE.search(element.get("style", ""))
    kind = TYPES.get(style.group(1) if style else element.get("type", ""), "decimal")
    if element.tag != "ol":
        return OpenList(ordered=False)
    down = element.get("reversed") is not None
    items = sum(child.tag == "li" for child in element)
    start = _whole(element.get("start"), items if down else 1)
    step = -1 if down else 1
    return OpenList(ordered=True, kind=kind, step=step, number=start - step)


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"\s*-?\d{1,6}\s*", text) else otherwise
