"""What the guard says of a whole study, and a study without the text of any passage."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from scr_mine.records import ReadingReport, TaggedPassage
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
    for passage in study.passages():
        kinds = tuple(dict.fromkeys(suspect.kind for suspect in suspects(passage.text)))
        if kinds:
            yield Warned(id=passage.id, citation=_place(passage), kinds=kinds)


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
    passages = study.passages

    def emptied() -> Iterator[TaggedPassage]:
        return (replace(p, text="", start=None, end=None, evidence=()) for p in passages())

    return replace(
        study,
        passages=emptied,
        readings=tuple(map(_without_examples, study.readings)),
        quotes=False,
    )


def _without_examples(report: ReadingReport) -> ReadingReport:
    return replace(report, dropped=tuple(replace(d, example="") for d in report.dropped))


def _place(passage: TaggedPassage) -> str:
    """Where a passage stands, without its heading, in which a name could be as well."""
    parts = [passage.review.review_id]
    if passage.page is not None:
        parts.append(f"page {passage.page}")
    if passage.paragraph:
        parts.append(f"para. {passage.paragraph}")
    return ", ".join(parts)
