"""What is taken off the pages, and the body text that must not go with it."""

from pathlib import Path

import pytest
from pdfs import LEFT, Sheet

from scr_mine.read import assemble
from scr_mine.read.pdf import reader as pdf
from scr_mine.read.text import reader as txt

REPORT = Path("report.pdf")
NOTHING_DONE = "No further action was taken."
BODY = (
    "The worker called at the house on {day} and spoke to the mother at the door for some minutes, "
    "but she did not see the child and did not say so in the record that she made of the visit."
)
OTHER = (
    "On {day} the school rang the duty desk about bruises on both arms and was asked to put it in "
    "writing, which it did within the hour, and to which nobody replied."
)
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def document(sheet):
    return assemble.document(pdf.read(sheet.bytes(), REPORT), REPORT, "0" * 64)


def texts(found, *kinds):
    return [found.text[b.start : b.end] for b in found.blocks if not kinds or b.kind in kinds]


def dropped(found):
    return {one.what: one.count for one in found.report.dropped}


def paged(pages=6, **options):
    """A report of some pages, each with two paragraphs that differ."""
    sheet = Sheet(**options)
    for i in range(pages):
        if i:
            sheet.open_page()
        yield sheet, i
        sheet.paragraph(BODY.format(day=DAYS[i % 7]))
        sheet.paragraph(f"Page text number {DAYS[i % 7]} ends here.")


def drawn(pages=6, **options):
    for sheet, _ in paged(pages, **options):
        last = sheet
    return last


def body_texts(pages=6):
    return [
        text
        for i in range(pages)
        for text in (BODY.format(day=DAYS[i % 7]), f"Page text number {DAYS[i % 7]} ends here.")
    ]


@pytest.mark.parametrize(
    ("head", "foot", "counts"),
    [
        ("Ambleford LSCB", "Page # of 6", {"page numbers": 6, "running heads and feet": 6}),
        ("Child Z overview report", "#", {"page numbers": 6, "running heads and feet": 6}),
        ("", "P a g e  # | 6", {"page numbers": 6}),
        ("", "# | Page", {"page numbers": 6}),
        ("", "- # -", {"page numbers": 6}),
        ("Child Z   Page #", "", {"running heads and feet": 6}),
        ("OFFICIAL - SENSITIVE", "FINAL REPORT", {"handling stamps": 12}),
        ("NOT FOR PUBLICATION", "", {"handling stamps": 6}),
        ("Page #: the visit on", "", {"converter page heads": 6}),
        ("C:/reports/child z final v7.docx", "", {"running heads and feet": 6}),
    ],
)
def test_heads_feet_stamps_and_numbers_go(head, foot, counts):
    found = document(drawn(head=head, foot=foot))
    assert texts(found) == body_texts()
    assert dropped(found) == counts


def test_two_pages_are_enough_to_know_a_head():
    found = document(drawn(2, head="Ambleford Safeguarding Board"))
    assert texts(found) == body_texts(2)


def test_roman_front_matter_and_numbers_that_start_late():
    sheet = Sheet()
    for i, number in enumerate(["i", "ii", "iii", "1", "2", "3", "4", "5"]):
        if i:
            sheet.open_page()
        sheet.paragraph(BODY.format(day=DAYS[i % 7]))
        sheet.at(number, 290, 800, size=9)
    found = document(sheet)
    assert texts(found) == [BODY.format(day=DAYS[i % 7]) for i in range(8)]
    assert dropped(found) == {"page numbers": 8}


def test_heads_that_change_with_the_chapter():
    sheet = Sheet()
    for i in range(12):
        if i:
            sheet.open_page()
        name = ("The family", "What happened", "Analysis", "Lessons")[i // 3]
        sheet.at(name, LEFT, 45, size=8)
        sheet.paragraph(BODY.format(day=DAYS[i % 7]))
    assert texts(document(sheet)) == [BODY.format(day=DAYS[i % 7]) for i in range(12)]


def test_a_chapter_title_like_the_running_head_stays_once():
    sheet = Sheet()
    for i in range(6):
        if i:
            sheet.open_page()
            sheet.at("What happened to Child Z", LEFT, 45, size=8)
        else:
            sheet.heading("What happened to Child Z", size=16)
        sheet.paragraph(BODY.format(day=DAYS[i]))
    found = document(sheet)
    assert texts(found, "heading") == ["What happened to Child Z"]
    assert dropped(found) == {"running heads and feet": 5}


@pytest.mark.parametrize("place", ["first", "last", "middle"])
def test_a_sentence_that_recurs_in_the_body_stays(place):
    sheet = Sheet(head="Child Z", foot="Page # of 10")
    wanted = []
    for i in range(10):
        if i:
            sheet.open_page()
        page = [BODY.format(day=DAYS[i % 7]), OTHER.format(day=f"the {i + 2}th of June")]
        if i % 3 == 0:
            page.insert({"first": 0, "middle": 1, "last": 2}[place], NOTHING_DONE)
        for text in page:
            sheet.paragraph(text)
        wanted += page
    assert texts(document(sheet)) == wanted


def test_body_text_alike_on_two_pages_stays():
    sheet = Sheet()
    for i in range(2):
        if i:
            sheet.open_page()
        sheet.paragraph(BODY.format(day="Monday"))
    assert len(texts(document(sheet))) == 2


def test_a_number_in_the_body_is_no_page_number():
    sheet = Sheet(foot="Page # of 3")
    for i in range(3):
        if i:
            sheet.open_page()
        sheet.paragraph(BODY.format(day=DAYS[i]))
        sheet.paragraph(f"The telephone rang {i + 1} of 3 times before anybody answered it.")
    assert texts(document(sheet)) == [
        text
        for i in range(3)
        for text in (
            BODY.format(day=DAYS[i]),
            f"The telephone rang {i + 1} of 3 times before anybody answered it.",
        )
    ]


def test_a_stamp_word_in_a_heading_or_sentence_stays():
    sheet = Sheet()
    sheet.heading("Public protection and confidential records")
    sheet.paragraph("The report was marked FINAL in error, and DRAFT in the index of the Board.")
    assert len(texts(document(sheet))) == 2


def contents_page(sheet, entries, *, leader):
    sheet.heading("Contents")
    for title, page in entries:
        if leader == "dots":
            sheet.at(f"{title} {'.' * (90 - len(title))} {page}", LEFT, sheet.y)
        elif leader == "spaced dots":
            sheet.at(f"{title} {'. ' * 30}{page}", LEFT, sheet.y)
        elif leader == "separate":
            sheet.at(title, LEFT, sheet.y)
            sheet.at(str(page), 500, sheet.y)
        else:
            sheet.at(title, LEFT, sheet.y)
        sheet.y += 16


ENTRIES = [("1. Introduction", 3), ("2. What happened", 5), ("3. What we learned", 9)]


@pytest.mark.parametrize("leader", ["dots", "spaced dots", "separate", "none"])
def test_contents_lists_go(leader):
    sheet = Sheet()
    sheet.heading("Review of Child Z", size=20)
    contents_page(sheet, ENTRIES, leader=leader)
    sheet.open_page()
    wanted = []
    for i, (title, _) in enumerate(ENTRIES):
        sheet.heading(title)
        sheet.paragraph(BODY.format(day=DAYS[i]))
        wanted += [title.partition(" ")[2], BODY.format(day=DAYS[i])]
    found = document(sheet)
    assert texts(found) == ["Review of Child Z", *wanted]
    assert dropped(found) == {"contents lines": 4}


def test_contents_entries_that_wrap():
    sheet = Sheet()
    sheet.heading("Contents")
    title = "How far the agencies knew what was happening in the household"
    for line in (
        "1. How far the agencies knew what was",
        f"happening in the household {'.' * 50} 4",
    ):
        sheet.at(line, LEFT, sheet.y)
        sheet.y += 14
    sheet.at(f"2. Recommendations {'.' * 60} 7", LEFT, sheet.y)
    sheet.open_page()
    sheet.heading(f"1. {title}")
    sheet.paragraph(BODY.format(day="Monday"))
    sheet.heading("2. Recommendations")
    sheet.paragraph(BODY.format(day="Friday"))
    assert texts(document(sheet)) == [
        title,
        BODY.format(day="Monday"),
        "Recommendations",
        BODY.format(day="Friday"),
    ]


def test_a_chapter_called_contents_keeps_its_text():
    sheet = Sheet()
    sheet.heading("Contents")
    sheet.paragraph(BODY.format(day="Monday"))
    sheet.paragraph(BODY.format(day="Friday"))
    assert texts(document(sheet)) == [
        "Contents",
        BODY.format(day="Monday"),
        BODY.format(day="Friday"),
    ]


def test_sentences_that_end_in_figures_are_no_contents():
    sheet = Sheet()
    contents_page(sheet, ENTRIES, leader="separate")
    sheet.open_page()
    sheet.heading("1. Introduction")
    text = "The household was known to the housing office from the year 2003 and lived at number 14"
    sheet.paragraph(text)
    sheet.heading("2. What happened")
    sheet.paragraph(BODY.format(day="Monday"))
    assert text in texts(document(sheet))


def test_plain_text_pages_lose_the_same_furniture():
    pages = [
        f"CHILD Z OVERVIEW REPORT\n\n{BODY.format(day=day)}\n\n                Page {i} of 4"
        for i, day in enumerate(DAYS[:4], start=1)
    ]
    found = txt.read("\f".join(pages).encode(), Path("report.txt"))
    assert [part.text for part in found.parts] == [BODY.format(day=day) for day in DAYS[:4]]
    assert [part.page for part in found.parts] == [1, 2, 3, 4]
    assert found.tally.counts == {"page numbers": 4, "running heads and feet": 4}
