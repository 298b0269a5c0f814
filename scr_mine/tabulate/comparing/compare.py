"""Groups of reviews compared theme by theme: how far apart, how sure, and in plain words.

What is tested is always reviews, dealt out anew to the groups, never pooled passages, which are not
independent of one another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, get_args

from scr_mine.errors import UsageError
from scr_mine.facts import Cell, Row, Table
from scr_mine.records import VIEW_ROLES, View
from scr_mine.tabulate import intervals
from scr_mine.tabulate.comparing import foot, plainly
from scr_mine.tabulate.comparing.choosing import LEAST_REVIEWS, groups_of
from scr_mine.tabulate.comparing.plainly import Side
from scr_mine.tabulate.counts import Counts
from scr_mine.tabulate.footnotes import footnotes
from scr_mine.tabulate.groups import FIELDS
from scr_mine.tabulate.intervals import Correction
from scr_mine.tabulate.rows import of_group, themes_of
from scr_mine.tabulate.rule import Presence, Rule, presence
from scr_mine.themes import Codebook

if TYPE_CHECKING:
    from scr_mine.tabulate.intervals import Numbers

#: Groups whose middle lengths differ by more than the first factor are compared at equal length;
#: by more than the second, not at all. Both were measured (bench/compare.py).
UNEVEN_FROM, UNLIKE_FROM = 1.25, 3
#: Where the smaller group's reviews are shorter by this factor, chance alone marks more themes.
SHORTER_FROM = 2
#: Where only differences above this would show, what does not show is `too few to say`.
FEW_FROM = 0.5

TITLES = {"lessons": "Lessons compared", "features": "Case features compared"}


@dataclass(frozen=True, kw_only=True)
class _Groups:
    """The groups compared: the ids of the reviews of each, and what is found in them.

    `lengths` are how many counted passages each review has.
    """

    between: str
    members: dict[str, list[str]]
    found: Presence
    lengths: dict[str, int]

    @property
    def sizes(self) -> dict[str, int]:
        """How many reviews each group has."""
        return {name: len(reviews) for name, reviews in self.members.items()}

    @property
    def medians(self) -> dict[str, float]:
        """How many counted passages the middle review of each group has."""
        return {n: median(self.lengths[r] for r in reviews) for n, reviews in self.members.items()}

    @property
    def unfit(self) -> str:
        """Why nothing is compared at all; empty where it is."""
        if min(self.sizes.values()) < LEAST_REVIEWS:
            return plainly.too_small(self.sizes, self.between, LEAST_REVIEWS)
        if self.lengths_apart(UNLIKE_FROM):
            return plainly.too_unlike(self.medians, self.between, UNLIKE_FROM)
        return ""

    @property
    def uneven(self) -> bool:
        """Whether groups that are compared differ in length."""
        return not self.unfit and self.lengths_apart(UNEVEN_FROM)

    def lengths_apart(self, factor: float) -> bool:
        """Whether middle lengths differ by more than a factor."""
        return max(self.medians.values()) > factor * min(self.medians.values())

    @property
    def much_shorter(self) -> tuple[str, str] | None:
        """A group of much shorter reviews than a larger group's, and that larger group."""
        sizes, medians = self.sizes, self.medians
        pairs = (
            (medians[long] / medians[short], short, long)
            for short in sizes
            for long in sizes
            if sizes[short] < sizes[long] and medians[long] >= SHORTER_FROM * medians[short] > 0
        )
        _, short, long = max(pairs, default=(0, "", ""))
        return (short, long) if short else None

    def sides(self, theme: str) -> list[Side]:
        """In how many reviews of each group a theme is found."""
        return [
            Side(name, sum((theme, r) in self.found.present for r in reviews), len(reviews))
            for name, reviews in self.members.items()
        ]

    def smallest_shown(self, alpha: float) -> float | None:
        """The smallest difference that can be relied on to show between the largest groups."""
        return intervals.smallest_shown(*sorted(self.sizes.values())[-2:], alpha=alpha)


@dataclass(frozen=True, kw_only=True)
class _Test:
    """What was tested and what came of it.

    `met[theme]` is in how many reviews of each group any ten passages would bring the theme; `p`
    and `corrected` have the themes that were tested, `why` says of the others why not. `few` says
    that the groups are small.
    """

    alpha: float
    few: bool
    met: dict[str, list[float]]
    why: dict[str, str]
    p: dict[str, float]
    corrected: dict[str, float]


def compare(
    counts: Counts,
    codebook: Codebook,
    *,
    view: View,
    between: str,
    groups: Sequence[str] = (),
    rule: Rule | None = None,
    alpha: float = 0.05,
    correction: Correction = "holm",
    seed: int = 1,
) -> Table:
    """In how many reviews of each group a theme is found, and whether that tells them apart.

    `between` is a field of the manifest or `period`; `groups` are two or more of its values, and
    all with LEAST_REVIEWS reviews where none is named. Two groups get the difference and the ratio
    of their rates with intervals, more a test of all together. Raises UsageError for options that
    do not fit, InputError where there is nothing to compare.
    """
    if view not in get_args(View) or between not in FIELDS:
        raise UsageError(f"Reviews cannot be compared by '{between}'; use {', '.join(FIELDS)}.")
    if correction not in get_args(Correction) or not 0 < alpha < 1:
        raise UsageError("A comparison takes an alpha between 0 and 1, corrected by holm or bh.")
    rule, roles, themes = rule or Rule(), VIEW_ROLES[view], themes_of(codebook, view)
    members, others = groups_of(counts, between, groups)
    inside = frozenset(review for reviews in members.values() for review in reviews)
    counted = counts.only(lambda review: review.review_id in inside)
    found = presence(counted, roles, rule)
    lengths = {review: counted.size(review, roles) for review in inside}
    made = _Groups(between=between, members=members, found=found, lengths=lengths)
    test = _test(made, [theme.id for theme in themes], alpha, correction, seed)
    families = {family.id: family.label for family in codebook.families}
    return Table(
        id=f"{view}-compared-by-{between}",
        title=f"{TITLES[view]}: {plainly.against(members, between)}",
        head="Theme",
        columns=plainly.columns(made.sizes, between, alpha=alpha, uneven=made.uneven),
        rows=tuple(
            Row(id=t.id, label=t.label, group=families[t.family], cells=_cells(made, test, t.id))
            for t in themes
        ),
        n=len(inside),
        footer=(
            *footnotes(counted, roles, rule, few=foot.FEW, smallest=min(made.sizes.values())),
            *foot.left_out(others, between, LEAST_REVIEWS),
            *_notes(made, test, correction, seed),
            foot.CAUTION,
        ),
    )


def _test(
    groups: _Groups, themes: Sequence[str], alpha: float, correction: Correction, seed: int
) -> _Test:
    sizes = list(groups.sizes.values())
    present, met = _matrices(groups, themes)
    why = {theme: plainly.why_alike(groups.sides(theme)) for theme in themes}
    if groups.unfit:
        why = dict.fromkeys(themes, plainly.SEE_BELOW)
    tested = [column for column, theme in enumerate(themes) if not why[theme]]
    p = []
    if tested:
        compared = intervals.scores(present, met, sizes, uneven=groups.uneven)
        p = intervals.deal_out(compared[:, tested], sizes, seed=seed)
    names = [themes[column] for column in tested]
    smallest = groups.smallest_shown(alpha)
    return _Test(
        alpha=alpha,
        few=smallest is None or smallest > FEW_FROM,
        met=dict(zip(themes, intervals.group_sums(met, sizes).T.tolist(), strict=True)),
        why=why,
        p=dict(zip(names, p, strict=True)),
        corrected=dict(zip(names, intervals.CORRECTIONS[correction](p), strict=True)),
    )


def _matrices(groups: _Groups, themes: Sequence[str]) -> tuple[Numbers, Numbers]:
    """Presence, and presence at equal length, by review (rows, group by group) and theme."""
    import numpy as np

    reviews = [review for members in groups.members.values() for review in members]
    present, carrying = np.zeros((2, len(reviews), len(themes)))
    for column, theme in enumerate(themes):
        marks = groups.found.marks.get(theme, {})
        for row, review in enumerate(reviews):
            present[row, column] = (theme, review) in groups.found.present
            carrying[row, column] = len({mark.passage for mark in marks.get(review, ())})
    lengths = np.array([groups.lengths[review] for review in reviews], dtype=float)
    return present, intervals.at_equal_length(carrying, lengths)


def _cells(groups: _Groups, test: _Test, theme: str) -> dict[str, Cell]:
    sides = groups.sides(theme)
    cells = {side.name: of_group(groups.found, theme, groups.members[side.name]) for side in sides}
    if groups.uneven:
        for side, met in zip(sides, test.met[theme], strict=True):
            cells[plainly.met_id(side.name)] = Cell(value=met, of=side.of)
    if len(sides) == 2:
        cells |= _apart(sides[0], sides[1], test.alpha, unfit=bool(groups.unfit))
    for column, figures in (("p", test.p), ("p-corrected", test.corrected)):
        cells[column] = Cell(value=figures.get(theme), note=test.why[theme])
    words = f"{plainly.found(sides, groups.between)}. {test.why[theme]}"
    if theme in test.p:
        words = plainly.verdict(
            sides,
            groups.between,
            p=test.p[theme],
            corrected=test.corrected[theme],
            tested=len(test.p),
            alpha=test.alpha,
            few=test.few,
            met=test.met[theme] if groups.uneven else (),
        )
    return cells | {"words": Cell(value=words)}


def _apart(first: Side, second: Side, alpha: float, *, unfit: bool) -> dict[str, Cell]:
    """The difference and the ratio of two rates, with their intervals."""
    if unfit:
        withheld = Cell(value=None, note=plainly.SEE_BELOW)
        return dict.fromkeys((*plainly.POINTS, *plainly.RATIOS), withheld)
    counts = (first.present, first.of, second.present, second.of)
    rates = first.present / first.of, second.present / second.of
    points = (rates[0] - rates[1], *intervals.difference(*counts, alpha=alpha))
    low, high = intervals.ratio(*counts, alpha=alpha)
    ratios: tuple[float | None, ...] = (None, low if first.present else None, None)
    if second.present:
        ratios = (rates[0] / rates[1], low, high)
    none = plainly.no_ratio(second.name, nothing=not first.present)
    cells = {name: Cell(value=v) for name, v in zip(plainly.POINTS, points, strict=True)}
    for name, value in zip(plainly.RATIOS, ratios, strict=True):
        cells[name] = Cell(value=value, note=none if value is None else "")
    return cells


def _notes(groups: _Groups, test: _Test, correction: Correction, seed: int) -> tuple[str, ...]:
    if not test.p:
        return (groups.unfit,) if groups.unfit else ()
    between, sizes, many = groups.between, groups.sizes, len(test.p)
    deals = None if intervals.all_ways(list(sizes.values())) else intervals.DEALS
    shown = (groups.smallest_shown(test.alpha), groups.smallest_shown(test.alpha / many))
    shorter = groups.much_shorter
    return (
        foot.lengths(groups.medians, between, uneven=groups.uneven),
        *([foot.shorter(shorter[0], between, shorter[1])] if shorter else []),
        foot.how_tested(deals, seed=seed, uneven=groups.uneven),
        foot.how_corrected(correction, many, test.alpha),
        *(
            (foot.how_sure(test.alpha), foot.what_could_show(sizes, between, *shown, many))
            if len(sizes) == 2
            else (foot.THREE_OR_MORE,)
        ),
        foot.MARKS,
    )
