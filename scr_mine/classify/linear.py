"""Scores by words: the whole passage, and for themes the sentence that speaks loudest as well.

A theme told in one sentence of a long passage is thinned out by the others, so its score is
drawn towards that of the passage's strongest sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from scr_mine.classify.counted import Counted
from scr_mine.classify.features import Features, Parts
from scr_mine.classify.forms import Forms
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
    _known: dict[Forms, Floats] = field(default_factory=dict, repr=False, compare=False)

    def read(self, batch: Sequence[Tokens]) -> tuple[Counted, Any]:
        """The batch as counted, and its scores, texts by roles then themes, 64-bit."""
        counted = self.features.count(batch)
        sentences = _sentences(batch, counted)
        owner = sentences.owner
        matrix = self.features.matrix(counted, sentences)
        found = np.asarray(matrix @ self.weights, dtype=np.float64) + self.bias
        passages, parts = sentences.rows(len(batch))
        scores = found[passages]
        if len(owner):
            first = np.flatnonzero(np.diff(owner, prepend=-1))
            has, themes = owner[first], slice(self.n_roles, None)
            whole = scores[has, themes]
            loudest = np.maximum.reduceat(found[parts, themes], first)
            scores[has, themes] = whole + SENTENCE_SHARE * (loudest - whole)
        return counted, scores

    def effects(self, forms: Forms) -> Floats:
        """What one occurrence of each form, by its number, adds to each theme; remembered.

        See `Features.effects`.
        """
        known = self._known.get(forms)
        done = 0 if known is None else len(known)
        if done < len(forms.names):
            new = np.arange(done, len(forms.names))
            found = self.features.effects(forms, new, self.weights[:, self.n_roles :])
            self._known.clear()
            self._known[forms] = found if known is None else np.concatenate([known, found])
        return self._known[forms]


def _sentences(batch: Sequence[Tokens], counted: Counted) -> Parts:
    """The sentences of texts with several that are long enough to be texts of their own."""
    spans, words = counted.sentences, counted.start + counted.base[counted.owner]
    leads = np.fromiter((tokens.lead for tokens in batch), np.int64, len(batch))
    own = spans.end > leads[spans.owner]
    several = np.bincount(spans.owner[own], minlength=len(batch)) > 1
    kept = np.flatnonzero(own & several[spans.owner])
    owner = spans.owner[kept]
    if not len(kept):
        return Parts(np.full(len(words), -1), owner)
    at = np.searchsorted(spans.start[kept] + counted.base[owner], words, side="right") - 1
    inside = (at >= 0) & (owner[at] == counted.owner)
    long = np.bincount(at[inside], minlength=len(kept)) >= SENTENCE_WORDS
    number = np.where(long, np.cumsum(long) - 1, -1)
    return Parts(np.where(inside, number[at], -1), owner[long])
