"""Table rows gathered over page breaks, and the printed lines of a cell joined."""

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from itertools import pairwise

from scr_mine.read.parts import SENTENCE_ENDED, Part, table_parts
from scr_mine.read.printed.lines import Line

#: Parts of one table are of one width, give or take this many font sizes.
EDGE = 1.5


def continues(above: Line, row: Line) -> bool:
    """Whether a row belongs to the table of the row before it, perhaps a page or column before."""
    near = EDGE * row.size
    moved = row.page != above.page or row.y < above.y
    return (
        len(above.cells) == len(row.cells)
        and row.page - above.page <= 1
        and (moved or abs(above.x0 - row.x0) <= near)
        and abs((above.x1 - above.x0) - (row.x1 - row.x0)) <= near
    )


def parts(rows: list[Line], join: Callable[[str, str], str]) -> list[Part]:
    """One table's rows as parts; a row that a page break cut is put together again."""
    whole = _mended(rows)
    cells = [tuple(_flat(cell, join) for cell in row.cells) for row in whole]
    # A first row in bold is a header even if a cell of it ends in a full stop (`No.`).
    bold = len(whole) > 1 and bool(whole[0].bold) and not whole[1].bold
    found = table_parts(cells, None, has_header=True if bold else None)
    return _with_pages(found, cells, [row.page for row in whole])


def _flat(cell: str, join: Callable[[str, str], str]) -> str:
    return reduce(join, cell.split("\n"))


def _mended(rows: list[Line]) -> list[Line]:
    pairs = list(pairwise(rows))
    cut = [i for i, (a, b) in enumerate(pairs, 1) if b.page != a.page or b.y < a.y]
    # The first row of a page may be the repeated header.
    cut = [i + 1 if rows[i].cells == rows[0].cells and i + 1 < len(rows) else i for i in cut]
    empty = [i for i, row in enumerate(rows) if not row.cells[0].strip()]
    # Where other rows begin with an empty cell, as below a date that spans them, words must tell.
    sure = set(empty) <= set(cut)
    result: list[Line] = []
    for i, row in enumerate(rows):
        last = next((k for k in range(len(result) - 1, -1, -1) if _is_body(result, k)), None)
        if i in empty and last is not None and (sure or (i in cut and _is_cut(result[last], row))):
            whole = tuple(
                "\n".join(cell for cell in pair if cell)
                for pair in zip(result[last].cells, row.cells, strict=True)
            )
            result[last] = replace(result[last], cells=whole)
        else:
            result.append(row)
    return result


def _is_cut(above: Line, row: Line) -> bool:
    """Whether a cell goes on in small letters what the cell above has not ended."""
    return any(
        bool(before.strip()) and not SENTENCE_ENDED.search(before) and cell[:1].islower()
        for before, cell in zip(above.cells, row.cells, strict=True)
    )


def _is_body(rows: list[Line], at: int) -> bool:
    return at == 0 or rows[at].cells != rows[0].cells


def _with_pages(found: list[Part], cells: list[tuple[str, ...]], pages: list[int]) -> list[Part]:
    """The parts with the page of the row each came from."""
    result = []
    at = 0
    for part in found:
        while at < len(cells) - 1 and not _came_from(part, cells[at]):
            at += 1
        result.append(replace(part, page=pages[at]))
        at = min(at + 1, len(cells) - 1)
    return result


def _came_from(part: Part, row: tuple[str, ...]) -> bool:
    return part.cells == row if part.cells else part.text in (row[-1], " ".join(row).strip())
