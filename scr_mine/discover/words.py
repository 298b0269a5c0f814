"""The words of passages, and passages as rows of numbers: like rows are about like things.

What words have to do with one another is learnt from all passages, covered or not, by how they
come together (latent semantic analysis; Deerwester and others 1990). Only words of several reviews
count, so that the names and particulars of one case do not make a theme.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: A word counts that is in so many reviews, and in no more than this share of the passages.
LEAST_REVIEWS, MOST_PASSAGES = 3, 0.2
#: Numbers that a passage is summed up in, and their decimals.
SIZE, DECIMALS = 60, 8
#: From no more passages than this is it learnt what words have to do with one another.
MOST_LEARNT = 20_000
_WORD = re.compile(r"(?u)\b[^\W\d_][^\W\d_'’-]{2,}\b")
_ENDS = (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("ly", ""), ("s", ""))
_SHORTEST = 3


@dataclass(frozen=True, kw_only=True)
class Said:
    """Passages in words: `vectors` are rows of length one, or nought where no word counts.

    `present` has a row for each passage and a column for each of `words`, in its commonest form.
    """

    vectors: Floats
    present: Any
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Texts:
    """Texts with the review of each."""

    texts: tuple[str, ...]
    reviews: tuple[str, ...]


def said(texts: Sequence[str], *, among: Texts, seed: int) -> Said | None:
    """These texts in words, by what is learnt from all texts they are among.

    None where too few words are shared between reviews.
    """
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
    from sklearn.preprocessing import normalize
    from threadpoolctl import threadpool_limits

    step = max(1, -(-len(among.texts) // MOST_LEARNT))
    learnt, reviews = among.texts[::step], among.reviews[::step]
    counter = CountVectorizer(analyzer=_stems)
    try:
        counts = counter.fit_transform(learnt).tocsr()
    except ValueError:
        return None
    kept = _counting(counts, reviews)
    if len(kept) <= 2:
        return None
    weigh = TfidfTransformer(sublinear_tf=True).fit(counts[:, kept])
    size = min(SIZE, len(kept) - 1, len(learnt) - 1)
    summed = TruncatedSVD(n_components=size, algorithm="arpack", random_state=seed)
    own = counter.transform(texts).tocsr()[:, kept]
    # With several threads sums are added in another order from run to run.
    with threadpool_limits(limits=1):
        summed.fit(weigh.transform(counts[:, kept]))
        vectors = normalize(summed.transform(weigh.transform(own)))
    names = counter.get_feature_names_out()
    forms = _forms(texts)
    return Said(
        vectors=np.round(vectors, DECIMALS),
        present=own > 0,
        words=tuple(forms.get(str(names[column]), str(names[column])) for column in kept),
    )


def _counting(counts: Any, reviews: Sequence[str]) -> Any:
    """The columns of the words that count."""
    present = (counts > 0).astype(np.int64)
    of = np.array(reviews)
    spread = np.zeros(counts.shape[1], dtype=np.int64)
    for name in sorted(set(reviews)):
        spread += np.asarray(present[of == name].sum(axis=0)).ravel() > 0
    often = np.asarray(present.sum(axis=0)).ravel()
    most = max(MOST_PASSAGES * len(reviews), LEAST_REVIEWS)
    return np.flatnonzero((spread >= LEAST_REVIEWS) & (often <= most))


def _stems(text: str) -> list[str]:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    words = (found.group().lower() for found in _WORD.finditer(text))
    return [_stem(word) for word in words if word not in ENGLISH_STOP_WORDS]


def _stem(word: str) -> str:
    """A word without its commonest endings, so that its forms count as one."""
    for end, instead in _ENDS:
        if word.endswith(end) and not word.endswith("ss") and len(word) - len(end) >= _SHORTEST:
            return word[: len(word) - len(end)] + instead
    return word


def _forms(texts: Sequence[str]) -> dict[str, str]:
    """The commonest form of each stem; of equally common ones the first in the alphabet."""
    seen = Counter(found.group().lower() for text in texts for found in _WORD.finditer(text))
    forms: dict[str, str] = {}
    for word in sorted(seen, key=lambda w: (-seen[w], w)):
        forms.setdefault(_stem(word), word)
    return forms
