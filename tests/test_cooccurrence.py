from itertools import combinations
from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import review, tagged

from scr_mine import themes
from scr_mine.records import VIEW_ROLES
from scr_mine.tabulate.cooccurrence import cooccurrence, pairs
from scr_mine.tabulate.counts import count
from scr_mine.tabulate.rule import Rule

BOOK = themes.shipped()
ANY = Rule(support=1, share=0.0, strength=2.0)
LABEL = {theme.id: theme.label for theme in BOOK.themes}


def reviews_with(*kinds, each=1):
    """Tagged passages of reviews, one theme a passage: `("neglect education", 4)` is 4 reviews."""
    made = []
    for themes_, number in kinds:
        for _ in range(number):
            one = review(f"r{len({p.review.review_id for p in made}):02}")
            found = themes_.split() or [None]
            made += [
                tagged(f"{theme}{i}", one, themes=[theme] if theme else [])
                for theme in found
                for i in range(each)
            ]
    return made


def together(passages, view="lessons", rule=ANY):
    return cooccurrence(count(passages, BOOK), BOOK, view=view, rule=rule)


def paired(passages, view="lessons", rule=ANY):
    return pairs(count(passages, BOOK), BOOK, view=view, rule=rule)


def cell(table, row, column):
    return next(r for r in table.rows if r.id == row).cells[column]


def test_themes_meet_in_a_review_and_need_not_share_a_passage():
    table = together(reviews_with(("neglect education", 2), ("neglect", 1), ("", 1)))
    assert table.n == 4
    both = cell(table, "neglect", "education")
    assert (both.value, both.of) == (2, 4)
    assert both.passages == ("r00/neglect0", "r00/education0", "r01/neglect0", "r01/education0")
    assert cell(table, "education", "neglect") == both
    assert cell(table, "neglect", "neglect").value == 3
    assert cell(table, "neglect", "injuries").value == 0
    assert cell(table, "neglect", "injuries").passages == ()


def test_a_passage_with_both_themes_is_listed_once():
    one = review("r")
    table = together([tagged(1, one, themes=["neglect", "education"])])
    assert cell(table, "neglect", "education").passages == ("r/1",)


def test_a_theme_too_weak_to_count_meets_nothing():
    passages = reviews_with(("neglect education", 2))
    weak = Rule(support=2, share=0.0, strength=2.0)
    assert cell(together(passages, rule=weak), "neglect", "education").value == 0
    assert cell(together(passages), "neglect", "education").value == 2


def test_practice_themes_have_no_place_among_case_features():
    ids = [column.id for column in together(reviews_with(("neglect", 1)), "features").columns]
    assert "neglect" in ids
    assert "supervision-oversight" not in ids


def test_lift_chance_and_interval_of_a_pair():
    table = paired(
        reviews_with(("neglect education", 8), ("neglect", 2), ("education", 2), ("", 8))
    )
    row = next(r for r in table.rows if r.id == "neglect+education")
    assert row.label == f"{LABEL['neglect']} + {LABEL['education']}"
    assert row.cells["both"].value == 8
    assert (row.cells["first"].value, row.cells["second"].value) == (10, 10)
    assert row.cells["chance"].value == 5
    assert row.cells["lift"].value == 1.6
    # By hand: variance of the log = (1/p - 1/a - 1/b + 2p/ab - 1) / n with p = 0.4, a = b = 0.5.
    half = 1.959964 * sqrt((1 / 0.4 - 4 + 2 * 0.4 / 0.25 - 1) / 20)
    assert isclose(row.cells["low"].value, 1.6 * 2.718281828459045**-half)
    assert isclose(row.cells["high"].value, 1.6 * 2.718281828459045**half)
    assert isclose(row.cells["p"].value, 0.0230, abs_tol=5e-5)
    assert row.cells["words"].value == (
        "Together in 8 of 20 reviews, where chance alone would bring about 5: more often than by "
        "chance."
    )


def test_what_says_nothing_says_so():
    table = paired(
        reviews_with(("neglect education", 6), ("neglect", 6), ("education", 4), ("", 4))
    )
    row = next(r for r in table.rows if r.id == "neglect+education")
    assert row.cells["words"].value.endswith(": chance alone could explain this much.")


def test_themes_that_never_meet_have_a_lift_of_nought_and_no_interval():
    table = paired(reviews_with(("neglect", 10), ("education", 10)))
    row = next(r for r in table.rows if r.id == "neglect+education")
    assert row.cells["lift"].value == 0
    assert row.cells["low"].value is None
    assert row.cells["high"].note == "never together, so there is no interval"
    assert row.cells["words"].value.endswith("about 5: less often than by chance.")


@pytest.mark.parametrize(
    ("kinds", "reason"),
    [
        ([("neglect education", 9)], "fewer than 10 reviews"),
        ([("neglect education", 5), ("neglect", 5)], f"{LABEL['neglect']} is in every review"),
        ([("neglect", 5), ("", 5)], f"{LABEL['education']} is in no review"),
        ([("neglect education", 5), ("", 5)], "fewer than 3 reviews expected by chance"),
    ],
)
def test_a_figure_that_is_withheld_says_why(kinds, reason):
    row = next(r for r in paired(reviews_with(*kinds)).rows if r.id == "neglect+education")
    for name in ("lift", "low", "high", "p"):
        assert (row.cells[name].value, row.cells[name].note) == (None, reason)
    assert row.cells["words"].value == f"Nothing can be said: {reason}."
    assert row.cells["both"].value is not None


def test_pairs_are_sorted_by_lift_and_those_withheld_come_last():
    kinds = [("neglect education", 8), ("neglect injuries", 5), ("education injuries", 5), ("", 8)]
    rows = paired(reviews_with(*kinds)).rows
    lifts = [row.cells["lift"].value for row in rows]
    shown = [lift for lift in lifts if lift is not None]
    assert shown == sorted(shown, reverse=True)
    assert lifts[: len(shown)] == shown
    assert len(rows) == 26 * 25 // 2


def test_p_is_corrected_for_every_pair_that_is_tested():
    alone = [("neglect education", 8), ("neglect", 2), ("education", 2), ("", 8)]
    more = [(f"{themes_} injuries" if i % 2 else themes_, n // 2) for themes_, n in alone
            for i in (0, 1)]  # fmt: skip
    one = next(r for r in paired(reviews_with(*alone)).rows if r.id == "neglect+education")
    three = next(r for r in paired(reviews_with(*more)).rows if r.id == "neglect+education")
    assert isclose(three.cells["p"].value, 3 * one.cells["p"].value)
    assert "more often" in one.cells["words"].value
    assert "chance alone could" in three.cells["words"].value


def test_the_footer_says_how_many_pairs_were_tested_and_what_long_reviews_do():
    footer = paired(reviews_with(("neglect education", 8), ("", 8))).footer
    assert footer[0] == (
        "Nothing is said of a pair in fewer than 10 reviews or where chance would bring it "
        "together in fewer than 3: 1 of 325 pairs are tested."
    )
    assert footer[-1].startswith("Long reviews carry more themes than short ones")


THEMES = ["neglect", "education", "injuries", "child-voice"]


@st.composite
def passages(draw):
    reviews = [review(f"r{i:02}") for i in range(draw(st.integers(1, 16)))]
    rows = st.tuples(
        st.sampled_from(reviews),
        st.sampled_from([r.id for r in BOOK.roles]),
        st.lists(st.sampled_from(THEMES), unique=True),
        st.floats(0.1, 1.0),
    )
    return [
        tagged(i, of, role, found, probabilities=dict.fromkeys(found, probability))
        for i, (of, role, found, probability) in enumerate(
            draw(st.lists(rows, min_size=1, max_size=60))
        )
    ]


def recount(found, view, rule):
    """By theme and review, the surest passage, where there are enough: written plainly."""
    present = {}
    for one in {p.review.review_id for p in found}:
        counted = [p for p in found if p.review.review_id == one and p.role in VIEW_ROLES[view]]
        for theme in THEMES:
            having = [p for p in counted if theme in p.themes]
            many = len(having) >= rule.support and len(having) >= rule.share * len(counted)
            sure = any(p.probabilities[theme] >= rule.strength for p in having)
            if having and (many or sure):
                best = max(p.probabilities[theme] for p in having)
                present[theme, one] = [p.id for p in having if p.probabilities[theme] == best][:1]
    return present


@given(
    passages(),
    st.sampled_from(["lessons", "features"]),
    st.sampled_from([Rule(), Rule(support=1, share=0.5, strength=0.9)]),
)
def test_every_cell_equals_an_independent_recount(found, view, rule):
    present = recount(found, view, rule)
    reviews = sorted({p.review.review_id for p in found})
    table, listed = together(found, view, rule), paired(found, view, rule)
    by_id = {row.id: row.cells for row in listed.rows}
    ids = [row.id for row in table.rows]
    for a in set(THEMES) & set(ids):
        for b in set(THEMES) & set(ids):
            both = [r for r in reviews if (a, r) in present and (b, r) in present]
            there = cell(table, a, b)
            assert (there.value, there.of) == (len(both), len(reviews))
            expected = {i for r in both for i in present[a, r] + present[b, r]}
            assert set(there.passages) == expected
            assert len(there.passages) == len(expected)
    for a, b in combinations(ids, 2):
        cells = by_id[f"{a}+{b}"]
        k, one, other = (cells[name].value for name in ("both", "first", "second"))
        assert k == cell(table, a, b).value
        assert isclose(cells["chance"].value, one * other / len(reviews))
        shown = len(reviews) >= 10 and one * other / len(reviews) >= 3
        shown = shown and one < len(reviews) > other
        assert (cells["lift"].value is not None) == shown
        assert shown or cells["lift"].note
        if shown:
            assert isclose(
                cells["lift"].value, (k / len(reviews)) / (one * other / len(reviews) ** 2)
            )
        if shown and k:
            assert cells["low"].value <= cells["lift"].value <= cells["high"].value
