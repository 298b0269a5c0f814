"""Who a recommendation is addressed to, and what kind of thing it asks for, told by rules.

The phrases are data (`agencies.toml`, `remedies.toml`), which users may replace by their own. On
121 recommendations that had no part in making the rules, labelled by reading before the rules were
run, the agencies were exactly right in 102 (84 %), the remedy in 76 (63 %): `recommendations.md`
in docs.
"""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from scr_mine.tabulate.asked.clauses import (
    BAR,
    HEADING,
    PREDICATE,
    bare,
    cells_of,
    owners,
    performers,
    questioned,
    sentences_of,
    subjects,
    wholly,
)
from scr_mine.tabulate.asked.phrases import OTHER, Finder, Kinds, read_kinds

AGENCIES = Path(__file__).with_name("agencies.toml")
REMEDIES = Path(__file__).with_name("remedies.toml")
LEVELS = ("phrases", "weaker", "weakest")


def load_agencies(path: Path = AGENCIES) -> Kinds:
    """The agencies of a file; raises CodebookError with the first fault found."""
    return read_kinds(path, "agency", ("names",))


def load_remedies(path: Path = REMEDIES) -> Kinds:
    """The kinds of remedy of a file; raises CodebookError with the first fault found."""
    return read_kinds(path, "remedy", LEVELS)


@cache
def shipped_agencies() -> Kinds:
    """The agencies that come with the package."""
    return load_agencies()


@cache
def shipped_remedies() -> Kinds:
    """The kinds of remedy that come with the package."""
    return load_remedies()


def addressed(
    text: str, headings: Sequence[str], agencies: Kinds, *, stem: str | None = None
) -> tuple[str, ...]:
    """The ids of the agencies that a recommendation is addressed to, in the order of the file.

    Looked for in this order: the `stem` that a bullet completes; a cell of a table that holds
    nothing else; the subject of should, must, will or to; who it is to be done by; a note of who is
    responsible; the nearest heading that names somebody; the subject of a question. Empty where
    nobody is named.
    """
    finder, sentences = agencies.finders[0], sentences_of(text)
    for found in (
        _from_stem(stem, finder),
        cells_of(text, finder),
        {a for s in sentences for a in subjects(s, finder)},
        {a for s in sentences for a in performers(s, finder)},
        owners(text, finder),
        _from_headings(headings, finder),
        {a for s in sentences for a in questioned(s, finder)},
    ):
        if found:
            return tuple(kind.id for kind in agencies.kinds if kind.id in found)
    return ()


def remedy(text: str, agencies: Sequence[str], remedies: Kinds, *, stem: str | None = None) -> str:
    """The kind of remedy that a recommendation to these agencies asks for, `other` if none shows.

    A kind that belongs to agencies is taken where it is addressed to them alone. Otherwise the
    first phrase of stem and text decides, behind should, must or will before elsewhere, level by
    level; a stem without one of these is not read.
    """
    for kind in remedies.kinds:
        if agencies and kind.agencies and set(agencies) <= set(kind.agencies):
            return kind.id
    # A lead-in that is only a heading, `For managers:`, asks for nothing.
    asking = [sentence for sentence in _lead_in(stem) if PREDICATE.search(sentence)]
    text = " ".join([*asking, *sentences_of(text)])
    modal = PREDICATE.search(text)
    for finder in remedies.finders:
        found = (finder.first(text[modal.end() :]) if modal else None) or finder.first(text)
        if found:
            return found
    return OTHER


def _lead_in(stem: str | None) -> list[str]:
    """The sentences of a stem; the heads of a table's columns are none."""
    return [] if not stem or BAR in stem else sentences_of(stem)


def _from_stem(stem: str | None, finder: Finder) -> set[str]:
    """Who is named last as the subject of a lead-in, or by one that is only a heading."""
    for sentence in reversed(_lead_in(stem)):
        found = set(subjects(sentence, finder)) or wholly(sentence, finder, words=HEADING)
        if found:
            return found
    return set()


def _from_headings(headings: Sequence[str], finder: Finder) -> set[str]:
    for depth, heading in reversed(list(enumerate(headings))):
        name = bare(heading)
        # The first heading is often a title page, which names the board that publishes.
        addressed_to = re.search(r"\b(?:for|to|by|of services)\b", name)
        found = wholly(name, finder, words=HEADING, places=bool(depth or addressed_to))
        if found:
            return found
    return set()
