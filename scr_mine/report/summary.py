"""The end of a run, as a terminal shows it: tables, what was read, what to open."""

from collections.abc import Sequence
from pathlib import Path

from scr_mine.facts import Table
from scr_mine.records import ReadingReport
from scr_mine.report import reading
from scr_mine.report.formats.text import as_text as table_as_text


def as_text(
    made: Sequence[Table],
    reports: Sequence[ReadingReport],
    *,
    redone: int,
    inferred: Sequence[str],
    paths: Sequence[Path],
    width: int,
) -> str:
    """Every table, a line on every file, and the files written that a person opens first.

    `redone` is how many of the reviews were not taken over from the last run; `inferred` names
    the fields that title pages filled in.
    """
    reviews = made[0].n
    passages = sum(report.passages for report in reports)
    lines = [table_as_text(table, width=width) for table in made]
    lines += ["Read:", *(f"  {reading.in_short(report)}" for report in reports), ""]
    lines.append(
        f"{reading.count(reviews, 'review')}, {reading.count(passages, 'passage')}; "
        f"{redone} done now, {reviews - redone} unchanged."
    )
    if inferred:
        lines += ["", f"From title pages: {', '.join(inferred)}. Check reviews.csv."]
    return "\n".join([*lines, "", "Written:", *(f"  {path}" for path in paths), ""])
