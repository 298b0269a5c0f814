import json
import random
import re
from collections import Counter
from math import log, sqrt
from statistics import median

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from make import review, tagged

from scr_mine.commands.main import main
from scr_mine.errors import InputError, UsageError
from scr_mine.store import write_lines
from scr_mine.tabulate.wording.keyness import CAUTION, MOST_PASSAGES, keyness

SCOPES = ("local", "national")
A, B = review("a", scope="local", year=2012), review("b", scope="local", year=2014)
C, D = review("c", scope="national", year=2013), review("d", scope="national")
SMALL = [
    tagged(1, A, text="Bruise, bruise; chart"),
    tagged(1, B, text="The bruise at a meeting."),
    tagged(1, C, text="Chart: chart. Meeting"),
    tagged(1, D, text="Bruise and chart"),
]


def words_of(passages, **options):
    return keyness(passages, between="scope", groups=("local", "national"), **options)


def values(row):
    return {key: cell.value for key, cell in row.cells.items()}


def test_a_table_by_hand():
    # Counted words: 3 and 2 (median 2.5 of 3, 2, 3, 2), five in each group; the prior gives
    # 'bruise' (4 of the 10) the weight 1.
    made = words_of(SMALL, least_reviews=2)
    assert [(row.label, row.group) for row in made.rows] == [
        ("bruise", "Used more: local"),
        ("chart", "Used more: national"),
    ]
    ratio = log(4 / 3.5) - log(2 / 5.5)
    bruise = values(made.rows[0])
    assert bruise.pop("z") == pytest.approx(ratio / sqrt(1 / 4 + 1 / 2))
    assert bruise.pop("log_odds") == pytest.approx(ratio)
    assert bruise == {
        "times:local": 3,
        "rate:local": 6000.0,
        "reviews:local": 2,
        "times:national": 1,
        "rate:national": 2000.0,
        "reviews:national": 1,
    }
    assert made.rows[0].cells["reviews:local"].of == 2
    assert made.rows[0].cells["times:local"].passages == ("a/1", "b/1")
    assert made.rows[0].cells["times:national"].passages == ("d/1",)
    assert made.rows[1].cells["z"].value == pytest.approx(-made.rows[0].cells["z"].value)
    assert [(c.id, c.measure, c.n) for c in made.columns[:5]] == [
        ("z", "number", None),
        ("log_odds", "number", None),
        ("times:local", "number", None),
        ("rate:local", "number", None),
        ("reviews:local", "reviews", 2),
    ]
    assert made.n == 4


def test_the_foot_says_what_was_counted_and_that_words_are_not_themes():
    assert words_of(SMALL, least_reviews=2).footer == (
        CAUTION,
        "local: 5 words counted. 2 reviews. Scope: 2 local. Kinds: 2 not stated. "
        "Period: years 2012 to 2014.",
        "national: 5 words counted. 2 reviews. Scope: 2 national. Kinds: 2 not stated. "
        "Period: years 2013 to 2013 (1 without a year).",
        "Roles counted: finding, recommendation and good-practice.",
        "Left out: words that only join others, numbers, dates, titles, single letters, and what "
        "occurs in fewer than 2 of these reviews.",
        "Log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008) that "
        "weighs as much as a review of middling length (2 words, 1 phrases); above 0 where local "
        "uses it more.",
        "At most 20 passages are given for a figure, from as many reviews as can be.",
    )
    assert CAUTION.startswith("These are words, not themes: read the passages.")
    assert "not a test over reviews" in CAUTION


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("Home visits", ["home", "home visits", "visits"]),
        ("home, visits", ["home", "visits"]),
        ("home of visits", ["home", "visits"]),
        ("home.\nvisits", ["home", "visits"]),
        ("home\nvisits", ["home", "home visits", "visits"]),
        ("Child A’s mother", ["child", "mother"]),
        ("SW2 and 14 visits in 2019", ["visits"]),
        ("the child’s plan", ["child's", "child's plan", "plan"]),
        ("non‑mobile baby", ["baby", "non-mobile", "non-mobile baby"]),
        ("Mrs Ŵynn of Cwm Elan on 3 March", ["cwm", "cwm elan", "elan", "ŵynn"]),
        ("they didn’t visit", ["visit"]),
        ("home\u00a0visits", ["home", "home visits", "visits"]),
        ("home\u2028 \x1cVISITS", ["home", "home visits", "visits"]),
        ("(home)visits/‘plan’", ["home", "plan", "visits"]),
        ("home- visits -plan–risk", ["home", "plan", "risk", "visits"]),
        ("step-father's,step‐father’s", ["step-father's"]),
        ("11.05.07 home…visits", ["home", "visits"]),
    ],
)
def test_what_is_a_word_and_what_is_a_phrase(text, counted):
    filler = tagged(2, B, text="lamp light")
    made = words_of([tagged(1, A, text=text), filler, tagged(1, C, text="lamp light")],
                    least_reviews=1)  # fmt: skip
    used = [row.label for row in made.rows if row.cells["times:local"].passages == ("a/1",)]
    assert sorted(used) == counted


def test_the_names_of_one_report_do_not_lead():
    others = [review(f"r{i}", scope="local") for i in range(3)]
    found = [
        *[tagged(i, A, text="Leo thrived") for i in range(30)],
        *[tagged(1, of, text="the outcome") for of in others],
        tagged(1, C, text="chart"),
    ]
    assert [row.label for row in words_of(found).rows] == ["outcome"]
    with_names = words_of(found, least_reviews=1)
    assert "leo" in [row.label for row in with_names.rows]
    leo = next(row for row in with_names.rows if row.label == "leo")
    assert leo.cells["times:local"].value == 30
    assert leo.cells["reviews:local"].value == 1


def test_passages_are_capped_spread_over_reviews_and_the_cap_is_said():
    many = [tagged(i, A, text="curtain") for i in range(40)]
    found = [*many, tagged(1, B, text="curtain"), tagged(1, C, text="lamp")]
    cell = words_of(found, least_reviews=1).rows[0].cells["times:local"]
    assert len(cell.passages) == MOST_PASSAGES
    assert cell.passages == (*(f"a/{i}" for i in range(19)), "b/1")
    assert cell.note == "20 of 41 passages given"
    assert cell.value == 41


def test_only_the_roles_asked_for_are_counted_and_repeats_never():
    found = [*SMALL, tagged(2, A, "narrative", text="bruise lamp"), tagged(3, A, text="bruise")]
    bruise = words_of(found, least_reviews=2, repeats={"a/3": "a/1"}).rows[0]
    assert bruise.cells["times:local"].value == 3
    told = words_of(
        found, least_reviews=2, repeats={"a/3"}, roles=("finding", "narrative")
    )  # fmt: skip
    assert told.rows[0].cells["times:local"].value == 4
    assert told.footer[3] == "Roles counted: finding and narrative."


def test_at_most_top_rows_a_group_ties_by_name():
    found = [tagged(1, A, text="lamp, curtain, door"), tagged(1, C, text="chart, plan, form")]
    made = words_of(found, least_reviews=1, top=2)
    assert [row.label for row in made.rows] == ["curtain", "door", "chart", "form"]


@pytest.mark.parametrize(
    ("groups", "sizes"),
    [
        (("2012", "2014"), [1, 1]),
        (("2012-2013", "2014-2020"), [2, 1]),
        (("2014-", "-2013"), [1, 2]),
        (("2012-2014", "not stated"), [3, 1]),
        (("2000-2012", "2013"), [1, 1]),
        (("2010-2013", "2013-2012,2014"), None),
        (("2000-2011", "2012-2014"), None),
        (("-", "2012-"), None),
    ],
)
def test_years_may_be_grouped_by_spans_of_them(groups, sizes):
    options = {"between": "year", "groups": groups, "least_reviews": 1}
    if sizes is None:
        with pytest.raises(InputError, match="there are: 2012, 2013, 2014, not stated"):
            keyness(SMALL, **options)
        return
    made = keyness(SMALL, **options)
    assert [column.n for column in made.columns if column.n] == sizes
    assert made.n == sum(sizes)
    assert made.title == f"Words that differ: {groups[0]} and {groups[1]}"


def test_a_span_is_one_of_years_only():
    with pytest.raises(InputError, match="No review here has the period '2010-2011'"):
        keyness(SMALL, between="period", groups=("2010-2011", "not stated"))


def test_the_command_takes_spans_of_years(tmp_path):
    reviews = [review(f"r{year}", year=year) for year in range(2010, 2016)]
    texts = ["chart", "chart", "chart", "lamp", "lamp", "lamp"]
    path = tmp_path / "tagged.jsonl"
    found = [tagged(1, of, text=text) for of, text in zip(reviews, texts, strict=True)]
    write_lines(path, found)
    options = ["--between", "year", "--groups", "2010-2012, 2013-", "--format", "json"]
    result = CliRunner().invoke(main, ["words", str(path), *options], catch_exceptions=False)
    [made] = json.loads(result.stdout)["tables"]
    assert [(row["id"], row["group"]) for row in made["rows"]] == [
        ("chart", "Used more: 2010-2012"),
        ("lamp", "Used more: 2013-"),
    ]


def test_groups_may_be_of_any_field():
    made = keyness(SMALL, between="period", groups=("2010-2014", "not stated"), least_reviews=2)
    assert made.id == "words-by-period"
    assert made.title == "Words that differ: 2010-2014 and not stated"
    assert [column.n for column in made.columns if column.n] == [3, 1]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"between": "colour"}, UsageError,
         "Reviews cannot be grouped by 'colour'; use scope, board, year, period, kind, nation."),
        ({"groups": ("local", "local")}, UsageError,
         "Both groups are 'local'; name two that differ."),
        ({"between": "year", "groups": ("2010-2013", "2013-2020")}, UsageError,
         "The year 2013 is in both groups, '2010-2013' and '2013-2020'; "
         "name two that do not overlap."),
        ({"top": 0}, UsageError,
         "The least number of reviews and the number of rows must be 1 or more."),
        ({"groups": ("local", "regional")}, InputError,
         "No review here has the scope 'regional'; there are: local, national."),
        ({"roles": ("finding", "verdict")}, InputError,
         "No passage of these groups has the role 'verdict'; there are: finding."),
        ({"least_reviews": 9}, InputError,
         "No word that is used more by one group occurs in 9 or more of these 4 reviews; "
         "lower that number or give more reviews."),
        ({"passages": []}, InputError,
         "There is no tagged passage to count; tag some reports first."),
        ({"passages": [SMALL[0], tagged(1, C, text="The 3 of 4.")]}, InputError,
         "The reviews with the scope 'national' have no word to count in passages of the role "
         "finding or recommendation or good-practice."),
        ({"passages": [tagged(1, A, "context"), tagged(1, C, "context")]}, InputError,
         "The reviews with the scope 'local' have no word to count in passages of the role "
         "finding or recommendation or good-practice."),
    ],
)  # fmt: skip
def test_what_cannot_be_counted_is_one_sentence(options, error, message):
    options = {"between": "scope", "groups": ("local", "national"), **options}
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        keyness(options.pop("passages", SMALL), **options)


def test_a_word_that_all_use_alone_differs_nowhere():
    found = [tagged(1, A, text="plan"), tagged(1, C, text="plan")]
    with pytest.raises(InputError, match="No word that is used more by one group"):
        words_of(found, least_reviews=1)


WORDS = ["plan", "home", "risk", "child’s", "the", "of", "7", "B"]
COUNTED = {"plan", "home", "risk", "child's"}


@st.composite
def corpora(draw):
    reviews = [review(f"r{i}", scope="local" if i % 2 else "national") for i in range(6)]
    sizes = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8)
    role = st.sampled_from(["finding", "recommendation", "narrative"])
    rows = draw(st.lists(st.tuples(st.sampled_from(reviews), role, sizes), max_size=25))
    fixed = [(reviews[0], "finding", ["plan", "home"]), (reviews[1], "finding", ["plan", "risk"])]
    mark = st.sampled_from([" ", ", ", "\n"])
    return [
        tagged(i, of, role, text=draw(mark).join(words))
        for i, (of, role, words) in enumerate([*fixed, *rows])
    ]


def recount(passages):
    """Times and reviews of every word and phrase by group, and how many there are in a review."""
    times, held, sizes = {}, {}, {1: Counter(), 2: Counter()}
    for passage in passages:
        if passage.role == "narrative":
            continue
        for stretch in passage.text.replace("’", "'").split(","):
            parts = stretch.lower().split()
            for size in (1, 2):
                for at in range(len(parts) - size + 1):
                    run = parts[at : at + size]
                    if set(run) <= COUNTED:
                        name = " ".join(run)
                        times.setdefault(name, Counter())[passage.review.scope] += 1
                        held.setdefault(name, set()).add(passage.review)
                        sizes[size][passage.review.review_id] += 1
    return times, held, sizes


# In so small parts that words and reviews lie on both sides of where one part ends.
WORDS_MODULE = "scr_mine.tabulate.wording.words"
AT_ONCE = st.sampled_from([1, 2, 5, 1000])


@given(corpora(), st.integers(1, 4), AT_ONCE, AT_ONCE)
def test_every_row_equals_an_independent_recount(passages, least, of_passages, of_sorted):
    times, held, sizes = recount(passages)
    expected = {}
    for name, count in times.items():
        size = name.count(" ") + 1
        alike = [other for word, other in times.items() if word.count(" ") == size - 1]
        n = {scope: sum(c[scope] for c in alike) for scope in ("local", "national")}
        prior = median(sizes[size].values())
        alpha = prior * count.total() / sum(c.total() for c in alike)
        rest = {scope: n[scope] - count[scope] + prior - alpha for scope in n}
        if len(alike) == 1 or len(held[name]) < least:
            continue
        ratio = log((count["local"] + alpha) / rest["local"])
        ratio -= log((count["national"] + alpha) / rest["national"])
        z = ratio / sqrt(sum(1 / (count[scope] + alpha) for scope in n))
        if abs(z) > 1e-9:  # nor is a rounding error a difference
            expected[name] = (pytest.approx(z), count["local"], count["national"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"{WORDS_MODULE}.PASSAGES_AT_ONCE", of_passages)
        patch.setattr(f"{WORDS_MODULE}.SORTED_AT_ONCE", of_sorted)
        try:
            made = words_of(passages, least_reviews=least, top=1000)
        except InputError:
            assert not expected
            return
    found = {
        row.label: (row.cells["z"].value, *(row.cells[f"times:{s}"].value for s in SCOPES))
        for row in made.rows
    }
    assert found == expected
    for row in made.rows:
        for scope in SCOPES:
            cell = row.cells[f"reviews:{scope}"]
            assert cell.value == sum(of.scope == scope for of in held[row.label])
            assert {i.split("/")[0] for i in cell.passages} == {
                of.review_id for of in held[row.label] if of.scope == scope
            }


def outcome(passages):
    """The rows of the table, or the sentence that says why there is none."""
    try:
        return [(row.label, values(row)) for row in words_of(passages, least_reviews=1).rows]
    except InputError as error:
        return str(error)


@given(corpora(), st.randoms(use_true_random=False))
def test_the_order_of_the_passages_changes_no_figure(passages, chance: random.Random):
    mixed = chance.sample(passages, len(passages))
    assert outcome(mixed) == outcome(passages)
