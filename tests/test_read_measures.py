"""What is measured of many characters at once agrees with PDFium asked the long way; short ways
of looking at a line find what the long ones find."""

import ctypes
import math
import re
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfs import HEIGHT, LEFT, Sheet

from scr_mine.read import assemble, clean, hyphens
from scr_mine.read.parts import Part, Reading, Tally
from scr_mine.read.pdf import measures
from scr_mine.read.pdf import reader as pdf
from scr_mine.read.printed import toc

SENTENCE = "The panel heard that the mill lane clinic had no room for her, and wrote so in bold. "


@pytest.fixture(scope="module")
def textpage():
    sheet = Sheet()
    sheet.heading("What was found")
    sheet.paragraph(SENTENCE * 6, label="1.1")
    sheet.raised("A line with a mark", "12", " inside it.", LEFT, sheet.y)
    sheet.canvas.rotate(30)
    sheet.at("DRAFT", 300, 500, size=60)
    document = pdfium.PdfDocument(sheet.bytes())
    page = document[0]
    text = page.get_textpage()
    yield text
    text.close()
    page.close()
    document.close()


def asked(function, handle, i, count):
    numbers = [ctypes.c_double() for _ in range(count)]
    function(handle, i, *map(ctypes.byref, numbers))
    return [number.value for number in numbers]


def size(handle, i):
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(handle, i, matrix)
    return math.hypot(matrix.c, matrix.d) * raw.FPDFText_GetFontSize(handle, i)


def font(handle, i):
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    raw.FPDFText_GetFontInfo(handle, i, name, 128, flags)
    return name.value


@given(data=st.data())
def test_many_characters_measured_at_once_are_as_each_measured_alone(textpage, data):
    count = textpage.count_chars()
    # More than are measured at a time, in any order.
    found = st.lists(st.integers(0, count - 1), max_size=2 * measures.ROOM + 5)
    indices = data.draw(found)
    handle, many = textpage.raw, measures.Measures()
    page = many.of(handle)
    printed = [i for i in indices if not raw.FPDFText_IsGenerated(handle, i)]
    assert many.boxes(page, indices).tolist() == [
        asked(raw.FPDFText_GetCharBox, handle, i, 4) for i in indices
    ]
    assert many.origins(page, indices).tolist() == [
        asked(raw.FPDFText_GetCharOrigin, handle, i, 2) for i in indices
    ]
    assert many.sizes(page, indices) == [size(handle, i) for i in indices]
    assert [many.size(page, i) for i in indices] == many.sizes(page, indices)
    assert many.fonts(page, printed) == [font(handle, i) for i in printed]
    assert many.angles(page, indices) == [
        -math.degrees(raw.FPDFText_GetCharAngle(handle, i)) % 360 for i in indices
    ]


def test_code_points_are_those_of_the_text(textpage):
    many = measures.Measures()
    codes = many.codes(many.of(textpage.raw), textpage.count_chars())
    assert "".join(map(chr, codes)) == textpage.get_text_range()


def test_a_bullet_from_a_symbol_font_is_one_bullet_on_a_page_with_turned_text():
    sheet = Sheet()
    for text in ("They had met twice before.", "Nobody rang the school."):
        sheet.canvas.setFont("ZapfDingbats", 11)
        sheet.canvas.drawString(LEFT, HEIGHT - sheet.y, "l")
        sheet.at(text, LEFT + 18, sheet.y)
        sheet.y += 14
    sheet.canvas.rotate(50)
    sheet.at("COPY", 420, 600, size=40)
    parts = pdf.read(sheet.bytes(), Path("report.pdf")).parts
    assert [(part.kind, part.text) for part in parts] == [
        ("list_item", "They had met twice before."),
        ("list_item", "Nobody rang the school."),
    ]


LINES = st.text(alphabet="abZ9 -–\x02\u00ad\u2010\ufffe.,…_\n", max_size=30)


@given(LINES)
def test_a_cut_at_the_end_of_a_line_is_found_as_by_searching_all_of_it(text):
    long_way = hyphens.CUT.search(text)
    cut = hyphens.cut_word(text)
    assert (cut and cut.span(1)) == (long_way and long_way.span(1))
    assert hyphens.cuts_number(text) == bool(hyphens.NUMBER_CUT.search(text))


@given(LINES)
def test_leaders_are_found_as_by_searching_all_of_a_line(text):
    assert toc.is_leader(text) == bool(toc.LEADER.search(text))


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("Findings ........ 12", True),
        ("Findings . . . . . 12", True),
        ("Findings ……… iv", True),
        ("Name ________", True),
        ("She waited ... and left", False),
        ("Signed ____ by the chair", False),
    ],
)
def test_leaders(text, leads):
    assert toc.is_leader(text) == leads


@given(st.text(max_size=40))
def test_a_title_is_known_by_its_words(text):
    assert toc.title_key(text) == re.sub(r"[\W\d_]+", " ", text.casefold()).strip()


@given(st.lists(st.text(alphabet="aBé-’ \t1", max_size=12), max_size=30))
def test_the_words_of_many_lines_are_those_of_each_line(texts):
    words, was_cut = set(), False
    for text in texts:
        inner = text.partition(" ")[2] if was_cut else text
        was_cut = hyphens.CUT.search(text) is not None
        words |= hyphens.words_of(inner.rpartition(" ")[0] if was_cut else inner)
    assert hyphens.vocabulary(texts) == words


def block(text):
    parts = (Part(kind="heading", text=text, number="1", level=1),)
    reading = Reading(format="text", parts=parts, pages=None, tally=Tally())
    return assemble.document(reading, Path("a.txt"), "0").text


@given(st.text(alphabet="a1stndrh .,\t\u00a0\u200bﬁé", max_size=20))
def test_plain_text_is_cleaned_as_any_other(text):
    assert block(text) == clean.line(clean.INVISIBLE.sub("", text))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("on the 3 rd of May", "on the 3rd of May"),
        ("the 21 st, a Sunday", "the 21st, a Sunday"),
        ("room 3 nd", "room 3nd"),
        ("3 standing orders", "3 standing orders"),
        ("the first st", "the first st"),
    ],
)
def test_split_ordinals_are_joined(text, wanted):
    assert block(text) == wanted
