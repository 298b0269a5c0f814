"""Labels: what a person, or a model, says of a passage; one reading a line of a labels file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from scr_mine import ledger
from scr_mine.errors import LabelsError
from scr_mine.inert import clean
from scr_mine.records import TaggedPassage
from scr_mine.store import plain
from scr_mine.themes import Codebook

Verdict = Literal["right", "wrong", "unsure"]
VERDICTS: tuple[Verdict, ...] = ("right", "wrong", "unsure")
#: A coder whose name begins so is a model: shown, counted, never learnt from.
MACHINE = "scr-mine/"
#: So many passages are named in a note.
NAMED = 5


@dataclass(frozen=True, kw_only=True)
class Label:
    """One reading of the passage `id` by one `coder`.

    No `themes` means that the passage was looked at and carries none; a passage nobody looked at
    has no label. `role` is None where only themes were given. `when` is an ISO 8601 time. `verdict`
    is what a checker said of the machine's marks.
    """

    id: str
    coder: str
    role: str | None
    themes: tuple[str, ...]
    when: str | None = None
    verdict: Verdict | None = None
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class Imported:
    """Labels read from somebody's file, and sentences on what was in it besides."""

    labels: tuple[Label, ...]
    notes: tuple[str, ...] = ()


def machine(model: str) -> str:
    """The coder that a model is, `name@version`; names of machines stay as they are."""
    return model if model.startswith(MACHINE) else f"{MACHINE}{model}"


def of_machine(passage: TaggedPassage) -> Label:
    """The marks on a tagged passage as the label of its model."""
    return Label(
        id=passage.id, coder=machine(passage.model), role=passage.role, themes=passage.themes
    )


def line(
    label: Label, passage: TaggedPassage, *, codebook: str, weight: float | None = None
) -> dict[str, Any]:
    """A line of a labels file, which `train --labels` learns from: the passage and what is said.

    `codebook` is the version of the codebook. The role is what the coder gave, or called right;
    none where only themes were given, or where the coder was unsure, which is not learnt from.
    `weight` is how many passages it stands for, where it was drawn by chance.
    """
    confirmed = passage.role if label.verdict == "right" else None
    return {
        "id": passage.id,
        "text": passage.text,
        "review": plain(passage.review),
        "stem": passage.stem,
        "headings": list(passage.headings),
        "document": passage.document,
        "start": passage.start,
        "end": passage.end,
        "page": passage.page,
        "paragraph": passage.paragraph,
        "role": None if label.verdict == "unsure" else label.role or confirmed,
        "themes": list(label.themes),
        "coder": label.coder,
        "when": label.when,
        "comment": label.comment,
        "verdict": label.verdict,
        "codebook": codebook,
        "weight_of_inclusion": weight,
    }


def is_reading(line: Mapping[str, Any]) -> bool:
    """Whether a line of a labels file says what its passage is: a role, or themes without one.

    That there is no theme it says without a role only where it has coder and time: an exported line
    has neither until somebody looks at the passage.
    """
    if line.get("role"):
        return True
    looked = line.get("themes") or (line.get("coder") and line.get("when"))
    return bool(looked) and line.get("verdict") not in ("right", "unsure")


def changed(label: Label, passage: TaggedPassage) -> bool:
    """Whether a label says anything else than the marks on its passage."""
    role = label.role or passage.role
    return role != passage.role or frozenset(label.themes) != frozenset(passage.themes)


def same_text(given: str, text: str) -> bool:
    """Whether a passage came back as it went out, but for what formats do to spaces and controls.

    A lone surrogate, which no file can hold, is written as U+FFFD or a question mark.
    """
    one, other = (clean(each).replace("\ufffd", "?").split() for each in (given, text))
    return one == other


def counted(number: int, noun: str) -> str:
    """A number and what it counts, as `1 passage` or `3 passages`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def named(ids: Sequence[str]) -> str:
    """The ids of passages for a note, the first few where they are many."""
    return ", ".join(ids[:NAMED]) + (" and others" if len(ids) > NAMED else "")


def check(
    label: Label, passages: Mapping[str, TaggedPassage], codebook: Codebook, *, where: str
) -> None:
    """Raise LabelsError, which says `where`, unless passage, role and themes are all known."""
    if not label.id:
        raise LabelsError(f"{where}: the id is empty; copy it from the sheet that was exported.")
    if label.id not in passages:
        raise LabelsError(
            f"{where}: there is no such passage in the tagged files; "
            "name those from which it was exported."
        )
    if label.role is not None and label.role not in {role.id for role in codebook.roles}:
        raise LabelsError(
            f"{where}: the role '{label.role}' is not in the codebook; "
            f"use one of {', '.join(role.id for role in codebook.roles)}."
        )
    for theme in label.themes:
        if theme not in codebook.theme_ids:
            raise LabelsError(
                f"{where}: the theme '{theme}' is not in the codebook; see `scr-mine themes list`."
            )


def checked(
    found: Iterable[Label], passages: Mapping[str, TaggedPassage], codebook: Codebook, *, name: str
) -> tuple[Label, ...]:
    """The labels, each of a known passage, role and themes.

    Raises LabelsError naming the file `name` and the passage otherwise.
    """
    kept = tuple(found)
    for label in kept:
        check(label, passages, codebook, where=f"{name}, passage {label.id}")
    return kept


def gathered(
    found: Iterable[tuple[str, Label]],
    passages: Mapping[str, TaggedPassage],
    codebook: Codebook,
    *,
    name: str,
    texts: Mapping[str, str],
    notes: Sequence[str] = (),
) -> Imported:
    """The labels of a file, each given with its place in it, such as `row 2`.

    Of two by one coder the later counts: by their times, or else in the file. `texts` are those
    that the file has beside them, by id. Themes are brought up to today's by the ledger. A note
    says where a text was changed, a coder said two things, no role was given, or a theme was split
    since, so that the label is left out. Raises LabelsError naming file, place and passage
    where passage, role or theme is unknown.
    """
    kept: dict[tuple[str, str], Label] = {}
    again: set[str] = set()
    split: set[str] = set()
    for place, given in found:
        brought = ledger.brought_up(given.themes, codebook.ledger)
        label = replace(given, themes=brought.themes)
        if brought.unknown:
            split.add(label.id)
            continue
        check(label, passages, codebook, where=f"{name}, {place}, passage {label.id}")
        before = kept.setdefault((label.id, label.coder), label)
        if _said(before) != _said(label):
            again.add(label.id)
        if not (label.when and before.when and label.when < before.when):
            kept[label.id, label.coder] = label
    ids = dict.fromkeys(key for key, _ in kept)
    edited = [i for i in ids if i in texts and not same_text(texts[i], passages[i].text)]
    bare = sum(label.role is None and label.verdict in (None, "wrong") for label in kept.values())
    besides = {
        f"Text changed in the file, which has no effect: {named(edited)}.": edited,
        f"Labelled twice by one coder, of which the later counts: {named(sorted(again))}.": again,
        f"Left out, as a theme was split since; label again: {named(sorted(split))}.": split,
        f"Without a role, so that only the themes count: {counted(bare, 'label')}.": bare,
    }
    said = (note for note, there in besides.items() if there)
    return Imported(labels=tuple(kept.values()), notes=(*notes, *said))


def _said(label: Label) -> tuple[str | None, frozenset[str], str | None]:
    return label.role, frozenset(label.themes), label.verdict
