from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import review, tagged

from scr_mine import themes
from scr_mine.errors import InputError, UsageError
from scr_mine.records import VIEW_ROLES
from scr_mine.report import tables
from scr_mine.tabulate.presence import GROUPINGS, case_name, theme_table

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


def test_a_review_counts_once_and_only_for_counted_roles():
    lessons = theme_table(PASSAGES, BOOK, view="lessons")
    assert lessons.n == 3
    assert lessons.totals["neglect"].reviews == 1
    assert lessons.totals["neglect"].passages == ("f/1",)
    assert lessons.totals["education"].passages == ("f/1", "f/3")
    assert lessons.cells["education"]["f"].reviews == 1
    assert lessons.totals["injuries"].reviews == 0
    features = theme_table(PASSAGES, BOOK, view="features")
    assert features.totals["injuries"].reviews == 2
    assert features.cells["neglect"]["f"].passages == ("f/1", "f/2")
    assert "child-voice" not in features.themes


def test_columns_are_in_case_order_with_names_people_use():
    made = theme_table(PASSAGES, BOOK, view="lessons")
    assert [c.label for c in made.columns] == ["Kelderby, J (2021)", "Wexmoor, Child F (2009)", "n"]


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
        ("nation", [("not stated", 3)]),
        ("role", [("finding", 3), ("recommendation", 3), ("good-practice", 3)]),
    ],
)
def test_groups_state_how_many_reviews_they_hold(by, columns):
    made = theme_table(PASSAGES, BOOK, view="lessons", by=by)
    assert [(c.id, c.n) for c in made.columns] == columns


@st.composite
def passages(draw):
    reviews = [
        review(f"r{i}", scope=draw(st.sampled_from(["local", "national", None])), year=2000 + i % 3)
        for i in range(draw(st.integers(1, 5)))
    ]
    theme = st.sampled_from(["neglect", "education", "child-voice", "injuries"])
    role = st.sampled_from([r.id for r in BOOK.roles])
    rows = st.tuples(st.sampled_from(reviews), role, st.lists(theme, unique=True))
    return [tagged(i, *row) for i, row in enumerate(draw(st.lists(rows, min_size=1, max_size=40)))]


@given(passages(), st.sampled_from(["lessons", "features"]), st.sampled_from(GROUPINGS))
def test_every_cell_equals_an_independent_recount(found, view, by):
    made = theme_table(found, BOOK, view=view, by=by)
    expected = defaultdict(set)
    for p in found:
        if p.role in VIEW_ROLES[view]:
            column = {"review": p.review.review_id, "role": p.role}.get(by)
            column = column or str(getattr(p.review, by, None) or "not stated")
            for theme in p.themes:
                expected[theme, column].add(p.review.review_id)
    for theme in made.themes:
        for column in made.columns:
            cell = made.cells[theme][column.id]
            assert cell.reviews == len(expected[theme, column.id]) <= column.n
            assert len(cell.passages) >= cell.reviews
    assert made.n == len({p.review.review_id for p in found})


def test_no_passage_an_unknown_theme_and_an_unknown_view_are_errors():
    with pytest.raises(InputError, match="There is no tagged passage to count"):
        theme_table([], BOOK, view="lessons")
    with pytest.raises(InputError, match="f/1: the theme 'x' is not in the codebook"):
        theme_table([tagged(1, F, themes=["x"])], BOOK, view="lessons")
    with pytest.raises(UsageError):
        theme_table(PASSAGES, BOOK, view="both")


def test_the_footer_says_what_was_counted_over_what_and_by_what():
    made = theme_table(PASSAGES, BOOK, view="lessons")
    assert made.footer == (
        "A theme is counted in a review when at least one of its passages carries it. "
        "Under each review: how many do. "
        "Roles counted: finding, recommendation and good-practice.",
        "3 reviews. Scope: 2 local, 1 national. Kinds: 1 analysis, 1 lcspr, 1 scr. "
        "Period: years 2009 to 2021.",
        "Fewer than ten reviews, so counts are given and percentages are not.",
        "Themes marked by test@1; marks are a machine's and can be wrong.",
        "A review that does not mention a theme may still be about a case that had it.",
    )


def test_a_verdict_is_shown_for_each_theme_where_one_model_marked_them_all():
    verdicts = {"test@1": {"neglect": "weak"}, "person": {"neglect": "usable"}}
    made = theme_table(PASSAGES, BOOK, view="lessons", verdicts_of=verdicts.__getitem__)
    rows = tables.as_csv(made, BOOK).splitlines()
    assert any(
        row.startswith("The child,neglect,Neglect and cumulative harm,weak,1,3") for row in rows
    )
    assert any(row.startswith("The child,injuries,") and ",not known,0,3" in row for row in rows)
    assert made.footer[-2].startswith(
        "Verdict: how the model does on reviews it did not learn from."
    )
    both = [*PASSAGES, replace(PASSAGES[0], id="f/9", model="person")]
    mixed = theme_table(both, BOOK, view="lessons", verdicts_of=verdicts.__getitem__)
    assert mixed.verdicts == {}
    assert not any(line.startswith("Verdict") for line in mixed.footer)


def test_percentages_begin_at_ten_reviews():
    few = [tagged(1, review(f"r{i}"), themes=["neglect"] if i < 3 else []) for i in range(9)]
    many = [*few, tagged(1, review("r9"))]
    for found, shown in ((few, "3 of 9"), (many, "3 of 10 (30%)")):
        made = theme_table(found, BOOK, view="lessons")
        assert tables.share(made.totals["neglect"], made.n) == shown


def test_the_csv_holds_numbers_and_no_formula():
    import csv
    import io

    evil = review("=cmd()", label="=1+1")
    made = theme_table([tagged(1, evil, themes=["neglect"]), *PASSAGES], BOOK, view="lessons")
    rows = list(csv.DictReader(io.StringIO(tables.as_csv(made, BOOK))))
    neglect = next(row for row in rows if row["theme"] == "neglect")
    assert neglect["reviews"] == "2"
    assert neglect["of"] == "4"
    assert neglect["Wexmoor, Child F (2009) (passages)"] == "1"
    assert "'=1+1 (passages)" in neglect
    assert [row["theme"] for row in rows] == list(BOOK.theme_ids)


def test_the_json_walks_from_a_number_to_its_passages():
    import json

    made = json.loads(tables.as_json(theme_table(PASSAGES, BOOK, view="lessons"), BOOK))
    row = next(row for row in made["rows"] if row["theme"] == "education")
    assert row["reviews"] == 1
    assert row["family"] == "Multi-agency system"
    assert row["cells"]["f"] == {"reviews": 1, "passages": ["f/1", "f/3"]}


def test_the_markdown_and_terminal_tables_show_family_count_and_case():
    made = theme_table(
        PASSAGES, BOOK, view="features", verdicts_of=lambda model: {"neglect": "weak"}
    )
    markdown = tables.as_markdown(made, BOOK)
    assert "| **The child** |  |  |  |  |  |" in markdown
    assert "| Neglect and cumulative harm | weak | 1 of 3 |  | 2 |  |" in markdown
    text = tables.as_text(made, BOOK, width=100)
    lines = [line.split() for line in text.splitlines()]
    assert ["Neglect", "and", "cumulative", "harm", "weak", "1", "of", "3", "●"] in lines
    assert "   2  Wexmoor, Child F (2009)" in text
    assert max(map(len, text.splitlines())) <= 100


def test_above_sixteen_reviews_the_terminal_points_to_the_csv():
    found = [tagged(1, review(f"r{i}"), themes=["neglect"]) for i in range(17)]
    text = tables.as_text(theme_table(found, BOOK, view="lessons"), BOOK)
    assert "One column for each of the 17 reviews is in the CSV file." in text
    assert "●" not in text
