"""The written language of reviews: its abbreviations, and where its sentences end."""

import re

#: Abbreviations written with a full stop after which a sentence goes on.
ABBREVIATIONS = (
    *("para", "paras", "sec", "sect", "ch", "chap", "app", "appx", "fig", "figs", "vol", "ed"),
    *("no", "nos", "p", "pp", "pg", "ref", "refs", "s", "ss", "reg", "regs", "art", "sch", "cl"),
    *("dr", "mr", "mrs", "ms", "mx", "prof", "rev", "sgt", "insp", "det", "cllr", "hon", "st"),
    *("e.g", "i.e", "eg", "ie", "viz", "cf", "c", "ca", "approx", "est", "incl", "inc", "vs", "v"),
    *("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"),
    *("mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "dept", "govt", "d.o.b", "tel"),
)

_GOES_ON = re.compile(
    r"(?:^|[\s(\[/])(?:" + "|".join(re.escape(a) for a in ABBREVIATIONS) + r")\.$", re.I
)
_NUMBER_WORD = re.compile(r"(?:^|[\s(\[/])nos?\.$", re.I)
# The J of `J. Brown`, but not the A of `Child A`, which is a whole name here.
_INITIAL = re.compile(r"(?:^|[\s(.])[A-Z]\.$")
_LETTER_NAME = re.compile(
    r"\b(?:child|baby|adult|person|family|sibling|twin|school|hospital|home|case|review|appendix|"
    r"father|mother|mr|mrs|ms|dr|miss|group|area|town|worker|uncle|aunt|grade|level|plan|option) "
    r"[A-Z]\.$",
    re.I,
)
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[]*\S)|\n+")
_LOWER = re.compile(r"\s+[\"'“‘(\[]*[a-z]")
_DIGIT = re.compile(r"\s+\d")
_LOOK_BACK = 24


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Offsets of the sentences of a text, in order, without the white space between them.

    A line break ends a sentence; `para. 4.12`, `Dr Smith`, `s. 47`, `e.g.` do not. Every
    character that is not white space lies in exactly one sentence.
    """
    spans = []
    start = 0
    for match in _END.finditer(text):
        if "\n" in match.group() or _ends(text, start, match.end()):
            spans.append(_trimmed(text, start, match.end()))
            start = match.end()
    spans.append(_trimmed(text, start, len(text)))
    return tuple(span for span in spans if span[0] < span[1])


def _ends(text: str, start: int, end: int) -> bool:
    """Whether the stop that ends at `end` closes the sentence that began at `start`."""
    if _LOWER.match(text, end):
        return False
    if text[end - 1] != ".":
        return True
    before = text[max(start, end - _LOOK_BACK) : end]
    if _NUMBER_WORD.search(before):
        return not _DIGIT.match(text, end)
    if _GOES_ON.search(before):
        return False
    return not _INITIAL.search(before) or bool(_LETTER_NAME.search(before))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
