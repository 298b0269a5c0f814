"""Transcripts of slide decks: slide by slide, without what the site printed round them."""

from pathlib import Path

import pytest

from scr_mine.read import assemble
from scr_mine.read.text import reader as txt
from scr_mine.read.text import slides

DECK = """\
Learning from local reviews. - PowerPoint PPT Presentation

1 / 6
About This Presentation
Title:

Learning from local reviews.

Description:

Ambleford Board Learning from local reviews. For staff ... – PowerPoint PPT presentation

Number of Views:12
Avg rating:3.0/5.0
Slides: 7
Provided by: nobody1
Category:

less

Transcript and Presenter's Notes

Title: Learning from local reviews.


1
Ambleford and District Safeguarding Children
Board
  • Learning from local reviews of practice in the
    years to 2014.

2
Aims of the session
  • To think about what we learned from audits of
    our own cases and from reviews elsewhere.
  • To discuss the questions

Ambleford and District Safeguarding Children
Board
3
Four children
  • Ashby Broken arm
    explained three times over
  • 11.05.07   Seen at home, and then
    at school
  • Brook Not fed
    for two days.

4
What we found Curiosity
  • You dont know what you dont ask.
  • Non-mobile babies do not bruise and non-
    mobile babies were bruised.
    – at home
    – in hospital
Any adult in the house should be asked who they
are.

5
What we found Thresholds
6
Thank you!
  • Questions to the office on 01632 960000 or to
    training.and.development.team_at_ambleford.examp
    le
Write a Comment
User Comments (0)
About SlidesExample.com
"""
PATH = Path("deck.txt")


def document(text=DECK):
    return assemble.document(txt.read(text.encode(), PATH), PATH, "0" * 64)


def test_every_slide_has_its_title_and_bullets():
    found = document()
    assert [(b.page, b.kind, found.text[b.start : b.end]) for b in found.blocks] == [
        (1, "heading", "Ambleford and District Safeguarding Children Board"),
        (1, "list_item", "Learning from local reviews of practice in the years to 2014."),
        (2, "heading", "Aims of the session"),
        (
            2,
            "list_item",
            "To think about what we learned from audits of our own cases and from reviews "
            "elsewhere.",
        ),
        (2, "list_item", "To discuss the questions"),
        (3, "heading", "Four children"),
        (3, "list_item", "Ashby Broken arm explained three times over"),
        (3, "table_row", "11.05.07 | Seen at home, and then at school"),
        (3, "list_item", "Brook Not fed for two days."),
        (4, "heading", "What we found Curiosity"),
        (4, "list_item", "You dont know what you dont ask."),
        (4, "list_item", "Non-mobile babies do not bruise and non-mobile babies were bruised."),
        (4, "list_item", "at home"),
        (4, "list_item", "in hospital"),
        (4, "paragraph", "Any adult in the house should be asked who they are."),
        (5, "heading", "What we found Thresholds"),
        (6, "heading", "Thank you!"),
        (
            6,
            "list_item",
            "Questions to the office on 01632 960000 or to "
            "training.and.development.team_at_ambleford.example",
        ),
    ]
    assert {b.level for b in found.blocks if b.kind == "heading"} == {1}


def test_what_the_site_printed_is_counted():
    report = document().report
    assert report.pages == 6
    assert [(d.what, d.count) for d in report.dropped] == [
        ("page numbers", 6),
        ("running heads and feet", 1),
        ("site furniture", 18),
    ]


def test_the_title_page_has_the_first_slide_with_what_stood_before():
    title_page = txt.read(DECK.encode(), PATH).title_page
    assert title_page.startswith("Learning from local reviews.")
    assert "Safeguarding Children" in title_page


def test_without_the_sites_words_bullets_tell():
    bare = DECK[DECK.index("1\nAmbleford") : DECK.index("Write a Comment")]
    assert slides.is_transcript(bare)
    found = document(bare)
    assert found.report.pages == 6
    assert [d.what for d in found.report.dropped] == ["page numbers", "running heads and feet"]


def test_slides_with_pictures_only_may_lack_their_number():
    found = document(DECK.replace("\n3\nFour", "\n\n4\nFour").replace("\n4\nWhat", "\n\n5\nWhat"))
    pages = [b.page for b in found.blocks if b.kind == "heading"]
    assert pages[:4] == [1, 2, 4, 5]


@pytest.mark.parametrize(
    "text",
    [
        "1. The family\n\nSome text.\n\n2. The findings\n\nMore text.\n\n3. The lessons\n\nEnd.\n",
        "A report.\n\n1\n\nSome text of the report.\n\n2\n\nMore text.\n\n3\n\nThe end.\n",
        "Numbers: 1\n2\n3\n4\n",
        "The family\n• one\n• two\n• three\n",
    ],
)
def test_what_is_no_transcript(text):
    assert not slides.is_transcript(text)
