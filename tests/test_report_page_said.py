"""What the page says beside its figures, and what it does not draw."""

from dataclasses import replace

import pytest
from browser import passages, reviews, small_study, study_of
from lxml import html

from scr_mine import themes
from scr_mine.facts import Cell
from scr_mine.records import Review
from scr_mine.report import guard
from scr_mine.report.formats.shown import below
from scr_mine.report.page import as_html, names, words
from scr_mine.report.page.comparing import drawn

BAD = "not to be automated"


@pytest.fixture(scope="module")
def study():
    return small_study()


@pytest.fixture(scope="module")
def page(study):
    return parsed(study)


@pytest.fixture(scope="module")
def large():
    """Eleven national and twenty-two local reviews: enough of each for shares."""
    return study_of(passages(reviews(33), themes.shipped(), each=12))


def parsed(study):
    return html.document_fromstring(as_html(study).decode("utf-8"))


def said(page, part):
    return " ".join(page.xpath(f"string(//*[@id='{part}'])").split())


def counted(study, name, values):
    """The study with these numbers of reviews in one table."""
    table = study.tables[name]
    rows = tuple(
        replace(row, cells={**row.cells, "reviews": Cell(value=value, of=14)})
        for row, value in zip(table.rows, values, strict=True)
    )
    return replace(study, tables={**study.tables, name: replace(table, rows=rows)})


@pytest.mark.parametrize(
    ("numbers", "named", "more"),
    [
        (lambda n: 5, lambda ids: ids[:8], lambda n: n - 8),
        (lambda n: n, lambda ids: ids[:-9:-1], lambda n: 0),
        (lambda n: 9 if n in (3, 20) else 4, lambda ids: [ids[3], ids[20], *ids[:3], *ids[4:7]],
         lambda n: n - 8),
        (lambda n: 9 if n < 8 else 4, lambda ids: ids[:8], lambda n: 0),
        (lambda n: 9 if n < 3 else 0, lambda ids: ids[:3], lambda n: 0),
    ],
)  # fmt: skip
def test_themes_in_as_many_reviews_stand_as_in_the_codebook_and_the_rest_is_counted(
    study, numbers, named, more
):
    ids = [row.id for row in study.tables["lessons"].rows]
    even = replace(counted(study, "lessons", map(numbers, range(len(ids)))), verdicts={})
    rows = tuple(
        replace(row, cells={**row.cells, "verdict": Cell(value="usable")})
        for row in even.tables["lessons"].rows
    )
    table = replace(even.tables["lessons"], rows=rows)
    even = replace(even, tables={**even.tables, "lessons": table})
    assert [row.id for row in words.foremost(even, "lessons").rows] == named(ids)
    assert words.as_many(even, "lessons") == more(len(ids))
    sentence = f"And {more(len(ids))} more in as many reviews as the last."
    assert (sentence in said(parsed(even), "summary")) == bool(more(len(ids)))


def test_a_theme_the_model_is_bad_at_is_no_further_one_in_as_many_reviews(study):
    rows = study.tables["lessons"].rows
    good = [row for row in rows if row.cells["verdict"].value != BAD]
    even = counted(study, "lessons", [5] * len(rows))
    assert words.as_many(even, "lessons") == len(good) - 8 < len(rows) - 8


def test_every_kind_of_remedy_is_named_with_its_reviews_and_how_well_it_is_told(study, page):
    table = study.tables["recommendations-by-remedy"]
    whole = next(row for row in table.rows if row.id == "any")
    rows = page.xpath("//table[@id='most-asked-table']/tbody/tr")
    kinds = [row.get("data-row") for row in rows]
    assert set(kinds) == {column.id for column in table.columns[1:]}
    assert kinds[-1] == "other"
    assert rows[-1].xpath("string(th)") == "Other: no telling phrase"
    numbers = [whole.cells[kind].value for kind in kinds[:-1]]
    assert numbers == sorted(numbers, reverse=True)
    heads = page.xpath("//table[@id='most-asked-table']/thead//th[@data-col]")
    assert [head.text_content() for head in heads] == ["Reviews"]
    told = words.how_told(study, table.id)
    assert "76" in told and "121" in told
    card = page.xpath("//h3[@id='most-asked']/..")[0].text_content()
    assert told in card
    assert told in said(page, "asked")


def test_without_any_recommendation_none_is_listed():
    made = [
        replace(p, role="finding") if p.role == "recommendation" else p
        for p in passages(reviews(6), themes.shipped())
    ]
    assert "No recommendation was found." in said(parsed(study_of(made)), "summary")


def test_with_fewer_than_ten_reviews_in_a_group_counts_stand_alone(study, page):
    assert {c.n for c in study.tables["lessons-compared-by-scope"].columns[:2]} == {5, 9}
    for view in ("lessons", "features"):
        table = page.xpath(f"//table[@id='{view}-compared-by-scope-table']")[0]
        assert table.xpath("thead//@data-col") == ["local", "national", "words"]
        assert not table.xpath(".//*[local-name()='svg']")
    text = said(page, "compared")
    assert "zero" not in text and "0 to 100%" not in text
    assert text.count("Counts only: with fewer than ten reviews in a group") == 2
    assert "with intervals" not in said(page, "summary")


def test_with_ten_reviews_in_each_group_shares_and_differences_are_drawn(large):
    page = parsed(large)
    for view in ("lessons", "features"):
        table = large.tables[f"{view}-compared-by-scope"]
        assert drawn(table) == "differences"
        shown = page.xpath(f"//table[@id='{table.id}-table']")[0]
        assert shown.xpath("thead//@data-col") == ["local", "national", "difference", "words"]
        assert len(shown.xpath(".//*[@class='interval']")) == len(table.rows)
    text = said(page, "compared")
    assert "Where the line crosses zero" in text and "Counts only" not in text
    assert "Theme by theme, with intervals" in said(page, "summary")


def test_where_differences_are_withheld_there_is_no_word_of_a_line(large):
    tables = dict(large.tables)
    for view in ("lessons", "features"):
        table = tables[f"{view}-compared-by-scope"]
        none = dict.fromkeys(("difference", "low", "high"), Cell(value=None, note="Not compared."))
        rows = tuple(replace(row, cells={**row.cells, **none}) for row in table.rows)
        tables[table.id] = replace(table, rows=rows)
    page = parsed(replace(large, tables=tables))
    assert "crosses zero" not in said(page, "compared")
    shown = page.xpath("//table[@id='lessons-compared-by-scope-table']")[0]
    assert shown.xpath("thead//@data-col") == ["local", "national", "words"]
    assert shown.xpath(".//*[@class='first']") and not shown.xpath(".//*[@class='interval']")


@pytest.mark.parametrize(("number", "bars"), [(8, False), (14, True)])
def test_the_first_page_draws_shares_from_ten_reviews_on(number, bars):
    page = parsed(study_of(passages(reviews(number), themes.shipped(), each=12)))
    assert bool(page.xpath("//*[@id='summary']//*[local-name()='svg']")) == bars


def test_published_figures_that_are_equal_are_one_lozenge_with_every_name(large):
    table = large.tables["features-beside-published"]
    first = next(row for row in table.rows if row.cells["published"].value is not None)
    twin = replace(
        first,
        id=f"{first.id.partition('/')[0]}/9",
        cells={**first.cells, "factor": Cell(value="another thing"), "period": Cell(value="1999")},
    )
    twice = replace(
        large, tables={**large.tables, table.id: replace(table, rows=(*table.rows, twin))}
    )
    theme = first.id.partition("/")[0]
    row = parsed(twice).xpath(
        f"//table[@id='features-compared-by-scope-table']//tr[@data-row='{theme}']"
    )[0]
    assert len(row.xpath(".//*[@class='published']")) == len(
        {r.cells["published"].value for r in table.rows if r.id.partition("/")[0] == theme}
    )
    text = row.text_content()
    assert f"({first.cells['factor'].value})" in text
    assert "1999 (another thing)" in text


def test_published_figures_have_no_column_that_holds_nothing(study, large):
    few = study_of(passages(reviews(8), themes.shipped(), each=12))
    for made, ranges in ((few, False), (large, True)):
        table = made.tables["features-beside-published"]
        page = parsed(made)
        heads = page.xpath(f"//table[@id='{table.id}-table']/thead//@data-col")
        empty = {
            column.id
            for column in table.columns
            if not any(
                row.cells[column.id].value or row.cells[column.id].note for row in table.rows
            )
        }
        assert not empty & set(heads)
        assert ({"low", "high"} <= set(heads)) == ranges


def test_the_filter_and_the_method_say_what_counts_where(page):
    for view in ("lessons", "features"):
        assert (
            "A review counts here where the theme counts in the ticked roles together, and by role "
            "only such reviews are counted; under Recommendations one passage in any review is "
            "enough."
        ) in said(page, view)
    assert (
        "A theme can count in a review's lessons and not among its case features, or the other way "
        "round, since the 3% are of more passages there."
    ) in said(page, "method")


def test_withheld_counts_have_a_short_mark_and_the_reason_once_under_each_table(study):
    least = guard.suppressed(study, 3)
    page = parsed(least)
    cells = [cell.text_content() for cell in page.xpath("//td[contains(@class, 'withheld')]")]
    assert "withheld" in cells
    assert not [text for text in cells if "fewer than 3" in text]
    table = least.tables["recommendations-by-agency"]
    [reason] = [line for line in below(table) if line.startswith("withheld: fewer than 3")]
    under = page.xpath(f"//table[@id='{table.id}-table']/../following-sibling::ul[1]/li/text()")
    assert under.count(reason) == 1


def test_themes_whose_counts_are_withheld_are_not_dropped_without_a_word(study):
    values = [None, None, *[5] * (len(study.tables["lessons"].rows) - 2)]
    page = parsed(counted(study, "lessons", values))
    unsure = sum(words.unsure(row) for row in study.tables["lessons"].rows[:2])
    number = 2 - unsure
    noun = "theme" if number == 1 else "themes"
    assert f"since their counts are withheld: {number} {noun}." in said(page, "summary")


def test_kinds_of_review_are_named_in_full(page):
    options = page.xpath("//select[@id='lessons-kind']/option")
    assert [(o.get("value"), o.text) for o in options] == [
        ("", "All"),
        ("cpr", "Child practice review (CPR)"),
        ("lcspr", "Local child safeguarding practice review (LCSPR)"),
        ("scr", "Serious case review (SCR)"),
    ]
    heads = page.xpath("//table[@id='lessons-by-kind-table']/thead//th[@data-col]")
    named = {head.get("data-col"): head.text_content() for head in heads}
    assert named["scr"] == "Serious case review (SCR)"
    cells = page.xpath("//table[@id='all-reviews-table']/tbody/tr/td[4]/text()")
    assert set(cells) == {option.text for option in options[1:]}


def test_what_is_not_stated_stands_last_wherever_it_is_listed(page):
    assert [o.text for o in page.xpath("//select[@id='lessons-board']/option")][-1] == "Not stated"
    scopes = [Review(review_id=str(n), scope=s) for n, s in enumerate(("z", None, "local"))]
    assert words.scopes(scopes) == "1 local, 1 z and 1 of no stated scope"


@pytest.mark.parametrize(
    ("review", "name"),
    [
        (Review(review_id="overview-2011"), "overview-2011 (title not known)"),
        (Review(review_id="overview-2011", board=""), "overview-2011 (title not known)"),
        (Review(review_id="a", label="Child F", year=2009), "Child F (2009)"),
        (Review(review_id="a", board="Wexmoor Safeguarding Children Board"), "Wexmoor"),
    ],
)
def test_a_review_named_by_its_file_says_that_its_title_is_not_known(review, name):
    assert names.case(review) == name


def test_a_report_without_a_title_is_so_named_in_tables_and_lists():
    found = reviews(6)
    found[0] = replace(found[0], board=None, label=None)
    page = parsed(study_of(passages(found, themes.shipped(), each=12)))
    name = "case-0 (title not known)"
    assert name in page.xpath("//table[@id='all-reviews-table']/tbody/tr/th//text()")
    heads = page.xpath("//table[@id='lessons-main-table']/thead//th")
    assert name in [head.text_content() for head in heads]
    assert name in page.xpath("//select[@id='search-review']/option/text()")


@pytest.mark.parametrize(
    ("by", "word", "name"),
    [
        ("kind", "scr", "Serious case review (SCR)"),
        ("kind", "our own kind", "our own kind"),
        ("kind", "not stated", "Not stated"),
        ("scope", "local", "Local"),
        ("board", "lower case board", "lower case board"),
        ("period", "2010-2014", "2010-2014"),
    ],
)
def test_groups_are_named_as_people_call_them(by, word, name):
    assert names.group(by, word) == name
