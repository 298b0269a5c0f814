"""Text that is shown and never acts: no control characters, no formulas."""

import re

_SPACES = re.compile("\r\n|[\t\n\v\f\r\x85\u2028\u2029]")
# Controls, among them the bidirectional ones, which can make a table read other than it is.
_DROPPED = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_NO_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")
# Some spreadsheets pass over spaces, and take the wide forms of these signs for the signs.
_FORMULA = re.compile(r"['\s]*[=+\-@＝＋－＠]")


def whole(text: str) -> str:
    """The text as UTF-8 can hold it: lone surrogates become U+FFFD."""
    return _NO_CHARACTER.sub("\ufffd", text)


def clean(text: str) -> str:
    """The text on one line, without control characters."""
    if text.isascii() and text.isprintable():
        return text
    return _DROPPED.sub("", _SPACES.sub(" ", whole(text)))


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
