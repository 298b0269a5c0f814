"""Tables as LaTeX, for `booktabs`, `longtable` and `array`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from scr_mine.facts import Column, Row, Table
from scr_mine.inert import clean
from scr_mine.report.formats.shown import (
    WITHHELD,
    below,
    evidence,
    figure,
    grouped,
    head,
    joined,
    notes,
    reason,
    shown,
    strongest,
    with_note,
)

PACKAGES = r"% In the preamble: \usepackage{booktabs,longtable,array,pdflscape}"
#: Widths in centimetres: of the first column, of columns of words and of columns of numbers, and of
#: the space beside a column.
FIRST, WORDS, NUMBERS, SPACE = 4.5, 3.5, 1.8, 0.43
#: The width of text in centimetres on A4 with margins of 2 cm, upright and turned.
UPRIGHT, TURNED = 17.0, 25.7

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "`": r"\textasciigrave{}",
    "−": "$-$",
    "×": r"$\times$",
    "≤": r"$\leq$",
    "≥": r"$\geq$",
    # After the end of a row these would be read as its options.
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
    # Two in a row would become one long dash.
    "-": "{-}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}
_ALONE = re.compile(r"(?<!-)-(?!-)")
_NOT_IN_LABEL = re.compile(r"[^A-Za-z0-9-]+")


def as_latex(tables: Sequence[Table]) -> bytes:
    """Each table with its footer under it and its passages as comments."""
    lines = [PACKAGES, *(line for table in tables for line in _table(table))]
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


def escaped(text: str) -> str:
    """The text as it is read, whatever LaTeX stands in it."""
    line = clean(text)
    alone = {found.start() for found in _ALONE.finditer(line)}
    return "".join(
        sign if at in alone else _SPECIAL.get(sign, sign) for at, sign in enumerate(line)
    )


def parts(table: Table) -> list[Table]:
    """The table in as many parts as pages are wide enough for; each has the first column."""
    made: list[list[Column]] = [[]]
    for column in table.columns:
        if made[-1] and _width(table, [*made[-1], column]) > TURNED:
            made.append([])
        made[-1].append(column)
    return [replace(table, columns=tuple(columns)) for columns in made]


def _table(table: Table) -> Iterator[str]:
    numbers = notes(table)
    turned = _width(table, table.columns) > UPRIGHT
    yield from [r"\begin{landscape}"] if turned else []
    first = 1
    for part in parts(table):
        yield from _part(table, part, first, numbers)
        first += len(part.columns)
    yield from _below(table, numbers)
    yield from [r"\end{landscape}"] if turned else []
    for row, column, cell in evidence(table):
        place = f"{clean(row.label)}, {clean(column.label)}{strongest(cell)}"
        yield f"% {place}: {joined(cell.passages)}"


def _part(whole: Table, table: Table, first: int, numbers: dict[str, int]) -> Iterator[str]:
    """The columns of a table from the `first` on, counted from 1, that one page holds."""
    width = len(table.columns) + 1
    heads = [table.head, *map(head, table.columns)]
    top = [r"\toprule", _line(map(escaped, heads)), r"\midrule"]
    # Further parts have the number of the first.
    yield from [r"\addtocounter{table}{-1}"] if first > 1 else []
    yield rf"\begin{{longtable}}{{{''.join(_columns(table))}}}"
    yield _caption(whole, first, first + len(table.columns) - 1)
    yield from (*top, r"\endfirsthead", *top, r"\endhead", r"\bottomrule", r"\endfoot")
    for number, (group, rows) in enumerate(grouped(table)):
        if group:
            yield from [r"\addlinespace"] if number else []
            yield rf"\multicolumn{{{width}}}{{@{{}}l}}{{\textbf{{{escaped(group)}}}}} \\*"
        yield from (_row(table, row, numbers) for row in rows)
    yield r"\end{longtable}"


def _caption(table: Table, first: int, last: int) -> str:
    title, number = escaped(table.title), len(table.columns)
    if number > last - first + 1:
        title += f" (columns {first} to {last} of {number})"
    if first > 1:
        # Empty brackets keep it out of the list of tables.
        return rf"\caption[]{{{title}}}\\"
    label = _NOT_IN_LABEL.sub("-", table.id)
    return rf"\caption{{{title}}}\label{{tab:{label}}}\\"


def _below(table: Table, numbers: dict[str, int]) -> Iterator[str]:
    sentences = [*(f"[{number}] {note}" for note, number in numbers.items()), *below(table)]
    if sentences:
        yield r"\begin{flushleft}\footnotesize"
        yield from (rf"{escaped(sentence)}\par" for sentence in sentences)
        yield r"\end{flushleft}"


def _width(table: Table, columns: Sequence[Column]) -> float:
    """The width of the first and these columns in centimetres."""
    widths = (WORDS if _wordy(table, column) else NUMBERS for column in columns)
    return FIRST + sum(widths) + SPACE * len(columns)


def _columns(table: Table) -> Iterator[str]:
    yield rf"@{{}}>{{\raggedright\arraybackslash}}p{{{FIRST}cm}}"
    for column in table.columns:
        if _wordy(table, column):
            yield rf">{{\raggedright\arraybackslash}}p{{{WORDS}cm}}"
        else:
            yield rf">{{\raggedleft\arraybackslash}}p{{{NUMBERS}cm}}"
    yield "@{}"


def _wordy(table: Table, column: Column) -> bool:
    """Whether a column is of words, or has cells that give a reason in place of a number."""
    return column.measure == "words" or any(
        figure(cell) is None and cell.note and reason(cell) != WITHHELD
        for cell in (row.cells[column.id] for row in table.rows)
    )


def _row(table: Table, row: Row, numbers: dict[str, int]) -> str:
    cells = [(row.cells[column.id], column) for column in table.columns]
    texts = [with_note(shown(cell, column), cell, numbers) for cell, column in cells]
    return _line(map(escaped, (row.label, *texts)))


def _line(cells: Iterator[str]) -> str:
    return " & ".join(cells) + r" \\"
