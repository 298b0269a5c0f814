"""What the guard says of a whole study, and a study without the text of any passage."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from scr_mine.records import ReadingReport, Review, TaggedPassage
from scr_mine.report.formats.markdown import escaped
from scr_mine.report.guard.suppression import suppressed
from scr_mine.report.guard.suspects import Kind, suspects
from scr_mine.study import Study


@dataclass(frozen=True, kw_only=True)
class Warned:
    """A passage in which something is suspected: its id, where it stands, and what; no text."""

    id: str
    citation: str
    kinds: tuple[Kind, ...]

    def __str__(self) -> str:
        return f"{self.citation} ({' and '.join(self.kinds)}; {self.id})"


def suspected(study: Study) -> Iterator[Warned]:
    """The passages in which a person could be named, in their order."""
    for p in study.passages():
        where = place(p.review, p.document)
        found = warned(p.id, p.text, where, page=p.page, paragraph=p.paragraph)
        if found:
            yield found


def place(review: Review, document: str | None) -> str:
    """Where a person looks a passage up: the review, and of several files which."""
    return document if document and len(review.files) > 1 else review.review_id


def warned(
    passage: str, text: str, where: str, *, page: int | None, paragraph: str | None
) -> Warned | None:
    """What is suspected in the text of a passage with this id, there; None if nothing is.

    It says where the passage stands without its heading, in which a name could be as well.
    """
    kinds = tuple(dict.fromkeys(suspect.kind for suspect in suspects(text)))
    if not kinds:
        return None
    parts = [where]
    if page is not None:
        parts.append(f"page {page}")
    if paragraph:
        parts.append(f"para. {paragraph}")
    return Warned(id=passage, citation=", ".join(parts), kinds=kinds)


def warnings(study: Study) -> tuple[str, ...]:
    """A line on each passage in which a person could be named; none holds any of its text."""
    return tuple(map(str, suspected(study)))


def as_markdown(found: Sequence[str]) -> str:
    """The lines of `warnings` as a list for a person to go through."""
    head = [
        "# Check before sharing",
        "",
        "In these passages a person's name, a full date of birth or an address is suspected. Look "
        "at each before a quotation leaves your organisation. Names that stand alone are not "
        "found, nor are initials.",
        "",
    ]
    return "\n".join([*head, *(f"- {escaped(line)}" for line in found), ""])


def printed(study: Study, *, quotes: bool, least: int) -> Study:
    """The study as it may be printed: without quotations, or small counts, where so asked."""
    shown = study if quotes else without_quotes(study)
    return suppressed(shown, least) if least > 1 else shown


def without_quotes(study: Study) -> Study:
    """The same study without the text of any passage, or of what was read beside passages.

    No table holds text of a passage; headings, which citations use, stay.
    """
    return replace(
        study,
        passages=partial(_emptied, study.passages),
        readings=tuple(map(_without_examples, study.readings)),
        quotes=False,
    )


def _emptied(passages: Callable[[], Iterator[TaggedPassage]]) -> Iterator[TaggedPassage]:
    return (replace(p, text="", start=None, end=None, evidence=()) for p in passages())


def _without_examples(report: ReadingReport) -> ReadingReport:
    return replace(report, dropped=tuple(replace(d, example="") for d in report.dropped))
