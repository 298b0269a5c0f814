"""Comparisons in sentences that can be read aloud to people who know no statistics."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from scr_mine.cases import short_board
from scr_mine.facts import Column
from scr_mine.tabulate.footnotes import listed
from scr_mine.tabulate.groups import NOT_STATED
from scr_mine.tabulate.intervals import PASSAGES

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
#: The columns of a difference and of a ratio, each with the ends of its interval.
POINTS = ("difference", "low", "high")
RATIOS = ("ratio", "ratio-low", "ratio-high")
CAUTION = (
    "A difference between groups of reports is not yet one between services or cases: what is "
    "reviewed and written down differs, and the model may read one kind of report better."
)
THREE_OR_MORE = (
    "Three or more groups are tested together, for any difference among them; name two groups to "
    "have the difference between those."
)
AT_EQUAL_LENGTH = f"in how many reviews one would meet the theme in any {PASSAGES} passages"


class Side(NamedTuple):
    """One group: its name, in how many of its reviews the theme is found, of how many."""

    name: str
    present: int
    of: int


def columns(
    sizes: Mapping[str, int], between: str, *, alpha: float, uneven: bool
) -> tuple[Column, ...]:
    """The columns of a comparison, with the words over them."""
    labels = {name: group_label(between, name) for name in sizes}
    made = [Column(id=g, label=labels[g], measure="reviews", n=n) for g, n in sizes.items()]
    if uneven:
        made += [
            Column(
                id=met_id(g),
                label=f"{labels[g]}, in any {PASSAGES} passages",
                measure="number",
                n=n,
            )
            for g, n in sizes.items()
        ]
    if len(sizes) == 2:
        first, second = labels.values()
        reach = (f"{100 * (1 - alpha):g}% interval, from", "to")
        points = zip(POINTS, (f"Difference: {first} - {second}", *reach), strict=True)
        ratios = zip(RATIOS, (f"Ratio: {first} / {second}", *reach), strict=True)
        made += [Column(id=key, label=label, measure="points") for key, label in points]
        made += [Column(id=key, label=label, measure="ratio") for key, label in ratios]
    return (
        *made,
        Column(id="p", label="p", measure="p"),
        Column(id="p-corrected", label="p, corrected", measure="p"),
        Column(id="words", label="In words", measure="words"),
    )


def met_id(group: str) -> str:
    """The id of the column that says in how many reviews a few passages would bring a theme."""
    return f"{group}:at-equal-length"


def against(names: Iterable[str], between: str) -> str:
    """`local reviews and national reviews`."""
    return listed(reviews_of(between, name) for name in names)


def group_label(between: str, name: str) -> str:
    """What a group is called over a column."""
    return short_board(name) if between == "board" else name


def reviews_of(between: str, name: str, number: int = 2) -> str:
    """A group in words: `local reviews`, `reviews of 2010-2014`, `audits`; `local review` of 1."""
    noun = "review" if number == 1 else "reviews"
    if between == "scope":
        return f"{name} {noun}"
    if between == "kind" and name in KIND_WORDS:
        return KIND_WORDS[name][number != 1]
    return f"{noun} {_from(between, name)}"


def _from(between: str, name: str) -> str:
    if between in ("year", "period"):
        return f"of {name}"
    return f"of the kind {name}" if between == "kind" else f"from {group_label(between, name)}"


def found(sides: Sequence[Side], between: str) -> str:
    """`Found in 9 of 12 local and 2 of 10 national reviews`, without a full stop."""
    if between == "scope":
        counts = listed(f"{_how_many(side)} {side.name}" for side in sides)
        return f"Found in {counts} {'review' if sides[-1].of == 1 else 'reviews'}"
    if between == "kind":
        counts = listed(f"{_how_many(s)} {reviews_of(between, s.name, s.of)}" for s in sides)
        return f"Found in {counts}"
    first = f"{_how_many(sides[0])} {reviews_of(between, sides[0].name, sides[0].of)}"
    others = (f"{_how_many(side)} {_from(between, side.name)}" for side in sides[1:])
    return f"Found in {listed([first, *others])}"


def _how_many(side: Side) -> str:
    if not side.present:
        return f"none of {side.of}"
    if side.present == side.of > 2:
        return f"all {side.of}"
    return f"{side.present} of {side.of}"


def verdict(
    sides: Sequence[Side],
    between: str,
    *,
    p: float,
    corrected: float,
    tested: int,
    alpha: float,
    few: bool,
    met: Sequence[float] = (),
) -> str:
    """What can be said of one theme.

    `p` is that of the test by itself, `corrected` that for all `tested` themes. `few` says that the
    groups are too small for any but great differences to show. `met` is, where the reviews of the
    groups differ in length, in how many of each group any ten passages would bring the theme.
    """
    begin = found(sides, between)
    if corrected < alpha:
        large = "Differences" if len(sides) > 2 else "A difference"
        sure = f"{large} this large would be rare if there were none"
        how = f"{begin}. {_met(sides, between, met)}" if met else begin
        return f"{how}. {sure} ({_chance(p, corrected, tested)})."
    if few:
        return f"{begin}: too few to say whether they differ."
    none = "Allowing for their length, no" if met else "No"
    chance = _chance(p, corrected, tested, alone=p < alpha)
    return f"{begin}. {none} difference could be shown ({chance})."


def _met(sides: Sequence[Side], between: str, met: Sequence[float]) -> str:
    expected = [
        Side(side.name, round(number), side.of) for side, number in zip(sides, met, strict=True)
    ]
    counts = found(expected, between).removeprefix("Found in ")
    return f"In any {PASSAGES} passages of each one would meet it in about {counts}"


def _chance(p: float, corrected: float, tested: int, *, alone: bool = False) -> str:
    if tested == 1:
        return f"p {_number(p)}"
    after = f"p {_number(corrected)} after correction for {tested} themes"
    return f"p {_number(p)} by itself, {after}" if alone else after


def _number(p: float) -> str:
    """Two decimals, three where two would read 0.05 or less than 0.01."""
    if p < 0.001:
        return "< 0.001"
    return f"= {p:.3f}" if p < 0.0095 or f"{p:.2f}" == "0.05" else f"= {p:.2f}"


def why_alike(sides: Sequence[Side]) -> str:
    """Why a theme is not tested that all reviews have, or none; empty of others."""
    if not any(side.present for side in sides):
        return "No review has it, so there is nothing to test."
    if all(side.present == side.of for side in sides):
        return "Every review has it, so there is nothing to test."
    return ""


def too_small(sizes: Mapping[str, int], between: str, least: int) -> str:
    """Why groups are not compared one of which has too few reviews."""
    small = [f"{n} {reviews_of(between, name, n)}" for name, n in sizes.items() if n < least]
    return f"Not compared, as a group needs {least} reviews and there are only {listed(small)}."


def too_unlike(medians: Mapping[str, float], between: str, limit: float) -> str:
    """Why groups are not compared whose reviews are of very different length."""
    return (
        f"Not compared, as reviews of one group are more than {limit:g} times as long as those of "
        f"another ({_middle(medians, between)})."
    )


def _middle(medians: Mapping[str, float], between: str) -> str:
    named = (f"{size:.0f} among {reviews_of(between, name)}" for name, size in medians.items())
    return f"counted passages of a typical review: {listed(named)}"


def no_ratio(second: str, *, nothing: bool) -> str:
    """Why a ratio, or its limit, is missing."""
    both = "neither group has it" if nothing else f"none of the group '{second}' has it"
    return f"No ratio, as {both}."


def left_out(sizes: Mapping[str, int], between: str, least: int) -> tuple[str, ...]:
    """Which reviews have no part in the comparison; nothing where all have."""
    if not sizes:
        return ()
    parts = (
        f"{n} with no {between} stated"
        if name == NOT_STATED
        else f"{n} {reviews_of(between, name, n)}"
        for name, n in sizes.items()
    )
    return (f"Not compared: {listed(parts)}. A group needs {least} reviews.",)


def lengths(medians: Mapping[str, float], between: str, *, uneven: bool) -> str:
    """How long the reviews of each group are, and what follows for the test."""
    begin = f"{_middle(medians, between).capitalize()}."
    if not uneven:
        return f"{begin} That is near enough to compare what is found as it is."
    return (
        f"{begin} Longer reviews mention more, so what is tested is {AT_EQUAL_LENGTH} of theirs, "
        "which does not grow with length; the rates, difference and ratio do not allow for it."
    )


def how_tested(deals: int | None, *, seed: int, uneven: bool) -> str:
    """What p is. `deals` is how often reviews were dealt out anew, None for in every way."""
    ways = f"{deals:,} times at random (seed {seed})" if deals else "in every possible way"
    what = (
        AT_EQUAL_LENGTH
        if uneven
        else f"in how many reviews have the theme or, where that is equal, {AT_EQUAL_LENGTH}"
    )
    return (
        f"Tested over reviews, never over passages: the reviews were dealt out to the groups anew "
        f"{ways}; p is how often chance alone then set the groups as far apart {what}."
    )


def how_corrected(correction: str, tested: int, alpha: float) -> str:
    """What the corrected p allows one to say."""
    share = f"{100 * alpha:g} in 100"
    begin = "One theme in many will look different by chance, so p is corrected"
    if correction == "holm":
        return (
            f"{begin} for the {tested} tested (Holm): where no theme differs, about {share} such "
            "tables at most would name one."
        )
    return (
        f"{begin} for the {tested} tested (Benjamini and Hochberg): of the themes that such "
        f"tables name, about {share} at most do not differ."
    )


def how_sure(alpha: float) -> str:
    """What the intervals are."""
    return (
        f"The {100 * (1 - alpha):g}% intervals are for each theme by itself, not corrected for the "
        "number of themes."
    )


def what_could_show(
    sizes: Mapping[str, int], between: str, alone: float | None, corrected: float | None
) -> str:
    """The power note: the smallest differences that would show 8 times in 10."""
    groups = " and ".join(f"{n} {reviews_of(between, name, n)}" for name, n in sizes.items())
    if alone is None:
        return f"With {groups} no difference, however large, can be relied on to show."
    after = f"{100 * corrected:.0f} points or more" if corrected else "none, however large,"
    return (
        f"With {groups} a difference would have to be about {100 * alone:.0f} points or more to "
        f"show 8 times in 10 in one theme by itself, and after correction {after}."
    )
