"""The plain text reader: encodings, pages, broken lines, headings, tables."""

import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scr_mine.errors import UnreadableFileError
from scr_mine.read import assemble
from scr_mine.read.text import reader as txt

PATH = Path("report.txt")
ONE = (
    "The health visitor called at the flat on three occasions in the spring and was told each time "
    "that the baby was asleep. She recorded that the home was warm and tidy. She did not ask to "
    "see the room in which the children slept."
)
TWO = (
    "The school had kept a list of small worries, among them hunger, tiredness and a coat that was "
    "too thin for February, but the list was not sent to anyone."
)


WORDS = ("seen", "home", "child", "called", "worker", "nobody", "asked")


def wrap(text, width=72, **options):
    return textwrap.fill(text, width, break_on_hyphens=False, **options)


def parts(text):
    return [(p.kind, p.text) for p in txt.read(text.encode(), PATH).parts]


def texts(text):
    found = assemble.document(txt.read(text.encode(), PATH), PATH, "0" * 64)
    return [found.text[b.start : b.end] for b in found.blocks]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_encodings(encoding):
    text = "Siân’s mother said – twice – that it cost £40.\n\nNobody wrote that down at the time.\n"
    found = txt.read(text.encode(encoding), PATH)
    assert [part.text for part in found.parts] == [
        "Siân’s mother said – twice – that it cost £40.",
        "Nobody wrote that down at the time.",
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_hard_wrapped_paragraphs_are_joined(end):
    text = f"{wrap(ONE)}\n\n{wrap(TWO)}\n".replace("\n", end)
    assert texts(text) == [ONE, TWO]


def test_an_empty_line_after_every_wrapped_line():
    text = "\n\n".join([*wrap(ONE).split("\n"), *wrap(TWO).split("\n"), *wrap(ONE).split("\n")])
    assert texts(text) == [ONE, TWO, ONE]


def test_paragraphs_without_space_between_them():
    text = "\n".join(wrap(one) for one in (ONE, TWO) * 3)
    assert texts(text) == [ONE, TWO] * 3


def test_one_paragraph_a_line():
    assert texts("\n".join([ONE, TWO, "A short one.", ONE])) == [ONE, TWO, "A short one.", ONE]


def test_a_whole_page_as_one_paragraph_is_parted_at_its_numbers():
    text = f"4.1 {ONE} 4.2 {TWO} {ONE} 4.3 {TWO} It weighed 3.4 kg. 2.1 Children were at home."
    found = assemble.document(txt.read(text.encode(), PATH), PATH, "0" * 64)
    assert [b.number for b in found.blocks] == ["4.1", "4.2", "4.3"]
    assert found.text.endswith("It weighed 3.4 kg. 2.1 Children were at home.")


def test_form_feeds_are_pages_and_paragraphs_go_over_them():
    first, _, second = ONE.partition("She did")
    text = f"{wrap(TWO)}\n\n{wrap(first)}\f{wrap('She did' + second)}\n\n{wrap(TWO)}\f"
    found = txt.read(text.encode(), PATH)
    assert found.pages == 2
    assert [(p.page, p.text) for p in found.parts][-1] == (2, TWO)
    first, _, second = TWO.partition("and a coat")
    text = f"{wrap(first.strip(), 200)}\f{wrap('and a coat' + second)}\n\n{wrap(ONE)}"
    assert texts(text) == [TWO, ONE]


def test_without_form_feeds_there_are_no_pages():
    found = txt.read(ONE.encode(), PATH)
    assert found.pages is None
    assert [part.page for part in found.parts] == [None]


@pytest.mark.parametrize(
    ("text", "level", "title"),
    [
        ("# 1. Introduction", 1, "1. Introduction"),
        ("## The family ##", 2, "The family"),
        ("The family\n==========", 1, "The family"),
        ("The family\n----------", 1, "The family"),
        ("The family and\nits friends\n--------------", 1, "The family and its friends"),
        ("3.1 The family", 2, "3.1 The family"),
        ("THE FAMILY", 1, "THE FAMILY"),
        ("The family", 1, "The family"),
    ],
)
def test_headings(text, level, title):
    above = "# Title\n\n" if text.startswith("##") else ""
    found = txt.read(f"{above}{text}\n\n{wrap(ONE)}\n\n{wrap(TWO)}\n".encode(), PATH)
    headings = [(p.level, p.text) for p in found.parts if p.kind == "heading"]
    assert headings[-1] == (level, title)
    assert [p.text for p in found.parts[-2:]] == [ONE, TWO]


def test_short_sentences_and_bullets_are_no_headings():
    text = f"{wrap(ONE)}\n\nNo further action was taken.\n\n- seen at home;\n- seen at school.\n"
    assert parts(text) == [
        ("paragraph", ONE),
        ("paragraph", "No further action was taken."),
        ("list_item", "seen at home;"),
        ("list_item", "seen at school."),
    ]


def test_bullets_wrap_and_letter_bullets_are_known():
    items = [wrap(TWO, initial_indent=f"  {g} ", subsequent_indent="    ") for g in "•o•o"]
    found = parts("Staff should:\n\n" + "\n".join(items))
    assert found == [("paragraph", "Staff should:"), *[("list_item", TWO)] * 4]


def test_pipe_tables():
    text = (
        f"{wrap(ONE)}\n\n| Date | Event |\n| --- | --- |\n| 11.05.07 | Seen at home. |\n"
        "| 12.05.07 | Missed. |\n"
    )
    found = txt.read(text.encode(), PATH)
    rows = [part for part in found.parts if part.kind == "table_row"]
    assert [row.cells for row in rows] == [("11.05.07", "Seen at home."), ("12.05.07", "Missed.")]
    assert {row.header for row in rows} == {("Date", "Event")}
    assert found.tables == 1


@pytest.mark.parametrize("between", ["\n", "\n\n"], ids=["close", "spaced"])
def test_tables_laid_out_with_spaces(between):
    rows = [
        "11.05.07   GP        Seen with a cough. Smoking advice given\n"
        "                     and a leaflet.",
        "06.09.07   Midwife   Booking missed.",
        "02.11.07   Police    Called to a quarrel in the street.",
    ]
    text = f"{wrap(ONE)}\n\nDate       Source    Event\n{between.join(rows)}\n\n{wrap(TWO)}\n"
    assert texts(text) == [
        ONE,
        "11.05.07 | GP | Seen with a cough. Smoking advice given and a leaflet.",
        "06.09.07 | Midwife | Booking missed.",
        "02.11.07 | Police | Called to a quarrel in the street.",
        TWO,
    ]


def test_two_columns_laid_side_by_side():
    left, right = wrap(ONE, 36).split("\n"), wrap(TWO, 36).split("\n")
    right += [""] * (len(left) - len(right))
    text = "\n".join(f"{a:<42}{b}".rstrip() for a, b in zip(left, right, strict=True))
    assert texts(text) == [ONE, TWO]


def test_emphasis_marks_go_and_other_stars_stay():
    assert texts("The **baby** was __not__ seen; 2 * 3 and a_b stay as they are.") == [
        "The baby was not seen; 2 * 3 and a_b stay as they are."
    ]


def test_words_cut_at_line_ends():
    text = "The profes-\nsional curi-\nosity of a non-\nmobile child was un-\nusual in 2012-\n13."
    assert texts(text) == [
        "The professional curiosity of a non-mobile child was unusual in 2012-13."
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "it is empty; download it again or ask for another copy."),
        (b" \n\f\n ", "it is empty; download it again or ask for another copy."),
        (
            bytes(range(32)) * 40,
            "it is not plain text; open it in the program that made it and save it as PDF.",
        ),
    ],
)
def test_what_cannot_be_read_is_one_sentence(data, message):
    with pytest.raises(UnreadableFileError) as caught:
        txt.read(data, PATH)
    assert str(caught.value) == f"report.txt: {message}"


@given(
    st.lists(
        st.lists(
            st.sampled_from(["seen", "home", "child", "called", "worker", "nobody", "asked"]),
            min_size=20,
        ),
        min_size=2,
        max_size=6,
    ),
    st.integers(min_value=40, max_value=90),
)
def test_no_word_is_lost_or_moved(paragraphs, width):
    wanted = [" ".join(words) + " indeed." for words in paragraphs]
    text = "\n\n".join(wrap(paragraph, width) for paragraph in wanted)
    assert " ".join(texts(text)) == " ".join(wanted)


def test_a_space_without_width_behind_the_full_stop_makes_no_heading():
    sentence = "The review found that the baby was not seen.\u200b"
    assert parts(f"{sentence}\n\n{wrap(ONE)}")[0] == ("paragraph", sentence[:-1])


def test_bullets_run_into_a_slide_title_are_items_and_the_title_alone_a_heading():
    text = f"1. Learning\n\n2. Why? • Caseloads of thirty • Little supervision\n\n{wrap(ONE)}"
    found = assemble.document(txt.read(text.encode(), PATH), PATH, "0" * 64)
    assert [(b.kind, found.text[b.start : b.end]) for b in found.blocks][1:] == [
        ("heading", "Why?"),
        ("list_item", "Caseloads of thirty"),
        ("list_item", "Little supervision"),
        ("paragraph", ONE),
    ]


def test_the_title_of_the_next_page_is_no_part_of_the_last_bullet():
    slides = (
        ("What happened", "Mother lived alone", "Nobody rang to ask who lived there"),
        ("What we found", "Plans had no dates", "Letters were filed and never read"),
        ("Good practice", "School was told", "Concerns were taken to the head of service"),
    )
    text = "\f".join("\n• ".join(slide) + "\n" for slide in slides)
    assert texts(text) == [line for slide in slides for line in slide]
    assert texts("• Mother told the\n\fPolice and no one else\n") == [
        "Mother told the Police and no one else"
    ]


def test_a_word_of_a_hundred_thousand_letters_is_read():
    assert texts("x" * 100_000)[0].startswith("xxx")
