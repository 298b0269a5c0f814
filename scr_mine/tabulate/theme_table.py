"""Theme tables: in which reviews a theme is present, and on which passages' word.

The review is the counting unit; presence is decided by `rule.Rule` (codebook, 1, 4 and 9).
"""

from collections.abc import Mapping, Sequence
from typing import get_args

from scr_mine.cases import case_name, in_case_order
from scr_mine.errors import UsageError
from scr_mine.facts import Cell, Column, Row, Table
from scr_mine.records import VIEW_ROLES, View
from scr_mine.tabulate.counts import Counts
from scr_mine.tabulate.footnotes import footnotes
from scr_mine.tabulate.groups import FIELDS, group_of, ordered
from scr_mine.tabulate.rows import of_group, of_review, of_role, themes_of
from scr_mine.tabulate.rule import Presence, Rule, presence
from scr_mine.themes import Codebook

#: Ways of forming columns.
BY = ("review", "role", *FIELDS)
TITLES = {
    "lessons": "Lessons: what the reviews say about practice",
    "features": "Case features: what the reviews record about children and families",
}
#: The verdict on marks of a model that is not at hand.
NOT_KNOWN = "not known"
TOTAL, VERDICT = "reviews", "verdict"


def theme_table(
    counts: Counts,
    codebook: Codebook,
    *,
    view: View,
    by: str = "review",
    rule: Rule | None = None,
    verdicts: Mapping[str, str] | None = None,
) -> Table:
    """In how many reviews each theme is present, in all and by column.

    Columns are the verdict on the model's marks, all reviews, then one for each review (in it: how
    many passages, the strongest probability, present or not), role or group (in it: in how many of
    its reviews). In the features view only case-feature and mixed themes are rows, since a practice
    theme is a judgement and never a fact of the case. Raises UsageError for an unknown view or way
    of forming columns.
    """
    if view not in get_args(View) or by not in BY:
        raise UsageError(f"There is no view '{view}' by '{by}'; see `scr-mine table --help`.")
    rule, verdicts = rule or Rule(), verdicts or {}
    roles = VIEW_ROLES[view]
    found = presence(counts, roles, rule)
    columns = _columns(counts, by, roles)
    whole = Column(id=TOTAL, label="All reviews", measure="reviews", n=len(counts.reviews))
    judged = Column(id=VERDICT, label="Verdict", measure="words")
    labels = {family.id: family.label for family in codebook.families}
    rows = [
        Row(
            id=theme.id,
            label=theme.label,
            group=labels[theme.family],
            cells={
                VERDICT: Cell(value=verdicts.get(theme.id, NOT_KNOWN)),
                TOTAL: of_group(found, theme.id, list(counts.reviews)),
                **_cells(counts, found, theme.id, by, columns),
            },
        )
        for theme in themes_of(codebook, view)
    ]
    found_verdicts = [str(row.cells[VERDICT].value) for row in rows]
    return Table(
        id=view if by == "review" else f"{view}-by-{by}",
        title=TITLES[view],
        head="Theme",
        columns=(judged, whole, *columns),
        rows=tuple(rows),
        n=len(counts.reviews),
        footer=footnotes(counts, roles, rule, by=by, judged=found_verdicts if verdicts else ()),
    )


def _columns(counts: Counts, by: str, roles: Sequence[str]) -> tuple[Column, ...]:
    if by == "review":
        return tuple(
            Column(id=r.review_id, label=case_name(r), measure="passages", n=1)
            for r in in_case_order(counts.reviews)
        )
    if by == "role":
        n = len(counts.reviews)
        return tuple(Column(id=role, label=role, measure="reviews", n=n) for role in roles)
    members = _members(counts, by)
    return tuple(
        Column(id=name, label=name, measure="reviews", n=len(members[name]))
        for name in ordered(members)
    )


def _members(counts: Counts, by: str) -> dict[str, list[str]]:
    members: dict[str, list[str]] = {}
    for key, review in counts.reviews.items():
        members.setdefault(group_of(review, by), []).append(key)
    return members


def _cells(
    counts: Counts,
    found: Presence,
    theme: str,
    by: str,
    columns: Sequence[Column],
) -> dict[str, Cell]:
    if by == "review":
        return {c.id: of_review(found, theme, c.id) for c in columns}
    if by == "role":
        return {c.id: of_role(found, theme, c.id, len(counts.reviews)) for c in columns}
    members = _members(counts, by)
    return {c.id: of_group(found, theme, members[c.id]) for c in columns}
