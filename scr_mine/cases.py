"""How a person names a case, and the order in which cases are printed."""

import re
from collections.abc import Mapping

from scr_mine.records import Review

#: A kind of review in the singular and the plural.
KIND_WORDS = {
    "scr": ("serious case review", "serious case reviews"),
    "lcspr": (
        "local child safeguarding practice review",
        "local child safeguarding practice reviews",
    ),
    "cpr": ("child practice review", "child practice reviews"),
    "learning-review": ("learning review", "learning reviews"),
    "audit": ("audit", "audits"),
    "briefing": ("briefing", "briefings"),
    "analysis": ("analysis", "analyses"),
    "slides": ("set of slides", "sets of slides"),
}
_BOARD = re.compile(
    r"(.+?) (?:(?:Local|Regional|Area) )?"
    r"(?:Safeguarding (?:[\w’']+ ){0,4}(?:Board|Partnership|Panel)|Child Protection Committee)$"
)


def case_name(review: Review) -> str:
    """The name a person uses for a case: board, label and year, as far as they are known."""
    parts = [part for part in (short_board(review.board), review.label) if part]
    if not parts:
        return review.review_id
    name = ", ".join(parts)
    return name if not review.year or str(review.year) in name else f"{name} ({review.year})"


def short_board(board: str | None) -> str:
    """A local board's place, without the words that every board shares."""
    match = _BOARD.match(board or "")
    return match.group(1) if match else board or ""


def in_case_order(reviews: Mapping[str, Review]) -> list[Review]:
    """Reviews in printed order: local before national, then by board, year and label."""
    return sorted(
        reviews.values(),
        key=lambda r: (r.scope or "~", r.board or "~", r.year or 0, r.label or "", r.review_id),
    )
