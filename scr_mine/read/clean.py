"""Text repairs that hold for every format: characters, hyphens, labels, bullets.

Misspellings and lost words of the original are kept as printed.
"""

import re
from collections.abc import Callable

LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
# Soft hyphen, zero-width characters, byte order mark, NUL and other controls but tab.
INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff\x00\x01\x03-\x08\x0b\x0e-\x1f\x7f-\x9f]")
SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
SURROGATES = re.compile("[\ud800-\udfff]")
SPLIT_ORDINAL = re.compile(r"\b(\d{1,2}) (st|nd|rd|th)\b(?=[\s.,;:)]|$)")

BULLETS = "•·▪▫●○◦‣⁃➢➤►▶■□✓✔❖♦◆–—*>\uf0b7\uf0a7\uf0d8\uf0fc\uf02d\uf076\uf0a8-"
BULLET = re.compile(rf"^\s*(?:[{re.escape(BULLETS)}]|[\ue000-\uf8ff]|o(?=\s{{2,}}|\t))\s*(?=\S)")
LONE_BULLET = re.compile(rf"^\s*(?:[{re.escape(BULLETS)}]|[\ue000-\uf8ff]|o)\s*$")

# 4.12  4.1.3  1-1  27.  (iv)  iv.  a)  (b)   and 4.12 glued to the next word.
DOTTED = r"\d{1,2}(?:[.]\d{1,3}){1,3}[.)]?"
LABEL = re.compile(
    rf"^(?P<label>{DOTTED}|\d{{1,2}}-\d{{1,2}}|\(?\d{{1,3}}[.)]|"
    r"\([ivxlc]{1,6}\)|[ivx]{1,6}[.)]|\(?[a-z][.)])(?:\s+|(?=[A-Z“‘\"]))(?=\S)"
)
LONE_LABEL = re.compile(rf"^(?:{DOTTED}|\d{{1,2}}-\d{{1,2}}|\d{{1,3}}[.)]|\([ivx]{{1,6}}\))$")
NOT_A_LABEL = re.compile(rf"^{DOTTED}\s*(?:%|per cent|am\b|pm\b|p\.m|a\.m|kg\b|mg\b|cm\b|hours)")

DOTTED_DATE = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{2}|(?:19|20)\d\d)\b")

# First halves that keep their hyphen when a line breaks after it.
HYPHENATING = frozenset(
    "non self multi co pre post anti inter intra ex well ill semi cross sub under over half "
    "single two three four five six seven eight nine ten long short high low full part first "
    "second third fourth mid late early ante peri whole problem risk child family drug alcohol "
    "step great grand re un follow sign face day to one".split()
)


def characters(text: str) -> str:
    """Resolve ligatures, drop invisible characters, fold every kind of space into one."""
    text = SURROGATES.sub("\ufffd", text.translate(LIGATURES))
    text = INVISIBLE.sub("", text)
    return SPACES.sub(" ", text)


def line(text: str) -> str:
    """A block's final text: one line, single spaces, split ordinals joined (`3 rd`)."""
    text = " ".join(characters(text).split())
    return SPLIT_ORDINAL.sub(r"\1\2", text)


def words_of(text: str) -> set[str]:
    """The lower-case words of a text, hyphenated compounds whole: what hyphens are judged by."""
    return set(re.findall(r"[a-z]+(?:-[a-z]+)*", text.casefold()))


def hyphen_joiner(vocabulary: set[str]) -> Callable[[str, str], str]:
    """A function that joins two printed lines of one paragraph.

    `vocabulary` holds the document's words away from line ends. After a line-end hyphen the
    halves are joined if the whole word is used elsewhere; the hyphen stays if the compound is
    used elsewhere, if its first half commonly takes one (`non-mobile`) or if both halves are
    words of their own.
    """

    def join(before: str, after: str) -> str:
        before = before.rstrip()
        after = after.lstrip()
        match = re.search(r"([A-Za-z]+)[-\u2010\x02\u00ad]$", before)
        tail = re.match(r"[A-Za-z]+", after)
        if not match or not tail:
            return f"{before} {after}"
        stem = before[: match.end(1)]
        first, second = match.group(1).casefold(), tail.group().casefold()
        soft = before[-1] == "\u00ad"
        if soft or (after[0].islower() and not _keeps_hyphen(first, second, vocabulary)):
            return stem + after
        return f"{stem}-{after}"

    return join


def _keeps_hyphen(first: str, second: str, vocabulary: set[str]) -> bool:
    if first + second in vocabulary:
        return False
    if f"{first}-{second}" in vocabulary or first in HYPHENATING:
        return True
    return len(first) > 2 and len(second) > 2 and {first, second} <= vocabulary


def split_label(text: str) -> tuple[str | None, str]:
    """A printed paragraph number at the head of a text, and the rest; None if there is none."""
    match = LABEL.match(text)
    if not match or NOT_A_LABEL.match(text) or is_dotted_date(text):
        return None, text
    return match.group("label"), text[match.end() :]


def is_dotted_date(text: str) -> bool:
    """Whether a text begins with a date such as `30.05.17` rather than a paragraph number."""
    match = DOTTED_DATE.match(text)
    if not match:
        return False
    day, month, year = match.groups()
    if not (1 <= int(day) <= 31 and 1 <= int(month) <= 12):
        return False
    padded = any(part.startswith("0") for part in match.groups())
    return padded or len(year) == 4 or (len(year) == 2 and int(day) > 12)


def split_bullet(text: str) -> tuple[bool, str]:
    """Whether a text begins with a bullet, and the text without it.

    A hyphen or dash counts only before a space, so that `-5` and `–present` stay.
    """
    match = BULLET.match(text)
    if not match:
        return False, text
    glyph = match.group().strip()
    if glyph in {"-", "–", "—", "*", ">", "o"} and not match.group().endswith((" ", "\t")):
        return False, text
    return True, text[match.end() :]
