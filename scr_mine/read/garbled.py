"""Whether a text is no text: what comes out of fonts that do not say which letters they print.

Such text looks like this: `7KH FKLOG`, `h}#kw bQz`, private characters, or one mark over and over.
The share of words that no language has is taken, so that a few codes or formulas do no harm.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from scr_mine.read.parts import Part

#: Words in capitals up to this long are short forms.
SHORT_FORM = 5
#: A page of fewer words says too little to judge it by.
MIN_WORDS = 20
#: This share of words that cannot be words, or of characters that are none, makes a text garbled.
ODD_SHARE, MARK_SHARE = 0.4, 0.3
#: A file is refused if this share of the pages that could be judged is garbled.
FILE_SHARE = 0.8
#: So many letters are never of so few kinds.
MIN_LETTERS, MIN_KINDS = 200, 3
#: In English and Welsh two letters in three are of these, lists of short forms left out.
LIKELY, LEAST, USUAL, CLEAR = frozenset("aeioutnsrhd"), 0.45, 0.6, 0.65
#: Fonts often number their glyphs so many places below the letters that they show.
PLACES = 29
#: What is judged of a text, in characters: enough, and no more work for more.
SAMPLE = 10_000

WORD = re.compile(r"\S*[^\W\d_]\S*[^\W\d_]\S*[^\W\d_]\S*")
#: Between two letters of a word stand none of these.
INNER_MARK = re.compile(r"[^\W\d_][!\"#$%*+;<=>?\[\\\]^`{|}~¤¦§¬±¶×÷]+\w")
#: A word changes from small letters to capitals once at most.
CAPITALS = re.compile(r"[a-z][A-Z]")
VOWELS = "aeiouyw"
PLAIN = re.compile(r"[a-z]+")
NONE = re.compile("[\x00-\x08\x0e-\x1f\x80-\x9f\ue000-\uf8ff\ufff0-\uffff\ud800-\udfff]")
#: In prose more than this share of all characters, spaces included, are Latin letters.
PLAIN_SHARE = 0.65
_NO_LETTERS = bytes(c for c in range(256) if not chr(c).isalpha() or c > 127)
_NOT_COMMON = bytes(c for c in range(256) if chr(c).lower() not in LIKELY)


def is_garbled(text: str) -> bool:
    """Whether most of a text cannot be read by anyone; False where there is too little of it."""
    text = text[:SAMPLE]
    if _is_plain(text):
        return False
    printed = "".join(text.split())
    if len(printed) > 4 * MIN_WORDS and len(NONE.findall(printed)) > MARK_SHARE * len(printed):
        return True
    letters = [c for c in printed if c.isalpha()]
    if len(letters) >= MIN_LETTERS and len(set(letters)) < MIN_KINDS:
        return True
    share = _likely(text)
    if share < LEAST or (share < USUAL and _likely(_moved(text)) > CLEAR):
        return True
    words = [word for word in text.split() if WORD.fullmatch(word)]
    return len(words) >= MIN_WORDS and sum(map(_is_odd, words)) >= ODD_SHARE * len(words)


def _is_plain(text: str) -> bool:
    """Whether a text is beyond doubt one: found out fast, as it is what nearly every page is."""
    given = text.encode("ascii", "ignore")
    letters, common = (len(given.translate(None, rest)) for rest in (_NO_LETTERS, _NOT_COMMON))
    return letters >= MIN_LETTERS and letters > PLAIN_SHARE * len(text) and common > USUAL * letters


def _likely(text: str) -> float:
    """Which share of a text's Latin letters are common ones; 1 where there are too few letters."""
    words = (word for word in text.split() if len(word) > SHORT_FORM or not word.isupper())
    letters = [c for word in words for c in word.lower() if "a" <= c <= "z"]
    if len(letters) < MIN_LETTERS:
        return 1.0
    return sum(c in LIKELY for c in letters) / len(letters)


def _moved(text: str) -> str:
    """A text of glyph numbers as the letters that they show."""
    return "".join(chr(ord(c) + PLACES) if c < "\x7f" and c != " " else c for c in text)


def _is_odd(word: str) -> bool:
    """Whether a word has no vowel though its letters are Latin, or marks where no word has any."""
    if "://" in word or "@" in word:
        return False
    if INNER_MARK.search(word) or len(CAPITALS.findall(word)) > 1 or NONE.search(word):
        return True
    if word.isupper() or len(word) < 4:
        return False
    plain = unicodedata.normalize("NFD", word.casefold())
    letters = "".join(c for c in plain if c.isalpha())
    return bool(PLAIN.fullmatch(letters)) and not any(vowel in letters for vowel in VOWELS)


def pages(parts: Iterable[Part]) -> tuple[tuple[int | None, ...], bool]:
    """The pages whose text is garbled, and whether that is as good as all; None for no pages."""
    texts: dict[int | None, list[str]] = {}
    for part in parts:
        texts.setdefault(part.page, []).extend((part.text, *part.cells))
    joined = {page: " ".join(pieces) for page, pieces in texts.items()}
    judged = [page for page, text in joined.items() if len(text.split()) >= MIN_WORDS]
    found = tuple(page for page, text in joined.items() if is_garbled(text))
    return found, bool(found) and len(found) >= FILE_SHARE * len({*judged, *found})


def note(found: Sequence[int | None]) -> str:
    """What to say of garbled pages."""
    numbers = [str(page) for page in found if page is not None]
    if not numbers:
        return "Some of its text is garbled"
    listed = ", ".join(numbers[:10]) + (" and others" if len(numbers) > 10 else "")
    which = f"page {listed} is" if len(numbers) == 1 else f"pages {listed} are"
    return (
        f"{len(numbers)} {'page' if len(numbers) == 1 else 'pages'} with garbled text: {which} "
        "printed in fonts that do not say which letters they show; text recognition (OCR) reads it"
    )
