import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scr_mine.errors import InputError
from scr_mine.lines import tagged
from scr_mine.records import Review, TaggedPassage
from scr_mine.store import dumps, parse_lines

REVIEW = {"review_id": "f", "board": "Wexmoor", "year": 2009, "files": ["f.pdf"]}
NO_REVIEW = ": it does not say which review it is of ('review' with a 'review_id'); add that."
LINE = {
    "id": "f/1",
    "text": "Nobody told the school.",
    "role": "finding",
    "themes": ["neglect"],
    "probabilities": {"neglect": 0.91},
    "model": "test@1",
    "review": REVIEW,
    "page": 7,
    "paragraph": "4.2",
    "start": 3,
    "end": 26,
    "document": "f.pdf",
    "headings": ["4 What happened"],
    "stem": "The Board should:",
}


def parsed(*lines):
    return list(parse_lines(lines, "x.jsonl"))


@pytest.mark.parametrize(
    ("line", "value"),
    [
        (b'{"a": 1}\n', [{"a": 1}]),
        (b'{"a": 1}\r\n', [{"a": 1}]),
        (b'\xef\xbb\xbf{"a": 1}', [{"a": 1}]),
        (b"  \n", []),
        (b"", []),
        (b'{"a": 1, "a": 2}', [{"a": 2}]),
        (b'{"a": -0.0, "b": 1E2, "c": 1e-999}', [{"a": -0.0, "b": 100.0, "c": 0.0}]),
        (b'{"a": 18446744073709551616}', [{"a": 18446744073709551616}]),
        (b'{"a": 123456789012345678901234567890.5}', [{"a": 1.2345678901234568e29}]),
        (b'{"a": "\\ud83d"}', [{"a": "\ud83d"}]),
        (b'{"a": "\\ud83d\\ude00"}', [{"a": "😀"}]),
        (b'{"a": {"b": [null, true, "\xc3\xa9"]}}', [{"a": {"b": [None, True, "é"]}}]),
    ],
)
def test_a_line_is_read_as_the_json_it_is(line, value):
    assert parsed(line) == value
    assert [type(v) for read in parsed(line) for v in read.values()] == [
        type(v) for read in value for v in read.values()
    ]


@pytest.mark.parametrize(
    "line",
    [
        b'{"a": NaN}', b'{"a": Infinity}', b'{"a": -Infinity}', b'{"a": 1e999}', b'{"a": [-1e400]}',
        b'{"a": ' + b"9" * 5000 + b"}", b'{"a": 01}', b'{"a": 1.}', b'{"a": "\x01"}', b'{"a": 1} x',
        b'{"a": 1', b"{'a': 1}", b"not json", b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
)  # fmt: skip
def test_what_is_not_json_is_named_by_its_line(line):
    with pytest.raises(InputError) as caught:
        parsed(b'{"a": 1}\n', b"\n", line)
    assert str(caught.value) == (
        "x.jsonl, line 3: not a line of JSON; check that it is the right file, or mend the line."
    )


@pytest.mark.parametrize("line", [b"[1]", b"1", b'"a"', b"null", b"true"])
def test_json_that_is_no_object_is_named_by_its_line(line):
    with pytest.raises(InputError) as caught:
        parsed(b'{"a": 1}\n', line)
    assert str(caught.value) == "x.jsonl, line 2: not a JSON object; write one a line."


@pytest.mark.parametrize("line", [b'{"a": "\xff"}', b'{"\xff": 1}', b'{"a": "\xc0\x80"}', b"\xff"])
def test_what_is_not_utf_8_is_said_to_be(line):
    with pytest.raises(InputError) as caught:
        parsed(line)
    assert str(caught.value) == "x.jsonl: not plain text in UTF-8; check that it is the right file."


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)  # fmt: skip


@given(st.dictionaries(st.text(), _JSON), st.booleans())
def test_whatever_is_written_is_read_back(value, as_ascii):
    line = json.dumps(value, ensure_ascii=as_ascii)
    [read] = parsed(line.encode("utf-8", "surrogatepass" if as_ascii else "replace"))
    assert repr(read) == repr(value) or not as_ascii


@given(st.dictionaries(st.text(), st.text(alphabet='a\\"\r\n\v\f\x1c\x85\u2028\u2029\ufeffé')))
def test_a_line_is_one_line_to_every_reader_and_says_the_same(value):
    line = dumps(value)
    assert line.splitlines() == [line]
    assert json.loads(line) == value


def test_readable_text_is_written_as_it_is():
    assert dumps({"text": "“naïve” 👶🏽", "ends": "a\u2028b\x85"}) == (
        '{"text": "“naïve” 👶🏽", "ends": "a\\u2028b\\u0085"}'
    )


@given(st.binary(max_size=40), st.integers(0, 60))
def test_a_damaged_line_is_read_as_the_standard_library_reads_it_or_refused(noise, at):
    whole = json.dumps({"a": [1.5, "é", -3], "b": {"c": None}}, ensure_ascii=False).encode()
    line = whole[:at] + noise + whole[at:]
    try:
        read = parsed(line)
    except InputError:
        return
    # jsonlines leaves out one mark that a line may begin with.
    bare = line.removeprefix(b"\x1e").removeprefix(b"\xef\xbb\xbf")
    assert [repr(v) for v in read] == ([repr(json.loads(bare))] if line.strip() else [])


def test_a_tagged_line_is_a_record_like_any_other():
    made = tagged(LINE, "x.jsonl", 1)
    expected = TaggedPassage(
        id="f/1",
        text="Nobody told the school.",
        role="finding",
        themes=("neglect",),
        probabilities={"neglect": 0.91},
        model="test@1",
        review=Review(review_id="f", board="Wexmoor", year=2009, files=("f.pdf",)),
        page=7,
        paragraph="4.2",
        start=3,
        end=26,
        document="f.pdf",
        headings=("4 What happened",),
        stem="The Board should:",
    )
    assert (made, repr(made)) == (expected, repr(expected))
    with pytest.raises(AttributeError):
        made.page = 8


def test_what_is_optional_may_be_missing_or_null():
    least = {key: LINE[key] for key in ("id", "text", "role", "themes", "review")}
    made = tagged(least, "x.jsonl", 1)
    assert (made.model, made.probabilities, made.headings, made.page) == ("unknown", {}, (), None)
    assert made.stem is None
    nulls = {**least, "probabilities": None, "headings": None, "page": None, "stem": None}
    assert tagged(nulls, "x.jsonl", 1) == made


def test_each_line_has_the_review_it_names():
    other = {**LINE, "review": {**REVIEW, "label": "Child F"}}
    labels = [tagged(line, "x.jsonl", 1).review.label for line in (LINE, LINE, other, LINE)]
    assert labels == [None, None, "Child F", None]


def test_a_review_that_was_changed_in_place_is_read_anew():
    line = json.loads(json.dumps(LINE))
    assert tagged(line, "x.jsonl", 1).review.files == ("f.pdf",)
    line["review"]["files"].append("g.pdf")
    line["review"]["year"] = 2010
    made = tagged(line, "x.jsonl", 2).review
    assert (made.files, made.year) == (("f.pdf", "g.pdf"), 2010)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": 1}, ": 'id' is missing or not text; tag it first."),
        ({"themes": "a"}, ": 'themes' is missing or not a list; tag it first."),
        ({"probabilities": [1]}, ": 'probabilities' is not an object; correct it."),
        ({"headings": "a"}, ": 'headings' is not a list; correct it."),
        ({"stem": ["a"]}, ": 'stem' is not text; correct it."),
        ({"page": "7"}, ": 'page' is not a whole number; correct it."),
        ({"paragraph": 7}, ": 'paragraph' is not text; correct it."),
        (
            {"probabilities": {"neglect": None}},
            ": 'probabilities' holds something other than numbers; correct it.",
        ),
        ({"headings": [1]}, ": 'headings' holds something other than text; correct it."),
        (
            {"review": {**REVIEW, "year": -3}},
            ", review: the year '-3' is not a year such as 2019; correct it.",
        ),
        (
            {"review": {**REVIEW, "files": [1]}},
            ", review: 'files' holds something other than text; correct it.",
        ),
        (
            {"review": {**REVIEW, "year": 2009.0}},
            ", review: 'year' is not a whole number; correct it.",
        ),
        ({"review": {**REVIEW, "board": 1}}, ", review: 'board' is not text; correct it."),
        (
            {"review": {**REVIEW, "review_id": "verdict"}},
            ": 'verdict' is the name of a column; give it another review_id.",
        ),
        ({"review": {}}, NO_REVIEW),
        ({"review": "f"}, NO_REVIEW),
    ],
)
def test_a_wrong_line_after_a_right_one_is_named(change, message):
    tagged(LINE, "x.jsonl", 1)
    with pytest.raises(InputError) as caught:
        tagged({**LINE, **change}, "x.jsonl", 2)
    assert str(caught.value) == f"x.jsonl, tagged line 2{message}"
