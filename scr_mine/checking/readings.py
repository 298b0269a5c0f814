"""Readings of passages by several coders, paired: who read what, and what both read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from scr_mine.errors import LabelsError
from scr_mine.labels import is_reading
from scr_mine.themes import Codebook


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What one coder said of one passage; no theme is an answer too, no role is none."""

    id: str
    coder: str
    role: str | None
    themes: frozenset[str]
    review: str
    place: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Paired:
    """All readings by passage, and the passages that two coders or more have read.

    `alone` counts by coder the passages that no other coder read; `again` counts readings that the
    same coder replaced by a later one.
    """

    coders: tuple[str, ...]
    units: tuple[tuple[Reading, ...], ...]
    alone: dict[str, int]
    again: int

    def pairs(self) -> Iterable[tuple[Reading, Reading]]:
        """Every two readings of one passage, coders in order of name."""
        for unit in self.units:
            yield from combinations(unit, 2)


def read(lines: Iterable[Mapping[str, Any]], *, name: str, known: Codebook) -> Iterable[Reading]:
    """The readings in labels lines; a line that says nothing (`labels.is_reading`) is left out.

    A line without a `coder` is by the file's `name`. Raises LabelsError naming the line for a role
    or theme that the codebook does not have, or a line without an id.
    """
    roles, themes = {role.id for role in known.roles}, set(known.theme_ids)
    for number, line in enumerate(lines, 1):
        if not is_reading(line):
            continue
        role, marks = line.get("role") or None, line.get("themes") or ()
        where = f"{name}, line {number}"
        if not isinstance(line.get("id"), str):
            raise LabelsError(f"{where}: it has no 'id'; readings are compared by it.")
        strange = [role] if role and role not in roles else []
        strange += [theme for theme in marks if theme not in themes]
        if strange:
            raise LabelsError(
                f"{where}: '{strange[0]}' is no role or theme of the codebook; correct the label "
                "or name another themes file."
            )
        yield _reading(line, name, frozenset(marks))


def _reading(line: Mapping[str, Any], name: str, marks: frozenset[str]) -> Reading:
    review = line.get("review")
    of = review.get("review_id") if isinstance(review, dict) else None
    # An id is `review/hash`, which serves where a line says nothing else.
    named = of or line.get("doc") or line.get("case") or line["id"].rpartition("/")[0]
    parts = [str(named or line["id"])]
    parts += [f"page {line['page']}"] if line.get("page") is not None else []
    parts += [f"para. {line['paragraph']}"] if line.get("paragraph") else []
    return Reading(
        id=line["id"],
        coder=str(line.get("coder") or name),
        role=str(line["role"]) if line.get("role") else None,
        themes=marks,
        review=str(named or line["id"]),
        place=", ".join(parts),
        text=str(line.get("text") or ""),
    )


def paired(readings: Iterable[Reading], *, between: Sequence[str] = ()) -> Paired:
    """Readings by passage, of the coders named, or of all; the later of two by one coder counts.

    Raises LabelsError where there are not two coders, a coder named is not there, or no passage
    was read by two.
    """
    by_id: dict[str, dict[str, Reading]] = {}
    coders: set[str] = set()
    again = 0
    for reading in readings:
        coders.add(reading.coder)
        if between and reading.coder not in between:
            continue
        of = by_id.setdefault(reading.id, {})
        again += reading.coder in of
        of[reading.coder] = reading
    _check(coders, between)
    chosen = tuple(sorted(set(between) or coders))
    units = [tuple(of[c] for c in sorted(of)) for of in by_id.values()]
    both = tuple(unit for unit in units if len(unit) > 1)
    if not both:
        raise LabelsError(
            f"No passage was read by two of the coders {', '.join(chosen)}; compare files of the "
            "same passages."
        )
    alone = {c: sum(len(u) == 1 and u[0].coder == c for u in units) for c in chosen}
    return Paired(coders=chosen, units=both, alone=alone, again=again)


def _check(coders: set[str], between: Sequence[str]) -> None:
    there = ", ".join(sorted(coders)) or "none"
    missing = [name for name in between if name not in coders]
    if missing:
        raise LabelsError(f"There is no coder '{missing[0]}'; there are: {there}.")
    if len(set(between) or coders) < 2:
        raise LabelsError(
            f"Agreement needs two coders and there are: {there}; "
            "name the labels of another as well."
        )
