"""What a title page plainly says of a report: board, label, year, kind, nation."""

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

from scr_mine.records import Document, Review

#: A title page's lines are short and few; what comes after is the report.
_LINES, _WORDS = 25, 16

_PLACE = r"(?:[A-Z][\w’'-]*|and|of|the|&|on|upon|in|with)"
_BOARD = re.compile(
    rf"((?:[A-Z][\w’'-]*)(?:[ ,]+{_PLACE}){{0,7}}?\s+"
    r"(?:(?:Local\s+)?Safeguarding\s+(?:Children|Child|Adults?\s+and\s+Children)[’']?s?\s+"
    r"(?:Board|Partnership)|Safeguarding\s+(?:Board|Partnership|Panel)|"
    r"(?:Area\s+)?Child\s+Protection\s+Committee))"
)
_LABEL = re.compile(
    r"\b((?:Child|Baby|Infant|Young Person|Family|Sibling Group|Siblings|Case|Twins?|Person)\s+"
    r"(?:[A-Z]{1,2}\d{0,4}|[A-Z]\d?(?:(?:,| and| &) [A-Z]\d?)+|\d{1,3})|"
    r"CPR \d{1,3}/\d{4})(?![\w’'])"
)
_QUOTED = re.compile(r"[‘“'\"]([A-Z][a-z]+(?:(?:,| and) [A-Z][a-z]+)*)[’”'\"]")
_YEAR = re.compile(r"(?<![\d/.-])((?:19|20)\d\d)(?![\d/-])")
_PUBLISHED = re.compile(
    r"(?:publi(?:shed|cation)|date(?: of (?:report|publication))?|report(?:ed)?)\W+[^\n]{0,30}",
    re.I,
)
_KIND_WORDS = (
    ("audit", r"\baudits?\b"),
    ("briefing", r"\b(?:briefing|seven[- ]minute|7[- ]minute)\b"),
    (
        "analysis",
        r"\b(?:biennial|triennial|annual report|analysis of|thematic (?:review|analysis))\b",
    ),
    ("cpr", r"\b(?:(?<!safeguarding )child practice review|cpr \d)"),
    ("lcspr", r"\b(?:child safeguarding practice review|lcspr|cspr)\b"),
    ("learning-review", r"\b(?:learning review|significant case review|case management review)\b"),
    ("scr", r"\b(?:serious case review|scr)\b"),
)


def said(document: Document) -> dict[str, Any]:
    """The fields of a review that a title page states in so many words.

    One board, one label, one year: where a page names two, the field is left out.
    """
    lines = [" ".join(line.split()) for line in document.title_page.splitlines()]
    lines = [line for line in lines if line and len(line.split()) <= _WORDS][:_LINES]
    flat = " ".join(lines)
    found = {
        "board": _board(lines),
        "label": _label(flat),
        "year": _year("\n".join(lines)),
        "kind": "slides" if document.report.format == "pptx" else _kind(flat),
        "nation": _nation(flat),
    }
    return {key: value for key, value in found.items() if value}


def fill(review: Review, facts: dict[str, Any]) -> Review:
    """The review with what was missing filled in, and the filled fields named in `inferred`."""
    new = {key: value for key, value in facts.items() if not getattr(review, key)}
    return replace(review, **new, inferred=(*review.inferred, *new))


def _only(found: list[str]) -> str | None:
    """The one value found, however often; None if there are none or several."""
    distinct = {" ".join(f.split()).strip(" ,") for f in found}
    return distinct.pop() if len(distinct) == 1 else None


def _board(lines: list[str]) -> str | None:
    """A board named on a line of its own accord, or over two lines where one name is wrapped."""
    on_one = [name for line in lines for name in _BOARD.findall(line)]
    over_two = [name for pair in pairwise(lines) for name in _BOARD.findall(" ".join(pair))]
    return _only(on_one) or (None if on_one else _only(over_two))


def _label(text: str) -> str | None:
    return _only(_LABEL.findall(text)) or _only(_QUOTED.findall(text[:400]))


def _year(page: str) -> int | None:
    years = {int(y) for y in _YEAR.findall(page)}
    if len(years) > 1:
        said = {int(y) for m in _PUBLISHED.findall(page) for y in _YEAR.findall(m)}
        years = said or years
    return years.pop() if len(years) == 1 else None


def _kind(text: str) -> str | None:
    lower = text.casefold()
    return next((kind for kind, words in _KIND_WORDS if re.search(words, lower)), None)


def _nation(text: str) -> str | None:
    named = _only(re.findall(r"\b(England|Wales|Scotland|Northern Ireland)\b", text))
    return named or ("Scotland" if "Child Protection Committee" in text else None)
