"""What the page calls things that tables and manifests have a short word for, or none."""

from collections.abc import Iterable

from scr_mine.cases import case_name
from scr_mine.facts import Column
from scr_mine.inert import clean
from scr_mine.records import Review

NOT_STATED = "not stated"
UNTITLED = "(title not known)"
KINDS = {
    "scr": "Serious case review (SCR)",
    "lcspr": "Local child safeguarding practice review (LCSPR)",
    "cpr": "Child practice review (CPR)",
    "learning-review": "Learning review",
    "audit": "Audit",
    "briefing": "Briefing",
    "analysis": "Analysis of many cases",
    "slides": "Slides",
}
_FIELDS = {"kind": "Kind of review", "scope": "Local or national"}
_GROUPED = {"kind": "kind of review"}


def kind(word: str) -> str:
    """A kind of review in full; a word of one's own as it is."""
    return KINDS.get(word, clean(word))


def case(review: Review) -> str:
    """The name of a case; of one that only its file gives a name, that its title is not known."""
    name = case_name(review)
    return name if review.board or review.label else f"{name} {UNTITLED}"


def field(word: str) -> str:
    """The label of a choice of reviews."""
    return _FIELDS.get(word, word.capitalize())


def group(by: str, word: str) -> str:
    """A group that reviews can be chosen by."""
    if word == NOT_STATED:
        return word.capitalize()
    return kind(word) if by == "kind" else word.capitalize() if by == "scope" else word


def grouping(by: str) -> str:
    """What the groups of a table are, in a sentence."""
    return _GROUPED.get(by, by)


def over_kinds(columns: Iterable[Column]) -> dict[str, str]:
    """The words over the columns of a table of kinds."""
    return {column.id: kind(column.id) for column in columns if column.id in KINDS}


def over_reviews(reviews: Iterable[Review]) -> dict[str, str]:
    """The words over the columns of reviews whose title is not known."""
    return {r.review_id: clean(case(r)) for r in reviews if not (r.board or r.label)}
