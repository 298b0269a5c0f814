"""What is known of every form of word met so far: each is worked out once, then only looked up."""

from array import array
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from scr_mine.classify.families import Families
from scr_mine.classify.manner import Manner
from scr_mine.classify.remembered import Remembered
from scr_mine.classify.sparse import Ragged
from scr_mine.classify.words import PLACEHOLDERS, normal, parts, pieces

#: The number of the form that says nothing.
SILENT = 0


class Forms:
    """Forms by number, in the order in which they were met; number 0 says nothing.

    `numbers` gives the number of a token as written. By number: `names`; `counts`, the columns a
    form counts as among words, pieces and families, in that order; `own`, its index among the
    words, if it is one; `stands_for`, its families, numbered after the words, or else that index;
    `opening` and `beginning`, what it adds to the manner (see `Manner`).
    """

    def __init__(
        self,
        words: Mapping[str, int],
        known_pieces: Mapping[str, int],
        families: Families,
        *,
        sizes: tuple[int, int],
        column: Callable[[str], int],
        firsts: tuple[int, int, int] = (0, 0, 0),
    ) -> None:
        """`sizes` are those of the pieces, `column` gives the column of a feature of manner, and
        `firsts` are the first columns of words, pieces and families."""
        self.names: list[str] = []
        self.manner = Manner(column, self.names)
        self.counts, self.own, self.stands_for = Ragged(), Ragged(), Ragged()
        self.opening, self.beginning = Ragged(), Ragged()
        self.numbers = Remembered[str, int](lambda token: self._number[normal(token)])
        self._number = Remembered[str, int](self._add)
        self._words, self._pieces, self._families = words, known_pieces, families
        self._sizes, self._firsts, self._marks = sizes, firsts, array("b")
        self._number[""]

    def __len__(self) -> int:
        return len(self.numbers)

    def marks(self) -> Any:
        """Of each form in bits: whether it ends like the past tense, is a figure, is a `?`."""
        return np.array(self._marks, dtype=np.int8)

    def _add(self, form: str) -> int:
        words, known = self._words, self._pieces
        whole = (form, *parts(form))
        kin = self._families.of(whole)
        own = [words[form]] if form in words else []
        word, piece, family = self._firsts
        self.names.append(form)
        self._marks.append(form.endswith("ed") + 2 * (form in PLACEHOLDERS) + 4 * (form == "?"))
        self.own.add(own)
        self.counts.add(
            [
                *(word + words[w] for w in whole if w in words),
                *(piece + known[p] for p in pieces(form, *self._sizes) if p in known),
                *(family + k for k in kin),
            ]
        )
        self.stands_for.add([len(words) + k for k in kin] or own)
        self.opening.add(self.manner.opening(kin))
        self.beginning.add(self.manner.beginning(form, kin))
        return len(self.names) - 1
