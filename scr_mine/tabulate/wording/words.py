"""The words and two-word phrases of two groups of reviews: counted, weighed, and where they stand.

What a word is here is plainer than a token of the classifier: letters, with the apostrophes and
hyphens inside. Texts are kept as numbers, so that two thousand reviews fit into memory.
"""

import re
from array import array
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


class Vocabulary(dict[str, int]):
    """A number for every form in the texts; 0 for what is left out and so parts words."""

    def __init__(self) -> None:
        super().__init__()
        self.words = [""]

    def __missing__(self, form: str) -> int:
        word = form.translate(_ALIKE)
        if word != form:
            number = self[word]
        elif word in LEFT_OUT or _NOT_A_WORD.match(word):
            number = _NONE
        else:
            number = len(self.words)
            self.words.append(word)
        self[form] = number
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
        known = self.vocabulary
        numbers = [known[form] for form in _PIECES.findall(passage.text.lower())]
        self.tokens.extend(numbers)
        self.tokens.append(_NONE)
        self.lengths.append(len(numbers) + 1)
        self.review_of.append(review)
        self.ids.append(passage.id)

    def of_side(self, side: int) -> list[Review]:
        """The reviews of one group."""
        return [r for r, s in zip(self.reviews, self.sides, strict=True) if s == side]


@dataclass(frozen=True, kw_only=True)
class Tally:
    """The words, or the phrases, that occur: `names(i)`, and counts shaped (2, names) by side.

    `times` is how often each occurs, `reviews` in how many reviews. `middling` is the median number
    of occurrences of them all in a review. `keys` and `passages` say which stands where.
    """

    texts: Texts
    found: "NDArray[Any]"
    times: "NDArray[Any]"
    reviews: "NDArray[Any]"
    middling: float
    keys: "NDArray[Any]"
    passages: "NDArray[Any]"

    def name(self, i: int) -> str:
        """The word or phrase itself."""
        words = self.texts.vocabulary.words
        first, second = divmod(int(self.found[i]), len(words))
        return f"{words[first]} {words[second]}".strip()

    def passages_with(self, i: int, side: int, *, most: int) -> tuple[tuple[str, ...], int]:
        """Ids of the passages of one group in which it stands, at most `most`, and how many do.

        One of each review comes before a second of any.
        """
        import numpy as np

        held = self.passages[self.keys == self.found[i]]
        # They are in order, so that a passage met again stands next to itself.
        held = np.concatenate((held[:1], held[1:][held[1:] != held[:-1]]))
        review = np.frombuffer(self.texts.review_of, dtype=np.uint32)[held]
        mine = np.array(self.texts.sides)[review] == side
        held, review = held[mine], review[mine]
        by_review = np.argsort(review, kind="stable")
        turn = np.empty(held.size, dtype=np.int64)
        turn[by_review] = np.arange(held.size) - np.searchsorted(
            review[by_review], review[by_review]
        )
        kept = np.sort(held[np.lexsort((held, turn))[:most]])
        return tuple(self.texts.ids[k] for k in kept), int(held.size)


def tallies(texts: Texts) -> tuple[Tally, Tally]:
    """The words and the phrases of one or more passages.

    A phrase is two words that are counted, side by side with nothing between them.
    """
    import numpy as np

    tokens = np.frombuffer(texts.tokens, dtype=np.uint32)
    passage = np.repeat(np.arange(len(texts.ids), dtype=np.uint32), texts.lengths)
    words = np.flatnonzero(tokens)
    firsts = words[:-1][np.diff(words) == 1]
    phrases = tokens[firsts].astype(np.int64) * len(texts.vocabulary.words) + tokens[firsts + 1]
    return (
        _tally(texts, tokens[words].astype(np.int64), passage[words]),
        _tally(texts, phrases, passage[firsts]),
    )


def _tally(texts: Texts, keys: "NDArray[Any]", passages: "NDArray[Any]") -> Tally:
    import numpy as np

    side, n = np.array(texts.sides), len(texts.sides)
    review = np.frombuffer(texts.review_of, dtype=np.uint32)[passages].astype(np.int64)
    found, place = np.unique(keys, return_inverse=True)

    def by_side(places: Any, sides: Any) -> Any:
        return np.stack([np.bincount(places[sides == s], minlength=found.size) for s in (0, 1)])

    once = np.unique(place * n + review)
    sizes = np.bincount(review, minlength=n)
    return Tally(
        texts=texts,
        found=found,
        times=by_side(place, side[review]),
        reviews=by_side(once // n, side[once % n]),
        middling=float(np.median(sizes[sizes > 0])) if sizes.any() else 1.0,
        keys=keys,
        passages=passages,
    )


def log_odds(times: "NDArray[Any]", *, prior: float) -> tuple["NDArray[Any]", "NDArray[Any]"]:
    """Log-odds ratios between two groups and their z, from counts shaped (2, words).

    Monroe, Colaresi and Quinn (2008), with an informative Dirichlet prior: it gives every word the
    share it has in both groups together, with the weight of `prior` words, and so draws together
    the odds of words that are rare.
    """
    import numpy as np

    both = times.sum(axis=0)
    if both.size < 2:
        return np.zeros(both.size), np.zeros(both.size)
    alpha = prior * both / both.sum()
    others = times.sum(axis=1, keepdims=True) - times + prior * (both.sum() - both) / both.sum()
    odds = np.log(times + alpha) - np.log(others)
    ratio = odds[0] - odds[1]
    return ratio, ratio / np.sqrt((1 / (times + alpha)).sum(axis=0))
