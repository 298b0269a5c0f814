"""How far coders agree: by theme and role with Cohen's kappa, over all with Krippendorff's alpha.

Every passage that two coders have read is a unit, whether or not they found a theme in it. Of more
than two coders kappa is the mean over every two of them (Light 1971).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scr_mine.checking import kappa as arithmetic
from scr_mine.checking.readings import Paired, Reading
from scr_mine.themes import Codebook

#: Below this kappa an entry of the codebook is to be mended (codebook, section 9).
LEAST = 0.60
#: With fewer reviews an interval is narrower than it should be.
FEW_REVIEWS = 10
#: Where the other reader has no further theme in the passage.
NOTHING_ELSE, NO_THEME = "no other theme", "no theme"


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A coefficient with its 95 % interval over reviews; None where it is not defined."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """Agreement on one theme or role. `same` is the share of pairs of readings that agree on it.

    `positives` counts by coder the units that coder gave it. A role's `units` are those for which
    two coders gave one; where there are none, `same` is None.
    """

    id: str
    units: int
    positives: dict[str, int]
    same: float | None
    kappa: Measured

    @property
    def low(self) -> bool:
        """Whether the entry of the codebook needs mending."""
        return self.kappa.value is not None and self.kappa.value < LEAST


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """All that is said of two or more coders' readings of the same passages.

    `without_theme` counts the units in which no coder found a theme, `whole` the share of pairs of
    readings with the same role and the same themes. `no_role` counts the readings in which only
    themes were given: they are of the themes' figures and not of the roles'. These are None where
    no passage has two roles.
    """

    coders: tuple[str, ...]
    units: int
    reviews: int
    without_theme: int
    alone: dict[str, int]
    again: int
    no_role: int
    themes: tuple[Agreed, ...]
    roles: tuple[Agreed, ...]
    role: Measured
    role_same: float | None
    alpha: Measured
    whole: float | None


@dataclass(frozen=True, kw_only=True)
class Confusion:
    """How often one coder gave `theme` where another instead gave `other`."""

    theme: str
    other: str
    times: int


def agreement(paired: Paired, codebook: Codebook, *, seed: int = 1) -> Agreement:
    """Measure the agreement of paired readings. The seed is that of the resamples."""
    reviews = sorted({unit[0].review for unit in paired.units})
    times = arithmetic.drawn(len(reviews), seed=seed)
    roles = [role.id for role in codebook.roles]
    pairs = _by_coders(paired)
    place = {review: i for i, review in enumerate(reviews)}
    with_role = [[(a, b) for a, b in found if a.role and b.role] for found in pairs]
    of_role = [_role_tables(found, place, roles) for found in with_role]
    together = [pair for found in with_role for pair in found]
    return Agreement(
        coders=paired.coders,
        units=len(paired.units),
        reviews=len(reviews),
        without_theme=sum(not any(r.themes for r in unit) for unit in paired.units),
        alone=paired.alone,
        again=paired.again,
        no_role=sum(reading.role is None for unit in paired.units for reading in unit),
        themes=_each(paired, pairs, codebook.theme_ids, place, times, of="themes"),
        roles=_each(paired, with_role, roles, place, times, of="role"),
        role=_mean_kappa(of_role, times),
        role_same=_share(a.role == b.role for a, b in together),
        alpha=_alpha(paired, place, times),
        whole=_share((a.role, a.themes) == (b.role, b.themes) for a, b in together),
    )


def disagreements(paired: Paired) -> list[tuple[Reading, ...]]:
    """The units on whose role or themes the readings differ, in the order read."""
    return [
        unit
        for unit in paired.units
        if len({r.themes for r in unit}) > 1 or len({r.role for r in unit} - {None}) > 1
    ]


def confusions(paired: Paired, themes: Sequence[str]) -> list[Confusion]:
    """What another coder gave where one gave one of `themes` and the other did not, most first.

    A passage adds one for every other theme that only the other coder gave.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for one, other in paired.pairs():
        for a, b in ((one, other), (other, one)):
            instead = sorted(b.themes - a.themes) or [NOTHING_ELSE if b.themes else NO_THEME]
            counts.update((t, i) for t in a.themes - b.themes if t in themes for i in instead)
    order = {theme: i for i, theme in enumerate(themes)}
    ranked = sorted(counts.items(), key=lambda c: (order[c[0][0]], -c[1], c[0][1]))
    return [Confusion(theme=a, other=b, times=n) for (a, b), n in ranked]


def _share(found: Iterable[bool]) -> float | None:
    values = list(found)
    return sum(values) / len(values) if values else None


def _by_coders(paired: Paired) -> list[list[tuple[Reading, Reading]]]:
    """The pairs of readings of each two coders."""
    found: dict[tuple[str, str], list[tuple[Reading, Reading]]] = {}
    for a, b in paired.pairs():
        found.setdefault((a.coder, b.coder), []).append((a, b))
    return list(found.values())


def _each(
    paired: Paired,
    pairs: Sequence[Sequence[tuple[Reading, Reading]]],
    ids: Sequence[str],
    place: dict[str, int],
    times: Any,
    *,
    of: str,
) -> tuple[Agreed, ...]:
    """Agreement on each theme, or on each role against all others."""
    tables = [_binary_tables(found, ids, place, of=of) for found in pairs]
    given: dict[str, Counter[str]] = {coder: Counter() for coder in paired.coders}
    for unit in paired.units:
        for reading in unit:
            given[reading.coder].update(reading.themes if of == "themes" else (str(reading.role),))
    total = sum(table.sum(axis=0) for table in tables)
    units = len({a.id for found in pairs for a, _ in found})
    return tuple(
        Agreed(
            id=name,
            units=units,
            positives={coder: given[coder][name] for coder in paired.coders},
            same=float(np.trace(total[k]) / total[k].sum()) if units else None,
            kappa=_mean_kappa([table[:, k] for table in tables], times),
        )
        for k, name in enumerate(ids)
    )


def _binary_tables(
    found: Sequence[tuple[Reading, Reading]], ids: Sequence[str], place: dict[str, int], *, of: str
) -> Any:
    """Counts of two coders' answers, reviews by ids by 2 by 2."""
    tables = np.zeros((len(place), len(ids), 2, 2))
    columns = np.arange(len(ids))
    for a, b in found:
        first, second = (r.themes if of == "themes" else {r.role} for r in (a, b))
        one = [int(name in first) for name in ids]
        other = [int(name in second) for name in ids]
        tables[place[a.review], columns, one, other] += 1
    return tables


def _role_tables(
    found: Sequence[tuple[Reading, Reading]], place: dict[str, int], roles: Sequence[str]
) -> Any:
    """Counts of two coders' roles, reviews by roles by roles."""
    tables = np.zeros((len(place), len(roles), len(roles)))
    number = {role: i for i, role in enumerate(roles)}
    for a, b in found:
        tables[place[a.review], number[str(a.role)], number[str(b.role)]] += 1
    return tables


def _mean_kappa(tables: Sequence[Any], times: Any) -> Measured:
    """The mean over pairs of coders, where defined, of kappa in each resample of reviews."""
    each = np.stack([arithmetic.kappa(np.tensordot(times, t, axes=1)) for t in tables])
    known = (~np.isnan(each)).sum(axis=0)
    means = np.where(known > 0, np.nansum(each, axis=0) / np.maximum(known, 1), np.nan)
    return _measured(means)


def _alpha(paired: Paired, place: dict[str, int], times: Any) -> Measured:
    sets = [[reading.themes for reading in unit] for unit in paired.units]
    values = sorted({value for unit in sets for value in unit}, key=sorted)
    distances = arithmetic.distances_of(values, arithmetic.masi)
    counts = arithmetic.counted(sets, values)
    of = np.array([place[unit[0].review] for unit in paired.units])
    by_review = np.zeros((len(place), len(values)))
    np.add.at(by_review, of, counts)
    disagreement = np.bincount(of, arithmetic.within(counts, distances), minlength=len(place))
    return _measured(arithmetic.alpha(times, disagreement, by_review, distances))


def _measured(values: Any) -> Measured:
    """The first value, with the interval of the others; none where they do not differ at all."""
    if np.isnan(values[0]):
        return Measured(value=None)
    known = values[~np.isnan(values)]
    if np.ptp(known) == 0:
        return Measured(value=float(values[0]))
    low, high = arithmetic.interval(known[1:])
    return Measured(value=float(values[0]), low=low, high=high)
