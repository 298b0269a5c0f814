"""Where among many known keys each of many others stands, by a hash table of arrays."""

from typing import Any

import numpy as np

from scr_mine.classify.sparse import Ints

#: 2**64 over the golden ratio: multiplied by it, neighbouring keys land far apart.
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
#: Places of the table per key: with so many empty ones most keys are found at the first look.
_ROOM = 4


class Lookup:
    """The place of each known key; `known` are different keys, none below zero."""

    def __init__(self, known: Ints) -> None:
        bits = max((_ROOM * len(known)).bit_length(), 1)
        # The last one is looked at where a place is empty, and is like no key.
        self._known = np.append(known, -1)
        self._shift, self._last = np.uint64(64 - bits), (1 << bits) - 1
        self._table = np.full(1 << bits, -1, dtype=np.int32)
        slots, waiting = self._first(known), np.arange(len(known), dtype=np.int32)
        while len(waiting):
            free = self._table[slots] < 0
            self._table[slots[free]] = waiting[free]
            left = self._table[slots] != waiting
            waiting, slots = waiting[left], (slots[left] + 1) & self._last

    def of(self, keys: Ints) -> Any:
        """The place of each key among the known ones, -1 where it is not known."""
        slots = self._first(keys)
        places = self._table[slots]
        asking = np.flatnonzero((places >= 0) & (self._known[places] != keys))
        slots = slots[asking]
        while len(asking):
            slots = (slots + 1) & self._last
            found = self._table[slots]
            places[asking] = found
            other = (found >= 0) & (self._known[found] != keys[asking])
            asking, slots = asking[other], slots[other]
        return places

    def _first(self, keys: Ints) -> Any:
        return ((keys.astype(np.uint64) * _SPREAD) >> self._shift).astype(np.int64)
