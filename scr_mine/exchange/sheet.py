"""The checking sheet: a row a passage, with columns for a person to fill in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from scr_mine.errors import LabelsError
from scr_mine.inert import bare, clean
from scr_mine.labels import VERDICTS, Imported, Label, Verdict, changed, gathered, same_text
from scr_mine.records import TaggedPassage
from scr_mine.themes import Codebook, Role, Theme

THEMES = ("theme_1", "theme_2", "theme_3", "theme_4")
#: As on the sheet Checking of themes.xlsx. The names are read back: never change them.
COLUMNS = (
    *("id", "review", "page", "paragraph", "role", "themes", "text"),
    *("role_checked", *THEMES, "verdict", "comment"),
)
SEPARATOR = ", "
#: Written in a theme's column, it says that the passage carries no theme.
NO_THEME = "none"
#: What stands for the text in a themes.xlsx that quotes nothing.
LEFT_OUT = "text left out"
#: UTF-16 units in a cell of Excel, but for the apostrophe that CSV may need.
MOST_TEXT = 32_766


def rows(passages: Iterable[TaggedPassage], *, blind: bool) -> Iterator[list[str | int | None]]:
    """A row for every passage, under COLUMNS; `blind` leaves the machine's marks out."""
    for passage in passages:
        marks = ("", "") if blind else (passage.role, SEPARATOR.join(passage.themes))
        yield [
            clean(passage.id),
            clean(passage.review.review_id),
            passage.page,
            clean(passage.paragraph or ""),
            *marks,
            shown(passage.text),
            *("" for _ in COLUMNS[7:]),
        ]


def shown(text: str) -> str:
    """A text as it stands in a cell: on one line, no longer than a cell holds."""
    line = clean(text)
    if len(line) * 2 <= MOST_TEXT:
        return line
    return line.encode("utf-16-le")[: 2 * MOST_TEXT].decode("utf-16-le", "ignore")


def labels(
    lines: Iterable[Sequence[Any]],
    passages: Mapping[str, TaggedPassage],
    codebook: Codebook,
    *,
    coder: str,
    name: str,
) -> Imported:
    """What a person filled in, from the rows of a sheet, the first with its heads.

    A row was looked at when role, theme or verdict is filled in. What is left empty is as the
    machine has it, if its marks stand on the row; where they do not, no theme was found. Raises
    LabelsError naming file and row.
    """
    numbered = ((at, row) for at, row in enumerate(lines, 1) if any(map(_text, row)))
    head = [_text(value) for value in next(numbered, (1, ()))[1]]
    missing = [column for column in COLUMNS if column not in head]
    if missing:
        raise LabelsError(
            f"{name}: the column {missing[0]} is missing; keep the heads of the sheet as they were."
        )
    known = {_text(clean(key)): passage for key, passage in passages.items()}
    # A workbook's own apostrophe is taken for the one that CSV needs.
    by_id = {bare(key): passage for key, passage in known.items()} | known
    found: list[tuple[str, Label]] = []
    texts: dict[str, str] = {}
    for number, row in numbered:
        cells = dict.fromkeys(head, "") | dict(zip(head, map(_text, row), strict=False))
        passage = by_id.get(cells["id"])
        label = _label(cells, coder, f"{name}, row {number}", passage, codebook)
        if label is None:
            continue
        found.append((f"row {number}", label))
        if passage:
            _judge(label, passage, cells, f"{name}, row {number}")
            texts[label.id] = passage.text if _unchanged(cells["text"], passage) else cells["text"]
    return gathered(found, passages, codebook, name=name, texts=texts)


def _unchanged(cell: str, passage: TaggedPassage) -> bool:
    """Whether a cell holds a passage's text, as far as cells hold it, or what stands for it."""
    text = shown(passage.text)
    forms = {text, bare(text)}
    return cell == LEFT_OUT or any(same_text(shown(cell), form) for form in forms)


def _text(value: Any) -> str:
    if value is None:
        return ""
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value) if whole else value).strip()


def _label(
    cells: Mapping[str, str],
    coder: str,
    where: str,
    passage: TaggedPassage | None,
    codebook: Codebook,
) -> Label | None:
    role, chosen = cells["role_checked"], [cells[column] for column in THEMES if cells[column]]
    verdict = _verdict(cells, where)
    if not (role or verdict or chosen):
        return None
    marked = passage if _marked(cells) else None
    themes = _themes(chosen, codebook, where) if chosen else marked.themes if marked else ()
    return Label(
        id=passage.id if passage else cells["id"],
        coder=coder,
        role=_id(role, codebook.roles) if role else marked.role if marked else None,
        themes=themes,
        verdict=verdict,
        comment=cells["comment"],
    )


def _marked(cells: Mapping[str, str]) -> bool:
    """Whether the machine's marks stand on the row; on a blind sheet they do not."""
    return bool(cells["role"] or cells["themes"])


def _verdict(cells: Mapping[str, str], where: str) -> Verdict | None:
    given = cells["verdict"].lower()
    for verdict in VERDICTS:
        if given == verdict:
            return verdict
    if given:
        raise LabelsError(
            f"{where}: the verdict '{given}' is not one of {', '.join(VERDICTS)}; correct it."
        )
    return None


def _judge(label: Label, passage: TaggedPassage, cells: Mapping[str, str], where: str) -> None:
    """Raise LabelsError where the row contradicts itself, or leaves open what is meant."""
    if label.verdict == "unsure":
        return
    if not _marked(cells):
        if label.verdict:
            raise LabelsError(
                f"{where}: the verdict is '{label.verdict}', but no marks stand on the row; "
                "give role and themes without a verdict."
            )
        if label.role is None:
            raise LabelsError(f"{where}: themes are given and no role; choose the role that fits.")
    elif label.verdict == "right" and changed(label, passage):
        raise LabelsError(
            f"{where}: the verdict is 'right', but other marks are given; "
            "clear them, or the verdict."
        )
    elif label.verdict == "wrong" and not changed(label, passage):
        raise LabelsError(
            f"{where}: the verdict is 'wrong', but nothing else than the machine's marks is given; "
            f"choose what is right, or write '{NO_THEME}' under {THEMES[0]}."
        )


def _themes(chosen: Sequence[str], codebook: Codebook, where: str) -> tuple[str, ...]:
    """Ids of themes given by id or label; none for `none`."""
    named = [value for value in chosen if value.casefold() != NO_THEME]
    if named and len(named) < len(chosen):
        raise LabelsError(f"{where}: '{NO_THEME}' stands beside a theme; leave one of the two.")
    return tuple(dict.fromkeys(_id(value, codebook.themes) for value in named))


def _id(value: str, entries: Sequence[Role] | Sequence[Theme]) -> str:
    """The id of an entry of the codebook that is given by id or label, in any case."""
    known = {word.casefold(): entry.id for entry in entries for word in (entry.label, entry.id)}
    return known.get(value.casefold(), value)
