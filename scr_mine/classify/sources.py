"""Whose labels a model learns from: models' marks refused, readings of one passage merged.

A passage counts once, however many coders or files hold a reading of it: where they differ, each
reading counts in part.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from scr_mine.classify.examples import doc_of
from scr_mine.errors import LabelsError
from scr_mine.labels import MACHINE, is_reading
from scr_mine.store import text_hash

NOT_STATED = "not stated"


@dataclass(frozen=True, kw_only=True)
class File:
    """A labels file: its name, the sha256 of its bytes, and its lines, all of them in order."""

    name: str
    sha256: str
    lines: tuple[dict[str, Any], ...]


@dataclass(frozen=True, kw_only=True)
class Merged:
    """The files with the weights of repeated readings lowered.

    `conflicts` are the passages on which coders or files differ, one plain object each; `agreed`
    counts the passages that several read alike.
    """

    files: tuple[File, ...]
    conflicts: tuple[dict[str, Any], ...]
    agreed: int


def is_learnt(line: Mapping[str, Any]) -> bool:
    """Whether a model may learn from a line: it has a label and is not held out."""
    return is_reading(line) and line.get("part", "training") == "training"


def refuse_machines(files: Iterable[File]) -> None:
    """Raise LabelsError naming the first line that a model labelled."""
    for file in files:
        for number, line in enumerate(file.lines, 1):
            coder = str(line.get("coder") or "")
            model = coder if coder.startswith(MACHINE) else ""
            if not coder and line.get("model") and "probabilities" in line:
                model = str(line["model"])
            if model and is_reading(line):
                raise LabelsError(
                    f"{file.name}, line {number}: labelled by the model {model}, and models do "
                    "not learn from, nor are measured on, models' marks; leave out those lines."
                )


def merge(files: Sequence[File]) -> Merged:
    """Give all readings of a passage by different coders or files the weight of one together."""
    groups: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    for f, file in enumerate(files):
        for i, line in enumerate(file.lines):
            if is_learnt(line):
                groups.setdefault(_key(line), []).append((f, i))
    lines = [list(file.lines) for file in files]
    conflicts, agreed = [], 0
    for places in groups.values():
        if len({(f, _coder(lines[f][i])) for f, i in places}) < 2:
            continue
        said = [(f, i, reading) for f, i in places for reading in _readings(lines[f][i])]
        if _differ([reading for _, _, reading in said]):
            conflicts.append(_conflict(said, files))
        else:
            agreed += 1
        _share(said, lines)
    merged = tuple(
        File(name=file.name, sha256=file.sha256, lines=tuple(kept))
        for file, kept in zip(files, lines, strict=True)
    )
    return Merged(files=merged, conflicts=tuple(conflicts), agreed=agreed)


def provenance(files: Iterable[File]) -> list[dict[str, Any]]:
    """Of each file its hash, its lines, those learnt from, and how many each coder gave."""
    found = []
    for file in files:
        coders = Counter(_coder(line) for line in file.lines if is_learnt(line))
        found.append(
            {
                "file": file.name,
                "sha256": file.sha256,
                "lines": len(file.lines),
                "learnt": coders.total(),
                "coders": dict(sorted(coders.items())),
            }
        )
    return found


def fingerprints(docs: Iterable[str]) -> list[str]:
    """Reviews as fingerprints, sorted: enough to know one again, without naming it."""
    return sorted({sha256(doc.encode()).hexdigest()[:12] for doc in docs})


def _key(line: Mapping[str, Any]) -> tuple[str, str, str]:
    stem = str(line.get("stem") or "")
    return doc_of(dict(line)), text_hash(str(line.get("text", ""))), text_hash(stem)


def _coder(line: Mapping[str, Any]) -> str:
    return str(line.get("coder") or NOT_STATED)


def _readings(line: Mapping[str, Any]) -> list[dict[str, Any]]:
    return list(line.get("readings") or ()) or [
        {"role": line.get("role") or None, "themes": list(line.get("themes") or ())}
    ]


def _differ(readings: Sequence[Mapping[str, Any]]) -> bool:
    """Whether they say different things; one without a role says nothing of it."""
    roles = {reading["role"] for reading in readings} - {None}
    return len(roles) > 1 or len({frozenset(reading["themes"]) for reading in readings}) > 1


def _conflict(
    said: Sequence[tuple[int, int, dict[str, Any]]], files: Sequence[File]
) -> dict[str, Any]:
    f, i, _ = said[0]
    first = files[f].lines[i]
    readings = [
        {
            "file": files[f].name,
            "coder": _coder(files[f].lines[i]),
            "role": reading["role"],
            "themes": list(reading["themes"]),
        }
        for f, i, reading in said
    ]
    about = {"id": first.get("id"), "review": doc_of(first), "text": first.get("text")}
    return {**about, "readings": readings}


def _share(
    said: Sequence[tuple[int, int, dict[str, Any]]], lines: Sequence[list[dict[str, Any]]]
) -> None:
    """Write each reading as a line of its own part; a line's second one goes to the end."""
    before = {(f, i): lines[f][i] for f, i, _ in said}
    for f, i, reading in said:
        old = before[f, i]
        line = {key: value for key, value in old.items() if key != "readings"}
        line |= {"role": reading["role"], "themes": list(reading["themes"])}
        line["weight"] = float(old.get("weight", 1.0)) / len(said)
        if lines[f][i] is old:
            lines[f][i] = line
        else:
            lines[f].append(line)
