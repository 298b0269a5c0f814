"""Tables of rates put right for wrong marks, beside the plain rates."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from scr_mine.audit import feet, passages, presence, withheld
from scr_mine.audit.checked import Checked
from scr_mine.audit.design import Design
from scr_mine.audit.estimate import Estimate
from scr_mine.audit.gather import Gathered
from scr_mine.audit.passages import Totals
from scr_mine.audit.population import Bools
from scr_mine.audit.withheld import Withheld
from scr_mine.facts import Cell, Column, Row, Table
from scr_mine.records import VIEW_ROLES, View
from scr_mine.tabulate import rule as rules
from scr_mine.tabulate.groups import ordered
from scr_mine.tabulate.rows import themes_of
from scr_mine.tabulate.rule import Rule
from scr_mine.tabulate.theme_table import TITLES
from scr_mine.themes import Codebook, Theme

#: All reviews together; the id of no group, since those are words of a manifest.
ALL = "total"
PARTS = ("", "-from", "-to", "-more")
APART = ("difference", "difference-from", "difference-to")


@dataclass(frozen=True, kw_only=True)
class _Made:
    """What both tables are made of: the rows, the groups of reviews and what was checked."""

    gathered: Gathered
    checked: Checked
    themes: list[Theme]
    families: dict[str, str]
    roles: tuple[str, ...]
    members: dict[str, Bools]
    totals: Totals
    carrying: np.ndarray

    def evidence(self, inside: Bools, column: int) -> tuple[str, ...]:
        """The checked passages of these reviews in which a person saw the theme."""
        found = self.gathered.population
        return tuple(
            found.ids[row]
            for row, seen in zip(self.checked.rows, self.carrying[:, column], strict=True)
            if seen > 0 and inside[found.of[row]]
        )


def corrected(
    gathered: Gathered,
    checked: Checked,
    made: Design,
    codebook: Codebook,
    *,
    view: View,
    by: str,
    rule: Rule,
) -> tuple[Table, Table]:
    """Two tables: shares of passages with a theme, and shares of reviews in which it is present.

    Columns are, for each group of reviews and for all, the share as the model marked it, the
    corrected one and the ends of its 95 % interval, and between two groups how far apart they are.
    """
    found, roles = gathered.population, VIEW_ROLES[view]
    themes = themes_of(codebook, view)
    ids = [theme.id for theme in themes]
    groups = np.array(found.groups(by))
    members = {name: groups == name for name in ordered(groups.tolist())}
    if len(members) > 1:
        members[ALL] = np.ones(len(groups), dtype=bool)
    both = _Made(
        gathered=gathered,
        checked=checked,
        themes=themes,
        families={family.id: family.label for family in codebook.families},
        roles=roles,
        members=members,
        totals=passages.totals(found, checked, roles=roles, themes=ids),
        carrying=checked.carrying(roles, ids),
    )
    foot = feet.about(made, checked, gathered, found.models)
    return _passages(both, foot, view, by), _reviews(both, foot, view, by, rule)


def _passages(made: _Made, foot: Sequence[str], view: View, by: str) -> Table:
    plain = {name: passages.plain(made.totals, inside) for name, inside in made.members.items()}
    found = {name: passages.corrected(made.totals, inside) for name, inside in made.members.items()}
    two = [name for name in made.members if name != ALL] if len(made.members) == 3 else []
    cells: dict[str, dict[str, Cell]] = {theme.id: {} for theme in made.themes}
    for column, theme in enumerate(made.themes):
        reasons = {}
        for name, inside in made.members.items():
            reasons[name] = withheld.withheld(made.totals, inside, column, found[name])
            four = withheld.cells(
                found[name], column, reasons[name], passages=made.evidence(inside, column)
            )
            cells[theme.id][f"{name}-marked"] = Cell(value=withheld.short(plain[name][column]))
            cells[theme.id] |= {f"{name}{part}": c for part, c in zip(PARTS, four, strict=True)}
        if two:
            first = next((reason for name in two if (reason := reasons[name])), None)
            cells[theme.id] |= _apart(found[two[0]], found[two[1]], column, first)
    return Table(
        id=f"{view}-corrected-passages",
        title=f"{TITLES[view]}; share of passages, corrected for wrong marks",
        head="Theme",
        columns=(*_columns(made, by, of_reviews=False), *_between(two)),
        rows=_rows(made, cells),
        n=len(made.gathered.counts.reviews),
        footer=(
            feet.of_passages(made.roles),
            *feet.withheld(cells),
            *foot,
            *feet.CAUTIONS,
        ),
    )


def _reviews(made: _Made, foot: Sequence[str], view: View, by: str, rule: Rule) -> Table:
    counts, found = made.gathered.counts, made.gathered.population
    ids = [theme.id for theme in made.themes]
    plain = rules.presence(counts, made.roles, rule)
    names = np.array([review.review_id for review in found.reviews])
    cells: dict[str, dict[str, Cell]] = {theme: {} for theme in ids}
    for name, inside in made.members.items():
        banded = presence.banded(found, made.checked, inside, roles=made.roles, themes=ids)
        shares = presence.shares(banded)
        mine = frozenset(names[inside].tolist())
        for column, theme in enumerate(ids):
            having = sum(review in mine for review in plain.reviews_with(theme))
            why = withheld.withheld(made.totals, inside, column, shares)
            four = withheld.cells(
                shares, column, why, of=len(mine), passages=made.evidence(inside, column)
            )
            cells[theme][f"{name}-marked"] = Cell(value=having / len(mine), of=len(mine))
            cells[theme] |= {f"{name}{part}": c for part, c in zip(PARTS, four, strict=True)}
    return Table(
        id=f"{view}-corrected-reviews",
        title=f"{TITLES[view]}; share of reviews, corrected for wrong marks",
        head="Theme",
        columns=_columns(made, by, of_reviews=True),
        rows=_rows(made, cells),
        n=len(counts.reviews),
        footer=(
            rule.sentence(),
            *feet.of_reviews(made.roles),
            *feet.withheld(cells),
            *foot,
            *feet.CAUTIONS,
        ),
    )


def _columns(made: _Made, by: str, *, of_reviews: bool) -> tuple[Column, ...]:
    found, more = [], []
    for name, inside in made.members.items():
        said = "All" if name == ALL else name
        n = None if of_reviews else int(inside.sum())
        heads = (f"{said}: as marked", f"{said}: corrected", f"{said}: from", f"{said}: to")
        ids = (f"{name}-marked", *(f"{name}{part}" for part in PARTS))
        found += [
            Column(id=column, label=head, measure="share", n=n if column == ids[0] else None)
            for column, head in zip(ids[:-1], heads, strict=True)
        ]
        more.append(Column(id=ids[-1], label=f"{said}: more to check", measure="passages"))
    return (*found, *more)


def _between(two: Sequence[str]) -> tuple[Column, ...]:
    if not two:
        return ()
    heads = (f"Difference: {two[0]} minus {two[1]}", "Difference: from", "Difference: to")
    return tuple(
        Column(id=column, label=head, measure="points")
        for column, head in zip(APART, heads, strict=True)
    )


def _apart(first: Estimate, second: Estimate, column: int, why: Withheld | None) -> dict[str, Cell]:
    """How far apart two corrected rates are, each being as far off as its own range (Newcombe)."""
    if why:
        return dict.fromkeys(APART, Cell(value=None, note=why.why))
    one, other = (
        [float(part[column]) for part in (found.value, found.low, found.high)]
        for found in (first, second)
    )
    apart = one[0] - other[0]
    low = apart - sqrt((one[0] - one[1]) ** 2 + (other[2] - other[0]) ** 2)
    high = apart + sqrt((one[2] - one[0]) ** 2 + (other[0] - other[1]) ** 2)
    values = (apart, max(-1.0, low), min(1.0, high))
    return {name: Cell(value=withheld.short(v)) for name, v in zip(APART, values, strict=True)}


def _rows(made: _Made, cells: dict[str, dict[str, Cell]]) -> tuple[Row, ...]:
    return tuple(
        Row(id=t.id, label=t.label, group=made.families[t.family], cells=cells[t.id])
        for t in made.themes
    )
