"""Tagged lines: what is read at once is what is read with a close look."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scr_mine.errors import InputError
from scr_mine.lines import tagged_passages
from scr_mine.records import Evidence

REVIEW = {"review_id": "r1", "board": "Ostling Vale", "year": 2019, "files": ["a.pdf"]}
LINE = {
    "id": "r1#1",
    "text": "The school did not ask.",
    "role": "finding",
    "themes": ["escalation-challenge"],
    "review": REVIEW,
}


def read(*lines, evidence=True):
    raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    return list(tagged_passages(raw, "x.jsonl", evidence=evidence))


optional = st.fixed_dictionaries(
    {},
    optional={
        "probabilities": st.none()
        | st.dictionaries(st.text(max_size=5), st.floats(0, 1) | st.just(1)),
        "model": st.text(max_size=9),
        "page": st.none() | st.integers(1, 999),
        "paragraph": st.none() | st.text(max_size=4),
        "start": st.none() | st.integers(0, 10**20),
        "end": st.none() | st.integers(0, 99),
        "document": st.none() | st.text(max_size=5),
        "headings": st.none() | st.lists(st.text(max_size=5), max_size=3),
        "stem": st.none() | st.text(max_size=5),
        "evidence": st.none()
        | st.lists(
            st.fixed_dictionaries(
                {
                    "theme": st.text(max_size=3),
                    "start": st.integers(-2, 30),
                    "end": st.integers(-2, 30),
                }
            ),
            max_size=4,
        ),
        "further": st.integers() | st.lists(st.booleans(), max_size=2),
    },
)


@given(optional, st.booleans())
def test_a_line_is_the_same_record_whether_its_review_is_new_or_came_before(given_, evidence):
    # The first line of a review is looked at closely, those that follow are read at once.
    first, again = read({**LINE, **given_}, {**LINE, **given_}, evidence=evidence)
    assert first == again
    assert first.review is again.review
    assert (first.text, first.themes) == (LINE["text"], ("escalation-challenge",))


@pytest.mark.parametrize(
    ("odd", "message"),
    [
        ({"page": 2.0}, "x.jsonl, tagged line 2: 'page' is not a whole number; correct it."),
        ({"role": None}, "x.jsonl, tagged line 2: 'role' is missing or not text; tag it first."),
        (
            {"probabilities": {"a": "b"}},
            "x.jsonl, tagged line 2: 'probabilities' holds something other than "
            "numbers; correct it.",
        ),
        (
            {"review": {"review_id": "verdict"}},
            "x.jsonl, tagged line 2: 'verdict' is the name of a column; give it another review_id.",
        ),
    ],
)
def test_what_is_wrong_is_found_behind_a_line_of_the_same_review(odd, message):
    with pytest.raises(InputError) as error:
        read(LINE, {**LINE, **odd})
    assert str(error.value) == message


def test_lines_that_are_no_objects_are_named_by_their_place_and_blank_ones_passed_over():
    assert len(read(LINE, b"\n", LINE)) == 2
    with pytest.raises(InputError, match=r"^x\.jsonl, line 3: not a line of JSON; check"):
        read(LINE, b"\n", b"{")


def test_evidence_outside_the_text_is_left_out_and_the_rest_is_in_order():
    stretches = [
        {"theme": "b", "start": 4, "end": 10},
        {"theme": "a", "start": 0, "end": 3},
        {"theme": "c", "start": 20, "end": 99},
    ]
    for found in read(*[{**LINE, "evidence": stretches}] * 2):
        assert found.evidence == (
            Evidence(theme="a", start=0, end=3),
            Evidence(theme="b", start=4, end=10),
        )
    assert [p.evidence for p in read(*[{**LINE, "evidence": stretches}] * 2, evidence=False)] == [
        (),
        (),
    ]


def test_reviews_that_differ_are_told_apart_line_by_line():
    other = {**REVIEW, "year": 2020}
    found = read(LINE, {**LINE, "review": other}, LINE)
    assert [p.review.year for p in found] == [2019, 2020, 2019]
