"""Tokens as the classifier counts them: lower case, numbers and names of cases as placeholders."""

import re
from collections.abc import Sequence

from scr_mine.records import Tokens

NUMBER, YEAR, DATE, CASE = "<number>", "<year>", "<date>", "<case>"
PLACEHOLDERS = frozenset({NUMBER, YEAR, DATE, CASE})

#: A printed paragraph number, bullet or list letter at the head of a passage: layout, not meaning.
_HEAD = re.compile(
    r"\s*(?:[•‣▪●○◦■□➢–—*·\-]\s+|\(?\d{1,3}(?:\.\d{1,3})+\.?\s+|\(?\d{1,3}[.)]\s+"
    r"|\(?[a-zA-Z][.)]\s+|\(?[ivx]{1,4}[.)]\s+|\d{1,3}\s+(?=[A-Z]))"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?:[/–-]\d{2,4})?s?$")
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}(?:[./-]\d{2,4})?$|\d{1,2}(?:st|nd|rd|th)$")
_CASE = re.compile(r"[A-Z]{1,2}\d{1,2}$|[B-HJ-Z]$")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "‐": "-", "‑": "-"})


def head(text: str) -> int:
    """Where the words begin, after a printed paragraph number or bullet."""
    match = _HEAD.match(text)
    return match.end() if match else 0


def normal(token: str) -> str:
    """One token as it is counted; empty for a token that says nothing (punctuation)."""
    if token.isalpha():
        return CASE if _CASE.match(token) else token.lower()
    if any(c.isdigit() for c in token):
        return _numeric(token)
    if token in ("?", ";", ":"):
        return token
    lowered = token.translate(_APOSTROPHES).lower()
    return lowered if any(c.isalpha() for c in lowered) else ""


def _numeric(token: str) -> str:
    if _YEAR.match(token):
        return YEAR
    if _DATE.match(token):
        return DATE
    if _CASE.match(token):
        return CASE
    return token.lower() if any(c.isalpha() for c in token) else NUMBER


def skipped(tokens: Tokens) -> int:
    """Up to which offset tokens are layout: the printed number before the words.

    With a stem before the passage nothing is skipped, since the number is then inside the text.
    """
    return head(tokens.text) if tokens.lead == 0 else 0


def raw(tokens: Tokens) -> Sequence[str]:
    """The tokens of a text as written, without a leading paragraph number or bullet."""
    text, first = tokens.text, skipped(tokens)
    return [text[start:end] for start, end in tokens.tokens if start >= first]
