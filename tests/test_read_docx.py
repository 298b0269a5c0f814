from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office import docx, field, level, numbering, p, r, style, table, zipped

from scr_mine.errors import UnreadableFileError
from scr_mine.read import assemble
from scr_mine.read.office import docx as reader
from scr_mine.read.office.numbering import formatted

PATH = Path("report.docx")


def read(data):
    return assemble.document(reader.read(data, PATH), PATH, "0" * 64)


def blocks(data):
    """(kind, number, text) of each block."""
    document = read(data)
    return [(b.kind, b.number, document.text[b.start : b.end]) for b in document.blocks]


def texts(data):
    return [text for _, _, text in blocks(data)]


def dropped(data):
    return {d.what: (d.count, d.example) for d in read(data).report.dropped}


HEADINGS = style("Heading1", title="heading 1", ppr='<w:outlineLvl w:val="0"/>') + style(
    "Heading2", title="heading 2", based_on="Heading1", ppr='<w:outlineLvl w:val="1"/>'
)
LONG = (
    "The social worker visited the home on three occasions and recorded that the children were "
    "well, although no practitioner had seen the bedrooms or spoken with them alone that month."
)


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        (p("Findings", style="Heading1"), ("heading", 1, "Findings")),
        (p("Findings", style="Heading2"), ("heading", 2, "Findings")),
        (p("Findings", style="Board"), ("heading", 1, "Findings")),
        (p("Findings", style="Titel"), ("heading", 1, "Findings")),
        (p("Findings", ppr='<w:outlineLvl w:val="3"/>'), ("heading", 4, "Findings")),
        (
            p("Findings", style="Heading1", ppr='<w:outlineLvl w:val="9"/>'),
            ("paragraph", None, "Findings"),
        ),
        (p("4.2 Analysis of practice", style="Heading1"), ("heading", 1, "Analysis of practice")),
        (p(LONG, style="Heading2"), ("paragraph", None, LONG)),
        (p("Findings", rpr="<w:b/>"), ("heading", 1, "Findings")),
        (p("Findings", rpr='<w:sz w:val="28"/>'), ("heading", 1, "Findings")),
        (p("FINDINGS OF THE REVIEW"), ("heading", 1, "FINDINGS OF THE REVIEW")),
        (p("Findings", rpr='<w:b w:val="0"/>'), ("paragraph", None, "Findings")),
        (p("Findings", style="Strong"), ("heading", 1, "Findings")),
        (
            p("The child was seen and was well.", rpr="<w:b/>"),
            ("paragraph", None, "The child was seen and was well."),
        ),
        (p(runs=r("Mother ", "<w:b/>") + r("was seen")), ("paragraph", None, "Mother was seen")),
        (p("• Findings", rpr="<w:b/>"), ("list_item", None, "Findings")),
    ],
)
def test_headings_are_known_by_style_outline_or_look(paragraph, expected):
    styles = (
        HEADINGS
        + style("Board", title="Board head", based_on="Heading1")
        + style("Titel", title="Title")
        + style("Strong", title="Strong text", rpr="<w:b/>")
    )
    document = read(docx(paragraph + p(LONG) + p(LONG), styles=styles))
    block = document.blocks[0]
    assert (block.kind, block.level, document.text[block.start : block.end]) == expected


def test_a_heading_without_style_stands_under_the_styled_one_above():
    body = p("Analysis", style="Heading1") + p("The family", rpr="<w:b/>") + p(LONG)
    assert [b.level for b in read(docx(body, styles=HEADINGS)).blocks] == [1, 2, None]


def test_boldness_says_nothing_where_most_of_the_text_is_bold():
    body = p(LONG, rpr="<w:b/>") * 3 + p("She was seen", rpr="<w:b/>") + p(LONG)
    assert {kind for kind, _, _ in blocks(docx(body))} == {"paragraph"}


MULTI = (
    level(0, "decimal", "%1.")
    + level(1, "decimal", "%1.%2")
    + level(2, "lowerRoman", "(%3)")
    + level(3, "lowerLetter", "%4)")
)


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([0, 1, 1, 0, 1], ["1", "1.1", "1.2", "2", "2.1"]),
        ([0, 1, 2, 2, 1, 2], ["1", "1.1", "i", "ii", "1.2", "i"]),
        ([0, 1, 3, 3, 0, 3], ["1", "1.1", "a", "b", "2", "a"]),
        ([1, 1], ["1.1", "1.2"]),
    ],
)
def test_automatic_numbers_are_rebuilt(levels, expected):
    body = "".join(p(f"Text {i}", num=(1, at)) for i, at in enumerate(levels))
    assert [n for _, n, _ in blocks(docx(body, numbering=numbering({1: MULTI})))] == expected


def test_numbers_and_letters_below_a_paragraph_are_list_items():
    body = p("Agencies should:", num=(1, 1)) + p("meet", num=(1, 2)) + p("write", num=(1, 3))
    assert blocks(docx(body, numbering=numbering({1: MULTI}))) == [
        ("paragraph", "1.1", "Agencies should:"),
        ("list_item", "i", "meet"),
        ("list_item", "a", "write"),
    ]


def test_numbering_by_style_with_the_level_tied_to_it():
    levels = level(0, "decimal", "%1", extra='<w:pStyle w:val="Heading1"/>') + level(
        1, "decimal", "%1.%2", extra='<w:pStyle w:val="Para"/>'
    )
    number = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    styles = style("Heading1", title="heading 1", ppr=number) + style("Para", ppr=number)
    styles += style("Quiet", based_on="Para")
    body = (
        p("Introduction", style="Heading1")
        + p("The review began.", style="Para")
        + p("Not numbered.", style="Para", num=(0, 0))
        + p("It ended.", style="Para")
        + p("Analysis", style="Heading1")
        + p("It is long.", style="Para")
    )
    assert blocks(docx(body, styles=styles, numbering=numbering({1: levels}))) == [
        ("heading", "1", "Introduction"),
        ("paragraph", "1.1", "The review began."),
        ("paragraph", None, "Not numbered."),
        ("paragraph", "1.2", "It ended."),
        ("heading", "2", "Analysis"),
        ("paragraph", "2.1", "It is long."),
    ]


def test_start_restart_and_overrides():
    never = level(0, "decimal", "%1") + level(
        1, "decimal", "%1.%2", start=12, extra='<w:lvlRestart w:val="0"/>'
    )
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride>'
    other = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1")}</w:lvlOverride>'
    data = numbering({1: never}, {2: (1, again), 3: (1, ""), 4: (1, other)})
    order = [(1, 0), (1, 1), (1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (4, 0)]
    body = "".join(p("Text", num=num) for num in order)
    numbers = [n for _, n, _ in blocks(docx(body, numbering=data))]
    assert numbers == ["1", "1.12", "2", "2.13", "4", "4.14", "5", "F"]


def test_a_list_style_lends_its_levels():
    linked = (
        f'<w:abstractNum w:abstractNumId="1">{level(0, "decimal", "R%1")}</w:abstractNum>'
        '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="Recs"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
    )
    styles = style("Recs", kind="numbering", ppr='<w:numPr><w:numId w:val="1"/></w:numPr>')
    body = p("Audit files.", num=(2, 0)) + p("Train staff.", num=(2, 0))
    assert [n for _, n, _ in blocks(docx(body, styles=styles, numbering=linked))] == ["R1", "R2"]


@pytest.mark.parametrize(
    ("lvl", "expected"),
    [
        (level(0, "bullet", "\uf0b7"), ("list_item", None, "The Board should act.")),
        (level(0, "decimal", "–"), ("list_item", None, "The Board should act.")),
        (level(0, "none", ""), ("paragraph", None, "The Board should act.")),
        (level(0, "decimalZero", "%1"), ("paragraph", "01", "The Board should act.")),
        (level(0, "upperRoman", "%1."), ("paragraph", "I", "The Board should act.")),
        (
            level(0, "decimal", "Recommendation %1:"),
            ("paragraph", None, "Recommendation 1: The Board should act."),
        ),
    ],
)
def test_what_a_list_prints_before_its_text(lvl, expected):
    body = p("The Board should act.", num=(1, 0))
    assert blocks(docx(body, numbering=numbering({1: lvl}))) == [expected]


@pytest.mark.parametrize(
    ("number", "kind", "text"),
    [
        (4, "lowerRoman", "iv"),
        (1994, "upperRoman", "MCMXCIV"),
        (28, "lowerLetter", "bb"),
        (2, "ordinal", "2nd"),
        (12, "ordinal", "12th"),
        (3, "ordinalText", "Third"),
        (30, "cardinalText", "30"),
        (0, "lowerRoman", "0"),
        (7, "unheardOf", "7"),
    ],
)
def test_number_formats(number, kind, text):
    assert formatted(number, kind) == text


BOX = (
    "<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>{0}"
    "</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
    "<w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
)
INS = '<w:ins w:id="1" w:author="A">{}</w:ins>'
DEL = '<w:del w:id="2" w:author="A"><w:r><w:delText>{}</w:delText></w:r></w:del>'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            p(runs=r("Seen in a ") + f"<w:r>{BOX.format(p('Key point'))}</w:r>" + r("box")),
            ["Seen in a box", "Key point"],
        ),
        (p(runs=r("Old ") + DEL.format("gone ") + INS.format(r("kept"))), ["Old kept"]),
        (
            p("First half,", ppr="<w:rPr><w:del/></w:rPr>") + p(" second half"),
            ["First half, second half"],
        ),
        (p(runs=r("Said ") + r("secret ", "<w:vanish/>") + r("so")), ["Said so"]),
        (p(runs=r("Said ") + r("aloud ", '<w:vanish w:val="0"/>') + r("so")), ["Said aloud so"]),
        (p(runs=r("multi") + "<w:r><w:noBreakHyphen/></w:r>" + r("agency")), ["multi-agency"]),
        (p(runs=r("safe") + "<w:r><w:softHyphen/></w:r>" + r("guarding")), ["safeguarding"]),
        (p("safe\u00adguarding\u00a0board"), ["safeguarding board"]),
        (p(runs=r("Date") + "<w:r><w:tab/></w:r>" + r("Event")), ["Date Event"]),
        (p(runs=r("The child") + "<w:r><w:br/></w:r>" + r("was seen")), ["The child was seen"]),
        (
            p(runs=r("It was seen.") + "<w:r><w:br/><w:br/></w:r>" + r("Then lost.")),
            ["It was seen.", "Then lost."],
        ),
        (p(runs=r("Include:") + "<w:r><w:br/></w:r>" + r("• neglect")), ["Include:", "neglect"]),
        (
            p(runs='<w:hyperlink r:id="x">' + r("See the guidance") + "</w:hyperlink>"),
            ["See the guidance"],
        ),
        (
            "<w:sdt><w:sdtPr/><w:sdtContent>" + p("In a control") + "</w:sdtContent></w:sdt>",
            ["In a control"],
        ),
        (p(runs=r("Page") + field("PAGE", r("7"))), ["Page"]),
        (p(runs=field("REF _x", r("Section 3")) + r(" applies")), ["Section 3 applies"]),
        (
            p(runs='<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>' + r(" done on time")),
            ["done on time"],
        ),
        (
            p(runs=r("under 38") + '<w:r><w:sym w:font="Symbol" w:char="F0B0"/></w:r>' + r("C")),
            ["under 38°C"],
        ),
        (
            p(runs=r("Seen") + r("12", '<w:vertAlign w:val="superscript"/>') + r(" twice")),
            ["Seen twice"],
        ),
        (
            p(runs=r("a room of 9 m") + r("2", '<w:vertAlign w:val="superscript"/>')),
            ["a room of 9 m2"],
        ),
        (
            p(runs=r("on the 3") + r("rd", '<w:vertAlign w:val="superscript"/>') + r(" May")),
            ["on the 3rd May"],
        ),
        (p("o\tAnswer the phone"), ["Answer the phone"]),
        (p("4.12The mother was seen"), ["The mother was seen"]),
        (p("30.05.17 The mother was seen"), ["30.05.17 The mother was seen"]),
        (p("OFFICIAL - SENSITIVE") + p("The child was seen."), ["The child was seen."]),
    ],
)
def test_what_a_paragraph_says(body, expected):
    assert texts(docx(body)) == expected


@pytest.mark.parametrize(
    ("body", "what", "count", "example"),
    [
        (p(runs=r("x") + DEL.format("gone")), "deleted text (tracked changes)", 1, "gone"),
        (p(runs=r("x") + r("secret", "<w:vanish/>")), "hidden text", 1, "secret"),
        (p(runs=r("x") + field("PAGE", r("7"))), "page numbers", 1, "7"),
        (
            p(runs=r("x") + r("3", '<w:vertAlign w:val="superscript"/>')),
            "footnote marks",
            1,
            "3",
        ),
        (p("FINAL DRAFT") + p("x"), "handling stamps", 1, "FINAL DRAFT"),
    ],
)
def test_what_is_left_out_is_counted(body, what, count, example):
    assert dropped(docx(body))[what] == (count, example)


def test_a_contents_field_is_dropped_and_what_follows_kept():
    contents = (
        p("Contents", style="TOCHeading")
        + "<w:p>"
        + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        + "<w:r><w:instrText>TOC \\o</w:instrText></w:r>"
        + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + r("1 Introduction 3")
        + "</w:p>"
        + p("2 Analysis 9", style="TOC1")
        + '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    styles = HEADINGS + style("TOC1", title="toc 1") + style("TOCHeading", title="TOC Heading")
    data = docx(contents + p("Introduction", style="Heading1") + p(LONG), styles=styles)
    assert texts(data) == ["Introduction", LONG]
    assert dropped(data)["contents lines"] == (3, "Contents")


def test_a_contents_field_that_never_ends_does_not_swallow_the_report():
    start = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    assert texts(docx(p(runs=start + r("Introduction 3")) + p(LONG))) == ["Introduction 3", LONG]


@pytest.mark.parametrize(
    "entries",
    [
        ["1. Introduction ........ 3", "2. Analysis ........ 9"],
        ["1. Introduction\t3", "2. Analysis\t9"],
        ["1. Introduction", "2. Analysis"],
    ],
)
def test_a_typed_contents_list_is_dropped(entries):
    typed = "".join(
        p(runs="<w:r><w:tab/></w:r>".join(r(piece) for piece in entry.split("\t")))
        for entry in entries
    )
    body = p("Contents") + typed + p("1. Introduction", style="Heading1") + p(LONG)
    body += p("2. Analysis", style="Heading1") + p(LONG)
    data = docx(body, styles=HEADINGS)
    assert texts(data) == ["Introduction", LONG, "Analysis", LONG]
    assert dropped(data)["contents lines"][0] == 3


def test_a_contents_control_is_dropped():
    control = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        f"</w:docPartObj></w:sdtPr><w:sdtContent>{p('Contents')}{p('Analysis 9')}"
        "</w:sdtContent></w:sdt>"
    )
    data = docx(control + p(LONG))
    assert (texts(data), dropped(data)) == ([LONG], {"contents lines": (2, "Analysis 9")})


CHRONOLOGY = [
    ("Date", "Source", "Event"),
    ("11.05.07", "GP", "Seen with a chest infection."),
    ("06.09.07", "Midwife", "Did not attend."),
]


def test_table_rows_carry_their_column_headings():
    document = read(docx(table(*CHRONOLOGY)))
    rows = [(document.text[b.start : b.end], b.kind, b.header) for b in document.blocks]
    assert rows == [
        ("11.05.07 | GP | Seen with a chest infection.", "table_row", CHRONOLOGY[0]),
        ("06.09.07 | Midwife | Did not attend.", "table_row", CHRONOLOGY[0]),
    ]
    assert document.report.tables == 1


def cell(text, properties):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (table(("Key message. See the child.",)), ["Key message. See the child."]),
        (table((p("One box", style="Heading1") + p("says this."),)), ["One box", "says this."]),
        (table((f"{LONG} {LONG}", "Note this.")), [f"{LONG} {LONG}", "Note this."]),
        (table(("Author", "A. Reviewer")), ["Author | A. Reviewer"]),
        (
            table(("Date", "Event"), ("May", "Seen."), (cell("June", '<w:gridSpan w:val="2"/>'),)),
            ["May | Seen.", "June"],
        ),
        (
            table(
                ("Date", "Event"),
                (cell("May", '<w:vMerge w:val="restart"/>'), "Seen."),
                (cell("May", "<w:vMerge/>"), "Lost."),
            ),
            ["May | Seen.", "Lost."],
        ),
        (
            table(("Agency", "Contacts"), ("Police", table(("May", "one"), ("June", "two")) + p())),
            ["Police | May one June two"],
        ),
        (
            table(("Chronology", "", ""), *CHRONOLOGY),
            [
                "Chronology",
                "11.05.07 | GP | Seen with a chest infection.",
                "06.09.07 | Midwife | Did not attend.",
            ],
        ),
        (table(("4.1", LONG), ("4.2", LONG)), [LONG, LONG]),
        (
            table(("11.05.07", LONG), ("12.05.07", LONG)),
            [f"11.05.07 | {LONG}", f"12.05.07 | {LONG}"],
        ),
    ],
)
def test_tables(body, expected):
    assert texts(docx(body, styles=HEADINGS)) == expected


def test_numbers_set_in_a_column_of_their_own_become_paragraph_numbers():
    found = blocks(docx(table(("4.1", LONG), ("4.2", LONG))))
    assert found == [("paragraph", "4.1", LONG), ("paragraph", "4.2", LONG)]


def test_figures_typed_before_a_tab_are_paragraph_numbers_where_they_count_on():
    body = "".join(
        (p("Findings", style="Heading1") if n == 3 else "") + p(f"{n}\t{LONG}") for n in range(1, 5)
    )
    found = [(kind, number) for kind, number, _ in blocks(docx(body, styles=HEADINGS))]
    assert found == [
        ("paragraph", "1"),
        ("paragraph", "2"),
        ("heading", None),
        ("paragraph", "3"),
        ("paragraph", "4"),
    ]
    assert texts(docx(p(f"12 {LONG}") + p(f"15 {LONG}"))) == [f"12 {LONG}", f"15 {LONG}"]


def test_a_header_row_is_known_by_its_mark_and_a_section_row_has_no_header():
    rows = [
        ("Finding 1", "Date due 2019", "Lead"),
        ("Supervision", "", ""),
        ("Train", "May", "DCS"),
    ]
    document = read(docx(table(*rows, header=True)))
    assert [b.header for b in document.blocks] == [(), rows[0]]


def test_automatic_numbers_in_a_cell_are_part_of_it():
    body = table(("No", "Action"), (p(num=(1, 0), runs=""), "Audit files."))
    data = docx(body, numbering=numbering({1: level(0, "decimal", "%1")}))
    assert texts(data) == ["1 | Audit files."]


def note(number, text, kind="footnote"):
    inner = p(runs=f"<w:r><w:{kind}Ref/></w:r>" + r(f" {text}"))
    return f'<w:{kind} w:id="{number}">{inner}</w:{kind}>'


def cite(number, kind="footnote", more=""):
    return f'<w:r><w:{kind}Reference w:id="{number}"{more}/></w:r>'


def test_notes_stand_after_the_paragraph_that_cites_them():
    notes = (
        f'<w:footnote w:id="0" w:type="separator">{p("rule")}</w:footnote>'
        + note(2, "Working Together, 2013.")
        + note(3, "Ibid.")
        + note(4, "Never cited.")
    )
    body = (
        p(runs=r("Guidance of 2013") + cite(2) + r(" applied.") + cite(3))
        + p("Next paragraph.")
        + p(runs=r("Later") + cite(1, "endnote"))
    )
    found = blocks(docx(body, footnotes=notes, endnotes=note(1, "Closing note.", "endnote")))
    assert found == [
        ("paragraph", None, "Guidance of 2013 applied."),
        ("footnote", "1", "Working Together, 2013."),
        ("footnote", "2", "Ibid."),
        ("paragraph", None, "Next paragraph."),
        ("paragraph", None, "Later"),
        ("footnote", "i", "Closing note."),
    ]


def test_a_note_with_its_own_mark_and_notes_in_tables():
    starred = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="2"/><w:t>*</w:t></w:r>'
    body = table(("Date", "Event"), ("May", p(runs=r("Seen") + starred)), ("June", "Lost"))
    assert blocks(docx(body, footnotes=note(2, "Not a real name."))) == [
        ("table_row", None, "May | Seen"),
        ("table_row", None, "June | Lost"),
        ("footnote", "*", "Not a real name."),
    ]


def test_headers_footers_watermarks_and_comments_are_counted_not_read():
    mark = '<w:pict><v:shape><v:textpath string="DRAFT"/></v:shape></w:pict>'
    data = docx(
        p("Child F") + p("Overview report"),
        header1=p("Wexmoor LSCB") + p(runs=f"<w:r>{mark}</w:r>"),
        footer1=p(runs=r("Page ") + field("PAGE", r("1"))),
        comments=f'<w:comment w:id="1">{p("Check this date.")}</w:comment>',
    )
    document = read(data)
    assert document.text == "Child F\nOverview report"
    assert dropped(data) == {
        "comments": (1, "Check this date."),
        "running heads and feet": (2, "Wexmoor LSCB"),
        "watermarks": (1, "DRAFT"),
    }
    assert document.title_page == "Wexmoor LSCB\nPage 1\nChild F\nOverview report"
    assert (document.report.pages, document.blocks[0].page) == (None, None)


def test_the_title_page_ends_at_the_first_page_break():
    body = p("Child F") + p(runs='<w:r><w:br w:type="page"/></w:r>') + p("Introduction")
    assert read(docx(body)).title_page == "Child F"


def test_the_strict_variant_is_read():
    data = docx(p("Findings", style="Heading1"), styles=HEADINGS)
    import io
    import zipfile

    parts = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode()
            for word in ("wordprocessingml", "officeDocument"):
                text = text.replace(
                    f"http://schemas.openxmlformats.org/{word}/2006/",
                    f"http://purl.oclc.org/ooxml/{word}/",
                )
            parts[name] = text
    assert blocks(zipped(parts)) == [("heading", None, "Findings")]


def test_a_file_made_by_python_docx(tmp_path):
    import docx as python_docx

    made = python_docx.Document()
    made.add_heading("Overview report", 0)
    made.add_heading("1 Introduction", 1)
    made.add_paragraph("The review began.")
    made.add_paragraph("First", style="List Bullet")
    made.add_paragraph("Second", style="List Number")
    made.sections[0].header.paragraphs[0].text = "Confidential"
    made.save(tmp_path / "report.docx")
    assert blocks((tmp_path / "report.docx").read_bytes()) == [
        ("heading", None, "Overview report"),
        ("heading", "1", "Introduction"),
        ("paragraph", None, "The review began."),
        ("list_item", None, "First"),
        ("paragraph", "1", "Second"),
    ]


EXPANDS = "one of its parts unpacks to more than 100 times its size, over the limit expansion=100"
DAMAGED = "the file is damaged or cut short"
DTD = "its XML declares a document type, which Office files never do"
LAUGHS = (
    '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
)
OUTSIDE = LAUGHS.replace('<!ENTITY a "ha">', '<!ENTITY a SYSTEM "file:///etc/hostname">')
WHOLE = docx(p(LONG) * 50)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (docx("", more={"word/document.xml": LAUGHS}), DTD),
        (docx("", more={"word/document.xml": OUTSIDE}), DTD),
        (docx("", more={"word/document.xml": b"<w:document"}), DAMAGED),
        (docx("", more={"word/document.xml": "<w:p/>" + " " * 80_000_000}), EXPANDS),
        (docx(p("x") * 200_000), EXPANDS),
        (
            zipped({f"{i}.xml": "" for i in range(20_001)}),
            "it holds 20,001 parts, over the limit parts=20000",
        ),
        (WHOLE[: len(WHOLE) // 2], DAMAGED),
        (WHOLE.replace(b"\x50\x4b\x01\x02", b"\x50\x4b\x01\x03"), DAMAGED),
        (zipped({"a": "b"}), "it has no document in it"),
    ],
    ids=["laughs", "outside", "cut xml", "part", "paragraphs", "entries", "half", "index", "none"],
)
def test_hostile_and_damaged_files_are_refused(data, reason):
    with pytest.raises(UnreadableFileError) as error:
        reader.read(data, PATH)
    assert error.value.reason == reason
    assert str(error.value).startswith(f"report.docx: {reason}; ")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(
                st.characters(codec="utf-8", exclude_characters="&<>\x0b\x0c", min_codepoint=32)
            ),
            st.sampled_from(["", "<w:b/>", "<w:vanish/>"]),
            st.sampled_from([None, (1, 0), (1, 1), (1, 3)]),
            st.sampled_from([None, "Heading1"]),
        ),
        max_size=8,
    )
)
def test_blocks_are_ordered_and_hold_no_line_break(paragraphs):
    body = "".join(p(t.replace("\x85", ""), rpr=b, num=n, style=s) for t, b, n, s in paragraphs)
    document = read(docx(body, styles=HEADINGS, numbering=numbering({1: MULTI})))
    at = 0
    for block in document.blocks:
        text = document.text[block.start : block.end]
        assert text and "\n" not in text and text == text.strip()
        assert block.start == at
        at = block.end + 1
    assert len(document.text) == max(at - 1, 0)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_a_changed_byte_is_read_or_refused_but_never_breaks_the_reader(at, value):
    data = bytearray(WHOLE)
    data[at] = value
    try:
        document = read(bytes(data))
    except UnreadableFileError:
        return
    assert document.report.format == "docx"
