"""Which passages are put before a person to check: some of every theme, role and review.

The choice follows from the passages' ids alone, so that the same study gives the same sheet. It is
made to find faults; it is no probability sample, and no rate may be worked out from it.
"""

from collections import Counter
from collections.abc import Mapping
from hashlib import blake2b
from heapq import heappush, heappushpop

from scr_mine.records import TaggedPassage
from scr_mine.study import Study

#: So many passages are to be checked at most.
SAMPLE = 200
#: Waiting for a place in the sample: number in the hash's order, id, review.
_Waiting = tuple[int, str, str]


class Sample:
    """Collects passages, few of each theme in each review; then chooses."""

    def __init__(self, study: Study) -> None:
        self._repeats: Mapping[str, str] = study.repeats
        self._order = (*study.codebook.theme_ids, *(role.id for role in study.codebook.roles))
        self._most = -(-SAMPLE // max(len(study.reviews), 1))
        self._kept: dict[tuple[str, str], list[tuple[int, str]]] = {}

    def see(self, passage: TaggedPassage) -> None:
        """Consider a passage: for each of its themes, or for its role if it has none."""
        if passage.id in self._repeats:
            return
        number = _number(passage.id)
        for stratum in passage.themes or (passage.role,):
            kept = self._kept.setdefault((stratum, passage.review.review_id), [])
            if len(kept) < self._most:
                heappush(kept, (-number, passage.id))
            else:
                heappushpop(kept, (-number, passage.id))

    def chosen(self) -> list[str]:
        """Ids of up to SAMPLE passages: from each theme and role in turn, rarest reviews first."""
        waiting = self._waiting()
        taken: dict[str, None] = {}
        reviews: Counter[str] = Counter()
        while waiting and len(taken) < SAMPLE:
            for stratum in list(waiting):
                left = [found for found in waiting[stratum] if found[1] not in taken]
                if not left:
                    del waiting[stratum]
                    continue
                best = min(left, key=lambda found: (reviews[found[2]], found[0]))
                waiting[stratum] = left
                taken[best[1]] = None
                reviews[best[2]] += 1
                if len(taken) == SAMPLE:
                    break
        return list(taken)

    def _waiting(self) -> dict[str, list[_Waiting]]:
        """The passages kept, by theme or role in the codebook's order, unknown ones last."""
        found: dict[str, list[_Waiting]] = {}
        for (stratum, review), kept in self._kept.items():
            found.setdefault(stratum, []).extend((-number, key, review) for number, key in kept)
        order = [name for name in self._order if name in found]
        return {name: sorted(found[name]) for name in [*order, *sorted(set(found) - set(order))]}


def _number(key: str) -> int:
    """A number that depends on the id only and goes against no order of reviews or pages."""
    return int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest())
