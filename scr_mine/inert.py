"""Text that is shown and never acts: no control characters, no formulas.

Controls, and what turns the direction of writing, can make a table or a terminal read other than it
is. They are not left out without a word, but stand as their code in square brackets, `[U+202E]`:
plain signs that every font, code page and file format has.

Kept as they are, though nobody sees them: soft hyphens, U+200B to U+200D and U+2060, variation
selectors and the tags in the flags of England, Scotland and Wales. They part words, join letters of
some languages and make one emoji of several; they change no order and hide no words.
"""

import re

_SPACES = "\t\n\v\f\r\x85\u2028\u2029"
# No file in UTF-8 or XML can hold these.
_NOWHERE = "\ud800-\udfff\ufffe\uffff"
_CONTROLS = "\x00-\x1f\x7f-\x9f"
_BIDIRECTIONAL = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Invisible signs of formulas and of notes, what Unicode has given up or never will give out.
_HIDDEN = "\u2061-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef"
_ACTING = _CONTROLS + _BIDIRECTIONAL + _HIDDEN
# Tags, which spell words that nobody sees, and the last two of every plane.
_TAGS = "\U000e0000-\U000e007f"
_LAST = "".join(f"{chr(last - 1)}{chr(last)}" for last in range(0x1FFFF, 0x110000, 0x10000))
_FLAGS = "\U0001f3f4\U000e0067\U000e0062(?:{})\U000e007f".format(
    "|".join("".join(chr(0xE0000 + ord(c)) for c in nation) for nation in ("eng", "sct", "wls"))
)
_NO_CHARACTER = re.compile(f"[{_NOWHERE}]")
# Most texts hold none of these, which is found out ten times as fast as what stands for each.
_ANY = re.compile(f"[{_SPACES}{_NOWHERE}{_ACTING}\U0001fffe-\U0010ffff]")
_EACH = re.compile(
    f"(?P<kept>{_FLAGS})|(?P<space>\r\n|[{_SPACES}])|(?P<nowhere>[{_NOWHERE}])"
    f"|[{_ACTING}{_TAGS}{_LAST}]"
)
# Some spreadsheets pass over spaces, and take the wide forms of these signs for the signs.
_FORMULA = re.compile(r"['\s]*[=+\-@＝＋－＠]")


def whole(text: str) -> str:
    """The text as UTF-8 can hold it: lone surrogates become U+FFFD."""
    return _NO_CHARACTER.sub("\ufffd", text)


def clean(text: str) -> str:
    """The text on one line, control and bidirectional characters as `[U+202E]`.

    White space that ends lines becomes a space, and a byte order mark at the start goes.
    """
    if (text.isascii() and text.isprintable()) or not _ANY.search(text):
        return text
    return _EACH.sub(_shown, text.lstrip("\ufeff"))


def _shown(found: re.Match[str]) -> str:
    """What stands in place of a character that acts."""
    match found.lastgroup:
        case "kept":
            return found[0]
        case "space":
            return " "
        case "nowhere":
            return "\ufffd"
    return f"[U+{ord(found[0]):04X}]"


def formula_like(text: str) -> bool:
    """Whether a spreadsheet might take this text for a formula."""
    return bool(_FORMULA.match(text))


def inert(text: str) -> str:
    """The text on one line, with an apostrophe before what might be taken for a formula."""
    line = clean(text)
    return f"'{line}" if formula_like(line) else line


def bare(text: str) -> str:
    """Text from a CSV file without the apostrophe that `inert` put before it."""
    return text[1:] if text.startswith("'") and formula_like(text[1:]) else text
