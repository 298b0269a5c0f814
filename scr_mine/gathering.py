"""From counted passages to a study: every table that a report needs, made once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from scr_mine import __version__, counting, folder, ledger, models
from scr_mine.cases import in_case_order
from scr_mine.errors import InputError
from scr_mine.facts import Table
from scr_mine.records import ReadingReport, TaggedPassage, View
from scr_mine.study import Chosen, Study
from scr_mine.tabulate import cooccurrence, trend
from scr_mine.tabulate.asked import recommendations
from scr_mine.tabulate.comparing import compare, picture
from scr_mine.tabulate.counts import Counts
from scr_mine.tabulate.groups import group_of
from scr_mine.tabulate.national import beside, published
from scr_mine.tabulate.once import repeats
from scr_mine.tabulate.once.repeats import Once
from scr_mine.tabulate.rule import Rule
from scr_mine.tabulate.theme_table import theme_table
from scr_mine.themes import Codebook

VIEWS: tuple[View, ...] = ("lessons", "features")
#: Fields that tables are made by, where the reviews differ in them.
GROUPED_BY = ("scope", "board", "period", "kind", "nation")
#: No table has a column for each of more groups than this.
MOST_GROUPS = 40
#: Local reviews that are each set beside the national ones; with more, the command does it.
MOST_PICTURES = 40
LOCAL, NATIONAL = "local", "national"

_Make = Callable[[], Table]


@dataclass(frozen=True, kw_only=True)
class About:
    """What is known of how passages came about, where a run has just made them."""

    verdicts: Mapping[str, str]
    readings: tuple[ReadingReport, ...] = ()
    failures: tuple[str, ...] = ()
    card: str = ""


def about(paths: Sequence[Path], found: Once) -> About:
    """What the runs in these output folders recorded, and the card of the one model used."""
    readings, failures = folder.readings_in(paths)
    marked = list(found.counts.models)
    return About(
        verdicts=counting.verdicts(paths, found),
        readings=readings,
        failures=failures,
        card=models.card_of(marked[0]) if len(marked) == 1 else "",
    )


def gathered(
    found: Once,
    passages: Callable[[], Iterator[TaggedPassage]],
    codebook: Codebook,
    about: About,
    *,
    rule: Rule | None = None,
    once: str = "everywhere",
) -> Study:
    """Make all tables of what was `found`; a table that cannot be made is missing, with the reason.

    `passages` gives the same passages anew at every call. `once` is how `found` was counted.
    """
    rule, counts = rule or Rule(), found.counts

    chosen = Chosen(read=passages, reviews=frozenset(counts.reviews))
    again = {}
    if once != "never":
        again = repeats.as_mapping(found.repeats, within_only=once == "within")
    tables: dict[str, Table] = {}
    missing: dict[str, str] = {}
    for name, make in (
        *_themes(counts, codebook, rule, about.verdicts),
        *_asked(counts, codebook, chosen, again),
        ("features-beside-published", lambda: _beside(counts, codebook, rule)),
        *_pictures(counts, codebook, rule),
        ("repeats", lambda: repeats.as_table(found.repeats, counts.reviews, found.same_reports)),
    ):
        try:
            tables[name] = ledger.marked(make(), codebook.ledger)
        except InputError as error:
            missing[name] = str(error)
    return Study(
        reviews=tuple(in_case_order(counts.reviews)),
        codebook=codebook,
        tables=tables,
        missing=missing,
        passages=chosen,
        rule=asdict(rule),
        sizes={key: dict(sizes) for key, sizes in counts.passages.items()},
        models=tuple(sorted(counts.models)),
        version=__version__,
        repeats=again,
        verdicts=about.verdicts,
        readings=about.readings,
        failures=about.failures,
        card=about.card,
    )


def _themes(
    counts: Counts, codebook: Codebook, rule: Rule, verdicts: Mapping[str, str]
) -> Iterator[tuple[str, _Make]]:
    """The tables of themes, view by view; each is made when it is asked for."""
    fields = [field for field in GROUPED_BY if 1 < len(_groups(counts, field)) <= MOST_GROUPS]
    for view in VIEWS:
        yield view, _by(counts, codebook, view, "review", rule, verdicts)
        for by in ("role", *fields):
            yield f"{view}-by-{by}", _by(counts, codebook, view, by, rule, verdicts)
        yield f"{view}-compared-by-scope", _compared(counts, codebook, view, rule)
        yield f"{view}-by-year", _trend(counts, codebook, view, rule)
        yield f"{view}-together", _together(counts, codebook, view, rule)
        yield f"{view}-pairs", _pairs(counts, codebook, view, rule)


def _by(
    counts: Counts,
    codebook: Codebook,
    view: View,
    by: str,
    rule: Rule,
    verdicts: Mapping[str, str],
) -> _Make:
    return lambda: theme_table(counts, codebook, view=view, by=by, rule=rule, verdicts=verdicts)


def _compared(counts: Counts, codebook: Codebook, view: View, rule: Rule) -> _Make:
    return lambda: compare.compare(counts, codebook, view=view, between="scope", rule=rule)


def _trend(counts: Counts, codebook: Codebook, view: View, rule: Rule) -> _Make:
    return lambda: trend.trend(counts, codebook, view=view, rule=rule, marked_by=counts.tagged_by)


def _together(counts: Counts, codebook: Codebook, view: View, rule: Rule) -> _Make:
    return lambda: cooccurrence.cooccurrence(counts, codebook, view=view, rule=rule)


def _pairs(counts: Counts, codebook: Codebook, view: View, rule: Rule) -> _Make:
    return lambda: cooccurrence.pairs(counts, codebook, view=view, rule=rule)


def _asked(
    counts: Counts,
    codebook: Codebook,
    passages: Callable[[], Iterator[TaggedPassage]],
    again: Mapping[str, str],
) -> Iterator[tuple[str, _Make]]:
    """The two tables of recommendations, which are made together."""

    @cache
    def made() -> tuple[Table, Table]:
        return recommendations.both(passages(), counts, codebook, repeats=again)

    yield "recommendations-by-remedy", lambda: made()[0]
    yield "recommendations-by-agency", lambda: made()[1]


def _beside(counts: Counts, codebook: Codebook, rule: Rule) -> Table:
    return beside.beside(
        counts, codebook, figures=published.published(codebook=codebook), rule=rule
    )


def _pictures(counts: Counts, codebook: Codebook, rule: Rule) -> Iterator[tuple[str, _Make]]:
    """Each local review beside the national ones, unless there are too many to look at."""
    members = _groups(counts, "scope")
    ours = members.get(LOCAL, []) if NATIONAL in members else []
    if len(ours) > MOST_PICTURES:
        return
    for review in ours:
        for view in VIEWS:
            yield f"{view}-of-{review}", _picture(counts, codebook, view, review, rule)


def _picture(counts: Counts, codebook: Codebook, view: View, review: str, rule: Rule) -> _Make:
    return lambda: picture.picture(
        counts, codebook, view=view, review_id=review, against=NATIONAL, rule=rule
    )


def _groups(counts: Counts, field: str) -> dict[str, Sequence[str]]:
    members: dict[str, list[str]] = {}
    for key, review in counts.reviews.items():
        members.setdefault(group_of(review, field), []).append(key)
    return dict(members)
