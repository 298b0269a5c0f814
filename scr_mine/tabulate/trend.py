"""Themes by year: how many of each year's reviews have them, and what else changed that year."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from scr_mine.cases import KIND_WORDS, case_name, in_case_order
from scr_mine.errors import InputError, UsageError
from scr_mine.facts import Cell, Column, Row, Table
from scr_mine.records import VIEW_ROLES, Review, View
from scr_mine.tabulate.counts import Counts
from scr_mine.tabulate.footnotes import INITIALS, footnotes, listed
from scr_mine.tabulate.rows import themes_of
from scr_mine.tabulate.rule import Presence, Rule, presence
from scr_mine.themes import Codebook

#: The kinds of review have changed where at least this share of the reviews of a column are of
#: other kinds than those of the column before.
CHANGED_FROM = 0.5
#: So many reviews without a year are named, the rest counted.
NAMED = 10
OTHER_KINDS, OTHER_MARKS = "*", "†"
TOTAL = "reviews"
NOT_STATED = "kind not stated"

TITLES = {"lessons": "Lessons by year", "features": "Case features by year"}
_NO_TEST = (
    "No test for a trend is made. Which reviews are held, and how they are written, changed over "
    "the years, so a rise or fall may be a change of kind or of length and not one in cases or "
    "services."
)
_SYSTEM = (
    "In England local child safeguarding practice reviews (lcspr) took the place of serious case "
    "reviews (scr) between 2018 and 2019: another duty, other criteria, other reports."
)


def trend(
    counts: Counts,
    codebook: Codebook,
    *,
    view: View,
    rule: Rule,
    step: int = 1,
    marked_by: Mapping[str, Iterable[str]] | None = None,
) -> Table:
    """In how many reviews of each year, or band of `step` years, a theme is present.

    Columns where the kinds of review change are flagged, and those where the marks are by another
    model or codebook if `marked_by[review_id]` names these. Reviews without a year are named, not
    counted. Raises UsageError for a step below 1 and InputError where no review has a year.
    """
    if step < 1:
        raise UsageError("Bands of years must be one year long or longer.")
    dated = counts.only(lambda review: bool(review.year))
    if not dated.reviews:
        raise InputError("No review here has a year; give years in reviews.csv.")
    bands = _bands(dated.reviews.values(), step)
    kinds = {name: _kinds(dated, members) for name, members in bands.items()}
    marks = {name: _marked(members, marked_by or {}) for name, members in bands.items()}
    flags = _flags(kinds, marks)
    found = presence(dated, VIEW_ROLES[view], rule)
    return Table(
        id=f"{view}-by-year" if step == 1 else f"{view}-by-{step}-years",
        title=TITLES[view],
        head="Theme",
        columns=(
            Column(id=TOTAL, label="All years", measure="reviews", n=len(dated.reviews)),
            *(
                Column(id=name, label=f"{name}{flags[name]}", measure="reviews", n=len(members))
                for name, members in bands.items()
            ),
        ),
        rows=_rows(codebook, view, found, {TOTAL: list(dated.reviews), **bands}),
        n=len(dated.reviews),
        footer=(
            *footnotes(dated, VIEW_ROLES[view], rule),
            *_undated(counts),
            *_gaps(bands, step),
            *_what_changed(kinds, marks, flags),
            *_many_marks(counts, marked_by),
            _lengths(dated, VIEW_ROLES[view], bands),
            _NO_TEST,
        ),
    )


def _rows(
    codebook: Codebook, view: View, found: Presence, columns: Mapping[str, Sequence[str]]
) -> tuple[Row, ...]:
    families = {family.id: family.label for family in codebook.families}
    return tuple(
        Row(
            id=theme.id,
            label=theme.label,
            group=families[theme.family],
            cells={name: _cell(found, theme.id, members) for name, members in columns.items()},
        )
        for theme in themes_of(codebook, view)
    )


def _bands(reviews: Iterable[Review], step: int) -> dict[str, list[str]]:
    """The ids of the reviews of each year or band, in order of time."""
    bands: dict[int, list[str]] = {}
    for review in reviews:
        year = review.year or 0
        bands.setdefault(year - year % step, []).append(review.review_id)
    return {
        str(first) if step == 1 else f"{first}-{first + step - 1}": bands[first]
        for first in sorted(bands)
    }


def _cell(found: Presence, theme: str, reviews: Sequence[str]) -> Cell:
    having = [review for review in reviews if (theme, review) in found.present]
    marks = [mark for review in having for mark in found.marks[theme][review]]
    return Cell(
        value=len(having),
        of=len(reviews),
        passages=tuple(mark.passage for mark in marks),
        strongest=max((mark.probability for mark in marks), default=None),
    )


def _kinds(counts: Counts, members: Sequence[str]) -> Counter[str]:
    return Counter(counts.reviews[review].kind or NOT_STATED for review in members)


def _marked(members: Sequence[str], marked_by: Mapping[str, Iterable[str]]) -> frozenset[str]:
    return frozenset(name for review in members for name in marked_by.get(review, ()))


def _flags(
    kinds: Mapping[str, Counter[str]], marks: Mapping[str, frozenset[str]]
) -> dict[str, str]:
    """What changed in each column against the one before."""
    flags: dict[str, str] = {}
    before: str | None = None
    for name in kinds:
        flags[name] = ""
        if before is not None:
            if _apart(kinds[before], kinds[name]) >= CHANGED_FROM:
                flags[name] += OTHER_KINDS
            if marks[before] != marks[name]:
                flags[name] += OTHER_MARKS
        before = name
    return flags


def _apart(before: Counter[str], after: Counter[str]) -> float:
    """The share of the reviews after that would have to be of another kind to be as before."""
    more = [after[kind] / after.total() - before[kind] / before.total() for kind in after]
    return sum(share for share in more if share > 0)


def _undated(counts: Counts) -> tuple[str, ...]:
    undated = in_case_order({k: r for k, r in counts.reviews.items() if not r.year})
    if not undated:
        return ()
    names = [case_name(review) for review in undated[:NAMED]]
    if len(undated) > NAMED:
        names.append(f"{len(undated) - NAMED} more")
    noun = "1 review" if len(undated) == 1 else f"{len(undated)} reviews"
    return (f"Not counted, as no year is known: {noun} ({listed(names)}).",)


def _gaps(bands: Mapping[str, Sequence[str]], step: int) -> tuple[str, ...]:
    names = list(bands)
    first, last = (int(name.split("-")[0]) for name in (names[0], names[-1]))
    if (last - first) // step + 1 == len(bands):
        return ()
    return ("Years without a review have no column.",)


def _what_changed(
    kinds: Mapping[str, Counter[str]],
    marks: Mapping[str, frozenset[str]],
    flags: Mapping[str, str],
) -> tuple[str, ...]:
    per_column = "; ".join(f"{name}: {_counted(counter)}" for name, counter in kinds.items())
    used = sorted({kind for counter in kinds.values() for kind in counter} & INITIALS)
    meant = "; ".join(f"{kind}: {KIND_WORDS[kind][0]}" for kind in used)
    lines = [f"Kinds of review: {per_column}{f' ({meant})' if meant else ''}."]
    changed = [name for name in flags if OTHER_KINDS in flags[name]]
    if changed:
        lines.append(
            f"{OTHER_KINDS} In {listed(changed)} at least half of the reviews are of other kinds "
            "than in the column before: what differs there may be the kind of review."
        )
    if {"scr", "lcspr"} <= {kind for counter in kinds.values() for kind in counter}:
        lines.append(_SYSTEM)
    other = [f"{name} ({_names(marks[name])})" for name in flags if OTHER_MARKS in flags[name]]
    if other:
        lines.append(
            f"{OTHER_MARKS} The marks are not by the same model or codebook as in the column "
            f"before: {listed(other)}."
        )
    return tuple(lines)


def _many_marks(counts: Counts, marked_by: Mapping[str, Iterable[str]] | None) -> tuple[str, ...]:
    if marked_by is not None or len(counts.models) < 2:
        return ()
    return (
        f"Marks are by {listed(sorted(counts.models))}; which years by which is not known here, so "
        "a rise or fall may be a change of model.",
    )


def _lengths(counts: Counts, roles: Sequence[str], bands: Mapping[str, Sequence[str]]) -> str:
    middles = "; ".join(
        f"{name}: {median(counts.size(review, roles) for review in members):.0f}"
        for name, members in bands.items()
    )
    return f"Counted passages in the middle review of each column: {middles}."


def _counted(counter: Counter[str]) -> str:
    ordered = sorted(counter, key=lambda name: (name == NOT_STATED, name))
    return ", ".join(f"{counter[name]} {name}" for name in ordered)


def _names(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "not known"
