"""What reviews recommend: theme by kind of remedy, and theme by the agency asked.

A recommendation is a passage of that role. Which kind and whom is told by rules over phrases
(`addressed.py`); how often they are right is said under every table.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scr_mine.facts import Cell, Column, Row, Table
from scr_mine.records import TaggedPassage
from scr_mine.tabulate.asked.addressed import (
    addressed,
    remedy,
    shipped_agencies,
    shipped_remedies,
)
from scr_mine.tabulate.asked.phrases import NOT_SAID, OTHER, Kinds
from scr_mine.tabulate.counts import Counts, count
from scr_mine.tabulate.footnotes import SILENCE, few, listed, reviews_line
from scr_mine.tabulate.rows import themes_of
from scr_mine.themes import Codebook

ROLE = "recommendation"
TOTAL = "recommendations"
NO_THEME, ANY = "no-theme", "any"
GROUP = "All recommendations"
ColumnsOf = Callable[[TaggedPassage], tuple[str, ...]]
#: Fresh recommendations on which the shipped rules were checked, and how many they had right.
CHECKED, REMEDY_RIGHT, AGENCY_RIGHT = 121, 76, 102

_REMEDY = (
    "The kind of remedy is told by phrases, not by reading, and each recommendation counts under "
    "one kind, the one its first telling phrase stands for; 'Other' has no telling phrase."
)
_AGENCY = (
    "Who is asked is told by phrases, not by reading. A recommendation to several counts under "
    "each; 'Not said' names nobody."
)


def recommendations(
    passages: Iterable[TaggedPassage],
    codebook: Codebook,
    *,
    repeats: Mapping[str, str] | None = None,
    agencies: Kinds | None = None,
    remedies: Kinds | None = None,
    selection: Sequence[str] = (),
) -> Table:
    """Theme by remedy: in how many reviews a recommendation on the theme asks for such a thing.

    `repeats` are passages to be left out, as in `count`; `selection` is sentences on which reviews
    were chosen. Raises InputError where there is no passage, or a theme is not in the codebook.
    """
    asked = _of_remedies(repeats or {}, agencies=agencies, remedies=remedies)
    counts = count(asked.noted(passages), codebook, repeats=repeats)
    return _table(asked, counts, codebook, selection)


def by_agency(
    passages: Iterable[TaggedPassage],
    codebook: Codebook,
    *,
    repeats: Mapping[str, str] | None = None,
    agencies: Kinds | None = None,
    selection: Sequence[str] = (),
) -> Table:
    """Theme by agency: in how many reviews a recommendation on the theme is addressed to it.

    Arguments and errors are those of `recommendations`.
    """
    asked = _of_agencies(repeats or {}, agencies=agencies)
    counts = count(asked.noted(passages), codebook, repeats=repeats)
    return _table(asked, counts, codebook, selection)


def both(
    passages: Iterable[TaggedPassage],
    counts: Counts,
    codebook: Codebook,
    *,
    repeats: Mapping[str, str],
) -> tuple[Table, Table]:
    """The tables by remedy and by agency of passages that are counted already, read once."""
    remedies, agencies = _of_remedies(repeats), _of_agencies(repeats)
    for _ in agencies.noted(remedies.noted(passages)):
        pass
    made = (_table(asked, counts, codebook, counts.selection) for asked in (remedies, agencies))
    return next(made), next(made)


class _Asked:
    """The recommendations of a set of passages, noted while all of them go by.

    `found[row, column]` holds (review, passage) of each; `left_out` counts those that only repeat.
    """

    def __init__(self, form: "_Form", repeats: Mapping[str, str]) -> None:
        self.form = form
        self.found: dict[tuple[str, str], list[tuple[str, str]]] = {}
        self.left_out = 0
        self._repeats = repeats

    def noted(self, passages: Iterable[TaggedPassage]) -> Iterator[TaggedPassage]:
        """The same passages; what is recommended in them is noted on the way."""
        for passage in passages:
            if passage.role == ROLE:
                self._note(passage)
            yield passage

    def _note(self, passage: TaggedPassage) -> None:
        if passage.id in self._repeats:
            self.left_out += 1
            return
        where = (passage.review.review_id, passage.id)
        for column in (TOTAL, *self.form.columns_of(passage)):
            for row in (*(passage.themes or (NO_THEME,)), ANY):
                self.found.setdefault((row, column), []).append(where)

    def cell(self, row: str, column: str, n: int) -> Cell:
        """In how many of `n` reviews there is such a recommendation."""
        there = self.found.get((row, column), [])
        return Cell(
            value=len({review for review, _ in there}),
            of=n,
            passages=tuple(passage for _, passage in there),
        )


@dataclass(frozen=True, kw_only=True)
class _Form:
    """One of the two tables: its names, its columns, in which of them a recommendation stands."""

    id: str
    title: str
    columns: tuple[tuple[str, str], ...]
    columns_of: ColumnsOf
    how: tuple[str, ...]


def _of_remedies(
    repeats: Mapping[str, str], *, agencies: Kinds | None = None, remedies: Kinds | None = None
) -> _Asked:
    whom, what = agencies or shipped_agencies(), remedies or shipped_remedies()

    def columns_of(passage: TaggedPassage) -> tuple[str, ...]:
        asked = addressed(passage.text, passage.headings, whom, stem=passage.stem)
        return (remedy(passage.text, asked, what, stem=passage.stem),)

    form = _Form(
        id="recommendations-by-remedy",
        title="Recommendations: what they ask for",
        columns=(*((kind.id, kind.label) for kind in what.kinds), (OTHER, "Other")),
        columns_of=columns_of,
        how=(_REMEDY, _told("kind", REMEDY_RIGHT, own=bool(agencies or remedies))),
    )
    return _Asked(form, repeats)


def _of_agencies(repeats: Mapping[str, str], *, agencies: Kinds | None = None) -> _Asked:
    whom = agencies or shipped_agencies()

    def columns_of(passage: TaggedPassage) -> tuple[str, ...]:
        return addressed(passage.text, passage.headings, whom, stem=passage.stem) or (NOT_SAID,)

    form = _Form(
        id="recommendations-by-agency",
        title="Recommendations: who is asked",
        columns=(*((kind.id, kind.label) for kind in whom.kinds), (NOT_SAID, "Not said")),
        columns_of=columns_of,
        how=(_AGENCY, _told("agency", AGENCY_RIGHT, own=bool(agencies))),
    )
    return _Asked(form, repeats)


def _table(asked: _Asked, counts: Counts, codebook: Codebook, selection: Sequence[str]) -> Table:
    n, form = len(counts.reviews), asked.form
    columns = ((TOTAL, "Reviews with a recommendation"), *form.columns)
    return Table(
        id=form.id,
        title=form.title,
        head="Theme",
        columns=tuple(Column(id=i, label=label, measure="reviews", n=n) for i, label in columns),
        rows=tuple(
            Row(
                id=row,
                label=label,
                group=group,
                cells={column: asked.cell(row, column, n) for column, _ in columns},
            )
            for row, label, group in _named(codebook)
        ),
        n=n,
        footer=_footer(counts, asked, form.how, selection),
    )


def _named(codebook: Codebook) -> list[tuple[str, str, str]]:
    families = {family.id: family.label for family in codebook.families}
    return [
        *((t.id, t.label, families[t.family]) for t in themes_of(codebook, "lessons")),
        (NO_THEME, "No theme marked", GROUP),
        (ANY, "Any recommendation", GROUP),
    ]


def _footer(
    counts: Counts, asked: _Asked, how: Sequence[str], selection: Sequence[str]
) -> tuple[str, ...]:
    reviews = list(counts.reviews.values())
    every = asked.cell(ANY, TOTAL, len(reviews))
    left_out = f"Left out: recommendations that repeat an earlier one ({asked.left_out})."
    return (
        "A cell says in how many reviews at least one recommendation on the theme is such a one; a "
        "single passage is enough, since a recommendation is made once. One on two themes counts "
        "under both.",
        f"Recommendations counted: {len(every.passages)}, in {every.value} of {every.of} reviews.",
        *how,
        *selection,
        reviews_line(reviews),
        *few(len(reviews)),
        *([left_out] if asked.left_out else []),
        f"Roles and themes marked by {listed(sorted(counts.models))}; a machine's marks can be "
        "wrong.",
        "What is asked for most often is not therefore what was most needed, or what was done.",
        SILENCE,
    )


def _told(what: str, right: int, *, own: bool) -> str:
    """How well the kind or the agency is told, which reports repeat beside its counts."""
    if own:
        return f"How often the {what} is told rightly by the phrases given is not known."
    of = f"{right} of {CHECKED} recommendations"
    return f"In a check by reading, the {what} was told rightly in {of}."
