"""What broken files once did to the readers: each test is named for a fault that was mended."""

from pathlib import Path

import pytest
from broken.slide_files import pptx, shape, slide
from office import docx, level, p, table

from scr_mine import read as stage
from scr_mine.read import assemble, detect
from scr_mine.read.office import docx as word
from scr_mine.read.office import numbering
from scr_mine.read.parts import Part, Reading, Tally, split_lines, table_parts
from scr_mine.read.printed import toc
from scr_mine.read.web import html as web
from scr_mine.read.web import tables, tree

PATH = Path("report.x")
LINE = "The midwife asked about the home and wrote to the general practitioner."
BEGIN = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
INSTRUCTION = "<w:r><w:instrText>REF x</w:instrText></w:r>"


def text_of(tmp_path, data):
    path = tmp_path / "report.x"
    path.write_bytes(data)
    return stage.read(path).text


def test_a_field_without_an_end_swallowed_the_rest_of_the_report(tmp_path):
    data = docx(p("Before.") + p(runs=BEGIN + INSTRUCTION) + p(LINE) + p("After."))
    assert text_of(tmp_path, data) == f"Before.\n{LINE}\nAfter."


def test_a_field_without_an_end_did_not_hide_that_others_have_one(tmp_path):
    whole = (
        BEGIN
        + INSTRUCTION
        + '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>4.2</w:t></w:r>'
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    data = docx(p(runs=BEGIN + INSTRUCTION) + p(runs="<w:r><w:t>See </w:t></w:r>" + whole))
    assert text_of(tmp_path, data) == "See 4.2"


def test_a_table_whose_rows_are_all_alike_was_lost():
    rows = [("May", "Seen")] * 3
    assert [part.cells for part in table_parts(rows, None)] == rows
    mixed = [("Date", "Event"), ("May", "Seen"), ("Date", "Event")]
    assert [part.cells for part in table_parts(mixed, None)] == [("May", "Seen")]


def test_noughts_behind_a_text_made_it_unreadable(tmp_path):
    assert text_of(tmp_path, LINE.encode() + bytes(5000)) == LINE
    assert text_of(tmp_path, LINE.encode("utf-16-le") + bytes(5000)) == LINE


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"seen", b"seen"),
        (b"seen\0\0", b"seen\0\0"),
        (b"seen" + bytes(64), b"seen"),
        (b"s\0e\0e\0n\0" + bytes(64), b"s\0e\0e\0n\0"),
    ],
)
def test_only_long_runs_of_noughts_are_padding(data, expected):
    assert detect.without_padding(data) == expected


def test_an_odd_byte_behind_utf_16_made_it_unreadable(tmp_path):
    assert text_of(tmp_path, LINE.encode("utf-16") + b"x").startswith(LINE)


def test_styles_based_on_one_another_without_end_broke_the_reader_down():
    ladder = "".join(
        f'<w:style w:styleId="s{n}"><w:basedOn w:val="s{n + 1}"/></w:style>' for n in range(3000)
    )
    last = '<w:style w:styleId="s3000"><w:name w:val="heading 2"/></w:style>'
    found = word.read(docx(p("Findings", style="s0"), styles=ladder + last), PATH)
    assert [(part.kind, part.level) for part in found.parts] == [("heading", 2)]


def test_shapes_at_places_that_are_no_numbers_broke_the_reader_down(tmp_path):
    place = '<a:xfrm><a:off x="nan" y="1e308"/><a:ext cx="inf" cy="-5"/></a:xfrm>'
    shapes = shape("One thing.", place) + shape("Another thing.", place)
    assert text_of(tmp_path, pptx({"a.xml": slide(shapes)})) == "One thing.\nAnother thing."


def test_very_many_shapes_are_read_by_rows(tmp_path):
    at = '<a:xfrm><a:off x="{0}" y="{0}"/><a:ext cx="9" cy="9"/></a:xfrm>'
    numbers = [n * 67 % 200 for n in range(200)]
    shapes = "".join(shape(f"Line {n:03} was said.", at.format(n * 1000)) for n in numbers)
    lines = text_of(tmp_path, pptx({"a.xml": slide(shapes)})).splitlines()
    assert lines == sorted(lines) and len(lines) == 200


def test_labels_grew_without_end():
    shown = level(0, "lowerLetter", "%1" * 5000)
    found = numbering.Numbering(
        abstract={"0": {0: numbering.Level(format="lowerLetter", text="%1" * 50)}},
        lists={"1": "0"},
        counters={"0": {0: 9000}},
    )
    label = found.next("1", 0)
    assert label and len(label.text) == numbering.LABEL_CHARACTERS
    body = p(LINE, num=(1, 0)) * 2
    data = docx(
        body,
        numbering=f'<w:abstractNum w:abstractNumId="0">{shown}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
    )
    assert all(len(part.number or "") <= 200 for part in word.read(data, PATH).parts)


def test_lines_broken_by_hand_a_hundred_thousand_times_are_one_block():
    assert split_lines("\n".join(["seen"] * 100_000)) == [" ".join(["seen"] * 100_000)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One two three four five six. " * 2, "One two three four five six."),
        ("A b c d e f. G h i j k l.", "A b c d e f. G h i j k l."),
        ("seen at home " * 50_000, "seen at home " * 50_000),
    ],
    ids=["twice", "once", "no end"],
)
def test_sentences_said_twice_are_found_in_text_without_ends_as_well(text, expected):
    assert web._undoubled(text.strip()) == expected.strip()


def test_wide_rows_do_not_make_the_others_as_wide():
    found = web.html_tree.tree(
        f"<table><tr>{'<td>x' * 5000}<tr><td>May<td>Seen at home by her own nurse.</table>"
    )
    rows = tables.rows(found.find(".//table"), lambda cell: cell.text)
    assert [len(row) for row in rows] == [5000, tables.MAX_COLUMNS]


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        (f"<p {' '.join(f'a{n}=x' for n in range(5000))}>Seen.</p>", False),
        (f'<p title="{"a=x " * 5000}">Seen.</p>', True),
        (f'<p title="{"x" * 5000}">Seen.</p>', True),
    ],
)
def test_a_tag_with_more_attributes_than_any_loses_them(page, kept):
    found = tree.tree(page).find(".//p")
    assert found.text == "Seen."
    assert bool(found.attrib) is kept


def test_leaders_are_found_at_the_end_of_very_long_lines():
    assert toc.is_leader("Findings " + ". " * 100_000 + "9")
    assert not toc.is_leader(". " * 100_000 + "Findings")


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("seen", [4]),
        ("x" * 50_000, [50_000]),
        ("x" * 120_000, [50_000, 50_000, 20_000]),
        ("seen " * 12_000, [49_999, 9_999]),
    ],
)
def test_absurdly_long_paragraphs_are_cut(text, lengths):
    part = Part(kind="paragraph", text=text, number="4.2")
    reading = Reading(format="text", parts=(part,), pages=None, tally=Tally())
    made = assemble.document(reading, PATH, "0")
    assert [block.end - block.start for block in made.blocks] == lengths
    assert made.blocks[0].number == "4.2"
    assert made.text.replace("\n", "").replace(" ", "") == text.replace(" ", "")


def test_bullets_behind_long_runs_of_space_are_found():
    part = Part(kind="paragraph", text="As follows" + " " * 40_000 + "• meet   • write")
    reading = Reading(format="text", parts=(part,), pages=None, tally=Tally())
    assert assemble.document(reading, PATH, "0").text == "As follows\nmeet\nwrite"


def test_tables_of_one_row_stay():
    assert word.read(docx(table(("May", "Seen"))), PATH).tables == 1
