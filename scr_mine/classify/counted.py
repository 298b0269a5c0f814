"""A batch of texts as numbers: which form of word stands where."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from scr_mine.classify.forms import SILENT, Forms
from scr_mine.classify.sparse import Ints, ints, runs
from scr_mine.classify.words import head
from scr_mine.records import Tokens


class Spans(NamedTuple):
    """The spans of a batch one after another: their ends, whose they are, and which one of its."""

    start: Ints
    end: Ints
    owner: Any
    nth: Any


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A batch as numbers.

    The words are those that say something, in order: `word[i]` is the number of the i-th one's
    form, `owner[i]` the passage it stands in, `place[i]` its index among the passage's tokens and
    `start[i]` where it begins in the text. The words of passage `p` are those from `bounds[p]` to
    `bounds[p + 1]`; `beginnings` are those that begin a sentence. `base` is where each text would
    begin if all stood one after another, and `last` its last character.
    """

    forms: Forms
    word: Any
    owner: Any
    place: Any
    start: Ints
    bounds: Ints
    base: Ints
    last: list[str]
    sentences: Spans
    beginnings: Ints

    @property
    def passages(self) -> int:
        """How many passages there are."""
        return len(self.base)


def count(batch: Sequence[Tokens], forms: Forms) -> Counted:
    """Which form stands where in a batch."""
    tokens, sentences = _spans([t.tokens for t in batch]), _spans([t.sentences for t in batch])
    written = ([t.text[start:end] for start, end in t.tokens] for t in batch)
    word = np.fromiter(
        map(forms.numbers.__getitem__, chain.from_iterable(written)), np.int32, len(tokens.start)
    )
    # With a stem before it the passage's own number is not at the head of the text.
    heads = ints([0 if t.lead else head(t.text) for t in batch])
    kept = np.flatnonzero((word != SILENT) & (tokens.start >= heads[tokens.owner]))
    owner, start = tokens.owner[kept], tokens.start[kept]
    sizes = ints([len(t.text) + 1 for t in batch])
    bounds = np.searchsorted(owner, np.arange(len(batch) + 1))
    base = np.cumsum(sizes) - sizes
    first = np.searchsorted(start + base[owner], sentences.start + base[sentences.owner])
    return Counted(
        forms=forms,
        word=word[kept],
        owner=owner,
        place=tokens.nth[kept],
        start=start,
        bounds=bounds,
        base=base,
        last=[t.text.rstrip()[-1:] for t in batch],
        sentences=sentences,
        beginnings=np.unique(first[first < bounds[1:][sentences.owner]]),
    )


def _spans(rows: Sequence[tuple[tuple[int, int], ...]]) -> Spans:
    many = np.fromiter(map(len, rows), np.int64, len(rows))
    ends = chain.from_iterable(chain.from_iterable(rows))
    values = np.fromiter(ends, np.int64, 2 * int(many.sum()))
    return Spans(values[::2], values[1::2], *runs(many))
