"""Names replaced before anything is written. All names here are invented."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import document

from scr_mine import pseudonyms
from scr_mine.errors import InputError, UsageError


def names(tmp_path, text):
    path = tmp_path / "names.csv"
    path.write_text(text, encoding="utf-8")
    return pseudonyms.load(path)


BOTH = "name,instead\nOlu Fernworth,Mother\nFernworth,\nAnne-Marie O'Dale,Sister\nMay,\n"


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Olu Fernworth rang.", "Mother rang."),
        ("OLU FERNWORTH rang.", "MOTHER rang.".replace("MOTHER", "Mother")),
        ("Olu\u00a0 Fernworth’s flat", "Mother’s flat"),
        ("Mr Fernworth left.", "Mr [name 2] left."),
        ("Anne‑Marie O’Dale and Anne-Marie O'Dale", "Sister and Sister"),
        ("It may be that in May it was so.", "It may be that in [name 4] it was so."),
        ("Fernworthy House, Mayfield", "Fernworthy House, Mayfield"),
        ("xMay May_1 2May", "xMay May_1 2May"),
        ("", ""),
        ("Nobody is named.", "Nobody is named."),
    ],
)
def test_names_are_replaced_as_whole_words(tmp_path, text, after):
    assert names(tmp_path, BOTH).applied(text)[0] == after


def test_a_document_is_rebuilt_with_its_offsets_and_all_else_from_the_file(tmp_path):
    made = document(
        ("heading", "May Fernworth: a review"),
        ("paragraph", "The health visitor saw Olu Fernworth twice.", {"number": "1.1"}),
        ("table_row", "12 May | rang", {"header": ("When", "What May did")}),
    )
    after, rows = pseudonyms.redacted(made, names(tmp_path, BOTH))
    texts = [after.text[b.start : b.end] for b in after.blocks]
    assert texts == [
        "[name 4] [name 2]: a review",
        "The health visitor saw Mother twice.",
        "12 [name 4] | rang",
    ]
    assert after.text == "\n".join(texts)
    assert after.blocks[1].number == "1.1"
    assert after.blocks[2].header == ("When", "What [name 4] did")
    assert sorted(rows) == [2, 3, 5, 5, 5]
    assert after.report.notes == ("Replaced by --redact: 5 names.",)


def test_a_document_without_any_of_the_names_stays_as_it_is(tmp_path):
    made = document(("paragraph", "Nobody rang."), ("footnote", "See there."))
    assert pseudonyms.redacted(made, names(tmp_path, BOTH)) == (made, ())


@pytest.mark.parametrize(
    ("file_names", "number"),
    [
        (["olu-fernworth_2019.pdf"], 1),
        (["Review_of_OLU.FERNWORTH.docx", "may.pdf", "mayfield.pdf"], 2),
        (["Child C.pdf"], 0),
        ([], 0),
    ],
)
def test_file_names_that_hold_a_name_are_told(tmp_path, file_names, number):
    assert names(tmp_path, BOTH).inside(file_names) == number


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("who,instead\nA B,C\n", "names.csv: it has no column 'name'; add one with the names."),
        ("", "names.csv: it has no column 'name'; add one with the names."),
        ("name\n\n", "names.csv: no name stands in it; add some or leave out --redact."),
        ("name\n--\n", "names.csv, line 2: '--' is no name; correct or remove the line."),
        (
            "name\nA B\nA  B\n",
            "names.csv, line 3: the name stands on an earlier line as well; remove one.",
        ),
        (
            'name,instead\nA B,"C\nD"\n',
            "names.csv, line 3: what stands instead of a name must be one line; correct it.",
        ),
    ],
)
def test_files_that_are_no_list_of_names(tmp_path, text, message):
    with pytest.raises(UsageError, match=re.escape(message)):
        names(tmp_path, text)


def test_a_file_of_names_that_cannot_be_read(tmp_path):
    with pytest.raises(InputError, match=r"names\.csv: cannot be read"):
        pseudonyms.load(tmp_path / "names.csv")
    (tmp_path / "names.csv").write_bytes(b"name\n\xff\n")
    with pytest.raises(UsageError, match=r"names\.csv: not saved as UTF-8"):
        pseudonyms.load(tmp_path / "names.csv")


WORDS = st.text("abcdeABC '’-", min_size=1, max_size=9).filter(lambda w: any(map(str.isalnum, w)))


@given(st.lists(WORDS, min_size=1, max_size=4, unique_by=lambda w: " ".join(w.split())), st.data())
def test_no_name_is_left_as_a_whole_word(given_names, data):
    cleaned = [" ".join(name.split()) for name in given_names]
    made = pseudonyms.Pseudonyms(
        names=tuple(cleaned),
        instead=tuple(f"[name {n}]" for n in range(len(cleaned))),
        rows=tuple(range(len(cleaned))),
    )
    parts = data.draw(st.lists(st.sampled_from([*cleaned, "zz", "The"]), max_size=8))
    text, rows = made.applied("; ".join(parts))
    assert len(rows) >= sum(part in cleaned for part in parts)
    for name in cleaned:
        assert not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text.replace("[name", ""))
