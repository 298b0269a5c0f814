import copy
import io
from pathlib import Path

import pptx
import pytest
from lxml import etree
from office import relationships, zipped
from pptx.util import Inches, Pt

from scr_mine.errors import UnreadableFileError
from scr_mine.read import assemble
from scr_mine.read.office import pptx as reader

PATH = Path("slides.pptx")
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
TITLE, BODY, TWO, TITLE_ONLY, BLANK, TITLE_SLIDE, COMPARISON = 5, 1, 3, 5, 6, 0, 4


class Deck:
    """A presentation in the making."""

    def __init__(self):
        self.made = pptx.Presentation()

    def slide(self, layout=BLANK, title=None, *bodies):
        slide = self.made.slides.add_slide(self.made.slide_layouts[layout])
        if title is not None:
            slide.shapes.title.text = title
        holders = [h for h in slide.placeholders if h.placeholder_format.idx]
        for holder, text in zip(holders, bodies, strict=False):
            holder.text_frame.text = text
        return slide

    def data(self):
        stream = io.BytesIO()
        self.made.save(stream)
        return stream.getvalue()

    def read(self):
        return assemble.document(reader.read(self.data(), PATH), PATH, "0" * 64)

    def blocks(self):
        document = self.read()
        return [(b.kind, b.page, b.number, document.text[b.start : b.end]) for b in document.blocks]

    def texts(self):
        return [text for *_, text in self.blocks()]

    def dropped(self):
        return {d.what: (d.count, d.example) for d in self.read().report.dropped}


def box(slide, text, left, top, width=3.0, height=0.5, size=None):
    frame = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(height))
    frame.text_frame.text = text
    if size:
        for paragraph in frame.text_frame.paragraphs:
            for run in paragraph.runs:
                run.font.size = Pt(size)
    return frame


def mark(paragraph, xml):
    """Give a paragraph a bullet, a number or none."""
    properties = paragraph._p.get_or_add_pPr()
    properties.append(etree.fromstring(xml.replace("/>", f' xmlns:a="{A[1:-1]}"/>')))


def test_titles_bullets_and_slide_numbers():
    deck = Deck()
    deck.slide(TITLE_SLIDE, "Serious Case Review", "Child F\nLearning event")
    deck.slide(BODY, "What we found", "Visits were missed\nNobody asked why")
    assert deck.blocks() == [
        ("heading", 1, None, "Serious Case Review"),
        ("paragraph", 1, None, "Child F"),
        ("paragraph", 1, None, "Learning event"),
        ("heading", 2, None, "What we found"),
        ("list_item", 2, None, "Visits were missed"),
        ("list_item", 2, None, "Nobody asked why"),
    ]
    document = deck.read()
    assert [b.level for b in document.blocks if b.kind == "heading"] == [1, 1]
    assert document.report.pages == 2
    assert document.title_page == "Serious Case Review\nChild F\nLearning event"


def test_lead_ins_numbers_and_paragraphs_without_bullets():
    deck = Deck()
    text = "Staff should:\nask\nlisten\nThe plan\nfirst\nsecond\nthird\nlast"
    slide = deck.slide(BODY, "Learning", text)
    paragraphs = slide.placeholders[1].text_frame.paragraphs
    mark(paragraphs[3], "<a:buNone/>")
    mark(paragraphs[4], '<a:buAutoNum type="arabicPeriod" startAt="3"/>')
    mark(paragraphs[5], '<a:buAutoNum type="arabicPeriod" startAt="3"/>')
    mark(paragraphs[6], '<a:buAutoNum type="alphaLcParenR"/>')
    paragraphs[6].level = 1
    mark(paragraphs[7], '<a:buAutoNum type="arabicPeriod" startAt="3"/>')
    assert [(kind, number, text) for kind, _, number, text in deck.blocks()[1:]] == [
        ("paragraph", None, "Staff should:"),
        ("list_item", None, "ask"),
        ("list_item", None, "listen"),
        ("paragraph", None, "The plan"),
        ("list_item", "3", "first"),
        ("list_item", "4", "second"),
        ("list_item", "a", "third"),
        ("list_item", "5", "last"),
    ]


def test_a_shape_or_a_master_may_say_that_there_are_no_bullets():
    deck = Deck()
    slide = deck.slide(BODY, "Learning", "One thought")
    style = slide.placeholders[1].text_frame._txBody.find(f"{A}lstStyle")
    style.append(etree.fromstring(f'<a:lvl1pPr xmlns:a="{A[1:-1]}"><a:buNone/></a:lvl1pPr>'))
    deck.slide(BODY, "More", "Another thought")
    kinds = [kind for kind, *_ in deck.blocks()]
    assert kinds == ["heading", "paragraph", "heading", "list_item"]


def test_text_boxes_and_typed_bullets():
    deck = Deck()
    slide = deck.slide(TITLE, "Learning")
    box(slide, "Key point\n• ask twice\n- write it down", 1, 2)
    assert deck.blocks()[1:] == [
        ("paragraph", 1, None, "Key point"),
        ("list_item", 1, None, "ask twice"),
        ("list_item", 1, None, "write it down"),
    ]


PLACES = [
    ([("b", 1, 3), ("a", 1, 1.5), ("c", 1, 5)], "abc"),
    ([("c", 5.5, 1.5), ("a", 1, 1.5), ("b", 1, 3), ("d", 5.5, 3)], "abcd"),
    ([("top", 1, 1.2, 8), ("a", 1, 2), ("b", 1, 4), ("c", 5.5, 2), ("d", 5.5, 4)], "topabcd"),
    ([("1", 0.5, 2, 0.5), ("2", 0.5, 4, 0.5), ("a", 1.5, 2, 7), ("b", 1.5, 4, 7)], "1a2b"),
    ([("b", 5.5, 2.05), ("a", 1, 2.1)], "ab"),
]


@pytest.mark.parametrize(("places", "order"), PLACES)
def test_shapes_are_read_by_place(places, order):
    deck = Deck()
    slide = deck.slide(TITLE, "Learning")
    for place in places:
        box(slide, *place)
    assert "".join(deck.texts()[1:]) == order


def test_placeholders_take_their_place_from_the_layout():
    deck = Deck()
    slide = deck.slide(COMPARISON, "Compared", "Before", "Visits missed", "After", "Visits kept")
    tree = slide.shapes._spTree
    for holder in list(slide.placeholders)[1:]:
        tree.insert(3, holder._element)
    assert deck.texts() == ["Compared", "Before", "Visits missed", "After", "Visits kept"]


def test_groups_are_read_where_they_stand():
    deck = Deck()
    slide = deck.slide(TITLE, "Learning")
    box(slide, "last", 1, 5)
    group = slide.shapes.add_group_shape()
    inner = group.shapes.add_group_shape()
    for text, top in (("second", 3), ("first", 2)):
        frame = inner.shapes.add_textbox(Inches(1), Inches(top), Inches(3), Inches(0.5))
        frame.text_frame.text = text
    assert deck.texts() == ["Learning", "first", "second", "last"]


def test_tables():
    deck = Deck()
    slide = deck.slide(TITLE, "Dates")
    grid = slide.shapes.add_table(3, 2, Inches(1), Inches(2), Inches(6), Inches(2)).table
    for i, row in enumerate([("Date", "Event"), ("May", "Seen"), ("June", "")]):
        for j, text in enumerate(row):
            grid.cell(i, j).text = text
    grid.cell(2, 0).merge(grid.cell(2, 1))
    document = deck.read()
    assert [(b.kind, b.header, document.text[b.start : b.end]) for b in document.blocks[1:]] == [
        ("table_row", ("Date", "Event"), "May | Seen"),
        ("table_row", ("Date", "Event"), "June"),
    ]
    assert document.report.tables == 1


def test_hidden_slides_are_read_and_named_and_order_is_that_of_the_list():
    deck = Deck()
    deck.slide(TITLE, "Second")
    deck.slide(TITLE, "First")._element.set("show", "0")
    ids = deck.made.slides._sldIdLst
    ids.insert(0, ids[1])
    assert [(page, text) for _, page, _, text in deck.blocks()] == [(1, "First"), (2, "Second")]
    assert deck.read().report.notes == ("Slide 1 is hidden in the presentation; it was read.",)


def test_speaker_notes_stay_with_their_slide():
    deck = Deck()
    slide = deck.slide(BODY, "Learning", "Ask")
    slide.notes_slide.notes_text_frame.text = "Say why this matters.\nThen pause."
    assert deck.blocks()[1:] == [
        ("list_item", 1, None, "Ask"),
        ("note", 1, None, "Say why this matters."),
        ("note", 1, None, "Then pause."),
    ]


def test_dates_footers_and_slide_numbers_are_counted_not_read():
    deck = Deck()
    for number in (1, 2):
        slide = deck.slide(TITLE, f"Slide title {number}")
        for holder in slide.slide_layout.placeholders:
            if holder.placeholder_format.idx in (10, 11, 12):
                element = copy.deepcopy(holder._element)
                slide.shapes._spTree.append(element)
        for holder, text in zip(
            list(slide.placeholders)[1:], ("May 2019", "LSCB", "7"), strict=True
        ):
            holder.text_frame.text = text
    assert deck.texts() == ["Slide title 1", "Slide title 2"]
    assert deck.dropped() == {
        "page numbers": (2, "7"),
        "running heads and feet": (4, "May 2019"),
    }


def test_a_footer_typed_on_every_slide_is_dropped_and_a_repeated_message_elsewhere_kept():
    deck = Deck()
    for number in range(1, 5):
        slide = deck.slide(TITLE, "Learning")
        box(slide, f"Wexmoor LSCB {number} May", 1, 6.9)
        box(slide, str(number), 8.5, 6.9, 0.5)
        box(slide, "Ask the child", 1, 1.2 + number)
    assert deck.texts() == ["Learning", "Ask the child"] * 4
    assert deck.dropped() == {
        "page numbers": (4, "1"),
        "running heads and feet": (4, "Wexmoor LSCB 1 May"),
    }


def test_a_title_in_a_text_box():
    deck = Deck()
    slide = deck.slide()
    box(slide, "They missed the visits.", 1, 2, size=18)
    box(slide, "What we found", 1, 0.5, size=32)
    assert deck.blocks() == [
        ("heading", 1, None, "What we found"),
        ("paragraph", 1, None, "They missed the visits."),
    ]


def test_slides_without_text_are_named():
    deck = Deck()
    deck.slide(TITLE, "Learning")
    deck.slide(BLANK)
    assert deck.read().report.pages_without_text == (2,)


def test_charts_are_counted():
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    data = CategoryChartData()
    data.categories = ["a"]
    data.add_series("s", (1,))
    deck = Deck()
    deck.slide(TITLE, "Ages").shapes.add_chart(
        XL_CHART_TYPE.PIE, Inches(1), Inches(2), Inches(3), Inches(3), data
    )
    assert deck.texts() == ["Ages"]
    assert deck.dropped() == {"charts": (1, "slide 1: Chart 2")}


DIAGRAM = (
    '<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    f'xmlns:a="{A[1:-1]}"><dgm:ptLst><dgm:pt modelId="0" type="doc"/>'
    + "".join(
        f'<dgm:pt modelId="{i}" type="{kind}"><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p>'
        "</dgm:t></dgm:pt>"
        for i, kind, text in [
            (2, "node", "Second"),
            (3, "node", "Below first"),
            (1, "node", "First"),
            (9, "pres", "no"),
        ]
    )
    + '</dgm:ptLst><dgm:cxnLst><dgm:cxn modelId="a" srcId="0" destId="1" srcOrd="0"/>'
    '<dgm:cxn modelId="b" srcId="0" destId="2" srcOrd="1"/>'
    '<dgm:cxn modelId="c" srcId="1" destId="3" srcOrd="0"/>'
    '<dgm:cxn modelId="d" type="presOf" srcId="1" destId="9" srcOrd="0"/></dgm:cxnLst>'
    "</dgm:dataModel>"
)
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def raw(slide, **more):
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relationships({"r1": ("officeDocument", "ppt/presentation.xml")}),
            "ppt/presentation.xml": f'<p:presentation xmlns:p="{P}" xmlns:r="{R}"><p:sldIdLst>'
            '<p:sldId id="256" r:id="r1"/><p:sldId id="257" r:id="gone"/></p:sldIdLst>'
            "</p:presentation>",
            "ppt/_rels/presentation.xml.rels": relationships({"r1": ("slide", "slides/s.xml")}),
            "ppt/slides/s.xml": f'<p:sld xmlns:p="{P}" xmlns:r="{R}" xmlns:a="{A[1:-1]}" '
            'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"><p:cSld>'
            f"<p:spTree>{slide}</p:spTree></p:cSld></p:sld>",
            "ppt/slides/_rels/s.xml.rels": relationships({"d1": ("diagramData", "../d.xml")}),
            "ppt/d.xml": DIAGRAM,
            **more,
        }
    )


def test_smart_art_is_read_parents_before_children():
    frame = (
        "<p:graphicFrame><a:graphic><a:graphicData><dgm:relIds r:dm='d1'/></a:graphicData>"
        "</a:graphic></p:graphicFrame>"
    )
    parts = reader.read(raw(frame), PATH).parts
    assert [(p.kind, p.text) for p in parts] == [
        ("list_item", "First"),
        ("list_item", "Below first"),
        ("list_item", "Second"),
    ]


def test_line_breaks_and_slide_number_fields():
    shape = (
        "<p:sp><p:nvSpPr><p:nvPr/></p:nvSpPr><p:txBody><a:p><a:r><a:t>Ask the</a:t></a:r><a:br/>"
        "<a:r><a:t>child</a:t></a:r><a:fld type='slidenum'><a:t>7</a:t></a:fld></a:p>"
        "</p:txBody></p:sp>"
    )
    assert [p.text for p in reader.read(raw(shape), PATH).parts] == ["Ask the child"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (raw("", **{"ppt/presentation.xml": "<p/>"}), "it has no slides in it"),
        (raw("", **{"ppt/slides/s.xml": "<p:sld"}), "the file is damaged or cut short"),
        (
            raw("", **{"ppt/slides/s.xml": "<!DOCTYPE d [<!ENTITY a 'b'>]><d>&a;</d>"}),
            "its XML declares a document type, which Office files never do",
        ),
        (raw("")[:400], "the file is damaged or cut short"),
    ],
)
def test_hostile_and_damaged_files_are_refused(data, reason):
    with pytest.raises(UnreadableFileError) as error:
        reader.read(data, PATH)
    assert error.value.reason == reason
