import itertools

from hypothesis import given
from hypothesis import strategies as st
from make import document

from scr_mine.segment import LONG, segment


def cut(*blocks):
    return segment(document(*blocks), "r")


def shown(passages):
    return [(p.text, p.stem, p.paragraph, p.headings) for p in passages]


def test_headings_are_the_path_and_not_passages():
    found = cut(
        ("heading", "Analysis", {"level": 1, "number": "4"}),
        ("heading", "The midwife", {"level": 2, "number": "4.1"}),
        ("paragraph", "She rang twice.", {"number": "4.1.1"}),
        ("heading", "Findings", {"level": 1, "number": "5"}),
        ("paragraph", "Nobody rang back.", {"number": "5.1"}),
    )
    assert shown(found) == [
        ("She rang twice.", None, "4.1.1", ("4 Analysis", "4.1 The midwife")),
        ("Nobody rang back.", None, "5.1", ("5 Findings",)),
    ]


def test_a_bullet_carries_its_stem_and_the_number_of_its_paragraph():
    found = cut(
        ("paragraph", "The panel heard that:", {"number": "3.2"}),
        ("list_item", "the letter had been sent to an address that the family had left;"),
        (
            "list_item",
            "nobody had opened the door on the day that the worker called.",
            {"number": "b"},
        ),
        ("paragraph", "That is all."),
    )
    assert shown(found) == [
        (found[0].text, "The panel heard that:", "3.2", ()),
        (found[1].text, "The panel heard that:", "3.2(b)", ()),
        ("That is all.", None, None, ()),
    ]
    assert found[0].text.startswith("the letter")


def test_a_lead_in_of_several_sentences_is_a_passage_as_well_as_a_stem():
    found = cut(
        ("paragraph", "The school was worried. It had noted:"),
        ("list_item", "that he came to school on three mornings without having had any breakfast"),
    )
    assert shown(found)[0][:2] == ("The school was worried. It had noted:", None)
    assert found[1].stem == "It had noted:"


def test_a_run_of_very_short_bullets_is_one_passage_with_its_stem():
    found = cut(
        ("paragraph", "Who was not asked:"),
        ("list_item", "the father"),
        ("list_item", "the aunt"),
        ("list_item", "the lodger"),
        ("heading", "Next"),
        ("list_item", "One bullet"),
        ("list_item", "Another bullet"),
    )
    assert [p.text for p in found] == [
        "Who was not asked:\nthe father\nthe aunt\nthe lodger",
        "One bullet",
        "Another bullet",
    ]


def test_a_table_row_carries_its_column_heads():
    [row] = cut(
        ("table_row", "06.09.07 | MW | Not at home.", {"header": ("Date", "Source", "Event")})
    )
    assert row.kind == "table_row"
    assert row.stem == "Date | Source | Event"


def test_what_has_no_letter_is_not_a_passage():
    assert cut(("paragraph", "* * *"), ("list_item", "12"), ("table_row", "– | 3")) == ()


def test_a_long_paragraph_is_split_at_sentence_ends_into_like_parts():
    sentence = "The worker went back to the house on the next day and found nobody there at all. "
    text = (sentence * 30).strip()
    parts = cut(("paragraph", text, {"number": "7"}))
    assert [p.paragraph for p in parts] == ["7"] * len(parts)
    assert all(len(p.text.split()) <= LONG for p in parts)
    assert all(p.text.endswith(".") for p in parts)
    assert " ".join(p.text for p in parts) == text
    lengths = [len(p.text) for p in parts]
    assert max(lengths) < 1.5 * min(lengths)


def test_a_semicolon_chain_without_a_full_stop_is_split_at_its_clauses():
    text = "; ".join(["one more visit was made to the flat and no reply was had"] * 25)
    parts = cut(("paragraph", text))
    assert len(parts) == 2
    assert parts[0].text.endswith(";")


def test_the_lines_of_a_cover_are_not_passages():
    found = cut(
        ("heading", "Serious Case Review", {"level": 1}),
        ("paragraph", "Wexmoor Local Safeguarding Children Board"),
        ("paragraph", "Child F, June 2009"),
        ("heading", "Introduction", {"level": 1}),
        ("paragraph", "This is the report of a review."),
        ("paragraph", "A later fragment"),
    )
    assert [p.text for p in found] == ["This is the report of a review.", "A later fragment"]
    fragments = cut(("heading", "Notes"), ("paragraph", "One"), ("paragraph", "Two"))
    assert [p.text for p in fragments] == ["One", "Two"]


def test_ids_survive_a_change_elsewhere_and_tell_repeats_apart():
    before = cut(("paragraph", "First."), ("paragraph", "Same."), ("paragraph", "Same."))
    after = cut(("paragraph", "Same."), ("paragraph", "New."), ("paragraph", "Same."))
    assert [p.id for p in before[1:]] == [after[0].id, after[2].id]
    assert len({p.id for p in before}) == 3


kinds = st.sampled_from(["heading", "paragraph", "list_item", "table_row", "footnote", "note"])
texts = st.text(alphabet="ab. :;A\u00e9", min_size=1, max_size=400).filter(lambda t: "\n" not in t)


@given(st.lists(st.tuples(kinds, texts), max_size=12))
def test_passages_quote_the_document_in_order_without_overlap(blocks):
    made = document(*blocks)
    found = segment(made, "r")
    assert all(made.text[p.start : p.end] == p.text for p in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert len({p.id for p in found}) == len(found)
