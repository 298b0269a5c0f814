from collections import Counter, defaultdict
from dataclasses import replace
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import review, tagged

from scr_mine import themes
from scr_mine.cases import case_name
from scr_mine.errors import InputError, UsageError
from scr_mine.records import VIEW_ROLES
from scr_mine.tabulate import groups
from scr_mine.tabulate.counts import count
from scr_mine.tabulate.footnotes import footnotes, reviews_line, verdicts
from scr_mine.tabulate.rule import Rule
from scr_mine.tabulate.theme_table import BY, theme_table

BOOK = themes.shipped()
F = review("f", board="Wexmoor Local Safeguarding Children Board", label="Child F", year=2009,
           scope="local", kind="scr")  # fmt: skip
J = review("j", board="Kelderby Safeguarding Children Partnership", label="J", year=2021,
           scope="local", kind="lcspr")  # fmt: skip
N = review("n", scope="national", kind="analysis", year=2015)
PASSAGES = [
    tagged(1, F, "finding", ["neglect", "education"]),
    tagged(2, F, "narrative", ["neglect", "injuries"]),
    tagged(3, F, "recommendation", ["education"]),
    tagged(4, J, "narrative", ["injuries"]),
    tagged(5, J, "good-practice", ["child-voice"]),
    tagged(6, N, "context", ["neglect"]),
    tagged(7, N, "boilerplate"),
]
COUNTS = count(PASSAGES, BOOK)


def row(table, theme):
    return next(row for row in table.rows if row.id == theme)


def test_a_review_counts_once_and_only_for_counted_roles():
    lessons = theme_table(COUNTS, BOOK, view="lessons")
    assert lessons.n == 3
    neglect, education = row(lessons, "neglect").cells, row(lessons, "education").cells
    assert (neglect["reviews"].value, neglect["reviews"].of) == (1, 3)
    assert neglect["reviews"].passages == ("f/1",)
    assert education["reviews"].passages == ("f/1", "f/3")
    assert (education["f"].value, education["f"].present) == (2, True)
    assert (education["j"].value, education["j"].present) == (0, False)
    assert row(lessons, "injuries").cells["reviews"].value == 0
    features = theme_table(COUNTS, BOOK, view="features")
    assert row(features, "injuries").cells["reviews"].value == 2
    assert row(features, "neglect").cells["f"].passages == ("f/1", "f/2")
    assert "child-voice" not in [r.id for r in features.rows]


def test_columns_are_in_case_order_with_names_people_use():
    made = theme_table(COUNTS, BOOK, view="lessons")
    assert [c.label for c in made.columns] == [
        *("Verdict", "All reviews", "Kelderby, J (2021)", "Wexmoor, Child F (2009)", "n"),
    ]


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({}, "r"),
        ({"label": "Child F"}, "Child F"),
        ({"board": "Vale of Kelder Child Protection Committee"}, "Vale of Kelder"),
        ({"board": "Brook Regional Safeguarding Board", "year": 2019}, "Brook (2019)"),
        ({"board": "Institute for Safeguarding Studies", "label": "Briefing 2015", "year": 2015},
         "Institute for Safeguarding Studies, Briefing 2015"),
    ],
)  # fmt: skip
def test_a_case_goes_by_place_label_and_year(fields, name):
    assert case_name(review("r", **fields)) == name


@pytest.mark.parametrize(
    ("by", "columns"),
    [
        ("scope", [("local", 2), ("national", 1)]),
        ("year", [("2009", 1), ("2015", 1), ("2021", 1)]),
        ("period", [("2005-2009", 1), ("2015-2019", 1), ("2020-2024", 1)]),
        ("nation", [("not stated", 3)]),
        ("role", [("finding", 3), ("recommendation", 3), ("good-practice", 3)]),
    ],
)
def test_groups_state_how_many_reviews_they_hold(by, columns):
    made = theme_table(COUNTS, BOOK, view="lessons", by=by)
    assert [(c.id, c.n) for c in made.columns[2:]] == columns


@pytest.mark.parametrize(
    ("number", "counted", "strongest", "present"),
    [
        (0, 50, 0.9, False),
        (1, 50, 0.59, False),
        (1, 50, 0.60, True),
        (2, 50, 0.3, True),
        (2, 66, 0.3, True),
        (2, 67, 0.3, False),
        (3, 67, 0.3, True),
        (3, 400, 0.7, True),
        (12, 400, 0.3, True),
        (11, 400, 0.3, False),
    ],
)
def test_a_theme_is_present_on_enough_passages_or_on_a_sure_one(
    number, counted, strongest, present
):
    probability = {"neglect": strongest}
    marked = [tagged(i, F, themes=["neglect"], probabilities=probability) for i in range(number)]
    rest = [tagged(number + i, F) for i in range(counted - number)]
    made = theme_table(count([*marked, *rest], BOOK), BOOK, view="lessons")
    cell = row(made, "neglect").cells["f"]
    assert (cell.value, cell.present) == (number, present)
    assert row(made, "neglect").cells["reviews"].value == int(present)


def test_a_mark_without_a_probability_is_a_persons_and_sure():
    made = theme_table(count([tagged(1, F, themes=["neglect"])], BOOK), BOOK, view="lessons")
    assert row(made, "neglect").cells["f"].strongest == 1.0
    assert row(made, "neglect").cells["f"].present


def test_the_rule_can_be_changed_and_is_printed():
    rule = Rule(support=1, share=0, strength=1)
    weak = [tagged(1, F, themes=["neglect"], probabilities={"neglect": 0.2}), tagged(2, F)]
    made = theme_table(count(weak, BOOK), BOOK, view="lessons", rule=rule)
    assert row(made, "neglect").cells["reviews"].value == 1
    assert made.footer[0] == (
        "A theme is counted in a review when at least 1 of its counted passages and 0% of them "
        "carry it, or one carries it with a probability of 1.00 or more. "
        "Roles counted: finding, recommendation and good-practice."
    )


@st.composite
def passages(draw):
    reviews = [
        review(f"r{i}", scope=draw(st.sampled_from(["local", "national", None])), year=2000 + i % 3)
        for i in range(draw(st.integers(1, 5)))
    ]
    theme = st.sampled_from(["neglect", "education", "child-voice", "injuries"])
    role = st.sampled_from([r.id for r in BOOK.roles])
    sure = st.sampled_from([0.2, 0.6, 0.9])
    rows = st.tuples(st.sampled_from(reviews), role, st.lists(theme, unique=True), sure)
    drawn = draw(st.lists(rows, min_size=1, max_size=60))
    return [
        tagged(i, of, role, found, probabilities=dict.fromkeys(found, p))
        for i, (of, role, found, p) in enumerate(drawn)
    ]


@given(passages(), st.sampled_from(["lessons", "features"]), st.sampled_from(BY))
def test_every_cell_equals_an_independent_recount(found, view, by):
    made = theme_table(count(found, BOOK), BOOK, view=view, by=by)
    counted = [p for p in found if p.role in VIEW_ROLES[view]]
    sizes = Counter(p.review.review_id for p in counted)
    having = defaultdict(list)
    for p in counted:
        for theme in p.themes:
            having[theme, p.review.review_id].append(p)
    present = {
        key
        for key, ps in having.items()
        if len(ps) >= max(2, ceil(0.03 * sizes[key[1]]))
        or max(p.probabilities[key[0]] for p in ps) >= 0.6
    }
    reviews = {p.review.review_id: p.review for p in found}
    for theme_row in made.rows:
        theme = theme_row.id
        with_it = {r for r in reviews if (theme, r) in present}
        assert theme_row.cells["reviews"].value == len(with_it)
        for column in made.columns[2:]:
            cell = theme_row.cells[column.id]
            if by == "review":
                assert cell.value == len(having[theme, column.id])
                assert cell.present == (column.id in with_it)
                assert list(cell.passages) == [p.id for p in having[theme, column.id]]
                continue
            if by == "role":
                expected = {
                    r for r in with_it if any(p.role == column.id for p in having[theme, r])
                }
            else:
                expected = {r for r in with_it if groups.group_of(reviews[r], by) == column.id}
            assert (cell.value, cell.of) == (len(expected), column.n)
    assert made.n == len(reviews)


def test_no_passage_an_unknown_theme_and_an_unknown_view_are_errors():
    with pytest.raises(InputError, match="There is no tagged passage to count"):
        count([], BOOK)
    with pytest.raises(InputError, match="f/1: the theme 'x' is not in the codebook"):
        count([tagged(1, F, themes=["x"])], BOOK)
    with pytest.raises(UsageError):
        theme_table(COUNTS, BOOK, view="both")


def test_the_footer_says_what_was_counted_over_what_and_by_what():
    made = theme_table(COUNTS, BOOK, view="lessons")
    assert made.footer == (
        "A theme is counted in a review when at least 2 of its counted passages and 3% of them "
        "carry it, or one carries it with a probability of 0.60 or more. "
        "Roles counted: finding, recommendation and good-practice.",
        "Under each review: how many of its passages carry the theme, in brackets where they are "
        "too few or too weak to count.",
        "3 reviews. Scope: 2 local, 1 national. Kinds: 1 analysis, 1 local child safeguarding "
        "practice review (lcspr), 1 serious case review (scr). Period: years 2009 to 2021.",
        "Fewer than ten reviews, so counts are given and percentages are not.",
        "Counted passages (those of the roles counted) in a review: 0 to 2; half of the reviews "
        "have 1 or fewer. Longer reviews mention more.",
        "Themes marked by test@1; a machine's marks can be wrong.",
        "A review that does not mention a theme may still be about a case that had it.",
    )


def test_a_verdict_is_shown_for_each_theme_as_far_as_one_is_known():
    made = theme_table(COUNTS, BOOK, view="lessons", verdicts={"neglect": "weak"})
    assert row(made, "neglect").cells["verdict"].value == "weak"
    assert row(made, "injuries").cells["verdict"].value == "not known"
    assert made.footer[-2].startswith("Verdict: how well the model marks a theme in reviews")
    assert "weak: read the passages before a count is used" in made.footer[-2]
    unknown = theme_table(COUNTS, BOOK, view="lessons")
    assert not any(line.startswith("Verdict") for line in unknown.footer)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ((), "."),
        (("usable", "usable"), " (usable: good enough to count)."),
        (
            ("weak", "usable"),
            " (usable: good enough to count; weak: read the passages before a count is used).",
        ),
        (
            ("not to be automated", "too little evidence", "not known"),
            " (not to be automated: for finding passages to read, not for counting; too little "
            "evidence: too few labelled passages to judge it by; not known: no verdict is at hand"
            ").",
        ),
        (("a word of another model",), "."),
    ],
)
def test_exactly_the_verdicts_in_use_are_explained(words, meant):
    assert verdicts(words) == (
        f"Verdict: how well the model marks a theme in reviews that it did not learn from{meant}"
    )
    judged = footnotes(COUNTS, VIEW_ROLES["lessons"], Rule(), judged=words)
    assert [line for line in judged if line.startswith("Verdict")] == (
        [verdicts(words)] if words else []
    )


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (["scr"] * 2, "2 serious case reviews (scr)"),
        (["cpr"], "1 child practice review (cpr)"),
        (["slides", "analysis"], "1 analysis, 1 set of slides"),
        (["scr", None, "learning-review"], "1 learning review, 1 serious case review (scr), "
         "1 not stated"),
        (["rapid", None, None, "zeal"], "1 rapid, 1 zeal, 2 not stated"),
    ],
)  # fmt: skip
def test_kinds_are_written_out_and_what_is_not_stated_comes_last(kinds, said):
    made = [review(str(n), kind=kind) for n, kind in enumerate(kinds)]
    assert f"Kinds: {said}. Period" in reviews_line(made)


def test_scopes_that_are_not_stated_come_last():
    made = [review(str(n), scope=scope) for n, scope in enumerate(["zonal", None, "local"])]
    assert "Scope: 1 local, 1 zonal, 1 not stated. " in reviews_line(made)


@pytest.mark.parametrize(
    ("counts", "by", "line"),
    [
        (COUNTS, "nation", "None of the reviews states its nation, so there is one column only; "
         "state it in the column 'nation' of the manifest, reviews.csv."),
        (count([tagged(1, review("r"))], BOOK), "period", "The review does not state its year, so "
         "there is one column only; state it in the column 'year' of the manifest, reviews.csv."),
        (COUNTS, "scope", None),
        (COUNTS, "board", None),
        (COUNTS, "role", None),
        (COUNTS, "review", None),
    ],
)  # fmt: skip
def test_where_no_review_states_a_field_the_footer_says_where_to_state_it(counts, by, line):
    footer = theme_table(counts, BOOK, view="lessons", by=by).footer
    assert [found for found in footer if "reviews.csv" in found] == ([line] if line else [])


@pytest.mark.parametrize(
    ("where", "left"),
    [
        ({"scope": ["local"]}, {"f", "j"}),
        ({"scope": ["local"], "year": ["2010-"]}, {"j"}),
        ({"year": ["2009", "2015"]}, {"f", "n"}),
        ({"year": ["-2015"]}, {"f", "n"}),
        ({"year": ["2010-2020"]}, {"n"}),
        ({"period": ["2020-2024"]}, {"j"}),
        ({"nation": ["not stated"]}, {"f", "j", "n"}),
        ({"review": ["n"]}, {"n"}),
    ],
)
def test_reviews_are_chosen_by_any_field(where, left):
    chosen = groups.chosen(COUNTS, where)
    assert set(chosen.reviews) == left
    assert {mark.review for mark in chosen.marks} <= left
    assert chosen.marks == tuple(mark for mark in COUNTS.marks if mark.review in left)


@pytest.mark.parametrize(
    ("where", "error", "message"),
    [
        ({"town": ["x"]}, UsageError,
         "Reviews cannot be chosen by 'town'; use scope, board, year, period, kind, "
         "nation, review."),
        ({"scope": ["lokal"]}, InputError,
         "No review here has the scope 'lokal'; there are: local, national."),
        ({"year": ["2030-"]}, InputError,
         "No review here has the year '2030-'; there are: 2009, 2015, 2021."),
        ({"scope": ["national"], "year": ["2009"]}, InputError,
         "No review meets all these conditions together; drop one of them."),
    ],
)  # fmt: skip
def test_a_choice_never_silently_matches_nothing(where, error, message):
    with pytest.raises(error) as raised:
        groups.chosen(COUNTS, where)
    assert str(raised.value) == message


def test_a_passage_that_repeats_another_is_left_out_and_said_to_be():
    both = [*PASSAGES, replace(PASSAGES[0], id="f/9")]
    made = theme_table(count(both, BOOK, repeats={"f/9": "f/1"}), BOOK, view="lessons")
    assert row(made, "neglect").cells["f"].passages == ("f/1",)
    assert "Left out: 1 passage that repeats an earlier one." in made.footer
