import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scr_mine.language import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was late. Nobody rang.", ["It was late.", "Nobody rang."]),
        ("See para. 4.12 and s. 47 of the Act.", ["See para. 4.12 and s. 47 of the Act."]),
        ("Dr. Smith rang at 3.30 p.m. The call went unlogged.", None),
        ("It was seen by Child A. Mother left.", ["It was seen by Child A.", "Mother left."]),
        ("J. Brown chaired it.", ["J. Brown chaired it."]),
        ("He said: “It hurt.” Nobody asked.", ["He said: “It hurt.”", "Nobody asked."]),
        ("No. He did not. See No. 4 below.", ["No.", "He did not.", "See No. 4 below."]),
        ("Visits, calls, e.g. by the GP, were few.", ["Visits, calls, e.g. by the GP, were few."]),
        ("A line\nAnother line", ["A line", "Another line"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences(text, expected):
    if expected is None:
        expected = ["Dr. Smith rang at 3.30 p.m.", "The call went unlogged."]
    assert [text[a:b] for a, b in sentences(text)] == expected


@given(st.text(alphabet=st.sampled_from('aB .?!\n"’)0;é\u2003'), max_size=80))
def test_every_visible_character_lies_in_exactly_one_sentence(text):
    spans = sentences(text)
    assert all(a < b for a, b in spans)
    assert all(x[1] <= y[0] for x, y in itertools.pairwise(spans))
    covered = {i for a, b in spans for i in range(a, b)}
    assert {i for i, c in enumerate(text) if not c.isspace()} <= covered
