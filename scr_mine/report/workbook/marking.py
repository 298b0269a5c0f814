"""Marks that follow the figures, also when someone sorts or filters: none is colour alone."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from scr_mine.facts import Column, Table
from scr_mine.report.workbook.leaf import BAR, FOUND, GREY, RULE, Leaf, Looks

#: Verdicts with which a count is not to be used by itself.
UNSURE = ("not to be automated", "too little evidence")
#: Below this a corrected p-value is set in bold, as the words beside it say so too.
ALPHA = 0.05
#: Columns that count all reviews, in tables of one kind and another.
TOTALS = ("reviews", "recommendations", "both")

_Rules = tuple[dict[str, Any], ...]


def conditions(
    leaf: Leaf, table: Table, *, rows: tuple[int, int], first: int, grouped: bool
) -> None:
    """A bar behind totals, a shade in a table of themes by themes, lines between families.

    Ranges never overlap, since LibreOffice applies only one of several that do.
    """
    top, last = rows
    if last < top:
        return
    places = {column.id: place for place, column in enumerate(table.columns, first)}
    common = _common(leaf.looks, top, places.get("verdict"), grouped=grouped)
    own = _own(leaf.looks, table, top, places)
    at = 0
    for rules, found in groupby(range(first + len(table.columns)), lambda at: own.get(at, ())):
        end = at + len(list(found)) - 1
        for rule in (*rules, *common):
            leaf.sheet.conditional_format(top, at, last, end, rule)
        at = end + 1


def letters(place: int) -> str:
    """A column's name: A, B, ... Z, AA."""
    name = ""
    while place >= 0:
        name, place = chr(ord("A") + place % 26) + name, place // 26 - 1
    return name


def _common(looks: Looks, top: int, verdict: int | None, *, grouped: bool) -> _Rules:
    """Italics where the model is not good enough; a line over the first row of a family."""
    tests: list[tuple[Sequence[str], dict[str, Any]]] = []
    line = f"$A{top + 1}<>$A{top}"
    if verdict is not None:
        cell = f"${letters(verdict)}{top + 1}"
        either = ",".join(f'{cell}="{words}"' for words in UNSURE)
        pale = {"italic": True, "font_color": GREY}
        if grouped:
            tests.append(([f"OR({either})", line], {**pale, **_LINE}))
        tests.append(([f"OR({either})"], pale))
    if grouped:
        tests.append(([line], _LINE))
    return tuple(_formula(f"AND({','.join(test)})", looks(**look)) for test, look in tests)


def _own(looks: Looks, table: Table, top: int, places: Mapping[str, int]) -> dict[int, _Rules]:
    """The rules of single columns, by their place."""
    own: dict[int, _Rules] = {}
    for column in table.columns:
        if column.id in TOTALS and column.measure == "reviews":
            own[places[column.id]] = (_bar(column),)
        elif table.id.endswith("-together"):
            own[places[column.id]] = (_SCALE,)
    told = "p" if table.id.endswith("-pairs") else "p-corrected"
    if told in places and "words" in places:
        cell = f"${letters(places[told])}{top + 1}"
        bold = looks(bold=True, bg_color=FOUND)
        rule = _formula(f"AND(ISNUMBER({cell}),{cell}<{ALPHA})", bold)
        own |= {places[told]: (rule,), places["words"]: (rule,)}
    return own


def _formula(test: str, look: Any) -> dict[str, Any]:
    return {"type": "formula", "criteria": f"={test}", "format": look}


def _bar(column: Column) -> dict[str, Any]:
    """A bar from 0 to all reviews, behind the number."""
    return {
        "type": "data_bar",
        "bar_solid": True,
        "bar_color": BAR,
        "data_bar_2010": True,
        "min_type": "num",
        "min_value": 0,
        "max_type": "num",
        "max_value": column.n or 1,
    }


_LINE: dict[str, Any] = {"top": 1, "top_color": RULE}
_SCALE = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": BAR}
