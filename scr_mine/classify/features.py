"""From words to a sparse matrix: words, pairs of neighbouring words, pieces of words.

Everything a word contributes is worked out once per distinct word of a batch, and a passage is
the sum of its words: so pieces of words cost next to nothing, however many they are. Counts are
damped (1 + log), weighed by rarity, and each block is brought to its own length.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from scr_mine.classify.words import PLACEHOLDERS, normal, raw
from scr_mine.records import Tokens

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

#: Word forms remembered between batches; forgotten all at once beyond this.
REMEMBERED = 200_000
_NOTHING: Ints = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What is counted. `pieces` are the shortest and longest piece of a word, in letters.

    A word, pair or piece is kept if it stands in at least so many passages. `weights` are the
    lengths of the blocks of words, pairs and pieces.
    """

    pieces: tuple[int, int] = (3, 5)
    min_words: int = 2
    min_pairs: int = 3
    min_pieces: int = 3
    weights: tuple[float, float, float] = (1.0, 0.6, 1.0)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A batch as numbers: which distinct word stands where.

    `forms` are the distinct words; `word[i]` is the form of the i-th word of the batch and
    `owner[i]` the passage it stands in; `place[i]` is its index among the passage's tokens.
    """

    passages: int
    forms: list[str]
    word: Ints
    owner: Ints
    place: Ints


def parts(word: str) -> tuple[str, ...]:
    """A hyphenated word's parts, which count as words of their own beside the whole."""
    if "-" not in word:
        return ()
    return tuple(part for part in word.split("-") if len(part) > 1)


def pieces(word: str, shortest: int, longest: int) -> list[str]:
    """The pieces of a word, its ends marked: `<ne`, `negl`, `ect>`."""
    if word in PLACEHOLDERS or len(word) < 2:
        return []
    marked = f"<{word}>"
    return [
        marked[i : i + size]
        for size in range(shortest, min(longest, len(marked)) + 1)
        for i in range(len(marked) - size + 1)
    ]


@dataclass(frozen=True, kw_only=True)
class Features:
    """The vocabulary learnt from the training passages, and how to count with it.

    `pairs` holds two indices into `words` a row, sorted. `rarity` has one weight per column, in
    the order words, pairs, pieces.
    """

    settings: Settings
    words: tuple[str, ...]
    pairs: Ints
    pieces: tuple[str, ...]
    rarity: Floats
    _rows: dict[str, tuple[int, Ints, Ints]] = field(default_factory=dict, repr=False)
    _forms: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def width(self) -> int:
        """How many columns the matrix has."""
        return len(self.words) + len(self.pairs) + len(self.pieces)

    @cached_property
    def _word_index(self) -> dict[str, int]:
        return {word: i for i, word in enumerate(self.words)}

    @cached_property
    def _piece_index(self) -> dict[str, int]:
        return {piece: i for i, piece in enumerate(self.pieces)}

    @cached_property
    def _pair_keys(self) -> Ints:
        return self.pairs[:, 0] * len(self.words) + self.pairs[:, 1]

    def count(self, batch: Sequence[Tokens]) -> Counted:
        """Which distinct word stands where in a batch."""
        forms = self._forms
        if len(forms) > REMEMBERED:
            forms.clear()
        number: dict[str, int] = {}
        word, owner, place = [], [], []
        for passage, tokens in enumerate(batch):
            written = raw(tokens)
            first = len(tokens.tokens) - len(written)
            for i, token in enumerate(written, first):
                form = forms.get(token)
                if form is None:
                    form = forms[token] = normal(token)
                if form:
                    word.append(number.setdefault(form, len(number)))
                    owner.append(passage)
                    place.append(i)
        as_ints = [np.array(values, dtype=np.int64) for values in (word, owner, place)]
        return Counted(
            passages=len(batch),
            forms=list(number),
            word=as_ints[0],
            owner=as_ints[1],
            place=as_ints[2],
        )

    def matrix(self, counted: Counted) -> Any:
        """A CSR matrix of the batch, passages by `width`, 32-bit."""
        from scipy.sparse import hstack

        words, piece_rows, _ = self._per_form(counted.forms)
        ones = np.ones(len(counted.word), dtype=np.float32)
        shape = (counted.passages, len(counted.forms))
        counts = _csr((ones, (counted.owner, counted.word)), shape)
        blocks = (counts @ words, self._pairs_of(counted), counts @ piece_rows)
        ends = np.cumsum([0, len(self.words), len(self.pairs), len(self.pieces)])
        scaled = [
            _scaled(block, self.rarity[ends[i] : ends[i + 1]], self.settings.weights[i])
            for i, block in enumerate(blocks)
        ]
        return hstack(scaled, format="csr")

    def effects(self, counted: Counted, weights: Floats) -> Floats:
        """What one occurrence of each form adds to each output, up to the passage's length.

        `weights` is `width` by outputs; the result is forms by outputs. Pairs are left out.
        """
        words, piece_rows, _ = self._per_form(counted.forms)
        n_words, n_pairs = len(self.words), len(self.pairs)
        scaled = weights * self.rarity[:, None]
        effect = words @ scaled[:n_words] * self.settings.weights[0]
        tail = piece_rows @ scaled[n_words + n_pairs :] * self.settings.weights[2]
        total: Floats = np.asarray(effect + tail, dtype=np.float32)
        return total

    def _per_form(self, forms: Sequence[str]) -> tuple[Any, Any, Ints]:
        rows = [self._row(form) for form in forms]
        words = _indicator([row[1] for row in rows], len(self.words))
        piece_rows = _indicator([row[2] for row in rows], len(self.pieces))
        return words, piece_rows, np.array([row[0] for row in rows], dtype=np.int64)

    def _row(self, form: str) -> tuple[int, Ints, Ints]:
        """A form's own index (-1 if unknown), and the words and pieces it counts as."""
        row = self._rows.get(form)
        if row is None:
            if len(self._rows) > REMEMBERED:
                self._rows.clear()
            index, piece_index = self._word_index, self._piece_index
            own = index.get(form, -1)
            as_words = [index[w] for w in (form, *parts(form)) if w in index]
            as_pieces = [
                piece_index[p] for p in pieces(form, *self.settings.pieces) if p in piece_index
            ]
            row = (own, _ints(as_words), _ints(as_pieces))
            self._rows[form] = row
        return row

    def _pairs_of(self, counted: Counted) -> Any:
        own = np.array([self._row(form)[0] for form in counted.forms], dtype=np.int64)
        shape = (counted.passages, len(self.pairs))
        if len(counted.word) < 2 or not len(self.pairs):
            return _csr((np.empty(0, np.float32), (_NOTHING, _NOTHING)), shape)
        ids = own[counted.word]
        left, right = ids[:-1], ids[1:]
        together = (counted.owner[:-1] == counted.owner[1:]) & (left >= 0) & (right >= 0)
        keys = left[together] * len(self.words) + right[together]
        at = np.searchsorted(self._pair_keys, keys)
        at[at == len(self._pair_keys)] = 0
        known = self._pair_keys[at] == keys
        owner = counted.owner[:-1][together][known]
        return _csr((np.ones(len(owner), np.float32), (owner, at[known])), shape)


def learn(batch: Sequence[Tokens], *, settings: Settings) -> Features:
    """The vocabulary of the training passages, in a fixed order, with rarities."""
    texts = [[form for token in raw(t) if (form := normal(token))] for t in batch]
    words = _frequent(
        ({w for form in text for w in (form, *parts(form))} for text in texts), settings.min_words
    )
    index = {word: i for i, word in enumerate(words)}
    pair_counts = _frequent(
        (
            {
                (index[a], index[b])
                for a, b in zip(text, text[1:], strict=False)
                if a in index and b in index
            }
            for text in texts
        ),
        settings.min_pairs,
    )
    piece_counts = _frequent(
        ({p for form in set(text) for p in pieces(form, *settings.pieces)} for text in texts),
        settings.min_pieces,
    )
    seen = [*words.values(), *pair_counts.values(), *piece_counts.values()]
    rarity = np.log((1 + len(batch)) / (1 + np.array(seen, dtype=np.float64))) + 1
    return Features(
        settings=settings,
        words=tuple(words),
        pairs=np.array(list(pair_counts), dtype=np.int64).reshape(-1, 2),
        pieces=tuple(piece_counts),
        rarity=rarity.astype(np.float32),
    )


def _frequent(sets: Iterable[set[Any]], least: int) -> dict[Any, int]:
    """What stands in at least `least` of the sets, sorted, with the number of sets."""
    counts: Counter[Any] = Counter()
    for items in sets:
        counts.update(items)
    return {item: n for item, n in sorted(counts.items()) if n >= least}


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64) if values else _NOTHING


def _csr(data: Any, shape: tuple[int, int]) -> Any:
    from scipy.sparse import csr_matrix

    return csr_matrix(data, shape=shape, dtype=np.float32)


def _indicator(rows: Sequence[Ints], width: int) -> Any:
    ends = np.concatenate([[0], np.cumsum([len(row) for row in rows], dtype=np.int64)])
    columns = np.concatenate(rows) if rows else _NOTHING
    return _csr((np.ones(len(columns), np.float32), columns, ends), (len(rows), width))


def _scaled(block: Any, rarity: Floats, length: float) -> Any:
    """Damped counts times rarity, each row brought to `length` (an empty row stays empty)."""
    block.sum_duplicates()
    block.data = (1 + np.log(block.data)) * rarity[block.indices]
    squares = np.add.reduceat(
        np.append(block.data**2, 0), np.minimum(block.indptr[:-1], block.nnz)
    ) * (np.diff(block.indptr) > 0)
    norm = length / np.sqrt(np.maximum(squares, 1e-12))
    block.data = (block.data * np.repeat(norm, np.diff(block.indptr))).astype(np.float32)
    return block
