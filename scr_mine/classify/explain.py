"""Which words, and which sentence, moved a theme most.

The model is linear in the words, so what a word adds to a theme's score can be read off its
weights; an encoder says what each word adds. The effect of a neighbouring pair is left out: it
belongs to no single word.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from scr_mine.classify.counted import Counted
from scr_mine.classify.encoder import Read
from scr_mine.classify.sparse import Floats, runs
from scr_mine.records import Tokens

#: Stretches shown per theme and passage.
MOST = 3
#: A further stretch must move the theme at least this share of what the first one does.
LEAST_SHARE = 0.4
#: A word belongs to a stretch if it moves the theme at least this share of what the strongest does.
LEAST_WORD = 0.25
#: Words at most this many tokens apart form one stretch.
GAP = 2
_NEXT_TO_NOTHING = 1e-9

Span = tuple[int, int]


def strongest(
    batch: Sequence[Tokens],
    counted: Counted,
    effects: Floats,
    given: Any,
    read: Read | None = None,
) -> list[dict[int, list[Span]]]:
    """For each passage and theme given, the stretches that moved it most.

    `effects` is forms by themes (see `Linear.effects`), `given` is passages by themes; each
    passage given a theme has a word. What an encoder has `read` counts as much as the words.
    Offsets are relative to the passage: what lies before `lead` is not shown.
    """
    spans: list[dict[int, list[Span]]] = [{} for _ in batch]
    passage, theme = np.nonzero(given)
    if not len(passage):
        return spans
    values, row = effects, counted.word
    if read:
        values, row = _both(batch, counted, effects, given.any(axis=1), read)
    pair, at = runs(np.diff(counted.bounds)[passage], counted.bounds[passage])
    leads = np.array([tokens.lead for tokens in batch])
    inside = counted.start[at] >= leads[counted.owner[at]]
    found = _stretches(pair, counted.place[at], values[row[at], theme[pair]], inside)
    themes, passages = theme.tolist(), passage.tolist()
    for one, first, last in zip(*(part.tolist() for part in found), strict=True):
        tokens = batch[passages[one]]
        span = (tokens.tokens[first][0] - tokens.lead, tokens.tokens[last][1] - tokens.lead)
        spans[passages[one]].setdefault(themes[one], []).append(span)
    return spans


def _stretches(pair: Any, place: Any, effect: Floats, inside: Any) -> tuple[Any, Any, Any]:
    """The strongest stretches of neighbouring words that speak for a theme, strongest first.

    All are one entry per word of a pair of passage and theme, the pairs in order. Gives the pair
    of each stretch, and the places of its first and last word.
    """
    starts = np.flatnonzero(np.diff(pair, prepend=-1))
    peak = np.maximum.reduceat(np.where(inside, effect, 0), starts).astype(np.float64)
    floor = LEAST_WORD * np.maximum(peak, _NEXT_TO_NOTHING)
    kept = np.flatnonzero(inside & (effect >= floor[pair]))
    pair, place, effect = pair[kept], place[kept], effect[kept]
    apart = (np.diff(pair, prepend=-1) > 0) | (np.diff(place, prepend=0) > GAP)
    first = np.flatnonzero(apart)
    last = np.append(first[1:], len(kept)) - 1
    # Summed word by word from the first on, as a rounding error could change the order.
    total = np.bincount(np.cumsum(apart) - 1, weights=effect)
    order = np.lexsort((place[first], -total, pair[first]))
    of = pair[first][order]
    top = np.searchsorted(of, of)
    total = total[order]
    enough = (np.arange(len(of)) - top < MOST) & (total >= LEAST_SHARE * total[top])
    chosen = order[enough]
    return of[enough], place[first[chosen]], place[last[chosen]]


def _both(
    batch: Sequence[Tokens], counted: Counted, effects: Floats, marked: Any, read: Read
) -> tuple[Floats, Any]:
    """What words and encoder add, each as shares of its largest, and the row of each word in it;
    the passages that are not marked are left out."""
    parts = [np.empty((0, effects.shape[1]), dtype=np.float32)]
    for passage in np.flatnonzero(marked).tolist():
        own = slice(counted.bounds[passage], counted.bounds[passage + 1])
        heard = _by_word(counted.start[own], read.starts[passage], read.effects[passage])
        parts.append(_of_one(effects[counted.word[own]]) + _of_one(heard))
    return np.concatenate(parts), np.cumsum(marked[counted.owner]) - 1


def _by_word(begins: Any, starts: Sequence[int], effects: Floats) -> Floats:
    """What the encoder's pieces add, summed over the pieces of each counted word."""
    at = np.searchsorted(begins, np.array(starts, dtype=np.int64), side="right") - 1
    total = np.zeros((len(begins), effects.shape[1]), dtype=np.float32)
    inside = at >= 0
    np.add.at(total, at[inside], effects[inside])
    return total


def _of_one(values: Floats) -> Floats:
    """Each theme's values as shares of its largest."""
    largest: Floats = np.maximum(values.max(axis=0, keepdims=True), np.float32(1e-9))
    return values / largest


def sentence(tokens: Tokens, spans: Sequence[Span]) -> Span | None:
    """The sentence in which the strongest stretch stands, relative to the passage."""
    if not spans:
        return None
    at = spans[0][0] + tokens.lead
    for start, end in tokens.sentences:
        if start <= at < end:
            return max(start - tokens.lead, 0), end - tokens.lead
    return None
