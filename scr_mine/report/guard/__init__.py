"""The quotation guard: what could name a person, what is to be left out, and small numbers."""

from scr_mine.report.guard.printing import (
    Warned,
    as_markdown,
    place,
    printed,
    suspected,
    warned,
    warnings,
    without_quotes,
)
from scr_mine.report.guard.suppression import suppressed
from scr_mine.report.guard.suspects import Suspect, suspects

__all__ = [
    "Suspect",
    "Warned",
    "as_markdown",
    "place",
    "printed",
    "suppressed",
    "suspected",
    "suspects",
    "warned",
    "warnings",
    "without_quotes",
]
