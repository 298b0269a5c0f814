"""What stands under tables of corrected rates: what was checked, and how far to trust them."""

from collections.abc import Mapping, Sequence

from scr_mine.audit.checked import Checked
from scr_mine.audit.design import Design
from scr_mine.audit.gather import Gathered
from scr_mine.audit.withheld import EXPLAINED, MORE
from scr_mine.facts import Cell
from scr_mine.records import PERCENT_FROM
from scr_mine.tabulate.footnotes import listed, reviews_line

CAUTIONS = (
    "From and to: the range that the rate lies in with 95 % confidence, in reviews like these and "
    "for one theme by itself; of 20 such ranges one can be expected to miss.",
    "The checks put right the figures of a group, not the marks on any one passage or review.",
    "They are only as good as whoever checked: a person who agrees with a wrong mark leaves it in.",
)
FEW = "A group of fewer than ten reviews says little of others like it, however many are checked."


def of_passages(roles: Sequence[str]) -> str:
    """What is counted in a table of shares of passages."""
    return (
        f"Of the passages whose role is {listed(roles)}: the share that carries the theme. A wrong "
        "role is put right as well, since it decides whether a passage counts."
    )


def of_reviews(roles: Sequence[str]) -> tuple[str, ...]:
    """What is estimated in a table of shares of reviews."""
    return (
        "As marked: by that rule. Corrected: the share of reviews in which a person who read all "
        f"of it would find the theme in a passage whose role is {listed(roles)}.",
        "Nobody reads it all, so these figures rest on a model of how themes are spread over "
        "reviews as well as on the checks (docs/audit.md); prefer the shares of passages.",
    )


def withheld(cells: Mapping[str, Mapping[str, Cell]]) -> tuple[str, ...]:
    """What the reasons in the cells of withheld figures mean; nothing where none is withheld."""
    notes = {cell.note for row in cells.values() for cell in row.values()}
    said = [words for reason, words in EXPLAINED.items() if reason in notes]
    return (*said, *([MORE] if said else []))


def about(
    made: Design, checked: Checked, gathered: Gathered, models: Sequence[str]
) -> tuple[str, ...]:
    """The sample, the reviews and the model, in sentences."""
    counts, found = gathered.counts, gathered.population
    groups = found.groups(made.by)
    least = min(groups.count(name) for name in set(groups))
    coders = sorted({reading.coder for read in checked.readings for reading in read})
    number = len(checked.rows)
    drawn = f" of {checked.drawn} drawn" if number < checked.drawn else ""
    when = f" on {made.when[:10]}" if made.when else ""
    return (
        f"Checked: {number} passages{drawn}{when} from {found.size} (sample {made.id}, seed "
        f"{made.seed}), by {listed(coders)}.",
        *([NOT_ALL] if drawn else []),
        *([f"{NO_ROLE} {checked.no_role}."] if checked.no_role else []),
        *counts.selection,
        reviews_line(list(counts.reviews.values())),
        *([FEW] if least < PERCENT_FROM else []),
        *(
            [f"Left out: {counts.left_out} passages that repeat another."]
            if counts.left_out
            else []
        ),
        f"Themes marked by {listed(models)}.",
    )


NO_ROLE = "Readings left out, as themes without a role do not say whether a passage counts:"
NOT_ALL = (
    "Not all drawn were checked. That does no harm if they were taken as they stand in the sheet, "
    "whose order is one of chance, and does if the easy ones were picked."
)
