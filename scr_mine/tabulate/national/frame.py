"""What is set beside what: our cases, and the nation and the population of the figures."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from scr_mine.errors import InputError
from scr_mine.records import Review
from scr_mine.tabulate.counts import Counts
from scr_mine.tabulate.national.published import PublishedFigure

#: Kinds of review that are of one case, or of a few children together.
CASE_KINDS = ("scr", "lcspr", "cpr", "learning-review")


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What is set beside what: our cases, and the nation and population of the figures."""

    cases: Counts
    nation: str
    population: str
    figures: tuple[PublishedFigure, ...]

    def fits(self, figure: PublishedFigure) -> bool:
        """Whether a figure is of the nation and the population that were chosen."""
        return figure.nation == self.nation and _same(figure.population, self.population)


def frame_of(
    counts: Counts,
    usable: Sequence[PublishedFigure],
    nation: str | None,
    population: str | None,
) -> Frame:
    """Choose the cases that can be counted, and the nation and population to set beside them.

    `usable` are the figures that may be compared. Raises InputError where no review is of one case
    or no figure is of the nation or population that was named.
    """
    cases = counts.only(is_case)
    if not cases.reviews:
        raise InputError(
            "None of these reviews is of one case, so no published figure can be set beside them; "
            f"choose reviews of the kinds {', '.join(CASE_KINDS)}."
        )
    said = _left_out("not of one case", counts, cases)
    if nation is None:
        nation, every = _nation_of(cases, usable), cases
        cases = every.only(lambda review: not review.nation or review.nation == nation)
        said += _left_out(f"not of {nation}", every, cases)
    else:
        nation = _named("nation", nation, [figure.nation for figure in usable])
    there = [figure.population for figure in usable if figure.nation == nation]
    if population is not None:
        population = _named("population", population, there)
    else:
        surest = Counter(
            f.population for f in usable if f.nation == nation and f.comparable == "yes"
        )
        population = max(there, key=lambda name: (surest[name], there.count(name)), default="")
    return Frame(
        cases=replace(cases, selection=(*cases.selection, *said)),
        nation=nation,
        population=population,
        figures=tuple(usable),
    )


def is_case(review: Review) -> bool:
    """Whether a review is of one case, as those behind the published figures are."""
    return review.kind in CASE_KINDS or (review.kind is None and review.scope != "national")


def _nation_of(cases: Counts, usable: Sequence[PublishedFigure]) -> str:
    """The nation most of our cases are of, or else the one with the most figures."""
    ours = Counter(r.nation for r in cases.reviews.values() if r.nation)
    figures = Counter(figure.nation for figure in usable)
    return max({*ours, *figures}, key=lambda name: (ours[name], figures[name], name))


def _named(what: str, name: str, there: Iterable[str]) -> str:
    names = sorted(set(there))
    for known in names:
        if _same(known, name):
            return known
    raise InputError(
        f"No published figure is of the {what} '{name}'; there are: {', '.join(names) or 'none'}."
    )


def _left_out(why: str, before: Counts, after: Counts) -> list[str]:
    number = len(before.reviews) - len(after.reviews)
    return [f"Left out as {why}: {number} of {len(before.reviews)} reviews."] if number else []


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
