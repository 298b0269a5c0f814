"""What the tables of a study say that a board paper says again: chosen and ordered, not counted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from scr_mine.facts import Cell, Column, Row, Table
from scr_mine.inert import clean
from scr_mine.report.formats.shown import NOTHING, below, figure, shown, told_rightly
from scr_mine.study import Study

TOTAL, VERDICT = "reviews", "verdict"
LESSONS, BY_SCOPE, COMPARED = "lessons", "lessons-by-scope", "lessons-compared-by-scope"
REMEDIES, AGENCIES = "recommendations-by-remedy", "recommendations-by-agency"
ALL, ANY, OTHER = "recommendations", "any", "other"
#: Columns that are no kind of recommendation and no agency.
UNKNOWN = (ALL, OTHER, "not-said")
#: Groups of reviews that have a column of their own in the paper.
MOST_GROUPS = 4
#: A longer reason in place of a figure stands below the table.
LONGEST_REASON = 14
WITHHELD = "not shown"
#: Sentences under a comparison on p-values and ranges, which the paper does not print, by how they
#: begin; and on differences, wherever they stand.
UNSHOWN = ("p:", "p, corrected:", "From and to")
UNSHOWN_PART = " The differences and ratios shown do not allow for length."
TESTED = (
    "Whether chance alone could well explain a difference was tested on whole reviews, with an "
    "allowance for the number of themes looked at. The workbook has the figures and says how."
)
#: What a sentence of the comparison says, told by its words, and how that is summed up.
DIFFERS = "Chance alone would seldom"
TOLD = (
    ("too few reviews to say", "there are too few reviews to say"),
    ("cannot say that they differ", "chance could explain the difference"),
    ("nothing to compare", "there is nothing to compare, as every review has it or none has"),
    ("Not compared", "nothing was compared"),
)
HELD_BACK = "the counts are withheld"


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A name, its figure in words and the number itself, None where it is withheld.

    Of recommendations, `known` says that it is a kind or an agency and not the sum or the rest.
    """

    label: str
    words: str
    number: float | None
    id: str
    known: bool = True


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What can be said of local and national reviews.

    `differing` are sentences, each begun by its theme; `others` are how many themes nothing is said
    of, by why not; `why_not` says why nothing at all is compared.
    """

    differing: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    others: tuple[tuple[int, str], ...] = ()
    power: str = ""
    why_not: str = ""


def lessons(study: Study) -> Table | None:
    """The table of lessons, by scope where there are several."""
    return study.tables.get(BY_SCOPE) or study.tables.get(LESSONS)


def columns(table: Table) -> list[Column]:
    """The columns that the paper prints: groups, then all reviews, then the verdict."""
    groups = [c for c in table.columns if c.measure == "reviews" and c.id != TOTAL]
    named = {c.id: c for c in table.columns}
    ends = [named[name] for name in (TOTAL, VERDICT) if name in named]
    return [*(groups if len(groups) <= MOST_GROUPS else []), *ends]


class Reasons:
    """The reasons that stand in place of figures, numbered from 1 as they come."""

    def __init__(self) -> None:
        self.found: dict[str, int] = {}

    def cell(self, cell: Cell, column: Column) -> str:
        """A cell's words; a long reason is a note below the table, with its number here."""
        words = shown(cell, column)
        if figure(cell) is not None or len(words) <= LONGEST_REASON or words == NOTHING:
            return words
        return f"{WITHHELD} [{self.found.setdefault(words, len(self.found) + 1)}]"

    def lines(self) -> list[str]:
        """The notes, in order."""
        return [f"[{number}] {_sentence(words)}" for words, number in self.found.items()]


def most_found(study: Study) -> list[Counted]:
    """All themes of the lessons table that have a figure, the most often found first.

    Of those in as many reviews, the one that stands first in the codebook comes first.
    """
    table = lessons(study)
    if table is None:
        return []
    column = next(c for c in table.columns if c.id == TOTAL)
    found = [_counted(row, row.cells[TOTAL], column) for row in table.rows]
    order = {theme: place for place, theme in enumerate(study.codebook.theme_ids)}
    return sorted(
        (c for c in found if c.number),
        key=lambda c: (-(c.number or 0), order.get(c.id, len(order))),
    )


def as_many(found: Sequence[Counted], most: int) -> int:
    """How many are in as many reviews as the last of the first `most`, and are not among these."""
    last = found[most - 1].number if len(found) > most else None
    return sum(c.number == last for c in found[most:]) if last is not None else 0


def weak(study: Study, themes: Iterable[str]) -> list[str]:
    """The labels of those themes whose marks are not said to be usable."""
    table, wanted = lessons(study), set(themes)
    return [
        clean(row.label)
        for row in (table.rows if table else ())
        if row.id in wanted and row.cells[VERDICT].value not in ("usable", "not known")
    ]


def asked(study: Study, name: str) -> list[Counted]:
    """In how many reviews any recommendation asks for each thing, the most often asked first.

    `name` is REMEDIES or AGENCIES. The first is any recommendation at all; what is no known
    kind or agency comes last.
    """
    table = study.tables.get(name)
    row = next((row for row in table.rows if row.id == ANY), None) if table else None
    if table is None or row is None:
        return []
    found = [
        replace(_counted(row, row.cells[c.id], c, c.label), id=c.id, known=c.id not in UNKNOWN)
        for c in table.columns
    ]
    return [found[0], *sorted(found[1:], key=lambda c: (not c.known, -(c.number or 0)))]


def told(study: Study) -> str:
    """How well the kinds of remedy are told, a sentence; empty where that is not said."""
    table = study.tables.get(REMEDIES)
    return told_rightly(table) if table else ""


def comparison(study: Study) -> Comparison:
    """The sentences that say something, and how many say nothing."""
    table = study.tables.get(COMPARED)
    if table is None:
        return Comparison(why_not=study.missing.get(COMPARED, ""))
    differing: list[str] = []
    themes: list[str] = []
    others: dict[str, int] = {}
    for row in table.rows:
        words = row.cells["words"].value
        said = clean(str(words)) if words is not None else ""
        if DIFFERS in said:
            differing.append(f"{clean(row.label)}. {said}")
            themes.append(clean(row.label))
        else:
            why = next((told for sign, told in TOLD if sign in said), HELD_BACK)
            others[why] = others.get(why, 0) + 1
    none = next((line for line in table.footer if line.startswith("Not compared: a group")), "")
    none = none or next((s for s in table.footer if s.startswith("Not compared: reviews of")), "")
    power = next((line for line in table.footer if "relied on to show" in line), "")
    return Comparison(
        differing=tuple(differing),
        themes=tuple(themes),
        others=tuple((number, why) for why, number in others.items()),
        power=power,
        why_not=none,
    )


def footers(study: Study, names: Sequence[str], already: set[str]) -> Iterator[str]:
    """The sentences that must stand with these tables, each once; `already` is added to."""
    for name in names:
        for line in below(study.tables[name]) if name in study.tables else ():
            if line not in already:
                already.add(line)
                yield clean(line)


def how_compared(study: Study, already: set[str]) -> Iterator[str]:
    """The sentences that must stand with a comparison, without those on figures not printed."""
    for line in footers(study, [COMPARED], already):
        if line.startswith(UNSHOWN[0]):
            yield TESTED
        elif not line.startswith(UNSHOWN):
            yield line.replace(UNSHOWN_PART, "")


def _counted(row: Row, cell: Cell, column: Column, label: str = "") -> Counted:
    value = figure(cell)
    number = None if value is None or isinstance(value, str) else float(value)
    return Counted(
        label=clean(label or row.label), words=shown(cell, column), number=number, id=row.id
    )


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."
