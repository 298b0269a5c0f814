"""What stands on the sheets Evidence and Notes of a workbook, line by line."""

from collections.abc import Iterator

from scr_mine.facts import Cell, Column, Row, Table
from scr_mine.report.formats.shown import (
    WITHHELD,
    figure,
    notes,
    of_one_review,
    reason,
    weak,
)
from scr_mine.report.formats.shown import below as under
from scr_mine.report.formats.xlsx_styles import STARRED

EVIDENCE, NOTES = "Evidence", "Notes"
#: Widths in characters: of ids, labels, words, numbers and sentences.
ID, LABEL, WORDS, NUMBERS, SENTENCE = 22, 44, 30, 12, 110

EVIDENCE_HEADS = {
    "table": ID,
    "row_label": LABEL,
    "column": ID,
    "column_label": WORDS,
    "passage": LABEL,
    "present": NUMBERS,
    "strongest_in_cell": NUMBERS,
}
NOTES_HEADS = {"table": ID, "about": LABEL, "note": SENTENCE}
#: A line of the sheets: texts and numbers.
Line = tuple[str | float | None, ...]
BRACKETS = "A count in brackets: that many passages, too few or too weak to count as present."
ONCE = "Each passage is listed under its review; those behind a total have yes under 'present'."
STARS = f"A figure with {STARRED} has a note on the sheet {NOTES}."


def below(table: Table) -> list[str]:
    """The sentences under a table, with those that say what brackets and stars mean."""
    cells = [(row.cells[c.id], c) for row in table.rows for c in table.columns]
    brackets = [BRACKETS] if any(weak(cell, column) for cell, column in cells) else []
    stars = [STARS] if notes(table) else []
    return [*brackets, *stars, *under(table)]


def evidence_lines(table: Table) -> Iterator[Line]:
    """A line for every cell and passage."""
    for row, column, cell in listed_once(table):
        place = (table.id, row.label, column.id, column.label)
        present = {True: "yes", False: "no", None: None}[cell.present]
        strength = None if cell.strongest is None else float(cell.strongest)
        for passage in cell.passages:
            yield (*place, passage, present, strength)


def listed_once(table: Table) -> Iterator[tuple[Row, Column, Cell]]:
    """The cells whose passages are listed: not those of a total beside a column for each review.

    Its passages stand in the lines of those columns, where `present` is yes.
    """
    single = [column for column in table.columns if of_one_review(column)]
    for row in table.rows:
        beside = {name for column in single for name in row.cells[column.id].passages}
        for column in table.columns:
            cell = row.cells[column.id]
            if of_one_review(column) or not beside.issuperset(cell.passages):
                yield row, column, cell


def note_lines(table: Table) -> Iterator[Line]:
    """The title, the sentences under the table, and the notes on its cells."""
    yield (table.id, "title", table.title)
    yield from ((table.id, "table", sentence) for sentence in below(table))
    if any(map(of_one_review, table.columns)):
        yield (table.id, EVIDENCE, ONCE)
    for row in table.rows:
        for column in table.columns:
            cell = row.cells[column.id]
            if cell.note and (figure(cell) is not None or reason(cell) != WITHHELD):
                yield (table.id, f"{row.label}, {column.label}", cell.note)
