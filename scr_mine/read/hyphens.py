"""Words cut at a line's end: whether the hyphen was printed for the line or for the word."""

import re
from collections.abc import Callable


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: First halves that take a hyphen before any word.
FREE = _set(
    "non self multi well ill semi cross half single twenty thirty forty fifty sixty seventy "
    "eighty ninety two three four five six seven eight nine ten long short high low full part "
    "first second third fourth mid late early risk child family drug alcohol great follow sign "
    "face fact day one decision problem solution hands cut"
)
#: Prefixes that stand with a hyphen before some words and without one before others.
PREFIXES = _set("co pre post anti inter intra ex over under sub ante peri")
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
    "cannot anyone someone everyone nobody somebody anything something nothing everything "
    "another otherwise meanwhile newborn childhood household breakdown background outcome "
    "outcomes ongoing workload workforce workplace framework feedback network widespread "
    "throughout although landlord grandmother grandfather grandparent grandparents grandchild "
    "stepfather stepmother stepchild boyfriend girlfriend safeguard safeguards safeguarded "
    "safeguarding overview overlook overlooked overseen oversight underlying undermine "
    "undermined undergo interview interviews report reports reported reporting record records "
    "recorded recording review reviews reviewed research record return returned remove removed "
    "remain remained require required request requested receive received recent relate related "
    "previous present presented preview contact contacts support supported together forward "
    "towards afterwards checklist timescale timescales timeline deadline outline weekend "
    "birthday bedroom bathroom teenage handover wellbeing whiteboard cupboard cupboards "
    "blackboard cardboard skateboard keyboard household households withdraw withdrawn withdrew "
    "withdrawal withhold withheld thereby thereafter whereby shortfall passport overcome "
    "overdose overdoses breastfeeding forthcoming fourteen fifteen sixteen seventeen eighteen "
    "nineteen whichever whatever whoever notwithstanding insofar inasmuch altogether already "
    "almost always maybe somehow sometimes somewhat somewhere elsewhere everywhere everyday "
    "anyway online offline update updated upbringing upset input output intake insight income "
    "install instead toward downstairs upstairs outreach outsider toddler notebook guideline "
    "guidelines headline headteacher policeman postpone payment formal format important "
    "understandable undoubtedly undone undergone partner partners parent parents manage "
    "management manager managers management person persons personal assess assessment season "
    "reason reasons mother mothers father fathers brother sister carefully careless helpful "
    "hopeful"
)
#: Second halves that never stand after a hyphen of their own.
ENDINGS = _set(
    "teen teens teenth een eenth eeth tion tions sion sions ment ments ness ship ships able "
    "ible less ful fully hood ward wards ory ary ery ance ence ally ously ing ings ers ist ists "
    "ism ity ties ted ter ters ble bly ture tures tive tives tional tionally sional sionals "
    "cation ation ations ational pendent ical ically ular ular ate ated ates ating ant ent ents "
    "ential entially age ages ous"
)
#: Short second halves that are words: pick-up, drop-in, sign-off.
PARTICLES = _set("up off out in on down over by")
#: A document breaks words if more than this share of its cut words begin like no word it uses.
STRANGE = 0.15
CUT = re.compile(r"(?<![A-Za-z])([A-Za-z]+)[-\u2010\x02\u00ad\ufffe]$")
#: What day-to- has before it: a compound that had a hyphen already goes on with one.
COMPOUND = re.compile(r"\b(?!non-)[A-Za-z]+-(?:to|of|in|by|and|the)[-\u2010\x02\ufffe]$", re.I)
DOUBLE = re.compile(r"[-\u2010][a-z]")
NUMBER_CUT = re.compile(r"\d[-–\x02\ufffe]$")
WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
LETTERS = re.compile(r"[A-Za-z]+")
#: So many lines are taken apart at once: fast, and still no list of every word there is.
AT_ONCE = 500
#: Every cut text ends in one of these. To look there first spares a search of the whole line.
CUTTERS = ("-", "–", "\u2010", "\x02", "\u00ad", "\ufffe", "\n")


def words_of(text: str) -> set[str]:
    """The lower-case words of a text, hyphenated compounds whole: what hyphens are judged by."""
    return set(WORD.findall(text.casefold()))


def cut_word(text: str) -> re.Match[str] | None:
    """The word that a hyphen cuts at the end of a printed line; group 1 is its first half."""
    return CUT.search(text) if text.endswith(CUTTERS) else None


def cuts_number(text: str) -> bool:
    """Whether a printed line ends in a figure and a hyphen or dash."""
    return text.endswith(CUTTERS) and bool(NUMBER_CUT.search(text))


def vocabulary(lines: list[str]) -> set[str]:
    """The words of printed lines, without the halves that hyphens at their ends leave."""
    whole: list[str] = []
    was_cut = False
    for text in lines:
        inner = text.partition(" ")[2] if was_cut else text
        was_cut = bool(cut_word(text))
        whole.append(inner.rpartition(" ")[0] if was_cut else inner)
    words: set[str] = set()
    for at in range(0, len(whole), AT_ONCE):
        words |= words_of("\n".join(whole[at : at + AT_ONCE]))
    return words


def breaks_words(lines: list[str], vocabulary: set[str]) -> bool:
    """Whether a document cuts words at line ends, rather than only after printed hyphens."""
    cuts = [cut.group(1).casefold() for cut in map(cut_word, lines) if cut]
    known = vocabulary | FREE | PREFIXES
    strange = sum(first not in known and len(first) > 1 for first in cuts)
    return strange > STRANGE * len(cuts)


def hyphen_joiner(vocabulary: set[str], *, breaks_words: bool = True) -> Callable[[str, str], str]:
    """A function that joins two printed lines of one paragraph.

    `vocabulary` holds the document's words away from line ends. After a line-end hyphen the
    halves are joined if the whole word is used elsewhere; the hyphen stays if the compound is
    used elsewhere, if its first half commonly takes one (`non-mobile`) or if both halves are
    words of their own. Where the document does not break words, every hyphen was printed.
    """

    def join(before: str, after: str) -> str:
        before, after = before.rstrip(), after.lstrip()
        # Some programs print a word's own hyphen at the end of the line and again below.
        if before.endswith("-") and DOUBLE.match(after):
            return before + after[1:]
        if not before.endswith(CUTTERS):
            return f"{before} {after}"
        cut = CUT.search(before)
        tail = LETTERS.match(after)
        if not cut or not tail:
            if NUMBER_CUT.search(before) and after[:1].isdigit():
                return before[:-1] + before[-1].replace("\x02", "-").replace("\ufffe", "-") + after
            return f"{before} {after}"
        stem = before[: cut.end(1)]
        if before[-1] == "\u00ad":
            return stem + after
        first, second = cut.group(1).casefold(), tail.group().casefold()
        whole = first + second
        soft = breaks_words or whole in vocabulary or whole in CLOSED
        if after[0].islower() and soft and not _keeps_hyphen(first, second, vocabulary, before):
            return stem + after
        return f"{stem}-{after}"

    return join


def _keeps_hyphen(first: str, second: str, vocabulary: set[str], before: str) -> bool:
    whole = first + second
    if f"{first}-{second}" in vocabulary or COMPOUND.search(before):
        return True
    if whole in vocabulary or whole in CLOSED or second in ENDINGS:
        return False
    if whole in HYPHENATED:
        return True
    if first == "co" and second.startswith("o"):
        return any(word.startswith("co-o") for word in vocabulary)
    if second in PARTICLES and len(first) > 2:
        return True
    if first in FREE:
        return second in vocabulary or len(second) > 3
    if first in PREFIXES:
        return second in vocabulary and len(second) > 3
    return len(first) > 2 and len(second) > 2 and {first, second} <= vocabulary
