import io
import os
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office import TYPES, docx, p, table, zipped

from scr_mine import read as stage
from scr_mine.errors import UnreadableFileError
from scr_mine.read import contents, detect
from scr_mine.read.assemble import document
from scr_mine.read.parts import Part, Reading, Tally, split_lines, table_parts

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
PAGE = b"<!DOCTYPE html><html><body><h1>Child F</h1><p>She was seen.</p></body></html>"


def typed(kind):
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Override PartName="/x.xml" '
            f'ContentType="application/{kind}.main+xml"/></Types>'
        }
    )


def slides():
    import pptx

    stream = io.BytesIO()
    made = pptx.Presentation()
    made.slides.add_slide(made.slide_layouts[5]).shapes.title.text = "Child F"
    made.save(stream)
    return stream.getvalue()


def pdf():
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.drawString(72, 700, "Child F was seen at home in May by the social worker.")
    canvas.save()
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (docx(p("x")), "docx"),
        (typed("vnd.openxmlformats-officedocument.wordprocessingml.template"), "docx"),
        (typed("vnd.ms-word.document.macroEnabled"), "docx"),
        (zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<d/>"}), "docx"),
        (slides(), "pptx"),
        (typed("vnd.openxmlformats-officedocument.presentationml.slideshow"), "pptx"),
        (pdf(), "pdf"),
        (b"junk\n" + pdf(), "pdf"),
        (PAGE, "html"),
        (b"\xef\xbb\xbf\n<!-- saved -->\n" + PAGE, "html"),
        (b"<?xml version='1.0'?>\n" + PAGE, "html"),
        (PAGE.decode().encode("utf-16"), "html"),
        (b"<div><h2>Child F</h2><p>Seen.</p><p>Lost.</p></div>", "html"),
        (b"<p>In %PDF-1.4 the child</p><p>a</p><p>b</p><p>c</p>", "html"),
        (b"Serious case review\n\nThe child was seen.\n", "text"),
        ("Café – “quoted”".encode(), "text"),
        ("Café – “quoted”".encode("cp1252"), "text"),
        ("Café".encode("utf-16"), "text"),
        ("Café, Child F".encode("utf-16-le"), "text"),
        ("Café, Child F".encode("utf-16-be"), "text"),
        (b"# Child F\n\n<b>Seen</b> at 3 < 4.\n", "text"),
        (b"BMI was recorded.", "text"),
    ],
)
def test_the_format_is_told_by_content(data, form):
    assert detect.format_of(data, Path("named.xyz")) == form


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            OLE + "WordDocument".encode("utf-16-le"),
            "it is in the old Word format (.doc); save it as DOCX or PDF.",
        ),
        (
            OLE + "PowerPoint Document".encode("utf-16-le"),
            "it is in the old PowerPoint format (.ppt); save it as PPTX or PDF.",
        ),
        (
            OLE + "EncryptedPackage".encode("utf-16-le"),
            "it is protected by a password; save a copy without one and try again.",
        ),
        (
            OLE + "Workbook".encode("utf-16-le"),
            "it is an Excel workbook, not a report; save the report as PDF or DOCX.",
        ),
        (
            OLE + "__substg1.0_001A".encode("utf-16-le"),
            "it is an e-mail message; save the attached report and use that.",
        ),
        (OLE, "it is in an old Office format; save it as DOCX or PDF."),
        (
            typed("vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            "it is an Excel workbook, not a report; save the report as PDF or DOCX.",
        ),
        (
            zipped({"mimetype": "application/vnd.oasis.opendocument.text"}),
            "it is in the OpenDocument format; open it in Word or LibreOffice and save it as DOCX "
            "or PDF.",
        ),
        (
            zipped({"mimetype": "application/epub+zip"}),
            "it is an e-book (EPUB); convert it to PDF or HTML.",
        ),
        (
            zipped({"report.pdf": "x"}),
            "it is an archive, not a report; unpack it and use the reports inside.",
        ),
        (
            docx(p("x"))[:300],
            "the file is damaged or cut short; open it in the program that made it, save it again "
            "as DOCX or PDF and use that file.",
        ),
        (
            b"{\\rtf1 Child F}",
            "it is in the RTF format; open it in Word or LibreOffice and save it as DOCX or PDF.",
        ),
        (
            b"MIME-Version: 1.0\nContent-Type: multipart/related\n" + PAGE,
            "it is a web archive (MHTML); open it in a browser and print it to PDF.",
        ),
        (
            b"\x89PNG\r\n\x1a\n",
            "it is a picture; run text recognition (OCR) on it and save it as PDF.",
        ),
        (
            b"\xff\xd8\xff\xe0",
            "it is a picture; run text recognition (OCR) on it and save it as PDF.",
        ),
        (
            bytes(range(256)) * 4,
            "it is not in a format that can be read; save it as PDF, DOCX, PPTX, HTML or plain "
            "text.",
        ),
        (
            b"\xff\xfea",
            "it is not in a format that can be read; save it as PDF, DOCX, PPTX, HTML or plain "
            "text.",
        ),
    ],
)
def test_other_formats_are_named_with_what_to_do(data, message):
    with pytest.raises(UnreadableFileError) as error:
        detect.format_of(data, Path("report.pdf"))
    assert str(error.value) == f"report.pdf: {message}"


@pytest.mark.parametrize(
    ("name", "data", "form", "text"),
    [
        ("a.pdf", PAGE, "html", "Child F\nShe was seen."),
        ("a.txt", docx(p("Child F was seen.")), "docx", "Child F was seen."),
        ("a.docx", slides(), "pptx", "Child F"),
        ("a.html", pdf(), "pdf", "Child F was seen at home in May by the social worker."),
        ("a.doc", b"The child was seen at home.\n", "text", "The child was seen at home."),
    ],
)
def test_a_file_is_read_whatever_it_is_called(tmp_path, name, data, form, text):
    path = tmp_path / name
    path.write_bytes(data)
    read = stage.read(path)
    assert (read.document_id, read.sha256) == (name, sha256(data).hexdigest())
    assert (read.report.file, read.report.format, read.text) == (name, form, text)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "there is no such file; check the name and the folder."),
        (b"", "it is empty; download it again or ask for another copy."),
        (b" \n\0", "it is empty; download it again or ask for another copy."),
        (
            docx(p()),
            "no text was found in it; if its pages are pictures, run text recognition (OCR) on it "
            "first.",
        ),
    ],
)
def test_files_with_nothing_in_them(tmp_path, data, message):
    path = tmp_path / "report.docx"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(UnreadableFileError) as error:
        stage.read(path)
    assert str(error.value) == f"report.docx: {message}"


def test_a_folder_is_not_a_file(tmp_path):
    with pytest.raises(UnreadableFileError, match="it is not a file; name the reports inside it"):
        stage.read(tmp_path)


def test_a_file_that_may_not_be_opened(tmp_path, monkeypatch):
    path = tmp_path / "report.txt"
    path.write_text("x")

    def refuse(self):
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(UnreadableFileError) as error:
        stage.read(path)
    assert str(error.value) == (
        "report.txt: it cannot be opened (permission denied); check that you may read it."
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OFFICIAL - SENSITIVE", True),
        ("STRICTLY PRIVATE AND CONFIDENTIAL", True),
        ("FINAL DRAFT v2", False),
        ("FINAL DRAFT V2.1", True),
        ("NOT FOR PUBLICATION", True),
        ("PUBLICATION", False),
        ("Final report", False),
        ("FINAL REPORT ON CHILD F", False),
        ("", False),
        # Each digit more once doubled the time a pattern took over this.
        ("FINAL " + "1" * 5000 + "x", False),
    ],
)
def test_handling_stamps(text, expected):
    assert contents.is_stamp(text) is expected


def test_many_comments_before_a_page_take_no_time():
    assert detect.format_of(b"<!-- a -->" * 800 + b"x", Path("x.html")) == "text"


def test_what_a_folder_search_picks_up():
    read = {".pdf", ".docx", ".pptx", ".html", ".htm", ".txt", ".text"}
    named_as_unread = {".doc", ".ppt", ".odt", ".odp", ".rtf", ".mht", ".mhtml"}
    assert set(stage.SUFFIXES) == read | named_as_unread | {".docm", ".pptm"}


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_have_a_format_or_are_refused(data):
    try:
        assert detect.format_of(data, Path("x")) in {"pdf", "docx", "pptx", "html", "text"}
    except UnreadableFileError as error:
        assert error.remedy


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a line\nwrapped by hand", ["a line wrapped by hand"]),
        ("It ended.\nIt began.", ["It ended.", "It began."]),
        ("It ended.\nand went on", ["It ended. and went on"]),
        ("one\n\n\ntwo", ["one", "two"]),
        ("They should:\n• meet\n• write", ["They should:", "• meet", "• write"]),
        ("in section\n4.2 Above", ["in section", "4.2 Above"]),
        ("with child\n2. she", ["with child 2. she"]),
        ("a)\none\nb) two", ["a) one", "b) two"]),
        ("Page 3: Review of\nthe child was", ["Page 3: Review of", "the child was"]),
        ("", []),
    ],
)
def test_lines_broken_by_hand(text, expected):
    assert [" ".join(block.split()) for block in split_lines(text)] == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], []),
        ([("", "")], []),
        ([("Date", "Event")], [(("Date", "Event"), ())]),
        ([("Date", "Event"), ("May", "Seen")], [(("May", "Seen"), ("Date", "Event"))]),
        (
            [("Date", "Event"), ("May", "Seen"), ("Date", "Event"), ("June", "Lost")],
            [(("May", "Seen"), ("Date", "Event")), (("June", "Lost"), ("Date", "Event"))],
        ),
        (
            [("It was seen.", "x"), ("May", "Seen")],
            [(("It was seen.", "x"), ()), (("May", "Seen"), ())],
        ),
        ([("2019", "2020"), ("4", "5")], [(("2019", "2020"), ()), (("4", "5"), ())]),
    ],
)
def test_table_rows(rows, expected):
    assert [(part.cells, part.header) for part in table_parts(rows, 3)] == expected


def assembled(*parts):
    reading = Reading(format="text", parts=parts, pages=None, tally=Tally())
    made = document(reading, Path("x.txt"), "0")
    return [(b.kind, b.number, made.text[b.start : b.end]) for b in made.blocks]


def para(text, kind="paragraph", **fields):
    return Part(kind=kind, text=text, **fields)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([para("4.12 She was seen.")], [("paragraph", "4.12", "She was seen.")]),
        ([para("She was seen.", number="(4.12)")], [("paragraph", "4.12", "She was seen.")]),
        ([para("(iv) seen")], [("list_item", "iv", "seen")]),
        ([para("a) seen")], [("list_item", "a", "seen")]),
        ([para("seen", number="[b].")], [("list_item", "b", "seen")]),
        (
            [para("1. seen"), para("2. lost")],
            [("paragraph", "1", "seen"), ("paragraph", "2", "lost")],
        ),
        (
            [para("As follows:"), para("1. seen"), para("2. lost"), para("End.")],
            [
                ("paragraph", None, "As follows:"),
                ("list_item", "1", "seen"),
                ("list_item", "2", "lost"),
                ("paragraph", None, "End."),
            ],
        ),
        (
            [para("As follows:"), para("7. seen")],
            [("paragraph", None, "As follows:"), ("paragraph", "7", "seen")],
        ),
        ([para("• seen")], [("list_item", None, "seen")]),
        ([para("o\tseen")], [("list_item", None, "seen")]),
        ([para("-5 degrees")], [("paragraph", None, "-5 degrees")]),
        ([para("30.05.17 Seen")], [("paragraph", None, "30.05.17 Seen")]),
        ([para("1.5 million people")], [("paragraph", None, "1.5 million people")]),
        ([para("4.2 Analysis", "heading")], [("heading", "4.2", "Analysis")]),
        (
            [
                para("1 Why", "heading"),
                para("2 How", "heading"),
                para("2.1 When", "heading"),
                para("9 Lives", "heading"),
            ],
            [
                ("heading", "1", "Why"),
                ("heading", "2", "How"),
                ("heading", "2.1", "When"),
                ("heading", None, "9 Lives"),
            ],
        ),
        ([para("• Why", "heading")], [("heading", None, "• Why")]),
        (
            [para("1. See 20131.", "footnote", number="1"), para("In 20131 and 20132.")],
            [("footnote", "1", "1. See 20131."), ("paragraph", None, "In 2013 and 20132.")],
        ),
        ([para("the 3 rd\u00a0of\n May")], [("paragraph", None, "the 3rd of May")]),
        ([para("\u200b \n")], []),
    ],
)
def test_numbers_bullets_and_characters_are_treated_alike_in_every_format(parts, expected):
    assert assembled(*parts) == expected


KINDS = ["heading", "paragraph", "list_item", "table_row", "footnote", "note"]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.builds(
            Part,
            kind=st.sampled_from(KINDS),
            text=st.text(max_size=30),
            cells=st.lists(st.text(max_size=8), max_size=3).map(tuple),
            number=st.sampled_from([None, "1", "(iv)", "."]),
        ),
        max_size=6,
    )
)
def test_offsets_are_exact(parts):
    reading = Reading(format="text", parts=tuple(parts), pages=None, tally=Tally())
    made = document(reading, Path("x.txt"), "0")
    at = 0
    for block in made.blocks:
        text = made.text[block.start : block.end]
        assert text and text == text.strip() and "\n" not in text and len(text.splitlines()) == 1
        assert block.start == at
        at = block.end + 1
    assert len(made.text) == max(at - 1, 0)


def test_a_cell_never_becomes_a_line_of_its_own():
    data = docx(table(("Date", "Event"), ("May", p("Seen.") + p("Lost."))))
    path = Path("x.docx")
    from scr_mine.read.office import docx as reader

    assert document(reader.read(data, path), path, "0").text == "May | Seen. Lost."
