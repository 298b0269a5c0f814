"""Every passage with where it stands, what it is and what it is about."""

from collections.abc import Callable, Iterator, Sequence

from scr_mine.cases import case_name
from scr_mine.records import VIEW_ROLES, Review, TaggedPassage
from scr_mine.report.guard import suspects
from scr_mine.report.workbook.lists import Head, Line
from scr_mine.study import Study

HEADS = (
    Head(words="Review", width=32),
    Head(words="File", width=24),
    Head(words="Page", width=7, form="0"),
    Head(words="Paragraph", width=11),
    Head(words="Heading", width=26),
    Head(words="Role", width=16),
    Head(words="Themes", width=34),
    Head(words="Strongest mark", width=11, form="0.00"),
    Head(words="Each mark", width=14),
    Head(words="Text", width=100),
    Head(words="Counted", width=18),
    Head(words="Board", width=42),
    Head(words="Year", width=8, form="0"),
    Head(words="Kind", width=16),
    Head(words="Scope", width=10),
    Head(words="id", width=36),
)
#: The columns up to the text, which is what fits on paper.
PRINTED = 1 + [head.words for head in HEADS].index("Text")
#: Roles that some table counts; of a recommendation, that it is one.
COUNTED_ROLES, ASKED = frozenset(VIEW_ROLES["features"]), "recommendation"
LEFT_OUT = "text left out"
COUNTED = "yes"


def lines(
    study: Study, seen: Callable[[TaggedPassage], None], *, everything: bool = True
) -> Iterator[Line]:
    """A line for each passage, or each that some figure may count; `seen` is told of every one."""
    names: dict[str, tuple[str, str, int | None, str, str]] = {}
    labels = {theme.id: theme.label for theme in study.codebook.themes}
    for passage in study.passages():
        seen(passage)
        if not everything and not _counted(passage):
            continue
        review = passage.review
        if review.review_id not in names:
            names[review.review_id] = _named(review)
        name, board, year, kind, scope = names[review.review_id]
        marks = [passage.probabilities.get(theme) for theme in passage.themes]
        known = [mark for mark in marks if mark is not None]
        first = study.repeats.get(passage.id)
        yield (
            name,
            passage.document or "",
            passage.page,
            passage.paragraph or "",
            heading(passage, study),
            passage.role,
            "; ".join(labels.get(theme, theme) for theme in passage.themes),
            max(known) if known else None,
            _each(marks),
            text(passage, study),
            COUNTED if first is None else f"no: repeats {first}",
            board,
            year,
            kind,
            scope,
            passage.id,
        )


def _counted(passage: TaggedPassage) -> bool:
    return passage.role in COUNTED_ROLES and (bool(passage.themes) or passage.role == ASKED)


def text(passage: TaggedPassage, study: Study) -> str:
    """What a passage says, or that it is left out."""
    return passage.text if study.quotes else LEFT_OUT


def heading(passage: TaggedPassage, study: Study) -> str:
    """The nearest heading; without quotes only where nothing else says where a passage stands."""
    if not passage.headings:
        return ""
    nearest = passage.headings[-1]
    if study.quotes:
        return nearest
    placed = passage.page is not None or passage.paragraph
    return "" if placed or suspects(nearest) else nearest


def _each(marks: Sequence[float | None]) -> str:
    """The probability of each theme, where there are several."""
    several = marks if len(marks) > 1 else ()
    return "; ".join("?" if mark is None else f"{mark:.2f}" for mark in several)


def _named(review: Review) -> tuple[str, str, int | None, str, str]:
    return (
        case_name(review),
        review.board or "",
        review.year,
        review.kind or "",
        review.scope or "",
    )
