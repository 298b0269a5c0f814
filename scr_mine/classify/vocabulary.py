"""Learning the vocabulary: what the training passages hold often enough to be counted."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np

from scr_mine.classify import sparse, together
from scr_mine.classify.families import Families
from scr_mine.classify.families import shipped as shipped_families
from scr_mine.classify.features import BLOCKS, Features, Settings
from scr_mine.classify.words import formed, manner, parts, pieces
from scr_mine.records import Tokens


def learn(
    batch: Sequence[Tokens], *, settings: Settings, families: Sequence[str] | None = None
) -> Features:
    """The vocabulary of the training passages, in a fixed order, with rarities.

    `families` are lines of word families; the shipped ones if not given.
    """
    lines = shipped_families() if families is None else tuple(families)
    known = Families(lines)
    both = [formed(t) for t in batch]
    texts = [forms for forms, _ in both]
    whole = [{w for form in set(text) for w in (form, *parts(form))} for text in texts]
    cut = ({p for form in set(text) for p in pieces(form, *settings.pieces)} for text in texts)
    kept = cache(lambda form: known.of((form, *parts(form))))
    ways = (set(manner(*b, t, kept)) for b, t in zip(both, batch, strict=True))
    kin: Counter[int] = Counter()
    for forms in whole:
        kin.update({family for form in forms for family in known.of((form,))})
    counts = {
        "words": _frequent(whole, settings.least[0]),
        "pieces": _frequent(cut, settings.least[2]),
        "families": {line: kin[k] for k, line in enumerate(lines)},
        "manner": _frequent(ways, settings.least[5]),
    }
    return _with_pairs(batch, settings, counts)


def _with_pairs(
    batch: Sequence[Tokens], settings: Settings, counts: dict[str, dict[str, int]]
) -> Features:
    """Add what stands together, which is counted in terms of the words and families."""
    single: dict[str, Any] = {block: tuple(found) for block, found in counts.items()}
    first = Features(
        settings=settings,
        pairs=sparse.NOTHING,
        together=sparse.NOTHING,
        rarity=np.empty(0, dtype=np.float32),
        **single,
    )
    counted = first.count(batch)
    rows = [first.row(form) for form in counted.forms]
    beside = {
        block: together.common(
            *first.near(counted, rows, block), settings.least[BLOCKS.index(block)]
        )
        for block in ("pairs", "together")
    }
    seen = [
        beside[block][1] if block in beside else np.array(list(counts[block].values()))
        for block in BLOCKS
    ]
    rarity = np.log((1 + len(batch)) / (1.0 + np.concatenate(seen))) + 1
    return Features(
        settings=settings,
        pairs=beside["pairs"][0],
        together=beside["together"][0],
        rarity=rarity.astype(np.float32),
        **single,
    )


def _frequent(sets: Iterable[set[Any]], least: int) -> dict[Any, int]:
    """What stands in at least `least` of the sets, sorted, with the number of sets."""
    counts: Counter[Any] = Counter()
    for items in sets:
        counts.update(items)
    return {item: n for item, n in sorted(counts.items()) if n >= least}
