"""Which of very many texts say the same in nearly the same words.

A text is the set of its three-word runs, and the words that tell one case from another: numbers,
dates, people, denials. Two texts are alike when they share most of the former and all of the
latter, where a sentence that one has more may hold more of them. No text is kept.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from scr_mine.tabulate.once.folding import TELLING, Numbers, written_words
from scr_mine.tabulate.once.sharing import HALF, Floats, Ints, Runs, Words, sharing

#: Two texts are alike when they share this much of their three-word runs (Jaccard).
LIKE = 0.7
#: Texts of fewer words are alike only when equal, and in one place.
SHORT = 8
#: A text with so many more words than another has a sentence more.
SENTENCE = 5
#: Words are digested in batches of about this many, and pairs compared so many at a time.
BATCH, PAIRS = 1 << 15, 1 << 14

_ODD = np.uint64(0x9E3779B97F4A7C15)


class Texts:
    """Texts, added one by one, of which only `Sets` is kept."""

    def __init__(self, like: float = LIKE) -> None:
        self._like = like
        self._numbers = Numbers()
        self._columns = _columns()
        self._clear()

    def _clear(self) -> None:
        self._words: list[int] = []
        self._lengths: list[int] = []
        self._places: list[int] = []

    def add(self, text: str, place: int) -> None:
        """Add a text; a short one is alike only to those of the same `place`."""
        words = written_words(text)
        self._words.extend(map(self._numbers.__getitem__, words))
        self._lengths.append(len(words))
        self._places.append(place)
        if len(self._words) >= BATCH:
            self._digest()

    def _digest(self) -> None:
        if self._lengths:
            part: Iterable[npt.NDArray[Any]] = _part(self._words, self._lengths, self._places)
            for column, numbers in zip(self._columns, part, strict=True):
                column.frombytes(numbers.tobytes())
            self._clear()

    def sets(self) -> "Sets":
        """All texts that were added, in their order. They are handed over, none is left here."""
        self._digest()
        columns, self._columns = self._columns, _columns()
        return Sets(_Part(*map(_as_numbers, columns)), self._like)


class Sets:
    """What is known of all texts, by the order in which they were added."""

    def __init__(self, texts: "_Part", like: float) -> None:
        self._like = like
        self._prints, self._cases, self._sizes, self._runs, self._tellings, self._telling = texts
        self._ends: Ints = np.cumsum(self._sizes)
        self._told: Ints = np.cumsum(self._tellings)

    def groups(self) -> list[list[int]]:
        """The texts that are alike, directly or by way of others; who is alone is left out."""
        _, first, same = np.unique(self._prints, return_index=True, return_inverse=True)
        roots = np.arange(len(self._prints))
        forest = _Forest()
        for one, other in self._nearly_equal(np.sort(first[self._sizes[first] > 0])):
            forest.join(one, other)
        for text in forest.joined():
            roots[text] = forest.root(text)
        roots = roots[first[same]]
        members = np.flatnonzero(np.bincount(roots, minlength=len(roots))[roots] > 1)
        members = members[np.argsort(roots[members], kind="stable")]
        cuts = np.flatnonzero(np.diff(roots[members])) + 1
        return [part.tolist() for part in np.split(members, cuts) if len(part)]

    def similarity(self, one: Sequence[int], other: Sequence[int]) -> list[float]:
        """The share of three-word runs that the two texts of each pair have in common, 1 for equal
        ones.
        """
        found: list[float] = []
        for at in range(0, len(one), PAIRS):
            first, second = (
                np.array(texts[at : at + PAIRS], dtype=np.int64) for texts in (one, other)
            )
            same = self._prints[first] == self._prints[second]
            found += np.where(same, 1.0, self._similarity(first, second)).tolist()
        return found

    def alike(self, one: int, other: int) -> bool:
        """Whether two texts are alike without another between them."""
        if self._prints[one] == self._prints[other]:
            return True
        [similarity] = self.similarity([one], [other])
        return similarity >= self._like and self._same_case(one, other)

    def _same_case(self, one: int, other: int) -> bool:
        """The words that tell one case from another are the same, but for a sentence more."""
        if self._cases[one] == self._cases[other]:
            return True
        if abs(self._sizes[one] - self._sizes[other]) < SENTENCE:
            return False
        shorter, longer = sorted((one, other), key=lambda text: int(self._sizes[text]))
        return self._tells(shorter) <= self._tells(longer)

    def _tells(self, text: int) -> Counter[int]:
        end = int(self._told[text])
        return Counter(self._telling[end - int(self._tellings[text]) : end].tolist())

    def _nearly_equal(self, texts: Ints) -> Iterator[tuple[int, int]]:
        """Pairs of these texts that are alike."""
        pairs = sharing(self._runs, self._sizes, texts, self._like)
        for at in range(0, len(pairs), PAIRS):
            some = pairs[at : at + PAIRS].astype(np.int64)
            one, other = some >> 32, some & 0xFFFFFFFF
            same = self._cases[one] == self._cases[other]
            same |= np.abs(self._sizes[one] - self._sizes[other]) >= SENTENCE
            one, other = one[same], other[same]
            enough = self._similarity(one, other) >= self._like
            for pair in zip(one[enough].tolist(), other[enough].tolist(), strict=True):
                if self._same_case(*pair):
                    yield pair

    def _similarity(self, one: Ints, other: Ints) -> Floats:
        keys = np.sort(np.concatenate([self._laid_out(one), self._laid_out(other)]))
        twice = (keys[1:][keys[1:] == keys[:-1]] >> HALF).astype(np.int64)
        common = np.bincount(twice, minlength=len(one))
        together: Ints = self._sizes[one] + self._sizes[other] - common
        similarity: Floats = common / np.maximum(together, 1)
        return similarity

    def _laid_out(self, texts: Ints) -> Words:
        """The runs of these texts, each behind its text's place among them."""
        sizes = self._sizes[texts]
        owners = np.repeat(np.arange(len(texts)), sizes)
        at = np.arange(len(owners)) + (self._ends[texts] - np.cumsum(sizes))[owners]
        laid_out: Words = owners.astype(np.uint64) << HALF | self._runs[at]
        return laid_out


class _Part(NamedTuple):
    """A batch of texts.

    Of each text the fingerprint of all its words, in order, and of those that tell its case, in any
    order; how many runs it has, and the runs of all, one text after the other; and so for the words
    that tell its case.
    """

    prints: Words
    cases: Words
    sizes: Ints
    runs: Runs
    tellings: Ints
    telling: Runs


#: What a number of each column of a `_Part` takes up, as arrays of Python name it.
_CODES: tuple[Literal["Q", "q", "I"], ...] = ("Q", "Q", "q", "I", "q", "I")


def _columns() -> "tuple[array[int], ...]":
    return tuple(array(code) for code in _CODES)


def _as_numbers(column: "array[int]") -> Any:
    """A column that is added to no more, without a copy."""
    return np.frombuffer(column, dtype=column.typecode)


def _part(words: list[int], lengths: list[int], places: list[int]) -> _Part:
    given = np.fromiter(words, dtype=np.uint64, count=len(words))
    count = len(lengths)
    owners = np.repeat(np.arange(count), lengths)[given != 0]
    kept = given[given != 0]
    lasting = np.bincount(owners, minlength=count)
    ends = np.cumsum(lasting)
    at = np.arange(len(kept)) - (ends - lasting)[owners]
    local = np.where(lasting < SHORT, np.array(places) + 1, 0).astype(np.uint64)
    prints = _sums(_mixed(kept + at.astype(np.uint64) * _ODD), ends) + _mixed(local * _ODD)
    telling = (kept & np.uint64(TELLING)) != 0
    runs, of = _runs(
        kept, owners, np.flatnonzero((lasting >= SHORT)[owners] & (at < lasting[owners] - 2))
    )
    return _Part(
        prints=prints,
        cases=_sums(np.where(telling, _mixed(kept), np.uint64(0)), ends),
        sizes=np.bincount(of, minlength=count),
        runs=runs,
        tellings=np.bincount(owners[telling], minlength=count),
        telling=kept[telling].astype(np.uint32),
    )


def _runs(words: Words, owners: Ints, first: Ints) -> tuple[Runs, Ints]:
    """The distinct three-word runs of each text, sorted, and the text that each belongs to."""
    three = words[first] + words[first + 1] * np.uint64(3) + words[first + 2] * np.uint64(7)
    keys = np.sort((owners[first].astype(np.uint64) << HALF) | (_mixed(three) >> HALF))
    keys = keys[np.append(True, keys[1:] != keys[:-1])[: len(keys)]]
    return keys.astype(np.uint32), (keys >> HALF).astype(np.int64)


def _sums(values: Words, ends: Ints) -> Words:
    """The sum of each text's values, modulo 2**64."""
    totals = np.append(np.uint64(0), np.cumsum(values, dtype=np.uint64))
    sums: Words = np.diff(totals[np.append(0, ends)])
    return sums


def _mixed(values: Words) -> Words:
    """Every bit of each value spread over all bits of the result."""
    values = values ^ (values >> np.uint64(30))
    values *= np.uint64(0xBF58476D1CE4E5B9)
    values ^= values >> np.uint64(27)
    values *= np.uint64(0x94D049BB133111EB)
    values ^= values >> np.uint64(31)
    return values


class _Forest:
    """Which texts belong together, by the first of them."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}

    def root(self, text: int) -> int:
        """The first text of the group that a text belongs to."""
        above = self._above
        while (up := above.get(text, text)) != text:
            above[text] = above.get(up, up)
            text = up
        return text

    def join(self, one: int, other: int) -> None:
        """Put the groups of two texts together."""
        first, second = sorted((self.root(one), self.root(other)))
        if first != second:
            self._above[second] = first

    def joined(self) -> list[int]:
        """The texts that are not the first of their group."""
        return list(self._above)
