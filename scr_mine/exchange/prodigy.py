"""Passages for Prodigy's `choice` interface, as JSON Lines."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from scr_mine.errors import LabelsError
from scr_mine.exchange.doccano import ROLE, label, marks
from scr_mine.exchange.lines import numbered
from scr_mine.labels import Imported, Label, counted, gathered
from scr_mine.records import TaggedPassage
from scr_mine.store import dumps
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
    found: list[tuple[str, Label]] = []
    texts: dict[str, str] = {}
    left = 0
    for number, task in numbered(data, name):
        if task.get("answer") != "accept":
            left += 1
            continue
        place = f"line {number}"
        passage, accepted = _task(task)
        if passage is None or accepted is None:
            raise LabelsError(f"{name}, {place}: no 'accept', or no 'passage' in 'meta'.")
        by = str(task.get("_annotator_id") or coder)
        made = label(passage, accepted, coder=by, where=f"{name}, {place}", when=_when(task))
        found.append((place, made))
        texts[passage] = str(task.get("text", ""))
    notes = [f"Not looked at, as not accepted there: {counted(left, 'task')}."] if left else []
    return gathered(found, passages, codebook, name=name, texts=texts, notes=notes)


def _task(task: Mapping[str, Any]) -> tuple[str | None, list[str] | None]:
    meta, accepted = task.get("meta"), task.get("accept")
    passage = meta.get("passage") if isinstance(meta, dict) else None
    right = isinstance(accepted, list) and all(isinstance(each, str) for each in accepted)
    return (passage if isinstance(passage, str) else None), (accepted if right else None)


def _when(task: Mapping[str, Any]) -> str | None:
    """When the answer was given, which Prodigy writes in seconds since 1970."""
    seconds = task.get("_timestamp")
    if not isinstance(seconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
    except (OverflowError, OSError, ValueError):
        return None
