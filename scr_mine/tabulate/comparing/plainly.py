"""Comparisons in sentences that can be read aloud to people who know no statistics."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from scr_mine.cases import KIND_WORDS, short_board
from scr_mine.facts import Column, Measure
from scr_mine.tabulate.footnotes import listed
from scr_mine.tabulate.intervals import PASSAGES

#: The columns of a difference and of a ratio, each with the ends of its interval.
#: Up to so many groups are all named in a sentence.
NAMED = 3
UNFIT = "Not compared"
#: What stands in every cell where groups are not compared; the reason stands below the table.
SEE_BELOW = f"{UNFIT}; the reason is below the table."
POINTS = ("difference", "low", "high")
RATIOS = ("ratio", "ratio-low", "ratio-high")


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
                label=f"{labels[g]}: with {PASSAGES} passages read",
                measure="number",
            )
            for g in sizes
        ]
    if len(sizes) == 2:
        first, second = labels.values()
        sure = f"({100 * (1 - alpha):g}%)"
        made += _with_reach(POINTS, f"Difference: {first} minus {second}", "points", sure)
        made += _with_reach(RATIOS, f"Ratio: {first} to {second}", "ratio", sure)
    return (
        *made,
        Column(id="p", label="p", measure="p"),
        Column(id="p-corrected", label="p, corrected", measure="p"),
        Column(id="words", label="In words", measure="words"),
    )


def _with_reach(keys: Sequence[str], label: str, measure: Measure, sure: str) -> list[Column]:
    """The column of a figure and those of the ends of its interval."""
    what = label.partition(":")[0]
    heads = (label, f"{what}: from {sure}", f"{what}: to {sure}")
    return [
        Column(id=key, label=head, measure=measure) for key, head in zip(keys, heads, strict=True)
    ]


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
    """`Found in 9 of 12 local and 2 of 10 national reviews`, without a full stop.

    Of more than NAMED groups only those with the lowest and the highest rate are named.
    """
    if len(sides) > NAMED:
        return _found_in_many(sides, between)
    if between == "scope":
        counts = listed(f"{_how_many(side)} {side.name}" for side in sides)
        return f"Found in {counts} {'review' if sides[-1].of == 1 else 'reviews'}"
    if between == "kind":
        counts = listed(f"{_how_many(s)} {reviews_of(between, s.name, s.of)}" for s in sides)
        return f"Found in {counts}"
    first = f"{_how_many(sides[0])} {reviews_of(between, sides[0].name, sides[0].of)}"
    others = (f"{_how_many(side)} {_from(between, side.name)}" for side in sides[1:])
    return f"Found in {listed([first, *others])}"


def _found_in_many(sides: Sequence[Side], between: str) -> str:
    least, most = (of(sides, key=lambda side: side.present / side.of) for of in (min, max))
    every = Side("", sum(side.present for side in sides), sum(side.of for side in sides))
    words = f"Found in {_how_many(every)} reviews"
    if least.present * most.of == most.present * least.of:
        return words
    ends = [f"{_how_many(s)} {reviews_of(between, s.name, s.of)}" for s in (least, most)]
    return f"{words}, least often in {ends[0]} and most often in {ends[1]}"


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
        large = "differences" if len(sides) > 2 else "a difference"
        told = f"{begin}. {_met(sides, between, met)}" if met else f"{begin}."
        return f"{told} Chance alone would seldom bring about {large} this large."
    if few:
        return f"{begin}: too few reviews to say whether they differ."
    told = f"{begin}. Allowing for length, we" if met else f"{begin}. We"
    if p < alpha:
        why = f"with {tested} themes looked at, one or another stands out this much by chance"
    else:
        why = "chance alone could explain this much"
    return f"{told} cannot say that they differ: {why}."


def _met(sides: Sequence[Side], between: str, met: Sequence[float]) -> str:
    expected = [
        Side(side.name, round(number), side.of) for side, number in zip(sides, met, strict=True)
    ]
    counts = found(expected, between).removeprefix("Found in ")
    return f"With only {PASSAGES} passages of each read, that would be about {counts}."


def why_alike(sides: Sequence[Side]) -> str:
    """Why a theme is not tested that all reviews have, or none; empty of others."""
    if not any(side.present for side in sides):
        return "No review has it, so there is nothing to compare."
    if all(side.present == side.of for side in sides):
        return "Every review has it, so there is nothing to compare."
    return ""


def too_small(sizes: Mapping[str, int], between: str, least: int) -> str:
    """Why groups are not compared one of which has too few reviews."""
    small = [f"{n} {reviews_of(between, name, n)}" for name, n in sizes.items() if n < least]
    return (
        f"{UNFIT}: a group needs {least} reviews or more, and there {_is(sizes, least)} only "
        f"{listed(small)}."
    )


def too_unlike(medians: Mapping[str, float], between: str, limit: float) -> str:
    """Why groups are not compared whose reviews are of very different length."""
    return (
        f"{UNFIT}: reviews of one group are more than {limit:g} times as long as those of another, "
        f"and longer reviews mention more ({middle(medians, between)})."
    )


def _is(sizes: Mapping[str, int], least: int) -> str:
    small = [n for n in sizes.values() if n < least]
    return "is" if small == [1] else "are"


def middle(medians: Mapping[str, float], between: str) -> str:
    """How many counted passages the middle review of each group has."""
    named = (f"{size:.0f} among {reviews_of(between, name)}" for name, size in medians.items())
    return f"counted passages of a typical review: {listed(named)}"


def no_ratio(second: str, *, nothing: bool) -> str:
    """Why a ratio, or its limit, is missing."""
    both = "neither group has it" if nothing else f"none of the group '{second}' has it"
    return f"No ratio, as {both}."
