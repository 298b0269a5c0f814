"""The first sheet: what the workbook is, where things are, how to read them, what to beware of."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from scr_mine.records import VIEW_ROLES
from scr_mine.report.formats.xlsx import MAX_ROWS
from scr_mine.report.workbook.leaf import HEAD, LINK, NAVY, TITLE, WRAP, Leaf, height
from scr_mine.report.workbook.plan import Part
from scr_mine.study import Study

NAME = "Read me"
#: Widths of names of sheets and of what is said of them.
WIDTHS = (22, 100)
HOW = (
    "The unit counted is the review, never the passage: '12 of 30' means 12 of 30 reviews.",
    "Lessons are what reviews say about practice (findings, recommendations, good practice). Case "
    "features are what they record about children and families. The two are kept apart.",
    "A cell that reads '12 of 30' holds the number 12; the words are its format, so that it can be "
    "sorted, filtered and charted.",
    "In a review's own column, ● and a number: the theme counts as present, in that many passages. "
    "A number in brackets: passages carry the theme, but too few or too weakly to count. 0: none.",
    "[1] after a figure, or in its place, refers to a note below the table.",
    "Arrows in the heads filter and sort.",
)
BEHIND = "Behind every number stand passages: on the sheet Passages filter by review and theme."
VERDICTS = {
    "usable": "the model marks this theme well enough to count.",
    "weak": "read the passages before a count is used.",
    "not to be automated": "for finding passages to read, not for counting. Shown in italics.",
    "too little evidence": "too few labelled passages to judge the model by. Shown in italics.",
    "not known": "no verdict on the model's marks is at hand.",
}
CAUTIONS = (
    "A machine's marks can be wrong, either way. No figure here allows for that.",
    "Reviews are written about cases that went wrong. They are no sample of families, and no count "
    "says how common something is, or what causes harm.",
    "A theme that a review does not mention may still have been there.",
    "Groups of reviews differ in kind, length and date. A difference between them is not yet one "
    "between services or cases.",
    "Nothing here is a finding of fact about a child, a family, a worker or an agency.",
)
CHECKING = (
    "On the sheet Checking choose from the lists in the coloured columns; `scr-mine labels import` "
    "reads them. Its passages are chosen to find faults, so no rate may be worked out from them.",
)
NO_QUOTES = "The text of passages is left out on purpose; their citations say where it stands."
WITHHELD = (
    "Small numbers are withheld: counts of fewer than {} reviews, and others from which they could "
    "be worked out. The themes of single passages are left out for the same reason."
)


def write(leaf: Leaf, study: Study, parts: Sequence[Part], left_out: dict[str, int]) -> None:
    """Write it, last of all: `left_out` says how many lines did not fit, by sheet."""
    for place, width in enumerate(WIDTHS):
        leaf.sheet.set_column(place, place, width)
    leaf.text(0, 0, title(study), **TITLE)
    at = leaf.sentences(1, list(_what(study)), WIDTHS)
    at = _index(leaf, at + 1, [part for part in parts if part.write])
    missing = [f"{part.name}: {part.says}" for part in parts if part.write is None]
    for head, lines in (
        ("How to read it", HOW if study.least > 1 else (*HOW, BEHIND)),
        ("When a theme counts", _rule(study)),
        ("Verdicts on the model", _verdicts(study)),
        ("Beware", CAUTIONS),
        ("Checking", () if study.least > 1 else CHECKING),
        ("What is not here", [*missing, *_left_out(study, left_out)]),
    ):
        if not lines:
            continue
        at = leaf.sentences(at + 1, [head], WIDTHS, bold=True, font_size=12, font_color=NAVY)
        at = leaf.sentences(at, [f"•  {line}" for line in lines], WIDTHS)
    leaf.sheet.hide_gridlines(2)
    leaf.printed((0, 0), (at - 1, 1))


def title(study: Study) -> str:
    """`Themes of 56 safeguarding reviews`."""
    number = len(study.reviews)
    return f"Themes of {number} safeguarding review{'' if number == 1 else 's'}"


def _what(study: Study) -> Iterator[str]:
    models = ", ".join(study.models) or "a model that is not named"
    yield (
        "Made by a program, not by people reading: it cut the reviews into passages, marked each "
        "with a role and with themes, and counted in how many reviews each theme is present."
    )
    yield f"Reviews: {_spoken(study)}. Marked by {models}; scr-mine {study.version}."
    yield "A machine's marks can be wrong: read the passages before a number is quoted."
    if study.failures:
        yield f"Files that could not be read: {len(study.failures)}; see Reading report."


def _spoken(study: Study) -> str:
    scopes = Counter(review.scope or "of no stated scope" for review in study.reviews)
    years = sorted(review.year for review in study.reviews if review.year)
    parts = ", ".join(f"{number} {scope}" for scope, number in sorted(scopes.items()))
    if not years:
        return f"{parts}; no year known"
    span = f"of {years[0]}" if years[0] == years[-1] else f"of {years[0]} to {years[-1]}"
    return f"{parts}, {span}"


def _index(leaf: Leaf, at: int, parts: Iterable[Part]) -> int:
    for column, words in enumerate(("Sheet", "What it shows")):
        leaf.text(at, column, words, **HEAD)
    for part in parts:
        at += 1
        leaf.sheet.set_row(at, height([part.name, part.says], WIDTHS))
        place = f"internal:'{part.name}'!A1"
        leaf.sheet.write_url(at, 0, place, leaf.looks(**LINK), part.name)
        leaf.text(at, 1, part.says[:1].upper() + part.says[1:], **WRAP)
    return at + 1


def _rule(study: Study) -> Iterator[str]:
    rule = study.rule
    yield (
        f"A theme is present in a review when at least {rule['support']:g} of its counted passages "
        f"and {rule['share']:.0%} of them carry it, or one carries it with a probability of "
        f"{rule['strength']:.2f} or more."
    )
    for view, roles in VIEW_ROLES.items():
        named = "Lessons" if view == "lessons" else "Case features"
        yield f"{named} count passages of these roles: {', '.join(roles)}."
    yield (
        "The share is of more passages in case features than in lessons, so a theme can count "
        "among lessons and not among case features."
    )
    repeats = study.tables.get("repeats")
    where = "; the sheet Repeats lists them" if repeats and repeats.rows else ""
    yield f"A passage that repeats another is counted once{where}."


def _verdicts(study: Study) -> list[str]:
    """What the verdicts mean that stand in some table."""
    used = {
        row.cells["verdict"].value
        for view in VIEW_ROLES
        for row in (study.tables[view].rows if view in study.tables else ())
        if "verdict" in row.cells
    }
    return [f"{word}: {meaning}" for word, meaning in VERDICTS.items() if word in used]


def _left_out(study: Study, left_out: dict[str, int]) -> Iterator[str]:
    if not study.quotes:
        yield NO_QUOTES
    if study.least > 1:
        yield WITHHELD.format(study.least)
    short = [(name, number) for name, number in left_out.items() if number]
    for name, number in short:
        yield (
            f"{name}: {number:,} more lines did not fit; a sheet of Excel holds {MAX_ROWS:,} rows. "
            "The tagged files hold them all."
        )
    if not short:
        yield f"Every list fits: a sheet of Excel holds {MAX_ROWS:,} rows."
    yield "For pictures, and passages one click from their numbers, open report.html."
