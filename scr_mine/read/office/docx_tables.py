"""The rows and cells of a Word table, and whether it is a table at all."""

from scr_mine.read.office.docx_runs import WRAPPERS
from scr_mine.read.office.docx_styles import is_on
from scr_mine.read.office.numbering import W
from scr_mine.read.office.ooxml import Element, alternatives

#: A table with one row is a box if a cell has more words than this: text, not an entry.
ENTRY_WORDS = 40


def rows_of(table: Element) -> list[Element]:
    """A table's rows, those of content controls included, deleted ones left out."""
    rows: list[Element] = []
    for child in alternatives(table):
        if child.tag == f"{W}tr":
            if child.find(f"{W}trPr/{W}del") is None:
                rows.append(child)
        elif child.tag in WRAPPERS:
            rows += rows_of(child)
    return rows


def cells_of(row: Element) -> list[Element]:
    """A row's cells, those of content controls included."""
    cells: list[Element] = []
    for child in alternatives(row):
        if child.tag == f"{W}tc":
            cells.append(child)
        elif child.tag in WRAPPERS:
            cells += cells_of(child)
    return cells


def is_header_row(row: Element) -> bool:
    """Whether a row is marked to be repeated at the head of each page."""
    mark = row.find(f"{W}trPr/{W}tblHeader")
    return mark is not None and is_on(mark.get(f"{W}val", "1"))


def is_box(words: list[list[int]]) -> bool:
    """Whether a table only frames text: one column, or one row of running text.

    `words` holds the number of words of each cell of each row.
    """
    if all(len(row) == 1 for row in words):
        return True
    return len(words) == 1 and max(words[0]) > ENTRY_WORDS
