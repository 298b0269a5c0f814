"""Which passages are about like things, from their words alone: nothing is trained or fetched.

Each distinct word is hashed to a direction; a passage is the sum of its words' directions, rare
words counting more, brought to length one. The same texts in the same order give the same clusters.
"""

import re
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

#: Numbers a passage is summed up in, and rounds of moving the centres.
SIZE, ROUNDS = 128, 8
#: Rows at least so like are taken for the same.
SAME = 0.999
#: Passages summed up or compared at a time: bounds memory.
BATCH = 4096
_WORD = re.compile(r"[^\W\d_]{3,}")


def clusters(texts: Sequence[str], count: int) -> Any:
    """The number of each text's cluster, below `count`; some clusters may be empty."""
    if not texts:
        return np.zeros(0, dtype=np.int64)
    found = vectors(texts)
    centres = _farthest(found, min(count, len(texts)))
    nearest = _nearest(found, centres)
    for _ in range(ROUNDS):
        sums = np.zeros_like(centres)
        np.add.at(sums, nearest, found)
        length = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(length > 0, sums / np.maximum(length, 1e-12), centres)
        moved = _nearest(found, centres)
        if np.array_equal(moved, nearest):
            break
        nearest = moved
    return nearest


def vectors(texts: Sequence[str]) -> Floats:
    """The texts as rows of length one; a text without words is nought."""
    words = [set(_WORD.findall(text.casefold())) for text in texts]
    seen: dict[str, int] = {}
    for found in words:
        for word in found:
            seen[word] = seen.get(word, 0) + 1
    numbers = {word: i for i, word in enumerate(sorted(seen))}
    directions = np.stack([_direction(word) for word in numbers] or [np.zeros(SIZE)])
    rarity = np.log(len(texts) / np.array([seen[word] for word in numbers] or [1]) + 1.0)
    weighed = (directions * rarity[:, None]).astype(np.float32)
    rows = np.zeros((len(texts), SIZE), dtype=np.float32)
    for i, found in enumerate(words):
        if found:
            # In order, since a sum of floats depends on it.
            rows[i] = weighed[sorted(numbers[word] for word in found)].sum(axis=0)
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    even: Floats = rows / np.maximum(length, np.float32(1e-12))
    return even


def _direction(word: str) -> Any:
    """A word as SIZE signs, the same on every machine."""
    bits = np.frombuffer(blake2b(word.encode(), digest_size=SIZE // 8).digest(), dtype=np.uint8)
    return np.unpackbits(bits).astype(np.float32) * 2.0 - 1.0


def _farthest(rows: Floats, count: int) -> Floats:
    """Rows that lie far apart: each is the farthest from all before it, while any differs."""
    chosen = [int((rows @ rows.mean(axis=0)).argmax())]
    likeness = rows @ rows[chosen[0]]
    while len(chosen) < count and likeness.min() < SAME:
        chosen.append(int(likeness.argmin()))
        likeness = np.maximum(likeness, rows @ rows[chosen[-1]])
    return rows[chosen]


def _nearest(rows: Floats, centres: Floats) -> Any:
    parts = [(rows[i : i + BATCH] @ centres.T).argmax(axis=1) for i in range(0, len(rows), BATCH)]
    return np.concatenate(parts)
