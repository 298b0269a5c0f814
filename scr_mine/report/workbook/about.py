"""What stands behind the tables: reviews, what was read of their files, codebook, model card."""

import re
from collections.abc import Iterator, Sequence

from scr_mine.cases import case_name
from scr_mine.records import ReadingReport
from scr_mine.report.workbook.leaf import NAVY, RIGHT, SHADE, SIDE, WRAP, Leaf, height
from scr_mine.report.workbook.lists import Head, Line
from scr_mine.study import Study
from scr_mine.themes import Codebook

READING_HEADS = (
    Head(words="File", width=36),
    Head(words="Read", width=9),
    Head(words="Format", width=9),
    Head(words="Pages", width=8, form="0"),
    Head(words="Pages without text", width=18),
    Head(words="Pages with columns", width=18),
    Head(words="Tables", width=8, form="0"),
    Head(words="Passages", width=10, form="0"),
    Head(words="Lines left out", width=10, form="0"),
    Head(words="What was left out, how often, for example", width=56),
    Head(words="Notes", width=60),
)
CODEBOOK_HEADS = (
    Head(words="What", width=10),
    Head(words="id", width=26),
    Head(words="Label", width=30),
    Head(words="Family", width=20),
    Head(words="Kind", width=16),
    Head(words="Definition", width=48),
    Head(words="When to code it", width=56),
    Head(words="When not", width=56),
    Head(words="Words that often signal it", width=44),
)
_REVIEW_HEADS = (
    Head(words="Review", width=46),
    Head(words="review_id", width=36),
    Head(words="Board", width=40),
    Head(words="Label", width=22),
    Head(words="Year", width=8, form="0"),
    Head(words="Scope", width=10),
    Head(words="Nation", width=12),
    Head(words="Kind", width=17),
    Head(words="Files", width=42),
    Head(words="Source", width=30),
    Head(words="Licence", width=22),
    Head(words="Read off the title page or folder", width=28),
)
#: Widths of the model card: its text, and the columns of its tables.
CARD_WIDTHS = (42, 14, 14, 14, 14, 14)
NO_CARD = "The model card is not at hand: passages of several models, or a model that is not here."
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_RULE = re.compile(r"\|[\s:|-]+\|")


def review_heads(study: Study) -> tuple[Head, ...]:
    """Heads of the list of reviews, the last of them the roles of passages."""
    roles = (Head(words=f"Passages: {role}", width=18, form="0") for role in _roles(study))
    return (*_REVIEW_HEADS, *roles)


def review_lines(study: Study) -> Iterator[Line]:
    """A line for each review, with how many passages of each role it has, each text once."""
    for review in study.reviews:
        sizes = study.sizes.get(review.review_id, {})
        yield (
            case_name(review),
            review.review_id,
            review.board or "",
            review.label or "",
            review.year,
            review.scope or "",
            review.nation or "",
            review.kind or "",
            "; ".join(review.files),
            review.source or "",
            review.licence or "",
            ", ".join(review.inferred),
            *(sizes.get(role, 0) for role in _roles(study)),
        )


def reading_lines(study: Study) -> Iterator[Line]:
    """What could not be read first, then each file."""
    for failure in study.failures:
        yield ("", "no", *[""] * 8, failure)
    for report in study.readings:
        yield _file(report)


def codebook_lines(codebook: Codebook) -> Iterator[Line]:
    """Families, themes and roles, a line each."""
    families = {family.id: family.label for family in codebook.families}
    for theme in codebook.themes:
        yield (
            "theme",
            theme.id,
            theme.label,
            families.get(theme.family, theme.family),
            theme.kind,
            theme.definition,
            theme.include,
            theme.exclude,
            "; ".join(theme.indicators),
        )
    for role in codebook.roles:
        yield ("role", role.id, role.label, "", "", role.definition, "", "", role.signs)
    for family in codebook.families:
        yield ("family", family.id, family.label, "", "", family.definition, "", "", "")


def card(leaf: Leaf, markdown: str) -> None:
    """The model card, a line of it a row; the tables in it have their numbers as numbers."""
    for place, width in enumerate(CARD_WIDTHS):
        leaf.sheet.set_column(place, place, width)
    at, head = 0, False
    for line in (markdown or NO_CARD).splitlines():
        if _RULE.fullmatch(line.strip()):
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            at, head = _sentence(leaf, at, line), True
            continue
        _card_row(leaf, at, cells[: len(CARD_WIDTHS)], head=head)
        at, head = at + 1, False
    leaf.printed((0, 0), (max(at - 1, 0), len(CARD_WIDTHS) - 1))


def _sentence(leaf: Leaf, at: int, line: str) -> int:
    """A heading or a sentence of the card, across its columns; returns the next row."""
    marks, _, title = line.partition(" ")
    if marks and not marks.strip("#"):
        size = 15 if marks == "#" else 12
        return leaf.sentences(at, [title], CARD_WIDTHS, bold=True, font_size=size, font_color=NAVY)
    said = f"• {line[2:]}" if line.startswith("- ") else line
    return leaf.sentences(at, [said], CARD_WIDTHS)


def _card_row(leaf: Leaf, at: int, cells: Sequence[str], *, head: bool) -> None:
    look = {"bold": True, "bg_color": SHADE} if head else {}
    leaf.sheet.set_row(at, height(cells, CARD_WIDTHS[: len(cells)]))
    for place, cell in enumerate(cells):
        if _NUMBER.fullmatch(cell):
            decimals = len(cell.partition(".")[2])
            form = f"0.{'0' * decimals}" if decimals else "0"
            leaf.number(at, place, float(cell), leaf.looks(num_format=form, **RIGHT))
        else:
            leaf.text(at, place, cell, **{**WRAP, **look, **(SIDE if place else {})})


def _file(report: ReadingReport) -> Line:
    left_out = [
        f"{dropped.what} ({dropped.count})" + (f": {dropped.example}" if dropped.example else "")
        for dropped in report.dropped
    ]
    return (
        report.file,
        "yes",
        report.format.upper(),
        report.pages,
        ", ".join(map(str, report.pages_without_text)),
        ", ".join(map(str, report.columns)),
        report.tables,
        report.passages,
        sum(dropped.count for dropped in report.dropped),
        "; ".join(left_out),
        " ".join(report.notes),
    )


def _roles(study: Study) -> list[str]:
    return [role.id for role in study.codebook.roles]
