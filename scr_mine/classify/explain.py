"""Which words, and which sentence, moved a theme most.

The model is linear in the words, so what a word adds to a theme's score can be read off its
weights; an encoder says what each word adds. The effect of a neighbouring pair is left out: it
belongs to no single word.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from scr_mine.classify.encoder import Read
from scr_mine.classify.features import Counted
from scr_mine.classify.sparse import Floats
from scr_mine.records import Tokens

#: Stretches shown per theme and passage.
MOST = 3
#: A further stretch must move the theme at least this share of what the first one does.
LEAST_SHARE = 0.4
#: Words at most this many tokens apart form one stretch.
GAP = 2

Span = tuple[int, int]


def strongest(
    batch: Sequence[Tokens],
    counted: Counted,
    effects: Floats,
    given: Any,
    read: Read | None = None,
) -> list[dict[int, list[Span]]]:
    """For each passage and theme given, the stretches that moved it most.

    `effects` is forms by themes (see `Features.effects`), `given` passages by themes. What an
    encoder has `read` counts as much as the words. Offsets are relative to the passage: what lies
    before `lead` is not shown.
    """
    ends = np.searchsorted(counted.owner, np.arange(counted.passages + 1))
    spans: list[dict[int, list[Span]]] = [{} for _ in batch]
    for passage in np.flatnonzero(given.any(axis=1)).tolist():
        part = slice(ends[passage], ends[passage + 1])
        values = effects[counted.word[part]]
        tokens = batch[passage]
        if read:
            heard = _by_word(
                tokens, counted.place[part], read.starts[passage], read.effects[passage]
            )
            values = _of_one(values) + _of_one(heard)
        for theme in np.flatnonzero(given[passage]).tolist():
            spans[passage][theme] = _stretches(tokens, counted.place[part], values[:, theme])
    return spans


def _by_word(tokens: Tokens, place: Any, starts: Sequence[int], effects: Floats) -> Floats:
    """What the encoder's pieces add, summed over the pieces of each counted word."""
    begins = np.array([tokens.tokens[i][0] for i in place.tolist()])
    at = np.searchsorted(begins, np.array(starts, dtype=np.int64), side="right") - 1
    total = np.zeros((len(begins), effects.shape[1]), dtype=np.float32)
    inside = at >= 0
    np.add.at(total, at[inside], effects[inside])
    return total


def _of_one(values: Floats) -> Floats:
    """Each theme's values as shares of its largest."""
    largest: Floats = np.maximum(values.max(axis=0, keepdims=True), np.float32(1e-9))
    return values / largest


def _stretches(tokens: Tokens, place: Any, effect: Any) -> list[Span]:
    """The strongest stretches of neighbouring words that speak for the theme, strongest first."""
    inside = np.array([tokens.tokens[i][0] >= tokens.lead for i in place.tolist()], dtype=bool)
    floor = 0.25 * max(float(effect[inside].max(initial=0.0)), 1e-9)
    runs: list[tuple[float, int, int]] = []
    for i, value, ok in zip(place.tolist(), effect.tolist(), inside.tolist(), strict=True):
        if not ok or value < floor:
            continue
        if runs and i - runs[-1][2] <= GAP:
            total, first, _ = runs[-1]
            runs[-1] = (total + value, first, i)
        else:
            runs.append((value, i, i))
    runs.sort(key=lambda run: (-run[0], run[1]))
    kept = [run for run in runs[:MOST] if run[0] >= LEAST_SHARE * runs[0][0]]
    lead = tokens.lead
    return [(tokens.tokens[a][0] - lead, tokens.tokens[b][1] - lead) for _, a, b in kept]


def sentence(tokens: Tokens, spans: Sequence[Span]) -> Span | None:
    """The sentence in which the strongest stretch stands, relative to the passage."""
    if not spans:
        return None
    at = spans[0][0] + tokens.lead
    for start, end in tokens.sentences:
        if start <= at < end:
            return max(start - tokens.lead, 0), end - tokens.lead
    return None
