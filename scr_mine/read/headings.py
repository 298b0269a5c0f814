"""Headings that carry no heading style: short paragraphs that look different throughout."""

import re
from dataclasses import dataclass

from scr_mine.read import clean

#: Text this much larger than the body is a heading.
LARGE = 1.12
HEADING_WORDS = 18
CAPITALS_WORDS = 12
#: Where more than this share of the text is bold, boldness says nothing.
BOLD_SHARE = 0.4
#: A heading that ends like a sentence has at most this many words.
ENDED_WORDS = 4
NOT_AN_END = re.compile(r"[.;,]$")
BARE_LABEL = re.compile(r"^(\d{1,2})\s+(?=[A-Z])")


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """A paragraph as printed; `size` may be 0 where the format does not say."""

    text: str
    bold: bool = False
    size: float = 0.0
    number: str | None = None


class Looks:
    """What is ordinary in one document, and the looks of what stands out, largest first."""

    def __init__(self, looks: list[Look]) -> None:
        weights: dict[float, int] = {}
        for look in looks:
            weights[look.size] = weights.get(look.size, 0) + len(look.text)
        self.body = max(weights, key=lambda size: (weights[size], -size), default=0.0)
        total = sum(weights.values())
        bold = sum(len(look.text) for look in looks if look.bold)
        self._bold_counts = bold <= BOLD_SHARE * total
        kinds = {self._kind(look) for look in looks if self._is_heading(look)}
        self._ranks = {kind: i for i, kind in enumerate(sorted(kinds, reverse=True), 1)}

    def level(self, look: Look, above: int) -> int | None:
        """The level of a paragraph that is a heading, under a styled one of level `above`.

        The depth of its printed number decides; else its rank among the looks that stand out.
        """
        if not self._is_heading(look):
            return None
        if depth := depth_of(look.number or look.text):
            return depth
        return min(above + self._ranks.get(self._kind(look), 1), 9)

    def _is_heading(self, look: Look) -> bool:
        text = clean.INVISIBLE.sub("", look.text).strip()
        words = len(text.split())
        if not 0 < words <= HEADING_WORDS or not any(c.isalpha() for c in text):
            return False
        if clean.split_bullet(text)[0] or (NOT_AN_END.search(text) and words > ENDED_WORDS):
            return False
        larger = self.body > 0 and look.size > LARGE * self.body
        if larger or (look.bold and self._bold_counts):
            return True
        return is_capitals(text) and words <= CAPITALS_WORDS and not NOT_AN_END.search(text)

    def _kind(self, look: Look) -> tuple[float, bool, bool]:
        return (round(look.size), is_capitals(look.text), look.bold)


def is_capitals(text: str) -> bool:
    """Whether a text is printed in capitals throughout."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 3 and all(c.isupper() for c in letters)


def depth_of(text: str) -> int | None:
    """How deep a printed number at the head of a text goes: 1 for `4`, 2 for `4.2`."""
    label = clean.split_label(f"{text.strip()} X")[0] if text.strip() else None
    if label is None and (match := BARE_LABEL.match(f"{text.strip()} X")):
        label = match.group(1)
    if label is None or not label[0].isdigit():
        return None
    return label.rstrip(".)").removesuffix(".0").count(".") + 1
