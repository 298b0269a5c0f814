"""Text repairs that hold for every format: characters, labels, bullets.

Misspellings and lost words of the original are kept as printed.
"""

import re

from scr_mine.read.hyphens import hyphen_joiner, words_of

__all__ = ["characters", "hyphen_joiner", "line", "split_bullet", "split_label", "words_of"]

LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
# Soft hyphen, zero-width characters, byte order mark, NUL and other controls but tab.
INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffe]")
SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
SURROGATES = re.compile("[\ud800-\udfff]")
SPLIT_ORDINAL = re.compile(r"\b(\d{1,2}) (st|nd|rd|th)\b(?=[\s.,;:)]|$)")

#: Glyphs that are bullets wherever they begin a line, and those that need a space after them.
GLYPHS = "•·▪▫●○◦‣⁃➢➤►▶■□✓✔❖♦◆"
DASHES = "–—*>-"
BULLET = re.compile(
    rf"^\s*(?:[{GLYPHS}\ue000-\uf8ff]\s*|[{re.escape(DASHES)}]\s+|o(?:\s{{2,}}|\t\s*))(?=\S)"
)
LONE_BULLET = re.compile(rf"^\s*(?:[{GLYPHS}{re.escape(DASHES)}\ue000-\uf8ff]|o)\s*$")

# 4.12  4.1.3  1-1  27.  (iv)  iv.  a)  (b)   and 4.12 glued to the next word.
DOTTED = r"\d{1,2}(?:[.]\d{1,3}){1,3}[.)]?"
LABEL = re.compile(
    rf"^(?P<label>{DOTTED}|\d{{1,2}}-\d{{1,2}}(?=\s*[A-Z“‘\"])|\(?\d{{1,3}}[.)]|"
    r"\([ivxlc]{1,6}\)|[ivx]{1,6}[.)]|[IVX]{2,5}[.)]|\(?[a-z][.)])"
    r"(?:\s+|(?=[A-Z“‘\"]))(?=\S)"
)
LONE_LABEL = re.compile(
    rf"^(?:{DOTTED}|\d{{1,2}}-\d{{1,2}}|\(?\d{{1,3}}[.)]|\([ivx]{{1,6}}\)|[ivx]{{1,6}}[.)]|"
    r"\(?[a-z][.)])$"
)
# 1.5 million and 3.30 pm are amounts; 10-12 May is a date.
NOT_A_LABEL = re.compile(
    rf"^(?:{DOTTED}|\d{{1,2}}-\d{{1,2}})\s*(?:%|(?:per ?cent|[ap]\.?m|kg|mg|ml|[cm]?m|g|"
    r"hours?|days?|weeks?|months?|years?|million|miles|times|units?|stone|lbs?|Jan|Feb|Mar|Apr|"
    r"May|June?|July?|Aug|Sept?|Oct|Nov|Dec)(?![a-z])|(?:January|February|March|April|August|September|October|"
    r"November|December)\b)"
)
DOTTED_DATE = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{2}|(?:19|20)\d\d)\b")


def characters(text: str) -> str:
    """Resolve ligatures, drop invisible characters, fold every kind of space into one."""
    text = SURROGATES.sub("\ufffd", text.translate(LIGATURES))
    text = INVISIBLE.sub("", text)
    return SPACES.sub(" ", text)


def line(text: str) -> str:
    """A block's final text: one line, single spaces, split ordinals joined (`3 rd`)."""
    text = " ".join(characters(text).split())
    return SPLIT_ORDINAL.sub(r"\1\2", text)


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
    return padded or len(year) == 4 or int(day) > 12 or int(year) > 31


def split_bullet(text: str) -> tuple[bool, str]:
    """Whether a text begins with a bullet, and the text without it.

    A hyphen or dash counts only before a space, so that `-5` and `–present` stay.
    """
    match = BULLET.match(text)
    return (True, text[match.end() :]) if match else (False, text)
