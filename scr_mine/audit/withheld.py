"""Where a checked sample says too little of a theme: the reason, and how many more would do."""

from dataclasses import dataclass
from math import ceil

from scr_mine.audit.estimate import LEAST_REVIEWS, Estimate
from scr_mine.audit.passages import Totals
from scr_mine.audit.population import Bools
from scr_mine.facts import Cell

#: Checked passages wanted of a group, and of them those that carry a theme, by mark or by check.
LEAST_CHECKED, LEAST_SEEN = 30, 5
#: A range wider than this says next to nothing.
WIDEST = 0.6
#: More passages are asked for in steps of so many.
STEP = 10
FEW_REVIEWS, FEW, WIDE = "too few reviews", "too few", "too wide"
#: What stands under a table in which a figure is withheld.
EXPLAINED = {
    FEW_REVIEWS: f"Too few reviews: a group needs {LEAST_REVIEWS} for a range to be found.",
    FEW: f"Too few: fewer than {LEAST_CHECKED} passages of the group were checked, or fewer than "
    f"{LEAST_SEEN} of them carry the theme.",
    WIDE: f"Too wide: the range would span more than {100 * WIDEST:.0f} points.",
}
MORE = (
    "More to check: about how many more passages of the group may be enough for what is withheld."
)


@dataclass(frozen=True, kw_only=True)
class Withheld:
    """Why a figure is withheld, and how many more checked passages may be enough, if any are."""

    why: str
    more: int | None = None


def withheld(totals: Totals, inside: Bools, column: int, found: Estimate) -> Withheld | None:
    """Whether the rate of a theme in these reviews is withheld; None where it is not."""
    checked = int(totals.checked[inside].sum())
    seen = int(totals.seen[inside, column].sum())
    if int(inside.sum()) < LEAST_REVIEWS:
        return Withheld(why=FEW_REVIEWS)
    if checked < LEAST_CHECKED:
        return Withheld(why=FEW, more=_steps(LEAST_CHECKED - checked))
    if seen < LEAST_SEEN or totals.counted[inside].sum() <= 0:
        return Withheld(why=FEW, more=_steps(checked * LEAST_SEEN / max(seen, 1) - checked))
    width = float(found.high[column] - found.low[column])
    if width > WIDEST:
        return Withheld(why=WIDE, more=_steps(checked * ((width / WIDEST) ** 2 - 1)))
    return None


def cells(
    found: Estimate,
    column: int,
    reason: Withheld | None,
    *,
    of: int | None = None,
    passages: tuple[str, ...] = (),
) -> tuple[Cell, Cell, Cell, Cell]:
    """The rate, the ends of its range, and how many more to check where the rate is withheld."""
    if reason:
        none, more = Cell(value=None, of=of, note=reason.why), Cell(value=reason.more)
        return none, none, none, more
    value, low, high = (float(part[column]) for part in (found.value, found.low, found.high))
    return (
        Cell(value=short(value), of=of, passages=passages),
        Cell(value=short(low), of=of),
        Cell(value=short(high), of=of),
        Cell(value=None),
    )


def short(value: float) -> float:
    """To six places, so that machines that add in another order give the same file."""
    return round(value, 6) + 0.0


def _steps(number: float) -> int:
    return STEP * ceil(max(number, 1) / STEP)
