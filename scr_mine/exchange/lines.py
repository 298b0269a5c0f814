"""Labels as JSON Lines, the form that `train` learns from."""

import io
from collections.abc import Iterable, Mapping

from scr_mine.errors import LabelsError
from scr_mine.labels import VERDICTS, Imported, Label, checked, line, of_machine
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
    """The labels of every line that a person gave: with a role, and whose coder is no machine.

    Raises LabelsError naming file and passage.
    """
    found, machines = [], 0
    for number, value in enumerate(parse_lines(io.BytesIO(data), name), 1):
        by = str(value.get("coder") or coder)
        themes = value.get("themes") or []
        if not isinstance(value.get("id"), str) or not isinstance(themes, list):
            raise LabelsError(f"{name}, line {number}: it has no 'id', or 'themes' is no list.")
        if by.startswith("scr-mine/"):
            machines += 1
        elif value.get("role"):
            verdict = value.get("verdict")
            found.append(
                Label(
                    id=value["id"],
                    coder=by,
                    role=str(value["role"]),
                    themes=tuple(map(str, themes)),
                    when=value.get("when"),
                    verdict=verdict if verdict in VERDICTS else None,
                    comment=str(value.get("comment") or ""),
                )
            )
    notes = (f"{machines} lines are a machine's and were left out.",) if machines else ()
    return Imported(labels=checked(found, passages, codebook, name=name), notes=notes)
