"""Labels as JSON Lines, the form that `train` learns from."""

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from scr_mine.errors import LabelsError
from scr_mine.labels import (
    MACHINE,
    VERDICTS,
    Imported,
    Label,
    changed,
    counted,
    gathered,
    is_reading,
    line,
    of_machine,
)
from scr_mine.records import TaggedPassage
from scr_mine.store import dumps, parse_lines
from scr_mine.themes import Codebook


def export(passages: Iterable[TaggedPassage], codebook: Codebook, *, blind: bool) -> bytes:
    """A line for every passage: the machine's marks, or with `blind` none."""
    out = io.StringIO()
    for passage in passages:
        made = line(of_machine(passage), passage, codebook=codebook.version)
        if blind:
            made |= {"role": None, "themes": [], "coder": None}
        out.write(dumps(made) + "\n")
    return out.getvalue().encode("utf-8")


def labels(
    data: bytes,
    passages: Mapping[str, TaggedPassage],
    codebook: Codebook,
    *,
    coder: str,
    name: str,
) -> Imported:
    """The labels of every line that says something (`labels.is_reading`) and whose coder is a
    person, or whose verdict is `right` or `unsure`. Raises LabelsError naming file and line.
    """
    found: list[tuple[str, Label]] = []
    texts: dict[str, str] = {}
    machines = unnamed = 0
    for number, value in numbered(data, name):
        label = _label(value, coder, f"{name}, line {number}")
        passage = passages.get(label.id)
        if label.coder.startswith(MACHINE):
            machines += 1
            unnamed += bool(passage and label.role and changed(label, passage))
            continue
        if label.verdict == "right" and not label.role and passage:
            label = replace(label, role=passage.role, themes=passage.themes)
        if label.role or label.verdict == "unsure" or is_reading(value):
            found.append((f"line {number}", label))
            texts[label.id] = str(value.get("text", passage.text if passage else ""))
    notes = [f"Left out as a machine's: {counted(machines, 'line')}."] if machines else []
    if unnamed:
        notes.append(
            f"Other than what the machine said, of these: {counted(unnamed, 'line')}. Where a "
            "person changed one, put that person under 'coder'."
        )
    return gathered(found, passages, codebook, name=name, texts=texts, notes=notes)


def numbered(data: bytes, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """JSON objects with the number of the line each is on, blank lines counted."""
    filled = (at for at, each in enumerate(data.split(b"\n"), 1) if each.strip())
    return zip(filled, parse_lines(io.BytesIO(data), name), strict=False)


def _label(value: Mapping[str, Any], coder: str, where: str) -> Label:
    themes, role, when = value.get("themes") or [], value.get("role"), value.get("when")
    if not isinstance(value.get("id"), str) or not isinstance(themes, list):
        raise LabelsError(f"{where}: it has no 'id', or 'themes' is no list.")
    verdict = value.get("verdict")
    if verdict and verdict not in VERDICTS:
        raise LabelsError(
            f"{where}: the verdict '{verdict}' is not one of {', '.join(VERDICTS)}; correct it."
        )
    return Label(
        id=value["id"],
        coder=str(value.get("coder") or coder),
        role=str(role) if role else None,
        themes=tuple(dict.fromkeys(map(str, themes))),
        when=when if isinstance(when, str) and when else None,
        verdict=verdict or None,
        comment=str(value.get("comment") or ""),
    )
