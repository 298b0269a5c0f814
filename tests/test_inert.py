"""Text that is shown and never acts: what is made visible, and what must stay as it is."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scr_mine.inert import bare, clean, inert

ANY = st.text(st.characters(exclude_categories=()), max_size=60)
WALES = "\U0001f3f4" + "".join(chr(0xE0000 + ord(c)) for c in "gbwls") + "\U000e007f"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\r\nb\tc\u2028d\u2029e\x85f\vg", "a b c d e f g"),
        ("\x00a\x1b[31m\x7f\x9f", "[U+0000]a[U+001B][31m[U+007F][U+009F]"),
        ("\u202egnp.exe\u202c \u2066x\u2069", "[U+202E]gnp.exe[U+202C] [U+2066]x[U+2069]"),
        ("1\u200f2\u061c3\u200e4", "1[U+200F]2[U+061C]3[U+200E]4"),
        ("\ufeffbegins", "begins"),
        ("be\ufeffgins", "be[U+FEFF]gins"),
        ("a\u2062b\u206fc\ufff9d", "a[U+2062]b[U+206F]c[U+FFF9]d"),
        ("hid\U000e0041\U000e0001den", "hid[U+E0041][U+E0001]den"),
        ("\U0001f3f4\U000e0041", "\U0001f3f4[U+E0041]"),
        (WALES + "\U000e0041", WALES + "[U+E0041]"),
        ("\ufdd0 \U0001fffe \U0010ffff", "[U+FDD0] [U+1FFFE] [U+10FFFF]"),
        ("a\ud800b\uffff", "a\ufffdb\ufffd"),
    ],
)
def test_what_acts_is_shown_on_one_line(text, line):
    assert clean(text) == line
    assert clean(line) == line


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Lack of curiosity [U+202E]",
        "Caernarfon – Ynys Môn ‘q’ 子 שלום 😀",
        "co\u00adoperate zero\u200bwidth no\u2060break",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \u0915\u094d\u200d\u0937",
        "👶🏽 👩\u200d👧 ✔\ufe0f 葛\U000e0100",
        WALES,
        "\ue000 \U00020000 \U000f0000",
        " kept  as \u00a0 it\u2003is ",
    ],
)
def test_what_only_joins_or_parts_stays(text):
    assert clean(text) == text


@given(ANY)
def test_no_control_is_left_and_nothing_goes_without_a_trace(text):
    line = clean(text)
    assert clean(line) == line
    assert line.encode("utf-8").decode("utf-8") == line
    assert {unicodedata.category(c) for c in line} & {"Cc", "Cs", "Zl", "Zp"} == set()
    assert not {unicodedata.bidirectional(c) for c in line} & {
        *("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    }
    for char in text.lstrip("\ufeff"):
        assert char.isspace() or char in line or f"[U+{ord(char):04X}]" in line or "\ufffd" in line


@given(ANY, ANY)
def test_a_text_is_shown_as_its_parts_are(one, other):
    joined = clean(f"{one}x{other}")
    assert joined == clean(f"{one}x") + clean(f"x{other}")[1:]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1 to 3", "'-1 to 3"),
        ("@cmd", "'@cmd"),
        ("\t=1", "' =1"),
        ("\r=1", "' =1"),
        ("\ufeff=1", "'=1"),
        ("\x00=1", "[U+0000]=1"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("'quoted' words", "'quoted' words"),
        ("a=1", "a=1"),
        ("–", "–"),
        ("", ""),
    ],
)
def test_text_that_a_spreadsheet_takes_for_a_formula_is_made_inert(text, field):
    assert inert(text) == field
    assert bare(field) == clean(text)


@given(ANY)
def test_no_text_is_a_formula_and_every_one_comes_back(text):
    assert not re.match(r"\s*[=+\-@＝＋－＠]", inert(text))
    assert bare(inert(text)) == clean(text)
