"""Tables as LaTeX, for `booktabs`, `longtable` and `array`."""

import re
from collections.abc import Iterator, Sequence

from scr_mine.facts import Column, Row, Table
from scr_mine.report.formats.shown import (
    clean,
    evidence,
    figure,
    grouped,
    head,
    joined,
    notes,
    shown,
    strongest,
    with_note,
)

PACKAGES = r"% In the preamble: \usepackage{booktabs,longtable,array}"
#: Widths of the first column, of columns of words and of columns of numbers.
FIRST, WORDS, NUMBERS = "4.5cm", "3.5cm", "1.8cm"

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


def _table(table: Table) -> Iterator[str]:
    numbers = notes(table)
    width = len(table.columns) + 1
    heads = [table.head, *map(head, table.columns)]
    top = [r"\toprule", _line(map(escaped, heads)), r"\midrule"]
    yield rf"\begin{{longtable}}{{{''.join(_columns(table))}}}"
    label = _NOT_IN_LABEL.sub("-", table.id)
    yield rf"\caption{{{escaped(table.title)}}}\label{{tab:{label}}}\\"
    yield from (*top, r"\endfirsthead", *top, r"\endhead", r"\bottomrule", r"\endfoot")
    for number, (group, rows) in enumerate(grouped(table)):
        if group:
            yield from [r"\addlinespace"] if number else []
            yield rf"\multicolumn{{{width}}}{{@{{}}l}}{{\textbf{{{escaped(group)}}}}} \\*"
        yield from (_row(table, row, numbers) for row in rows)
    yield r"\end{longtable}"
    sentences = [*(f"[{number}] {note}" for note, number in numbers.items()), *table.footer]
    if sentences:
        yield r"\begin{flushleft}\footnotesize"
        yield from (rf"{escaped(sentence)}\par" for sentence in sentences)
        yield r"\end{flushleft}"
    for row, column, cell in evidence(table):
        place = f"{clean(row.label)}, {clean(column.label)}{strongest(cell)}"
        yield f"% {place}: {joined(cell.passages)}"


def _columns(table: Table) -> Iterator[str]:
    yield rf"@{{}}>{{\raggedright\arraybackslash}}p{{{FIRST}}}"
    for column in table.columns:
        if _wordy(table, column):
            yield rf">{{\raggedright\arraybackslash}}p{{{WORDS}}}"
        else:
            yield rf">{{\raggedleft\arraybackslash}}p{{{NUMBERS}}}"
    yield "@{}"


def _wordy(table: Table, column: Column) -> bool:
    """Whether a column is of words, or has cells that give a reason in place of a number."""
    return column.measure == "words" or any(
        figure(row.cells[column.id]) is None and row.cells[column.id].note for row in table.rows
    )


def _row(table: Table, row: Row, numbers: dict[str, int]) -> str:
    cells = [(row.cells[column.id], column) for column in table.columns]
    texts = [with_note(shown(cell, column), cell, numbers) for cell, column in cells]
    return _line(map(escaped, (row.label, *texts)))


def _line(cells: Iterator[str]) -> str:
    return " & ".join(cells) + r" \\"
