"""Learning the vocabulary: what the training passages hold often enough to be counted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from scr_mine.classify import sparse, together
from scr_mine.classify.counted import Counted, count
from scr_mine.classify.families import Families
from scr_mine.classify.families import shipped as shipped_families
from scr_mine.classify.features import BLOCKS, ONCE, Features, Settings
from scr_mine.classify.forms import Forms
from scr_mine.classify.sparse import Ints
from scr_mine.classify.words import parts, pieces
from scr_mine.records import Tokens


def learn(
    batch: Sequence[Tokens], *, settings: Settings, families: Sequence[str] | None = None
) -> Features:
    """The vocabulary of the training passages, in a fixed order, with rarities.

    `families` are lines of word families; the shipped ones if not given.
    """
    lines = shipped_families() if families is None else tuple(families)
    known = Families(lines)
    names: dict[str, int] = {}
    forms = Forms(
        {}, {}, known, sizes=settings.pieces, column=lambda n: names.setdefault(n, len(names))
    )
    counted = count(batch, forms)
    texts = _texts(counted)
    whole = [{w for form in text for w in (form, *parts(form))} for text in texts]
    cut = ({p for form in text for p in pieces(form, *settings.pieces)} for text in texts)
    kin: Counter[int] = Counter()
    for text in whole:
        kin.update({family for form in text for family in known.of((form,))})
    counts = {
        "words": _frequent(whole, settings.least[0]),
        "pieces": _frequent(cut, settings.least[2]),
        "families": {line: kin[k] for k, line in enumerate(lines)},
        "manner": _put(names, *forms.manner.of(counted), settings.least[5]),
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
    beside = {}
    for block in ONCE:
        left, _, keys = first.near(counted, block)
        owner = counted.owner[left].astype(np.int64)
        beside[block] = together.common(owner, keys, settings.least[BLOCKS.index(block)])
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


def _texts(counted: Counted) -> list[set[str]]:
    """The different forms of each passage."""
    names = counted.forms.names
    return [
        {names[w] for w in part.tolist()} for part in np.split(counted.word, counted.bounds[1:-1])
    ]


def _put(names: Mapping[str, int], owner: Ints, column: Ints, least: int) -> dict[str, int]:
    """The features of manner of at least `least` passages, sorted, with the number of passages."""
    once = np.unique(owner * len(names) + column) % len(names)
    seen = np.bincount(once, minlength=len(names)).tolist()
    return {name: seen[i] for name, i in sorted(names.items()) if seen[i] >= least}


def _frequent(sets: Iterable[set[Any]], least: int) -> dict[Any, int]:
    """What stands in at least `least` of the sets, sorted, with the number of sets."""
    counts: Counter[Any] = Counter()
    for items in sets:
        counts.update(items)
    return {item: n for item, n in sorted(counts.items()) if n >= least}
