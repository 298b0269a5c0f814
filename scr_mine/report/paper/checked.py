"""What checks by people make of the figures, for the board paper."""

from collections.abc import Iterator, Sequence

from scr_mine.facts import Row
from scr_mine.inert import clean
from scr_mine.report.paper import counted
from scr_mine.study import Study

CORRECTED, WORDS = "lessons-corrected-passages", "checked"
#: So many themes are listed.
MOST = 6
BEFORE = (
    "People checked a sample of the marks. Put right by what they found, these shares of the "
    "passages on lessons carry the theme (in brackets the range in which the true share lies):"
)
NONE = "People checked a sample of the marks, and too few of them to put any figure right."


def checked(study: Study) -> tuple[str, list[str], list[str]]:
    """What was checked, a line a theme, and notes below; nothing where nothing was checked."""
    table, theme_table = study.tables.get(CORRECTED), study.tables.get(counted.LESSONS)
    if table is None or theme_table is None:
        return "", [], []
    source = study.tables.get(counted.COMPARED, theme_table)
    told = list(_told(source.rows))
    lines = [f"{clean(label)}: {clean(words)}." for label, words in told[:MOST]]
    notes = [
        clean(line) for line in table.footer if line.startswith(("Checked: ", "From and to: "))
    ]
    if told[MOST:]:
        notes.insert(0, f"{len(told) - MOST} more themes are in the page and the workbook.")
    return (BEFORE if lines else NONE), lines, notes


def _told(rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """Themes of which the checks say anything, in the order of the codebook."""
    for row in rows:
        words = str(row.cells[WORDS].value or "") if WORDS in row.cells else ""
        if "%" in words:
            yield row.label, words
