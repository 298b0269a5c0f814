"""Which of a source's numbers Word can count by itself, and the list definition that does it."""

import re
from collections import Counter
from dataclasses import dataclass

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.tools.render import printed
from corpus.tools.source import SourceBlock

LEVELS = 9
#: 4.12  4-1  7.  1 Introduction  Section 3.
NUMBERED = re.compile(
    r"^(?P<label>(?P<word>[A-Z][a-z]+ )?(?P<number>\d{1,3}(?:[.-]\d{1,3}){0,3})[.:)]?)\s+"
    r"(?P<text>\S.*)$"
)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A block whose number Word counts: its 0-based level and its text without the number."""

    level: int
    text: str


@dataclass(frozen=True, kw_only=True)
class _Candidate:
    place: int
    parts: tuple[int, ...]
    pattern: str
    text: str


def plan(blocks: list[SourceBlock]) -> tuple[dict[int, Counted], dict[int, str]]:
    """The blocks that Word can number, by index, and the printed pattern of each level.

    A level's pattern is that of most of its numbers (`%1.%2`); others stay typed. If counting
    would not give every number as printed, all stay typed and both are empty.
    """
    found = [c for i, block in enumerate(blocks) if (c := _candidate(i, block))]
    patterns = {
        level: Counter(c.pattern for c in found if len(c.parts) == level + 1).most_common(1)[0][0]
        for level in {len(c.parts) - 1 for c in found}
    }
    kept = [c for c in found if patterns[len(c.parts) - 1] == c.pattern]
    if not _counts(kept):
        return {}, {}
    return {c.place: Counted(level=len(c.parts) - 1, text=c.text) for c in kept}, patterns


def _candidate(place: int, block: SourceBlock) -> _Candidate | None:
    if block.kind not in {"heading", "paragraph"}:
        return None
    match = NUMBERED.match(printed(block))
    if not match or (block.number is None and block.kind == "paragraph"):
        return None
    if match.group("word") and block.level != 1:
        return None
    parts = tuple(int(n) for n in re.split("[.-]", match.group("number")))
    levels = iter(range(1, LEVELS + 1))
    pattern = re.sub(r"\d+", lambda _: f"%{next(levels)}", match.group("label"))
    return _Candidate(place=place, parts=parts, pattern=pattern, text=match.group("text"))


def _counts(candidates: list[_Candidate]) -> bool:
    """Whether counting as Word counts gives each candidate the number it is printed with."""
    counters: dict[int, int] = {}
    for candidate in candidates:
        level = len(candidate.parts) - 1
        counters[level] = counters.get(level, 0) + 1
        counters = {at: count for at, count in counters.items() if at <= level}
        if candidate.parts != tuple(counters.get(at, 1) for at in range(level + 1)):
            return False
    return bool(candidates)


def define(document: Document, patterns: dict[int, str]) -> int:
    """Add a multi-level list with these patterns to a Word document; returns its id."""
    numbering = document.part.numbering_part.element
    abstracts = numbering.findall(f"{{{numbering.nsmap['w']}}}abstractNum")
    name = 1 + max(int(a.get(f"{{{numbering.nsmap['w']}}}abstractNumId")) for a in abstracts)
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'<w:lvlText w:val="{patterns.get(level, "")}"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="720" w:hanging="720"/></w:pPr></w:lvl>'
        for level in range(LEVELS)
    )
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{name}">'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )
    abstracts[-1].addnext(abstract)
    return int(numbering.add_num(name).numId)
