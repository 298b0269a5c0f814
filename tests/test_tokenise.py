import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scr_mine import tokenise
from scr_mine.records import Passage


def words(text):
    [made] = tokenise.tokenise([(text, 0)])
    return [text[a:b] for a, b in made.tokens]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "See para. 4.12, s.47 (s.17).",
            ["See", "para.", "4.12", ",", "s.47", "(", "s.17", ")", "."],
        ),
        ("Dr Smith saw Child A1's file", ["Dr", "Smith", "saw", "Child", "A1", "'s", "file"]),
        ("WT2015 and T/C from H/V", ["WT2015", "and", "T/C", "from", "H/V"]),
        ("a non-mobile baby’s self-harm", ["a", "non-mobile", "baby", "’s", "self-harm"]),
        ("NFA on 11.05.07 at 14.30", ["NFA", "on", "11.05.07", "at", "14.30"]),
        ("D.O.B. not known; N.F.A.", ["D.O.B.", "not", "known", ";", "N.F.A."]),
        ("it ended—nobody rang", ["it", "ended", "—", "nobody", "rang"]),
        ("Mother/Father", ["Mother", "/", "Father"]),
        ("didn't", ["did", "n't"]),
    ],
)
def test_tokens_of_this_domain(text, expected):
    assert words(text) == expected


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_tokens_are_ordered_and_cover_all_but_white_space(text):
    [made] = tokenise.tokenise([(text, 0)])
    assert all(a < b for a, b in made.tokens)
    assert all(x[1] <= y[0] for x, y in zip(made.tokens, made.tokens[1:], strict=False))
    covered = {i for a, b in made.tokens for i in range(a, b)}
    assert {i for i, c in enumerate(text) if not c.isspace()} <= covered


def test_without_a_stem_the_nearest_heading_is_read_before_the_passage():
    passage = Passage(
        id="x", review_id="r", document="d", start=0, end=4, text="None", headings=("A", "B two")
    )
    [item] = tokenise.passages([passage])
    lead = tokenise.with_lead(item)
    assert (lead.text, lead.lead) == ("B two\nNone", 6)
    assert [lead.text[a:b] for a, b in lead.tokens] == ["B", "two", "None"]


def test_a_stem_is_read_before_its_bullet_and_marked_as_lead():
    passage = Passage(
        id="x", review_id="r", document="d", start=0, end=8, text="no visit", stem="There was:"
    )
    [item] = tokenise.passages([passage])
    lead = tokenise.with_lead(item)
    assert lead.text == "There was:\nno visit"
    assert lead.text[lead.lead :] == "no visit"
    assert [lead.text[a:b] for a, b in lead.tokens] == ["There", "was", ":", "no", "visit"]
    assert item.tokens == ((0, 2), (3, 8))
