"""Passages for Prodigy's `choice` interface, as JSON Lines."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

from scr_mine.errors import LabelsError
from scr_mine.exchange.doccano import ROLE, label, marks
from scr_mine.labels import Imported, checked
from scr_mine.records import TaggedPassage
from scr_mine.store import dumps, parse_lines
from scr_mine.themes import Codebook


def export(passages: Iterable[TaggedPassage], codebook: Codebook, *, blind: bool) -> bytes:
    """A task a passage, with a choice for every role and theme; the machine's are ticked."""
    options = [
        *({"id": f"{ROLE}{role.id}", "text": f"Role: {role.label}"} for role in codebook.roles),
        *({"id": theme.id, "text": theme.label} for theme in codebook.themes),
    ]
    tasks = (
        {
            "text": passage.text,
            "options": options,
            "accept": [] if blind else marks(passage),
            "config": {"choice_style": "multiple"},
            "meta": {
                "passage": passage.id,
                "review": passage.review.review_id,
                "page": passage.page,
                "paragraph": passage.paragraph,
            },
        }
        for passage in passages
    )
    return "".join(f"{dumps(task)}\n" for task in tasks).encode()


def labels(
    data: bytes,
    passages: Mapping[str, TaggedPassage],
    codebook: Codebook,
    *,
    coder: str,
    name: str,
) -> Imported:
    """The labels of every task that was accepted; rejected and passed over are not looked at.

    The annotator Prodigy names is the coder. Raises LabelsError naming file and line.
    """
    found, left = [], 0
    for number, task in enumerate(parse_lines(io.BytesIO(data), name), 1):
        if task.get("answer") != "accept":
            left += 1
            continue
        passage, accepted = _task(task)
        if passage is None or accepted is None:
            raise LabelsError(f"{name}, line {number}: no 'accept', or no 'passage' in 'meta'.")
        by = str(task.get("_annotator_id") or coder)
        found.append(label(passage, accepted, coder=by))
    notes = (f"{left} tasks were not accepted there and count as not looked at.",) if left else ()
    return Imported(labels=checked(found, passages, codebook, name=name), notes=notes)


def _task(task: Mapping[str, Any]) -> tuple[str | None, list[str] | None]:
    meta, accepted = task.get("meta"), task.get("accept")
    passage = meta.get("passage") if isinstance(meta, dict) else None
    right = isinstance(accepted, list) and all(isinstance(each, str) for each in accepted)
    return (passage if isinstance(passage, str) else None), (accepted if right else None)
