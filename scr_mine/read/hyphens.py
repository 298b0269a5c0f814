"""Words cut at a line's end: whether the hyphen was printed for the line or for the word."""

import re
from collections.abc import Callable


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: First halves that take a hyphen before any word.
FREE = _set(
    "non self multi well ill semi cross half single two three four five six seven eight nine ten "
    "long short high low full part first second third fourth mid late early risk child family drug "
    "alcohol great follow sign face fact day one decision problem solution hands cut ex"
)
#: Prefixes that stand with a hyphen before some words and without one before others.
PREFIXES = _set("co pre post anti inter intra re un over under sub ante peri")
#: Compounds that are usually printed with their hyphen, by their joined letters.
HYPHENATED = _set(
    "prebirth postmortem cosleeping coparent coparenting reoffend reoffending rereferral "
    "rereferred undertwo underone underfive"
)
#: Ordinary words made of two words: cut in the middle they have no hyphen of their own.
CLOSED = _set(
    "without within himself herself itself themselves myself ourselves yourself into onto upon "
    "outside inside whereas however therefore moreover nevertheless overall understand "
    "understanding understood undertake undertaken undertook become became before because today "
    "cannot anyone someone everyone nobody somebody anything something nothing everything another "
    "otherwise meanwhile newborn childhood household breakdown background outcome outcomes ongoing "
    "workload workforce workplace framework feedback network widespread throughout although "
    "landlord grandmother grandfather grandparent grandparents grandchild stepfather stepmother "
    "stepchild boyfriend girlfriend safeguard safeguards safeguarded safeguarding overview "
    "overlook overlooked overseen oversight underlying undermine undermined undergo interview "
    "interviews report reports reported reporting record records recorded recording review reviews "
    "reviewed research record return returned remove removed remain remained require required "
    "request requested receive received recent relate related previous present presented preview "
    "contact contacts support supported together forward towards afterwards checklist timescale "
    "timescales timeline deadline outline weekend birthday bedroom bathroom teenage handover "
    "hospital"
)
CUT = re.compile(r"([A-Za-z]+)[-\u2010\x02\u00ad\ufffe]$")
#: What day-to- has before it: a compound that had a hyphen already goes on with one.
COMPOUND = re.compile(r"[A-Za-z]-(?:to|of|in|by|and|the|on|up|at)[-\u2010\x02\ufffe]$", re.I)
NUMBER_CUT = re.compile(r"\d[-–\x02\ufffe]$")


def words_of(text: str) -> set[str]:
    """The lower-case words of a text, hyphenated compounds whole: what hyphens are judged by."""
    return set(re.findall(r"[a-z]+(?:-[a-z]+)*", text.casefold()))


def vocabulary(lines: list[str]) -> set[str]:
    """The words of printed lines, without the halves that hyphens at their ends leave."""
    words: set[str] = set()
    was_cut = False
    for text in lines:
        inner = text.partition(" ")[2] if was_cut else text
        was_cut = bool(CUT.search(text))
        words |= words_of(inner.rpartition(" ")[0] if was_cut else inner)
    return words


def hyphen_joiner(vocabulary: set[str]) -> Callable[[str, str], str]:
    """A function that joins two printed lines of one paragraph.

    `vocabulary` holds the document's words away from line ends. After a line-end hyphen the
    halves are joined if the whole word is used elsewhere; the hyphen stays if the compound is
    used elsewhere, if its first half commonly takes one (`non-mobile`) or if both halves are
    words of their own.
    """

    def join(before: str, after: str) -> str:
        before, after = before.rstrip(), after.lstrip()
        cut = CUT.search(before)
        tail = re.match(r"[A-Za-z]+", after)
        if not cut or not tail:
            if NUMBER_CUT.search(before) and after[:1].isdigit():
                return before[:-1] + before[-1].replace("\x02", "-").replace("\ufffe", "-") + after
            return f"{before} {after}"
        stem = before[: cut.end(1)]
        if before[-1] == "\u00ad":
            return stem + after
        first, second = cut.group(1).casefold(), tail.group().casefold()
        if after[0].islower() and not _keeps_hyphen(first, second, vocabulary, before):
            return stem + after
        return f"{stem}-{after}"

    return join


def _keeps_hyphen(first: str, second: str, vocabulary: set[str], before: str) -> bool:
    whole = first + second
    if f"{first}-{second}" in vocabulary or COMPOUND.search(before):
        return True
    if whole in vocabulary or whole in CLOSED:
        return False
    if whole in HYPHENATED or (first == "co" and second.startswith("o")):
        return True
    if first in FREE:
        return second in vocabulary or len(second) > 3
    if first in PREFIXES:
        return second in vocabulary and len(second) > 3
    return len(first) > 2 and len(second) > 2 and {first, second} <= vocabulary
