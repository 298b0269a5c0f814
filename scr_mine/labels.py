"""Labels: what a person, or a model, says of a passage; one reading a line of a labels file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from scr_mine.errors import LabelsError
from scr_mine.records import TaggedPassage
from scr_mine.store import plain
from scr_mine.themes import Codebook

Verdict = Literal["right", "wrong", "unsure"]
VERDICTS: tuple[Verdict, ...] = ("right", "wrong", "unsure")
#: A coder whose name begins so is a model: shown, counted, never learnt from.
MACHINE = "scr-mine/"


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
    """Labels read from somebody's file, and sentences on what was in it besides.

    `looked_at` is how many passages somebody looked at.
    """

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

    `codebook` is the version of the codebook. The role is the machine's where the coder gave none,
    and none where the coder was unsure, which is not learnt from. `weight` is how many passages it
    stands for, where it was drawn by chance.
    """
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
        "role": None if label.verdict == "unsure" else label.role or passage.role,
        "themes": list(label.themes),
        "coder": label.coder,
        "when": label.when,
        "comment": label.comment,
        "verdict": label.verdict,
        "codebook": codebook,
        "weight_of_inclusion": weight,
    }


def changed(label: Label, passage: TaggedPassage) -> bool:
    """Whether a label says anything else than the marks on its passage."""
    role = label.role or passage.role
    return role != passage.role or frozenset(label.themes) != frozenset(passage.themes)


def checked(
    found: Iterable[Label], passages: Mapping[str, TaggedPassage], codebook: Codebook, *, name: str
) -> tuple[Label, ...]:
    """The labels, each of a known passage, role and themes.

    Raises LabelsError naming the file `name` and the passage otherwise.
    """
    roles, themes = {role.id for role in codebook.roles}, set(codebook.theme_ids)
    kept = []
    for label in found:
        where = f"{name}, passage {label.id}"
        if label.id not in passages:
            raise LabelsError(
                f"{where}: there is no such passage in the tagged files; "
                "name those from which it was exported."
            )
        if label.role is not None and label.role not in roles:
            raise LabelsError(f"{where}: the role '{label.role}' is not in the codebook.")
        for theme in label.themes:
            if theme not in themes:
                raise LabelsError(f"{where}: the theme '{theme}' is not in the codebook.")
        kept.append(label)
    return tuple(kept)
