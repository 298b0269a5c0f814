"""What people said of the passages drawn, and for how many passages each of those stands."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scr_mine.audit.design import Design
from scr_mine.audit.population import Floats, Ints, Population
from scr_mine.errors import LabelsError
from scr_mine.labels import MACHINE, is_reading
from scr_mine.themes import Codebook

RIGHT, UNSURE = "right", "unsure"
#: With fewer checked passages than this of one kind in a group, its kinds are weighed together.
LEAST_OF_KIND = 10


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What one person said of one passage."""

    coder: str
    role: str
    themes: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Checked:
    """The checked passages. `rows` are their rows in the population, `weights` for how many
    passages of it each stands; `readings` are what one or more people said of each.

    `drawn` is how many passages were drawn; `strange` counts read passages that were not, and
    `no_role` the readings of themes alone, which do not say whether a passage counts.
    """

    rows: Ints
    weights: Floats
    readings: tuple[tuple[Reading, ...], ...]
    drawn: int
    strange: int
    no_role: int = 0

    def counted(self, roles: Collection[str]) -> Floats:
        """Of each passage, what share of its readers gave it one of these roles."""
        return np.array([_share(r.role in roles for r in read) for read in self.readings])

    def carrying(self, roles: Collection[str], themes: Sequence[str]) -> Floats:
        """Of each passage and theme, what share of its readers saw it in one of these roles."""
        return np.array(
            [
                [_share(r.role in roles and theme in r.themes for r in read) for theme in themes]
                for read in self.readings
            ]
        ).reshape(len(self.readings), len(themes))

    def changes(self, found: Population) -> Floats:
        """Of each passage, what share of its readers changed anything, the role, added a theme,
        removed one: four columns.
        """
        kinds = []
        for row, read in zip(self.rows, self.readings, strict=True):
            role, themes = str(found.roles[row]), _marks(found, row)
            kinds.append(
                [
                    _share((r.role, r.themes) != (role, themes) for r in read),
                    _share(r.role != role for r in read),
                    _share(bool(r.themes - themes) for r in read),
                    _share(bool(themes - r.themes) for r in read),
                ]
            )
        return np.array(kinds)


def checked(
    lines: Iterable[Mapping[str, Any]],
    found: Population,
    made: Design,
    codebook: Codebook,
    *,
    name: str,
) -> Checked:
    """The people's readings of the passages drawn; of two by one coder the later counts.

    A line without a role was not looked at, unless its verdict is `right`: then the marks stand.
    One whose verdict is `unsure` is taken as not looked at, and one with themes and no role is left
    out and counted. Raises LabelsError for a role or theme that the codebook does not have, or
    where no passage drawn was checked by a person.
    """
    drawn = {one.id: one.chance for one in made.drawn}
    by_id: dict[str, dict[str, Reading]] = {}
    strange: set[str] = set()
    no_role = 0
    for number, line in enumerate(lines, 1):
        reading = _reading(line, found, name)
        if reading is None:
            no_role += line.get("id") in drawn and _is_bare(line)
            continue
        _check(reading, codebook, f"{name}, line {number}")
        if line["id"] in drawn:
            by_id.setdefault(line["id"], {})[reading.coder] = reading
        else:
            strange.add(str(line.get("id")))
    if not by_id:
        raise LabelsError(
            f"{name}: no passage of the sample was checked by a person in it; import the filled-in "
            "sheet first, or name the labels of this sample."
        )
    ids = [one.id for one in made.drawn if one.id in by_id]
    rows = np.array([found.places[one] for one in ids])
    return Checked(
        rows=rows,
        weights=_weights(found, made.by, rows, np.array([drawn[one] for one in ids])),
        readings=tuple(tuple(by_id[one].values()) for one in ids),
        drawn=len(drawn),
        strange=len(strange),
        no_role=no_role,
    )


def _is_bare(line: Mapping[str, Any]) -> bool:
    """Whether a person gave the themes of a passage and no role."""
    by_machine = str(line.get("coder")).startswith(MACHINE)
    return is_reading(line) and not line.get("role") and not by_machine


def _reading(line: Mapping[str, Any], found: Population, name: str) -> Reading | None:
    coder, role = str(line.get("coder") or name), line.get("role")
    if coder.startswith(MACHINE) or not isinstance(line.get("id"), str):
        return None
    if line.get("verdict") == UNSURE:
        return None
    if role:
        themes = frozenset(map(str, line.get("themes") or ()))
        return Reading(coder=coder, role=str(role), themes=themes)
    row = found.places.get(line["id"])
    if line.get("verdict") != RIGHT or row is None:
        return None
    return Reading(coder=coder, role=str(found.roles[row]), themes=_marks(found, row))


def _check(reading: Reading, codebook: Codebook, where: str) -> None:
    known = {role.id for role in codebook.roles}
    strange = [] if reading.role in known else [reading.role]
    strange += sorted(reading.themes - set(codebook.theme_ids))
    if strange:
        raise LabelsError(
            f"{where}: '{strange[0]}' is not in the codebook; correct it, or name another themes "
            "file."
        )


def _marks(found: Population, row: int) -> frozenset[str]:
    return frozenset(found.themes[number] for number in np.flatnonzero(found.marked[row]))


def _weights(found: Population, by: str, rows: Ints, chances: Floats) -> Floats:
    """One over the chance, set right so that each group and kind of passage adds up to its size.

    Kinds are passages with and without a theme marked. This also stands in for passages that were
    drawn and not checked, as if those left were left by chance.
    """
    groups = np.array(found.groups(by))[found.of]
    carries = found.marked.any(axis=1)
    weights: Floats = 1 / chances
    for group in np.unique(groups[rows]):
        inside = groups == group
        kinds = [inside & carries, inside & ~carries]
        if any(kind[rows].sum() < min(LEAST_OF_KIND, kind.sum()) for kind in kinds):
            kinds = [inside]
        for kind in kinds:
            own = kind[rows]
            if own.any():
                weights[own] *= kind.sum() / weights[own].sum()
    return weights


def _share(said: Iterable[bool]) -> float:
    answers = list(said)
    return sum(answers) / len(answers)
