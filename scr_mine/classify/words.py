"""Tokens as the classifier counts them: lower case, numbers and names of cases as placeholders."""

import re

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
#: Marks that say something about the kind of statement and are counted like words.
_MARKS = frozenset("?;:")


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
    if token in _MARKS:
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


def parts(form: str) -> tuple[str, ...]:
    """A hyphenated word's parts, which count as words of their own beside the whole."""
    if "-" not in form:
        return ()
    return tuple(part for part in form.split("-") if len(part) > 1)


def pieces(form: str, shortest: int, longest: int) -> list[str]:
    """The pieces of a word, its ends marked: `<ne`, `negl`, `ect>`."""
    if form in PLACEHOLDERS or len(form) < 2:
        return []
    marked = f"<{form}>"
    return [
        marked[i : i + size]
        for size in range(shortest, min(longest, len(marked)) + 1)
        for i in range(len(marked) - size + 1)
    ]
