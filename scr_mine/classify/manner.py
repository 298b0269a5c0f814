"""How a passage is put rather than what it is about: how it and its sentences begin, its end,
length, tense and figures."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from scr_mine.classify.remembered import Remembered
from scr_mine.classify.sparse import ints

if TYPE_CHECKING:
    from scr_mine.classify.counted import Counted

#: Steps in which the length of a passage and the share of numbers in it are told apart.
_LENGTHS = (4, 7, 10, 14, 20, 28, 40, 56, 80, 120)
_SHARES, _MOST_SHARE, _MOST_QUESTIONS = 8, 4, 2
#: So many words are the opening of a passage, and of so many the very words are looked at.
_OPENING, _FIRST = 4, 3
#: Stands where a passage has no further word.
_NONE = -1


class Manner:
    """The features of manner by name; `column` gives the column of a name, -1 if it has none.

    `names` are the forms by number, which may grow.
    """

    def __init__(self, column: Callable[[str], int], names: Sequence[str]) -> None:
        self._column, self._names = column, names
        self._empty = column("empty")
        self._ends = Remembered[str, int](lambda mark: column(f"end {mark}"))
        self._firsts = Remembered[tuple[int, ...], list[int]](self._first)
        self._pairs = Remembered[tuple[int, int], int](self._pair)
        steps = {"length": len(_LENGTHS), "past": _MOST_SHARE}
        steps |= {"figures": _MOST_SHARE, "questions": _MOST_QUESTIONS}
        self._steps = {
            name: ints([column(f"{name} {k}") for k in range(most + 1)])
            for name, most in steps.items()
        }

    def opening(self, families: Sequence[int]) -> list[int]:
        """The columns of a word of these families among the first of a passage."""
        return self._known(f"opening {k}" for k in families)

    def beginning(self, form: str, families: Sequence[int]) -> list[int]:
        """The columns of a word that begins a sentence, by itself."""
        return self._known((f"sentence {form}", *(f"sentence of {k}" for k in families)))

    def of(self, counted: "Counted") -> tuple[Any, Any]:
        """Passage and column of each feature of a batch, repeats included."""
        n = np.diff(counted.bounds)
        spoken = np.flatnonzero(n)
        silent = np.flatnonzero(n == 0)
        parts = [
            (silent, np.full(len(silent), self._empty)),
            (spoken, ints([self._ends[counted.last[i]] for i in spoken.tolist()])),
            *((spoken, columns[spoken]) for columns in self._shares(counted, n)),
            *self._openings(counted, n, spoken),
            *self._sentences(counted),
        ]
        owner = np.concatenate([part[0] for part in parts])
        column = np.concatenate([part[1] for part in parts])
        known = column >= 0
        return owner[known], column[known]

    def _shares(self, counted: "Counted", n: Any) -> list[Any]:
        """The columns of each passage's length, tense, figures and questions."""
        forms, most = counted.forms.marks()[counted.word], np.maximum(n, 1)
        past, figures, questions = (
            np.bincount(counted.owner[(forms & mark) > 0], minlength=len(n)) for mark in (1, 2, 4)
        )
        steps = self._steps
        return [
            steps["length"][np.searchsorted(_LENGTHS, n, side="right")],
            steps["past"][np.minimum(past * _SHARES // most, _MOST_SHARE)],
            steps["figures"][np.minimum(figures * _SHARES // most, _MOST_SHARE)],
            steps["questions"][np.minimum(questions, _MOST_QUESTIONS)],
        ]

    def _openings(self, counted: "Counted", n: Any, spoken: Any) -> list[Any]:
        """What the first words of each passage say, in a row and by their families."""
        begins, word = counted.bounds[:-1], counted.word
        rows = [
            np.where(k < n[spoken], word[np.minimum(begins[spoken] + k, len(word) - 1)], _NONE)
            for k in range(_FIRST)
        ]
        found = zip(*(row.tolist() for row in rows), strict=True)
        firsts = list(map(self._firsts.__getitem__, found))
        early = np.flatnonzero(np.arange(len(word)) - begins[counted.owner] < _OPENING)
        at, opened = counted.forms.opening.of(word[early])
        return [
            (np.repeat(spoken, _FIRST), ints(list(chain.from_iterable(firsts)))),
            (counted.owner[early][at], opened),
        ]

    def _sentences(self, counted: "Counted") -> list[Any]:
        """What the words say that begin a sentence, alone and with the word after them."""
        begin, word = counted.beginnings, counted.word
        owner = counted.owner[begin]
        after = np.minimum(begin + 1, len(word) - 1)
        follows = (after > begin) & (counted.owner[after] == owner)
        second = np.where(follows, word[after], _NONE)
        both = zip(word[begin].tolist(), second.tolist(), strict=True)
        pairs = list(map(self._pairs.__getitem__, both))
        at, alone = counted.forms.beginning.of(word[begin])
        return [(owner, ints(pairs)), (owner[at], alone)]

    def _first(self, words: tuple[int, ...]) -> list[int]:
        said = [self._said(words[:k]) for k in range(1, _FIRST + 1)]
        return [self._column(f"first {each}") for each in said]

    def _pair(self, words: tuple[int, int]) -> int:
        return self._column(f"sentence {self._said(words)}")

    def _said(self, words: tuple[int, ...]) -> str:
        return " ".join(self._names[word] for word in words if word != _NONE)

    def _known(self, names: Iterable[str]) -> list[int]:
        return [column for name in names if (column := self._column(name)) >= 0]
