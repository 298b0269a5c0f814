import json
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

import pytest
from browser import passages, reviews, small_study, study_of
from lxml import html

from scr_mine import themes
from scr_mine.cases import case_name
from scr_mine.inert import clean
from scr_mine.records import Dropped, ReadingReport
from scr_mine.report import guard
from scr_mine.report.formats.shown import figure, notes, shown, with_note
from scr_mine.report.page import as_html
from scr_mine.report.page.plain import as_html as card_as_html

EVIL = (
    "<script>alert(1)</script></script><!-- {{ 7 * 7 }} {% raw %} <img src=x onerror=alert(1)> "
    '" onmouseover="alert(1) ‮abc\u202e =1+1 \x00\ud800 ' + "w" * 10_000
)
TOTAL = "reviews"


@pytest.fixture(scope="module")
def study():
    reading = ReadingReport(
        file="case-1.pdf", format="pdf", pages=6, passages=24, notes=("Two columns on page 3.",),
        dropped=(Dropped(what="running head", count=6, example="Overview report"),),
    )  # fmt: skip
    return small_study(readings=(reading,), failures=("broken.pdf: encrypted.",), card="# A card")


@pytest.fixture(scope="module")
def content(study):
    return as_html(study)


@pytest.fixture(scope="module")
def page(content):
    return html.document_fromstring(content.decode("utf-8"))


def test_every_figure_is_that_of_its_table_and_opens_only_where_it_has_passages(study, page):
    seen = set()
    places = {str(place): r.review_id for place, r in enumerate(study.reviews)}
    for element in page.xpath("//table[@data-table]"):
        if element.get("data-by") == "remedies":
            continue
        table = study.tables[element.get("data-table")]
        columns = {column.id: column for column in table.columns}
        rows = {row.id: row for row in table.rows}
        heads = [head.get("data-col") for head in element.xpath("thead/tr/th")]
        by_review = element.get("data-by") == "review"
        for line in element.xpath("tbody/tr[@data-row]"):
            for name, cell in zip(heads, line, strict=True):
                if name is not None:
                    column = columns[places.get(name, name) if by_review else name]
                    given = rows[line.get("data-row")].cells[column.id]
                    text = with_note(shown(given, column), given, notes(table))
                    compact = "compact" in element.get("class") and column.measure == "reviews"
                    told = cell.text_content().removeprefix("● ")
                    assert told == (str(figure(given)) if compact else clean(text))
                    assert bool(cell.xpath("a")) == bool(given.passages and table.id != "repeats")
                    for count in cell.xpath("a/@data-n"):
                        assert int(count) == len(given.passages)
        seen.add(table.id)
    expected = {name for name in study.tables if "-of-" not in name or name.endswith("-of-case-1")}
    assert expected <= seen


def test_passages_that_bear_one_id_are_shown_each_as_it_is():
    made = passages(reviews(1), themes.shipped())
    one = replace(next(p for p in made if p.role == "finding" and p.themes), evidence=())
    other = replace(one, role="other", text="Acknowledgements are given on the last page.")
    page = as_html(study_of([one, other])).decode("utf-8")
    assert one.text in page and other.text not in page


def test_the_first_page_names_the_foremost_themes_but_none_the_model_is_bad_at(study, page):
    named = page.xpath("//table[@id='most-lessons-table']/tbody/tr/@data-row")
    table = {row.id: row for row in study.tables["lessons"].rows}
    numbers = [table[name].cells[TOTAL].value for name in named]
    assert numbers == sorted(numbers, reverse=True)
    bad = {theme for theme, verdict in study.verdicts.items() if verdict == "not to be automated"}
    rest = [row.cells[TOTAL].value for row in table.values() if row.id not in {*named, *bad}]
    assert not bad & set(named)
    assert max(rest) <= min(numbers)


def test_every_footer_stands_under_its_table(study, page):
    text = page.text_content()
    for name in ("lessons", "features-compared-by-scope", "recommendations-by-agency", "repeats"):
        assert all(clean(sentence) in text for sentence in study.tables[name].footer)


def test_what_was_read_and_what_was_not_is_said(page):
    text = page.xpath("string(//section[@id='reading'])")
    assert "broken.pdf: encrypted." in text
    assert "running head: 6, such as “Overview report”" in text
    assert "Two columns on page 3." in text


def test_the_policy_allows_this_script_and_style_and_nothing_else(page):
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    scripts = page.xpath("//script[not(@type)]/text()")
    style = page.xpath("//style/text()")[0]
    hashes = [b64encode(sha256(t.encode()).digest()).decode() for t in (*scripts, style)]
    early, main, looks = (f"'sha256-{h}'" for h in hashes)
    assert policy == (
        f"default-src 'none'; script-src {early} {main}; style-src {looks}; "
        "base-uri 'none'; form-action 'none'"
    )


def test_nothing_is_fetched_and_no_attribute_holds_style_or_code(page):
    names = {name for element in page.iter("*") for name in element.attrib}
    assert not [name for name in names if name == "style" or name.startswith("on")]
    assert not names & {"src", "srcset", "action", "formaction", "poster", "ping"}
    assert all(link.startswith("#") for link in page.xpath("//@href"))


def test_every_link_and_label_leads_somewhere_and_no_id_comes_twice(page):
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    pointed = [link[1:] for link in page.xpath("//@href")]
    pointed += page.xpath("//@aria-labelledby") + page.xpath("//@for")
    assert set(pointed) <= set(ids)


def test_headings_go_down_one_level_at_a_time(page):
    levels = [int(h.tag[1]) for h in page.xpath("//main//*[re:test(name(), '^h[1-6]$')]",
              namespaces={"re": "http://exslt.org/regular-expressions"})]  # fmt: skip
    assert page.xpath("count(//h1)") == 1
    assert all(after <= before + 1 for before, after in zip([1, *levels], levels, strict=False))


def test_each_text_stands_once_with_its_place_role_probability_and_evidence(study, content, page):
    passage = next(p for p in study.passages() if p.role == "finding" and len(p.themes) == 1)
    assert content.count(passage.text[:6].encode()) >= 1
    item = next(
        found for found in page.xpath("//div[@id='all-passages']//li")
        if found.xpath("string(blockquote)") == passage.text
    )  # fmt: skip
    theme = passage.themes[0]
    name = study.codebook.theme(theme).label
    assert item.xpath("string(p/cite)") == (
        f"{case_name(passage.review)}, page {passage.page}, paragraph {passage.paragraph}"
    )
    assert item.xpath("string(p/small)") == f"Finding. {name} {passage.probabilities[theme]:.2f}"
    span = passage.evidence[0]
    assert item.xpath("string(blockquote/mark)") == passage.text[span.start : span.end]


def test_only_passages_that_a_figure_opens_to_are_here(study, page):
    opened = {i for t in study.tables.values() if t.id != "repeats"
              for row in t.rows for cell in row.cells.values() for i in cell.passages}  # fmt: skip
    texts = sorted(clean(p.text) for p in study.passages() if p.id in opened)
    here = sorted(b.text_content() for b in page.xpath("//div[@id='all-passages']//blockquote"))
    assert here == texts


def test_above_the_limit_the_strongest_of_every_theme_and_review_come_first(study):
    some = html.document_fromstring(as_html(study, limit=6_000).decode("utf-8"))
    items = some.xpath("//div[@id='all-passages']//li")
    assert sum(len(item.xpath("string(blockquote)")) for item in items) <= 6_000
    warning = " ".join(
        some.xpath("//section[@id='passages']/p[@class='warn']")[0].text_content().split()
    )
    assert re.search(
        rf"are here: {len(items)} of \d+\. The rest is in the workbook themes.xlsx, and", warning
    )
    kept = {item.xpath("string(blockquote)") for item in items}
    firsts = {}
    for p in study.passages():
        if p.id not in study.repeats and p.role in ("finding", "recommendation", "good-practice"):
            for theme in p.themes:
                key = (theme, p.review.review_id)
                if key not in firsts or firsts[key].probabilities[theme] < p.probabilities[theme]:
                    firsts[key] = p
    strong = [p for p in firsts.values() if p.text in kept]
    assert len(strong) > len(kept) / 2
    assert kept < {p.text for p in study.passages()}


def test_the_same_study_gives_the_same_bytes(content):
    reading = ReadingReport(
        file="case-1.pdf", format="pdf", pages=6, passages=24, notes=("Two columns on page 3.",),
        dropped=(Dropped(what="running head", count=6, example="Overview report"),),
    )  # fmt: skip
    again = small_study(readings=(reading,), failures=("broken.pdf: encrypted.",), card="# A card")
    assert as_html(again) == content


def test_hostile_text_is_text(study):
    made = passages(reviews(6), themes.shipped())
    board = made[0].review
    evil = replace(board, board=EVIL, label=EVIL, files=(EVIL, EVIL))
    made = [
        replace(p, text=f"{n} {EVIL}", paragraph=EVIL, headings=(EVIL,), review=evil)
        if p.review == board else p for n, p in enumerate(made)
    ]  # fmt: skip
    bad = study_of(made, card=f"# {EVIL}\n\n|{EVIL}|\n|---|\n\n- {EVIL}", failures=(EVIL,))
    found = html.document_fromstring(as_html(bad).decode("utf-8"))
    assert len(found.xpath("//script")) == 3
    assert not found.xpath("//img | //@onerror | //@onmouseover | //comment()")
    text = found.xpath("string(//div[@id='all-passages'])")
    assert "{{ 7 * 7 }} {% raw %} <img src=x onerror=alert(1)>" in text
    assert "\x00" not in text and "\u202e" not in text
    json.loads(found.xpath("string(//script[@id='data'])"))


def test_without_quotes_there_is_no_text_of_a_passage(study):
    bare = replace(
        study, quotes=False, passages=lambda: (replace(p, text="") for p in study.passages())
    )
    content = as_html(bare).decode("utf-8")
    found = html.document_fromstring(content)
    texts = {b.text_content() for b in found.xpath("//div[@id='all-passages']//blockquote")}
    assert texts == {"(text left out)"}
    assert not found.xpath("//mark")
    assert not [p for p in study.passages() if p.text in content]
    assert found.xpath("//div[@id='all-passages']//cite")


def test_text_that_is_there_is_left_out_without_quotes_all_the_same(study):
    content = as_html(replace(study, quotes=False)).decode("utf-8")
    assert not [p for p in study.passages() if p.text in content]
    data = json.loads(html.document_fromstring(content).xpath("string(//script[@id='data'])"))
    assert {len(mark) for entry in data["passages"] for mark in entry[2:]} == {2}


def test_where_small_counts_are_withheld_nothing_here_tells_them(study):
    found = html.document_fromstring(as_html(guard.suppressed(study, 3)).decode("utf-8"))
    data = json.loads(found.xpath("string(//script[@id='data'])"))
    assert not data["passages"] and not any(data["tally"])
    assert not found.xpath("//form | //td/a | //blockquote")
    assert "from 1 to 2 is not shown" in found.xpath("string(//section[@id='summary'])")


def test_many_reviews_have_groups_for_columns_and_a_list_for_themselves():
    many = study_of(passages(reviews(64), themes.shipped(), each=5))
    found = html.document_fromstring(as_html(many).decode("utf-8"))
    assert found.xpath("//table[@id='lessons-main-table']/@data-by") == ["scope"]
    assert not found.xpath("//table[@data-by='review']")
    assert len(found.xpath("//table[@id='all-reviews-table']/tbody/tr")) == 64
    assert "at most 40 local ones" in found.xpath("string(//section[@id='reviews'])")


def test_a_table_that_could_not_be_made_says_why():
    alone = [replace(r, scope="local", year=None) for r in reviews(4)]
    lone = study_of(passages(alone, themes.shipped()), verdicts=False)
    found = html.document_fromstring(as_html(lone).decode("utf-8"))
    for part, name in (("compared", "lessons-compared-by-scope"), ("trends", "lessons-by-year")):
        assert clean(lone.missing[name]) in found.xpath(f"string(//section[@id='{part}'])")
        assert f"{name}: {clean(lone.missing[name])}" in found.xpath(
            "string(//section[@id='method'])"
        )
    assert "is not known here" in found.xpath("string(//section[@id='method'])")


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("# A\n\n## B", "<h4>A</h4><h5>B</h5>"),
        ("one\ntwo\n\nthree", "<p>one two</p><p>three</p>"),
        ("- a\n- <b>", "<ul><li>a</li><li>&lt;b&gt;</li></ul>"),
        ("#hash and - dash", "<p>#hash and - dash</p>"),
        ("|---|", ""),
        ("", ""),
    ],
)
def test_a_card_is_read_as_headings_paragraphs_and_lists(written, made):
    assert re.sub(r"<div.*", "", str(card_as_html(written))) == made


def test_a_table_of_a_card_has_heads():
    table = html.fragment_fromstring(str(card_as_html("| a | b |\n| --- | ---: |\n| 1 | <2> |")))
    assert [th.text for th in table.xpath(".//thead//th")] == ["a", "b"]
    assert [cell.text for cell in table.xpath(".//tbody//*[not(*)]")] == ["1", "<2>"]
