"""Which of very many sets share so much that they are worth comparing.

Of two sets that share a part `like` of all they hold, each must have some of its rarest members in
the other, since it has not enough common ones: so sets are brought together by those alone, and of
all other pairs none is looked at. Nothing is left to chance, and nothing that is alike is missed
but what WINDOW says.
"""

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
Runs = npt.NDArray[np.uint32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

#: Two sets are compared when they have at least so many of their rarest members in common.
COMMON = 2
#: Each set is compared with so many of those after it that have one rare member in common with it.
#: Where more do, they are alike by way of one another, or hardly at all.
WINDOW = 64
#: Sets are sifted so many at a time.
CHUNK = 1 << 14
#: Bits of the largest table of members.
BITS = 26
#: Members are sorted in so many parts, by their numbers, and looked through so many at a time.
PARTS, PIECE = 8, 1 << 20

HALF = np.uint64(32)
_OWNER = np.uint64(40)


def sharing(members: Runs, sizes: Ints, chosen: Ints, like: float) -> Words:
    """Pairs of sets that may share `like`, each as one number: its halves are the two sets.

    `members` are those of all sets, one set after the other, and `sizes` how many each has;
    `chosen` are the sets to be looked at, in order, none of them empty.
    """
    ends = np.cumsum(sizes)
    rarity = _Rarity(members, np.repeat(_among(chosen, len(sizes)), sizes))
    parts = []
    for at in range(0, len(chosen), CHUNK):
        some = chosen[at : at + CHUNK]
        first, last = some[0], some[-1] + 1
        inside = np.repeat(_among(some - first, last - first), sizes[first:last])
        held = members[ends[first] - sizes[first] : ends[last - 1]][inside]
        parts.append(_rarest(held, some, sizes[some], rarity, like))
    # Its table takes more than all that follows.
    del rarity
    return _pairs(joined(parts, np.uint64))


def joined(arrays: list[npt.NDArray[Any]], kind: type) -> Any:
    """These arrays as one; the list of them is emptied, since they are large."""
    whole: npt.NDArray[Any] = np.concatenate([np.zeros(0, dtype=kind), *arrays]).astype(
        kind, copy=False
    )
    arrays.clear()
    return whole


class _Rarity:
    """How common each member is: 0 where only one set has it, then by powers of two.

    A few that only one set has pass for common ones.
    """

    def __init__(self, members: Runs, counted: Bools) -> None:
        bits = min(BITS, len(members).bit_length() + 3)
        self._shift = np.uint32(32 - bits)
        self._rank = np.zeros(1 << bits, dtype=np.uint8)
        # A part of all numbers at a time, as to sort them takes a copy.
        edges = np.linspace(0, 1 << 32, PARTS + 1).astype(np.uint64)
        for low, high in pairwise(edges):
            self._note(_between(members, counted, low, high))

    def _note(self, members: Runs) -> None:
        members.sort()
        again = np.append(members[1:] == members[:-1], False)
        before = np.append(False, again[:-1])
        first, last = np.flatnonzero(again & ~before), np.flatnonzero(before & ~again)
        self._rank[members[first] >> self._shift] = np.ceil(np.log2(last - first + 1))

    def of(self, members: Runs) -> npt.NDArray[np.uint8]:
        """The rarity of each of these."""
        ranks: npt.NDArray[np.uint8] = self._rank[members >> self._shift]
        return ranks


def _between(members: Runs, counted: Bools, low: np.uint64, high: np.uint64) -> Runs:
    """The counted members from one number to below another, in any order."""
    found = []
    for at in range(0, len(members), PIECE):
        some = members[at : at + PIECE]
        found.append(some[(some >= low) & (some < high) & counted[at : at + PIECE]])
    between: Runs = joined(found, np.uint32)
    return between


def _rarest(members: Runs, sets: Ints, sizes: Ints, rarity: _Rarity, like: float) -> Words:
    """The rarest members of each set, as many as matter, each before the set that holds it."""
    ranks = rarity.of(members)
    alone = np.add.reduceat(ranks == 0, np.cumsum(sizes) - sizes, dtype=np.int64)
    # A set shares at least this many with one that is alike, so COMMON of the rest and these few.
    shared = np.ceil(like * sizes - 1e-9).astype(np.int64)
    reach = sizes - shared + COMMON - alone
    looked_at = (ranks > 0) & np.repeat(reach >= COMMON, sizes)
    owners = np.repeat(np.arange(len(sets), dtype=np.uint64), sizes)[looked_at]
    keys = owners << _OWNER | ranks[looked_at].astype(np.uint64) << HALF | members[looked_at]
    keys.sort()
    owner = (keys >> _OWNER).astype(np.int64)
    counts = np.bincount(owner, minlength=len(sets))
    near = np.arange(len(keys)) - (np.cumsum(counts) - counts)[owner] < reach[owner]
    rarest: Words = keys[near] << HALF | sets[owner[near]].astype(np.uint64)
    return rarest


def _pairs(rarest: Words) -> Words:
    """Pairs of sets with COMMON of these members in common, sorted."""
    rarest.sort()
    members, sets = (rarest >> HALF).astype(np.uint32), rarest.astype(np.uint32)
    del rarest
    shared = members[1:] == members[:-1]
    # Of a part of the sets at a time, as most pairs have only one member in common.
    edges = np.linspace(0, sets.max(initial=0) + 1, PARTS + 1).astype(np.uint32)
    found = []
    for low, high in pairwise(edges):
        left = np.flatnonzero(shared & (sets[:-1] >= low) & (sets[:-1] < high))
        found.append(_several(members, sets, left))
    pairs: Words = joined(found, np.uint64)
    return pairs


def _several(members: Runs, sets: Runs, left: Ints) -> Words:
    """Those pairs of the sets at these places that come COMMON times, each once."""
    parts = []
    for step in range(1, WINDOW + 1):
        left = left[: np.searchsorted(left, len(sets) - step)]
        left = left[members[left] == members[left + step]]
        parts.append(sets[left].astype(np.uint64) << HALF | sets[left + step])
    pairs: Words = joined(parts, np.uint64)
    pairs.sort()
    pairs = pairs[COMMON - 1 :][pairs[COMMON - 1 :] == pairs[: len(pairs) - COMMON + 1]]
    distinct: Words = pairs[np.append(True, pairs[1:] != pairs[:-1])[: len(pairs)]]
    return distinct


def _among(chosen: Ints, number: int) -> Bools:
    found = np.zeros(number, dtype=np.bool_)
    found[chosen] = True
    return found
