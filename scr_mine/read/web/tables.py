"""The rows of a web page's tables and lists of terms, and whether a table is one at all."""

import re
from collections.abc import Callable
from typing import Any

Element = Any
BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html", "legend",
    "li", "main", "nav", "ol", "p", "pre", "section", "summary", "ul", "caption", "tbody", "thead",
    "tfoot", "tr", "td", "th", "table", "option",
}  # fmt: skip
#: A cell of this many words makes a table that has one row a frame for text.
ENTRY_WORDS = 40
MAX_SPAN, MAX_COLUMNS = 60, 200


def is_layout(table: Element) -> bool:
    """Whether a table only places text on the page."""
    if table.get("role") in {"presentation", "none"}:
        return True
    if next(table.iterdescendants("table", "h1", "h2", "h3"), None) is not None:
        return True
    cells = [_cells(row) for row in table.iter("tr")]
    if all(len(row) <= 1 for row in cells):
        return True
    words = [len(cell.text_content().split()) for row in cells for cell in row]
    return len(cells) == 1 and max(words) > ENTRY_WORDS


def has_header(table: Element) -> bool:
    """Whether the first row is marked as column headings."""
    first = next(table.iter("tr"), None)
    if first is None:
        return False
    cells = _cells(first)
    in_head = first.getparent() is not None and first.getparent().tag == "thead"
    return bool(cells) and (in_head or all(cell.tag == "th" for cell in cells))


def rows(table: Element, text_of: Callable[[Element], str]) -> list[tuple[str, ...]]:
    """The texts of a table's cells by row and column; what a cell spans besides is empty.

    Very wide rows are as long as they are: no table is as wide, and the others would have to be.
    """
    below: dict[int, int] = {}
    found = [_row(row, below, text_of) for row in table.iter("tr")]
    width = min(max(map(len, found), default=0), MAX_COLUMNS)
    return [row + ("",) * (width - len(row)) for row in found]


def _row(row: Element, below: dict[int, int], text_of: Callable[[Element], str]) -> tuple[str, ...]:
    """One row; `below` says for each column how far a cell from above still reaches down."""
    texts: list[str] = []

    def fill() -> None:
        while below.get(len(texts), 0) > 0:
            below[len(texts)] -= 1
            texts.append("")

    for cell in _cells(row):
        fill()
        span = _span(cell, "colspan")
        for at in range(len(texts), len(texts) + span):
            below[at] = _span(cell, "rowspan") - 1
        texts += [text_of(cell), *[""] * (span - 1)]
    fill()
    return tuple(texts)


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row if cell.tag in {"td", "th"}]


def _span(cell: Element, name: str) -> int:
    text = cell.get(name, "1").strip()
    return max(1, min(int(text), MAX_SPAN)) if re.fullmatch(r"[0-9]{1,4}", text) else 1


def is_plain_list(element: Element) -> bool:
    """Whether no meaning in a list of terms holds blocks of its own."""
    meanings = list(element.iter("dd"))
    inner = (block for dd in meanings for block in dd.iterdescendants() if block.tag in BLOCKS)
    return bool(meanings) and next(inner, None) is None


def terms(element: Element) -> list[tuple[str, str]]:
    """Terms and meanings; several terms of one meaning stand together."""
    found: list[tuple[str, str]] = []
    term = ""
    for child in element.iter("dt", "dd"):
        text = _own_text(child)
        if child.tag == "dt":
            term = f"{term}, {text}" if term else text
        else:
            found.append((term, text))
            term = ""
    return [*found, (term, "")] if term else found


def _own_text(element: Element) -> str:
    """A term's text. The parser nests unclosed terms: what is in another one does not count."""
    pieces = [element.text or ""]
    for child in element:
        if child.tag not in {"dt", "dd"}:
            pieces += [child.text_content(), child.tail or ""]
    return " ".join("".join(pieces).split())
