"""What stands under a comparison: how it was tested, how sure it is and what could have shown."""

from collections.abc import Mapping

from scr_mine.tabulate.comparing.plainly import middle, reviews_of
from scr_mine.tabulate.footnotes import listed
from scr_mine.tabulate.groups import NOT_STATED
from scr_mine.tabulate.intervals import PASSAGES

FEW = "A group of fewer than ten reviews is given in counts, without percentages."
CAUTION = (
    "A difference between groups of reports is not yet one between services or cases: what is "
    "reviewed and written down differs, and the model may read one kind of report better."
)
MARKS = (
    "No figure here allows for wrong marks: how often the model is wrong in these very reviews is "
    "not known until a person has checked a sample of its marks."
)
THREE_OR_MORE = (
    "Three or more groups are tested together, for any difference among them; name two groups to "
    "have the difference between those."
)
AT_EQUAL_LENGTH = f"in how many reviews one would meet the theme with only {PASSAGES} passages read"


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
    begin = f"{middle(medians, between).capitalize()}."
    if not uneven:
        return f"{begin} That is near enough to compare the counts as they are."
    return (
        f"{begin} Longer reviews mention more. So the test compares {AT_EQUAL_LENGTH}, which does "
        "not grow with length. The differences and ratios shown do not allow for length."
    )


def shorter(name: str, between: str, longer: str) -> str:
    """The warning where the smaller group has much the shorter reviews."""
    short, long = reviews_of(between, name), reviews_of(between, longer)
    return (
        f"Take care: the {short} are fewer than the {long} and half as long or less. Where groups "
        "like that do not differ at all, chance alone can make 7 or 8 themes in 100 look different "
        "rather than 5, and after correction 6 or 7 tables in 100 name one rather than 5."
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
        f"p: the reviews were shuffled and dealt out into groups of the same sizes {ways}; p is "
        f"how often these lay as far apart as the real ones, {what}; those exactly as far apart "
        "count half. A small p means that chance alone seldom does that. Whole reviews are dealt "
        "out, never passages."
    )


def how_corrected(correction: str, tested: int, alpha: float) -> str:
    """What the corrected p allows one to say."""
    share = f"{100 * alpha:g} in 100"
    begin = (
        f"p, corrected: of {tested} themes one or another will look different by chance, and this "
        "allows for that"
        if tested > 1
        else "p, corrected: one theme was tested, so there is nothing to correct for"
    )
    if correction == "holm":
        return f"{begin} (Holm). If no theme differed, about {share} such tables would name one."
    return (
        f"{begin} (Benjamini and Hochberg). Of the themes that such tables name, about {share} do "
        "not differ."
    )


def how_sure(alpha: float) -> str:
    """What the intervals are."""
    return (
        f"From and to ({100 * (1 - alpha):g}%): how far the true difference or ratio of one theme "
        "might be from the one shown, by chance alone. In a table of many themes one or two can be "
        "expected to lie outside."
    )


def what_could_show(
    sizes: Mapping[str, int], between: str, alone: float | None, corrected: float | None, many: int
) -> str:
    """The power note: the smallest differences that would show 8 times in 10."""
    groups = " and ".join(f"{n} {reviews_of(between, name, n)}" for name, n in sizes.items())
    if alone is None:
        return f"With {groups} no difference, however large, can be relied on to show."
    begin = (
        f"With {groups} only differences of about {100 * alone:.0f} points or more can be relied "
        "on to show (8 times in 10)"
    )
    points = "From 20% to 60% are 40 points."
    if many == 1:
        return f"{begin}. {points}"
    then = (
        f"only those of about {100 * corrected:.0f} points or more"
        if corrected
        else "none, however large"
    )
    return f"{begin} in one theme by itself; with {many} themes looked at, {then}. {points}"
