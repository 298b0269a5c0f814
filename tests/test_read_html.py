from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scr_mine.errors import UnreadableFileError
from scr_mine.read import assemble
from scr_mine.read.web import html as reader

PATH = Path("report.html")
PROSE = (
    "The social worker visited the home on three occasions and recorded that the children were "
    "well, although no practitioner had seen the bedrooms or spoken with them alone that month."
)
STORY = f"<h2>Findings</h2><p>{PROSE}</p><p>Agencies did not share what they knew of the risk.</p>"
STORY_TEXTS = ["Findings", PROSE, "Agencies did not share what they knew of the risk."]


def page(body, head=""):
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def read(body, head=""):
    data = body if isinstance(body, bytes) else page(body, head)
    return assemble.document(reader.read(data, PATH), PATH, "0" * 64)


def blocks(body):
    document = read(body)
    return [(b.kind, b.number, document.text[b.start : b.end]) for b in document.blocks]


def texts(body):
    return [text for _, _, text in blocks(body)]


def dropped(body):
    return {d.what: (d.count, d.example) for d in read(body).report.dropped}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h1>Child F</h1><h3>Why</h3>", [("heading", None, "Child F"), ("heading", None, "Why")]),
        ("<h2>4.2 Analysis</h2>", [("heading", "4.2", "Analysis")]),
        (
            "<h2>1 Scope</h2><h2>2 Method</h2>",
            [("heading", "1", "Scope"), ("heading", "2", "Method")],
        ),
        ("<h2>7 Minute Briefing</h2>", [("heading", None, "7 Minute Briefing")]),
        ("<p>4.12 She was seen.</p>", [("paragraph", "4.12", "She was seen.")]),
        ("<p>4.12She was seen.</p>", [("paragraph", "4.12", "She was seen.")]),
        (
            "<p><b>The family</b></p><p>They moved.</p>",
            [("heading", None, "The family"), ("paragraph", None, "They moved.")],
        ),
        ("<p><b>Mother</b> was seen.</p>", [("paragraph", None, "Mother was seen.")]),
        (
            "<p><b>Mother was not told of the plan.&#8203;</b></p>",
            [("paragraph", None, "Mother was not told of the plan.")],
        ),
        ("<p>&#65279;• Seen alone.</p>", [("list_item", None, "Seen alone.")]),
        (
            "<p>2. They should: • ask; • listen.</p>",
            [
                ("paragraph", "2", "They should:"),
                ("list_item", None, "ask;"),
                ("list_item", None, "listen."),
            ],
        ),
        ("<p>one\n   two&nbsp;three</p>", [("paragraph", None, "one two three")]),
        (
            "<div>First.<div>Second.</div>Third.</div>",
            [("paragraph", None, t) for t in ("First.", "Second.", "Third.")],
        ),
        (
            "First line.<br><br>Second block.",
            [("paragraph", None, "First line."), ("paragraph", None, "Second block.")],
        ),
        ("<p>The child<br>was seen.</p>", [("paragraph", None, "The child was seen.")]),
        (
            "<p>They should:<br>• meet;<br>• write.</p>",
            [
                ("paragraph", None, "They should:"),
                ("list_item", None, "meet;"),
                ("list_item", None, "write."),
            ],
        ),
        (
            "<p>4.1 She came.<br>4.2 She went.</p>",
            [("paragraph", "4.1", "She came."), ("paragraph", "4.2", "She went.")],
        ),
        (
            "<blockquote><p>I was not asked.</p></blockquote>",
            [("paragraph", None, "I was not asked.")],
        ),
        ("<pre>It was a\nlong night.</pre>", [("paragraph", None, "It was a long night.")]),
        ("<p>safe&shy;guarding<wbr>board</p>", [("paragraph", None, "safeguardingboard")]),
        (
            "<p>on the 3<sup>rd</sup> May in 9 m<sup>2</sup></p>",
            [("paragraph", None, "on the 3rd May in 9 m2")],
        ),
    ],
)
def test_blocks_end_where_a_browser_ends_them(body, expected):
    assert blocks(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<ul><li>one<li>two</ul>", [(None, "one"), (None, "two")]),
        ("<ol><li>one<li>two</ol>", [("1", "one"), ("2", "two")]),
        (
            "<ol start=4><li>one<li value=9>two<li>three</ol>",
            [("4", "one"), ("9", "two"), ("10", "three")],
        ),
        ("<ol type=a><li>one<li>two</ol>", [("a", "one"), ("b", "two")]),
        ("<ol type=i reversed><li>one<li>two</ol>", [("ii", "one"), ("i", "two")]),
        ('<ol style="list-style-type: upper-roman"><li>one</ol>', [("I", "one")]),
        ('<ol style="list-style:none"><li>4.1 one</ol>', [("4.1", "one")]),
        ("<ol><li>4.1 one<li>4.2 two</ol>", [("4.1", "one"), ("4.2", "two")]),
        (
            "<ol><li>one<ul><li>inner</ul></li><li>two</ol>",
            [("1", "one"), (None, "inner"), ("2", "two")],
        ),
        (
            "<ol><li>one<ol type=a><li>inner</ol></li><li>two</ol>",
            [("1", "one"), ("a", "inner"), ("2", "two")],
        ),
        ("<ol><li><p>one</p><li><p>two</p></ol>", [("1", "one"), ("2", "two")]),
    ],
)
def test_lists_keep_their_numbers(body, expected):
    found = blocks(body)
    assert [(number, text) for _, number, text in found] == expected
    assert {kind for kind, _, _ in found} == {"list_item"}


def test_tables():
    document = read(
        "<table><caption>Key dates</caption><thead><tr><th>Date<th>Event</thead>"
        "<tr><td rowspan=2>May<td>Seen.</tr><tr><td>Lost.</tr><tr><td colspan=2>June</tr></table>"
    )
    rows = [(b.kind, document.text[b.start : b.end], b.header) for b in document.blocks]
    head = ("Date", "Event")
    assert rows == [
        ("paragraph", "Key dates", ()),
        ("table_row", "May | Seen.", head),
        ("table_row", "Lost.", head),
        ("table_row", "June", head),
    ]
    assert document.report.tables == 1


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<table><tr><td>{STORY}</td></tr></table>", STORY_TEXTS),
        (f"<table><tr><td>Menu</td><td>{STORY}</td></tr></table>", ["Menu", *STORY_TEXTS]),
        ("<table><tr><td><table><tr><td>In</td></tr></table></td></tr></table>", ["In"]),
        (
            "<dl><dt>CIN<dd>Child in need<dt>ICPC<dt>RCPC<dd>Conferences</dl>",
            ["CIN | Child in need", "ICPC, RCPC | Conferences"],
        ),
        ("<dl><dt>Question<dd><p>Answer.</p><p>More.</p></dl>", ["Question", "Answer.", "More."]),
        ("<figure><img alt='x'><figcaption>The plan</figcaption></figure>", ["The plan"]),
        ("<details><summary>Method</summary><p>We met.</p></details>", ["Method", "We met."]),
        ("<table><tr><td>4.1<td>" + PROSE + "<tr><td>4.2<td>" + PROSE + "</table>", [PROSE, PROSE]),
    ],
)
def test_frames_terms_and_captions(body, expected):
    assert texts(body) == expected


CLUTTER = [
    ("<nav><a href=/>Home</a> <a href=/news>News</a></nav>", "site navigation"),
    ("<div role=navigation>Go to <a href=/>Home</a></div>", "site navigation"),
    ("<ul class='main-menu'><li><a href=/>Home</a></ul>", "site navigation"),
    ("<header>Borough Council</header>", "page headers and footers"),
    ("<footer>Contact the council by telephone</footer>", "page headers and footers"),
    ("<div id=footer>All rights reserved</div>", "page headers and footers"),
    ("<aside>Latest news from the council</aside>", "side columns"),
    ("<div class='sidebar'>Council tax bills</div>", "side columns"),
    ("<form>Search <input><button>Go</button></form>", "forms and buttons"),
    ("<button>Print this page</button>", "forms and buttons"),
    ("<div class='cookie-banner'>We use cookies on this site.</div>", "cookie notices"),
    ("<div class='col-3 left-nav'><ul><li>Adoption<li>Fostering</ul></div>", "site navigation"),
    ("<div title=footer><p>P a g e 2 | 2</p></div>", "page headers and footers"),
    ("<div id='CookieConsent'>We value privacy</div>", "cookie notices"),
    ("<div role=dialog>Please accept our cookies</div>", "cookie notices"),
    ("<ol class='breadcrumb'><li>Home<li>Children</ol>", "breadcrumbs"),
    ("<div class='share-links'>Share this on social media</div>", "share links"),
    ("<div class='social-media-icons'>Follow us</div>", "share links"),
    ("<a href='#content' class=skip>Skip to main content</a>", "skip links"),
    ("<section class='related-content'>Other reports by us</section>", "related links"),
    ("<div id=comments>A reader wrote that it was sad</div>", "reader comments"),
    ("<p hidden>Not to be seen</p>", "hidden text"),
    ("<p style='display: none'>Not to be seen</p>", "hidden text"),
    ("<span aria-hidden=true>icon</span>", "hidden text"),
    ("<span class='govuk-visually-hidden'>about cookies</span>", "hidden text"),
    ("<p><del>It was removed</del></p>", "deleted text"),
]


@pytest.mark.parametrize(("clutter", "kind"), CLUTTER)
def test_clutter_is_left_out_and_counted(clutter, kind):
    for body in (clutter + STORY, STORY + clutter, f"<div>{clutter}{STORY}</div>"):
        assert texts(body) == STORY_TEXTS
        assert list(dropped(body)) == [kind]


@pytest.mark.parametrize(
    "frame",
    [
        "<form action=/>{}</form>",
        "<header><h1></h1>{}</header>",
        "<aside>{}</aside>",
        "<footer>{}</footer>",
        "<div class='sidebar'>{}</div>",
        "<div id=related>{}</div>",
        "<div class=comments>{}</div>",
        "<div class='menu'>{}</div>",
        "<div class='share'>{}</div>",
        "<div aria-hidden=true>{}</div>",
        "<div style='display:none'>{}</div>",
        "<div class=cookie-banner><div class=sidebar>{}</div></div>",
        "<section id='comments-from-the-family'>{}</section>",
        "<section id='information-sharing'>{}</section>",
        "<section id='social-care'>{}</section>",
    ],
)
def test_the_page_never_loses_most_of_its_text(frame):
    assert texts(frame.format(STORY) + "<p>Published by the Board.</p>") == [
        *STORY_TEXTS,
        "Published by the Board.",
    ]


@pytest.mark.parametrize(
    ("aside", "kept"),
    [
        ("<aside><p>Key point: ask the child.</p></aside>", ["Key point: ask the child."]),
        ("<aside><h2>See</h2><a href=/a>Other reports of ours</a></aside>", []),
        ("<footer class=footnotes><ol><li>Ibid.</ol></footer>", ["Ibid."]),
    ],
)
def test_a_box_beside_the_text_is_read_but_not_a_list_of_links(aside, kept):
    assert texts(f"<main>{STORY}{aside}</main>") == [*STORY_TEXTS, *kept]


def test_clutter_inside_a_frame_that_was_spared_still_goes():
    body = f"<form action=/><nav><a href=/>Home</a></nav>{STORY}<button>Send</button></form>"
    assert texts(body) == STORY_TEXTS


def test_panels_that_open_on_a_click_are_read():
    panels = "".join(f"<h3>Part {i}</h3><div hidden><p>{PROSE} {i}</p></div>" for i in "ab")
    assert texts(panels) == ["Part a", f"{PROSE} a", "Part b", f"{PROSE} b"]


@pytest.mark.parametrize("tag", ["main", "article", "div role=main"])
def test_the_main_element_is_preferred_and_the_title_kept(tag):
    body = f"<h1>Child F</h1><div>Council tax bills are due</div><{tag}>{STORY}</{tag.split()[0]}>"
    assert texts(body) == ["Child F", *STORY_TEXTS]
    assert dropped(body)["text outside the main part"] == (1, "Council tax bills are due")


def test_a_main_element_with_little_in_it_is_not_trusted():
    assert texts(f"<main><p>Read on below.</p></main>{STORY}") == ["Read on below.", *STORY_TEXTS]


def test_several_articles_are_all_read():
    body = "".join(f"<article><h2>{n}</h2><p>{PROSE}</p></article>" for n in ("One", "Two"))
    assert texts(body) == ["One", PROSE, "Two", PROSE]


NOTES = [
    (
        '<p>As in 2013<sup id="fnref1"><a href="#fn1">1</a></sup>, so now.</p>'
        '<section class="footnotes"><ol><li id="fn1"><p>Working Together. '
        '<a href="#fnref1">↩</a></p></li></ol></section>'
    ),
    (
        '<p>As in 2013<a href="#_ftn1" name="_ftnref1">[1]</a>, so now.</p>'
        '<div><div id="ftn1"><p><a href="#_ftnref1" name="_ftn1">[1]</a> Working Together.</p>'
        "</div></div>"
    ),
    (
        '<p>As in 2013<sup><a href="#fn:1" rel="footnote">[footnote 1]</a></sup>, so now.</p>'
        '<div class="footnotes" role="doc-endnotes"><ol><li id="fn:1"><p>Working Together. '
        '<a href="#fnref:1">Back to contents</a></p></li></ol></div>'
    ),
    '<p>As in 2013<sup>1</sup>, so now.</p><ol class="footnotes"><li>Working Together.</li></ol>',
]


@pytest.mark.parametrize("body", NOTES, ids=["common", "word", "kramdown", "plain"])
def test_footnotes(body):
    assert blocks(body) == [
        ("paragraph", None, "As in 2013, so now."),
        ("footnote", "1", "Working Together."),
    ]
    assert dropped(body)["footnote marks"][0] == 1


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<h2>Contents</h2><ul><li><a href=#a>One</a><li><a href=#b>Two</a>"
            f"<li><a href=#c>Three</a></ul>{STORY}",
            STORY_TEXTS,
        ),
        (f"<p>Contents</p><p>1. Findings .... 4</p><p>2. Annex .... 9</p>{STORY}", STORY_TEXTS),
        (f"<p>Contents Why page 2 How page 5 When page 11</p>{STORY}", STORY_TEXTS),
        ("<div>" + "<a href=#a>x</a><p>y</p>" * 4 + "</div>", ["x", "y"] * 4),
        (
            f"<p>See <a href=#a>section one</a> for what the panel read.</p>{STORY}",
            ["See section one for what the panel read.", *STORY_TEXTS],
        ),
    ],
)
def test_contents_lists_are_left_out(body, expected):
    assert texts(body) == expected


def test_converter_page_heads_are_dropped_and_give_pages():
    body = (
        "<h3>Page 1: Serious Case Review Child F</h3><p>The child was seen by the social</p>"
        "<h3>Page 2: The mother said she</h3><p>worker in May.</p>"
        "<h3>Page 3: Serious Case Review</h3><h3>Page 4: Serious Case Review</h3>"
        "<p>Page 5: Serious<br>A referral was made.</p>"
    )
    document = read(body)
    assert [(document.text[b.start : b.end], b.page) for b in document.blocks] == [
        ("The child was seen by the social worker in May.", 1),
        ("A referral was made.", 5),
    ]
    assert dropped(body)["converter page heads"] == (5, "Page 1: Serious Case Review Child F")
    assert document.report.pages == 5


def test_numbered_paragraphs_run_together_are_taken_apart():
    body = f"<p>4.1 {PROSE} 4.2 {PROSE[:60]}. 4.7 Not next. See 4.3 of this. 5.1 A new section.</p>"
    assert [(number, text[:20]) for _, number, text in blocks(body)] == [
        ("4.1", PROSE[:20]),
        ("4.2", PROSE[:20]),
        ("5.1", "A new section."),
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>4.1</p><p>She was seen.</p>", [("paragraph", "4.1", "She was seen.")]),
        (
            "<p>4.1</p><p>4.2</p><p>She came.</p><p>She went.</p>",
            [("paragraph", "4.1", "She came."), ("paragraph", "4.2", "She went.")],
        ),
        ("<p>•</p><p>She was seen.</p>", [("list_item", None, "She was seen.")]),
        ("<p>4.</p><h2>Findings</h2>", [("heading", "4", "Findings")]),
        (
            "<p>11.05.07</p><p>She was seen.</p>",
            [("paragraph", None, "11.05.07"), ("paragraph", None, "She was seen.")],
        ),
        (
            "<p>4.1</p><p>4.2 She was seen.</p>",
            [("paragraph", None, "4.1"), ("paragraph", "4.2", "She was seen.")],
        ),
    ],
)
def test_marks_that_stand_alone_go_to_what_they_mark(body, expected):
    assert blocks(body) == expected


def test_a_page_head_that_swallowed_its_page_loses_only_the_head():
    assert texts(f"<p>Page 3: {PROSE} It was late.</p>") == [f"{PROSE} It was late."]


@pytest.mark.parametrize(
    ("body", "expected", "what"),
    [
        (f"<p>{PROSE}</p><p>{PROSE}</p>", [PROSE], "repeated text"),
        (
            "<p>She was seen at home. She was seen at home. Nobody asked her why. "
            "Nobody asked her why.</p>",
            ["She was seen at home. Nobody asked her why."],
            "repeated text",
        ),
        (
            "<figure><figcaption>The plan</figcaption></figure><p>And so on.</p>"
            "<figure><figcaption>The plan</figcaption></figure>",
            ["The plan", "And so on."],
            "repeated captions",
        ),
    ],
)
def test_what_is_said_twice_is_kept_once(body, expected, what):
    assert texts(body) == expected
    assert what in dropped(body)


@pytest.mark.parametrize("body", ["<p>Yes.</p><p>Yes.</p>", "<p>No. No. No.</p>"])
def test_short_repeats_are_kept(body):
    assert " ".join(texts(body)).count("o.") + " ".join(texts(body)).count("Yes.") >= 2


WORDS = "The café’s manager – “Miss T” – was told"


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", None),
        ("utf-8", "iso-8859-1"),
        ("utf-8-sig", None),
        ("utf-16", None),
        ("cp1252", None),
        ("cp1252", "iso-8859-1"),
        ("cp1252", "utf-8"),
        ("cp1252", "windows-1252"),
        ("cp1252", "no-such-thing"),
        ("cp1252", "unicode_escape"),
        ("mac-roman", "macintosh"),
    ],
)
def test_encodings(encoding, declared):
    meta = f"<meta charset={declared}>" if declared else ""
    data = f"<html><head>{meta}</head><body><p>{WORDS}</p></body></html>".encode(encoding)
    assert texts(data) == [WORDS]


def test_scripts_styles_and_entities():
    body = "<style>p{}</style><script>var a='<p>no</p>'</script><p>a &amp; b &lt; c</p><!-- no -->"
    assert (texts(body), dropped(body)) == (["a & b < c"], {})


def test_a_declared_entity_is_not_expanded():
    data = b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><html><body><p>a&x;b</p>'
    assert "a&x;b" in read(data).text


def test_the_title_page_holds_the_title():
    assert read("<h1>Child F</h1><p>2012</p>", "<title>Wexmoor LSCB</title>").title_page == (
        "Wexmoor LSCB\nChild F\n2012"
    )


def test_unclosed_tags_lose_nothing():
    body = "".join(f"<div><font><b>Line {i} is here<p>" for i in range(2000))
    assert len(texts(body)) == 2000


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<blockquote>" * 5000 + b"x", "its elements lie more than 2,000 deep in one another"),
        (b"<!-- -->", "there is no web page in it"),
    ],
)
def test_what_is_no_page_is_refused(data, reason):
    with pytest.raises(UnreadableFileError) as error:
        reader.read(data, PATH)
    assert error.value.reason == reason


TAGS = [
    "<p>",
    "</p>",
    "<ul>",
    "<li>",
    "</ul>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<h2>",
    "</h2>",
    "<br>",
    "<nav>",
    "</nav>",
    "<sup>1</sup>",
    "<b>",
    "</b>",
    "<ol>",
    "<dl><dt>a<dd>",
    "<main>",
    "</main>",
    "<a href=#fn1>1</a>",
    "<div id=fn1>",
    "</div>",
    "<pre>a\nb</pre>",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(TAGS), st.text(max_size=12)), max_size=25))
def test_blocks_are_ordered_and_hold_no_line_break(pieces):
    try:
        document = read(page("".join(pieces).encode("utf-8", "replace").decode()))
    except UnreadableFileError:
        return
    at = 0
    for block in document.blocks:
        text = document.text[block.start : block.end]
        assert text and "\n" not in text and block.start == at
        at = block.end + 1
    assert len(document.text) == max(at - 1, 0)


@pytest.mark.parametrize(
    "panel",
    [
        "<h3><button>Recommendation 1</button></h3><div hidden><p>{}</p></div>",
        "<div><h3><button aria-controls=p1>Recommendation 1</button></h3></div>"
        "<div id=p1 hidden=until-found><p>{}</p></div>",
        "<h3><a data-target='#p1'>Recommendation 1</a></h3>"
        "<div id=p1 style='display:none'><p>{}</p></div>",
    ],
)
def test_one_closed_panel_of_an_accordion_is_read_with_its_title(panel):
    text = "The partnership should review how plans are shared with the family."
    assert blocks(STORY + panel.format(text))[-2:] == [
        ("heading", None, "Recommendation 1"),
        ("paragraph", None, text),
    ]


def test_a_closed_menu_is_not_read():
    menu = (
        "<header><button aria-controls=m>Menu</button></header><div id=m hidden>Council tax</div>"
    )
    assert texts(menu + STORY) == STORY_TEXTS


@pytest.mark.parametrize("character", ["\f", "&#12;", "&#x1;", "&#xfffe;"])
def test_a_control_character_beside_what_is_left_out_breaks_nothing(character):
    for body in (f"{character}<nav>Home</nav>{STORY}", f"<nav>Home</nav>{character}{STORY}"):
        assert texts(body) == STORY_TEXTS
