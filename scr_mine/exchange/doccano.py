"""Passages for doccano (text classification with several labels), as JSON Lines.

Its labels are the ids of themes, and `role:` with the id of a role.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from scr_mine.errors import LabelsError
from scr_mine.exchange.lines import numbered
from scr_mine.labels import Imported, Label, changed, counted, gathered, machine
from scr_mine.records import TaggedPassage
from scr_mine.store import dumps
from scr_mine.themes import Codebook

ROLE = "role:"


def marks(passage: TaggedPassage) -> list[str]:
    """The machine's role and themes as labels."""
    return [f"{ROLE}{passage.role}", *passage.themes]


def label(
    passage: str,
    named: Iterable[str],
    *,
    coder: str,
    where: str,
    when: str | None = None,
    comment: str = "",
) -> Label:
    """What a list of labels says of a passage; without a role, of its themes only.

    Raises LabelsError, which says `where`, for two roles.
    """
    given = list(dict.fromkeys(named))
    roles = [name.removeprefix(ROLE) for name in given if name.startswith(ROLE)]
    if len(roles) > 1:
        raise LabelsError(f"{where}, passage {passage}: it has {len(roles)} roles; leave one.")
    return Label(
        id=passage,
        coder=coder,
        role=roles[0] if roles else None,
        themes=tuple(name for name in given if not name.startswith(ROLE)),
        when=when,
        comment=comment,
    )


def export(passages: Iterable[TaggedPassage], codebook: Codebook, *, blind: bool) -> bytes:
    """A line a passage; `passage` holds its id, since doccano gives ids of its own."""
    lines = (
        {
            "text": passage.text,
            "label": [] if blind else marks(passage),
            "passage": passage.id,
            "review": passage.review.review_id,
            "marked_by": None if blind else machine(passage.model),
        }
        for passage in passages
    )
    return "".join(f"{dumps(line)}\n" for line in lines).encode()


def labels(
    data: bytes,
    passages: Mapping[str, TaggedPassage],
    codebook: Codebook,
    *,
    coder: str,
    name: str,
) -> Imported:
    """The labels of every line that has one: doccano does not say which others were looked at.

    Nor does it say which of the marks filled in for it somebody approved: a note counts the lines
    that have just these. Raises LabelsError naming file and line.
    """
    found: list[tuple[str, Label]] = []
    texts: dict[str, str] = {}
    silent = untouched = 0
    for number, line in numbered(data, name):
        place = f"line {number}"
        named, passage = _named(line), _field(line, "passage")
        if named is None or passage is None:
            raise LabelsError(f"{name}, {place}: no 'label' list, or no 'passage'.")
        if not named:
            silent += 1
            continue
        made = label(passage, named, coder=coder, where=f"{name}, {place}", comment=_comment(line))
        found.append((place, made))
        texts[passage] = str(line.get("text", ""))
        known = passages.get(passage)
        if known and made.role and _field(line, "marked_by"):
            untouched += not changed(made, known)
    notes = []
    if silent:
        notes.append(f"Not looked at, as without a label there: {counted(silent, 'passage')}.")
    if untouched:
        notes.append(
            f"With just the machine's marks: {counted(untouched, 'passage')}. If nobody approved "
            "them in doccano, export only approved documents from it and import these."
        )
    return gathered(found, passages, codebook, name=name, texts=texts, notes=notes)


def _named(line: Mapping[str, Any]) -> list[str] | None:
    named = line.get("label", line.get("labels"))
    right = isinstance(named, list) and all(isinstance(each, str) for each in named)
    return named if right else None


def _field(line: Mapping[str, Any], name: str) -> str | None:
    """A further field of ours, which older versions keep under `meta`."""
    meta = line.get("meta")
    found = line.get(name) or (meta.get(name) if isinstance(meta, dict) else None)
    return found if isinstance(found, str) else None


def _comment(line: Mapping[str, Any]) -> str:
    said = line.get("Comments")
    return "; ".join(str(each) for each in said) if isinstance(said, list) else ""
