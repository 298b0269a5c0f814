import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import review, tagged

from scr_mine import themes
from scr_mine.errors import InputError, UsageError
from scr_mine.records import VIEW_ROLES
from scr_mine.tabulate.counts import count
from scr_mine.tabulate.rule import Rule
from scr_mine.tabulate.trend import trend

BOOK = themes.shipped()
ANY = Rule(support=1, share=0.0, strength=2.0)


def by_year(reviews, found=("neglect",), **options):
    """The trend of reviews that each have one passage with the themes."""
    passages = [tagged(1, one, themes=found) for one in reviews]
    return trend(count(passages, BOOK), BOOK, view="lessons", rule=ANY, **options)


def of_kinds(*years):
    """Reviews from (year, kinds)."""
    return [
        review(f"{year}-{i}", year=year, kind=kind)
        for year, kinds in years
        for i, kind in enumerate(kinds.split())
    ]


def row(table, theme):
    return next(r for r in table.rows if r.id == theme)


def test_a_year_counts_its_reviews_with_the_theme_out_of_all_of_its_reviews():
    a, b, c = (review(i, year=y) for i, y in (("a", 2016), ("b", 2016), ("c", 2017)))
    passages = [
        tagged(1, a, themes=["neglect"], probabilities={"neglect": 0.7}),
        tagged(2, a, themes=["neglect"]),
        tagged(1, b, "narrative", ["neglect"]),
        tagged(1, c),
    ]
    table = trend(count(passages, BOOK), BOOK, view="lessons", rule=ANY)
    assert [(column.id, column.label, column.n) for column in table.columns] == [
        ("reviews", "All years", 3),
        ("2016", "2016", 2),
        ("2017", "2017", 1),
    ]
    cells = row(table, "neglect").cells
    assert (cells["2016"].value, cells["2016"].of) == (1, 2)
    assert cells["2016"].passages == ("a/1", "a/2")
    assert cells["2016"].strongest == 1.0
    assert (cells["2017"].value, cells["2017"].of, cells["2017"].passages) == (0, 1, ())
    assert (cells["reviews"].value, cells["reviews"].of) == (1, 3)
    assert table.id == "lessons-by-year"


def test_years_can_be_taken_in_bands_that_begin_at_whole_steps():
    table = by_year([review(str(y), year=y) for y in (2014, 2015, 2019, 2020)], step=5)
    assert [(column.id, column.n) for column in table.columns[1:]] == [
        ("2010-2014", 1),
        ("2015-2019", 2),
        ("2020-2024", 1),
    ]
    assert table.id == "lessons-by-5-years"


@pytest.mark.parametrize(
    ("years", "labels"),
    [
        ([(2017, "scr scr"), (2018, "scr scr"), (2019, "lcspr lcspr")], ["2017", "2018", "2019*"]),
        ([(2017, "scr scr"), (2019, "scr lcspr")], ["2017", "2019*"]),
        ([(2017, "scr scr scr"), (2019, "scr scr lcspr")], ["2017", "2019"]),
        ([(2017, "scr lcspr"), (2018, "scr lcspr lcspr scr")], ["2017", "2018"]),
        ([(2017, "scr")], ["2017"]),
    ],
)
def test_a_column_is_flagged_where_half_of_its_reviews_are_of_other_kinds_than_before(
    years, labels
):
    assert [column.label for column in by_year(of_kinds(*years)).columns[1:]] == labels


def test_the_footer_says_which_kinds_are_in_each_year_and_where_they_change():
    footer = by_year(
        [*of_kinds((2017, "scr scr"), (2020, "lcspr scr lcspr")), review("x", year=2020)]
    ).footer
    assert "Years without a review have no column." in footer
    assert (
        "Kinds of review: 2017: 2 scr; 2020: 2 lcspr, 1 scr, 1 kind not stated (lcspr: local child "
        "safeguarding practice review; scr: serious case review)."
    ) in footer
    assert (
        "* In 2020 at least half of the reviews are of other kinds than in the column before: what "
        "differs there may be the kind of review." in footer
    )
    assert any(line.startswith("In England local child safeguarding") for line in footer)
    assert footer[-1].startswith("No test for a trend is made.")
    assert "a change of kind" in footer[-1]


def test_nothing_is_said_of_a_change_that_is_not_there():
    footer = by_year(of_kinds((2016, "scr"), (2017, "scr"))).footer
    assert not [
        line for line in footer if line[0] in "*†" or "England" in line or "column." in line
    ]


def test_reviews_without_a_year_are_named_and_not_counted():
    board = "Wexmoor Local Safeguarding Children Board"
    undated = [review("f", board=board, label="Child F"), review("g")]
    table = by_year([review("a", year=2016), *undated])
    assert table.n == 1
    assert row(table, "neglect").cells["reviews"].of == 1
    assert "Not counted, as no year is known: 2 reviews (Wexmoor, Child F and g)." in table.footer


def test_of_many_reviews_without_a_year_the_first_are_named():
    table = by_year([review("a", year=2016), *(review(f"u{i:02}") for i in range(12))])
    line = next(line for line in table.footer if line.startswith("Not counted"))
    assert line == (
        "Not counted, as no year is known: 12 reviews "
        "(u00, u01, u02, u03, u04, u05, u06, u07, u08, u09 and 2 more)."
    )


def test_a_change_of_model_or_codebook_is_flagged_where_it_is_known():
    reviews = [review(str(y), year=y, kind="scr") for y in (2016, 2017, 2018)]
    marked_by = {"2016": ["a@1"], "2017": ["a@2"], "2018": ["a@2"]}
    table = by_year(reviews, marked_by=marked_by)
    assert [column.label for column in table.columns[1:]] == ["2016", "2017†", "2018"]
    assert (
        "† The marks are not by the same model or codebook as in the column before: 2017 (a@2)."
        in table.footer
    )


def test_marks_by_several_models_are_a_caution_where_the_years_are_not_known():
    passages = [
        tagged(1, review("a", year=2016), themes=["neglect"], model="a@1"),
        tagged(1, review("b", year=2017), themes=["neglect"], model="a@2"),
    ]
    table = trend(count(passages, BOOK), BOOK, view="lessons", rule=ANY)
    assert (
        "Marks are by a@1 and a@2; which years by which is not known here, so a rise or fall may "
        "be a change of model." in table.footer
    )


def test_the_footer_says_how_long_the_reviews_of_each_year_are():
    a, b = review("a", year=2016), review("b", year=2017)
    passages = [tagged(i, a) for i in range(9)] + [tagged(i, b) for i in range(3)]
    table = trend(count(passages, BOOK), BOOK, view="lessons", rule=ANY)
    assert "Counted passages in the middle review of each column: 2016: 9; 2017: 3." in table.footer


def test_no_year_and_no_step_are_errors():
    with pytest.raises(InputError, match=r"^No review here has a year; give years in reviews\.csv"):
        by_year([review("a")])
    with pytest.raises(UsageError, match=r"^Bands of years must be one year long or longer"):
        by_year([review("a", year=2016)], step=0)


THEMES = ["neglect", "education", "injuries"]


@st.composite
def passages(draw):
    reviews = [
        review(f"r{i}", year=draw(st.sampled_from([None, *range(2014, 2023)])))
        for i in range(draw(st.integers(1, 8)))
    ] + [review("dated", year=2019)]
    rows = st.tuples(
        st.sampled_from(reviews),
        st.sampled_from([r.id for r in BOOK.roles]),
        st.lists(st.sampled_from(THEMES), unique=True),
    )
    drawn = draw(st.lists(rows, max_size=40))
    return [tagged(i, *one) for i, one in enumerate([*drawn, (reviews[-1], "finding", [])])]


@given(passages(), st.sampled_from(["lessons", "features"]), st.integers(1, 7))
def test_every_cell_equals_an_independent_recount(found, view, step):
    table = trend(count(found, BOOK), BOOK, view=view, rule=ANY, step=step)
    dated = {p.review.review_id: p.review.year for p in found if p.review.year}
    assert table.n == len(dated) == sum(column.n for column in table.columns[1:])
    for column in table.columns[1:]:
        first, _, last = column.id.partition("-")
        inside = {r for r, year in dated.items() if int(first) <= year <= int(last or first)}
        assert int(last or first) - int(first) == step - 1
        assert inside and len(inside) == column.n
        for theme in {r.id for r in table.rows} & set(THEMES):
            having = [
                p
                for p in found
                if p.review.review_id in inside and theme in p.themes and p.role in VIEW_ROLES[view]
            ]
            there = row(table, theme).cells[column.id]
            assert there.value == len({p.review.review_id for p in having})
            assert there.of == column.n
            assert set(there.passages) == {p.id for p in having}
            assert len(there.passages) == len(having)
