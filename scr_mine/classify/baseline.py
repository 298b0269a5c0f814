"""The plainest way to find a theme: its indicator words in the text, nothing learnt."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from scr_mine.records import Tokens
from scr_mine.themes import Codebook

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'"})


def keyword_marks(batch: Sequence[Tokens], codebook: Codebook) -> Any:
    """Passages by themes of the codebook: whether any of the theme's indicators stands there.

    Case is ignored; an indicator stands there as whole words, a plural s allowed.
    """
    patterns = [_pattern(theme.indicators) for theme in codebook.themes]
    marks = np.zeros((len(batch), len(patterns)), dtype=bool)
    for row, tokens in enumerate(batch):
        text = _plain(tokens.text)
        for column, pattern in enumerate(patterns):
            marks[row, column] = pattern is not None and pattern.search(text) is not None
    return marks


def _pattern(indicators: Sequence[str]) -> re.Pattern[str] | None:
    if not indicators:
        return None
    words = sorted((_plain(i) for i in indicators), key=lambda word: (-len(word), word))
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(w) for w in words) + r")s?(?!\w)")


def _plain(text: str) -> str:
    return " ".join(text.translate(_APOSTROPHES).lower().split())
