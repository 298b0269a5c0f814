"""The command `report`, and what a run writes for people to open."""

import json
import re
import warnings
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from click.testing import CliRunner
from docx import Document
from lxml import html

from scr_mine.commands.main import main

ROOT = Path(__file__).parent.parent


def invoke(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run") / "out"
    assert invoke("run", ROOT / "corpus" / "reports", "-q", "-o", folder).exit_code == 0
    return folder


def counted(out):
    """By the label of each lesson, in how many reviews of how many the table of the run has it."""
    [made] = json.loads((out / "tables" / "lessons.json").read_text())["tables"]
    labels = {row["id"]: row["label"] for row in made["rows"]}
    return {
        labels[cell["row"]]: (cell["value"], cell["of"])
        for cell in made["cells"]
        if cell["column"] == "reviews"
    }


def test_the_files_for_people_say_what_the_tables_say_number_for_number(out):
    lessons = counted(out)
    assert len(lessons) == 26
    assert on_page(out / "report.html") == lessons
    assert in_workbook(out / "themes.xlsx") == {name: n for name, (n, _) in lessons.items()}
    assert in_paper(out / "board-paper.docx") == lessons


def test_a_report_made_again_from_the_run_is_the_same_file(out, tmp_path):
    for name in ("report.html", "themes.xlsx", "board-paper.docx"):
        assert invoke("report", out, "-o", tmp_path / name).exit_code == 0
        assert (tmp_path / name).read_bytes() == (out / name).read_bytes(), name


def test_without_quotes_no_file_holds_a_word_of_a_passage(out, tmp_path):
    line = (out / "reviews" / "caldermouth-child-p-2023.jsonl").read_text().splitlines()[0]
    words = json.loads(line)["text"][:60]
    for name in ("report.html", "themes.xlsx", "board-paper.docx"):
        given = ["report", out, "--no-quotes", "-o", tmp_path / name]
        assert invoke(*given).exit_code == 0
        assert words not in text_of(tmp_path / name)
    assert words in text_of(out / "report.html")


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (["-o", "x.pdf"], "x.pdf: name a report that ends in .html, .xlsx or .docx."),
        (
            ["-o", "x.docx", "--template", "nowhere.dotx"],
            "nowhere.dotx: cannot be read (there is no such file or folder); check the path.",
        ),
        (["-o", "x.html", "--where", "board=Nowhere"], "No review here has the board 'Nowhere'"),
    ],
)
def test_what_cannot_be_made_is_one_sentence(out, given, error):
    result = invoke("report", out, *given)
    assert result.exit_code in (1, 2)
    assert result.stderr.startswith(f"Error: {error}")
    assert not Path(given[1]).exists()


def test_what_could_name_a_person_is_listed_beside_the_report_and_not_quoted(tmp_path):
    review = {"review_id": "r"}
    text = "Mr Jonathan Quibblethwaite, born on 3 May 2001, was not asked about it by anybody."
    line = {"id": "r/1", "text": text, "role": "finding", "themes": ["neglect"], "review": review}
    tagged = tmp_path / "t.jsonl"
    tagged.write_text(json.dumps(line))
    result = invoke("report", tagged, "-o", tmp_path / "r.html")
    assert result.exit_code == 0
    assert "1 passage may hold a name, a date of birth or an address" in result.stderr
    listed = (tmp_path / "r.html.check.md").read_text()
    assert "r/1" in listed
    assert "Quibblethwaite" not in listed + result.output
    # The board paper quotes none of these, so there is nothing to go through.
    paper = invoke("report", tagged, "-o", tmp_path / "r.docx")
    assert (paper.exit_code, paper.stderr) == (0, "")
    assert not (tmp_path / "r.docx.check.md").exists()


def figure(text):
    """`7 of 8` or `12 of 40 (30%)` as two numbers."""
    n, of = re.match(r"(\d+) of (\d+)", text).groups()
    return int(n), int(of)


def on_page(path):
    [matrix] = html.fromstring(path.read_bytes()).xpath("//table[@id='lessons-main-table']")
    return {
        row.xpath("string(th)"): figure(row.xpath("string(td[@class='m-reviews'])"))
        for row in matrix.xpath(".//tr[@data-row]")
    }


def in_workbook(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rows = openpyxl.load_workbook(path)["Lessons"].iter_rows(values_only=True)
    head = next(row for row in rows if row[0] == "Family")
    name, number = head.index("Theme"), head.index("All reviews")
    return {row[name]: row[number] for row in rows if row[name] and row[0] != row[name]}


def in_paper(path):
    [head, *rows] = ([c.text for c in row.cells] for row in Document(path).tables[0].rows)
    number = head.index("All reviews")
    return {row[0]: figure(row[number]) for row in rows if row[number] != row[0]}


def text_of(path):
    data = path.read_bytes()
    if path.suffix == ".html":
        return data.decode()
    with ZipFile(BytesIO(data)) as archive:
        return "".join(archive.read(n).decode() for n in archive.namelist() if n.endswith(".xml"))
