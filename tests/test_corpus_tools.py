"""The programs of corpus/tools: sources, labels, faults, rendered forms, the committed corpus."""

import json
import re
import zipfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.tools import build, check
from corpus.tools.label import labelled, lines
from corpus.tools.render import DRAFT, FORMS, TWO_COLUMN, render, style_of
from corpus.tools.render_docx_numbers import plan
from corpus.tools.source import NOTICE, Label, Source, SourceError, document, load
from scr_mine import manifest
from scr_mine.records import ROLES
from scr_mine.store import read_lines
from scr_mine.themes import shipped

CORPUS = Path(__file__).parents[1] / "corpus"

FRONT = """---
id: harrowmere-child-z-2016
title: Serious Case Review. Child Z
board: Harrowmere Safeguarding Children Board
label: Child Z
year: 2016
scope: local
nation: England
kind: scr
part: training
---
"""
#: What PDFium makes of a hyphen at the end of a line.
LINE_END_HYPHEN = "\ufffe"
LONG = (
    "The panel was told, at some length and by more than one of those who had been present, that "
    "the arrangements under which the neighbourhood practitioners communicated with one another "
    "had been understood differently in each of the organisations responsible for them."
)
BODY = f"""
# 1. Introduction

## 1.1 The circumstances

1.1.1 Child Z was taken to hospital with a broken arm & a bruise. {{narrative: injuries}}

1.1.2 {LONG} {{finding: information-recording}}

An unnumbered remark about Mother's ‘own’ view. {{context}}

The panel asked three things: {{boilerplate}}

- who saw Z; {{boilerplate}}
- who spoke to Z; {{finding: child-voice}}
- who knew Father. {{recommendation: fathers-hidden-adults, child-voice}}

| Date | Source | Event |
| --- | --- | --- |
| 06.09.07 | MW | Booking appt missed. {{narrative: health-engagement}} |
| 20.09.07 | HV | No access <again>. {{narrative}} |

# 2. Recommendations

2.1.1 The Board should write to every school. {{recommendation}}
"""
SLIDES = """
# What happened

- Nine calls, nine separate logs. {finding: domestic-abuse}

## Speaker notes

Pause here, and let people read. {recommendation}

# Questions

Who is in the house? {recommendation: fathers-hidden-adults}
"""


def source(folder: Path, body: str = BODY, front: str = FRONT) -> Source:
    path = folder / "harrowmere-child-z-2016.md"
    path.write_text(front + body, encoding="utf-8")
    return load(path)


def slides(folder: Path) -> Source:
    return source(folder, SLIDES, FRONT.replace("kind: scr", "kind: slides"))


class TestSource:
    def test_front_matter(self, tmp_path: Path) -> None:
        meta = source(tmp_path).meta
        assert (meta.id, meta.year, meta.part) == ("harrowmere-child-z-2016", 2016, "training")
        assert meta.title == "Serious Case Review. Child Z"

    def test_blocks(self, tmp_path: Path) -> None:
        blocks = source(tmp_path).blocks
        assert [(b.kind, b.number, b.level) for b in blocks] == [
            ("heading", "1.", 1),
            ("heading", "1.1", 2),
            ("paragraph", "1.1.1", None),
            ("paragraph", "1.1.2", None),
            ("paragraph", None, None),
            ("paragraph", None, None),
            ("list_item", None, None),
            ("list_item", None, None),
            ("list_item", None, None),
            ("table_row", None, None),
            ("table_row", None, None),
            ("heading", "2.", 1),
            ("paragraph", "2.1.1", None),
        ]
        assert blocks[2].text == "Child Z was taken to hospital with a broken arm & a bruise."
        assert blocks[2].label == Label(role="narrative", themes=("injuries",))
        assert blocks[2].line == 17
        assert blocks[8].label == Label(
            role="recommendation", themes=("fathers-hidden-adults", "child-voice")
        )
        assert blocks[9].cells == ("06.09.07", "MW", "Booking appt missed.")
        assert blocks[9].header == ("Date", "Source", "Event")

    def test_slides_and_notes(self, tmp_path: Path) -> None:
        blocks = slides(tmp_path).blocks
        assert [(b.kind, b.slide, b.text) for b in blocks] == [
            ("heading", 1, "What happened"),
            ("list_item", 1, "Nine calls, nine separate logs."),
            ("note", 1, "Pause here, and let people read."),
            ("heading", 2, "Questions"),
            ("paragraph", 2, "Who is in the house?"),
        ]

    def test_a_dated_paragraph_has_no_number(self, tmp_path: Path) -> None:
        block = source(tmp_path, "\n12.03.15 The midwife called. {narrative}\n").blocks[0]
        assert (block.number, block.text) == (None, "12.03.15 The midwife called.")

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            (("---\nid", "id"), "line 1: no front matter; begin the file with a line ---."),
            (("year: 2016\n", ""), "line 10: the front matter lacks year."),
            (
                ("year: 2016", "year: MMXVI"),
                "line 11: the year is 'MMXVI', not four digits.",
            ),
            (
                ("scope: local", "scoop: local"),
                "line 7: not a front matter field written once with a value: 'scoop: local'.",
            ),
            (("# 1. Intro", "#1. Intro"), "line 13: not a heading of level 1 to 3."),
            (
                ("duction\n", "duction {finding}\n"),
                "line 13: a heading has no label; remove it.",
            ),
            (
                ("bruise. {narrative: injuries}", "bruise. {narrative injuries}"),
                "line 17: a brace that is not part of one label at the end of the block.",
            ),
            (
                ("bruise. {narrative: injuries}", "bruise. {narrative} {finding}"),
                "line 17: a brace that is not part of one label at the end of the block.",
            ),
            (
                (" {context}\n", " {context}\nMore. {context}\n"),
                "line 22: no blank line before this block; add one.",
            ),
            (("- who saw Z;", "-"), "line 25: a label without a text."),
            (("| --- | --- | --- |\n", ""), "line 29: a table needs a header row, a rule and a"),
            (("| 20.09.07 | HV |", "| HV |"), "line 32: a row of 2 cells in a table of 3."),
            (("| MW | B", "| MW  B"), "line 31: a row of 2 cells in a table of 3."),
            (("{narrative} |", "{narrative}"), "line 32: a table row begins and ends with |."),
        ],
    )
    def test_errors_name_file_and_line(
        self, tmp_path: Path, change: tuple[str, str], message: str
    ) -> None:
        text = FRONT + BODY
        assert change[0] in text
        path = tmp_path / "z.md"
        path.write_text(text.replace(*change, 1), encoding="utf-8")
        with pytest.raises(SourceError) as error:
            load(path)
        assert str(error.value).startswith(f"z.md, {message}")


class TestDocument:
    def test_texts_and_numbers(self, tmp_path: Path) -> None:
        read = document(source(tmp_path))
        lines = read.text.split("\n")
        assert lines[:3] == [
            "Introduction",
            "The circumstances",
            "Child Z was taken to hospital with a broken arm & a bruise.",
        ]
        assert lines[-4:-2] == [
            "06.09.07 | MW | Booking appt missed.",
            "20.09.07 | HV | No access <again>.",
        ]
        assert [b.number for b in read.blocks[:4]] == ["1", "1.1", "1.1.1", "1.1.2"]
        assert [read.text[b.start : b.end] for b in read.blocks] == lines
        assert read.report.tables == 1
        assert read.blocks[9].header == ("Date", "Source", "Event")

    def test_slides_are_pages(self, tmp_path: Path) -> None:
        read = document(slides(tmp_path))
        assert [(b.kind, b.page) for b in read.blocks][1:4] == [
            ("list_item", 1),
            ("note", 1),
            ("heading", 2),
        ]
        assert read.report.pages == 2

    def test_every_source_keeps_every_block(self) -> None:
        for path in sorted((CORPUS / "sources").glob("*.md")):
            one = load(path)
            read = document(one)
            assert len(read.blocks) == len(one.blocks), path.name
            for before, after in pairwise(read.blocks):
                assert after.start == before.end + 1, path.name


class TestLabelled:
    def test_lines(self, tmp_path: Path) -> None:
        lines = labelled(source(tmp_path))
        assert lines[0] == {
            "id": lines[0]["id"],
            "doc": "harrowmere-child-z-2016",
            "part": "training",
            "scope": "local",
            "kind": "scr",
            "year": 2016,
            "stem": None,
            "headings": ["1 Introduction", "1.1 The circumstances"],
            "text": "Child Z was taken to hospital with a broken arm & a bruise.",
            "role": "narrative",
            "themes": ["injuries"],
            "origin": "illustrative",
            "codebook": "1.1",
        }
        assert lines[4]["stem"] == "Date | Source | Event"

    def test_short_bullets_join_their_lead_in(self, tmp_path: Path) -> None:
        line = labelled(source(tmp_path))[3]
        assert line["text"].startswith("The panel asked three things:\nwho saw Z;")
        assert line["role"] == "recommendation"
        assert line["themes"] == ["child-voice", "fathers-hidden-adults"]

    def test_a_long_block_gives_its_label_to_each_piece(self, tmp_path: Path) -> None:
        body = "\n" + " ".join([LONG] * 6) + " {finding: information-recording}\n"
        lines = labelled(source(tmp_path, body))
        assert len(lines) > 1
        assert {(line["role"], *line["themes"]) for line in lines} == {
            ("finding", "information-recording")
        }


class TestFaults:
    def test_none(self, tmp_path: Path) -> None:
        assert check.faults(source(tmp_path)) == []

    @pytest.mark.parametrize(
        ("change", "fault"),
        [
            (("id: harrow", "id: harow"), ": the id is 'harowmere-child-z-2016', not the name of"),
            (("scope: local", "scope: county"), ": the scope is 'county', not one of local,"),
            ((" {context}", ""), ", line 21: has no label; add one at the end, such as"),
            (("{context}", "{contexts}"), ", line 21: the role is 'contexts', not one of narr"),
            (("injuries}", "injury}"), ", line 17: there is no theme 'injury'."),
            (("{context}", "{boilerplate: neglect}"), ", line 21: boilerplate has no themes"),
            (("y of in", "y of ✓ in"), None),
            (("Mother's", "Mother\N{PRIME}s"), ", line 21: holds \N{PRIME}, which is not among"),
            (("An unnumbered", "A **bold**"), ", line 21: holds bold, italics, a link or a"),
            (("child-voice}\n\n", "child-voice, child-voice}\n\n"), ", line 27: names a theme tw"),
            ((f"1.1.2 {LONG}", "1.1.2 " + "word " * 191), ", line 19: has 191 words; the most"),
        ],
    )
    def test_each(self, tmp_path: Path, change: tuple[str, str], fault: str | None) -> None:
        path = tmp_path / "harrowmere-child-z-2016.md"
        path.write_text((FRONT + BODY).replace(*change, 1), encoding="utf-8")
        found = check.faults(load(path))
        if fault is None:
            assert found == []
        else:
            assert [f.startswith(path.name + fault) for f in found] == [True]

    def test_near_duplicates(self) -> None:
        one = "the school wrote four times to social care between april and july that year"
        assert check.near_duplicates([one, "something else entirely", one + " in vain"]) == [(0, 2)]
        assert (
            check.near_duplicates([one, one.replace("care", "work").replace("four", "six")]) == []
        )

    def test_distinct_trigrams(self) -> None:
        assert check.distinct_trigrams(["a b c a b c"]) == 0.75
        assert check.distinct_trigrams(["a b"]) == 0.0

    def test_silent_themes(self) -> None:
        lines = [
            {"text": "A case of Neglect.", "themes": ["neglect"]},
            {"text": "An empty fridge.", "themes": ["neglect", "child-voice"]},
        ]
        found = check.silent(lines, shipped())
        assert (found["neglect"], found["child-voice"], found["injuries"]) == (
            (1, 2),
            (1, 1),
            (0, 0),
        )


def squeezed(text: str) -> str:
    """Without spaces, hyphens and bullets, so that line ends do not matter."""
    return re.sub(r"[\s\-•*|=]+", "", text)


def pdf_pages(path: Path) -> list[str]:
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(path) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


def docx_text(path: Path) -> str:
    from docx import Document

    word = Document(str(path))
    cells = [c.text for table in word.tables for row in table.rows for c in row.cells]
    return "\n".join([*(p.text for p in word.paragraphs), *cells])


def pptx_slides(path: Path) -> list[str]:
    from pptx import Presentation

    found = []
    for slide in Presentation(str(path)).slides:
        texts = [s.text_frame.text for s in slide.shapes if s.has_text_frame]
        for shape in slide.shapes:
            if shape.has_table:
                texts += [cell.text for row in shape.table.rows for cell in row.cells]
        if slide.has_notes_slide:
            texts.append(slide.notes_slide.notes_text_frame.text)
        found.append("\n".join(texts))
    return found


def html_text(path: Path) -> str:
    import lxml.html

    return str(lxml.html.parse(str(path)).find(".//main").text_content())


def text_of(path: Path) -> str:
    match path.suffix:
        case ".pdf":
            return "\n".join(pdf_pages(path)).replace(LINE_END_HYPHEN, "")
        case ".docx":
            return docx_text(path)
        case ".pptx":
            return "\n".join(pptx_slides(path))
        case ".html":
            return html_text(path)
    return path.read_text(encoding="utf-8")


class TestRender:
    @pytest.mark.parametrize("form", FORMS)
    @pytest.mark.parametrize("make", [source, slides])
    def test_bytes_are_the_same_every_time(self, tmp_path: Path, form: str, make: object) -> None:
        one = make(tmp_path)  # type: ignore[operator]
        render(one, form, tmp_path / f"a.{form}")
        render(one, form, tmp_path / "deep" / f"b.{form}")
        first = (tmp_path / f"a.{form}").read_bytes()
        assert first == (tmp_path / "deep" / f"b.{form}").read_bytes()

    @pytest.mark.parametrize("form", FORMS)
    @pytest.mark.parametrize("make", [source, slides])
    def test_holds_every_text(self, tmp_path: Path, form: str, make: object) -> None:
        one = make(tmp_path)  # type: ignore[operator]
        render(one, form, tmp_path / f"a.{form}")
        text = squeezed(text_of(tmp_path / f"a.{form}"))
        for block in one.blocks:
            for part in (block.text, *block.cells, *block.header):
                assert squeezed(part) in text

    def test_unknown_form(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="there is no form 'odt'; choose one of pdf, docx"):
            render(source(tmp_path), "odt", tmp_path / "a.odt")

    @pytest.mark.parametrize("style", [None, TWO_COLUMN, DRAFT])
    def test_pdf_pages(self, tmp_path: Path, style: object) -> None:
        long = BODY + "".join(f"\n2.1.{n} {LONG} {{finding}}\n" for n in range(2, 30))
        one = source(tmp_path, long)
        render(one, "pdf", tmp_path / "a.pdf", style=style)  # type: ignore[arg-type]
        pages = pdf_pages(tmp_path / "a.pdf")
        assert len(pages) >= 4
        for number, page in enumerate(pages, 1):
            assert NOTICE in page
            assert f"Page {number} of {len(pages)}" in page
        assert "Child Z. 2016" in pages[0]
        assert re.search(r"2\. Recommendations[ .]+\d", pages[1])
        assert any(re.search(f"[a-z]{LINE_END_HYPHEN}[a-z]", page) for page in pages[2:])

    def test_docx_counts_regular_numbers(self, tmp_path: Path) -> None:
        from docx import Document

        render(source(tmp_path), "docx", tmp_path / "a.docx")
        word = Document(str(tmp_path / "a.docx"))
        headings = [p.text for p in word.paragraphs if p.style and p.style.name == "Heading 1"]
        assert headings == ["Introduction", "Recommendations"]
        assert NOTICE in word.sections[0].footer.paragraphs[0].text
        with zipfile.ZipFile(tmp_path / "a.docx") as package:
            assert '<w:lvlText w:val="%1.%2.%3"/>' in package.read("word/numbering.xml").decode()
            main = package.read("word/document.xml").decode()
        assert main.count('<w:ilvl w:val="2"/>') == 3
        assert 'TOC \\o "1-2"' in main

    @pytest.mark.parametrize(
        ("body", "levels"),
        [
            ("\n# 1. A\n\n1.1 B. {context}\n\n1.2 C. {context}\n", [0, 1, 1]),
            ("\n# 1 Alpha\n\n1.1 B. {context}\n\n# 2 Beta\n\n2.1 C. {context}\n", [0, 1, 0, 1]),
            ("\n# Section 1. A\n\n1-1 Bee. {context}\n\n# Appendix 1. Z\n", [0, 1, None]),
            ("\n# 1. A\n\n1.1 B. {context}\n\n1.3 C. {context}\n", [None, None, None]),
            ("\n# 1. A\n\n1. B. {context}\n", [None, None]),
            ("\n# A\n\nB. {context}\n", [None, None]),
        ],
    )
    def test_which_numbers_word_counts(
        self, tmp_path: Path, body: str, levels: list[int | None]
    ) -> None:
        blocks = list(source(tmp_path, body).blocks)
        counted, _ = plan(blocks)
        assert [counted[i].level if i in counted else None for i in range(len(blocks))] == levels

    def test_pptx_slides(self, tmp_path: Path) -> None:
        many = "".join(f"\n- Point {n} about the visit. {{finding}}" for n in range(12))
        front = FRONT.replace("kind: scr", "kind: slides")
        one = source(tmp_path, f"{SLIDES}\n# Points\n{many}\n", front)
        render(one, "pptx", tmp_path / "a.pptx")
        decks = pptx_slides(tmp_path / "a.pptx")
        titles = [text.split("\n")[0] for text in decks]
        assert titles == ["What happened", "Questions", "Points", "Points"]
        assert all(NOTICE in text for text in decks)
        assert "Pause here" in decks[0]

    def test_html_furniture_is_outside_main(self, tmp_path: Path) -> None:
        render(source(tmp_path), "html", tmp_path / "a.html")
        page = (tmp_path / "a.html").read_text(encoding="utf-8")
        main = html_text(tmp_path / "a.html")
        for text in ("cookies", "Council tax", "Published reviews", "Print this page", NOTICE):
            assert text in page
            assert text not in main

    def test_txt_pages(self, tmp_path: Path) -> None:
        long = BODY + "".join(f"\n2.1.{n} {LONG} {{finding}}\n" for n in range(2, 30))
        one = source(tmp_path, long)
        render(one, "txt", tmp_path / "a.txt")
        pages = (tmp_path / "a.txt").read_text(encoding="utf-8").split("\f")
        assert len(pages) >= 3
        for number, page in enumerate(pages, 1):
            lines = page.splitlines()
            assert max(map(len, lines)) <= 78
            assert NOTICE in lines
            assert lines[-1].strip() == f"Page {number} of {len(pages)}"
            assert one.meta.title in lines[:2]

    def test_slide_transcript(self, tmp_path: Path) -> None:
        one = slides(tmp_path)
        render(one, "txt", tmp_path / "a.txt")
        text = (tmp_path / "a.txt").read_text(encoding="utf-8")
        assert "\n1\nWhat happened\n  • Nine calls, nine separate logs.\n" in text
        assert "\n2\nQuestions\nWho is in the house?\n" in text
        assert text.count(NOTICE) == 2

    def test_a_board_keeps_its_style(self) -> None:
        assert style_of("Harrowmere") == style_of("Harrowmere")
        assert len({style_of(f"Board {n}").name for n in range(20)}) > 1


class TestSecondReadings:
    def test_a_reading_that_differs_stands_beside_the_first(self, tmp_path: Path) -> None:
        one = source(tmp_path)
        first = labelled(one)
        agreed = {k: first[0][k] for k in ("id", "role", "themes")}
        differs = {"id": first[1]["id"], "role": "finding", "themes": ["neglect"]}
        made = list(lines([one], [agreed, differs]))
        assert made[0] == first[0]
        assert made[1]["role"] == first[1]["role"]
        assert made[1]["readings"] == [
            {"role": first[1]["role"], "themes": first[1]["themes"]},
            {"role": "finding", "themes": ["neglect"]},
        ]

    def test_a_reading_of_no_passage_is_named(self, tmp_path: Path) -> None:
        stray = {"id": "gone/1", "role": "finding", "themes": []}
        with pytest.raises(ValueError, match=r"1 second readings are of passages .* gone/1; "):
            list(lines([source(tmp_path)], [stray]))


class TestBuild:
    def test_missing_reports_are_named(self, tmp_path: Path) -> None:
        one = source(tmp_path)
        found = build.build([one], tmp_path / "corpus")
        assert found[0] == (
            "ravensholt-baby-t-2019: there is no such source; its report is left out."
        )
        assert len(found) == len(build.HELD_OUT)
        written = (tmp_path / "corpus" / "labels.jsonl").read_text(encoding="utf-8").splitlines()
        assert [json.loads(line) for line in written] == labelled(one)

    def test_a_held_out_source_is_rendered_and_listed(self, tmp_path: Path) -> None:
        one = source(tmp_path)
        meta = replace(one.meta, id="caldermouth-child-p-2023", part="heldout")
        build.build([replace(one, meta=meta)], tmp_path)
        rows = manifest.load(tmp_path / "reports" / "reviews.csv")
        review = rows["local/caldermouth-child-p-2023.html"]
        assert (review.review_id, review.label, review.year) == (meta.id, "Child Z", 2016)
        assert (review.source, review.licence) == ("illustrative composite", "MIT")
        assert "Child Z was taken" in html_text(
            tmp_path / "reports" / "local" / "caldermouth-child-p-2023.html"
        )

    def test_a_part_that_does_not_fit(self, tmp_path: Path) -> None:
        one = source(tmp_path, front=FRONT.replace("part: training", "part: heldout"))
        assert build.build([one], tmp_path / "corpus")[0] == (
            "harrowmere-child-z-2016.md: the part is 'heldout', which does not fit "
            "the list of held-out reviews in corpus/tools/build.py."
        )


class TestCorpus:
    def test_no_source_has_a_fault(self) -> None:
        _, found = check.load_all(CORPUS / "sources")
        assert found == []

    def test_labels_are_those_of_the_sources(self) -> None:
        sources, _ = check.load_all(CORPUS / "sources")
        expected = list(lines(sources, read_lines(CORPUS / "readings.jsonl")))
        written = (CORPUS / "labels.jsonl").read_text(encoding="utf-8").splitlines()
        assert [json.loads(line) for line in written] == expected

    def test_ids_are_unique(self) -> None:
        for name in ("labels.jsonl", "passages.jsonl"):
            lines = (CORPUS / name).read_text(encoding="utf-8").splitlines()
            ids = [json.loads(line)["id"] for line in lines]
            assert len(set(ids)) == len(ids)

    def test_passages_follow_the_codebook(self) -> None:
        known = set(shipped().theme_ids)
        for line in (CORPUS / "passages.jsonl").read_text(encoding="utf-8").splitlines():
            passage = json.loads(line)
            assert list(passage) == [
                *("id", "doc", "scope", "text", "role", "themes", "status", "codebook")
            ]
            assert passage["role"] in ROLES
            assert set(passage["themes"]) <= known
            assert passage["status"] in {"agreed", "single", "disputed"}
