"""What the page looks like on paper."""

import browser
import pytest
from browser import passages, reviews, small_study, study_of

from scr_mine import themes
from scr_mine.report.page import as_html

chromium, opened = browser.chromium, browser.opened

#: A theme's name in a narrower column would be cut letter by letter (CSS pixels).
LEAST_THEME = 120
#: A4 across without its margins, in CSS pixels.
PAPER = 1031


@pytest.fixture(scope="module")
def content():
    return as_html(small_study())


@pytest.fixture(scope="module")
def many():
    """More reviews than paper has room for columns."""
    return as_html(study_of(passages(reviews(26), themes.shipped(), each=8)))


def printed(opened, content, **options):
    page = opened(content, wide=PAPER, **options)
    page.emulate_media(media="print")
    return page


def test_published_figures_fit_the_paper_without_where_they_are_from(opened, content):
    page = printed(opened, content)
    table = page.locator("#features-beside-published-table")
    hidden = ("url", "seen", "population")
    for name in hidden:
        heads = table.locator(f"thead th[data-col={name}]")
        assert heads.count() == 1 and not heads.is_visible()
    assert table.locator("thead th[data-col=source]").is_visible()
    assert table.locator("tbody th[scope=row]").first.bounding_box()["width"] > LEAST_THEME
    assert table.bounding_box()["width"] <= PAPER
    page.emulate_media(media="screen")
    page.evaluate("location.hash = 'compared'")
    page.wait_for_selector("#compared.shown")
    assert all(table.locator(f"thead th[data-col={name}]").is_visible() for name in hidden)


def test_the_one_review_that_was_chosen_is_printed_and_named(opened, content):
    page = opened(content, wide=PAPER)
    page.evaluate("location.hash = 'reviews'")
    page.wait_for_selector("#reviews.shown")
    names = page.locator("#one option").all_inner_texts()
    page.select_option("#one", label=names[2])
    assert page.locator("#reviews .on-paper:visible").count() == 0
    page.emulate_media(media="print")
    assert page.locator(".one:visible").count() == 1
    assert page.locator("#reviews .on-paper:visible").all_inner_texts() == [
        f"Printed here is one review of {len(names)}, the one chosen on the screen: {names[2]}."
    ]


def test_without_script_every_review_is_printed_and_none_called_chosen(opened, content):
    page = printed(opened, content, script=False)
    assert page.locator(".one:visible").count() > 1
    assert page.locator("#reviews .on-paper:visible").count() == 0


def test_a_few_reviews_are_printed_as_columns(opened, content):
    page = printed(opened, content)
    assert page.locator("#lessons-main-table").is_visible()
    assert page.locator("#lessons .on-paper").count() == 0


@pytest.mark.parametrize("script", [True, False])
def test_many_reviews_are_printed_as_groups(opened, many, script):
    page = printed(opened, many, script=script)
    assert not page.locator("#lessons-main-table").is_visible()
    assert page.locator("#lessons-printed-table").is_visible()
    assert page.locator("#lessons .on-paper p").inner_text() == (
        "On paper groups stand in place of 26 columns of reviews, which the screen and the "
        "workbook show."
    )
    page.emulate_media(media="screen")
    assert not page.locator("#lessons-printed-table").is_visible()


def test_a_choice_of_reviews_is_printed_with_what_was_chosen(opened, many):
    page = opened(many, wide=PAPER)
    page.evaluate("location.hash = 'lessons'")
    page.wait_for_selector("#lessons.shown")
    page.select_option("#lessons-scope", "local")
    page.emulate_media(media="print")
    state = page.locator("#lessons-state")
    assert state.is_visible() and state.inner_text().startswith("Counted anew for 17 of 26 reviews")
    heads = page.locator("#lessons-printed-table thead th:visible").all_inner_texts()
    assert heads == ["Theme", "Verdict", "All reviews", "local"]
    assert page.locator("#lessons form:visible, #lessons summary:visible").count() == 0


def test_families_keep_their_names_on_paper(opened, content):
    page = opened(content, wide=PAPER)
    page.evaluate("location.hash = 'lessons'")
    page.wait_for_selector("#lessons.shown")
    page.emulate_media(media="print")
    families = page.locator("#lessons-main-table tr.group button:visible").all_inner_texts()
    assert len(families) == page.locator("#lessons-main-table tr.group").count() > 0
