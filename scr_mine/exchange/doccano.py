"""Passages for doccano (text classification with several labels), as JSON Lines.

Its labels are the ids of themes, and `role:` with the id of a role.
"""

import io
from collections.abc import Iterable, Mapping
from typing import Any

from scr_mine.errors import LabelsError
from scr_mine.labels import Imported, Label, checked
from scr_mine.records import TaggedPassage
from scr_mine.store import dumps, parse_lines
from scr_mine.themes import Codebook

ROLE = "role:"


def marks(passage: TaggedPassage) -> list[str]:
    """The machine's role and themes as labels."""
    return [f"{ROLE}{passage.role}", *passage.themes]


def label(
    passage: str, named: Iterable[str], *, coder: str, when: str | None = None, comment: str = ""
) -> Label:
    """What a list of labels says of a passage; without a role, of its themes only."""
    given = list(dict.fromkeys(named))
    roles = [name.removeprefix(ROLE) for name in given if name.startswith(ROLE)]
    if len(roles) > 1:
        raise LabelsError(f"Passage {passage}: it has {len(roles)} roles; leave one.")
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

    Raises LabelsError naming file and line.
    """
    found, silent = [], 0
    for number, line in enumerate(parse_lines(io.BytesIO(data), name), 1):
        named = _named(line)
        if named is None or not isinstance(line.get("passage"), str):
            raise LabelsError(f"{name}, line {number}: no 'label' list, or no 'passage'.")
        if not named:
            silent += 1
            continue
        found.append(label(line["passage"], named, coder=coder))
    notes = (f"{silent} passages have no label there and count as not looked at.",)
    return Imported(
        labels=checked(found, passages, codebook, name=name), notes=notes if silent else ()
    )


def _named(line: Mapping[str, Any]) -> list[str] | None:
    named = line.get("label", line.get("labels"))
    right = isinstance(named, list) and all(isinstance(each, str) for each in named)
    return named if right else None
