import pytest
from broken.pdf_parts import FONT, LINES, drawn, page, pages, pdf, stream, unicode_map
from hypothesis import given
from hypothesis import strategies as st

from scr_mine import read as stage
from scr_mine.read.garbled import is_garbled

ENGLISH = " ".join(LINES)
MOVED = ENGLISH.translate({c: chr(33 + (c * 7) % 93) for c in range(33, 127)})
SHIFTED = "".join(chr(ord(c) - 29) if c > " " else c for c in ENGLISH * 3)
WELSH = (
    "Ni ofynnodd neb i'r tad am ei blentyndod ef ei hun, er ei fod wedi cynnig siarad am hynny. "
    "Gwelodd yr ymwelydd iechyd y baban gartref ac ysgrifennodd yr hyn a welodd. "
) * 2
TABLE = (
    "GP 03/04/19 DNA x2; MW 11.05.19 BP 120/80 NFA; HV 2019-06-02 CIN, CPP, EHA, MARAC, MASH " * 4
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ENGLISH, False),
        (ENGLISH.upper(), False),
        (WELSH, False),
        (TABLE, False),
        ("https://www.example.invalid/a-b_c?d=e&f=g " * 20, False),
        (
            "\u0627\u0644\u0637\u0641\u0644 \u0628\u064a\u062a \u0645\u062f\u0631\u0633\u0629 "
            * 30,
            False,
        ),
        ("\u5b69\u5b50\u5728\u5bb6\u91cc\u6ca1\u6709\u4eba\u770b\u5230" * 40, False),
        ("1.2 3.4 5.6 7,890 " * 50, False),
        ("\uf0b7 " * 5 + ENGLISH, False),
        (MOVED[:60], False),
        ("", False),
        (MOVED, True),
        (SHIFTED, True),
        ("".join(SHIFTED.split()), True),
        ("\ue041\ue042\ue043 " * 40, True),
        ("\ufffd" * 100, True),
        ("\x00" * 100, True),
        ("x" * 300, True),
        ("bcdf ghjk lmnp qrst vwxz " * 10, True),
    ],
)
def test_what_is_garbled(text, expected):
    assert is_garbled(text) is expected


@given(st.text(max_size=300))
def test_any_text_is_judged(text):
    assert is_garbled(text) in (True, False)


def test_garbled_pages_among_others_are_named(tmp_path):
    private = unicode_map({c: chr(0xE000 + c) for c in range(32, 127)})
    odd = page(resources=b"").replace(b"/F1 5 0 R", b"/F1 7 0 R")
    path = tmp_path / "report.pdf"
    path.write_bytes(
        pdf(
            {
                2: pages(4, b"3 0 R 3 0 R 6 0 R 3 0 R"),
                4: stream(drawn(*LINES * 2)),
                6: odd,
                7: FONT[:-2] + b"/ToUnicode 8 0 R>>",
                8: private,
            }
        )
    )
    read = stage.read(path)
    assert read.report.notes == (
        "1 page with garbled text: page 3 is printed in fonts that do not say which letters they "
        "show; text recognition (OCR) reads it",
    )
