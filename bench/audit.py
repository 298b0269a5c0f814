"""Do corrected rates cover the truth? By simulation with known truth and group-dependent error.

    python bench/audit.py            1,000 sets of reviews of every design (about ten minutes)
    python bench/audit.py --quick    100 sets

The model finds 85 of 100 passages with a theme in national reviews and 60 in local ones, and marks
10 and 3 of 100 without it. Six themes are truly in 20 % of the counted passages of both groups, two
in 5 %. How much of a review a theme takes up differs from review to review, reports are of unequal
length, and 4 of 100 roles are wrong. What is shipped draws the sample, reads the checks and gives
the intervals; its probabilities are monotone in the model's score but are not calibrated. The limit
to keep: 93 to 97 of 100 intervals cover the truth, where the theme is in 20 %.
"""

import argparse
import os
from collections import defaultdict
from dataclasses import dataclass
from math import log

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from scipy.stats import norm

from scr_mine.audit import passages, presence, sample
from scr_mine.audit.checked import Checked, Reading, _weights
from scr_mine.audit.estimate import by_review
from scr_mine.audit.population import Population
from scr_mine.audit.withheld import withheld
from scr_mine.records import Review

ROLE, OTHER = "finding", "boilerplate"
#: Sensitivity and specificity of the marks.
QUALITY = {"local": (0.60, 0.97), "national": (0.85, 0.90)}
#: Lengths are lognormal about a median, with this deviation, cut to these ends.
LENGTH_SPREAD, SHORTEST, LONGEST = 0.6, 12, 400
#: Of all passages those that count, how often a role is wrong, how alike a review's passages are.
COUNTED, ROLE_WRONG, ALIKE = 0.55, 0.04, 0.08
RESAMPLES = 400


@dataclass(frozen=True, kw_only=True)
class Design:
    """Reviews of each group, their median lengths, passages checked, and rates of the themes.

    `lacking` is the share of reviews in which a theme is not at all.
    """

    sizes: tuple[int, int]
    checked: int
    lengths: tuple[int, int] = (80, 80)
    rates: tuple[float, ...] = (0.2,) * 6 + (0.05,) * 2
    lacking: float = 0.0

    def __str__(self) -> str:
        sizes = f"{self.sizes[0]} local and {self.sizes[1]} national reviews"
        lengths = f"median lengths {self.lengths[0]} and {self.lengths[1]}"
        lacking = f", a theme lacking in {self.lacking:.0%}" if self.lacking else ""
        return f"{sizes} ({lengths}), {self.checked} passages checked{lacking}"


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One simulated set: what the model said, and what is true."""

    population: Population
    carrying: np.ndarray
    counted: np.ndarray


def drawn(rng: np.random.Generator, design: Design) -> Drawn:
    """A set of reviews with the model's marks on them."""
    reviews, of, roles, marks, truth, counts = [], [], [], [], [], []
    for group, number, length in zip(QUALITY, design.sizes, design.lengths, strict=True):
        cut = norm.ppf(QUALITY[group][1])
        shift = cut + norm.ppf(QUALITY[group][0])
        for _ in range(number):
            size = int(np.clip(rng.lognormal(log(length), LENGTH_SPREAD), SHORTEST, LONGEST))
            counted = rng.random(size) < COUNTED
            carrying = (rng.random((size, len(design.rates))) < _shares(rng, design)) & counted[
                :, None
            ]
            score = rng.normal(size=carrying.shape) + shift * carrying
            right = rng.random(size) >= ROLE_WRONG
            of += [len(reviews)] * size
            reviews.append(Review(review_id=f"{group}-{len(reviews):03d}", scope=group))
            roles += [ROLE if c == r else OTHER for c, r in zip(counted, right, strict=True)]
            marks.append(1 / (1 + np.exp(-2 * (score - cut))))
            truth.append(carrying)
            counts.append(counted)
    chances = np.concatenate(marks)
    return Drawn(
        population=Population(
            ids=tuple(f"p{row}" for row in range(len(of))),
            reviews=tuple(reviews),
            of=np.array(of),
            roles=np.array(roles),
            marked=chances >= 0.5,
            chances=chances,
            themes=tuple(f"theme-{number}" for number in range(len(design.rates))),
            models=("simulated",),
            digest="",
        ),
        carrying=np.concatenate(truth),
        counted=np.concatenate(counts),
    )


def _shares(rng: np.random.Generator, design: Design) -> np.ndarray:
    """What share of one review's counted passages each theme takes up."""
    size = (1 - ALIKE) / ALIKE
    means = np.array(design.rates) / (1 - design.lacking)
    return rng.beta(means * size, (1 - means) * size) * (rng.random(len(means)) >= design.lacking)


def checked(found: Drawn, design: Design, seed: int) -> Checked:
    """What a person who is always right says of a sample."""
    population = found.population
    made = sample.draw(population, n=design.checked, by="scope", roles=(ROLE,), seed=seed)
    rows = np.array(made.rows)
    return Checked(
        rows=rows,
        weights=_weights(population, "scope", rows, np.array(made.chances)),
        readings=tuple(
            (
                Reading(
                    coder="simulated person",
                    role=ROLE if found.counted[row] else OTHER,
                    themes=frozenset(
                        population.themes[theme] for theme in np.flatnonzero(found.carrying[row])
                    ),
                ),
            )
            for row in rows
        ),
        drawn=design.checked,
        strange=0,
    )


def rates(design: Design, sets: int) -> None:
    """Print how shares of passages come out, plain and corrected, and what was not chosen."""
    truth, seen = np.array(design.rates), defaultdict(list)
    for seed in range(sets):
        found = drawn(np.random.default_rng(seed), design)
        population = found.population
        said = checked(found, design, seed)
        totals = passages.totals(population, said, roles=(ROLE,), themes=population.themes)
        groups = np.array(population.groups("scope"))
        made = {}
        for name in (*QUALITY, "all"):
            inside = (groups == name) | (name == "all")
            made[name] = passages.corrected(totals, inside)
            seen[name, "plain"].append(passages.plain(totals, inside))
            seen[name, "value"].append(made[name].value)
            seen[name, "half"].append((made[name].high - made[name].low) / 2)
            seen[name, "held"].append(
                [withheld(totals, inside, t, made[name]) is not None for t in range(len(truth))]
            )
            seen[name, "covers"].append((made[name].low <= truth) & (truth <= made[name].high))
            low, high = _resampled(totals, inside, seed)
            seen[name, "resampled"].append((low <= truth) & (truth <= high))
        seen["difference", "covers"].append(_apart_covers(made["local"], made["national"]))
    print(f"\n{design}; {sets} sets")
    print(
        "| rate of | true | as marked | corrected | half width | covered | by theme | withheld "
        "| covered by resampling reviews, no t |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for true in sorted(set(design.rates), reverse=True):
        some = truth == true
        for name in (*QUALITY, "all"):
            mean = {
                what: np.mean(seen[name, what], axis=0)[some]
                for what in ("plain", "value", "half", "covers", "held", "resampled")
            }
            print(
                f"| {name} | {true:.0%} | {mean['plain'].mean():.1%} | {mean['value'].mean():.1%} "
                f"| {mean['half'].mean():.1%} | {mean['covers'].mean():.1%} "
                f"| {mean['covers'].min():.1%} to {mean['covers'].max():.1%} "
                f"| {mean['held'].mean():.0%} | {mean['resampled'].mean():.1%} |"
            )
        apart = np.mean(seen["difference", "covers"], axis=0)[some]
        print(
            f"| local minus national | {true:.0%} in both | | | | {apart.mean():.1%} "
            f"| {apart.min():.1%} to {apart.max():.1%} | | |"
        )


def _apart_covers(one, other) -> np.ndarray:
    """Whether the interval of the difference, as in the table, holds 0."""
    apart = one.value - other.value
    low = apart - np.sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    high = apart + np.sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return (low <= 0) & (high >= 0)


def _resampled(totals, inside: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The interval of the plain cluster bootstrap (percentiles), which was not chosen."""
    number = int(inside.sum())
    times = np.random.default_rng(seed).multinomial(number, [1 / number] * number, size=RESAMPLES)
    ratio = (times @ totals.carrying[inside]) / (times @ totals.counted[inside])[:, None]
    low, high = np.percentile(ratio, [2.5, 97.5], axis=0)
    return low, high


def presences(design: Design, sets: int) -> None:
    """Print how shares of reviews come out: modelled, so harder than shares of passages."""
    many = drawn(np.random.default_rng(10**6), Design(**{**vars(design), "sizes": (4000, 4000)}))
    truly = by_review(many.carrying.astype(float), many.population.of, 8000) > 0
    groups = np.array(many.population.groups("scope"))
    truth = {name: truly[groups == name].mean(axis=0) for name in QUALITY}
    seen = defaultdict(list)
    for seed in range(sets):
        found = drawn(np.random.default_rng(seed), design)
        population, said = found.population, checked(found, design, seed)
        options = {"roles": (ROLE,), "themes": population.themes}
        totals = passages.totals(population, said, **options)
        groups = np.array(population.groups("scope"))
        for name in QUALITY:
            inside = groups == name
            made = presence.shares(presence.banded(population, said, inside, **options))
            shown = [withheld(totals, inside, t, made) is None for t in range(len(design.rates))]
            marked = by_review(totals.marked[inside] > 0, np.arange(inside.sum()), inside.sum())
            seen[name, "plain"].append(marked.mean(axis=0))
            seen[name, "value"].append(made.value)
            seen[name, "half"].append((made.high - made.low) / 2)
            seen[name, "shown"].append(shown)
            seen[name, "covers"].append((made.low <= truth[name]) & (truth[name] <= made.high))
    print(f"\nShares of reviews: {design}; {sets} sets")
    print("| reviews | passage rate | true | any mark | corrected | half width | shown | covered |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for rate in sorted(set(design.rates), reverse=True):
        some = np.array(design.rates) == rate
        for name in QUALITY:
            mean = {
                what: np.mean(seen[name, what], axis=0)[some].mean()
                for what in ("plain", "value", "half", "shown")
            }
            shown = np.array(seen[name, "shown"])[:, some]
            covers = np.array(seen[name, "covers"])[:, some]
            print(
                f"| {name} | {rate:.1%} | {truth[name][some].mean():.0%} | {mean['plain']:.0%} "
                f"| {mean['value']:.0%} | {mean['half']:.0%} | {mean['shown']:.0%} "
                f"| {f'{covers[shown].mean():.1%}' if shown.any() else '-'} |"
            )


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="100 sets instead of 1,000")
    sets = 100 if parser.parse_args().quick else 1000
    for sizes, lengths in (((30, 10), (80, 80)), ((12, 6), (80, 80)), ((30, 10), (60, 120))):
        for number in (200, 400):
            rates(Design(sizes=sizes, lengths=lengths, checked=number), sets)
    rare = (0.06,) * 4 + (0.03,) * 4
    for sizes in ((30, 10), (12, 6)):
        presences(Design(sizes=sizes, checked=400), sets // 5)
        presences(Design(sizes=sizes, checked=400, lacking=0.5), sets // 5)
        presences(Design(sizes=sizes, checked=400, rates=rare, lacking=0.5), sets // 5)


if __name__ == "__main__":
    main()
