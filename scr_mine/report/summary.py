"""The end of a run, as a terminal shows it: tables, what was read, what to open."""

from collections.abc import Sequence
from pathlib import Path

from scr_mine.records import ReadingReport
from scr_mine.report import reading
from scr_mine.report.formats.text import as_text as table_as_text
from scr_mine.study import Study

#: What a terminal shows of a study; the rest is in the files.
SHOWN = ("lessons", "features")


def as_text(
    study: Study | None,
    *,
    reports: Sequence[ReadingReport],
    reviews: int,
    redone: int,
    inferred: Sequence[str],
    paths: Sequence[Path],
    width: int,
) -> str:
    """The two tables, a line on every file, and the files that a person opens first.

    `redone` is how many of the reviews were not taken over from the last run; `inferred` names
    the fields that title pages filled in.
    """
    passages = sum(report.passages for report in reports)
    lines = ["Nothing has changed since the last run.", ""]
    if study:
        lines = [table_as_text(study.tables[name], width=width) for name in SHOWN]
        lines += ["Read:", *(f"  {reading.in_short(report)}" for report in reports), ""]
    lines.append(
        f"{reading.count(reviews, 'review')}, {reading.count(passages, 'passage')}; "
        f"{redone} done now, {reviews - redone} unchanged."
    )
    if inferred:
        lines += ["", f"From title pages: {', '.join(inferred)}. Check reviews.csv."]
    return "\n".join([*lines, "", "Written:", *(f"  {path}" for path in paths), ""])
