"""Stretches of a text that seem to hold a name, a date of birth, an address or a number to ring.

Made to be right where it speaks rather than to find everything: see docs/quotations.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from scr_mine.report.guard.names import names

Kind = Literal["name", "date of birth", "address", "contact"]


@dataclass(frozen=True, kw_only=True)
class Suspect:
    """A stretch `[start, end)` of a text, in code points, and what it seems to be."""

    kind: Kind
    start: int
    end: int


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+(?:19|20)?\d\d"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d"
    r"|\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:19|20)?\d\d|(?:19|20)\d\d-\d\d-\d\d)(?!\d)"
)
# What may stand between `born` and the date; any other word, and the date is of something else.
_BETWEEN = (
    r"(?:[\s:,;()=–—-]|\b(?:was|is|were|given|as|on|at|in|the|of|a|an|to|by|home|about|around|"
    r"prematurely|early|late|full|term|hospital|caesarean|section|emergency|weeks?|gestation|"
    r"\d\d|mon|tues|wednes|thurs|fri|satur|sun|mon?day|tuesday|wednesday|thursday|friday|saturday|"
    r"sunday)\b){0,14}"
)
_BORN = re.compile(rf"(?<![\w-])(?:born|birth|d\.?o\.?b\b\.?){_BETWEEN}?({_DATE})", re.IGNORECASE)

_POSTCODE = re.compile(
    r"(?<![\w-])(?:[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[A-Z]))"
    r"[ \u00a0]?\d[ABD-HJLNP-UW-Z]{2}(?![\w-])"
)
_STREET = re.compile(
    r"(?<![\w.,/£-])(?:(?:[Ff]lat|[Aa]partment|[Rr]oom) \d{1,3}[A-Za-z]?,? )?\d{1,3}[A-Za-z]?,? "
    r"((?:[A-Z][a-z’']+ ){1,3})"
    r"(Street|Road|Avenue|Lane|Close|Drive|Crescent|Terrace|Gardens|Court|Grove|Place|Way|Walk|"
    r"Square|Mews|Hill|Row|Rise|View|Green|Parade|Rd|Ave|St)(?![\w-]| [A-Z])"
)
#: What stands before `Court`, `Place` or `Way` in the names of things that are no street.
_WORDS_OF_NO_STREET = (
    "The A An This These Our Your In At Of Crown County Family High Magistrates Youth Juvenile "
    "Supreme Protection Appeal Working School Nursery Local Safe Safer Safeguarding Best Right "
    "Only Better Child Children Core Joint Care Health Early Looked Placement Court"
)
_NO_STREET = frozenset(_WORDS_OF_NO_STREET.split())

_EMAIL = re.compile(r"(?<![\w.+-])([\w.+-]+)@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\w./-])(?:\+44\s?(?:\(0\)\s?)?|\(?0)[1-9]\d{1,4}\)?(?:[\s-]?\d{2,5}){1,3}(?![\w/-]|\.\d)"
)
_PHONE_DIGITS = (10, 11)
#: Lines that anybody may ring: freephone and those charged as local calls.
_PUBLIC_LINES = ("0300", "0303", "0330", "0333", "0345", "0500", "0800", "0808", "0844", "0845")
_PUBLIC_BOXES = re.compile(
    r"(?:info|enquir(?:y|ies)|contact(?:us)?|admin|help|office|mail|feedback|complaints?|"
    r"safeguarding|lscb|lscp|press|support|team)\b.*",
    re.IGNORECASE,
)


def suspects(text: str) -> tuple[Suspect, ...]:
    """What in a text could tell who a person is, in order and without overlap.

    Letters and kinship that stand for people (`Child P`, `Ms X`, `Mother`) are not names.
    """
    found: list[tuple[int, int, Kind]] = []
    for kind, spans in (
        ("date of birth", _births(text)),
        ("contact", _contacts(text)),
        ("address", _addresses(text)),
        ("name", names(text)),
    ):
        found += [(start, end, kind) for start, end in spans]  # type: ignore[misc]
    kept: list[Suspect] = []
    for start, end, kind in sorted(found, key=lambda f: (f[0], -f[1])):
        if not kept or start >= kept[-1].end:
            kept.append(Suspect(kind=kind, start=start, end=end))
    return tuple(kept)


def _births(text: str) -> Iterator[tuple[int, int]]:
    return (match.span(1) for match in _BORN.finditer(text))


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    for match in _STREET.finditer(text):
        if not _NO_STREET.intersection(match[1].split()):
            yield match.span()
    for match in _POSTCODE.finditer(text):
        yield match.span()


def _contacts(text: str) -> Iterator[tuple[int, int]]:
    for match in _EMAIL.finditer(text):
        if not _PUBLIC_BOXES.fullmatch(match[1]):
            yield match.span()
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0].replace("+44", "0").replace("(0)", ""))
        if len(digits) in range(_PHONE_DIGITS[0], _PHONE_DIGITS[1] + 1) and not digits.startswith(
            _PUBLIC_LINES
        ):
            yield match.span()
