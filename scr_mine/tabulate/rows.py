"""The rows of theme tables: which themes they are, and the cells of reviews and groups."""

from collections.abc import Sequence

from scr_mine.facts import Cell
from scr_mine.records import View
from scr_mine.tabulate.counts import Mark
from scr_mine.tabulate.rule import Presence
from scr_mine.themes import Codebook, Theme


def themes_of(codebook: Codebook, view: View) -> list[Theme]:
    """The themes that are rows in a view, family by family in the codebook's order."""
    shown = [t for t in codebook.themes if view == "lessons" or t.kind != "practice"]
    return [t for family in codebook.families for t in shown if t.family == family.id]


def of_review(found: Presence, theme: str, review: str) -> Cell:
    """A theme in one review: how many passages, and whether it counts as present."""
    marks = found.marks.get(theme, {}).get(review, ())
    return of_marks(len(marks), 1, marks, present=(theme, review) in found.present)


def of_group(found: Presence, theme: str, reviews: Sequence[str]) -> Cell:
    """In how many of these reviews a theme is present, on which passages' word."""
    having = [review for review in reviews if (theme, review) in found.present]
    marks = [mark for review in having for mark in found.marks[theme][review]]
    return of_marks(len(having), len(reviews), marks)


def of_role(found: Presence, theme: str, role: str, n: int) -> Cell:
    """Of the reviews in which a theme is present, those with it in passages of this role."""
    marks = [
        mark
        for review in found.reviews_with(theme)
        for mark in found.marks[theme][review]
        if mark.role == role
    ]
    return of_marks(len({mark.review for mark in marks}), n, marks)


def of_marks(value: int, of: int, marks: Sequence[Mark], *, present: bool | None = None) -> Cell:
    """A count of reviews or passages with the marks that it opens to."""
    return Cell(
        value=value,
        of=of,
        passages=tuple(mark.passage for mark in marks),
        present=present,
        strongest=max((mark.probability for mark in marks), default=None),
    )
