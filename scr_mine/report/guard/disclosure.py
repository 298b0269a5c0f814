"""Which rows of a view's tables may be shown so that no small count can be worked out.

The tables of one view count the same reviews in several ways (by scope, by board, by year). A count
can be got from others by adding and taking away, so rows are let through one after another, and
each only if with those before it no small count, and no single review, comes out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from scr_mine.facts import Table
from scr_mine.records import Review, View
from scr_mine.study import Study

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

#: Ways of forming groups, in the order in which their rows are let through.
FIELDS = ("scope", "nation", "kind", "period", "board", "year")
TOTAL, VERDICT = "reviews", "verdict"
NOT_STATED = "not stated"
_EXACT = 1e-9


@dataclass(frozen=True, kw_only=True)
class Groups:
    """One table of groups: which reviews each column holds, and how many of them have a theme."""

    field: str
    members: Mapping[str, tuple[int, ...]]
    counts: Mapping[str, Mapping[str, int]]

    def large(self, least: int) -> list[str]:
        """The columns that hold enough reviews to be shown at all."""
        return [name for name, reviews in self.members.items() if len(reviews) >= least]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What of one view may be shown: of `closed` themes nothing, and of each field these themes.

    Fields in `out` have no table at all.
    """

    closed: frozenset[str]
    rows: Mapping[str, frozenset[str]]
    out: frozenset[str]


def may_be_shown(study: Study, view: View, least: int) -> Shown:
    """Decide for all tables of one view together. The view's table must be among the tables."""
    return _Deciding(study, view, least).shown()


class _Deciding:
    """The tables of one view, and what is small in them."""

    def __init__(self, study: Study, view: View, least: int) -> None:
        self._least, self._n = least, len(study.reviews)
        table = study.tables[view]
        self._totals = {row.id: int(row.cells[TOTAL].value or 0) for row in table.rows}
        columns = {column.id for column in table.columns}
        self._having = {
            row.id: [
                i
                for i, review in enumerate(study.reviews)
                if review.review_id in columns and row.cells[review.review_id].present
            ]
            for row in table.rows
        }
        tables = ((field, study.tables.get(f"{view}-by-{field}")) for field in FIELDS)
        self._all = [_groups(field, table, study.reviews) for field, table in tables if table]
        self._spans: dict[tuple[frozenset[str], frozenset[int]], Numbers] = {}

    @cached_property
    def _themes(self) -> list[str]:
        return list(self._totals)

    def shown(self) -> Shown:
        scope = [groups for groups in self._all if groups.field == "scope"]
        closed = {
            theme
            for theme in self._themes
            if self._n < self._least
            or self._small(self._totals[theme])
            or any(self._pinned(groups, theme) for groups in scope)
        }
        others = [theme for theme in self._themes if theme not in closed]
        out = {g.field for g in self._all if any(self._pinned(g, theme) for theme in others)}
        rows: dict[str, set[str]] = {groups.field: set() for groups in self._all}
        for theme in others:
            for field in self._let_through(theme, out):
                rows[field].add(theme)
        return Shown(
            closed=frozenset(closed),
            rows={field: frozenset(themes) for field, themes in rows.items()},
            out=frozenset(out | {g.field for g in self._all if not g.large(self._least)}),
        )

    def _small(self, count: int) -> bool:
        return 0 < count < self._least

    def _hides(self, groups: Groups, theme: str) -> bool:
        """Whether a row cannot be shown for what stands in it, or is left over from it."""
        large = groups.large(self._least)
        counts = [groups.counts[theme][name] for name in large]
        size = sum(len(groups.members[name]) for name in large)
        rest, of = self._totals[theme] - sum(counts), self._n - size
        return any(map(self._small, counts)) or self._small(rest) or 0 < rest == of

    def _pinned(self, groups: Groups, theme: str) -> bool:
        """Whether it could be told from the total alone what a withheld row withholds.

        That is where nearly all reviews have the theme, only one group can have a small count, and
        that count can only be the largest of the small ones.
        """
        if not self._hides(groups, theme):
            return False
        lacking, most = self._n - self._totals[theme], self._least - 1
        lowest = [len(groups.members[name]) - lacking for name in groups.large(self._least)]
        could = [low for low in lowest if low <= most]
        return len(could) == 1 and max(could[0], 1) == most

    def _let_through(self, theme: str, out: set[str]) -> Iterator[str]:
        through: list[Groups] = []
        for groups in self._all:
            if groups.field in out or self._hides(groups, theme):
                continue
            if not self._come_out([*through, groups], theme):
                through.append(groups)
                yield groups.field

    def _come_out(self, through: Sequence[Groups], theme: str) -> bool:
        """Whether a small count, or what is in one review, follows from what is shown.

        It does if its reviews' indicator lies in the span of those of the shown groups and of the
        reviews that are known one by one. That all or none of a shown group have the theme says so
        of each review in it; what follows from that alone is not a small count that came out.
        """
        shown = list(self._cells(through, theme))
        plain = frozenset(i for group, count in shown if count in (0, len(group)) for i in group)
        known = _followed([*shown, *self._left_over(through, theme)])
        span = self._span(through, known)
        having = [[i] for i in self._having[theme] if i not in plain]
        small = [
            list(reviews)
            for groups in self._all
            for name, reviews in groups.members.items()
            if self._small(groups.counts[theme][name]) and not plain.issuperset(reviews)
        ]
        return any(
            (span[:, target].sum(axis=1) ** 2).sum() > len(target) - _EXACT
            for target in (*having, *small)
        )

    def _cells(self, through: Sequence[Groups], theme: str) -> Iterator[tuple[frozenset[int], int]]:
        """The reviews of every group shown, and in how many of them the theme is."""
        yield frozenset(range(self._n)), self._totals[theme]
        for groups in through:
            for name in groups.large(self._least):
                yield frozenset(groups.members[name]), groups.counts[theme][name]

    def _left_over(
        self, through: Sequence[Groups], theme: str
    ) -> Iterator[tuple[frozenset[int], int]]:
        """The reviews of each table that have no column, and what the total leaves for them."""
        for groups in through:
            rest, left = frozenset(range(self._n)), self._totals[theme]
            for name in groups.large(self._least):
                rest, left = (
                    rest.difference(groups.members[name]),
                    left - groups.counts[theme][name],
                )
            yield rest, left

    def _span(self, through: Sequence[Groups], known: frozenset[int]) -> Numbers:
        """An orthonormal basis, a row each, of the total, the groups shown and known reviews."""
        import numpy as np

        key = frozenset(groups.field for groups in through), known
        if key not in self._spans:
            sets: list[Sequence[int]] = [range(self._n), *([i] for i in known)]
            for groups in through:
                sets += [groups.members[name] for name in groups.large(self._least)]
                sets.append([i for reviews in groups.members.values() for i in reviews])
            shown = np.zeros((len(sets), self._n))
            for row, reviews in enumerate(sets):
                shown[row, list(reviews)] = 1
            _, sizes, basis = np.linalg.svd(shown, full_matrices=False)
            self._spans[key] = basis[sizes > _EXACT * sizes[0] * max(shown.shape)]
        return self._spans[key]


def _followed(cells: Sequence[tuple[frozenset[int], int]]) -> frozenset[int]:
    """The reviews of which it follows, group after group, whether they have the theme."""
    having: set[int] = set()
    known: set[int] = set()
    before = -1
    while before != len(known):
        before = len(known)
        for group, count in cells:
            open_, left = group - known, count - len(group & having)
            if left in (0, len(open_)):
                known |= open_
                having |= open_ if left else set()
    return frozenset(known)


def _groups(field: str, table: Table, reviews: Sequence[Review]) -> Groups:
    names = [column.id for column in table.columns if column.id not in (TOTAL, VERDICT)]
    return Groups(
        field=field,
        members={
            name: tuple(i for i, review in enumerate(reviews) if _is_of(review, field, name))
            for name in names
        },
        counts={
            row.id: {name: int(row.cells[name].value or 0) for name in names} for row in table.rows
        },
    )


def _is_of(review: Review, field: str, name: str) -> bool:
    """Whether a review stands in the column of that name."""
    if field != "period":
        return str(getattr(review, field) or NOT_STATED) == name
    if not review.year:
        return name == NOT_STATED
    first, _, last = name.partition("-")
    return first.isdigit() and last.isdigit() and int(first) <= review.year <= int(last)
