"""Passages for Label Studio, as a list of tasks with the machine's marks as predictions.

The labelling configuration that fits is in docs/labels.md.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scr_mine.errors import LabelsError
from scr_mine.exchange.doccano import ROLE, label
from scr_mine.labels import Imported, Label, checked, machine
from scr_mine.records import TaggedPassage
from scr_mine.store import dumps
from scr_mine.themes import Codebook

#: The names of the controls and of the text in the labelling configuration.
ROLES, THEMES, TEXT = "role", "themes", "text"


def export(passages: Iterable[TaggedPassage], codebook: Codebook, *, blind: bool) -> bytes:
    """A task a passage, coded or not; `data.id` holds its id."""
    tasks = [
        {
            "data": {
                "id": passage.id,
                "text": passage.text,
                "review": passage.review.review_id,
                "page": passage.page,
                "paragraph": passage.paragraph,
            },
            "predictions": [] if blind else [_prediction(passage)],
        }
        for passage in passages
    ]
    return (dumps(tasks) + "\n").encode()


def _prediction(passage: TaggedPassage) -> dict[str, Any]:
    sure = [passage.probabilities.get(theme, 1.0) for theme in passage.themes]
    return {
        "model_version": machine(passage.model),
        "score": min(sure, default=1.0),
        "result": [_choice(ROLES, [passage.role]), _choice(THEMES, list(passage.themes))],
    }


def _choice(control: str, chosen: list[str]) -> dict[str, Any]:
    return {"from_name": control, "to_name": TEXT, "type": "choices", "value": {"choices": chosen}}


def labels(
    data: bytes,
    passages: Mapping[str, TaggedPassage],
    codebook: Codebook,
    *,
    coder: str,
    name: str,
) -> Imported:
    """The labels of every annotation in an export as JSON or JSON-MIN; cancelled ones are left out.

    Who completed an annotation is its coder. Raises LabelsError naming file and task.
    """
    try:
        tasks = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise LabelsError(f"{name}: not a JSON file; export it as JSON or JSON-MIN.") from error
    if not isinstance(tasks, list) or not all(isinstance(task, dict) for task in tasks):
        raise LabelsError(f"{name}: not a list of tasks; export it as JSON or JSON-MIN.")
    found: list[Label] = []
    cancelled = 0
    for number, task in enumerate(tasks, 1):
        where = f"{name}, task {number}"
        made = task.get("annotations")
        if isinstance(made, list):
            kept = [a for a in made if isinstance(a, dict) and not a.get("was_cancelled")]
            cancelled += len(made) - len(kept)
            found += (_full(task, each, coder, where) for each in kept)
        elif ROLES in task or THEMES in task:
            found.append(_short(task, coder, where))
    notes = (f"{cancelled} annotations were cancelled there and are left out.",)
    return Imported(
        labels=checked(found, passages, codebook, name=name), notes=notes if cancelled else ()
    )


def _full(task: Mapping[str, Any], made: Mapping[str, Any], coder: str, where: str) -> Label:
    held = task.get("data")
    results = made.get("result")
    named = [
        f"{ROLE}{choice}" if result.get("from_name") == ROLES else choice
        for result in (results if isinstance(results, list) else [])
        if isinstance(result, dict)
        for choice in _choices(result.get("value"))
    ]
    when = made.get("updated_at") or made.get("created_at")
    return label(
        _id(held if isinstance(held, dict) else {}, where),
        named,
        coder=_coder(made.get("completed_by"), coder),
        when=when if isinstance(when, str) else None,
    )


def _short(task: Mapping[str, Any], coder: str, where: str) -> Label:
    named = [*(f"{ROLE}{role}" for role in _choices(task.get(ROLES))), *_choices(task.get(THEMES))]
    return label(_id(task, where), named, coder=_coder(task.get("annotator"), coder))


def _choices(value: Any) -> Iterator[str]:
    """The choices in a value, which is one, a list of them, or either under `choices`."""
    held = value.get("choices") if isinstance(value, dict) else value
    for choice in held if isinstance(held, list) else [held]:
        if isinstance(choice, str) and choice:
            yield choice


def _id(data: Mapping[str, Any], where: str) -> str:
    if not isinstance(data.get("id"), str):
        raise LabelsError(f"{where}: no passage 'id' in its data; export with all fields.")
    return str(data["id"])


def _coder(value: Any, coder: str) -> str:
    if isinstance(value, dict):
        value = value.get("email") or value.get("id")
    return str(value) if value not in (None, "") else coder
