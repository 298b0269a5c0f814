"""How often a person changes what the model said: a rate for now, and its history over time."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from scr_mine.audit import feet
from scr_mine.audit.checked import Checked
from scr_mine.audit.corrected import ALL, PARTS
from scr_mine.audit.design import Design
from scr_mine.audit.estimate import LEAST_REVIEWS, Estimate, by_review, ratio
from scr_mine.audit.gather import Gathered
from scr_mine.audit.population import Bools
from scr_mine.audit.withheld import FEW, LEAST_CHECKED, Withheld, cells
from scr_mine.errors import InputError
from scr_mine.facts import Cell, Column, Row, Table
from scr_mine.tabulate.groups import ordered

#: What a person may have changed, and how it is called.
CHANGES = {
    "any": "Role or any theme changed",
    "role": "Role changed",
    "added": "A theme added",
    "removed": "A theme removed",
}
WHAT = (
    "The share of all passages on which a person would change the marks, judged by those checked, "
    "each counting for the passages it stands for."
)
_KEPT = ("when", "sample", "model", "codebook", "checked", "changed", "rate", "low", "high")


def correction(gathered: Gathered, checked: Checked, made: Design, *, by: str) -> Table:
    """What share of passages a person would change, in each group of reviews and in all."""
    found = gathered.population
    groups = np.array(found.groups(by))
    members = {ALL: np.ones(len(groups), dtype=bool)}
    if len(set(groups.tolist())) > 1:
        members |= {name: groups == name for name in ordered(groups.tolist())}
    filled: dict[str, dict[str, Cell]] = {name: {} for name in CHANGES}
    columns = []
    for name, inside in members.items():
        said = "All" if name == ALL else name
        mine = inside[found.of[checked.rows]]
        estimate = _rates(gathered, checked, inside)
        reviews, number = len(np.unique(found.of[checked.rows[mine]])), int(mine.sum())
        why = None
        if reviews < LEAST_REVIEWS or number < LEAST_CHECKED:
            why = Withheld(why=FEW)
        changed = checked.changes(found)[mine]
        for at, kind in enumerate(CHANGES):
            three = cells(estimate, at, why)[:-1]
            filled[kind][f"{name}-changed"] = Cell(value=round(float(changed[:, at].sum()), 2))
            filled[kind] |= {f"{name}{part}": c for part, c in zip(PARTS[:-1], three, strict=True)}
        of = f"{said}: changed of {number}"
        columns += [
            Column(id=f"{name}-changed", label=of, measure="passages"),
            Column(id=name, label=f"{said}: rate", measure="share"),
            Column(id=f"{name}-from", label=f"{said}: from", measure="share"),
            Column(id=f"{name}-to", label=f"{said}: to", measure="share"),
        ]
    return Table(
        id="correction-rate",
        title="Correction rate of the model",
        head="Change",
        columns=tuple(columns),
        rows=tuple(Row(id=k, label=label, cells=filled[k]) for k, label in CHANGES.items()),
        n=len(found.reviews),
        footer=(WHAT, *feet.about(made, checked, gathered, found.models), *feet.CAUTIONS[::2]),
    )


def entry(gathered: Gathered, checked: Checked, made: Design, *, when: str) -> dict[str, Any]:
    """The correction rate as one line of a history file."""
    found = gathered.population
    estimate = _rates(gathered, checked, np.ones(len(found.reviews), dtype=bool))
    rate, low, high = (
        round(float(part[0]), 4) for part in (estimate.value, estimate.low, estimate.high)
    )
    return {
        "when": when,
        "sample": made.id,
        "model": ", ".join(found.models),
        "codebook": made.codebook_version,
        "reviews": len(found.reviews),
        "passages": found.size,
        "checked": len(checked.rows),
        "changed": round(float(checked.changes(found)[:, 0].sum()), 2),
        "rate": rate,
        "low": low,
        "high": high,
    }


def added(history: Iterable[Mapping[str, Any]], line: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The history with a line added; a line of the same sample is replaced, since it was redone."""
    kept = [dict(old) for old in history if old.get("sample") != line["sample"]]
    return [*kept, dict(line)]


def over_time(history: Sequence[Mapping[str, Any]], name: str) -> Table:
    """The correction rate over time, a row for each sample; raises InputError for other lines."""
    for number, line in enumerate(history, 1):
        missing = [key for key in _KEPT if key not in line]
        if missing:
            raise InputError(
                f"{name}, line {number}: no '{missing[0]}', so it is no correction rate; name a "
                "file that only `audit apply --history` wrote."
            )
    measures = {"checked": "passages", "changed": "passages"} | dict.fromkeys(_KEPT[-3:], "share")
    heads = dict(zip(_KEPT, _HEADS, strict=True))
    shown = ("model", "codebook", "checked", "changed", "rate", "low", "high")
    return Table(
        id="correction-rate-over-time",
        title="Correction rate of the model over time",
        head="Applied",
        columns=tuple(
            Column(id=key, label=heads[key], measure=measures.get(key, "words"))  # type: ignore[arg-type]
            for key in shown
        ),
        rows=tuple(
            Row(
                id=str(line["sample"]),
                label=str(line["when"])[:10],
                cells={key: Cell(value=line[key]) for key in shown},
            )
            for line in history
        ),
        n=len(history),
        footer=(WHAT, OTHER_TEXTS),
    )


_HEADS = ("Applied", "Sample", "Model", "Codebook", "Checked", "Changed", "Rate", "From", "To")
OTHER_TEXTS = (
    "Rates of different samples may be of different reviews: a change need not be the model's."
)


def _rates(gathered: Gathered, checked: Checked, inside: Bools) -> Estimate:
    found = gathered.population
    mine = inside[found.of[checked.rows]]
    rows, weights = checked.rows[mine], checked.weights[mine]
    if not len(rows):
        nothing = np.zeros(len(CHANGES))
        return Estimate(value=nothing, low=nothing, high=nothing, spread=nothing)
    _, of = np.unique(found.of[rows], return_inverse=True)
    number = int(of.max()) + 1
    changed = checked.changes(found)[mine] * weights[:, None]
    stand_for = by_review(weights, of, number)
    return ratio(by_review(changed, of, number), stand_for, sizes=stand_for)
