from fractions import Fraction
from itertools import combinations, permutations
from math import comb, inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scr_mine.tabulate import intervals
from scr_mine.tabulate.intervals import (
    all_ways,
    at_equal_length,
    benjamini_hochberg,
    deal_out,
    difference,
    group_sums,
    holm,
    ratio,
    scores,
    smallest_shown,
    wilson,
)

SHARES = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
P_VALUES = st.lists(st.floats(0, 1), max_size=30)


@pytest.mark.parametrize(
    ("present", "of", "low", "high"),
    [
        # Newcombe (1998), Two-sided confidence intervals for the single proportion, table I.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_intervals(present, of, low, high):
    assert wilson(present, of) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        # Newcombe (1998), Interval estimation for the difference, table II (a) to (h), method 10.
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0),
        ((10, 10, 0, 10), 0.6075, 1.0),
        # Fagerland, Lydersen and Laake (2015), the trial of high and standard doses.
        ((7, 34, 1, 34), 0.0189, 0.3404),
    ],
)
def test_the_difference_gives_the_published_intervals(counts, low, high):
    assert difference(*counts) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((36, 40, 16, 80), 2.94, 7.15),  # Koopman (1984)
        ((7, 34, 1, 34), 1.22, 42.58),  # Fagerland, Lydersen and Laake (2015)
    ],
)
def test_the_ratio_gives_the_published_intervals(counts, low, high):
    assert ratio(*counts) == pytest.approx((low, high), abs=5e-3)


def test_the_ratio_has_an_end_where_a_group_has_nothing():
    low, high = ratio(3, 3, 0, 3)
    assert (low > 1, high) == (True, inf)
    low, high = ratio(0, 3, 3, 3)
    assert (low, high < 1) == (0.0, True)
    assert ratio(0, 8, 0, 4) == (0.0, inf)


@pytest.mark.parametrize("counts", [(3, 8, 2, 4), (9, 12, 2, 10), (3, 3, 1, 3), (1, 30, 9, 10)])
def test_the_ends_of_a_ratio_are_where_the_score_test_begins_to_reject(counts):
    k1, n1, k2, n2 = counts
    limit = stats.norm.ppf(0.975) ** 2
    for end in ratio(*counts):
        # The likeliest rates with this ratio, found by trying a fine grid of the second one.
        second = np.linspace(1e-7, min(1, 1 / end) - 1e-7, 2_000_001)
        first = second * end
        fit = stats.binom.logpmf(k1, n1, first) + stats.binom.logpmf(k2, n2, second)
        p1, p2 = first[fit.argmax()], second[fit.argmax()]
        score = (k1 - n1 * p1) ** 2 / (n1 * p1 * (1 - p1))
        score += (k2 - n2 * p2) ** 2 / (n2 * p2 * (1 - p2))
        assert score == pytest.approx(limit, rel=1e-3)


@given(SHARES, st.sampled_from([0.01, 0.05, 0.2]))
def test_wilson_agrees_with_scipy_and_holds_the_rate(share, alpha):
    low, high = wilson(*share, alpha=alpha)
    theirs = stats.binomtest(*share).proportion_ci(1 - alpha, method="wilson")
    assert (low, high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    assert 0 <= low <= share[0] / share[1] <= high <= 1


@given(SHARES, SHARES)
def test_intervals_hold_the_estimate_and_turn_round_with_the_groups(first, second):
    rates = first[0] / first[1], second[0] / second[1]
    low, high = difference(*first, *second)
    assert -1 <= low <= rates[0] - rates[1] <= high <= 1
    assert difference(*second, *first) == pytest.approx((-high, -low), abs=1e-12)
    low, high = ratio(*first, *second)
    if second[0]:
        assert low <= rates[0] / rates[1] * (1 + 1e-9) and rates[0] / rates[1] <= high * (1 + 1e-9)
    back = ratio(*second, *first)
    assert back[0] == pytest.approx(1 / high if high != inf else 0.0)
    assert back[1] == pytest.approx(1 / low if low else inf)


@pytest.mark.parametrize("interval", [difference, ratio])
def test_a_smaller_alpha_and_fewer_reviews_make_an_interval_wider(interval):
    low, high = interval(6, 8, 2, 4)
    wider, larger = interval(6, 8, 2, 4, alpha=0.01), interval(12, 16, 4, 8)
    assert wider[0] < low < larger[0] and larger[1] < high < wider[1]


def test_holm_by_hand():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([]) == benjamini_hochberg([]) == []


@given(P_VALUES)
def test_corrected_p_values_are_larger_and_in_the_same_order(p):
    for corrected in (holm(p), benjamini_hochberg(p)):
        assert all(one <= other <= 1 for one, other in zip(p, corrected, strict=True))
        ranked = [corrected[at] for at in sorted(range(len(p)), key=p.__getitem__)]
        assert ranked == sorted(ranked)
    assert all(b <= h for b, h in zip(benjamini_hochberg(p), holm(p), strict=True))


@given(st.lists(st.floats(1e-9, 1), min_size=1, max_size=30))
def test_benjamini_hochberg_agrees_with_scipy(p):
    assert benjamini_hochberg(p) == pytest.approx(stats.false_discovery_control(p).tolist())


def plain_p(values, sizes):
    """The permutation test of one column again: exact fractions, every way, one by one."""
    values = [Fraction(v) for v in values]

    def apart(labels):
        groups = [[v for v, g in zip(values, labels, strict=True) if g == k] for k in {*labels}]
        return sum(sum(group) ** 2 / len(group) for group in groups)

    labels = [group for group, size in enumerate(sizes) for _ in range(size)]
    observed = apart(labels)
    if len(sizes) == 2:
        rows = range(len(values))
        ways = [[int(r in second) for r in rows] for second in combinations(rows, sizes[1])]
    else:
        ways = sorted(set(permutations(labels)))
    found = [apart(way) for way in ways]
    farther = sum(other > observed for other in found)
    equal = sum(other == observed for other in found)
    return float(Fraction(2 * farther + equal, 2 * len(found)))


@given(st.integers(1, 4), st.integers(1, 4), st.data())
def test_the_exact_test_agrees_with_a_plain_recount(first, second, data):
    size = first + second
    column = st.lists(st.integers(0, 6), min_size=size, max_size=size)
    columns = data.draw(st.lists(column, min_size=1, max_size=3))
    values = np.array(columns, dtype=float).T
    p = deal_out(values, [first, second], seed=1)
    assert p == pytest.approx([plain_p(c, [first, second]) for c in columns], abs=1e-9)
    turned = np.vstack([values[first:], values[:first]])
    assert deal_out(turned, [second, first], seed=2) == pytest.approx(p, abs=1e-9)
    assert deal_out(values * 0.3 + 7, [first, second], seed=1) == pytest.approx(p, abs=1e-9)


def test_presence_alone_is_fishers_test_with_mid_p():
    # None of 16 against 15 of 72: mid-p 0.0447 in Fagerland, Lydersen and Laake (2017).
    values = np.zeros((88, 1))
    values[16:31] = 1
    assert deal_out(values, [16, 72], seed=1)[0] == pytest.approx(0.04466, abs=0.004)


def test_dealing_at_random_comes_near_every_way_and_is_the_same_for_the_same_seed():
    random = np.random.default_rng(3)
    values = random.random((17, 4)) + np.repeat([0.3, 0], [9, 8])[:, None]
    sampled = deal_out(values, [9, 8], seed=5)
    assert not all_ways([9, 8])
    assert sampled == deal_out(values, [9, 8], seed=5) != deal_out(values, [9, 8], seed=6)
    for column, p in enumerate(sampled):
        assert p == pytest.approx(plain_p(values[:, column], [9, 8]), abs=0.02)


def test_three_groups_are_tested_together():
    values = np.array([[5, 1], [6, 2], [5, 3], [1, 1], [0, 2], [1, 3], [0, 1], [1, 2]], dtype=float)
    near, far = deal_out(values, [3, 3, 2], seed=1)
    assert near == pytest.approx(plain_p(values[:, 0], [3, 3, 2]), abs=0.02)
    assert far == pytest.approx(plain_p(values[:, 1], [3, 3, 2]), abs=0.02)
    assert near < 0.05 < far


def test_many_reviews_are_dealt_out_in_parts_to_the_same_end(monkeypatch):
    values = np.random.default_rng(0).random((40, 3))
    whole = deal_out(values, [25, 15], seed=1, deals=500)
    monkeypatch.setattr(intervals, "AT_A_TIME", 40 * 7)
    assert deal_out(values, [25, 15], seed=1, deals=500) == whole


@given(st.integers(0, 14), st.integers(0, 14))
def test_presence_at_equal_length_is_the_share_of_samples_with_the_theme(carrying, others):
    length = carrying + others
    taken = min(10, length)
    samples = comb(length, taken)
    expected = 1 - comb(others, taken) / samples if length else 0
    found = at_equal_length(np.array([[carrying]], float), np.array([length], float))
    assert found[0, 0] == pytest.approx(expected, abs=1e-12)


def test_presence_at_equal_length_does_not_grow_with_length():
    # One passage in twenty carries it, in a report of 40 and in one of 400.
    found = at_equal_length(np.array([[2.0], [20.0]]), np.array([40.0, 400.0]))
    assert found[0, 0] == pytest.approx(found[1, 0], abs=0.05)


def test_counts_decide_before_presence_at_equal_length_does():
    present = np.array([[1, 1], [1, 0], [0, 0], [0, 1.0]])
    met = np.array([[0.1, 0.1], [0.2, 0.0], [0.0, 0.0], [0.9, 0.9]])
    counted = scores(present, met, [2, 2], uneven=False)
    assert abs(group_sums(counted, [2, 2]) - group_sums(present, [2, 2])).max() < 0.5
    assert (scores(present, met, [2, 2], uneven=True) == met).all()


def test_what_can_show_grows_with_the_groups_and_shrinks_with_alpha():
    sizes = [(4, 3), (8, 4), (12, 10), (30, 10), (100, 40), (1500, 500)]
    shown = [smallest_shown(*pair) for pair in sizes]
    assert shown == sorted(shown, reverse=True)
    assert smallest_shown(3, 3) is None
    assert smallest_shown(8, 4, alpha=0.001) is None
    assert smallest_shown(30, 10, alpha=0.002) > smallest_shown(30, 10)
    assert smallest_shown(10, 30) == smallest_shown(30, 10)


def test_what_can_show_is_where_the_power_reaches_eight_in_ten():
    def power(apart):
        """Of the test in which chance decides between equal counts, by another route."""
        total = 0.0
        for k1 in range(9):
            for k2 in range(5):
                others = np.arange(max(0, k1 + k2 - 4), min(8, k1 + k2) + 1)
                chance = stats.hypergeom.pmf(others, 12, k1 + k2, 8)
                far = np.round(abs(others / 8 - (k1 + k2 - others) / 4), 9)
                here = np.round(abs(k1 / 8 - k2 / 4), 9)
                room = (0.05 - chance[far > here].sum()) / chance[far == here].sum()
                likely = stats.binom.pmf(k1, 8, 0.5 + apart / 2)
                likely *= stats.binom.pmf(k2, 4, 0.5 - apart / 2)
                total += likely * min(1, max(0, room))
        return total

    shown = smallest_shown(8, 4)
    assert shown == 0.77
    assert power(shown) >= 0.8 > power(shown - 0.01)
