"""The checking sheet: a row a passage, with columns for a person to fill in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from scr_mine.errors import LabelsError
from scr_mine.labels import VERDICTS, Imported, Label, checked
from scr_mine.records import TaggedPassage
from scr_mine.themes import Codebook

THEMES = ("theme_1", "theme_2", "theme_3", "theme_4")
#: As on the sheet Checking of themes.xlsx. The names are read back: never change them.
COLUMNS = (
    *("id", "review", "page", "paragraph", "role", "themes", "text"),
    *("role_checked", *THEMES, "verdict", "comment"),
)
SEPARATOR = ", "
#: Written in a theme's column, it says that the passage carries no theme.
NO_THEME = "none"


def rows(passages: Iterable[TaggedPassage], *, blind: bool) -> Iterator[list[str | int | None]]:
    """A row for every passage, under COLUMNS; `blind` leaves the machine's marks out."""
    for passage in passages:
        marks = ("", "") if blind else (passage.role, SEPARATOR.join(passage.themes))
        yield [
            passage.id,
            passage.review.review_id,
            passage.page,
            passage.paragraph or "",
            *marks,
            passage.text,
            *("" for _ in COLUMNS[7:]),
        ]


def labels(
    lines: Iterable[Sequence[Any]],
    passages: Mapping[str, TaggedPassage],
    codebook: Codebook,
    *,
    coder: str,
    name: str,
) -> Imported:
    """What a person filled in, from the rows of a sheet, the first with its heads.

    A row was looked at when anything is filled in. With verdict `right` the machine's role and
    themes hold; else a role that is left empty is the machine's, and themes are those chosen: none
    with `none`, the machine's if no column of themes was touched. Raises LabelsError naming file
    and row.
    """
    iterator = iter(lines)
    head = [str(value or "").strip() for value in next(iterator, ())]
    missing = [column for column in COLUMNS if column not in head and column not in ("page",)]
    if missing:
        raise LabelsError(
            f"{name}: the column {missing[0]} is missing; keep the heads of the sheet as they were."
        )
    found, edited = [], []
    for number, row in enumerate(iterator, 2):
        cells = dict(zip(head, (_text(value) for value in row), strict=False))
        label = _label(cells, coder, f"{name}, row {number}", passages, codebook)
        if label is None:
            continue
        found.append(label)
        passage = passages.get(label.id)
        if passage and cells["text"].split() != passage.text.split():
            edited.append(label.id)
    notes = []
    if edited:
        notes.append(
            f"The text of {len(edited)} passages was changed in the file, which has no effect: "
            f"{', '.join(edited[:5])}{' and others' if len(edited) > 5 else ''}."
        )
    return Imported(labels=checked(found, passages, codebook, name=name), notes=tuple(notes))


def _text(value: Any) -> str:
    if value is None:
        return ""
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value) if whole else value).strip()


def _label(
    cells: Mapping[str, str],
    coder: str,
    where: str,
    passages: Mapping[str, TaggedPassage],
    codebook: Codebook,
) -> Label | None:
    role, verdict = cells.get("role_checked", ""), cells.get("verdict", "").lower()
    chosen = [cells[column] for column in THEMES if cells.get(column)]
    if not (role or verdict or chosen):
        return None
    if verdict and verdict not in VERDICTS:
        raise LabelsError(f"{where}: the verdict '{verdict}' is none of {', '.join(VERDICTS)}.")
    if verdict == "wrong" and not (role or chosen):
        raise LabelsError(
            f"{where}: the verdict is 'wrong', but neither role nor themes are given; "
            f"choose what is right, or write '{NO_THEME}' under {THEMES[0]}."
        )
    passage = passages.get(cells.get("id", ""))
    machine = passage.themes if passage else ()
    themes = _themes(chosen, codebook) if chosen else machine
    return Label(
        id=cells.get("id", ""),
        coder=coder,
        role=_role(role, codebook) if role else (passage.role if passage else None),
        themes=themes,
        verdict=verdict or None,
        comment=cells.get("comment", ""),
    )


def _themes(chosen: Sequence[str], codebook: Codebook) -> tuple[str, ...]:
    """Ids of themes given by id or label; none for `none`."""
    by_label = {theme.label.casefold(): theme.id for theme in codebook.themes}
    named = [by_label.get(value.casefold(), value) for value in chosen]
    return tuple(dict.fromkeys(theme for theme in named if theme.casefold() != NO_THEME))


def _role(value: str, codebook: Codebook) -> str:
    by_label = {role.label.casefold(): role.id for role in codebook.roles}
    return by_label.get(value.casefold(), value)
