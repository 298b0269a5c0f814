"""The end of a run, as a terminal shows it: tables, what was read, what to open."""

from collections.abc import Sequence
from pathlib import Path

from scr_mine.facts import Cell
from scr_mine.inert import clean
from scr_mine.records import ReadingReport
from scr_mine.report import reading
from scr_mine.report.formats.text import as_text as table_as_text
from scr_mine.study import Study

#: What a terminal shows of a study; the rest is in the files.
SHOWN = ("lessons", "features")
COMPARED = "lessons-compared-by-scope"
#: As in `tabulate.comparing`: less than this is called a difference.
ALPHA = 0.05


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
        lines += [*_compared(study), ""]
        lines += ["Read:", *(f"  {reading.in_short(report)}" for report in reports), ""]
    lines.append(
        f"{reading.count(reviews, 'review')}, {reading.count(passages, 'passage')}; "
        f"{redone} done now, {reviews - redone} unchanged."
    )
    if inferred:
        lines += ["", f"From title pages: {', '.join(inferred)}. Check reviews.csv."]
    return "\n".join([*lines, "", "Written:", *(f"  {clean(str(path))}" for path in paths), ""])


def _compared(study: Study) -> list[str]:
    """Which lessons tell local reviews from national ones, or why that cannot be said."""
    table = study.tables.get(COMPARED)
    if table is None:
        return [clean(study.missing.get(COMPARED, ""))]
    differ = [clean(row.label) for row in table.rows if _is_shown(row.cells["p-corrected"])]
    if not differ:
        return ["Of no lesson can we say that local and national reviews differ."]
    return [f"Local and national reviews differ by more than chance in: {'; '.join(differ)}."]


def _is_shown(cell: Cell) -> bool:
    return isinstance(cell.value, float) and cell.value < ALPHA
