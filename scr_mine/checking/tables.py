"""Agreement as tables: by theme and role, over all, what is confused with what, what to discuss."""

from collections.abc import Sequence

from scr_mine.checking.agreement import (
    FEW_REVIEWS,
    LEAST,
    Agreed,
    Agreement,
    Confusion,
    Measured,
)
from scr_mine.checking.readings import Reading
from scr_mine.facts import Cell, Column, Row, Table
from scr_mine.labels import MACHINE
from scr_mine.themes import Codebook

UNDEFINED = "not defined: all gave the same answer throughout"
NO_ROLES = "not defined: no passage has a role from two coders"
BELOW = f"below {LEAST:.2f}: mend the entry of the codebook, read again"


def by_entry(found: Agreement, codebook: Codebook) -> Table:
    """By theme and by role: positives of each coder, percentage, kappa with its interval."""
    labels = {theme.id: theme.label for theme in codebook.themes}
    labels |= {role.id: role.label for role in codebook.roles}
    counts = tuple(
        Column(id=f"given_{i}", label=f"Given by {coder}", measure="passages")
        for i, coder in enumerate(found.coders, 1)
    )
    rows = [_entry(agreed, labels, "Themes", found) for agreed in found.themes]
    rows += [_entry(agreed, labels, "Roles", found) for agreed in found.roles]
    return Table(
        id="agreement",
        title=f"How far {_and(found.coders)} agree",
        head="Theme or role",
        columns=(
            Column(id="units", label="Passages", measure="passages"),
            *counts,
            Column(id="same", label="Same", measure="share"),
            Column(id="kappa", label="Kappa", measure="number"),
            Column(id="low", label="95 % from", measure="number"),
            Column(id="high", label="95 % to", measure="number"),
        ),
        rows=tuple(rows),
        n=found.reviews,
        footer=tuple(_footer(found)),
    )


def over_all(found: Agreement) -> Table:
    """Alpha over the sets of themes, kappa of the role, and what was counted."""
    rows = [
        _figure("alpha", "Themes: Krippendorff's alpha (MASI)", found.alpha),
        _figure("role", "Role: Cohen's kappa", found.role, _why(found.role_same)),
        _figure("role_same", "Same role", Measured(value=found.role_same), NO_ROLES),
        _figure("whole", "Same role and same themes", Measured(value=found.whole), NO_ROLES),
        _figure("units", "Passages read by two or more", Measured(value=found.units)),
        _figure("without_theme", "of them without a theme", Measured(value=found.without_theme)),
    ]
    rows += [
        _figure(f"alone_{i}", f"Passages read by {coder} alone", Measured(value=number))
        for i, (coder, number) in enumerate(found.alone.items(), 1)
    ]
    return Table(
        id="agreement-over-all",
        title="Agreement over all",
        head="What",
        columns=(
            Column(id="value", label="Figure", measure="number"),
            Column(id="low", label="95 % from", measure="number"),
            Column(id="high", label="95 % to", measure="number"),
        ),
        rows=tuple(rows),
        n=found.reviews,
        footer=(
            "Alpha compares whole sets of themes; passages without any theme count, and what only "
            "one coder read does not.",
        ),
    )


def confused(found: Sequence[Confusion], codebook: Codebook, *, reviews: int) -> Table:
    """For the themes of low agreement, what the other coder gave instead and how often."""
    labels = {theme.id: theme.label for theme in codebook.themes}
    rows = tuple(
        Row(
            id=f"{c.theme}/{c.other}",
            label=f"where the other says {labels.get(c.other, c.other)}",
            group=labels[c.theme],
            cells={"times": Cell(value=c.times)},
        )
        for c in found
    )
    return Table(
        id="confused",
        title=f"What is given instead of themes whose kappa is below {LEAST:.2f}",
        head="One coder gives the theme above,",
        columns=(Column(id="times", label="Times", measure="passages"),),
        rows=rows,
        n=reviews,
        footer=(
            "A passage counts once for every theme that only the other coder gave. Where two "
            "themes cannot be told apart, mend their entries or count them as one.",
        ),
    )


def to_discuss(
    units: Sequence[Sequence[Reading]],
    coders: Sequence[str],
    *,
    text: bool,
    most: int | None = None,
) -> Table:
    """Passages on which coders differ, a column for each coder; their words only with `text`.

    With `most` given, only so many are listed.
    """
    listed = units[:most]
    columns = [
        Column(id=f"said_{i}", label=coder, measure="words") for i, coder in enumerate(coders, 1)
    ]
    if text:
        columns.append(Column(id="text", label="Passage", measure="words"))
    rows = []
    for unit in listed:
        said = {reading.coder: _said(reading) for reading in unit}
        cells = {
            f"said_{i}": Cell(value=said.get(coder, "not read"), passages=(unit[0].id,))
            for i, coder in enumerate(coders, 1)
        }
        words = next((r.text for r in unit if r.text), "")
        cells |= {"text": Cell(value=words)} if text else {}
        rows.append(Row(id=unit[0].id, label=f"{unit[0].place} ({unit[0].id})", cells=cells))
    return Table(
        id="to-discuss",
        title=f"{len(units)} passages to discuss"
        + (f": the first {len(listed)}" if len(listed) < len(units) else ""),
        head="Where (and the passage's id)",
        columns=tuple(columns),
        rows=tuple(rows),
        n=len({unit[0].review for unit in units}),
        footer=("What is decided, and why, belongs in the codebook's log of decisions.",),
    )


def _entry(agreed: Agreed, labels: dict[str, str], group: str, found: Agreement) -> Row:
    note = "" if not agreed.low else BELOW
    kappa = agreed.kappa
    value = None if kappa.value is None else round(kappa.value, 4)
    given = {
        f"given_{i}": Cell(value=agreed.positives[coder]) for i, coder in enumerate(found.coders, 1)
    }
    cells = {
        "units": Cell(value=agreed.units),
        **given,
        "same": Cell(value=None if agreed.same is None else round(agreed.same, 4)),
        "kappa": Cell(value=value, note=_why(agreed.same) if value is None else note),
        **_interval(kappa),
    }
    return Row(id=agreed.id, label=labels[agreed.id], group=group, cells=cells)


def _interval(measured: Measured) -> dict[str, Cell]:
    if measured.low is None or measured.high is None:
        return {"low": Cell(value=None), "high": Cell(value=None)}
    return {
        "low": Cell(value=round(measured.low, 4)),
        "high": Cell(value=round(measured.high, 4)),
    }


def _why(same: float | None) -> str:
    """Why a kappa is not defined, where no share that agree is there, or one is."""
    return NO_ROLES if same is None else UNDEFINED


def _figure(name: str, label: str, measured: Measured, why: str = UNDEFINED) -> Row:
    value = measured.value
    shown = value if value is None or isinstance(value, int) else round(value, 4)
    cell = Cell(value=shown, note=why if value is None else "")
    return Row(id=name, label=label, cells={"value": cell, **_interval(measured)})


def _said(reading: Reading) -> str:
    return f"{reading.role or 'no role'}: {', '.join(sorted(reading.themes)) or 'no theme'}"


def _and(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _footer(found: Agreement) -> list[str]:
    reviews = "1 review" if found.reviews == 1 else f"{found.reviews} reviews"
    said = [
        f"{found.units} passages of {reviews} that two or more coders read, {found.without_theme} "
        "of them without a theme; intervals resample whole reviews.",
        "Any two coders agree on most passages where a theme is rare; kappa takes off what chance "
        "alone would give.",
    ]
    if len(found.coders) > 2:
        said.append("Kappa is the mean over every two coders.")
    alone = [f"{n} by {coder} alone" for coder, n in found.alone.items() if n]
    if alone:
        said.append(f"Left out because one coder read them: {', '.join(alone)}.")
    if found.no_role:
        said.append(f"Readings without a role, which count for themes only: {found.no_role}.")
    if found.again:
        said.append(f"{found.again} readings were replaced by a later one of the same coder.")
    if found.reviews < FEW_REVIEWS:
        said.append(
            f"With fewer than {FEW_REVIEWS} reviews the intervals are narrower than they should be."
        )
    machines = [coder for coder in found.coders if coder.startswith(MACHINE)]
    if machines:
        said.append(f"{_and(machines) if len(machines) > 1 else machines[0]} is a model.")
    return said
