"""Tokens as the classifier counts them: lower case, numbers and names of cases as placeholders."""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence

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
#: Marks that say something about the kind of statement and are counted like words.
_MARKS = frozenset("?;:")
#: Steps in which the length of a passage and the share of numbers in it are told apart.
_LENGTHS = (4, 7, 10, 14, 20, 28, 40, 56, 80, 120)
_SHARES = 8
#: So many words are the opening of a passage.
_OPENING = 4


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


def raw(tokens: Tokens) -> Sequence[str]:
    """The tokens of a text as written, without a leading paragraph number or bullet."""
    text = tokens.text
    # With a stem before it the passage's own number is not at the head of the text.
    first = head(text) if tokens.lead == 0 else 0
    return [text[start:end] for start, end in tokens.tokens if start >= first]


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


def formed(tokens: Tokens) -> tuple[list[str], list[int]]:
    """The forms that are counted and the index of the token each comes from."""
    written = raw(tokens)
    first = len(tokens.tokens) - len(written)
    pairs = [(form, first + i) for i, token in enumerate(written) if (form := normal(token))]
    return [form for form, _ in pairs], [i for _, i in pairs]


def manner(
    forms: Sequence[str], place: Sequence[int], tokens: Tokens, kin: Callable[[str], Sequence[int]]
) -> list[str]:
    """How a passage is put rather than what it is about: how its sentences begin, its end,
    length, tense and figures.

    `forms` are its words as counted, `place` their token indices, `kin` gives a form's families.
    """
    if not forms:
        return ["empty"]
    n = len(forms)
    past = sum(form.endswith("ed") for form in forms)
    figures = sum(form in PLACEHOLDERS for form in forms)
    found = [
        f"first {forms[0]}",
        f"first {' '.join(forms[:2])}",
        f"first {' '.join(forms[:3])}",
        f"end {tokens.text.rstrip()[-1:]}",
        f"length {sum(n >= step for step in _LENGTHS)}",
        f"past {min(past * _SHARES // n, 4)}",
        f"figures {min(figures * _SHARES // n, 4)}",
        f"questions {min(forms.count('?'), 2)}",
    ]
    found += [f"opening {k}" for form in forms[:_OPENING] for k in kin(form)]
    for i in _beginnings(place, tokens):
        found += [f"sentence {forms[i]}", f"sentence {' '.join(forms[i : i + 2])}"]
        found += [f"sentence of {k}" for k in kin(forms[i])]
    return found


def _beginnings(place: Sequence[int], tokens: Tokens) -> list[int]:
    """Which of the counted words begin a sentence."""
    starts = [tokens.tokens[i][0] for i in place]
    firsts = {bisect_left(starts, start) for start, _ in tokens.sentences}
    return sorted(i for i in firsts if i < len(place))
