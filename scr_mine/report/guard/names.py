"""Personal names in a text: a title and a surname, or a given name and a family name."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_LISTS = Path(__file__).parent

_UPPER = "[A-ZÀ-ÖØ-ÞŁŚŻŽŠĆČ]"
_LETTER = r"[^\W\d_]"
#: A name as it is written: Hartwell, O’Neill, McIver, Hartwell-Jones, HARTWELL.
_NAME = rf"(?:[DO][’']|Mac|Mc)?{_UPPER}{_LETTER}+(?:-{_UPPER}{_LETTER}+)*"
_PARTICLE = r"(?:(?:de|da|dos|van|von|der|den|al|el|ap|bin|ibn)[ -])"
_TITLE = (
    r"(?:(?:Mr|Mrs|Ms|Mx|Dr|Prof|Revd?|Cllr|Sgt|Insp)\.?|Miss|Professor|Doctor|Sir|Dame|Lord|Lady|"
    r"Baroness|Judge|Reverend|Councillor|PC|WPC|DC|DCI|DS|DI|Sergeant|Constable|Inspector|"
    r"Superintendent)"
)
_TITLED = re.compile(
    rf"(?<![\w-])({_TITLE}) (?:and (?:Mrs|Mr|Ms|Dr) )?((?:{_UPPER}\.? ?)*(?:{_PARTICLE})?{_NAME})"
    rf"((?: {_NAME})?)"
)
#: Ranks and callings after which a word with a capital is as often no name.
_DOUBTFUL = frozenset(
    (
        *("Judge", "Sir", "Lady", "Lord", "Doctor", "Professor", "Reverend", "Miss"),
        *("DC", "DS", "DI", "PC", "Constable", "Inspector", "Superintendent", "Sergeant"),
    )
)
_PAIR = re.compile(rf"(?<![\w-])({_NAME})((?: {_NAME}){{0,2}} (?:{_PARTICLE})?({_NAME}))(?![\w-])")
_KIN = re.compile(
    r"(?<![\w-])(?:mother|father|sister|brother|son|daughter|aunt|uncle|grandmother|grandfather|"
    r"stepfather|stepmother|half-brother|half-sister|husband|wife|partner|boyfriend|girlfriend|"
    r"cousin|neighbour|friend|named|called)(?:,| was| is)? "
    rf"({_NAME}) ({_NAME})(?![\w-]| {_UPPER})"
)
# A work, law or rule that bears a name is no person met with in a case.
_WORK = re.compile(
    r"(?:[’']s?)?,? (?:Inquiry|Report|Review|Enquiry|Foundation|Trust|Law|Rule|Test|Guidelines?|"
    r"Act|Principles?|Scale|Index|et al)\b"
)
#: Letters that stand for a person or several: `Ms XY`, `both Mr Ls`.
_LETTERS_FOR_A_NAME = re.compile(rf"{_UPPER}{{1,3}}\d?|{_UPPER}[’']?s")

_SHORTEST = 2


@cache
def given_names() -> frozenset[str]:
    """Given names found in the United Kingdom, without those that are also common words."""
    return _listed("given_names.txt")


@cache
def no_surnames() -> frozenset[str]:
    """Words, in lower case, that have a capital in these reports and are no family name."""
    return _listed("no_surnames.txt")


def _listed(name: str) -> frozenset[str]:
    return frozenset((_LISTS / name).read_text(encoding="utf-8").split())


def names(text: str) -> Iterator[tuple[int, int]]:
    """Where personal names stand in a text; not in order, and one may be found twice."""
    for match in _TITLED.finditer(text):
        if _is_titled(text, match):
            yield match.start(), _without_possessive(text, match.end())
    for match in _PAIR.finditer(text):
        if _is_pair(text, match):
            yield match.start(), match.end()
    for match in _KIN.finditer(text):
        if not any(map(_no_surname, match.groups())) and not _WORK.match(text, match.end()):
            yield match.start(1), match.end(2)


def _is_titled(text: str, match: re.Match[str]) -> bool:
    title, name = match[1].rstrip("."), match[2].split()[-1]
    if _no_surname(name) or _LETTERS_FOR_A_NAME.fullmatch(name) or _WORK.match(text, match.end()):
        return False
    return title not in _DOUBTFUL or name.istitle()


def _is_pair(text: str, match: re.Match[str]) -> bool:
    if match[1] not in given_names() or _WORK.match(text, match.end()):
        return False
    others = match[2].split()
    return not any(_no_surname(word) for word in others if word[0].isupper())


def _no_surname(word: str) -> bool:
    return word.lower() in no_surnames() or len(word) < _SHORTEST


def _without_possessive(text: str, end: int) -> int:
    return end - 2 if text[end - 2 : end] in ("’s", "'s") else end
