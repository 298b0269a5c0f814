"""The PDF reader, on files drawn for the purpose: order, paragraphs, marks, tables, errors."""

from io import BytesIO
from pathlib import Path

import pytest
from pdfs import BOTTOM, HEIGHT, LEFT, RIGHT, Sheet, broken
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from scr_mine.errors import UnreadableFileError
from scr_mine.read import assemble
from scr_mine.read.pdf import reader as pdf

PATH = Path("report.pdf")
LONG = (
    "The health visitor called at the flat on three occasions in the spring and was told each time "
    "that the baby was asleep. She recorded that the home was warm and tidy, and she did not ask "
    "to see the room in which the children slept. Nobody wrote down who else was living there."
)
OTHER = (
    "The school had kept a list of small worries, among them hunger, tiredness and a coat that was "
    "too thin for February. The list was not sent to anyone, because no single entry was thought "
    "to be serious enough for a referral."
)


def reading(data):
    return pdf.read(data, PATH)


def document(data):
    return assemble.document(reading(data), PATH, "0" * 64)


def texts(data, *kinds):
    found = document(data)
    return [found.text[b.start : b.end] for b in found.blocks if not kinds or b.kind in kinds]


def numbered(data):
    found = document(data)
    return [(b.number, found.text[b.start : b.end]) for b in found.blocks]


def test_paragraphs_headings_and_pages():
    sheet = Sheet()
    sheet.heading("1. Introduction")
    sheet.paragraph(LONG)
    sheet.paragraph(OTHER)
    sheet.open_page()
    sheet.heading("2. Findings")
    sheet.paragraph(LONG)
    found = document(sheet.bytes())
    blocks = [(b.kind, b.page, b.level, b.number) for b in found.blocks]
    assert blocks == [
        ("heading", 1, 1, "1"),
        ("paragraph", 1, None, None),
        ("paragraph", 1, None, None),
        ("heading", 2, 1, "2"),
        ("paragraph", 2, None, None),
    ]
    assert [found.text[b.start : b.end] for b in found.blocks] == [
        "Introduction",
        LONG,
        OTHER,
        "Findings",
        LONG,
    ]
    assert found.report.pages == 2
    assert found.report.dropped == ()


def test_heading_levels_follow_numbers_and_size():
    sheet = Sheet()
    sheet.heading("The review of Child Z", size=20)
    sheet.paragraph(LONG)
    sheet.heading("Background", size=16)
    sheet.paragraph(OTHER)
    sheet.heading("3.1.2 The family", size=12)
    sheet.paragraph(OTHER)
    found = document(sheet.bytes())
    assert [b.level for b in found.blocks if b.kind == "heading"] == [1, 2, 3]


def test_a_paragraph_goes_on_over_the_page_break():
    sheet = Sheet(head="Child Z overview report", foot="Page # of 2")
    for _ in range(5):
        sheet.paragraph(OTHER)
    sheet.y = BOTTOM - 30
    sheet.paragraph(f"{LONG} {LONG}")
    assert sheet.page == 2
    sheet.paragraph(OTHER)
    assert texts(sheet.bytes()) == [*[OTHER] * 5, f"{LONG} {LONG}", OTHER]


@pytest.mark.parametrize("after", [8, 0], ids=["spaced", "unspaced"])
def test_paragraphs_end_where_the_next_word_would_have_fitted(after):
    sheet = Sheet()
    for _ in range(6):
        sheet.paragraph(LONG, after=after)
        sheet.paragraph(OTHER, after=after)
    assert texts(sheet.bytes()) == [LONG, OTHER] * 6


def test_words_cut_at_line_ends_are_joined_and_printed_hyphens_stay():
    text = (
        "The non-mobile baby was seen by a multi-agency team whose professional curiosity about "
        "the circumstances of the unexplained bruising was understandably limited by inadequate "
        "information, notwithstanding extraordinarily thorough documentation of supervision."
    )
    for width in range(200, 330, 10):
        sheet = Sheet()
        sheet.paragraph(text, right=LEFT + width, hyphenate=True)
        sheet.paragraph(OTHER, right=LEFT + 300)
        assert texts(sheet.bytes())[0] == text


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("1.1", "1.1"),
        ("4.2.1", "4.2.1"),
        ("1-1", "1-1"),
        ("1.0", "1.0"),
        ("12.", "12"),
        ("iv.", "iv"),
        ("(iii)", "iii"),
        ("a)", "a"),
    ],
)
def test_paragraph_numbers_in_the_margin(label, number):
    sheet = Sheet()
    sheet.paragraph(OTHER)
    sheet.paragraph(LONG, label=label)
    assert numbered(sheet.bytes()) == [(None, OTHER), (number, LONG)]


@pytest.mark.parametrize("label", ["4.12 ", "4.12", "4.12. ", "1-1 ", "27. ", "(b) "])
def test_paragraph_numbers_typed_in_the_text(label):
    sheet = Sheet()
    sheet.paragraph(OTHER)
    sheet.paragraph(label + LONG)
    assert numbered(sheet.bytes())[1] == (label.strip().strip("().").strip(), LONG)


def test_numbers_alone_on_a_line_or_pooled_before_their_paragraphs():
    sheet = Sheet()
    for label, text in (("4.1", LONG), ("4.2", OTHER)):
        sheet.at(label, LEFT, sheet.y)
        sheet.y += 18
        sheet.paragraph(text)
    for label in ("4.3", "4.4"):
        sheet.at(label, LEFT, sheet.y)
        sheet.y += 18
    sheet.paragraph(LONG)
    sheet.paragraph(OTHER)
    assert numbered(sheet.bytes()) == [
        ("4.1", LONG),
        ("4.2", OTHER),
        ("4.3", LONG),
        ("4.4", OTHER),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "1.5 million pounds were spent on the new service in the year before the review began.",
        "3.30 pm was the time of the last call, and nobody answered it until the Monday morning.",
        "30.05.17 was the date on which the conference should have been held, but it was not.",
        "2013 was the year in which the family moved to the town and joined the new practice.",
    ],
)
def test_what_is_no_paragraph_number(text):
    sheet = Sheet()
    sheet.paragraph(OTHER)
    sheet.paragraph(text)
    assert numbered(sheet.bytes())[1] == (None, text)


def test_a_figure_that_ends_a_sentence_at_the_start_of_a_line_is_no_number():
    text = (
        "The elder of the two boys was a pupil at the primary school and had reached Year 6. His "
        "teachers liked him and were sorry to see him go away so soon after they had won his trust."
    )
    starts = 0
    for width in range(200, 420, 2):
        lines = broken(text, width, 11)
        if any(line.startswith("6. ") for line in lines):
            starts += 1
            sheet = Sheet()
            sheet.paragraph(text, right=LEFT + width)
            assert texts(sheet.bytes()) == [text]
    assert starts > 0


@pytest.mark.parametrize("glyph", ["•", "·", "-", "–", ">", "*", "o"])
def test_bullets_drawn_before_their_text(glyph):
    sheet = Sheet()
    sheet.paragraph("Professionals should:")
    for text in (OTHER, LONG):
        sheet.paragraph(text, label=glyph, hang=18, left=LEFT + 18)
    data = sheet.bytes()
    assert texts(data, "list_item") == [OTHER, LONG]
    assert texts(data, "paragraph") == ["Professionals should:"]


def test_letters_behind_bullets_are_numbers():
    sheet = Sheet()
    for letter, text in (("a", OTHER), ("b", LONG)):
        sheet.paragraph(f"({letter}) {text}", label="•", hang=18)
    assert numbered(sheet.bytes()) == [("a", OTHER), ("b", LONG)]


def test_symbol_font_letters_and_drawn_dots_are_bullets():
    sheet = Sheet()
    sheet.paragraph("The panel asked:")
    for i, text in enumerate((OTHER, LONG)):
        if i:
            sheet.canvas.circle(LEFT + 6, HEIGHT - sheet.y + 3.5, 2, fill=1)
        else:
            sheet.canvas.setFont("ZapfDingbats", 11)
            sheet.canvas.drawString(LEFT, HEIGHT - sheet.y, "l")
        sheet.paragraph(text, left=LEFT + 18)
    assert texts(sheet.bytes(), "list_item") == [OTHER, LONG]


def test_list_items_that_end_in_semicolons_stay_apart():
    sheet = Sheet()
    items = ("see the child alone;", "record what was said; and", "tell the chair.")
    sheet.paragraph("Staff should:", after=4)
    for item in items:
        sheet.paragraph(f"• {item}", left=LEFT + 18, after=0)
    sheet.y += 8
    sheet.paragraph(LONG)
    assert texts(sheet.bytes()) == ["Staff should:", *items, LONG]


def test_footnotes_leave_the_paragraph_and_their_marks_are_taken_out():
    sheet = Sheet()
    sheet.paragraph(OTHER)
    sheet.raised("The guidance was revised in 2013", "1", " and the panel met on 3", LEFT, sheet.y)
    sheet.y += 14
    sheet.raised("June, when the 2", "nd", " of the meetings was held.", LEFT, sheet.y)
    for mark, text, y in (
        ("1", "Guidance for boards, second issue.", 760),
        ("2", "A further note that belongs to the one above it.", 772),
    ):
        sheet.at(f"{mark} {text}", LEFT, y, size=8)
    sheet.open_page()
    sheet.paragraph(LONG)
    data = sheet.bytes()
    sentence = (
        "The guidance was revised in 2013 and the panel met on 3 June, when the 2nd of the "
        "meetings was held."
    )
    assert texts(data, "paragraph") == [OTHER, sentence, LONG]
    assert [(n, t) for n, t in numbered(data) if n] == [
        ("1", "Guidance for boards, second issue."),
        ("2", "A further note that belongs to the one above it."),
    ]


def test_raised_letters_of_chemistry_and_areas_stay():
    sheet = Sheet()
    sheet.raised("The room measured 9 m", "2", " and held four beds.", LEFT, 100)
    assert texts(sheet.bytes()) == ["The room measured 9 m2 and held four beds."]


def two_columns(sheet, left, right, *, by_row):
    pairs = [(broken(text, 210, 11), x) for text, x in ((left, LEFT), (right, LEFT + 240))]
    drawn = [(line, x, sheet.y + 14 * i) for lines, x in pairs for i, line in enumerate(lines)]
    if by_row:
        drawn.sort(key=lambda one: one[2])
    for line, x, y in drawn:
        sheet.at(line, x, y)
    sheet.y += 14 * max(len(lines) for lines, _ in pairs) + 14


@pytest.mark.parametrize("by_row", [True, False], ids=["row by row", "column by column"])
def test_two_columns_are_read_one_after_the_other(by_row):
    sheet = Sheet()
    two_columns(sheet, LONG, OTHER, by_row=by_row)
    assert texts(sheet.bytes()) == [LONG, OTHER]
    assert reading(sheet.buffer.getvalue()).columns == (1,)


@pytest.mark.parametrize("by_row", [True, False], ids=["row by row", "column by column"])
def test_pages_part_one_column_and_part_two(by_row):
    sheet = Sheet()
    sheet.heading("A heading across the whole width of both of the columns below", size=14)
    sheet.paragraph(OTHER + " " + LONG)
    two_columns(sheet, LONG, OTHER, by_row=by_row)
    sheet.y += 10
    sheet.heading("Another heading that runs right across the page, full width", size=14)
    two_columns(sheet, OTHER, LONG, by_row=by_row)
    sheet.paragraph(LONG + " " + OTHER)
    assert texts(sheet.bytes(), "paragraph") == [
        f"{OTHER} {LONG}",
        LONG,
        OTHER,
        OTHER,
        LONG,
        f"{LONG} {OTHER}",
    ]


def test_a_sentence_goes_on_from_column_to_column():
    sheet = Sheet()
    left, right = LONG[: LONG.index("She recorded")], LONG[LONG.index("that the home") :]
    two_columns(sheet, OTHER + " " + left + "She recorded", right + " " + OTHER, by_row=True)
    assert texts(sheet.bytes()) == [f"{OTHER} {LONG} {OTHER}"]


def test_three_columns():
    sheet = Sheet(size=8)
    for i, text in enumerate((LONG, OTHER, LONG)):
        for j, line in enumerate(broken(text, 130, 8)):
            sheet.at(line, LEFT + 155 * i, 120 + 10 * j)
    assert texts(sheet.bytes()) == [LONG, OTHER, LONG]


def test_a_margin_of_numbers_is_no_column():
    sheet = Sheet()
    for i in range(8):
        sheet.paragraph(OTHER, label=f"5.{i + 1}", hang=60)
    found = document(sheet.bytes())
    assert found.report.columns == ()
    assert [b.number for b in found.blocks] == [f"5.{i + 1}" for i in range(8)]


def test_numbered_paragraphs_below_a_table_are_no_rows():
    sheet = Sheet()
    for line in (("Person", "Relation"), ("Child Z", "Subject"), ("Mr Y", "Lodger")):
        for text, x in zip(line, (LEFT, LEFT + 60), strict=True):
            sheet.at(text, x, sheet.y, bold=line[0] == "Person")
        sheet.y += 16
    sheet.y += 10
    for i in range(4):
        sheet.paragraph(OTHER, label=f"2.{i + 1}", hang=60)
    found = numbered(sheet.bytes())
    assert found[:2] == [(None, "Child Z | Subject"), (None, "Mr Y | Lodger")]
    assert found[2:] == [(f"2.{i + 1}", OTHER) for i in range(4)]


CHRONOLOGY = [
    ("Date", "Event", "Comment"),
    ("11.05.07", "Mother seen by the general practitioner with a chest infection.", "None."),
    ("06.09.07", "Booking appointment missed.", "No letter was sent to the health visitor."),
    ("02.11.07", "Home visit.", "The partner was present and was not asked who he was."),
]
WIDTHS = (70.0, 190.0, 190.0)


def test_a_ruled_table_becomes_rows_with_heads():
    sheet = Sheet()
    sheet.paragraph(LONG)
    sheet.table(CHRONOLOGY, WIDTHS)
    sheet.paragraph(OTHER)
    data = sheet.bytes()
    found = document(data)
    rows = [b for b in found.blocks if b.kind == "table_row"]
    assert [found.text[b.start : b.end] for b in rows] == [" | ".join(r) for r in CHRONOLOGY[1:]]
    assert {b.header for b in rows} == {CHRONOLOGY[0]}
    assert texts(data, "paragraph") == [LONG, OTHER]
    assert found.report.tables == 1


def test_a_table_over_two_pages_is_one_and_its_repeated_head_goes():
    sheet = Sheet(head="Chronology of Child Z", foot="Page # of 2")
    sheet.paragraph(LONG)
    rows = [(f"{day:02}.05.07", "Home visit by the worker.", "No reply.") for day in range(1, 25)]
    sheet.table([CHRONOLOGY[0], *rows], WIDTHS)
    sheet.open_page()
    more = [(f"{day:02}.06.07", "Seen at school.", "Tired again.") for day in range(1, 6)]
    sheet.table([CHRONOLOGY[0], *more], WIDTHS)
    data = sheet.bytes()
    assert texts(data, "table_row") == [" | ".join(row) for row in [*rows, *more]]
    assert reading(data).tables == 1
    assert {b.page for b in document(data).blocks if b.kind == "table_row"} == {1, 2}


def test_a_row_cut_by_the_page_break_is_put_together():
    sheet = Sheet()
    sheet.table(
        [CHRONOLOGY[0], *CHRONOLOGY[1:3], ("02.11.07", "Home visit by", "The partner")], WIDTHS
    )
    sheet.open_page()
    sheet.table([("", "the health visitor.", "was not asked."), CHRONOLOGY[3]], WIDTHS)
    rows = texts(sheet.bytes(), "table_row")
    assert rows[2] == "02.11.07 | Home visit by the health visitor. | The partner was not asked."
    assert len(rows) == 4


def test_a_column_empty_on_one_page_does_not_part_the_table():
    sheet = Sheet()
    sheet.table([CHRONOLOGY[0], ("01.11.07", "Seen at school.", "")], WIDTHS)
    sheet.open_page()
    sheet.table([("02.11.07", "Home visit.", ""), ("03.11.07", "No answer.", "")], WIDTHS)
    found = document(sheet.bytes())
    assert {b.header for b in found.blocks} == {CHRONOLOGY[0]}


def test_the_last_words_of_one_cell_alone_on_the_next_page_belong_to_its_row():
    sheet = Sheet()
    sheet.table([CHRONOLOGY[0], ("02.11.07", "Home visit by", "No reply.")], WIDTHS)
    sheet.open_page()
    sheet.table([("", "the health visitor.", "")], WIDTHS)
    assert texts(sheet.bytes()) == ["02.11.07 | Home visit by the health visitor. | No reply."]


def test_a_cut_row_is_put_together_in_a_table_with_other_empty_cells():
    sheet = Sheet()
    sheet.table(
        [*CHRONOLOGY[:2], ("", "Seen at school.", "Tired."), ("02.11.07", "Home visit by", "")],
        WIDTHS,
    )
    sheet.open_page()
    sheet.table([("", "the health visitor.", ""), ("", "No reply.", "None.")], WIDTHS)
    assert texts(sheet.bytes(), "table_row")[1:] == [
        "Seen at school. | Tired.",
        "02.11.07 | Home visit by the health visitor.",
        "No reply. | None.",
    ]


def test_an_unruled_table_whose_columns_line_up():
    sheet = Sheet()
    sheet.paragraph(LONG)
    for row in CHRONOLOGY:
        depth = 0
        for text, x in zip(row, (LEFT, LEFT + 80, LEFT + 270), strict=True):
            for i, line in enumerate(broken(text, 170, 11)):
                sheet.at(line, x, sheet.y + 14 * i)
                depth = max(depth, i + 1)
        sheet.y += 14 * depth + 6
    sheet.y += 14
    sheet.paragraph(OTHER)
    data = sheet.bytes()
    assert texts(data, "table_row") == [" | ".join(row) for row in CHRONOLOGY[1:]]
    assert texts(data, "paragraph") == [LONG, OTHER]


def test_a_frame_round_text_is_no_table():
    sheet = Sheet()
    sheet.paragraph(OTHER)
    top = sheet.y
    sheet.paragraph(LONG, left=LEFT + 10, right=RIGHT - 10)
    sheet.canvas.rect(LEFT, HEIGHT - sheet.y + 6, RIGHT - LEFT, sheet.y - top + 10)
    found = document(sheet.bytes())
    assert [b.kind for b in found.blocks] == ["paragraph", "paragraph"]


def test_watermarks_and_turned_text_are_left_out_and_counted():
    sheet = Sheet()
    for _ in range(2):
        sheet.paragraph(LONG)
        canvas = sheet.canvas
        canvas.saveState()
        canvas.setFillGray(0.8)
        canvas.setFont("Helvetica", 70)
        canvas.translate(150, 300)
        canvas.rotate(50)
        canvas.drawString(0, 0, "DRAFT")
        canvas.restoreState()
        canvas.setFillGray(0.85)
        sheet.at("CONSULTATION", 90, 620, size=60)
        canvas.setFillGray(0)
        sheet.open_page()
    sheet.paragraph(OTHER)
    data = sheet.bytes()
    assert texts(data) == [LONG, LONG, OTHER]
    dropped = document(data).report.dropped
    assert [(d.what, d.count) for d in dropped] == [("watermarks and turned text", 4)]


def test_a_large_pale_title_that_stands_once_stays():
    sheet = Sheet()
    sheet.canvas.setFillGray(0.7)
    sheet.at("Baby Z", 90, 200, size=40)
    sheet.canvas.setFillGray(0)
    sheet.y = 300
    sheet.paragraph(LONG)
    assert texts(sheet.bytes()) == ["Baby Z", LONG]


def test_a_page_printed_sideways_is_read():
    sheet = Sheet()
    sheet.paragraph(LONG)
    sheet.open_page()
    sheet.canvas.rotate(90)
    sheet.canvas.setFont("Helvetica", 11)
    for i, line in enumerate(broken(OTHER, 500, 11)):
        sheet.canvas.drawString(80, -100 - 14 * i, line)
    assert texts(sheet.bytes()) == [LONG, OTHER]


def test_a_page_with_a_rotation_entry_is_read():
    sheet = Sheet()
    sheet.canvas.setPageRotation(90)
    sheet.canvas.rotate(90)
    sheet.canvas.setFont("Helvetica", 11)
    for i, line in enumerate(broken(OTHER, 500, 11)):
        sheet.canvas.drawString(80, -100 - 14 * i, line)
    assert texts(sheet.bytes()) == [OTHER]


def test_redactions_damaged_words_and_accents_are_kept_as_printed():
    text = (
        "Serious ase Review of the case of [name removed] who diedand was found by PC [X]. You "
        "dont know what Mr XXXX said to Siân or to Zoë at 12 High Street; it cost £40 – no more."
    )
    sheet = Sheet()
    sheet.paragraph(text)
    assert texts(sheet.bytes()) == [text]


def test_sentences_printed_twice_are_left_and_noted():
    sentences = [
        f"On day {word} the worker called and nobody came to the door of the house."
        for word in ("one", "two", "three", "four", "five", "six", "seven")
    ]
    sheet = Sheet()
    for sentence in sentences:
        sheet.paragraph(f"{sentence} {sentence}")
    found = reading(sheet.bytes())
    assert found.notes == (
        "nearly every sentence is printed twice, so counts of passages are too high",
    )
    assert len(found.parts) == 7


def test_pages_without_text_are_counted_and_noted():
    sheet = Sheet()
    sheet.paragraph(LONG)
    sheet.open_page()
    sheet.open_page()
    sheet.paragraph(OTHER)
    found = reading(sheet.bytes())
    assert found.pages == 3
    assert found.pages_without_text == (2,)
    assert found.notes == ("1 page holds no text and may be blank, scanned or a picture",)


def test_the_title_page_keeps_its_furniture():
    sheet = Sheet(head="Ambleford Safeguarding Board")
    sheet.heading("Child Z", size=24)
    sheet.open_page()
    sheet.paragraph(LONG)
    assert reading(sheet.bytes()).title_page == "Ambleford Safeguarding Board\nChild Z"


def locked(**options):
    return Sheet(encrypt=StandardEncryption("secret", strength=128, **options))


def blank(pages):
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for _ in range(pages):
        canvas.rect(10, 10, 200, 200, fill=1)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def good():
    sheet = Sheet()
    sheet.paragraph(LONG)
    return sheet.bytes()


def encrypted():
    sheet = locked()
    sheet.paragraph(LONG)
    return sheet.bytes()


SCAN = "turn on text recognition (--ocr), or ask for a copy with text in it."
AGAIN = "download it again or ask for another copy."


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            encrypted(),
            "report.pdf: it is protected by a password; save a copy without one and try again.",
        ),
        (b"", f"report.pdf: it is empty; {AGAIN}"),
        (b"\0" * 500, f"report.pdf: it is empty; {AGAIN}"),
        (b"no PDF at all", f"report.pdf: it is damaged or not really a PDF; {AGAIN}"),
        (good()[:400], f"report.pdf: it is damaged or not really a PDF; {AGAIN}"),
        (
            blank(1),
            f"report.pdf: its only page holds no text, so it is probably a scan; {SCAN}",
        ),
        (
            blank(4),
            f"report.pdf: none of its 4 pages holds text, so it is probably a scan; {SCAN}",
        ),
    ],
    ids=["encrypted", "empty", "noughts", "not a pdf", "cut off", "one scan", "scans"],
)
def test_what_cannot_be_read_is_one_sentence(data, message):
    with pytest.raises(UnreadableFileError) as caught:
        reading(data)
    assert str(caught.value) == message


def test_a_damaged_page_costs_that_page_only():
    sheet = Sheet()
    for text in (LONG, OTHER, LONG):
        sheet.paragraph(text)
        if sheet.page < 3:
            sheet.open_page()
    data = sheet.bytes()
    # The second page's object is spoilt; the file is otherwise whole.
    pages = [
        i
        for i in range(len(data))
        if data.startswith(b"/Type /Page ", i) or data.startswith(b"/Type /Page\n", i)
    ]
    assert len(pages) == 3
    spoilt = data[: pages[1]] + data[pages[1] :].replace(b"/Type /Page", b"/Type /Pogo", 1)
    found = reading(spoilt)
    assert found.pages_without_text == (2,)
    assert found.notes == ("1 page is damaged and could not be read",)
    assert [part.text for part in found.parts] == [LONG, LONG]


def test_figures_that_hang_before_many_paragraphs_make_no_table():
    sheet = Sheet()
    for n in range(1, 12):
        sheet.paragraph(LONG, label=str(n))
    assert numbered(sheet.bytes()) == [(str(n), LONG) for n in range(1, 12)]


def test_a_chronology_without_rules_or_bold_head_is_rows_and_no_columns_of_prose():
    sheet = Sheet()
    rows = [("Date", "Event", "Comment")]
    for n in range(1, 15):
        comment = f"Nobody asked to see the room on visit {n} or later." if n % 3 else ""
        rows.append((f"{n:02}.05.17", f"{OTHER.split('. ')[0]} on visit {n}.", comment))
    for row in rows:
        cells = [broken(c, w, sheet.size) for c, w in zip(row, (90, 165, 165), strict=True)]
        if sheet.y + 14 * max(map(len, cells)) > BOTTOM:
            sheet.open_page()
        for x, lines in zip((LEFT, LEFT + 100, LEFT + 275), cells, strict=True):
            for i, line in enumerate(lines):
                sheet.at(line, x, sheet.y + 13 * i)
        sheet.y += 13 * max(map(len, cells)) + 8
    data = sheet.bytes()
    blocks = document(data).blocks
    assert texts(data) == [" | ".join(c for c in row if c) for row in rows[1:]]
    assert {b.header for b in blocks} == {rows[0]}
    assert blocks[-1].page > 1


def test_two_lists_of_few_words_side_by_side_are_columns():
    sheet = Sheet(size=28)
    for x, lines in (
        (LEFT, ("• The school", "escalated its", "concern.", "• Records", "were clear.")),
        (LEFT + 240, ("• Father was", "not known.", "• The plan", "had no", "dates.")),
    ):
        for i, line in enumerate(lines):
            sheet.at(line, x if line[0] == "•" else x + 18, 150 + 34 * i)
    assert texts(sheet.bytes(), "list_item") == [
        "The school escalated its concern.",
        "Records were clear.",
        "Father was not known.",
        "The plan had no dates.",
    ]


def test_boxes_side_by_side_do_not_part_the_lines_of_every_other_slide():
    text = "The plan for the baby had no dates and nobody was named in it at all."
    sheet = Sheet(size=18)
    for _ in range(2):
        sheet.paragraph(text)
        sheet.open_page()
    for x, y in ((LEFT, 100), (LEFT + 150, 110.5)):
        for i, word in enumerate(("Bruising", "was not", "referred")):
            sheet.at(word, x, y + 21 * i)
    assert texts(sheet.bytes())[:2] == [text, text]


def test_a_line_of_a_column_that_begins_with_a_capital_or_a_year_ends_no_paragraph():
    text = (
        "Nobody told Mother about the visit of 14 June 2019 because Children's Social Care had "
        "asked Probation to do so, and Probation took it that the Health Visitor would see Mother. "
    )
    sheet = Sheet()
    sheet.paragraph(f"{LONG} {OTHER}")
    top = sheet.y
    for left in (LEFT, LEFT + 240):
        sheet.y = top
        for _ in range(3):
            sheet.paragraph(text, left=left, right=left + 200)
    assert texts(sheet.bytes()) == [f"{LONG} {OTHER}", *[text.strip()] * 6]


def test_no_space_is_left_before_a_stop_drawn_apart_behind_a_footnote_mark():
    sheet = Sheet()
    sheet.raised("She was seen twice in March", "1", "", LEFT, 200)
    x = LEFT + stringWidth("She was seen twice in March", "Helvetica", 11)
    sheet.at(". Nobody asked who had moved in.", x + 5, 200)
    assert texts(sheet.bytes()) == ["She was seen twice in March. Nobody asked who had moved in."]
