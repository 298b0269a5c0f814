"""Scores by words: the whole passage, and for themes the sentence that speaks loudest as well.

A theme told in one sentence of a long passage is thinned out by the others, so its score is
drawn towards that of the passage's strongest sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scr_mine.classify import sparse
from scr_mine.classify.features import Counted, Features
from scr_mine.classify.sparse import Floats
from scr_mine.records import Tokens

#: The strongest sentence's part in a theme's score; from how many words on a sentence counts.
SENTENCE_SHARE, SENTENCE_WORDS = 0.3, 4


@dataclass(frozen=True, kw_only=True)
class Linear:
    """A vocabulary with weights: columns by outputs, `n_roles` roles before the themes."""

    features: Features
    weights: Floats
    bias: Floats
    n_roles: int

    def read(self, batch: Sequence[Tokens]) -> tuple[Counted, Any]:
        """The batch as counted, and its scores, texts by roles then themes, 64-bit."""
        counted = self.features.count(batch)
        scores = self._scores(counted, slice(None))
        sentences, owner = _sentences(batch, counted)
        if len(owner):
            themes = slice(self.n_roles, None)
            loudest = np.full((len(batch), scores.shape[1] - self.n_roles), -np.inf)
            np.maximum.at(loudest, owner, self._scores(sentences, themes))
            has = np.unique(owner)
            whole = scores[has, themes]
            scores[has, themes] = whole + SENTENCE_SHARE * (loudest[has] - whole)
        return counted, scores

    def effects(self, counted: Counted) -> Floats:
        """What one occurrence of each form adds to each theme; see `Features.effects`."""
        return self.features.effects(counted, self.weights[:, self.n_roles :])

    def _scores(self, counted: Counted, outputs: slice) -> Any:
        matrix = self.features.matrix(counted)
        return np.asarray(matrix @ self.weights[:, outputs], dtype=np.float64) + self.bias[outputs]


def _sentences(batch: Sequence[Tokens], counted: Counted) -> tuple[Counted, Any]:
    """The sentences of texts with several, as texts of their own, and the text each is of."""
    ends = np.searchsorted(counted.owner, np.arange(counted.passages + 1))
    of_word = np.full(len(counted.word), -1, dtype=np.int64)
    owner: list[int] = []
    for number, tokens in enumerate(batch):
        spans = [span for span in tokens.sentences if span[1] > tokens.lead]
        if len(spans) < 2:
            continue
        part = slice(ends[number], ends[number + 1])
        begins = np.array([tokens.tokens[i][0] for i in counted.place[part].tolist()])
        at = np.searchsorted([start for start, _ in spans], begins, side="right") - 1
        sizes = np.bincount(at[at >= 0], minlength=len(spans))
        long = sizes >= SENTENCE_WORDS
        new = np.where(long, len(owner) + np.cumsum(long) - 1, -1)
        of_word[part] = np.where(at >= 0, new[at], -1)
        owner += [number] * int(long.sum())
    kept = of_word >= 0
    empty = sparse.ints([])
    cut = replace(
        counted,
        passages=len(owner),
        word=counted.word[kept],
        owner=of_word[kept],
        place=counted.place[kept],
        manner=(empty, empty),
    )
    return cut, np.array(owner, dtype=np.int64)
