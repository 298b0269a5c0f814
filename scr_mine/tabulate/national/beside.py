"""Our counts of case features beside published national figures, where that is legitimate.

The rules are those of docs/published-figures.md: case features only, reviews of one case only, one
nation and one population, the nearest period, both denominators, and never a test.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from scr_mine.errors import InputError, UsageError
from scr_mine.facts import Cell, Column, Row, Table
from scr_mine.records import PERCENT_FROM, VIEW_ROLES
from scr_mine.tabulate.counts import Counts
from scr_mine.tabulate.footnotes import footnotes, listed
from scr_mine.tabulate.intervals import wilson
from scr_mine.tabulate.national.frame import Frame, frame_of
from scr_mine.tabulate.national.published import PublishedFigure
from scr_mine.tabulate.rows import themes_of
from scr_mine.tabulate.rule import Presence, Rule, presence
from scr_mine.themes import Codebook

VIEW = "features"
REFUSED = "Not set beside ours"
TOO_FEW = f"fewer than {PERCENT_FROM} reviews"
NOT_COMPARED = "not compared"
#: Printed in place of the sentence that there are no percentages, as the published ones stand.
OURS_TOO_FEW = (
    "Fewer than ten reviews of yours, so your counts stand without percentages; the percentages "
    "here are those that were published."
)
CAUTION = (
    "National: recorded as present by researchers reading the report. Ours: enough passages "
    "labelled by this tool. These are not the same measurement, so a difference between them "
    "is not a finding."
)
PART = "'part': the figure counts something other than the theme, or other cases; see its note."
#: After `Ours`, in the order in which they are wanted where there is no room for all.
_COLUMNS = (
    Column(id="published", label="Published", measure="share"),
    *(
        Column(id=key, label=label, measure="words")
        for key, label in (
            *(("base", "Published: of how many"), ("factor", "Published: what was counted")),
            *(("period", "Period"), ("comparable", "Comparable")),
        )
    ),
    Column(id="low", label="Ours: from (95%)", measure="share"),
    Column(id="high", label="Ours: to (95%)", measure="share"),
    *(
        Column(id=key, label=label, measure="words")
        for key, label in (
            *(("note", "Note"), ("others", "Other periods"), ("population", "Population")),
            *(("source", "Source"), ("seen", "Seen"), ("url", "Where")),
        )
    ),
)
_SEEN = {"primary": "", "secondary": " (as quoted elsewhere)"}


def beside(
    counts: Counts,
    codebook: Codebook,
    *,
    figures: Sequence[PublishedFigure],
    view: str = VIEW,
    rule: Rule | None = None,
    nation: str | None = None,
    population: str | None = None,
) -> Table:
    """In how many of our reviews each case feature is present, and what was published of it.

    Only reviews of one case are counted; unless a `nation` is named, the figures are those of the
    nation that most of them are of, and reviews of other nations are not counted. `population` is
    by default the one with the most comparable figures. A row is a theme and one figure of it; a
    theme whose figures do not fit, and a figure that is not comparable, have none, and say why.
    Raises UsageError for any view but features and InputError where nothing can be set beside.
    """
    if view != VIEW:
        raise UsageError(
            "Published figures are of case features and are never set beside lessons; "
            "ask for the view 'features'."
        )
    shown = themes_of(codebook, "features")
    ids = {theme.id for theme in shown}
    usable = [f for f in figures if f.comparable != "no" and f.theme in ids]
    if not usable:
        raise InputError("None of the published figures is of a case feature of this codebook.")
    frame = frame_of(counts, usable, nation, population)
    rule = rule or Rule()
    found = presence(frame.cases, VIEW_ROLES[VIEW], rule)
    families = {family.id: family.label for family in codebook.families}
    rows = [
        row
        for theme in shown
        if any(figure.theme == theme.id for figure in usable)
        for row in _theme_rows(theme.id, theme.label, families[theme.family], frame, found)
    ]
    refused = [f for f in figures if f.comparable == "no" and f.nation == frame.nation]
    rows += [_refused(number, figure) for number, figure in enumerate(refused, 1)]
    n = len(frame.cases.reviews)
    return Table(
        id="features-beside-published",
        title="Case features beside published national figures",
        head="Theme",
        columns=(Column(id="reviews", label="Ours", measure="reviews", n=n), *_COLUMNS),
        rows=tuple(rows),
        n=n,
        footer=(
            *footnotes(frame.cases, VIEW_ROLES[VIEW], rule, few=OURS_TOO_FEW),
            *_footer(frame),
            *_sources(rows),
        ),
    )


def _theme_rows(theme: str, label: str, family: str, frame: Frame, found: Presence) -> list[Row]:
    ours = _ours(theme, frame, found)
    mine = [figure for figure in frame.figures if figure.theme == theme]
    fitting = [figure for figure in mine if frame.fits(figure)]
    if not fitting:
        reason = f"published only for {'; '.join(sorted(set(map(_cases, mine))))}"
        cells = {**ours, **_blank(reason), "note": Cell(value=reason)}
        return [Row(id=theme, label=label, group=family, cells=cells)]
    years = [r.year for r in frame.cases.reviews.values() if r.year]
    nearest = min(fitting, key=lambda f: (f.comparable != "yes", _distance(f, years), -f.last))
    others = ", ".join(sorted({f.period for f in fitting} - {nearest.period}))
    alike = (nearest.period, nearest.comparable)
    same = _said_once(f for f in fitting if (f.period, f.comparable) == alike)
    return [
        Row(
            id=theme if i == 1 else f"{theme}/{i}",
            label=label if len(same) == 1 else f"{label}: {figure.factor}",
            group=family,
            cells={**ours, **_theirs(figure), "others": Cell(value=others)},
        )
        for i, figure in enumerate(same, 1)
    ]


def _said_once(figures: Iterable[PublishedFigure]) -> list[PublishedFigure]:
    """Figures that differ in nothing but what was counted become one that names all of that."""
    alike: dict[PublishedFigure, list[str]] = {}
    for figure in figures:
        alike.setdefault(replace(figure, factor=""), []).append(figure.factor)
    return [
        replace(figure, factor="; the same figure for: ".join(factors))
        for figure, factors in alike.items()
    ]


def _distance(figure: PublishedFigure, years: Sequence[int]) -> float:
    """How many years our reviews lie outside the period, on average."""
    gaps = [max(figure.first - year, year - figure.last, 0) for year in years]
    return sum(gaps) / len(gaps) if gaps else 0.0


def _ours(theme: str, frame: Frame, found: Presence) -> dict[str, Cell]:
    having, n = found.reviews_with(theme), len(frame.cases.reviews)
    marks = [mark for review in having for mark in found.marks[theme][review]]
    ids = tuple(mark.passage for mark in marks)
    strongest = max((mark.probability for mark in marks), default=None)
    low, high = wilson(len(having), n) if n >= PERCENT_FROM else (None, None)
    note = TOO_FEW if low is None else ""
    return {
        "reviews": Cell(value=len(having), of=n, passages=ids, strongest=strongest),
        "low": Cell(value=low, note=note),
        "high": Cell(value=high, note=note),
    }


def _theirs(figure: PublishedFigure) -> dict[str, Cell]:
    """A published figure with all that must stand beside it."""
    few = figure.denominator is not None and figure.denominator < PERCENT_FROM
    # What is different is a note on the figure itself, so that it is read wherever that stands.
    part = figure.note if figure.comparable == "part" else ""
    return {
        "published": Cell(
            value=None if few else figure.share, note=TOO_FEW if few else _sentence(part)
        ),
        "base": Cell(value=_base(figure)),
        "comparable": Cell(value=figure.comparable),
        **_said_of(figure),
        "note": Cell(value=figure.note),
    }


def _said_of(figure: PublishedFigure) -> dict[str, Cell]:
    words = {key: getattr(figure, key) for key in ("factor", "period", "source", "seen", "url")}
    words["population"] = _cases(figure)
    return {key: Cell(value=value) for key, value in words.items()}


def _base(figure: PublishedFigure) -> str:
    if figure.denominator is None:
        return f"not stated ({figure.unit})"
    counted = "" if figure.numerator is None else f"{figure.numerator} of "
    return f"{counted}{figure.denominator} ({figure.unit})"


def _refused(number: int, figure: PublishedFigure) -> Row:
    """A figure that must not be compared: what it is and why, without any number."""
    reason = figure.note or "no theme of the codebook is the same"
    withheld = {key: Cell(value=None, note=NOT_COMPARED) for key in ("reviews", "low", "high")}
    said = {**_blank(reason), **_said_of(figure), "comparable": Cell(value="no")}
    return Row(
        id=f"refused/{number}",
        label=figure.factor,
        group=REFUSED,
        cells={**withheld, **said, "note": Cell(value=reason)},
    )


def _blank(reason: str) -> dict[str, Cell]:
    """The cells of a published figure that is not given."""
    cells = {column.id: Cell(value="") for column in _COLUMNS if column.measure == "words"}
    return {**cells, "published": Cell(value=None, note=reason)}


def _footer(frame: Frame) -> tuple[str, ...]:
    years = any(review.year for review in frame.cases.reviews.values())
    fitting = [figure for figure in frame.figures if frame.fits(figure)]
    if not fitting:
        return (f"There is no published figure for {frame.nation}; name another nation.", CAUTION)
    chosen = "nearest to the years of these reviews" if years else "latest, as no year is known"
    lines = [
        f"Published: {frame.population}, {frame.nation}. Of several figures one that is fully "
        f"comparable is taken first, then the one {chosen}.",
        CAUTION,
    ]
    if any(figure.comparable == "part" for figure in fitting):
        lines.append(PART)
    if len(frame.cases.reviews) >= PERCENT_FROM:
        lines.append("From and to: the 95% interval of our share (Wilson).")
    return (*lines, *_nations(frame))


def _sources(rows: Sequence[Row]) -> tuple[str, ...]:
    """Where the percentages in the table are from, as the column of sources may not be seen."""
    shown = [row.cells for row in rows if row.cells["published"].value is not None]
    named = {f"{cells['source'].value}{_SEEN[str(cells['seen'].value)]}" for cells in shown}
    return (f"Published percentages are from: {'; '.join(sorted(named))}.",) if named else ()


def _sentence(words: str) -> str:
    return f"{words.rstrip('.')}." if words else ""


def _nations(frame: Frame) -> list[str]:
    """What is to be said where our reviews are not all known to be of the figures' nation."""
    nations = [review.nation for review in frame.cases.reviews.values()]
    stated = sorted({nation for nation in nations if nation})
    lines = []
    if any(nation != frame.nation for nation in stated):
        lines.append(
            f"Our reviews are of {listed(stated)}, the published figures of {frame.nation}."
        )
    if unknown := nations.count(None):
        lines.append(f"Reviews whose nation is not stated: {unknown} of {len(nations)}.")
    return lines


def _cases(figure: PublishedFigure) -> str:
    return f"{figure.population}, {figure.nation}"
