from collections import defaultdict
from itertools import combinations
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make import review, tagged

from scr_mine import themes
from scr_mine.errors import InputError, UsageError
from scr_mine.records import VIEW_ROLES
from scr_mine.tabulate.comparing import foot, plainly
from scr_mine.tabulate.comparing.compare import compare
from scr_mine.tabulate.comparing.picture import THRESHOLDS, picture
from scr_mine.tabulate.comparing.plainly import Side
from scr_mine.tabulate.counts import count
from scr_mine.tabulate.footnotes import HOW
from scr_mine.tabulate.intervals import benjamini_hochberg, holm
from scr_mine.tabulate.rule import Rule

BOOK = themes.shipped()
ANY = Rule(support=1, share=0.0)


def group(name, having, of, *, theme="neglect", size=10, field="scope", **fields):
    """Passages of `of` reviews of one group, `having` of which have the theme in one passage."""
    return [
        tagged(
            at,
            review(f"{name}-{number}", **{field: name}, **fields),
            themes=[theme] if number < having and at == 0 else [],
            probabilities={theme: 0.9},
        )
        for number in range(of)
        for at in range(size)
    ]


def table_of(*passages, **options):
    options = {"view": "lessons", "between": "scope", **options}
    return compare(count([p for some in passages for p in some], BOOK), BOOK, **options)


def row(table, theme):
    return next(row for row in table.rows if row.id == theme)


def words(table, theme="neglect"):
    return row(table, theme).cells["words"].value


def test_two_groups_get_rates_difference_ratio_p_and_a_sentence():
    table = table_of(group("local", 9, 12), group("national", 2, 10))
    assert [(c.id, c.label, c.measure, c.n) for c in table.columns] == [
        ("local", "local", "reviews", 12),
        ("national", "national", "reviews", 10),
        ("difference", "Difference: local minus national", "points", None),
        ("low", "Difference: from (95%)", "points", None),
        ("high", "Difference: to (95%)", "points", None),
        ("ratio", "Ratio: local to national", "ratio", None),
        ("ratio-low", "Ratio: from (95%)", "ratio", None),
        ("ratio-high", "Ratio: to (95%)", "ratio", None),
        ("p", "p", "p", None),
        ("p-corrected", "p, corrected", "p", None),
        ("words", "In words", "words", None),
    ]
    assert (table.id, table.n, table.head) == ("lessons-compared-by-scope", 22, "Theme")
    assert table.title == "Lessons compared: local reviews and national reviews"
    cells = row(table, "neglect").cells
    assert (cells["local"].value, cells["local"].of) == (9, 12)
    assert (cells["national"].value, cells["national"].of) == (2, 10)
    assert cells["local"].passages == tuple(f"local-{n}/0" for n in range(9))
    assert cells["difference"].value == pytest.approx(0.55)
    # Wilson's intervals are 0.468 to 0.911 and 0.057 to 0.510 (scipy); Newcombe joins them.
    assert (cells["low"].value, cells["high"].value) == pytest.approx((0.1308, 0.7656), abs=1e-4)
    assert cells["ratio"].value == pytest.approx(3.75)
    assert 1 < cells["ratio-low"].value < 3.75 < cells["ratio-high"].value
    # Fisher's exact test gives 0.030 for 9 of 12 against 2 of 10 (scipy); with mid-p it is 0.016.
    assert cells["p"].value == cells["p-corrected"].value == pytest.approx(0.0159, abs=0.004)
    assert words(table) == (
        "Found in 9 of 12 local and 2 of 10 national reviews. Chance alone would seldom bring "
        "about a difference this large."
    )


def test_rows_are_the_themes_of_the_view_and_only_its_roles_count():
    narrative = [
        tagged(99, p.review, "narrative", ["injuries"]) for p in group("local", 3, 3, size=1)
    ]
    parts = [group("local", 3, 3), group("national", 0, 3), narrative]
    lessons, features = table_of(*parts), table_of(*parts, view="features")
    assert row(lessons, "injuries").cells["local"].value == 0
    assert row(features, "injuries").cells["local"].value == 3
    assert {r.id for r in lessons.rows} == set(BOOK.theme_ids)
    assert {r.id for r in features.rows} == {t.id for t in BOOK.themes if t.kind != "practice"}
    assert features.title == "Case features compared: local reviews and national reviews"


def test_nothing_is_tested_that_all_reviews_have_or_none():
    table = table_of(group("local", 3, 3), group("national", 3, 3))
    for theme, found, have in [
        ("neglect", "all 3 local and all 3", "Every review has"),
        ("education", "none of 3 local and none of 3", "No review has"),
    ]:
        why = f"{have} it, so there is nothing to compare."
        cells = row(table, theme).cells
        for column in ("p", "p-corrected"):
            assert (cells[column].value, cells[column].note) == (None, why)
        assert cells["words"].value == f"Found in {found} national reviews. {why}"
    cells = row(table, "education").cells
    assert (cells["difference"].value, cells["low"].value) == (
        0,
        pytest.approx(-cells["high"].value),
    )
    assert (cells["ratio"].value, cells["ratio"].note) == (
        None,
        "No ratio, as neither group has it.",
    )
    assert cells["ratio-low"].value is cells["ratio-high"].value is None


def test_a_ratio_to_nothing_is_withheld_but_not_its_lower_limit():
    cells = row(table_of(group("local", 6, 8), group("national", 0, 4)), "neglect").cells
    why = "No ratio, as none of the group 'national' has it."
    assert (cells["ratio"].value, cells["ratio"].note) == (None, why)
    assert (cells["ratio-high"].value, cells["ratio-high"].note) == (None, why)
    assert cells["ratio-low"].value > 1
    cells = row(table_of(group("local", 0, 8), group("national", 3, 4)), "neglect").cells
    assert (cells["ratio"].value, cells["ratio"].note, cells["ratio-low"].value) == (0, "", 0)
    assert 0 < cells["ratio-high"].value < 1


def test_three_reviews_against_three_can_show_nothing_and_the_table_says_so():
    table = table_of(group("local", 3, 3), group("national", 0, 3))
    cells = row(table, "neglect").cells
    assert cells["p"].value == pytest.approx(0.05)
    assert (cells["low"].value, cells["high"].value) == pytest.approx((0.2057, 1.0), abs=1e-3)
    assert words(table) == (
        "Found in all 3 local and none of 3 national reviews: too few reviews to say whether they "
        "differ."
    )
    assert (
        "With 3 local reviews and 3 national reviews no difference, however large, can be relied "
        "on to show." in table.footer
    )


def test_a_group_of_two_is_shown_but_not_compared():
    table = table_of(group("local", 3, 8), group("national", 2, 2))
    cells = row(table, "neglect").cells
    why = plainly.SEE_BELOW
    assert (cells["local"].value, cells["national"].value) == (3, 2)
    for column in table.columns[2:-1]:
        assert (cells[column.id].value, cells[column.id].note) == (None, why), column.id
    assert words(table) == f"Found in 3 of 8 local and 2 of 2 national reviews. {why}"
    assert (
        "Not compared: a group needs 3 reviews or more, and there are only 2 national reviews."
        in table.footer
    )
    alone = table_of(group("local", 3, 8), group("national", 1, 1))
    assert (
        "Not compared: a group needs 3 reviews or more, and there is only 1 national review."
        in alone.footer
    )


def test_groups_are_those_named_or_all_large_enough_and_the_footer_names_the_others():
    parts = [group(year, 1, 3, field="year", size=4) for year in (2014, 2015, 2019)]
    parts += [group(2022, 1, 2, field="year", size=4), group("x", 1, 4, size=4)]
    table = table_of(*parts, between="period")
    assert [(c.id, c.n) for c in table.columns[:2]] == [("2010-2014", 3), ("2015-2019", 6)]
    assert table.n == 9
    assert (
        "Not compared: 2 reviews of 2020-2024 and 4 with no period stated. A group needs 3 reviews."
        in table.footer
    )
    assert words(table) == (
        "Found in 1 of 3 reviews of 2010-2014 and 2 of 6 of 2015-2019: "
        "too few reviews to say whether they differ."
    )
    named = table_of(*parts, between="year", groups=["2019", "2014"])
    assert [c.id for c in named.columns[:2]] == ["2019", "2014"]
    assert row(named, "neglect").cells["2014"].passages == ("2014-0/0",)


def test_three_groups_are_tested_together_without_differences():
    kinds = [("scr", 12, 12), ("lcspr", 11, 12), ("audit", 1, 8)]
    table = table_of(*(group(k, n, of, field="kind") for k, n, of in kinds), between="kind")
    columns = ["audit", "lcspr", "scr", "p", "p-corrected", "words"]
    assert [c.id for c in table.columns] == columns
    assert words(table) == (
        "Found in 1 of 8 audits, 11 of 12 local child safeguarding practice reviews and all 12 "
        "serious case reviews. Chance alone would seldom bring about differences this large."
    )
    assert foot.THREE_OR_MORE in table.footer
    assert foot.MARKS in table.footer
    assert not any("points or more" in line for line in table.footer)


def test_reviews_of_unequal_length_are_compared_at_equal_length():
    # In a report twice as long the same share of passages brings the theme twice as often.
    def reports(name, size, marks, of):
        for number in range(of):
            one = review(f"{name}-{number}", scope=name)
            for at in range(size):
                carried = ["neglect"] if at < marks[number % len(marks)] else []
                yield tagged(at, one, themes=carried, probabilities={"neglect": 0.5})

    table = table_of(
        reports("local", 40, [1, 0, 1, 2], 12), reports("national", 80, [2, 4, 3], 12), rule=ANY
    )
    ids = ["local", "national", "local:at-equal-length", "national:at-equal-length"]
    assert [c.id for c in table.columns[:4]] == ids
    assert table.columns[2].label == "local: with 10 passages read"
    cells = row(table, "neglect").cells
    # 1 - 3/4 of samples of 10 from 40 with one mark; and with two.
    expected = 6 * 0.25 + 3 * (1 - 30 * 29 / (40 * 39))
    assert cells["local:at-equal-length"].value == pytest.approx(expected)
    assert (cells["local"].value, cells["national"].value) == (9, 12)
    assert any(
        line.startswith(
            "Counted passages of a typical review: 40 among local reviews and 80 among national "
            "reviews. Longer reviews mention more. So the test compares in how many reviews one "
            "would meet the theme with only 10 passages read"
        )
        for line in table.footer
    )
    even = table_of(reports("local", 40, [1], 4), reports("national", 50, [1, 0], 4))
    assert "local:at-equal-length" not in {c.id for c in even.columns}


def test_a_difference_at_equal_length_is_told_with_what_was_compared():
    sides = [Side("local", 12, 30), Side("national", 9, 10)]
    said = plainly.verdict(
        sides, "scope", p=0.0002, corrected=0.004, tested=26, alpha=0.05, few=False, met=(4.6, 7.4)
    )
    assert said == (
        "Found in 12 of 30 local and 9 of 10 national reviews. With only 10 passages of each read, "
        "that would be about 5 of 30 local and 7 of 10 national reviews. Chance alone would seldom "
        "bring about a difference this large."
    )
    said = plainly.verdict(
        sides, "scope", p=0.03, corrected=0.6, tested=26, alpha=0.05, few=False, met=(4.6, 7.4)
    )
    assert said.endswith(
        "reviews. Allowing for length, we cannot say that they differ: with 26 themes looked at, "
        "one or another stands out this much by chance."
    )


def test_reviews_too_unlike_in_length_are_not_compared():
    table = table_of(group("local", 3, 5, size=61), group("national", 1, 5, size=20))
    cells = row(table, "neglect").cells
    assert {cells[c.id].note for c in table.columns[2:-1]} == {plainly.SEE_BELOW}
    assert words(table) == (
        "Found in 3 of 5 local and 1 of 5 national reviews. Not compared; the reason is below the "
        "table."
    )
    assert (
        "Not compared: reviews of one group are more than 3 times as long as those of another, and "
        "longer reviews mention more (counted passages of a typical review: 61 among local reviews "
        "and 20 among national reviews)." in table.footer
    )


WARNED = (
    "Take care: the national reviews are fewer than the local reviews and half as long or less. "
    "Where groups like that do not differ at all, chance alone can make 7 or 8 themes in 100 look "
    "different rather than 5, and after correction 6 or 7 tables in 100 name one rather than 5."
)


@pytest.mark.parametrize(
    ("local", "national", "warned"),
    [
        ((8, 20), (4, 10), True),
        ((8, 29), (4, 10), True),
        ((8, 19), (4, 10), False),
        ((4, 20), (4, 10), False),
        ((4, 20), (8, 10), False),
        ((8, 10), (4, 20), False),
        ((8, 31), (4, 10), False),
    ],
)
def test_a_smaller_group_of_reviews_half_as_long_is_warned_of(local, national, warned):
    """Not where the groups are equal, nor where the smaller is the longer, nor uncompared."""
    table = table_of(
        group("local", 3, local[0], size=local[1]),
        group("national", 1, national[0], size=national[1]),
    )
    assert (WARNED in table.footer) == warned
    assert not any(line.startswith("Take care") for line in table.footer) or warned


@pytest.mark.parametrize(
    ("sizes", "said"),
    [((8, 4), True), ((12, 4), True), ((12, 10), False)],
)
def test_a_group_of_few_is_said_to_stand_without_percentages(sizes, said):
    table = table_of(group("local", 3, sizes[0]), group("national", 1, sizes[1]))
    assert (foot.FEW in table.footer) == said
    assert not any("percentages are not" in line for line in table.footer)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"p": 0.2, "corrected": 0.9},
         "Found in 3 of 8 local and 2 of 4 national reviews: too few reviews to say whether they "
         "differ."),
        ({"p": 0.2, "corrected": 1.0, "few": False},
         "Found in 3 of 8 local and 2 of 4 national reviews. We cannot say that they differ: "
         "chance alone could explain this much."),
        ({"p": 0.0501, "corrected": 0.0501, "few": False, "tested": 1},
         "Found in 3 of 8 local and 2 of 4 national reviews. We cannot say that they differ: "
         "chance alone could explain this much."),
        ({"p": 0.04, "corrected": 0.9, "few": False},
         "Found in 3 of 8 local and 2 of 4 national reviews. We cannot say that they differ: "
         "with 26 themes looked at, one or another stands out this much by chance."),
        ({"p": 0.00001, "corrected": 0.0003, "tested": 24},
         "Found in 3 of 8 local and 2 of 4 national reviews. Chance alone would seldom bring "
         "about a difference this large."),
    ],
)  # fmt: skip
def test_a_verdict_says_what_can_be_said_and_never_that_there_is_no_difference(options, sentence):
    fixed = {"tested": 26, "alpha": 0.05, "few": True}
    sides = [Side("local", 3, 8), Side("national", 2, 4)]
    assert plainly.verdict(sides, "scope", **{**fixed, **options}) == sentence


@pytest.mark.parametrize(
    ("between", "names", "sentence"),
    [
        ("scope", ("local", "national"), "Found in 3 of 8 local and none of 1 national review"),
        ("board", ("Wexmoor Safeguarding Children Board", "Brook Safeguarding Children Board"),
         "Found in 3 of 8 reviews from Wexmoor and none of 1 from Brook"),
        ("nation", ("Wales", "Scotland"),
         "Found in 3 of 8 reviews from Wales and none of 1 from Scotland"),
        ("year", ("2015", "2016"), "Found in 3 of 8 reviews of 2015 and none of 1 of 2016"),
        ("kind", ("slides", "analysis"), "Found in 3 of 8 sets of slides and none of 1 analysis"),
        ("kind", ("novel", "audit"),
         "Found in 3 of 8 reviews of the kind novel and none of 1 audit"),
    ],
)  # fmt: skip
def test_groups_are_named_as_people_would(between, names, sentence):
    assert plainly.found([Side(names[0], 3, 8), Side(names[1], 0, 1)], between) == sentence


@pytest.mark.parametrize(
    ("present", "sentence"),
    [
        ((1, 0, 3, 1), "Found in 5 of 18 reviews, least often in none of 4 audits and most often "
         "in 3 of 4 briefings"),
        ((8, 4, 4, 2), "Found in all 18 reviews"),
        ((0, 0, 0, 0), "Found in none of 18 reviews"),
    ],
)  # fmt: skip
def test_of_many_groups_only_the_ends_are_named(present, sentence):
    names, of = ("analysis", "audit", "briefing", "scr"), (8, 4, 4, 2)
    sides = [Side(*each) for each in zip(names, present, of, strict=True)]
    assert plainly.found(sides, "kind") == sentence


def test_the_footer_says_what_was_tested_how_and_what_could_have_shown():
    table = table_of(group("local", 9, 12), group("national", 2, 10), seed=4)
    assert table.footer[-7:] == (
        "Counted passages of a typical review: 10 among local reviews and 10 among national "
        "reviews. That is near enough to compare the counts as they are.",
        "p: the reviews were shuffled and dealt out into groups of the same sizes 9,999 times at "
        "random (seed 4); p is how often these lay as far apart as the real ones, in how many "
        "reviews have the theme or, where that is equal, in how many reviews one would meet the "
        "theme with only 10 passages read; those exactly as far apart count half. A small p means "
        "that chance alone seldom does that. Whole reviews are dealt out, never passages.",
        "p, corrected: one theme was tested, so there is nothing to correct for (Holm). If no "
        "theme differed, about 5 in 100 such tables would name one.",
        "From and to (95%): how far the true difference or ratio of one theme might be from the "
        "one shown, by chance alone. In a table of many themes one or two can be expected to lie "
        "outside.",
        "With 12 local reviews and 10 national reviews only differences of about 59 points or more "
        "can be relied on to show (8 times in 10). From 20% to 60% are 40 points.",
        "No figure here allows for wrong marks: how often the model is wrong in these very reviews "
        "is not known until a person has checked a sample of its marks.",
        foot.CAUTION,
    )
    small = table_of(group("local", 9, 10), group("national", 2, 3), alpha=0.1, correction="bh")
    assert any("in every possible way" in line for line in small.footer)
    assert any(
        "(Benjamini and Hochberg). Of the themes that such tables name, about 10 in 100" in line
        for line in small.footer
    )
    assert small.columns[3].label == "Difference: from (90%)"


@pytest.mark.parametrize(
    ("alone", "corrected", "many", "said"),
    [
        (
            None,
            None,
            26,
            "With 8 local reviews and 4 national reviews no difference, however large, can be "
            "relied on to show.",
        ),
        (
            0.77,
            None,
            26,
            "With 8 local reviews and 4 national reviews only differences of about 77 points or "
            "more can be relied on to show (8 times in 10) in one theme by itself; with "
            "26 themes looked at, none, however large. From 20% to 60% are 40 points.",
        ),
        (
            0.77,
            0.97,
            26,
            "With 8 local reviews and 4 national reviews only differences of about 77 points or "
            "more can be relied on to show (8 times in 10) in one theme by itself; with "
            "26 themes looked at, only those of about 97 points or more. From 20% to 60% are 40 "
            "points.",
        ),
    ],
)
def test_the_power_note_is_a_sentence_whatever_could_show(alone, corrected, many, said):
    sizes = {"local": 8, "national": 4}
    assert foot.what_could_show(sizes, "scope", alone, corrected, many) == said


def test_the_correction_is_over_the_themes_tested():
    several = ["neglect", "education", "injuries", "child-voice"]

    def reports(name, of, most):
        for number in range(of):
            one = review(f"{name}-{number}", scope=name)
            carried = [t for at, t in enumerate(several) if number < most - at]
            yield tagged(0, one, themes=carried)

    parts = [("local", 12, 12), ("national", 10, 3)]
    by_holm = table_of(*(reports(*part) for part in parts))
    by_bh = table_of(*(reports(*part) for part in parts), correction="bh")

    def figures(table, column):
        cells = [row.cells[column].value for row in table.rows]
        return [value for value in cells if value is not None]

    p = figures(by_holm, "p")
    assert len(p) == len(several)
    assert figures(by_bh, "p") == p
    assert figures(by_holm, "p-corrected") == holm(p)
    assert figures(by_bh, "p-corrected") == benjamini_hochberg(p)
    assert any(line.startswith("p, corrected: of 4 themes one or") for line in by_holm.footer)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"between": "colour"}, UsageError,
         "Reviews cannot be compared by 'colour'; use scope, board, year, period, kind, nation."),
        ({"groups": ["local"]}, UsageError, "A comparison needs two groups; name another scope."),
        ({"groups": ["local", "regional"]}, InputError,
         "No review here has the scope 'regional'; there are: local (4), national (3)."),
        ({"between": "nation"}, InputError,
         "A comparison by nation needs two groups of 3 reviews or more; "
         "there are: not stated (7)."),
        ({"correction": "none"}, UsageError,
         "A comparison takes an alpha between 0 and 1, corrected by holm or bh."),
        ({"alpha": 5}, UsageError,
         "A comparison takes an alpha between 0 and 1, corrected by holm or bh."),
    ],
)  # fmt: skip
def test_a_comparison_that_cannot_be_made_says_what_there_is(options, error, message):
    with pytest.raises(error) as raised:
        table_of(group("local", 1, 4), group("national", 1, 3), **options)
    assert str(raised.value) == message


def test_years_are_compared_by_spans_which_may_not_overlap():
    years = [
        group(str(year), year % 2, 1, field="board", size=9, year=year)
        for year in range(2005, 2017)
    ]
    made = table_of(*years, between="year", groups=["2005-2010", "2011-"])
    assert [(c.id, c.n) for c in made.columns[:2]] == [("2005-2010", 6), ("2011-", 6)]
    some = table_of(*years, between="year", groups=["2005-2008", "2013-"])
    assert [c.n for c in some.columns[:2]] == [4, 4]
    for groups, error, message in (
        (["2005-2011", "2011-"], UsageError,
         "The years '2005-2011' and '2011-' share reviews; name two that do not overlap."),
        (["2005-2011", "2030-"], InputError, "No review here has the year '2030-'; there are: "),
    ):  # fmt: skip
        with pytest.raises(error) as raised:
            table_of(*years, between="year", groups=groups)
        assert str(raised.value).startswith(message)


def test_of_many_groups_an_error_names_the_largest():
    parts = [group(f"{year}", 0, 1, field="year", size=1) for year in range(2000, 2014)]
    with pytest.raises(InputError) as raised:
        table_of(*parts, group("2019", 0, 4, field="year", size=1), between="year")
    assert str(raised.value).endswith("2008 (1), 2019 (4), and 5 more.")
    assert "2009" not in str(raised.value)


@st.composite
def corpora(draw):
    """Passages of a few reviews of two scopes, in any order, some without a scope."""
    passages = []
    for number in range(draw(st.integers(2, 8))):
        one = review(f"r{number}", scope=draw(st.sampled_from(["local", "national", None])))
        for at in range(draw(st.integers(1, 6))):
            carried = draw(st.lists(st.sampled_from(["neglect", "education"]), unique=True))
            strong = {t: draw(st.sampled_from([0.3, 0.7])) for t in carried}
            role = draw(st.sampled_from(["finding", "narrative", "context"]))
            passages.append(tagged(at, one, role, carried, probabilities=strong))
    return draw(st.permutations(passages))


def recount(passages, theme, view):
    """Presence by scope, and lengths by scope, straight from the lines: no code is shared."""
    marks, lengths, scopes = defaultdict(list), defaultdict(int), {}
    for p in passages:
        scopes[p.review.review_id] = p.review.scope
        if p.role in VIEW_ROLES[view]:
            lengths[p.review.review_id] += 1
            if theme in p.themes:
                marks[p.review.review_id].append((p.probabilities[theme], p.id))
    present, sizes = defaultdict(dict), defaultdict(list)
    for name, scope in scopes.items():
        found = marks[name]
        enough = len(found) >= 2 and len(found) >= 0.03 * lengths[name]
        present[scope][name] = enough or any(sure >= 0.6 for sure, _ in found)
        sizes[scope].append(lengths[name])
    return present, sizes, marks


@given(corpora(), st.sampled_from(["lessons", "features"]))
@settings(deadline=None)
def test_every_rate_equals_an_independent_recount(passages, view):
    present, sizes, marks = recount(passages, "neglect", view)
    if not present["local"] or not present["national"]:
        with pytest.raises(InputError):
            table_of(passages, view=view, groups=["local", "national"])
        return
    table = table_of(passages, view=view, groups=["local", "national"])
    cells = row(table, "neglect").cells
    for scope in ("local", "national"):
        having = [name for name, has in present[scope].items() if has]
        assert (cells[scope].value, cells[scope].of) == (len(having), len(present[scope]))
        assert sorted(cells[scope].passages) == sorted(i for n in having for _, i in marks[n])
    assert table.n == len(present["local"]) + len(present["national"])
    p = cells["p"].value
    rates = [list(present[scope].values()) for scope in ("local", "national")]
    medians = sorted(median(sizes[scope]) for scope in ("local", "national"))
    alike = sum(rates[0] + rates[1]) in (0, table.n)
    fit = min(map(len, rates)) >= 3 and medians[1] <= 3 * medians[0]
    assert (p is not None) == (fit and not alike)
    if p is not None:
        assert 0 < p <= 1
        assert cells["low"].value <= cells["difference"].value <= cells["high"].value
        if medians[1] <= 1.25 * medians[0]:
            least, most = bounds(rates)
            assert least - 1e-9 <= p <= most + 1e-9


def bounds(rates):
    """Between which p must lie when only counts are known: outcomes farther, and as far apart."""
    pool, size = rates[0] + rates[1], len(rates[0])

    def apart(chosen):
        inside = sum(pool[at] for at in chosen)
        rest = sum(pool) - inside
        return round(abs(inside / size - rest / (len(pool) - size)), 9)

    found = [apart(chosen) for chosen in combinations(range(len(pool)), size)]
    here = apart(range(size))
    farther, equal = sum(f > here for f in found), sum(f == here for f in found)
    return farther / len(found), (farther + equal) / len(found)


@given(corpora())
@settings(deadline=None, max_examples=40)
def test_the_other_way_round_the_same_is_said(passages):
    scopes = {p.review.scope for p in passages}
    if not {"local", "national"} <= scopes:
        return
    one = table_of(passages, groups=["local", "national"])
    other = table_of(passages, groups=["national", "local"])
    for first, second in zip(one.rows, other.rows, strict=True):
        assert first.cells["p"].value == pytest.approx(second.cells["p"].value)
        if first.cells["difference"].value is not None:
            assert first.cells["difference"].value == -second.cells["difference"].value
            assert first.cells["low"].value == pytest.approx(-second.cells["high"].value)
        if first.cells["ratio"].value and second.cells["ratio"].value:
            assert first.cells["ratio-low"].value == pytest.approx(
                1 / second.cells["ratio-high"].value
            )


def beside(having, others, here, *, rule=None, probability=0.9):
    own = review("own", scope="local", board="Wexmoor Safeguarding Children Board", label="Child F")
    mine = [
        tagged(at, own, themes=["neglect"], probabilities={"neglect": probability})
        for at in range(here)
    ]
    parts = [*mine, tagged(50, own), *group("national", having, others)]
    return picture(
        count(parts, BOOK), BOOK, view="lessons", review_id="own", against="national", rule=rule
    )


@pytest.mark.parametrize(
    ("having", "others", "here", "said"),
    [
        (17, 17, 1, "shared with all (17 of 17)"),
        (14, 17, 1, "shared with most (14 of 17)"),
        (12, 18, 1, "shared with most (12 of 18)"),
        (11, 18, 1, "shared with some (11 of 18)"),
        (4, 17, 1, "shared with some (4 of 17)"),
        (3, 17, 1, "unusual: in 3 of 17"),
        (1, 5, 1, "unusual: in 1 of 5"),
        (0, 17, 1, "unusual: in none of 17"),
        (15, 17, 0, "absent here, though in 15 of 17"),
        (8, 17, 0, "absent here (found in 8 of 17)"),
        (2, 17, 0, "absent here, as in most (found in 2 of 17)"),
        (0, 17, 0, "absent here, as in most (found in none of 17)"),
        (3, 4, 1, None),
    ],
)
def test_one_review_is_set_beside_the_others(having, others, here, said):
    cells = row(beside(having, others, here), "neglect").cells
    assert cells["words"].value == said
    assert (cells["others"].value, cells["others"].of) == (having, others)
    assert cells["others"].passages == tuple(f"national-{n}/0" for n in range(having))
    assert (cells["here"].value, cells["here"].present) == (here, here > 0)
    assert cells["here"].passages == tuple(f"own/{n}" for n in range(here))


def test_a_picture_says_why_it_says_nothing_and_what_is_too_weak_to_count():
    few = beside(3, 4, 1)
    assert row(few, "neglect").cells["words"].note == "too few others"
    assert few.footer[-1] == (
        "Nothing is called shared or unusual beside fewer than 5 others; here are only 4. The "
        "counts stand as they are."
    )
    assert THRESHOLDS not in few.footer
    assert HOW["review"] in few.footer
    assert THRESHOLDS in beside(3, 5, 1).footer
    cells = row(beside(15, 17, 1, probability=0.4), "neglect").cells
    assert cells["words"].value == "touched on here, not enough to count, though in 15 of 17"
    assert (cells["here"].value, cells["here"].present) == (1, False)


def test_a_picture_names_the_review_its_group_and_its_thresholds():
    made = beside(3, 6, 2)
    assert made.title == "Lessons of Wexmoor, Child F beside national reviews"
    assert (made.id, made.n) == ("lessons-of-own", 7)
    assert [(c.label, c.measure, c.n) for c in made.columns] == [
        ("Wexmoor, Child F", "passages", 1),
        ("Other national reviews", "reviews", 6),
        ("In words", "words", None),
    ]
    assert made.footer[-2:] == (
        "Counted passages: 3 in this review, 10 in a typical one of the others; a short review "
        "leaves out more.",
        "Most means 2 in 3 of the others or more; unusual, 1 in 5 of them or fewer. This describes "
        "one review and is not a test.",
    )


def test_a_review_is_never_among_the_others():
    counts = count(group("national", 6, 6), BOOK)
    made = picture(counts, BOOK, view="lessons", review_id="national-0", against="national")
    assert (made.columns[1].n, made.n) == (5, 6)
    assert row(made, "neglect").cells["words"].value == "shared with all (5 of 5)"


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"review_id": "x"}, InputError,
         "There is no review 'x' here; there are: local-0, national-0."),
        ({"against": "regional"}, InputError,
         "No other review has the scope 'regional'; there are: local, national."),
        ({"against": "local"}, InputError,
         "No other review has the scope 'local'; there are: local, national."),
        ({"field": "colour"}, UsageError,
         "A review cannot be set beside a colour; use scope, board, year, period, kind, nation."),
    ],
)  # fmt: skip
def test_a_picture_that_cannot_be_drawn_says_what_there_is(options, error, message):
    counts = count([*group("local", 1, 1), *group("national", 1, 1)], BOOK)
    fixed = {"view": "lessons", "review_id": "local-0", "against": "national"}
    with pytest.raises(error) as raised:
        picture(counts, BOOK, **{**fixed, **options})
    assert str(raised.value) == message
