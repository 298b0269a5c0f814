import re
from dataclasses import replace

import browser
import pytest
from browser import passages, reviews, small_study, study_of

from scr_mine import counting, themes
from scr_mine.cases import case_name
from scr_mine.records import VIEW_ROLES
from scr_mine.report.formats.shown import shown
from scr_mine.report.page import as_html
from scr_mine.tabulate.theme_table import theme_table

axe, chromium, opened = browser.axe, browser.chromium, browser.opened

WIDTHS = pytest.mark.parametrize("wide", [1440, 390])
READ_CELLS = """view => [...document.querySelectorAll(`#${view} table[data-by]`)].map(table => {
  const names = [...table.tHead.rows[0].cells].map(head => head.dataset.col);
  const rows = [...table.querySelectorAll("tr[data-row]")].map(row => {
    const there = [...row.cells].map((cell, at) => [names[at], cell.textContent, cell.hidden]);
    const shown = there.filter(([name, , hidden]) => name !== undefined && !hidden);
    return [row.dataset.row, Object.fromEntries(shown)];
  });
  return [table.dataset.table, Object.fromEntries(rows)];
})"""
OPEN_ALL = """() => [...document.querySelectorAll("table[data-table] td a")].map(link => {
  link.click();
  const about = document.getElementById("drawer-about").textContent;
  document.getElementById("drawer").close();
  const cell = link.closest("td"), table = link.closest("table");
  const head = table.tHead.rows[0].cells[cell.cellIndex].dataset.col;
  const { table: name, by } = table.dataset;
  return [name, by, cell.parentElement.dataset.row, head, about];
})"""
CHANGED = "document.querySelector(`form[data-view=${view}]`).dispatchEvent(new Event('change'))"


@pytest.fixture(scope="module")
def study():
    return small_study(card="# A card\n\n| a | b |\n| --- | --- |\n| 1 | 2 |")


@pytest.fixture(scope="module")
def few():
    """Eight short reviews: what takes long is done on them."""
    return study_of(passages(reviews(8), themes.shipped(), each=12), card="# A card")


@pytest.fixture(scope="module")
def content(study):
    return as_html(study)


def go(page, part):
    page.evaluate("part => { location.hash = part; }", part)
    page.wait_for_selector(f"#{part}.shown")


def cells(page, view):
    return dict(page.evaluate(READ_CELLS, view))


@WIDTHS
def test_axe_finds_nothing_wrong_in_any_part_with_everything_open(opened, few, axe, wide):
    page = opened(as_html(few), wide=wide)
    page.evaluate(axe)
    parts = page.evaluate("[...document.querySelectorAll('nav a')].map(link => link.hash.slice(1))")
    assert len(parts) == 11
    for part in parts:
        go(page, part)
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        assert faults(page, f"#{part}") == []
        assert page.evaluate("document.documentElement.scrollWidth") <= wide
    go(page, "lessons")
    assert faults(page) == []
    page.locator("#lessons-main-table td a").first.click()
    assert faults(page, "#drawer") == []


def faults(page, within="html"):
    """What axe finds wrong in an element, by the name of the rule."""
    found = page.evaluate("at => axe.run(at, {resultTypes: ['violations']})", within)["violations"]
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in found]


def test_a_recount_of_everything_is_number_for_number_what_the_tables_say(opened, content):
    page = opened(content)
    for view in ("lessons", "features"):
        before = cells(page, view)
        assert len(before) == 7
        page.evaluate(f"view => {CHANGED}", view)
        assert cells(page, view) == before


@pytest.mark.parametrize(
    ("view", "picked", "dropped", "keep"),
    [
        ("lessons", {"scope": "local"}, [], lambda r: r.scope == "local"),
        ("lessons", {"from": "2012", "to": "2016"}, [], lambda r: 2012 <= (r.year or 0) <= 2016),
        ("lessons", {}, ["finding"], lambda r: True),
        ("features", {"period": "2010-2014"}, ["narrative", "finding"],
         lambda r: 2010 <= (r.year or 0) <= 2014),
        ("features", {"nation": "Wales", "kind": "scr"}, [],
         lambda r: r.nation == "Wales" and r.kind == "scr"),
        ("features", {"board": "not stated"}, [], lambda r: r.board is None),
    ],
)  # fmt: skip
def test_a_filter_counts_what_the_tables_of_those_reviews_and_roles_would(
    opened, study, content, view, picked, dropped, keep
):
    page = opened(content)
    go(page, view)
    for field, value in picked.items():
        page.select_option(f"#{view}-{field}", value)
    for role in dropped:
        page.uncheck(f"#{view} input[value={role}]")
    roles = [role for role in VIEW_ROLES[view] if role not in dropped]
    there = cells(page, view)
    left = [p for p in study.passages() if keep(p.review)]
    ids = {p.review.review_id for p in left}
    places = {r.review_id: str(n) for n, r in enumerate(study.reviews)}
    counts = counting.counted(study.passages(), study.codebook).counts
    counts = counts.only(lambda r: r.review_id in ids)
    counts = replace(
        counts,
        marks=counts.of_roles(roles),
        passages={
            key: type(sizes)({role: sizes[role] for role in roles})
            for key, sizes in counts.passages.items()
        },
    )
    for by in ("review", "role", "scope", "period", "kind", "nation", "board"):
        table = theme_table(counts, study.codebook, view=view, by=by)
        for row in table.rows:
            expected = {
                places[c.id] if by == "review" and c.id in places else c.id: shown(
                    row.cells[c.id], c
                )
                for c in table.columns
                if c.id != "verdict" and not (by == "role" and c.id in dropped)
            }
            told = {
                name: text.removeprefix("● ")
                for name, text in there[table.id][row.id].items()
                if name != "verdict"
            }
            assert told == expected
    state = page.inner_text(f"#{view}-state")
    assert state.startswith(f"Counted anew for {len(ids)} of {len(study.reviews)} reviews; roles: ")
    page.click(f"#{view} button[type=reset]")
    page.wait_for_selector(f"#{view}-state:empty", state="attached")
    assert page.locator(f"#{view}-main-table thead th:visible").count() == len(study.reviews) + 3


def test_percentages_are_rounded_as_everywhere_else(opened, content):
    from scr_mine.facts import Cell, Column

    page = opened(content)
    column = Column(id="c", label="C", measure="reviews")
    script = page.evaluate("document.querySelectorAll('script')[2].textContent")
    source = "\n".join(
        re.findall(r"^function (?:percent|reviewsInWords).*?^}", script, re.M | re.S)
    )
    told = page.evaluate(
        f"(() => {{ {source}; const told = []; for (let of = 1; of <= 70; of += 1) "
        "for (let n = 0; n <= of; n += 1) told.push(reviewsInWords(n, of)); return told; })()"
    )
    assert told == [
        shown(Cell(value=n, of=of), column) for of in range(1, 71) for n in range(of + 1)
    ]


def test_a_choice_that_leaves_nothing_says_so(opened, content):
    page = opened(content)
    go(page, "lessons")
    page.select_option("#lessons-from", "2020")
    page.select_option("#lessons-to", "2009")
    assert page.inner_text("#lessons-state") == (
        "No review here meets all these conditions together; drop one of them."
    )
    assert page.locator("#lessons table:visible").count() == 0
    page.click("#lessons button[type=reset]")
    page.wait_for_selector("#lessons-main-table")
    for box in page.locator("#lessons input[name=role]").all():
        box.uncheck()
    assert page.inner_text("#lessons-state") == "No role of passages is ticked; tick one."


def test_themes_are_ordered_and_families_folded(opened, content):
    page = opened(content)
    go(page, "lessons")
    rows = "#lessons-main-table tr[data-row]:visible"
    by_family = page.locator(rows).all_inner_texts()
    page.select_option("#lessons-order", "most")
    totals = [int(c.inner_text().split()[0]) for c in page.locator(f"{rows} td:nth-child(3)").all()]
    assert totals == sorted(totals, reverse=True)
    page.select_option("#lessons-order", "")
    assert page.locator(rows).all_inner_texts() == by_family
    family = page.locator("#lessons-main-table tr.group button").first
    family.press("Enter")
    assert family.get_attribute("aria-expanded") == "false"
    assert page.locator(rows).count() < len(by_family)
    page.click("#lessons .fold-all")
    assert page.locator(rows).count() == 0


def test_a_figure_opens_by_the_keyboard_and_focus_comes_back(opened, study, content):
    page = opened(content)
    go(page, "lessons")
    table = study.tables["lessons"]
    page.locator("#lessons-main-table td a").first.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    at = "document.activeElement.closest('td')"
    row, column = page.evaluate(
        f"[{at}.parentElement.dataset.row, {at}.closest('table').tHead.rows[0]"
        f".cells[{at}.cellIndex].dataset.col]"
    )
    line = next(line for line in table.rows if line.id == row)
    review = study.reviews[int(column)]
    page.keyboard.press("Enter")
    assert page.inner_text("#drawer-title") == f"{line.label}: {case_name(review)}"
    assert page.evaluate("document.activeElement.id") == "drawer-title"
    behind = study.looked_up(line.cells[review.review_id].passages)
    assert sorted(page.locator("#drawer blockquote").all_inner_texts()) == sorted(
        p.text for p in behind.values()
    )
    marked = {
        p.text[e.start : e.end] for p in behind.values() for e in p.evidence if e.theme == row
    }
    assert set(page.locator("#drawer mark").all_inner_texts()) == marked
    page.keyboard.press("Escape")
    assert not page.locator("#drawer").is_visible()
    assert page.evaluate(f"[{at}.parentElement.dataset.row, document.activeElement.tabIndex]") == [
        row, 0,
    ]  # fmt: skip
    assert page.locator("#lessons-main-table a[tabindex='0']").count() == 1


def test_every_figure_opens_to_as_many_passages_as_its_table_says(opened, few):
    page = opened(as_html(few))
    told = page.evaluate(OPEN_ALL)
    places = {str(n): r.review_id for n, r in enumerate(few.reviews)}
    reviews_of = {p.id: p.review.review_id for p in few.passages()}
    for name, by, row, column, about in told:
        line = {line.id: line for line in few.tables[name].rows}["any" if by == "remedies" else row]
        cell = line.cells[row if by == "remedies" else places[column] if by == "review"
                          and column in places else column]  # fmt: skip
        n, of = len(set(cell.passages)), len({reviews_of[i] for i in cell.passages})
        assert about == (
            f"{n} passage{'' if n == 1 else 's'} in {of} review{'' if of == 1 else 's'}."
        ), (name, row, column)
    assert len(told) > 1000


def test_a_filtered_figure_opens_to_the_passages_that_were_counted(opened, study, content):
    page = opened(content)
    go(page, "lessons")
    page.select_option("#lessons-scope", "local")
    page.uncheck("#lessons input[value=finding]")
    link = page.locator("#lessons-main-table td.m-reviews a").first
    row = link.evaluate("link => link.closest('tr').dataset.row")
    link.click()
    there = page.locator("#drawer .role").all_inner_texts()
    assert set(there) == {"Recommendation", "Good practice"}
    texts = set(page.locator("#drawer blockquote").all_inner_texts())
    known = {p.text: p for p in study.passages() if p.id not in study.repeats}
    assert all(known[t].review.scope == "local" and row in known[t].themes for t in texts)


def test_more_passages_than_fit_are_shown_when_asked_for(opened, content):
    page = opened(content)
    go(page, "passages")
    shown_first = page.locator("#search-list li").count()
    page.click("#search-list > button")
    assert shown_first == 50
    assert page.locator("#search-list li").count() == 100
    assert page.evaluate("document.querySelector('#said').textContent").startswith("100 of ")


def test_search_finds_by_words_theme_role_and_review(opened, study, content):
    page = opened(content)
    go(page, "passages")
    page.fill("#search-words", "BRUISE nurse")
    page.keyboard.press("Enter")
    texts = page.locator("#search-list blockquote").all_inner_texts()
    assert texts and all("bruise" in text and "nurse" in text for text in texts)
    page.fill("#search-words", "")
    page.select_option("#search-theme", "neglect")
    page.select_option("#search-role", "finding")
    page.select_option("#search-review", "2")
    review = study.reviews[2].review_id
    expected = [
        p.text for p in study.passages()
        if p.review.review_id == review and "neglect" in p.themes and p.role == "finding"
        and p.id not in study.repeats
    ]  # fmt: skip
    assert sorted(page.locator("#search-list blockquote").all_inner_texts()) == sorted(expected)
    page.fill("#search-words", "zebra")
    page.keyboard.press("Enter")
    assert page.inner_text("#search-state") == "No passage here has all of that; take fewer words."


def test_copying_takes_the_passage_with_where_it_stands(opened, content):
    page = opened(content)
    page.evaluate(
        "() => { navigator.clipboard.writeText = async text => { window.taken = text; }; }"
    )
    go(page, "passages")
    item = page.locator("#search-list li").first
    item.locator("button").click()
    text, cited = item.locator("blockquote").inner_text(), item.locator("cite").inner_text()
    assert page.evaluate("window.taken") == f"“{text}” ({cited})"
    assert re.fullmatch(r"[^,]+, Child \d+ \(\d{4}\), page \d, paragraph \d\.\d", cited)
    page.locator("#said", has_text="Copied.").wait_for(state="attached")


def test_copying_works_where_the_browser_gives_no_clipboard(opened, content):
    page = opened(content)
    page.evaluate(
        "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }"
    )
    go(page, "lessons")
    page.locator("#lessons-main-table td a").first.click()
    page.locator("#drawer li button").first.click()
    page.locator("#said", has_text="Copied.").wait_for(state="attached")
    assert page.evaluate("document.activeElement.dataset.copy") is not None


def test_one_review_is_shown_at_a_time_and_a_list_finds_any(opened, study, content):
    page = opened(content)
    go(page, "reviews")
    names = page.locator("#one option").all_inner_texts()
    page.select_option("#one", label=names[3])
    assert page.locator(".one:visible h3").all_inner_texts() == [
        f"Lessons of {names[3]} beside national reviews",
        f"Case features of {names[3]} beside national reviews",
    ]
    page.fill("#find-review", "wales 2008")
    assert page.locator("#all-reviews-table tbody tr:visible").count() == 1
    assert page.inner_text("#find-review-state") == f"1 of {len(study.reviews)} reviews"
    page.locator("#all-reviews-table a:visible").click()
    assert page.inner_text("#drawer-about").endswith("passages in 1 review.")


def test_without_script_everything_is_there_and_links_lead_to_the_passages(opened, study, content):
    page = opened(content, script=False)
    assert page.locator("section.part:visible").count() == 11
    assert page.locator("form:visible, .needs-script:visible").count() == 0
    link = page.locator("#lessons-main-table td a").first
    heading = page.locator(link.get_attribute("href"))
    assert heading.is_visible()
    assert heading.inner_text() == study.tables["lessons"].rows[0].label
    assert page.locator("#all-passages blockquote").first.is_visible()


def test_a_script_that_fails_leaves_the_page_as_without_script(chromium, content, tmp_path):
    path = tmp_path / "broken.html"
    path.write_bytes(content.replace(b'id="data">{', b'id="data">?'))
    page = chromium.new_page()
    page.goto(path.as_uri())
    assert page.locator("section.part:visible").count() == 11
    assert page.locator("#all-passages blockquote").first.is_visible()
    page.close()


def test_a_limited_page_says_what_it_leaves_out_and_where_that_is(opened, study):
    page = opened(as_html(study, limit=4_000))
    go(page, "lessons")
    page.locator("#lessons-main-table td.m-reviews a").first.click()
    cell = study.tables["lessons"].rows[0].cells["reviews"]
    here = page.locator("#drawer li").count()
    assert here < len(cell.passages)
    assert page.inner_text("#drawer-about") == (
        f"{here} of {len(cell.passages)} passages are on this page, the strongest first. "
        "The rest is in themes.xlsx; `scr-mine passages` prints it."
    )


def test_hostile_text_and_names_do_nothing(opened):
    evil = (
        '<script>alert(1)</script></script><img src=x onerror=alert(1)>{{ x }} \u200f" '
        + "w" * 10_000
    )
    made = passages(reviews(6), themes.shipped())
    bad = replace(made[0].review, board=evil, label=evil, kind=evil)
    made = [
        replace(p, text=f"{n} {evil}", review=bad) if p.review == made[0].review else p
        for n, p in enumerate(made)
    ]
    page = opened(as_html(study_of(made)))
    for part in ("lessons", "passages", "reviews", "compared"):
        go(page, part)
        assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    go(page, "lessons")
    page.select_option("#lessons-kind", index=1)
    page.locator("#lessons-main-table td a").first.click()
    assert page.locator("#drawer li").count() > 0
    assert page.locator("img").count() == 0


def test_without_quotes_the_drawer_shows_the_citation_alone(opened, study):
    bare = replace(
        study, quotes=False, passages=lambda: (replace(p, text="") for p in study.passages())
    )
    page = opened(as_html(bare))
    go(page, "features")
    page.locator("#features-main-table td a").first.click()
    assert set(page.locator("#drawer blockquote").all_inner_texts()) == {"(text left out)"}
    assert page.locator("#drawer li button").first.inner_text() == "Copy citation"
