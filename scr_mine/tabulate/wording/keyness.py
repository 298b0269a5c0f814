"""Words and two-word phrases that one group of reviews uses more than another."""

from collections.abc import Container, Iterable, Sequence
from typing import NamedTuple

from scr_mine.errors import InputError, UsageError, among
from scr_mine.facts import Cell, Column, Row, Table
from scr_mine.records import VIEW_ROLES, Review, TaggedPassage
from scr_mine.tabulate.footnotes import listed, reviews_line
from scr_mine.tabulate.groups import FIELDS, group_of, matches, ordered
from scr_mine.tabulate.wording.words import Tally, Texts, log_odds, tallies

#: A word must occur in this many reviews, so that the names in one report do not lead.
LEAST_REVIEWS = 3
#: Rows for each group.
TOP = 40
#: Ids of passages in one cell.
MOST_PASSAGES = 20
#: A z below this is a rounding error.
NO_DIFFERENCE = 1e-9
#: Rates are printed per so many counted words.
PER = 10_000
CAUTION = (
    "These are words, not themes: read the passages. z only puts the words in order; it is not a "
    "test over reviews, and a word with a large z may still come from a few of them."
)


class _Entry(NamedTuple):
    """A word or phrase that one group uses more: the i-th of its tally."""

    name: str
    z: float
    log_odds: float
    i: int
    tally: Tally

    @property
    def side(self) -> int:
        """The group that uses it more."""
        return 0 if self.z > 0 else 1


def keyness(
    passages: Iterable[TaggedPassage],
    *,
    between: str,
    groups: tuple[str, str],
    roles: Sequence[str] | None = None,
    least_reviews: int = LEAST_REVIEWS,
    top: int = TOP,
    repeats: Container[str] = (),
) -> Table:
    """The words and two-word phrases that differ most between two groups of reviews.

    `between` is a field of the manifest or `period`, `groups` two of its values; of years also
    spans, `2005-2012`, `2013-` or `-2012`. Passages of the lesson roles are counted unless other
    `roles` are given; those whose id is in `repeats` are not. For each group at most `top` rows,
    the largest z first. Raises UsageError for an unknown field or two groups that are equal or
    share a review, and InputError where a group, a role or a word to show is in no review.
    """
    _check_usage(between, groups, least_reviews, top)
    counted = tuple(roles or VIEW_ROLES["lessons"])
    texts = Texts()
    numbers: dict[str, int | None] = {}
    values: set[str] = set()
    seen_roles: set[str] = set()
    for passage in passages:
        key = passage.review.review_id
        if key not in numbers:
            values.add(group_of(passage.review, between))
            side = _side(passage.review, between, groups)
            numbers[key] = None if side is None else texts.enter(passage.review, side)
        number = numbers[key]
        if number is None:
            continue
        seen_roles.add(passage.role)
        if passage.role in counted and passage.id not in repeats:
            texts.read(passage, number)
    _check_found(between, groups, values, set(texts.sides))
    _check_roles(roles or (), seen_roles)
    return _table(texts, between, groups, counted, least_reviews, top)


def _check_usage(between: str, groups: tuple[str, str], least_reviews: int, top: int) -> None:
    if between not in FIELDS:
        raise UsageError(f"Reviews cannot be grouped by '{between}'; use {', '.join(FIELDS)}.")
    if groups[0] == groups[1]:
        raise UsageError(f"Both groups are '{groups[0]}'; name two that differ.")
    if least_reviews < 1 or top < 1:
        raise UsageError("The least number of reviews and the number of rows must be 1 or more.")


def _side(review: Review, between: str, groups: tuple[str, str]) -> int | None:
    """Which of the groups a review belongs to; None where neither."""
    sides = [side for side, group in enumerate(groups) if matches(review, between, group)]
    if len(sides) > 1:
        raise UsageError(
            f"The {between} {group_of(review, between)} is in both groups, '{groups[0]}' and "
            f"'{groups[1]}'; name two that do not overlap."
        )
    return sides[0] if sides else None


def _check_found(between: str, groups: tuple[str, str], values: set[str], sides: set[int]) -> None:
    if not values:
        raise InputError("There is no tagged passage to count; tag some reports first.")
    for side, group in enumerate(groups):
        if side not in sides:
            names = among(group, ordered(values))
            raise InputError(f"No review here has the {between} '{group}'; {names}.")


def _check_roles(roles: Sequence[str], there: set[str]) -> None:
    for role in roles:
        if role not in there:
            names = ", ".join(ordered(there))
            raise InputError(
                f"No passage of these groups has the role '{role}'; there are: {names}."
            )


def _table(
    texts: Texts,
    between: str,
    groups: tuple[str, str],
    roles: Sequence[str],
    least_reviews: int,
    top: int,
) -> Table:
    kinds = tallies(texts, least_reviews=least_reviews) if texts.ids else ()
    totals = [int(n) for n in kinds[0].totals] if kinds else [0, 0]
    for group, total in zip(groups, totals, strict=True):
        if not total:
            raise InputError(
                f"The reviews with the {between} '{group}' have no word to count "
                f"in passages of the role {' or '.join(roles)}."
            )
    leading = _leading(kinds, top)
    shown = _passages(leading, texts)
    rows = [_row(entry, groups, totals, texts, shown[entry.name]) for entry in leading]
    if not rows:
        raise InputError(
            f"No word that is used more by one group occurs in {least_reviews} or more of these "
            f"{len(texts.reviews)} reviews; lower that number or give more reviews."
        )
    return Table(
        id=f"words-by-{between}",
        title=f"Words that differ: {groups[0]} and {groups[1]}",
        head="Word or phrase",
        columns=_columns(groups, texts),
        rows=tuple(rows),
        n=len(texts.reviews),
        footer=(
            CAUTION,
            *(
                f"{group}: {totals[side]:,} words counted. {reviews_line(texts.of_side(side))}"
                for side, group in enumerate(groups)
            ),
            *_method(groups, roles, least_reviews, kinds),
        ),
    )


def _leading(kinds: Sequence[Tally], top: int) -> list[_Entry]:
    """The words and phrases that each group uses more, group by group, the largest z first."""
    import numpy as np

    entries = []
    for tally in kinds:
        ratio, z = log_odds(tally)
        for lead in (z, -z):
            bar = np.partition(lead, -top)[-top] if lead.size > top else 0.0
            entries += [
                _Entry(tally.name(int(i)), float(z[i]), float(ratio[i]), int(i), tally)
                for i in np.flatnonzero((lead > NO_DIFFERENCE) & (lead >= bar))
            ]
    entries.sort(key=lambda entry: (-abs(entry.z), entry.name))
    by_side = ([entry for entry in entries if entry.side == side] for side in (0, 1))
    return [entry for of_side in by_side for entry in of_side[:top]]


def _passages(entries: Sequence[_Entry], texts: Texts) -> dict[str, list[int]]:
    """By name, the numbers of the passages in which each word or phrase stands."""
    of_tally = {entry.tally.size: entry.tally for entry in entries}
    held: dict[str, list[int]] = {}
    for size, tally in of_tally.items():
        names = {entry.i: entry.name for entry in entries if entry.tally.size == size}
        held |= {names[i]: found for i, found in tally.passages_with(list(names), texts).items()}
    return held


def _row(
    entry: _Entry,
    groups: tuple[str, str],
    totals: Sequence[int],
    texts: Texts,
    passages: Sequence[int],
) -> Row:
    tally, i = entry.tally, entry.i
    cells = {"z": Cell(value=entry.z), "log_odds": Cell(value=entry.log_odds)}
    for s, group in enumerate(groups):
        ids, number = texts.spread(passages, s, most=MOST_PASSAGES)
        note = f"{len(ids)} of {number:,} passages given" if number > len(ids) else ""
        times, reviews = int(tally.times[s, i]), int(tally.reviews[s, i])
        rate, of = PER * times / totals[s], len(texts.of_side(s))
        cells[f"times:{group}"] = Cell(value=times, passages=ids, note=note)
        cells[f"rate:{group}"] = Cell(value=rate, passages=ids, note=note)
        cells[f"reviews:{group}"] = Cell(value=reviews, of=of, passages=ids, note=note)
    used = f"Used more: {groups[entry.side]}"
    return Row(id=entry.name, label=entry.name, cells=cells, group=used)


def _columns(groups: tuple[str, str], texts: Texts) -> tuple[Column, ...]:
    columns = [
        Column(id="z", label="z", measure="number"),
        Column(id="log_odds", label="Log-odds ratio", measure="number"),
    ]
    for side, group in enumerate(groups):
        rate, n = f"{group}: per {PER:,} words", len(texts.of_side(side))
        columns += [
            Column(id=f"times:{group}", label=f"{group}: times", measure="number"),
            Column(id=f"rate:{group}", label=rate, measure="number"),
            Column(id=f"reviews:{group}", label=f"{group}: reviews", measure="reviews", n=n),
        ]
    return tuple(columns)


def _method(
    groups: tuple[str, str], roles: Sequence[str], least_reviews: int, kinds: Sequence[Tally]
) -> tuple[str, ...]:
    words, phrases = (f"{tally.middling:,.0f}" for tally in kinds)
    return (
        f"Roles counted: {listed(roles)}.",
        "Left out: words that only join others, numbers, dates, titles, single letters, and what "
        f"occurs in fewer than {least_reviews} of these reviews.",
        "Log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008) that "
        f"weighs as much as a review of middling length ({words} words, {phrases} phrases); "
        f"above 0 where {groups[0]} uses it more.",
        f"At most {MOST_PASSAGES} passages are given for a figure, from as many reviews as can be.",
    )
