"""From words to a sparse matrix, in six blocks of columns.

`words`; `pairs` of neighbouring words; `pieces` of words; `families` of words that mean nearly
the same; `together`, ordered pairs of families near each other, a word of no family standing for
itself; `manner`, how a passage begins, ends and is put. Everything a word contributes is worked
out once per distinct word, and a passage is the sum of its words: so pieces cost next to nothing,
however many they are. Counts are damped (1 + log), weighed by rarity, and each block is brought
to its own length.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from scr_mine.classify import sparse, together
from scr_mine.classify.families import Families
from scr_mine.classify.sparse import Floats, Ints
from scr_mine.classify.words import manner, normal, parts, pieces, raw
from scr_mine.records import Tokens

BLOCKS = ("words", "pairs", "pieces", "families", "together", "manner")
#: Word forms remembered between batches; forgotten all at once beyond this.
REMEMBERED = 200_000


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What is counted.

    `pieces` are the shortest and longest piece of a word, in letters; `window` how many words
    apart two families still stand together; `least` in how many passages something must stand to
    be kept, and `lengths` the length of each block, both in the order of BLOCKS.
    """

    pieces: tuple[int, int] = (3, 5)
    window: int = 3
    least: tuple[int, ...] = (2, 3, 3, 1, 3, 2)
    lengths: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0, 2.2, 0.5)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A batch as numbers: which distinct word stands where.

    `forms` are the distinct words; `word[i]` is the form of the i-th word of the batch and
    `owner[i]` the passage it stands in; `place[i]` is its index among the passage's tokens.
    `manner` holds passage and column of each feature of manner.
    """

    passages: int
    forms: list[str]
    word: Ints
    owner: Ints
    place: Ints
    manner: tuple[Ints, Ints]


class Row(NamedTuple):
    """The columns a form counts as, and the symbols it stands for beside others.

    `own` is its index among the words, nothing if unknown.
    """

    own: Ints
    words: Ints
    pieces: Ints
    families: Ints
    stands_for: Ints


@dataclass(frozen=True, kw_only=True)
class Features:
    """The vocabulary learnt from the training passages, and how to count with it.

    `pairs` and `together` are sorted keys as of `together.near`. `rarity` has one weight per
    column, the blocks in the order of BLOCKS.
    """

    settings: Settings
    words: tuple[str, ...]
    pairs: Ints
    pieces: tuple[str, ...]
    families: tuple[str, ...]
    together: Ints
    manner: tuple[str, ...]
    rarity: Floats
    _rows: dict[str, Row] = field(default_factory=dict, repr=False, compare=False)
    _forms: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    _kin: dict[str, list[int]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def widths(self) -> tuple[int, ...]:
        """How many columns each block has."""
        blocks: tuple[Any, ...] = (
            self.words,
            self.pairs,
            self.pieces,
            self.families,
            self.together,
            self.manner,
        )
        return tuple(len(block) for block in blocks)

    @property
    def slices(self) -> tuple[slice, ...]:
        """The columns of each block."""
        ends = np.cumsum((0, *self.widths)).tolist()
        return tuple(slice(a, b) for a, b in pairwise(ends))

    @cached_property
    def _index(self) -> dict[str, int]:
        return {word: i for i, word in enumerate(self.words)}

    @cached_property
    def _piece_index(self) -> dict[str, int]:
        return {piece: i for i, piece in enumerate(self.pieces)}

    @cached_property
    def _manner_index(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.manner)}

    @cached_property
    def _families(self) -> Families:
        return Families(self.families)

    def count(self, batch: Sequence[Tokens]) -> Counted:
        """Which distinct word stands where in a batch."""
        forms = self._forms
        if len(forms) > REMEMBERED:
            forms.clear()
        number: dict[str, int] = {}
        word, owner, place, owners, columns = [], [], [], [], []
        for passage, tokens in enumerate(batch):
            written = raw(tokens)
            own = []
            for i, token in enumerate(written, len(tokens.tokens) - len(written)):
                form = forms.get(token)
                if form is None:
                    form = forms[token] = normal(token)
                if form:
                    own.append(form)
                    word.append(number.setdefault(form, len(number)))
                    place.append(i)
            owner += [passage] * len(own)
            for name in manner(own, place[len(place) - len(own) :], tokens, self.kin):
                column = self._manner_index.get(name)
                if column is not None:
                    owners.append(passage)
                    columns.append(column)
        return Counted(
            passages=len(batch),
            forms=list(number),
            word=sparse.ints(word),
            owner=sparse.ints(owner),
            place=sparse.ints(place),
            manner=(sparse.ints(owners), sparse.ints(columns)),
        )

    def matrix(self, counted: Counted) -> Any:
        """A CSR matrix of the batch, passages by all columns, 32-bit."""
        from scipy.sparse import hstack

        rows = [self.row(form) for form in counted.forms]
        n = counted.passages
        counts = sparse.marks(counted.owner, counted.word, (n, len(rows)))
        widths = self.widths
        blocks = (
            counts @ sparse.stack([row.words for row in rows], widths[0]),
            self._beside(counted, rows, "pairs"),
            counts @ sparse.stack([row.pieces for row in rows], widths[2]),
            counts @ sparse.stack([row.families for row in rows], widths[3]),
            self._beside(counted, rows, "together"),
            sparse.marks(*counted.manner, (n, widths[5])),
        )
        scaled = [
            sparse.scaled(block, self.rarity[part], length)
            for block, part, length in zip(blocks, self.slices, self.settings.lengths, strict=True)
        ]
        return hstack(scaled, format="csr")

    def effects(self, counted: Counted, weights: Floats) -> Floats:
        """What one occurrence of each form adds to each output, up to the passage's length.

        `weights` is columns by outputs; the result is forms by outputs. Pairs and manner are
        left out: they belong to no single word.
        """
        rows = [self.row(form) for form in counted.forms]
        lengths, widths = self.settings.lengths, self.widths
        total = np.zeros((len(rows), weights.shape[1]), dtype=np.float32)
        for block, columns in ((0, "words"), (2, "pieces"), (3, "families")):
            part = self.slices[block]
            ones = sparse.stack([getattr(row, columns) for row in rows], widths[block])
            total += lengths[block] * (ones @ (weights[part] * self.rarity[part, None]))
        return total

    def kin(self, form: str) -> Sequence[int]:
        """The families of a form; remembered."""
        found = self._kin.get(form)
        if found is None:
            if len(self._kin) > REMEMBERED:
                self._kin.clear()
            found = self._kin[form] = self._families.of((form, *parts(form)))
        return found

    def row(self, form: str) -> Row:
        """What a form counts as; remembered."""
        row = self._rows.get(form)
        if row is None:
            if len(self._rows) > REMEMBERED:
                self._rows.clear()
            index, piece_index = self._index, self._piece_index
            whole = (form, *parts(form))
            found = [piece_index.get(p, -1) for p in pieces(form, *self.settings.pieces)]
            own, kin = sparse.ints([index[form]] if form in index else []), self.kin(form)
            row = Row(
                own=own,
                words=sparse.ints([index[w] for w in whole if w in index]),
                pieces=sparse.ints([p for p in found if p >= 0]),
                families=sparse.ints(kin),
                stands_for=sparse.ints([len(self.words) + k for k in kin]) if kin else own,
            )
            self._rows[form] = row
        return row

    def _beside(self, counted: Counted, rows: Sequence[Row], block: str) -> Any:
        known: Ints = getattr(self, block)
        found = self.near(counted, rows, block)
        at = together.columns(known, *found)
        marks = sparse.marks(*at, (counted.passages, len(known)))
        marks.sum_duplicates()
        marks.data[:] = 1
        return marks

    def near(self, counted: Counted, rows: Sequence[Row], block: str) -> tuple[Ints, Ints]:
        """Passage and key of every pair of words, or of families, near each other."""
        pairs = block == "pairs"
        return together.near(
            [row.own if pairs else row.stands_for for row in rows],
            counted.word,
            counted.owner,
            window=1 if pairs else self.settings.window,
            size=len(self.words) + len(self.families),
        )
