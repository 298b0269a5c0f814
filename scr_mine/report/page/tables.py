"""Tables as they stand on the page: every figure with passages behind it is a link to them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from markupsafe import Markup

from scr_mine.facts import Cell, Column, Row, Table
from scr_mine.records import Review
from scr_mine.report.formats.html import escaped
from scr_mine.report.formats.shown import (
    below,
    figure,
    grouped,
    head,
    notes,
    of_one_review,
    shown,
    weak,
    with_note,
)

#: Shades of cells by share: from none to all.
SHADES = 5
PRESENT = "●"
#: In place of a column before which a drawing stands.
AT_END = ""
TOTAL, VERDICT = "reviews", "verdict"


class Drawing(NamedTuple):
    """A column of drawings: the words over it, and how a row is drawn."""

    head: str
    draw: Callable[[Row], Markup]


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a table is shown.

    `by` says what its columns are, for the script: `review`, `role`, a field, or a name of its own.
    `opens` makes links of figures with passages; `counted` writes down how many these are, where
    the script cannot tell. `compact` leaves the number of reviews to the head; `shaded` tints cells
    by their share; `upright` turns the heads, `numbered` puts numbers in their place. `columns` and
    `rows` are those shown, all if none is named. `facts` are further data attributes, `drawn`
    drawings that stand before a column. `heads` are other words over some columns; `unprinted`
    columns are seen on a screen only.
    """

    by: str = ""
    view: str = ""
    opens: bool = True
    counted: bool = False
    compact: bool = False
    shaded: bool = False
    upright: bool = False
    numbered: bool = False
    columns: tuple[str, ...] = ()
    rows: int | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    drawn: Mapping[str, Drawing] = field(default_factory=dict)
    heads: Mapping[str, str] = field(default_factory=dict)
    unprinted: tuple[str, ...] = ()


def as_table(
    table: Table, look: Look, *, name: str, labelled: str, places: Mapping[str, int]
) -> Markup:
    """The table named by the element `labelled`; `places` are the numbers of the reviews."""
    columns = [c for c in table.columns if not look.columns or c.id in look.columns]
    table = replace(table, rows=table.rows[: look.rows])
    numbers = notes(table)
    data = {"table": table.id, "by": look.by, "view": look.view, **look.facts}
    said = "".join(f' data-{key}="{escaped(value)}"' for key, value in data.items() if value)
    kinds = [kind for kind in ("upright", "shaded", "compact") if getattr(look, kind)]
    classes = " ".join(["facts", *kinds])
    parts = [
        f'<div class="wide" role="group" tabindex="0" aria-labelledby="{labelled}">'
        f'<table class="{classes}" id="{name}" aria-labelledby="{labelled}"{said}>',
        _heads(table, columns, look, places),
    ]
    span = len(columns) + len(look.drawn) + 1
    for group, rows in grouped(table):
        parts.append("<tbody>")
        if group:
            parts.append(
                f'<tr class="group"><th scope="rowgroup" colspan="{span}">'
                f"<span>{escaped(group)}</span></th></tr>"
            )
        parts += [_row(row, columns, look, numbers) for row in rows]
        parts.append("</tbody>")
    return Markup("".join([*parts, "</table></div>", *_notes(numbers)]))


def footer(table: Table) -> Markup:
    """The sentences that must stand under a table."""
    items = "".join(f"<li>{escaped(sentence)}</li>" for sentence in below(table))
    return Markup(f'<ul class="foot">{items}</ul>') if items else Markup("")


def places_of(reviews: tuple[Review, ...]) -> dict[str, int]:
    """The number of each review on the page."""
    return {review.review_id: place for place, review in enumerate(reviews)}


def shade(cell: Cell) -> str:
    """The class of a share's tint: s0 for none, s5 for all."""
    value = figure(cell)
    if not isinstance(value, (int, float)) or not cell.of:
        return ""
    return f"s{-int(-SHADES * value // cell.of)}"


def _heads(table: Table, columns: list[Column], look: Look, places: Mapping[str, int]) -> str:
    cells = [f'<th scope="col">{escaped(table.head)}</th>']
    for number, column in enumerate(columns, 1):
        if column.id in look.drawn:
            cells.append(
                f'<th scope="col" class="drawing">{escaped(look.drawn[column.id].head)}</th>'
            )
        key = str(places[column.id]) if look.by == "review" and column.id in places else column.id
        label = _label(column, look, number, table.n)
        cells.append(
            f'<th scope="col" class="{_measure(column, look)}" data-col="{escaped(key)}">'
            f"<span>{label}</span></th>"
        )
    if AT_END in look.drawn:
        cells.append(f'<th scope="col" class="drawing">{escaped(look.drawn[AT_END].head)}</th>')
    return f"<thead><tr>{''.join(cells)}</tr></thead>"


def _label(column: Column, look: Look, number: int, n: int) -> str:
    if look.numbered:
        return f'{number}<span class="unseen"> {escaped(column.label)}</span>'
    label = escaped(look.heads.get(column.id) or head(column))
    if look.compact and column.measure == "reviews" and column.n not in (None, n):
        return f"{label} <small>of {column.n}</small>"
    return label


def _row(row: Row, columns: list[Column], look: Look, numbers: dict[str, int]) -> str:
    label, cells = row.label, ""
    for number, column in enumerate(columns, 1):
        if column.id in look.drawn:
            cells += f'<td class="drawing">{look.drawn[column.id].draw(row)}</td>'
        if look.numbered and column.id == row.id:
            label = f"{number} {label}"
        cells += _cell(row, column, look, numbers)
    if AT_END in look.drawn:
        cells += f'<td class="drawing">{look.drawn[AT_END].draw(row)}</td>'
    return f'<tr data-row="{escaped(row.id)}"><th scope="row">{escaped(label)}</th>{cells}</tr>'


def _cell(row: Row, column: Column, look: Look, numbers: dict[str, int]) -> str:
    cell = row.cells[column.id]
    value = figure(cell)
    kinds = [_measure(column, look)]
    if value is None:
        kinds.append("withheld")
    elif of_one_review(column):
        kinds.append("weak" if weak(cell, column) else "here" if value else "none")
    elif look.shaded:
        kinds.append(shade(cell))
    text = escaped(with_note(_text(cell, column, look), cell, numbers))
    if look.opens and cell.passages and value is not None:
        count = f' data-n="{len(cell.passages)}"' if look.counted else ""
        text = f'<a href="#{_anchor(row.id, look)}"{count}>{text}</a>'
    return f'<td class="{" ".join(k for k in kinds if k)}">{text}</td>'


def _measure(column: Column, look: Look) -> str:
    return f"m-{column.measure} screen" if column.id in look.unprinted else f"m-{column.measure}"


def _text(cell: Cell, column: Column, look: Look) -> str:
    value = figure(cell)
    if look.compact and column.measure == "reviews" and isinstance(value, int):
        return str(value)
    text = shown(cell, column)
    return f"{PRESENT} {text}" if of_one_review(column) and cell.present and value else text


def _anchor(row: str, look: Look) -> str:
    """Where the passages of a row's theme stand on a page without script."""
    if look.by == "remedies" or row == "any":
        return "passages"
    return f"t-{escaped(row.partition('+')[0].partition('/')[0])}"


def _notes(numbers: Mapping[str, int]) -> list[str]:
    items = "".join(f"<li>[{number}] {escaped(note)}</li>" for note, number in numbers.items())
    return [f'<ul class="foot">{items}</ul>'] if items else []
