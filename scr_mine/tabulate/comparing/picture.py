"""One review beside a group of others: what it shares with them and what is unusual in it."""

from collections.abc import Sequence
from statistics import median
from typing import get_args

from scr_mine.cases import case_name
from scr_mine.errors import InputError, UsageError, among
from scr_mine.facts import Cell, Column, Row, Table
from scr_mine.records import VIEW_ROLES, Review, View
from scr_mine.tabulate.comparing import plainly
from scr_mine.tabulate.counts import Counts
from scr_mine.tabulate.footnotes import footnotes
from scr_mine.tabulate.groups import FIELDS, group_of, ordered
from scr_mine.tabulate.rows import of_group, of_review, themes_of
from scr_mine.tabulate.rule import Presence, Rule, presence
from scr_mine.themes import Codebook

#: Beside fewer others nothing is called shared or unusual.
LEAST_OTHERS = 5
#: `Most` are at least so many in so many of the others; what is `unusual` is in at most so many.
MOST, UNUSUAL = (2, 3), (1, 5)
FEW_OTHERS = "too few others"
TOO_FEW = (
    "Nothing is called shared or unusual beside fewer than {} others; here {} only {}. The counts "
    "stand as they are."
)
THRESHOLDS = (
    "Most means {} in {} of the others or more; unusual, {} in {} of them or fewer. This describes "
    "one review and is not a test."
).format(*MOST, *UNUSUAL)

TITLES = {"lessons": "Lessons of {} beside {}", "features": "Case features of {} beside {}"}


def picture(
    counts: Counts,
    codebook: Codebook,
    *,
    view: View,
    review_id: str,
    against: str,
    field: str = "scope",
    rule: Rule | None = None,
) -> Table:
    """Each theme in one review and in how many of the others whose `field` is `against`.

    The review is never among the others. Raises UsageError for an unknown view or field, and
    InputError where the review, or the group beside it, is not there.
    """
    if view not in get_args(View) or field not in FIELDS:
        raise UsageError(f"A review cannot be set beside a {field}; use {', '.join(FIELDS)}.")
    rule, roles = rule or Rule(), VIEW_ROLES[view]
    review, others = _beside(counts, review_id, field, against)
    counted = counts.only(lambda r: r.review_id == review_id or r.review_id in others)
    found = presence(counted, roles, rule)
    families = {family.id: family.label for family in codebook.families}
    group = plainly.reviews_of(field, against)
    return Table(
        id=f"{view}-of-{review_id}",
        title=TITLES[view].format(case_name(review), group),
        head="Theme",
        columns=(
            Column(id="here", label=case_name(review), measure="passages", n=1),
            Column(id="others", label=f"Other {group}", measure="reviews", n=len(others)),
            Column(id="words", label="In words", measure="words"),
        ),
        rows=tuple(
            Row(
                id=theme.id,
                label=theme.label,
                group=families[theme.family],
                cells=_cells(found, theme.id, review_id, others),
            )
            for theme in themes_of(codebook, view)
        ),
        n=len(counted.reviews),
        footer=(
            *footnotes(counted, roles, rule, by="review", smallest=len(others)),
            _lengths(counted, roles, review_id, others),
            _how_told(len(others)),
        ),
    )


def _beside(
    counts: Counts, review_id: str, field: str, against: str
) -> tuple[Review, tuple[str, ...]]:
    if review_id not in counts.reviews:
        there = among(review_id, sorted(counts.reviews))
        raise InputError(f"There is no review '{review_id}' here; {there}.")
    others = tuple(
        key
        for key, review in counts.reviews.items()
        if key != review_id and group_of(review, field) == against
    )
    if not others:
        there = among(against, ordered(group_of(r, field) for r in counts.reviews.values()))
        raise InputError(f"No other review has the {field} '{against}'; {there}.")
    return counts.reviews[review_id], others


def _cells(found: Presence, theme: str, review_id: str, others: Sequence[str]) -> dict[str, Cell]:
    marks = found.marks.get(theme, {})
    here = marks.get(review_id, ())
    having = [review for review in others if (theme, review) in found.present]
    present = (theme, review_id) in found.present
    few = len(others) < LEAST_OTHERS
    return {
        "here": of_review(found, theme, review_id),
        "others": of_group(found, theme, others),
        "words": Cell(
            value=None if few else _words(len(having), len(others), present, bool(here)),
            note=FEW_OTHERS if few else "",
        ),
    }


def _how_told(others: int) -> str:
    if others >= LEAST_OTHERS:
        return THRESHOLDS
    return TOO_FEW.format(LEAST_OTHERS, "is" if others == 1 else "are", others)


def _words(having: int, others: int, present: bool, touched: bool) -> str:
    """`present` says whether the theme counts here, `touched` whether any passage has it."""
    most = MOST[1] * having >= MOST[0] * others
    share = f"{having or 'none'} of {others}"
    if present:
        if UNUSUAL[1] * having <= UNUSUAL[0] * others:
            return f"unusual: in {share}"
        return f"shared with {'all' if having == others else 'most' if most else 'some'} ({share})"
    begin = "touched on here, not enough to count" if touched else "absent here"
    if most:
        return f"{begin}, though in {share}"
    as_in = ", as in most" if MOST[1] * (others - having) >= MOST[0] * others else ""
    return f"{begin}{as_in} (found in {share})"


def _lengths(counts: Counts, roles: Sequence[str], review_id: str, others: Sequence[str]) -> str:
    typical = median(counts.size(review, roles) for review in others)
    return (
        f"Counted passages: {counts.size(review_id, roles)} in this review, {typical:.0f} in a "
        "typical one of the others; a short review leaves out more."
    )
