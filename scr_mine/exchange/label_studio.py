"""Passages for Label Studio, as a list of tasks with the machine's marks as predictions.

The labelling configuration that fits is in docs/labels.md.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scr_mine.errors import LabelsError
from scr_mine.exchange.doccano import ROLE, label
from scr_mine.labels import Imported, Label, counted, gathered, machine
from scr_mine.records import TaggedPassage
from scr_mine.store import dumps
from scr_mine.themes import Codebook

#: The names of the controls and of the text in the labelling configuration.
ROLES, THEMES, TEXT = "role", "themes", "text"
#: The fields of a task with the passage's id: JSON-MIN puts a number of its own under `id`.
IDS = ("passage", "id")


def export(passages: Iterable[TaggedPassage], codebook: Codebook, *, blind: bool) -> bytes:
    """A task a passage, coded or not; `data.id` and `data.passage` hold its id."""
    tasks = [
        {
            "data": {
                "id": passage.id,
                "passage": passage.id,
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
    themes = [_choice(THEMES, list(passage.themes))] if passage.themes else []
    sure = [passage.probabilities.get(theme, 1.0) for theme in passage.themes]
    return {
        "model_version": machine(passage.model),
        "score": min(sure, default=1.0),
        "result": [_choice(ROLES, [passage.role]), *themes],
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
    found: list[tuple[str, Label]] = []
    texts: dict[str, str] = {}
    cancelled = 0
    for number, task in enumerate(_tasks(data, name), 1):
        place = f"task {number}"
        where = f"{name}, {place}"
        made = task.get("annotations")
        if isinstance(made, list):
            held = task.get("data")
            about = held if isinstance(held, dict) else {}
            kept = [a for a in made if isinstance(a, dict) and not a.get("was_cancelled")]
            cancelled += len(made) - len(kept)
            given = [_full(about, each, coder, where) for each in kept]
        else:
            about, given = task, [_short(task, coder, where)] if _annotated(task) else []
        found += ((place, each) for each in given)
        texts |= {each.id: str(about[TEXT]) for each in given if TEXT in about}
    notes = []
    if cancelled:
        notes.append(f"Left out as cancelled there: {counted(cancelled, 'annotation')}.")
    return gathered(found, passages, codebook, name=name, texts=texts, notes=notes)


def _tasks(data: bytes, name: str) -> list[dict[str, Any]]:
    try:
        tasks = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise LabelsError(f"{name}: not a JSON file; export it as JSON or JSON-MIN.") from error
    if not isinstance(tasks, list) or not all(isinstance(task, dict) for task in tasks):
        raise LabelsError(f"{name}: not a list of tasks; export it as JSON or JSON-MIN.")
    return tasks


def _full(about: Mapping[str, Any], made: Mapping[str, Any], coder: str, where: str) -> Label:
    results = made.get("result")
    named = [
        f"{ROLE}{choice}" if result["from_name"] == ROLES else choice
        for result in (results if isinstance(results, list) else [])
        if isinstance(result, dict) and result.get("from_name") in (ROLES, THEMES)
        for choice in _choices(result.get("value"))
    ]
    by = _coder(made.get("completed_by"), coder)
    return label(_id(about, where), named, coder=by, where=where, when=_when(made))


def _annotated(task: Mapping[str, Any]) -> bool:
    """Whether a task of JSON-MIN has an annotation, if one in which nothing was chosen."""
    return ROLES in task or THEMES in task or task.get("annotation_id") is not None


def _short(task: Mapping[str, Any], coder: str, where: str) -> Label:
    named = [*(f"{ROLE}{role}" for role in _choices(task.get(ROLES))), *_choices(task.get(THEMES))]
    by = _coder(task.get("annotator"), coder)
    return label(_id(task, where), named, coder=by, where=where, when=_when(task))


def _when(made: Mapping[str, Any]) -> str | None:
    when = made.get("updated_at") or made.get("created_at")
    return when if isinstance(when, str) else None


def _choices(value: Any) -> Iterator[str]:
    """The choices in a value, which is one, a list of them, or either under `choices`."""
    held = value.get("choices") if isinstance(value, dict) else value
    for choice in held if isinstance(held, list) else [held]:
        if isinstance(choice, str) and choice:
            yield choice
        elif isinstance(choice, dict):
            yield from _choices(choice)


def _id(about: Mapping[str, Any], where: str) -> str:
    for field in IDS:
        if isinstance(about.get(field), str):
            return str(about[field])
    raise LabelsError(f"{where}: no passage's id in its data; export with all fields, as JSON.")


def _coder(value: Any, coder: str) -> str:
    if isinstance(value, dict):
        value = value.get("email") or value.get("id")
    return str(value) if value not in (None, "") else coder
