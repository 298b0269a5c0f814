import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import review, tagged

from scr_mine import themes
from scr_mine.errors import InputError, UsageError
from scr_mine.report.formats.text import as_text
from scr_mine.tabulate.counts import count
from scr_mine.tabulate.national.beside import (
    CAUTION,
    NOT_COMPARED,
    OURS_TOO_FEW,
    PART,
    REFUSED,
    TOO_FEW,
    beside,
)
from scr_mine.tabulate.national.published import COLUMNS, figures_in, published
from scr_mine.tabulate.rule import Rule

BOOK = themes.shipped()
GUIDE = Path(__file__).parent.parent / "docs" / "published-figures.md"
GOOD = {
    "factor": "neglect noted",
    "theme_id": "neglect",
    "comparable": "yes",
    "value_pct": "60",
    "numerator": "9",
    "denominator": "15",
    "unit": "review",
    "period": "2014-2016",
    "population": "local reviews",
    "nation": "England",
    "source": "Regional learning group (2018)",
    "seen": "primary",
    "url": "https://example.org/reviews",
    "note": "",
}


def line(**changes):
    return ",".join(f'"{value}"' for value in {**GOOD, **changes}.values())


def text(*lines):
    return "\n".join([",".join(COLUMNS), *lines])


def figures(*changes):
    return figures_in(text(*(line(**c) for c in changes)), name="own.csv", codebook=BOOK)


def test_the_shipped_figures_are_valid_and_none_is_recalled():
    shipped = published()
    assert len(shipped) == 22
    assert {figure.seen for figure in shipped} == {"primary", "secondary"}
    first = shipped[0]
    assert (first.theme, first.comparable, first.share) == ("neglect", "yes", 0.597)
    assert (first.numerator, first.denominator, first.unit) == (83, 139, "final report")
    assert (first.first, first.last, first.nation) == (2009, 2011, "England")
    # The themes that may stand beside ours without a note.
    assert {f.theme for f in shipped if f.comparable == "yes"} == {
        "neglect", "domestic-abuse", "parental-mental-health",
    }  # fmt: skip


def test_a_file_of_ones_own_is_added_and_takes_the_place_of_the_same_figure(tmp_path):
    path = tmp_path / "own.csv"
    same = {
        "factor": "Neglect a feature", "theme_id": "neglect", "value_pct": "74", "numerator": "174",
        "denominator": "235", "period": "2017-2019", "population": "serious case reviews",
    }  # fmt: skip
    path.write_text(text(line(), "", line(**same)), encoding="utf-8-sig")
    found = published(path)
    assert len(found) == len(published()) + 1
    of_2019 = [f for f in found if f.theme == "neglect" and f.period == "2017-2019"]
    assert [(f.share, f.source) for f in of_2019] == [(0.74, "Regional learning group (2018)")]


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [
        ({"value_pct": ""}, "share", 0.6),
        ({"value_pct": "59.7", "numerator": "83", "denominator": "139"}, "share", 0.597),
        ({"value_pct": "100", "numerator": ""}, "share", 1.0),
        ({"value_pct": "0", "numerator": "0"}, "share", 0.0),
        ({"numerator": "", "denominator": ""}, "denominator", None),
        ({"period": "2020"}, "last", 2020),
        ({"period": "2022-23"}, "last", 2023),
        ({"period": "2009–11"}, "period", "2009-11"),
        ({"nation": "wales"}, "nation", "Wales"),
        ({"seen": "Secondary"}, "seen", "secondary"),
        ({"theme_id": "", "comparable": "no"}, "theme", None),
        ({"note": "two\n lines"}, "note", "two lines"),
    ],
)
def test_what_a_cell_may_hold(cells, field, value):
    (figure,) = figures(cells)
    assert getattr(figure, field) == value


def test_columns_may_come_in_any_order_with_any_separator_and_with_more_of_them():
    names = [*reversed(COLUMNS), "Date checked"]
    cells = [{**GOOD, "date checked": "2024"}[name.lower()] for name in names]
    for mark in ",;\t":
        body = f"{mark.join(names)}\r\n{mark.join(cells)}\r\n"
        assert figures_in(body, name="own.csv", codebook=BOOK) == figures({})
    assert figures_in(f"sep=;\n{body}", name="own.csv", codebook=BOOK) == figures({})


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"theme_id": "neglet"},
         "column 'theme_id': there is no theme 'neglet'; did you mean neglect?"),
        ({"theme_id": "quilt"},
         "column 'theme_id': there is no theme 'quilt'; see `scr-mine themes list`."),
        ({"theme_id": ""},
         "column 'theme_id': it is empty; name a theme, or write no under comparable."),
        ({"theme_id": "child-voice"},
         "column 'comparable': 'child-voice' is a judgement of practice, which no published figure "
         "counts; write no."),
        ({"comparable": "mostly"},
         "column 'comparable': 'mostly' is not one of yes, part, no; correct it."),
        ({"comparable": "part"},
         "column 'note': it is empty; say why the figure is comparable 'part'."),
        ({"comparable": "no"},
         "column 'note': it is empty; say why the figure is comparable 'no'."),
        ({"value_pct": "55%"},
         "column 'value_pct': '55%' is not a number from 0 to 100; write 55 for 55 %."),
        ({"value_pct": "nan"},
         "column 'value_pct': 'nan' is not a number from 0 to 100; write 55 for 55 %."),
        ({"value_pct": "101"},
         "column 'value_pct': '101' is not a number from 0 to 100; write 55 for 55 %."),
        ({"value_pct": "", "numerator": ""},
         "column 'value_pct': '' is not a number from 0 to 100; write 55 for 55 %."),
        ({"value_pct": "61"},
         "column 'value_pct': 61 is not 9 of 15; correct one of them."),
        ({"numerator": "nine"},
         "column 'numerator': 'nine' is not a whole number; correct it or leave it empty."),
        ({"numerator": "16"},
         "column 'numerator': 16 is more than the denominator 15."),
        ({"denominator": "0"},
         "column 'denominator': it is 0; leave it empty if it is not stated."),
        ({"period": "2019-2017"},
         "column 'period': '2019-2017' is not a period; write a year or two, such as 2017-2019."),
        ({"period": "recent"},
         "column 'period': 'recent' is not a period; write a year or two, such as 2017-2019."),
        ({"nation": "Britain"},
         "column 'nation': 'Britain' is not one of England, Wales, Scotland, Northern Ireland, UK; "
         "correct it."),
        ({"source": " "},
         "column 'source': it is empty; name the publication the figure is taken from."),
        ({"population": ""},
         "column 'population': it is empty; say which cases were looked at, such as serious case "
         "reviews."),
        ({"seen": "Recalled"},
         "column 'seen': a figure that is only recalled is refused; find it in a publication."),
        ({"seen": ""}, "column 'seen': '' is not one of primary, secondary; correct it."),
        ({"url": "javascript:alert(1)"},
         "column 'url': 'javascript:alert(1)' does not begin with http:// or https://; "
         "correct it."),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_one_sentence_with_line_and_column(cells, message):
    # Line 2 is right, line 3 is blank, a quoted note runs over lines 4 and 5.
    lines = [line(), "", line(period="2011", note="two\nlines"), line(**cells)]
    with pytest.raises(InputError, match=f"^{re.escape(f'own.csv, line 6, {message}')}$"):
        figures_in(text(*lines), name="own.csv", codebook=BOOK)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "own.csv: it has no column 'factor'; the columns are " + ", ".join(COLUMNS) + "."),
        (text(), "own.csv: it lists no figure; add one line for each."),
        (text(line(), line(factor="Neglect noted")),
         "own.csv, line 3: the same figure as line 2; keep one of them."),
        (text(f"{line()},more"),
         "own.csv, line 2: more cells than columns; put double quotes around a cell with a comma "
         "in it."),
        (f"{','.join(COLUMNS)},status\n{line()},recalled",
         "own.csv, line 2, column 'status': a figure that is only recalled is refused; find it in "
         "a publication."),
    ],
)  # fmt: skip
def test_a_wrong_file_is_one_sentence(body, message):
    with pytest.raises(InputError, match=f"^{re.escape(message)}$"):
        figures_in(body, name="own.csv", codebook=BOOK)


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path):
    with pytest.raises(InputError, match=r"^none\.csv: cannot be read \(there is no such"):
        published(tmp_path / "none.csv")
    (tmp_path / "old.csv").write_bytes(text(line(source="Säfe")).encode("latin-1"))
    with pytest.raises(InputError, match=r"^old\.csv: not saved as UTF-8; in Excel, save"):
        published(tmp_path / "old.csv")


def test_the_example_of_the_guide_is_valid_and_the_guide_names_every_column():
    guide = GUIDE.read_text(encoding="utf-8")
    example = guide.split("```")[1].strip()
    (figure,) = figures_in(example, name="guide", codebook=BOOK)
    assert figure.share == 0.6
    assert re.findall(r"^\| `(\w+)` \|", guide, flags=re.M) == list(COLUMNS)
    assert " ".join(guide.split("\n> ")[1:]).split("\n\n")[0] == CAUTION


def cases(n, *, having=0, theme="neglect", **fields):
    """Marks of `n` reviews of one case, `having` of them with the theme in one sure passage."""
    fields = {"kind": "scr", "nation": "England", "year": 2018, **fields}
    return [
        tagged(1, review(f"r{i}", **fields), "narrative", [theme] if i < having else [])
        for i in range(n)
    ]


def table(passages, *changes, **options):
    found = figures(*changes) if changes else published()
    return beside(count(passages, BOOK), BOOK, figures=found, **options)


def values(row):
    return {key: cell.value for key, cell in row.cells.items()}


def test_a_row_by_hand():
    made = table(cases(10, having=5), {})
    (row,) = made.rows
    assert (row.id, row.label, row.group) == ("neglect", "Neglect and cumulative harm", "The child")
    found = values(row)
    # Wilson for 5 of 10 by hand: (0.5 + 0.19207 ± 1.95996 * sqrt(0.025 + 0.0096036)) / 1.384146.
    assert found.pop("low") == pytest.approx(0.23659, abs=1e-5)
    assert found.pop("high") == pytest.approx(0.76341, abs=1e-5)
    assert found == {
        "reviews": 5,
        "published": 0.6,
        "base": "9 of 15 (review)",
        "factor": "neglect noted",
        "comparable": "yes",
        "period": "2014-2016",
        "others": "",
        "population": "local reviews, England",
        "source": "Regional learning group (2018)",
        "seen": "primary",
        "url": "https://example.org/reviews",
        "note": "",
    }
    assert row.cells["reviews"].of == made.n == 10
    assert row.cells["reviews"].passages == tuple(f"r{i}/1" for i in range(5))
    assert {column.id for column in made.columns} == set(row.cells)


def test_below_ten_reviews_there_is_no_interval_and_a_published_share_of_few_is_withheld():
    made = table(cases(9, having=3), {"numerator": "3", "denominator": "4", "value_pct": "75"})
    (row,) = made.rows
    assert (row.cells["reviews"].value, row.cells["reviews"].of) == (3, 9)
    for key in ("low", "high", "published"):
        assert (row.cells[key].value, row.cells[key].note) == (None, TOO_FEW)
    assert row.cells["base"].value == "3 of 4 (review)"
    assert not any("Wilson" in line for line in made.footer)


@pytest.mark.parametrize(("n", "said"), [(9, True), (10, False)])
def test_that_percentages_are_not_given_is_never_said_beside_published_ones(n, said):
    footer = table(cases(n, having=3), {}).footer
    assert not any("percentages are not" in line for line in footer)
    assert (OURS_TOO_FEW in footer) == said


@pytest.mark.parametrize("width", [80, 100, 140])
def test_in_a_terminal_our_figure_and_the_published_one_stand_first(width):
    made = as_text(table(cases(12, having=5)), width=width)
    head = " ".join(made.splitlines()[1:3]).split()
    assert "Ours" in head
    assert "Published" in head
    line = next(line for line in made.splitlines() if line.startswith("  Neglect"))
    assert "5 of 12 (42%)" in line
    assert "75%" in line
    assert "[2] Our theme joins alcohol and drugs: a lower bound." in made


def test_the_sources_of_the_percentages_shown_are_named_below_once_each():
    other = {"theme_id": "domestic-abuse", "source": "Another (2020)", "seen": "secondary"}
    hidden = {"factor": "x", "comparable": "no", "note": "Other", "source": "A third (2021)"}
    more = {"theme_id": "domestic-abuse", "factor": "y", "source": "Another (2020)",
            "seen": "secondary"}  # fmt: skip
    footer = table(cases(3), {}, other, more, hidden).footer
    assert footer[-1] == (
        "Published percentages are from: Another (2020) (as quoted elsewhere); Regional learning "
        "group (2018)."
    )


def test_lessons_are_refused():
    message = (
        "Published figures are of case features and are never set beside lessons; "
        "ask for the view 'features'."
    )
    with pytest.raises(UsageError, match=f"^{re.escape(message)}$"):
        table(cases(3), {}, view="lessons")


def test_a_figure_that_is_not_comparable_is_listed_apart_without_any_number():
    disabled = {
        "factor": "child disabled", "theme_id": "identity-disability", "comparable": "no",
        "note": "Our theme is wider",
    }  # fmt: skip
    plan = {"factor": "plan at the time", "theme_id": "", "comparable": "no"}
    abroad = {"factor": "plan in Wales", "theme_id": "", "comparable": "no", "nation": "Wales"}
    made = table(cases(12, having=2, theme="identity-disability"), {}, disabled, plan, abroad)
    assert [row.id for row in made.rows] == ["neglect", "refused/1", "refused/2"]
    apart = made.rows[1]
    assert (apart.label, apart.group) == ("child disabled", REFUSED)
    for row, reason in zip(
        made.rows[1:], ["Our theme is wider", "no theme of the codebook is the same"], strict=True
    ):
        for key in ("reviews", "low", "high", "published"):
            note = reason if key == "published" else NOT_COMPARED
            assert (row.cells[key].value, row.cells[key].note) == (None, note)
            assert row.cells[key].passages == ()
        assert row.cells["base"].value == ""
        assert row.cells["note"].value == reason
        assert row.cells["period"].value == "2014-2016"


def test_a_figure_comparable_in_part_stands_with_its_note():
    part = {"comparable": "part", "note": "First-born children only"}
    made = table(cases(3), part)
    assert made.rows[0].cells["comparable"].value == "part"
    assert made.rows[0].cells["note"].value == "First-born children only"
    # On the figure itself too, so that the note is printed wherever the figure is.
    assert made.rows[0].cells["published"].note == "First-born children only."
    assert table(cases(3), {"note": "As stated"}).rows[0].cells["published"].note == ""
    assert PART in made.footer
    assert PART not in table(cases(3), {}).footer


@pytest.mark.parametrize(
    ("years", "periods", "shown", "others"),
    [
        ([2012], ["2009-2011", "2014-2017"], "2009-2011", "2014-2017"),
        ([2013], ["2009-2011", "2014-2017"], "2014-2017", "2009-2011"),
        ([2010, 2016, 2016], ["2009-2011", "2014-2017"], "2014-2017", "2009-2011"),
        ([2015, None], ["2014-2017", "2020"], "2014-2017", "2020"),
        ([None], ["2009-2011", "2020", "2014-2017"], "2020", "2009-2011, 2014-2017"),
        ([2025], ["2020"], "2020", ""),
    ],
)
def test_the_nearest_period_is_shown_and_the_others_are_named(years, periods, shown, others):
    passages = [
        tagged(1, review(f"r{i}", kind="scr", nation="England", year=year))
        for i, year in enumerate(years)
    ]
    made = table(passages, *({"period": period} for period in periods))
    (row,) = made.rows
    assert (row.cells["period"].value, row.cells["others"].value) == (shown, others)
    which = "nearest to the years of these reviews" if any(years) else "latest, as no year is known"
    assert (
        "Published: local reviews, England. Of several figures one that is fully comparable is "
        f"taken first, then the one {which}."
    ) in made.footer


def test_a_fully_comparable_figure_comes_before_a_nearer_one_in_part():
    part = {"period": "2018", "comparable": "part", "note": "Infants only"}
    made = table(cases(3), {"period": "2009"}, part)
    assert [row.cells["period"].value for row in made.rows] == ["2009"]


@pytest.mark.parametrize(
    ("other", "rows"),
    [
        ({}, 1),
        ({"note": "Another note"}, 2),
        ({"unit": "child"}, 2),
        ({"seen": "secondary"}, 2),
    ],
)
def test_figures_that_differ_only_in_what_was_counted_are_one_that_names_both(other, rows):
    made = table(cases(3, having=1), {}, {"factor": "neglect suspected", **other})
    assert len(made.rows) == rows
    if rows == 1:
        (row,) = made.rows
        assert row.label == "Neglect and cumulative harm"
        assert row.cells["factor"].value == (
            "neglect noted; the same figure for: neglect suspected"
        )


def test_two_figures_of_one_period_are_both_shown():
    made = table(
        cases(3, having=1), {}, {"factor": "neglect suspected", "value_pct": "", "numerator": "12"}
    )
    assert [row.id for row in made.rows] == ["neglect", "neglect/2"]
    assert [row.cells["factor"].value for row in made.rows] == [
        "neglect noted", "neglect suspected",
    ]  # fmt: skip
    assert [row.label for row in made.rows] == [
        "Neglect and cumulative harm: neglect noted",
        "Neglect and cumulative harm: neglect suspected",
    ]
    assert [row.cells["reviews"].value for row in made.rows] == [1, 1]


def test_only_reviews_of_one_case_are_counted():
    others = [
        tagged(1, review("x", kind="audit"), "narrative", ["neglect"]),
        tagged(1, review("y", kind="analysis", scope="national"), "narrative", ["neglect"]),
        tagged(1, review("z", scope="national"), "narrative", ["neglect"]),
        tagged(1, review("k"), "narrative", ["neglect"]),
    ]
    made = table([*cases(2), *others], {})
    assert (made.n, made.rows[0].cells["reviews"].value) == (3, 1)
    assert "Left out as not of one case: 3 of 6 reviews." in made.footer
    assert "Reviews whose nation is not stated: 1 of 3." in made.footer
    message = (
        "None of these reviews is of one case, so no published figure can be set beside them; "
        "choose reviews of the kinds scr, lcspr, cpr, learning-review."
    )
    with pytest.raises(InputError, match=f"^{re.escape(message)}$"):
        table(others[:3], {})


def test_an_empty_nation_is_one_that_is_not_stated():
    made = table([tagged(1, review("k", nation=""), "narrative", ["neglect"])], {})
    assert made.n == 1


def test_figures_are_of_the_nation_of_most_reviews_unless_one_is_named():
    welsh = [
        tagged(1, review(f"w{i}", kind="cpr", nation="Wales"), "narrative", ["neglect"])
        for i in range(2)
    ]
    mixed = [*cases(3), *welsh]
    here = table(mixed, {}, {"nation": "Wales", "value_pct": "", "numerator": "5"})
    assert here.n == 3
    assert here.rows[0].cells["published"].value == 0.6
    assert "Left out as not of England: 2 of 5 reviews." in here.footer
    there = table(mixed, {}, nation="england")
    assert there.n == 5
    assert "Our reviews are of England and Wales, the published figures of England." in there.footer
    alone = table(welsh, {})
    assert alone.rows[0].cells["reviews"].value == 2
    published_cell = alone.rows[0].cells["published"]
    assert (published_cell.value, published_cell.note) == (
        None, "published only for local reviews, England",
    )  # fmt: skip
    assert "There is no published figure for Wales; name another nation." in alone.footer
    with pytest.raises(
        InputError,
        match=r"^No published figure is of the nation 'Scotland'; there are: England\.$",
    ):
        table(mixed, {}, nation="Scotland")


def test_one_population_is_set_beside_ours_and_named():
    made = table(cases(3))
    injuries = next(row for row in made.rows if row.id == "injuries")
    assert injuries.cells["published"].note == (
        "published only for serious incident notifications, England"
    )
    shown = {row.cells["population"].value for row in made.rows if row.cells["base"].value}
    assert shown == {"serious case reviews, England"}
    other = table(cases(3), population="Serious incident notifications")
    assert [row.id for row in other.rows if row.cells["base"].value] == [
        "injuries", "domestic-abuse", "parental-mental-health",
    ]  # fmt: skip
    with pytest.raises(
        InputError,
        match=r"^No published figure is of the population 'audits'; there are: local reviews\.$",
    ):
        table(cases(3), {}, population="audits")


def test_a_codebook_without_any_of_the_themes_is_an_error():
    message = "None of the published figures is of a case feature of this codebook."
    with pytest.raises(InputError, match=f"^{re.escape(message)}$"):
        table(cases(3), {"theme_id": "", "comparable": "no"})


def test_the_foot_carries_the_rule_the_reviews_and_the_caution():
    made = table(cases(10, having=5), {})
    assert made.footer[0] == (
        f"{Rule().sentence()} Roles counted: narrative, finding, recommendation and good-practice."
    )
    assert made.footer[1].startswith(
        "10 reviews. Scope: 10 not stated. Kinds: 10 serious case reviews (scr)."
    )
    assert made.footer[-3:] == (
        CAUTION,
        "From and to: the 95% interval of our share (Wilson).",
        "Published percentages are from: Regional learning group (2018).",
    )
    assert CAUTION.startswith(
        "National: recorded as present by researchers reading the report. Ours: "
    )
    assert "These are not the same measurement" in CAUTION


@given(
    st.lists(
        st.tuples(
            st.integers(0, 11),
            st.sampled_from(["narrative", "finding", "context", "boilerplate"]),
            st.sampled_from([(), ("neglect",), ("neglect", "domestic-abuse")]),
            st.sampled_from([0.3, 0.9]),
        ),
        min_size=1,
        max_size=60,
    )
)
def test_our_counts_equal_an_independent_recount(rows):
    kinds = ["scr", "lcspr", "audit"]
    reviews = [review(f"r{i}", kind=kinds[i % 3], nation="England") for i in range(12)]
    passages = [tagged(0, of, "boilerplate") for of in reviews]
    passages += [
        tagged(i, reviews[r], role, ids, probabilities=dict.fromkeys(ids, p))
        for i, (r, role, ids, p) in enumerate(rows, 1)
    ]
    made = table(passages)
    assert made.n == 8
    for theme in ("neglect", "domestic-abuse"):
        present, ids = 0, set()
        for i, of in enumerate(reviews):
            counted = [x for x in rows if x[0] == i and x[1] in ("narrative", "finding")]
            hits = [x[3] for x in counted if theme in x[2]]
            enough = len(hits) >= 2 and len(hits) / len(counted) >= 0.03
            if of.kind != "audit" and hits and (enough or max(hits) >= 0.6):
                present += 1
                ids |= {
                    p.id
                    for p in passages
                    if p.review is of and theme in p.themes and p.role in ("narrative", "finding")
                }
        cell = next(row for row in made.rows if row.id == theme).cells["reviews"]
        assert (cell.value, cell.of, set(cell.passages)) == (present, 8, ids)
