"""From words to a sparse matrix, in six blocks of columns.

`words`; `pairs` of neighbouring words; `pieces` of words; `families` of words that mean nearly
the same; `together`, ordered pairs of families near each other, a word of no family standing for
itself; `manner`, how a passage begins, ends and is put. Everything a word contributes is worked
out once per distinct word (`forms`), and a passage is the sum of its words: so pieces cost next
to nothing, however many they are. Counts are damped (1 + log), weighed by rarity, and each block
is brought to its own length.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from scr_mine.classify import sparse, together
from scr_mine.classify.counted import Counted, count
from scr_mine.classify.families import Families
from scr_mine.classify.forms import Forms
from scr_mine.classify.lookup import Lookup
from scr_mine.classify.sparse import Floats, Ints
from scr_mine.records import Tokens

BLOCKS = ("words", "pairs", "pieces", "families", "together", "manner")
#: Blocks in which only is counted whether something is there.
ONCE = ("pairs", "together")
#: Words as written remembered between batches; forgotten all at once beyond this.
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


class Parts(NamedTuple):
    """Parts of passages that are texts of their own as well.

    `number` is the part that each word of a batch stands in, -1 for none; the words of a part
    stand next to each other. `owner` is the passage of each part, in order.
    """

    number: Any
    owner: Any

    def rows(self, passages: int) -> tuple[Any, Any]:
        """The row of each passage and of each part, those of a passage behind it: what is alike
        is then near, which makes it quicker to multiply."""
        before = np.searchsorted(self.owner, np.arange(passages))
        return before + np.arange(passages), self.owner + np.arange(1, len(self.owner) + 1)


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
    _kept: list[Forms] = field(default_factory=list, repr=False, compare=False)

    @cached_property
    def widths(self) -> tuple[int, ...]:
        """How many columns each block has."""
        return tuple(len(getattr(self, block)) for block in BLOCKS)

    @cached_property
    def slices(self) -> tuple[slice, ...]:
        """The columns of each block."""
        ends = np.cumsum((0, *self.widths)).tolist()
        return tuple(slice(a, b) for a, b in pairwise(ends))

    @cached_property
    def _first(self) -> dict[str, int]:
        """The first column of each block."""
        return {block: part.start for block, part in zip(BLOCKS, self.slices, strict=True)}

    @cached_property
    def _lookups(self) -> dict[str, Lookup]:
        return {block: Lookup(getattr(self, block)) for block in ONCE}

    @cached_property
    def _once(self) -> Any:
        """Of each column whether only is counted that something is there."""
        return np.repeat([block in ONCE for block in BLOCKS], self.widths)

    def count(self, batch: Sequence[Tokens]) -> Counted:
        """Which form stands where in a batch."""
        if not self._kept or len(self._kept[0]) > REMEMBERED:
            self._kept[:] = [self._forms()]
        return count(batch, self._kept[0])

    def _forms(self) -> Forms:
        manner = {name: i for i, name in enumerate(self.manner)}
        first = self._first
        return Forms(
            {word: i for i, word in enumerate(self.words)},
            {piece: i for i, piece in enumerate(self.pieces)},
            Families(self.families),
            sizes=self.settings.pieces,
            column=lambda name: manner.get(name, -1),
            firsts=(first["words"], first["pieces"], first["families"]),
        )

    def matrix(self, counted: Counted, parts: Parts | None = None) -> Any:
        """A CSR matrix of the batch, 32-bit, by all columns; a row for each passage and, where
        `parts` are given, behind it one for each of its parts, which has no manner."""
        parts = parts or Parts(np.full(len(counted.word), -1), sparse.NOTHING)
        rows, width = counted.passages + len(parts.owner), sum(self.widths)
        kind = sparse.key_type(rows, width)
        row, part = ((each * width).astype(kind) for each in parts.rows(counted.passages))
        inside = np.flatnonzero(parts.number >= 0)
        own = np.concatenate([row[counted.owner], part[parts.number[inside]]])
        at, columns = counted.forms.counts.of(np.concatenate([counted.word, counted.word[inside]]))
        keys = [own.take(at) + columns]
        for block in ONCE:
            left, right, columns = self._beside(counted, block)
            keys.append(row[counted.owner[left]] + columns)
            of = parts.number[left]
            same = np.flatnonzero((of == parts.number[right]) & (of >= 0))
            keys.append(part[of[same]] + columns[same])
        owner, columns = counted.forms.manner.of(counted)
        keys.append(row[owner] + (self._first["manner"] + columns).astype(kind))
        return self._scaled(np.concatenate(keys), rows)

    def _scaled(self, keys: Any, rows: int) -> Any:
        """Counts damped, times rarity, each block of each row brought to its length."""
        keys, counts = sparse.counted(keys)
        width, blocks = sum(self.widths), np.array([part.start for part in self.slices])
        begins = np.arange(rows, dtype=np.int64) * width
        cuts = np.searchsorted(keys, (begins[:, None] + blocks).astype(keys.dtype).ravel())
        pointers = np.append(cuts[:: len(BLOCKS)], len(keys))
        columns = (keys - np.repeat(begins.astype(keys.dtype), np.diff(pointers))).astype(np.int32)
        values = self.rarity.take(columns)
        often = np.flatnonzero(counts > 1)
        often = often[~self._once[columns[often]]]
        values[often] *= 1 + np.log(counts[often].astype(np.float32))
        there = np.flatnonzero(np.diff(cuts, append=len(keys)))
        lengths = np.tile(self.settings.lengths, rows)[there]
        values = sparse.to_length(values, cuts[there], lengths)
        return sparse.csr((values, columns, pointers), (rows, width))

    def effects(self, forms: Forms, which: Any, weights: Floats) -> Floats:
        """What one occurrence of each of those forms adds to each output, up to the passage's
        length: forms by outputs; `weights` is columns by outputs.

        Pairs and manner are left out: they belong to no single word.
        """
        at, columns = forms.counts.of(which)
        total = np.zeros((len(which), weights.shape[1]), dtype=np.float32)
        for block in ("words", "pieces", "families"):
            part = self.slices[BLOCKS.index(block)]
            own = np.flatnonzero((columns >= part.start) & (columns < part.stop))
            used, places = np.unique(columns[own], return_inverse=True)
            ends = np.searchsorted(at[own], np.arange(len(which) + 1))
            ones = np.ones(len(own), np.float32)
            matrix = sparse.csr((ones, places, ends), (len(which), len(used)))
            weighed = weights[used] * self.rarity[used, None]
            total += self.settings.lengths[BLOCKS.index(block)] * (matrix @ weighed)
        return total

    def _beside(self, counted: Counted, block: str) -> tuple[Any, Any, Any]:
        """The places of the words of every pair that has a column, and its column."""
        left, right, keys = self.near(counted, block)
        at = self._lookups[block].of(keys)
        known = np.flatnonzero(at >= 0)
        return left[known], right[known], at[known] + np.int32(self._first[block])

    def near(self, counted: Counted, block: str) -> tuple[Ints, Ints, Ints]:
        """The places, and the key, of every pair of words, or of families, near each other."""
        pairs = block == "pairs"
        return together.near(
            counted.forms.own if pairs else counted.forms.stands_for,
            counted.word,
            counted.owner,
            window=1 if pairs else self.settings.window,
            size=len(self.words) + len(self.families),
        )
