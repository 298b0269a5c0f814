"""Markdown of our own making (the model card) as HTML: headings, paragraphs, lists, tables.

Everything else stands as it is written; nothing of it is read as HTML.
"""

from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup

from scr_mine.report.formats.html import escaped

#: The heading level on the page of a first-level heading of the text.
TOP = 4
DEEPEST = 6


def as_html(text: str) -> Markup:
    """The text, block by block."""
    lines = [line.strip() for line in text.splitlines()]
    blocks = groupby(lines, key=_kind)
    return Markup("".join(part for kind, block in blocks for part in _block(kind, list(block))))


def _kind(line: str) -> str:
    if not line:
        return "blank"
    if line.lstrip("#") != line and line.lstrip("#").startswith(" "):
        return "heading"
    return "list" if line.startswith("- ") else "table" if line.startswith("|") else "paragraph"


def _block(kind: str, lines: list[str]) -> Iterator[str]:
    if kind == "heading":
        for line in lines:
            words = line.lstrip("#")
            level = min(TOP - 1 + len(line) - len(words), DEEPEST)
            yield f"<h{level}>{escaped(words.strip())}</h{level}>"
    elif kind == "list":
        yield "<ul>" + "".join(f"<li>{escaped(line[2:])}</li>" for line in lines) + "</ul>"
    elif kind == "table":
        yield from _table([_cells(line) for line in lines])
    elif kind == "paragraph":
        yield f"<p>{escaped(' '.join(lines))}</p>"


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def _table(rows: list[list[str]]) -> Iterator[str]:
    # The line of dashes under the heads says nothing.
    rows = [row for row in rows if not all(set(cell) <= set("-: ") for cell in row)]
    if not rows:
        return
    head, *body = rows
    heads = "".join(f'<th scope="col">{escaped(cell)}</th>' for cell in head)
    yield '<div class="wide" role="group" tabindex="0" aria-label="Table"><table class="facts">'
    yield f"<thead><tr>{heads}</tr></thead><tbody>"
    for row in body:
        first, *others = row
        cells = "".join(f"<td>{escaped(cell)}</td>" for cell in others)
        yield f'<tr><th scope="row">{escaped(first)}</th>{cells}</tr>'
    yield "</tbody></table></div>"
