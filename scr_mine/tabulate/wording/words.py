"""The words and two-word phrases of two groups of reviews: counted, weighed, and where they stand.

What a word is here is plainer than a token of the classifier: letters, with the apostrophes and
hyphens inside. Texts are kept as numbers and counted by sorting these, so that two thousand reviews
fit into memory.
"""

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scr_mine.records import Review, TaggedPassage

if TYPE_CHECKING:
    from numpy.typing import NDArray

_JOINING = (
    "about above across after again against all almost already also although always am among an "
    "and another any are aren't around as at away be because become been before being below "
    "between both but by can can't cannot could couldn't did didn't do does doesn't doing don't "
    "done during each either else etc ever every few for from further had hadn't has hasn't have "
    "haven't having he he'd he's her here hers herself him himself his how however if in into is "
    "isn't it it's its itself just may me might more most much must my neither never no nor not "
    "now of off often on once one only onto or other others our out over own per quite rather "
    "same shall she she'd she's should shouldn't since so some still such than that that's the "
    "their theirs them themselves then there there's therefore these they they're this those "
    "though three through thus to too toward towards two under until up upon us very was wasn't "
    "we well were weren't what when where whether which while who whom whose why will with within "
    "without would wouldn't yet you your"
)
_DATES_AND_TITLES = (
    "january february march april june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec "
    "monday tuesday wednesday thursday friday saturday sunday dr miss mr mrs ms"
)
#: Left out and so parting words: what joins or points to others, parts of dates and of names.
LEFT_OUT = frozenset(f"{_JOINING} {_DATES_AND_TITLES}".split())

# The marks between words part them, so that no phrase runs over a comma.
_PIECES = re.compile(r"\w+(?:['’‐‑-]\w+)*|[^\w\s]")
_ALIKE = str.maketrans({"’": "'", "‐": "-", "‑": "-"})
# A number, a code such as `sw2`, or a single letter, which here is the name of a case.
_NOT_A_WORD = re.compile(r".*[\d_]|.(?:'s)?$", re.DOTALL)
_NONE = 0
#: So many passages, or so many sorted numbers, are worked on at a time, which bounds the memory.
PASSAGES_AT_ONCE, SORTED_AT_ONCE = 1 << 15, 1 << 20


class Vocabulary(dict[str, bytes]):
    """The numbers of the words in every stretch without white space, as the bytes of an array.

    `words[n]` is the word of number n; 0 stands for what is left out and so parts words. Most
    stretches have been met before, which saves looking for the words in them again.
    """

    def __init__(self) -> None:
        super().__init__()
        self.words = [""]
        self._numbers: dict[str, int] = {}

    def __missing__(self, stretch: str) -> bytes:
        numbers = array("I", map(self._number, _PIECES.findall(stretch)))
        self[stretch] = numbers.tobytes()
        return self[stretch]

    def _number(self, form: str) -> int:
        word = form.translate(_ALIKE)
        if word in LEFT_OUT or _NOT_A_WORD.match(word):
            return _NONE
        number = self._numbers.setdefault(word, len(self.words))
        if number == len(self.words):
            self.words.append(word)
        return number


@dataclass
class Texts:
    """The counted passages of two groups, sides 0 and 1, as the numbers of their words.

    `tokens` are the passages in a row, each closed by 0; `lengths`, `review_of` and `ids` have one
    entry a passage, `reviews` and `sides` one a review.
    """

    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    tokens: "array[int]" = field(default_factory=lambda: array("I"))
    lengths: "array[int]" = field(default_factory=lambda: array("I"))
    review_of: "array[int]" = field(default_factory=lambda: array("I"))
    ids: list[str] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    sides: list[int] = field(default_factory=list)

    def enter(self, review: Review, side: int) -> int:
        """Take in a review; returns its number."""
        self.reviews.append(review)
        self.sides.append(side)
        return len(self.reviews) - 1

    def read(self, passage: TaggedPassage, review: int) -> None:
        """Take in a passage of the review of that number."""
        numbers = b"".join(map(self.vocabulary.__getitem__, passage.text.lower().split()))
        self.tokens.frombytes(numbers)
        self.tokens.append(_NONE)
        self.lengths.append(len(numbers) // self.tokens.itemsize + 1)
        self.review_of.append(review)
        self.ids.append(passage.id)

    def of_side(self, side: int) -> list[Review]:
        """The reviews of one group."""
        return [r for r, s in zip(self.reviews, self.sides, strict=True) if s == side]

    def spread(
        self, passages: Sequence[int], side: int, *, most: int
    ) -> tuple[tuple[str, ...], int]:
        """Ids of those of these passages that are of one group, at most `most`, and how many are.

        `passages` are numbers in order. One of each review comes before a second of any.
        """
        import numpy as np

        held = np.asarray(passages, dtype=np.int64)
        review = np.frombuffer(self.review_of, dtype=np.uint32)[held]
        mine = np.array(self.sides)[review] == side
        held, review = held[mine], review[mine]
        by_review = np.argsort(review, kind="stable")
        turn = np.empty(held.size, dtype=np.int64)
        turn[by_review] = np.arange(held.size) - np.searchsorted(
            review[by_review], review[by_review]
        )
        kept = np.sort(held[np.lexsort((held, turn))[:most]])
        return tuple(self.ids[k] for k in kept), int(held.size)


@dataclass(frozen=True, kw_only=True)
class Tally:
    """The words, `size` 1, or the phrases, `size` 2, and how often they occur.

    `found` are the keys of those that occur in enough reviews, in order; `times` is how often each
    does and `reviews` in how many reviews, shaped (2, found) by side. `totals`, by side, and
    `middling`, the median of the reviews that have any, are of all there are, kept or not.
    """

    size: int
    words: Sequence[str]
    found: "NDArray[Any]"
    times: "NDArray[Any]"
    reviews: "NDArray[Any]"
    totals: "NDArray[Any]"
    middling: float

    def name(self, i: int) -> str:
        """The word or phrase itself."""
        return " ".join(self.words[n] for n in self._numbers(i))

    def passages_with(self, wanted: Sequence[int], texts: Texts) -> dict[int, list[int]]:
        """The numbers of the passages in which each of these stands, in order."""
        import numpy as np

        first = np.zeros(len(self.words), dtype=bool)
        first[[self._numbers(i)[0] for i in wanted]] = True
        which = {int(self.found[i]): i for i in wanted}
        held: dict[int, list[int]] = {i: [] for i in wanted}
        for keys, passages in _standing(texts, self.size, first):
            there = np.isin(keys, list(which))
            pairs = zip(keys[there].tolist(), passages[there].tolist(), strict=True)
            for key, passage in dict.fromkeys(pairs):
                held[which[key]].append(passage)
        return held

    def _numbers(self, i: int) -> tuple[int, ...]:
        key = int(self.found[i])
        return (key,) if self.size == 1 else divmod(key, len(self.words))


def tallies(texts: Texts, *, least_reviews: int) -> tuple[Tally, Tally]:
    """The words and the phrases of one or more passages.

    A phrase is two words that are counted, side by side with nothing between them. Those in fewer
    than `least_reviews` reviews are counted in the totals only.
    """
    return _tally(texts, 1, least_reviews), _tally(texts, 2, least_reviews)


def _standing(
    texts: Texts, size: int, first: "NDArray[Any] | None" = None
) -> "Iterator[tuple[NDArray[Any], NDArray[Any]]]":
    """The keys of the words or phrases as they stand, each with its passage, some at a time.

    `first` says of every word whether it may be the first; all may unless it is given.
    """
    import numpy as np

    tokens = np.frombuffer(texts.tokens, dtype=np.uint32)
    lengths = np.frombuffer(texts.lengths, dtype=np.uint32).astype(np.int64)
    ends = np.cumsum(lengths)
    for start in range(0, lengths.size, PASSAGES_AT_ONCE):
        some = lengths[start : start + PASSAGES_AT_ONCE]
        stop = start + some.size
        part = tokens[ends[start] - lengths[start] : ends[stop - 1]]
        passage = np.repeat(np.arange(start, stop), some)
        begins = part != _NONE if first is None else first[part]
        if size == 1:
            at = np.flatnonzero(begins)
            keys = part[at].astype(np.int64)
        else:
            # Every passage is closed by 0, so that none runs over into the next.
            at = np.flatnonzero(begins[:-1] & (part[1:] != _NONE))
            keys = part[at].astype(np.int64) * len(texts.vocabulary.words) + part[at + 1]
        yield keys, passage[at]


def _tally(texts: Texts, size: int, least_reviews: int) -> Tally:
    import numpy as np

    side, n = np.array(texts.sides), len(texts.sides)
    review_of = np.frombuffer(texts.review_of, dtype=np.uint32)
    # A key and its review in one number, since sorting numbers takes least memory and time. What
    # is not filled takes no memory.
    pairs = np.empty(len(texts.tokens), dtype=np.int64)
    sizes, filled = np.zeros(n, dtype=np.int64), 0
    for keys, passages in _standing(texts, size):
        review = review_of[passages]
        sizes += np.bincount(review, minlength=n)
        pairs[filled : filled + keys.size] = keys * n + review
        filled += keys.size
    pairs[:filled].sort()
    empty = (np.empty(0, np.int64), np.empty((2, 0), np.int64), np.empty((2, 0), np.int64))
    counted = [empty, *_counted(pairs[:filled], side, least_reviews)]
    found, times, reviews = (np.concatenate(part, axis=-1) for part in zip(*counted, strict=True))
    return Tally(
        size=size,
        words=texts.vocabulary.words,
        found=found,
        times=times,
        reviews=reviews,
        totals=np.array([sizes[side == s].sum() for s in (0, 1)]),
        middling=float(np.median(sizes[sizes > 0])) if sizes.any() else 1.0,
    )


def _counted(
    pairs: "NDArray[Any]", side: "NDArray[Any]", least_reviews: int
) -> "Iterator[tuple[NDArray[Any], NDArray[Any], NDArray[Any]]]":
    """Keys, times and reviews, the latter by side, of sorted pairs of key and review."""
    import numpy as np

    n, start = side.size, 0
    while start < pairs.size:
        last = pairs[min(start + SORTED_AT_ONCE, pairs.size) - 1]
        stop = int(np.searchsorted(pairs, (last // n + 1) * n))
        some = pairs[start:stop]
        start = stop
        once = np.flatnonzero(np.diff(some, prepend=-1))
        key, review = np.divmod(some[once], n)
        mine = np.stack([side[review] == s for s in (0, 1)])
        begins = np.flatnonzero(np.diff(key, prepend=-1))
        reviews = np.add.reduceat(mine.astype(np.int64), begins, axis=1)
        times = np.add.reduceat(mine * np.diff(once, append=some.size), begins, axis=1)
        kept = reviews.sum(axis=0) >= least_reviews
        yield key[begins][kept], times[:, kept], reviews[:, kept]


def log_odds(tally: Tally) -> tuple["NDArray[Any]", "NDArray[Any]"]:
    """Log-odds ratios between two groups, above 0 where side 0 uses a word more, and their z.

    Monroe, Colaresi and Quinn (2008), with an informative Dirichlet prior: it gives every word the
    share it has in both groups together, with the weight of a review of middling length, and so
    draws together the odds of words that are rare. A word that has no other beside it has none.
    """
    import numpy as np

    times, prior = tally.times, tally.middling
    both, all_times = times.sum(axis=0), tally.totals.sum()
    if not both.size or both[0] == all_times:
        return np.zeros(both.size), np.zeros(both.size)
    alpha = prior * both / all_times
    others = tally.totals[:, None] - times + prior * (all_times - both) / all_times
    odds = np.log(times + alpha) - np.log(others)
    ratio = odds[0] - odds[1]
    return ratio, ratio / np.sqrt((1 / (times + alpha)).sum(axis=0))
