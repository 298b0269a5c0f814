"""Families of words that mean nearly the same, so that a point is seen in words not trained on."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

SHIPPED = Path(__file__).with_name("families.txt")
#: A star after fewer letters than this would take in half the language.
SHORTEST_STEM = 2


class Families:
    """Which families a word belongs to, by its whole form, its beginning or its hyphenated parts.

    `lines` are `name: word word stem*`; families are numbered in their order.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = tuple(lines)
        self._whole: dict[str, set[int]] = {}
        self._stems: dict[str, set[int]] = {}
        for number, line in enumerate(self.lines):
            for word in line.partition(":")[2].split():
                stem = word.endswith("*") and len(word) > SHORTEST_STEM
                table = self._stems if stem else self._whole
                table.setdefault(word.rstrip("*"), set()).add(number)

    def __len__(self) -> int:
        return len(self.lines)

    def of(self, forms: Sequence[str]) -> list[int]:
        """The numbers of all families of a word given as its whole form and its parts, sorted."""
        found: set[int] = set()
        for form in forms:
            found |= self._whole.get(form, set())
            for end in range(SHORTEST_STEM, len(form) + 1):
                found |= self._stems.get(form[:end], set())
        return sorted(found)


@cache
def shipped() -> tuple[str, ...]:
    """The lines of the families that come with the package."""
    text = SHIPPED.read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if ":" in line and not line.startswith("#"))
