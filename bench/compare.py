"""False positives and power of the comparison of groups, by simulation.

    python bench/compare.py            every design, 2,000 tables each (about three minutes)
    python bench/compare.py --quick    the same with 200 tables each

Under no true difference every theme has the same chance of being in a review of either group, and
all differences come from reviews being unlike one another: a theme takes up much of one, little of
another, and reports are of unequal length. Then one group is given the theme 40 points more often.
What is shipped is `scores` and `deal_out` of scr_mine.tabulate.intervals, with the switches of
scr_mine.tabulate.comparing.compare where the groups differ in length; the others were not chosen.
All seeds are fixed, so that the same figures come out. The limits to keep: 3 to 6.5 % by theme,
under 6 % for any theme of a table after Holm, with 30 and 10 reviews and with 8 and 4.
"""

import argparse
import os
from dataclasses import dataclass
from math import comb

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from scr_mine import themes
from scr_mine.records import Review, TaggedPassage
from scr_mine.tabulate.comparing.compare import UNEVEN_FROM, UNLIKE_FROM, compare
from scr_mine.tabulate.counts import count
from scr_mine.tabulate.intervals import (
    at_equal_length,
    deal_out,
    holm,
    scores,
    smallest_shown,
)
from scr_mine.tabulate.rule import Rule

THEMES = 26
#: In how many reviews a theme truly is, from the rarest to the commonest.
PREVALENCE = np.linspace(0.10, 0.90, THEMES)
#: Lengths are lognormal about a median, with this deviation, cut to these ends.
LENGTH_SPREAD, SHORTEST, LONGEST = 0.6, 12, 400
#: Of a passage with the theme: how often its probability reaches `Rule.strength`; and how often a
#: passage without it is marked all the same, and surely.
SURE, FALSE, FALSE_SURE = 0.5, 0.006, 0.15
DEALS = 499
LEVEL = 0.05
RULE = Rule()


@dataclass(frozen=True, kw_only=True)
class Design:
    """Two or more groups: their sizes, median lengths, and how much more often the first has it.

    `room` is the average share of the passages of a review with a theme that carry it.
    """

    sizes: tuple[int, ...]
    lengths: tuple[int, ...]
    room: float = 0.06
    apart: float = 0.0

    def __str__(self) -> str:
        sizes = " and ".join(map(str, self.sizes))
        lengths = " and ".join(map(str, self.lengths))
        true = f"true difference {100 * self.apart:.0f} points" if self.apart else "no difference"
        room = f"a theme takes up {self.room:.1%} of a review that has it"
        return f"{sizes} reviews of {lengths} passages; {room}; {true}"


NONE = [
    Design(sizes=(30, 10), lengths=(80, 80)),
    Design(sizes=(8, 4), lengths=(80, 80)),
    Design(sizes=(30, 10), lengths=(60, 120)),
    Design(sizes=(8, 4), lengths=(60, 120)),
    Design(sizes=(30, 10), lengths=(70, 90)),
    Design(sizes=(30, 10), lengths=(60, 120), room=0.025),
    Design(sizes=(8, 4), lengths=(60, 120), room=0.025),
    Design(sizes=(30, 10), lengths=(120, 60)),
    Design(sizes=(8, 4), lengths=(120, 60)),
    Design(sizes=(30, 10), lengths=(50, 150)),
    Design(sizes=(30, 10), lengths=(150, 50)),
    Design(sizes=(20, 10, 6), lengths=(80, 80, 80)),
    Design(sizes=(20, 10, 6), lengths=(60, 80, 120)),
]
TRUE = [
    Design(sizes=(30, 10), lengths=(80, 80), room=0.25, apart=0.4),
    Design(sizes=(8, 4), lengths=(80, 80), room=0.25, apart=0.4),
    Design(sizes=(30, 10), lengths=(80, 80), apart=0.4),
    Design(sizes=(30, 10), lengths=(80, 80), apart=-0.4),
    Design(sizes=(8, 4), lengths=(80, 80), apart=0.4),
    Design(sizes=(30, 10), lengths=(60, 120), apart=0.4),
    Design(sizes=(30, 10), lengths=(120, 60), apart=0.4),
    Design(sizes=(8, 4), lengths=(80, 80), apart=0.8),
]


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One simulated set: passages by review, marks and sure marks by review and theme."""

    lengths: np.ndarray
    marks: np.ndarray
    sure: np.ndarray

    @property
    def present(self) -> np.ndarray:
        """The rule of presence, applied to all at once."""
        enough = np.maximum(RULE.support, np.ceil(RULE.share * self.lengths))[:, None]
        return ((self.sure > 0) | (self.marks >= enough)).astype(float)

    @property
    def met(self) -> np.ndarray:
        """How likely any ten passages of each review are to bring each theme."""
        return at_equal_length(self.marks.astype(float), self.lengths.astype(float))

    @property
    def share(self) -> np.ndarray:
        """The share of each review's passages that carry each theme."""
        return self.marks / self.lengths[:, None]


def draw(design: Design, random: np.random.Generator) -> Drawn:
    """One set of reviews."""
    medians = np.repeat(design.lengths, design.sizes)
    lengths = np.exp(random.normal(np.log(medians), LENGTH_SPREAD)).round()
    lengths = lengths.clip(SHORTEST, LONGEST).astype(int)
    prevalence = np.broadcast_to(PREVALENCE, (len(lengths), THEMES))
    if design.apart:
        half = design.apart / 2
        prevalence = np.repeat([0.5 + half, 0.5 - half], design.sizes)[:, None]
    shape = (len(lengths), THEMES)
    rate = random.beta(1.2, 1.2 / design.room - 1.2, shape) * (random.random(shape) < prevalence)
    true = random.binomial(lengths[:, None], rate)
    false = random.binomial(lengths[:, None] - true, FALSE)
    sure = random.binomial(true, SURE) + random.binomial(false, FALSE_SURE)
    return Drawn(lengths=lengths, marks=true + false, sure=sure)


def lengths_apart(drawn: Drawn, sizes: tuple[int, ...], factor: float) -> bool:
    """The two switches of compare.py: whether middle lengths differ by more than a factor."""
    groups = np.split(drawn.lengths, np.cumsum(sizes)[:-1])
    medians = [float(np.median(group)) for group in groups]
    return max(medians) > factor * min(medians)


def p_values(drawn: Drawn, sizes: tuple[int, ...], seed: int) -> dict[str, np.ndarray]:
    """p by test and theme; each test deals out the same reviews in the same way."""
    tied = scores(drawn.present, drawn.met, sizes, uneven=False)
    together = np.hstack([drawn.present, tied, drawn.met, drawn.share])
    plain, with_met, met, share = np.split(
        np.array(deal_out(together, sizes, seed=seed, deals=DEALS)), 4
    )
    found = {
        "AS SHIPPED": met if lengths_apart(drawn, sizes, UNEVEN_FROM) else with_met,
        "presence, mid-p": plain,
        "presence, then length": with_met,
        "equal length": met,
        "share of passages": share,
    }
    if len(sizes) == 2:
        found["equal length, student."] = studentised(drawn.met, sizes, seed)
        found["POOLED PASSAGES"] = pooled(drawn, sizes)
    return found


def studentised(values: np.ndarray, sizes: tuple[int, ...], seed: int) -> np.ndarray:
    """The permutation test of Welch's t."""
    first, second = sizes
    random = np.random.default_rng(seed)
    dealt = np.tile(np.repeat([1.0, 0.0], sizes), (DEALS + 1, 1))
    dealt[1:] = random.permuted(dealt[1:], axis=1)
    sums, squares = dealt @ values, dealt @ values**2
    others, other_squares = values.sum(axis=0) - sums, (values**2).sum(axis=0) - squares
    noise = (squares - sums**2 / first) / (first * (first - 1))
    noise = noise + (other_squares - others**2 / second) / (second * (second - 1))
    t = np.abs(sums / first - others / second) / np.sqrt(np.maximum(noise, 1e-12))
    margin = 1e-9 * (1 + t[0])
    equal = (np.abs(t - t[0]) <= margin).sum(axis=0)
    return ((t > t[0] + margin).sum(axis=0) + equal / 2) / (DEALS + 1)


def pooled(drawn: Drawn, sizes: tuple[int, ...]) -> np.ndarray:
    """What must not be done: all passages of a group in one heap, and chi-square."""
    from scipy.stats import chi2

    groups = np.repeat([0, 1], sizes)
    marks = np.array([drawn.marks[groups == g].sum(axis=0) for g in (0, 1)])
    passages = np.array([[drawn.lengths[groups == g].sum()] for g in (0, 1)])
    rate = marks.sum(axis=0) / passages.sum()
    spread = rate * (1 - rate) * (1 / passages).sum()
    difference = marks[0] / passages[0] - marks[1] / passages[1]
    return chi2.sf(difference**2 / np.maximum(spread, 1e-12), 1)


def run(design: Design, tables: int, seed: int) -> None:
    """Print how often each test tells a theme apart, and any theme after correction."""
    random = np.random.default_rng(seed)
    below: dict[str, np.ndarray] = {}
    after: dict[str, float] = {}
    tested, compared, uneven, apart = np.zeros(THEMES), 0, 0, 0.0
    for number in range(tables):
        drawn = draw(design, random)
        if lengths_apart(drawn, design.sizes, UNLIKE_FROM):
            continue
        compared += 1
        rates = [g.mean() for g in np.split(drawn.present, np.cumsum(design.sizes)[:-1])]
        apart += rates[0] - rates[1]
        uneven += lengths_apart(drawn, design.sizes, UNEVEN_FROM)
        some = drawn.present.any(axis=0) & ~drawn.present.all(axis=0)
        tested += some
        for name, p in p_values(drawn, design.sizes, number).items():
            below[name] = below.get(name, 0) + ((p < LEVEL) & some)
            corrected = np.array(holm(list(p[some]))) < LEVEL
            after[name] = after.get(name, 0) + (
                corrected.mean() if design.apart else corrected.any()
            )
    print(f"\n{design}")
    withheld = f"; {tables - compared:,} not compared" if compared < tables else ""
    found = f"; found {100 * apart / compared:.0f} points apart" if design.apart else ""
    print(f"  {tables:,} tables, {uneven:,} of them at equal length{withheld}{found}")
    last = "after Holm" if design.apart else "any, after Holm"
    print(f"  {'':24}{'lowest':>8}{'mean':>8}{'highest':>9}{last:>17}")
    for name, hits in below.items():
        rate = 100 * hits / tested
        figures = f"{rate.min():7.1f}%{rate.mean():7.1f}%{rate.max():8.1f}%"
        print(f"  {name:24}{figures}{100 * after[name] / compared:16.1f}%")


def check_against_compare() -> None:
    """The arrays above give the p-values that `compare` gives for the same reviews as passages."""
    book = themes.shipped()
    for seed, design in enumerate(NONE[:4]):
        drawn = draw(design, np.random.default_rng(seed))
        ids = list(book.theme_ids)
        passages = []
        for row, length in enumerate(drawn.lengths):
            group = np.repeat(["local", "national"], design.sizes)[row]
            review = Review(review_id=f"r{row:02}", scope=str(group))
            for number in range(length):
                marked = {t for c, t in enumerate(ids) if number < drawn.marks[row, c]}
                sure = {t for c, t in enumerate(ids) if number < drawn.sure[row, c]}
                passages.append(
                    TaggedPassage(
                        id=f"{review.review_id}/{number}",
                        text="",
                        role="finding",
                        themes=tuple(sorted(marked)),
                        probabilities={t: 0.9 if t in sure else 0.4 for t in marked},
                        model="simulated",
                        review=review,
                    )
                )
        table = compare(count(passages, book), book, view="lessons", between="scope", seed=1)
        uneven = lengths_apart(drawn, design.sizes, UNEVEN_FROM)
        compared = scores(drawn.present, drawn.met, design.sizes, uneven=uneven)
        p = dict(zip(ids, deal_out(compared, design.sizes, seed=1), strict=True))
        for row_ in table.rows:
            value = row_.cells["p"].value
            assert value is None or abs(float(value) - p[row_.id]) < 1e-12, row_.id
    print("The arrays simulated here and `compare` give the same p-values: checked on 4 tables.")


def smallest() -> None:
    """The power note: what it says, for sizes a board may have."""
    print("\nSmallest difference that shows 8 times in 10, in points: one theme, and 26 (Holm)")
    for sizes in ((8, 4), (12, 10), (30, 10), (38, 18), (100, 40)):
        alone, corrected = (smallest_shown(*sizes, alpha=a) for a in (LEVEL, LEVEL / THEMES))
        shown = [f"{100 * d:.0f}" if d else "none" for d in (alone, corrected)]
        ways = comb(sum(sizes), sizes[0])
        print(f"  {sizes[0]:>4} and {sizes[1]:<4}{shown[0]:>6}{shown[1]:>6}   {ways:.3g} ways")


def main() -> None:
    """Run every design."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="200 tables of each design")
    parser.add_argument("--tables", type=int, default=2_000, help="tables of each design")
    options = parser.parse_args()
    check_against_compare()
    tables = 200 if options.quick else options.tables
    print("\nFALSE POSITIVES at 5%, by theme, where no theme truly differs")
    for seed, design in enumerate(NONE):
        run(design, tables, 100 + seed)
    print("\n\nPOWER at 5%, by theme, where every theme truly differs")
    for seed, design in enumerate(TRUE):
        run(design, tables, 200 + seed)
    smallest()


if __name__ == "__main__":
    main()
