"""The clauses of a recommendation: who stands where the one who is asked stands."""

import re
from collections.abc import Iterator

from scr_mine.tabulate.asked.phrases import Finder, plain

#: At most so many words stand between the start of a clause and the one who is asked,
LEAD = 8
#: and between the one who is asked and should, must or will.
REACH = 10
#: At most so many agencies are asked in one breath after the first.
LIST = 15

#: A name that counts only where it stands alone, since all children are not all agencies.
ALONE = "all"

#: Stands between the cells of a table row.
BAR = " | "

_LIGHT = re.compile(
    r"(?:the|an?|all|each|every|both|any|local|this|these|those|our|its|their|your|his|her"
    r"|relevant|appropriate|senior|other|first|named|designated|individual|respective|member|regional"
    r"|constituent|responsible|multi-agency|managers?|staff|leaders?|leads?|chairs?|chief|officers?"
    r"|executives?|heads?|directors?|professionals?|practitioners?|workers?|lead|teams?|in|of|at"
    r"|within|from|for|to|by|working|who|and|or|with|together|partners?|two|three|four|five)"
    r"(?![\w'-])",
    re.IGNORECASE,
)
HEADING = re.compile(
    r"(?:recommendations?|questions?|actions?|points?|messages?|matters?|learning|lessons?|advice"
    r"|issues?|steps?|next|what|we|ask|asks|prompts?|addressed|specific|single|agency|only|do"
    r"|should|need|needs|you|if|work|is|are|implications?|considerations?|overview|key)(?![\w'-])",
    re.IGNORECASE,
)
#: A word in capitals may be the place of a service; one before `the` is rather a verb.
_NAME_WORD = re.compile(
    r"[A-Z][\w'-]*(?!\s(?:the|that|an?|any|each|every|all|your|with|from|to|for|of|at|in)\s)"
)
_SPACE = re.compile(r"[\s,;:/&()\"'.-]*")
_GLUE = re.compile(r"[\s,/&]*(?:(?:and|or|with|together with|as well as|plus)\s+)?", re.IGNORECASE)
_NUMBER = re.compile(
    r"\A[\s•*–-]*(?:"
    r"(?:\w+ )?recommendation\s*(?:\(?\w{1,5}\)?)?\s*(?:\([^)]*\))?\s*:\s*"
    r"|(?:(?:recommendation|rec|action|finding|(?:practice |learning |key )*point|priority|section"
    r"|part|no\.?|item|ap)\s*(?:\d[\d.]*|[a-z](?![\w'-]))?|[A-Z]{0,3}\s?\d[\d.]*[a-z]?"
    r"|[A-Z](?=[.:)]))(?:[.:)]+\s*|\s+))",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.;?!])\s+|\s[|–—]\s|\n\s*(?=[A-Z\d•(-])")
_MODAL = (
    r"(?:should|must|shall|will|ought to|needs? to|ha(?:s|ve) to|may (?:wish|want) to"
    r"|(?:is|are) (?:asked|invited|requested|recommended|advised|encouraged|expected|urged) to)"
    r"(?!\w)"
)
#: Who should be told or given something is not the one who is asked to do it.
_RECEIVES = (
    r"(?!\s(?:\w+\s)?be\s(?:\w+ly\s)?(?:told|informed|notified|given|provided|consulted|invited"
    r"|offered|made|sent|supplied|contacted|alerted|copied|involved|helped|supported|enabled))"
)
_BETWEEN = r"(?:\s(?:that|which|who))?(?:,?\s(?!(?:that|should|must|shall|will)\b)[^\s.;?!:]+)"
_WILL = re.compile(
    rf"(?:'s?)?(?:\s\([^)]*\))?{_BETWEEN}{{0,{REACH}}}?,?\s{_MODAL}{_RECEIVES}", re.IGNORECASE
)
#: In the middle of a sentence no comma may stand between, since it could begin another clause.
_SOON = re.compile(
    rf"(?:\s(?!(?:that|should|must|shall|will)\b)[^\s,.;?!:]+){{0,{REACH}}}?\s{_MODAL}{_RECEIVES}",
    re.IGNORECASE,
)
_TO = re.compile(
    r"(?:\s(?:of|in|at|for|within|from|across)(?:\s[\w'-]+){1,6}?)?"
    r"(?:\s(?!(?:and|or|who|has|have|had|is|are|was|were|did|does)\b)[\w'-]+){0,3}?"
    r"\s(?:not )?to\s\w",
    re.IGNORECASE,
)
PREDICATE = re.compile(rf"(?<!\w){_MODAL}", re.IGNORECASE)
_CONDITION = re.compile(
    r"(?:where|when|whenever|wherever|if|in|following|before|after|as|to|for|on|until|given"
    r"|through|once|by|at|with|during|within|having|while|although|since|because|recognising)"
    r"(?!\w)",
    re.IGNORECASE,
)
_THAT = re.compile(
    r"^that\s|\brecommend\w*\s(?:\w+\s){0,3}?that\s|\b(?:we|i|review|panel|report|author) "
    r"(?:\w+ )?(?:ask|invite|request|urge|recommend|call on|propose)s?\s(?:that\s)?"
    r"|\brecommended (?:to|for)\s",
    re.IGNORECASE,
)
_COMMA = re.compile(r",\s")
_AND = re.compile(r",\sand\s|\sand\sthat\s", re.IGNORECASE)
_AGENT = re.compile(r"\bbe (?:[\w-]+ ){1,3}by\s", re.IGNORECASE)
_QUESTION = re.compile(
    r"(?:and )?(?:(?:how|what|when|where|why) )?(?:can|could|does|do|did|is|are|has|have|will"
    r"|would|should|may|might)\s",
    re.IGNORECASE,
)
_OWNER = re.compile(
    r"\(([^()]+)\)\s*\.?(?:$|:)"
    r"|\b(?:lead|lead agency|owner|responsible|responsibility|by whom)\s?:\s*([^.;|]+)",
    re.IGNORECASE,
)


def sentences_of(text: str) -> list[str]:
    """The sentences and cells of a text, each without a printed number before it."""
    return [bare(part) for part in _SENTENCE.split(text)]


def bare(text: str) -> str:
    """A sentence or heading as plain text, without the number printed before it."""
    return _NUMBER.sub("", plain(text), count=1)


def cells_of(text: str, finder: Finder) -> set[str]:
    """Who has a cell of a table row to himself."""
    text = plain(text)
    cells = text.split(BAR) if BAR in text else []
    return {agency for cell in cells for agency in wholly(cell, finder)}


def subjects(sentence: str, finder: Finder) -> Iterator[str]:
    """Who stands before a colon, before should, must, will or to, or behind `we recommend that`."""
    before, colon, _ = sentence.partition(":")
    if colon:
        yield from wholly(before, finder)
    if sentence.endswith("?"):
        return
    found, end = _names(sentence, 0, finder)
    if _WILL.match(sentence, end) or _TO.match(sentence, end):
        yield from found
    later = [match.end() for match in _AND.finditer(sentence)]
    if _CONDITION.match(sentence):
        later += [match.end() for match in _COMMA.finditer(sentence)]
    for start in later:
        found, end = _names(sentence, start, finder)
        if _SOON.match(sentence, end):
            yield from found
    for match in _THAT.finditer(sentence):
        yield from _names(sentence, match.end(), finder)[0]


def performers(sentence: str, finder: Finder) -> set[str]:
    """Who something should be done by."""
    return {
        a for match in _AGENT.finditer(sentence) for a in _names(sentence, match.end(), finder)[0]
    }


def owners(text: str, finder: Finder) -> set[str]:
    """Who is noted as responsible, in brackets or behind a word for it."""
    return {
        a for match in _OWNER.finditer(plain(text)) for a in wholly(match[1] or match[2], finder)
    }


def questioned(sentence: str, finder: Finder) -> set[str]:
    """The subject of a question."""
    if not sentence.endswith("?"):
        return set()
    match = _QUESTION.match(sentence)
    return _names(sentence, match.end(), finder)[0] if match else set()


def _names(text: str, at: int, finder: Finder) -> tuple[set[str], int]:
    """The agencies named from a place on, as the head of a clause, and where the last one ends."""
    found, end = _one(text, at, finder)
    for _ in range(LIST if found else 0):
        more, then = (
            _one(text, _glued(text, end), finder) if _glued(text, end) > end else (set(), 0)
        )
        if not more:
            break
        found, end = found | more, then
    return found, end


def _glued(text: str, end: int) -> int:
    match = _GLUE.match(text, end)
    return match.end() if match and match[0].strip() else end


def _one(text: str, at: int, finder: Finder) -> tuple[set[str], int]:
    """The first name behind light words; one made of light words only where no other follows."""
    general: tuple[set[str], int] = (set(), at)
    for _ in range(LEAD):
        named = finder.at(text, at)
        name = text[at : named[1]] if named else ""
        if named and not _light_only(name):
            return {named[0]}, named[1]
        if named and not general[0] and name.casefold() != ALONE:
            general = ({named[0]}, named[1])
        word = _LIGHT.match(text, at) or _NAME_WORD.match(text, at)
        if not word:
            break
        at = word.end() + (text[word.end() : word.end() + 1] == " ")
    return general


def _light_only(name: str) -> bool:
    return all(_LIGHT.fullmatch(word) for word in name.split())


def wholly(
    text: str, finder: Finder, *, words: re.Pattern[str] = _LIGHT, places: bool = True
) -> set[str]:
    """The agencies named in a text that holds nothing but names and light words; else none."""
    text, found = plain(text), set()
    at = _end(_SPACE, text, 0)
    while at < len(text):
        named = finder.at(text, at)
        if named:
            found.add(named[0])
            end = named[1]
        else:
            word = _LIGHT.match(text, at) or words.match(text, at)
            word = word or (_NAME_WORD.match(text, at) if places else None)
            if not word:
                return set()
            end = word.end()
        at = _end(_SPACE, text, end)
    return found


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at
