"""The sheet on which a person says what a passage is and is about; `labels import` reads it."""

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Any

from scr_mine.records import ROLES, TaggedPassage
from scr_mine.report.workbook.leaf import FILL, FOUND, GREY, HEAD, INDENT, LINE, RIGHT, WRAP, Leaf
from scr_mine.report.workbook.lists import roughly
from scr_mine.report.workbook.marking import letters
from scr_mine.report.workbook.passages import text
from scr_mine.study import Study

#: The names are read back: do not change them.
NAME = "Checking"
THEMES_CHECKED = ("theme_1", "theme_2", "theme_3", "theme_4")
COLUMNS = {
    "id": 10,
    "review": 25,
    "page": 7,
    "paragraph": 11,
    "role": 15,
    "themes": 22,
    "text": 64,
    "role_checked": 15,
    **dict.fromkeys(THEMES_CHECKED, 17),
    "verdict": 11,
    "comment": 36,
}
VERDICTS = ("right", "wrong", "unsure")
#: What is chosen where no theme fits, which an empty cell does not say.
NO_THEME = "none"
SEPARATOR = ", "
LISTS = "Lists"
#: Columns to be filled in, in another colour, which their heads say in words too.
FILLED = frozenset({"role_checked", *THEMES_CHECKED, "verdict", "comment"})
#: Ids are for the program that reads the sheet: they do not make rows higher.
_LOOKS: dict[str, dict[str, Any]] = {
    "id": {"valign": "top"},
    "review": {**WRAP, **INDENT},
    "page": RIGHT,
}
#: At this size, in per cent, text and drop-downs are on one screen of a laptop.
ZOOM = 80
_EMPTY: dict[str, Any] = {**WRAP, "bg_color": "#FFFAEB", "border": 4, "border_color": GREY}
_FILL: dict[str, Any] = {"bg_color": FILL}


def write(leaf: Leaf, study: Study, passages: Iterable[TaggedPassage]) -> None:
    """The passages, a row each, with drop-downs beside them."""
    names = list(COLUMNS)
    for place, (name, width) in enumerate(COLUMNS.items()):
        look = _LOOKS.get(name, WRAP)
        leaf.sheet.set_column(place, place, width, leaf.looks(**look))
        leaf.text(0, place, name, **{**HEAD, **(_FILL if name in FILLED else {})})
    leaf.sheet.set_row(0, LINE + 6)
    at = 0
    for at, passage in enumerate(passages, 1):
        line = [*_line(passage, study), *("" for _ in FILLED)]
        leaf.sheet.set_row(at, roughly(line[1:], list(COLUMNS.values())[1:]))
        for place, value in enumerate(line):
            if isinstance(value, str):
                leaf.text(at, place, value)
            elif value is not None:
                leaf.number(at, place, value)
        for place in range(len(names) - len(FILLED), len(names)):
            leaf.text(at, place, "", **_EMPTY)
    if at:
        _asked(leaf, at, names)
    leaf.sheet.freeze_panes(1, 1)
    leaf.sheet.set_zoom(ZOOM)
    leaf.sheet.autofilter(0, 0, at, len(names) - 1)
    leaf.sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{at + 1}"})
    leaf.printed((0, 0), (at, len(names) - 1))


def lists(leaf: Leaf, study: Study, book: Any) -> None:
    """The hidden sheet of what may be chosen, under names that the drop-downs use."""
    choices = _choices(study)
    for place, (name, values) in enumerate(choices.items()):
        leaf.text(0, place, name, **HEAD)
        letter = letters(place)
        book.define_name(name, f"={LISTS}!${letter}$2:${letter}${max(len(values), 1) + 1}")
    for at, line in enumerate(zip_longest(*choices.values(), fillvalue=""), 1):
        for place, value in enumerate(line):
            leaf.text(at, place, value)
    leaf.sheet.hide()


def _choices(study: Study) -> dict[str, Sequence[str]]:
    roles = [role.id for role in study.codebook.roles] or list(ROLES)
    return {
        "scr_roles": roles,
        "scr_themes": (NO_THEME, *study.codebook.theme_ids),
        "scr_verdicts": VERDICTS,
    }


def _line(passage: TaggedPassage, study: Study) -> list[str | float | None]:
    return [
        passage.id,
        passage.review.review_id,
        passage.page,
        passage.paragraph or "",
        passage.role,
        SEPARATOR.join(passage.themes),
        text(passage, study),
    ]


def _asked(leaf: Leaf, last: int, names: Sequence[str]) -> None:
    """A drop-down in every cell to be chosen, and marks on what was found wrong or not sure."""
    roles = ("scr_roles", "Role", "Choose the role that fits; leave empty if it is right.")
    theme = ("scr_themes", "Theme", "Choose a theme that fits, or none; see the sheet Codebook.")
    judged = ("scr_verdicts", "Verdict", "right: role and themes are as they should be.")
    for place, name in enumerate(names):
        kind = {"role_checked": roles, "verdict": judged}.get(name)
        if name in THEMES_CHECKED:
            kind = theme
        if kind:
            leaf.sheet.data_validation(1, place, last, place, _choice(*kind))
    place = names.index("verdict")
    for words, look in (
        ("wrong", {"bold": True, "bg_color": "#F8CBAD"}),
        ("unsure", {"italic": True, "bg_color": FOUND}),
    ):
        rule = {"type": "cell", "criteria": "==", "value": f'"{words}"'}
        leaf.sheet.conditional_format(1, place, last, place, {**rule, "format": leaf.looks(**look)})


def _choice(source: str, title: str, message: str) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": f"={source}",
        "input_title": title,
        "input_message": message,
        "error_title": f"{title} not in the list",
        "error_message": "Choose from the list, or leave the cell empty.",
    }
