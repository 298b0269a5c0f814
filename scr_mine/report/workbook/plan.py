"""Which sheets a study has, in order, each with what it says and how it is written."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from scr_mine.facts import Row, Table
from scr_mine.inert import clean
from scr_mine.report.formats.shown import figure, told_rightly
from scr_mine.report.workbook import about, grouped, lists, tables
from scr_mine.report.workbook.leaf import Leaf
from scr_mine.report.workbook.tables import Look
from scr_mine.study import Study

#: Up to so many reviews have a column each; with more, columns are groups and a list has them.
MOST_COLUMNS = 200
#: More repeats than a person goes through are left to the table that `repeats` writes.
MOST_REPEATS = 20_000
#: Colours of tabs: tables, comparisons, what stands behind them.
TABLES, COMPARED, BEHIND = "#1F3864", "#2E75B6", "#7F7F7F"
VIEWS = {"lessons": "Lessons", "features": "Case features"}
SHORT = {"lessons": "Lessons", "features": "Features"}
RATE = "correction-rate"
NOT_MADE = "This table was not made."
EMPTY = "Nothing stands in this table."

#: Writes a sheet; returns how many lines did not fit on it.
Write = Callable[[Leaf], int]


@dataclass(frozen=True, kw_only=True)
class Part:
    """A sheet: its name, what it says, the colour of its tab, and what writes it.

    Without `write` there is no such sheet, and `says` gives the reason.
    """

    name: str
    says: str
    tab: str = TABLES
    write: Write | None = None


def parts(study: Study) -> list[Part]:
    """The sheets of tables, and of what stands behind them, but for those of passages."""
    made: list[Part] = []
    for view in VIEWS:
        made += _matrices(study, view)
    for view in VIEWS:
        made.append(_compared(study, view))
    for view in VIEWS:
        made.append(_table(study, f"{view}-by-year", f"{SHORT[view]} by year", YEARS, COMPARED))
    for view in VIEWS:
        made += _together(study, view)
    if RATE in study.tables:
        made += _checked(study)
    made.append(_asked(study, "recommendations-by-remedy", "Remedies", REMEDIES))
    made.append(_asked(study, "recommendations-by-agency", "Agencies", AGENCIES))
    made.append(_table(study, "features-beside-published", "Beside published", BESIDE, COMPARED))
    return made


def behind(study: Study) -> Iterator[Part]:
    """The sheets on what was read and by what rules."""
    yield _list("Reviews", REVIEWS, about.review_heads(study), lambda: about.review_lines(study))
    look = Look(group="Where", most=MOST_REPEATS, rest=REST)
    yield _table(study, "repeats", "Repeats", REPEATS, BEHIND, look)
    if study.readings or study.failures:
        yield _list(
            "Reading report", READING, about.READING_HEADS, lambda: about.reading_lines(study)
        )
    else:
        yield Part(name="Reading report", says=NO_READING)
    yield _list(
        "Codebook",
        CODEBOOK,
        about.CODEBOOK_HEADS,
        lambda: about.codebook_lines(study.codebook),
        pinned=3,
    )
    yield Part(name="Model card", says=CARD, tab=BEHIND, write=partial(_card, study.card))


def _matrices(study: Study, view: str) -> Iterator[Part]:
    """Themes by reviews, or with very many reviews by groups, and a list of them."""
    table, found = study.tables.get(view), grouped.by_groups(study, view)
    name, short = VIEWS[view], f"{SHORT[view]} by group"
    if table is None:
        yield Part(name=name, says=study.missing.get(view, NOT_MADE))
        return
    many = grouped.reviews_beside(table) > MOST_COLUMNS
    if not many:
        yield Part(name=name, says=MATRIX[view], write=_writing(study, view, upright=True))
    if found is not None:
        by_group, over = found
        look = Look(upright=True, over=over)
        yield Part(
            name=name if many else short,
            says=f"{MATRIX[view].partition(':')[0]}: {GROUPS}" if many else GROUPS,
            write=partial(tables.write, table=by_group, look=look),
        )
    if many:
        yield _list(
            f"{SHORT[view]} by review", LONG, grouped.LONG_HEADS, partial(grouped.long, table), 2
        )


def _writing(study: Study, name: str, *, upright: bool = False, group: str = "Family") -> Write:
    look = Look(group=group, upright=upright)
    return partial(tables.write, table=study.tables[name], look=look)


def _compared(study: Study, view: str) -> Part:
    name = f"{view}-compared-by-scope"
    return _table(study, name, f"{SHORT[view]} compared", COMPARISON, COMPARED)


def _checked(study: Study) -> Iterator[Part]:
    """What the rates come to when people's corrections are taken into account."""
    for view in VIEWS:
        for kind, says in (("passages", CORRECTED), ("reviews", CORRECTED_REVIEWS)):
            name = f"{SHORT[view]} corrected, {kind}"
            yield _table(study, f"{view}-corrected-{kind}", name, says, COMPARED)
    yield _table(study, RATE, "Correction rate", HOW_OFTEN, COMPARED)


def _together(study: Study, view: str) -> Iterator[Part]:
    name = f"{view}-together"
    if name in study.tables:
        write = _writing(study, name, upright=True)
        yield Part(name=f"{SHORT[view]} together", says=TOGETHER, tab=COMPARED, write=write)
    else:
        yield _table(study, name, f"{SHORT[view]} together", TOGETHER, COMPARED)
    yield _pairs(study, f"{view}-pairs", f"{SHORT[view]} pairs", f"{SHORT[view]} together")


def _pairs(study: Study, table: str, name: str, counts: str) -> Part:
    """The sheet of pairs, unless nothing is said of any: `counts` shows how often they meet."""
    made = study.tables.get(table)
    if made and all(map(_untested, made.rows)):
        return Part(name=name, says=f"{_first(made)} {NO_PAIRS.format(counts)}")
    return _table(study, table, name, PAIRS, COMPARED)


def _first(table: Table) -> str:
    """What stands first below a table, which says of an empty one why it is."""
    return clean(table.footer[0]) if table.footer else EMPTY


def _untested(pair: Row) -> bool:
    return "p" in pair.cells and figure(pair.cells["p"]) is None


def _asked(study: Study, table: str, name: str, says: str) -> Part:
    """A sheet of recommendations, with how well they are told."""
    told = told_rightly(study.tables[table]) if table in study.tables else ""
    return _table(study, table, name, f"{says} {told}".strip())


def _table(
    study: Study, table: str, name: str, says: str, tab: str = TABLES, look: Look | None = None
) -> Part:
    if table not in study.tables:
        return Part(name=name, says=study.missing.get(table, NOT_MADE))
    made = study.tables[table]
    if not made.rows:
        return Part(name=name, says=_first(made))
    write = partial(tables.write, table=made, look=look)
    return Part(name=name, says=says, tab=tab, write=write)


def _list(
    name: str,
    says: str,
    heads: Sequence[lists.Head],
    lines: Callable[[], Iterator[lists.Line]],
    pinned: int = 1,
) -> Part:
    def write(leaf: Leaf) -> int:
        return lists.write(leaf, heads, lines(), pinned=pinned)

    return Part(name=name, says=says, tab=BEHIND, write=write)


def _card(markdown: str, leaf: Leaf) -> int:
    about.card(leaf, markdown)
    return 0


MATRIX = {
    "lessons": "What the reviews say about practice: every theme in every review.",
    "features": "What the reviews record about children and families: themes in every review.",
}
GROUPS = "in how many reviews of each scope, period, kind, board and role a theme is present."
LONG = "A line for every theme and review with passages on it; the rest have none."
COMPARISON = (
    "Local and national reviews: rates, their difference with a range, and what may be said. "
    "Rows in bold differ by more than chance."
)
CORRECTED = (
    "Shares of passages as marked, and as they come to when what people found wrong in a sample is "
    "put right, with ranges."
)
CORRECTED_REVIEWS = "The same as shares of reviews: a rough guide."
HOW_OFTEN = "On what share of the passages people changed the machine's marks."
YEARS = "In how many reviews of each year a theme is present."
TOGETHER = "Two themes in one review: every theme against every other."
PAIRS = "The same pair by pair: met more often than by chance, or not."
NO_PAIRS = "How often two themes meet is on the sheet {}."
REMEDIES = "What recommendations on each theme ask for."
AGENCIES = "Whom recommendations on each theme are made to."
BESIDE = "Our shares beside published national figures, with their sources."
REVIEWS = "Which reviews these are, and how many passages of each role they have."
REST = "`scr-mine repeats` lists them all."
REPEATS = "Passages that say the same as another; each text is counted once."
READING = "What was read of each file, and what was left out."
NO_READING = "The tables were made from tagged passages; what was read of the files is not at hand."
CODEBOOK = "What each theme and role means: when to code it and when not."
CARD = "What the model is, what it learnt from, how good it is, what it must not be used for."
