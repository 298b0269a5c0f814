"""Corrected rates beside the plain ones, in the commands that make tables and reports."""

import io
import json
import warnings

import audit_made as made
import docx
import openpyxl
import pytest
from click.testing import CliRunner

from scr_mine import store
from scr_mine.audit.beside import COLUMN, beside, difference
from scr_mine.commands.main import main
from scr_mine.facts import Cell, Column, Row, Table

PASSAGES = made.passages()


def invoke(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """Tagged passages, the options that name a checked sample of all of them."""
    folder = tmp_path_factory.mktemp("sample")
    tagged = folder / "tagged.jsonl"
    store.write_lines(tagged, PASSAGES)
    done = invoke("audit", "sample", tagged, "-n", 132, "--once", "never", "-o", folder / "c.csv")
    assert done.exit_code == 0
    labels = folder / "labels.jsonl"
    said = [
        dict(zip(("role", "themes"), made.truth(p), strict=True)) | {"id": p.id, "coder": "Anna"}
        for p in PASSAGES
    ]
    store.write_lines(labels, said)
    return tagged, ("--design", folder / "c.audit.json", "--labels", labels, "--once", "never")


def told(tables, row):
    return next(c["value"] for c in tables[0]["cells"] if (c["row"], c["column"]) == (row, COLUMN))


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (
            ["table", "--by", "scope"],
            "local 20% (20 to 20%), marked 40%; national 40% (40 to 40%), marked 40%; a clear "
            "difference (−20 to −20 points)",
        ),
        (["table"], "29% (23 to 37%), marked 40%"),
        (["table", "--by", "role"], "29% (23 to 37%), marked 40%"),
        (["table", "--by", "year"], "29% (23 to 37%), marked 40%"),
        (
            ["compare"],
            "local 20% (20 to 20%), marked 40%; national 40% (40 to 40%), marked 40%; a clear "
            "difference (−20 to −20 points)",
        ),
    ],
)
def test_the_table_says_beside_each_theme_what_the_checks_make_of_it(sample, command, words):
    tagged, options = sample
    done = invoke(*command, tagged, *options, "--format", "json")
    assert (done.exit_code, done.stderr) == (0, "")
    tables = json.loads(done.stdout)["tables"]
    assert [t["id"].split("-", 1)[1] for t in tables[1:]] == [
        *("corrected-passages", "corrected-reviews"),
    ]
    assert tables[0]["columns"][-1]["id"] == COLUMN
    assert told(tables, "neglect") == words
    assert told(tables, "unborn-infant") == "too few checked to say"


def test_plain_figures_are_the_same_with_and_without_the_checks(sample):
    tagged, options = sample
    both = [
        json.loads(invoke("table", tagged, *more, "--format", "json").stdout)["tables"][0]
        for more in (("--once", "never"), options)
    ]
    plain, beside_it = ({(c["row"], c["column"]): c for c in t["cells"]} for t in both)
    assert {key: beside_it[key] for key in plain} == plain


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--where", "scope=local"], "count with no --where and --once never, or draw a sample"),
        (["--once", "within"], "count with no --where and --once never, or draw a sample"),
    ],
)
def test_a_sample_of_other_passages_is_refused(sample, options, message):
    tagged, named = sample
    done = invoke("table", tagged, *named, *options)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: c.audit.json: drawn of other passages than are counted")
    assert message in done.stderr


@pytest.mark.parametrize("command", ["table", "compare"])
def test_a_design_without_labels_is_refused(sample, command):
    tagged, named = sample
    done = invoke(command, tagged, *named[:2])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Give both --design and --labels, or neither" in done.stderr


def test_a_report_that_withholds_small_counts_has_no_corrected_rates(sample, tmp_path):
    tagged, named = sample
    done = invoke("report", tagged, *named, "--least", 3, "-o", tmp_path / "r.html")
    assert (done.exit_code, (tmp_path / "r.html").exists()) == (2, False)
    assert done.stderr.startswith("Error: --least withholds small counts")


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (-0.2, 0.1, "no clear difference (−20 to 10 points)"),
        (0.0, 0.1, "no clear difference (0 to 10 points)"),
        (0.05, 0.1, "a clear difference (5 to 10 points)"),
        (-0.5, -0.25, "a clear difference (−50 to −25 points)"),
        (None, None, ""),
    ],
)
def test_differences_in_words(low, high, words):
    ends = {"difference-from": Cell(value=low), "difference-to": Cell(value=high)}
    assert difference(Row(id="a", label="A", cells=ends)) == words


def test_a_row_that_was_not_corrected_says_nothing():
    columns = (Column(id="reviews", label="All", measure="reviews", n=9),)
    cells = {"reviews": Cell(value=1, of=9)}
    plain = Table(
        id="t",
        title="T",
        head="Theme",
        columns=columns,
        rows=(Row(id="a", label="A", cells=cells), Row(id="b", label="B", cells=cells)),
        n=9,
    )
    shares = {
        f"total{part}": Cell(value=v) for part, v in zip(PARTS, (0.2, 0.3, 0.1, 0.5), strict=True)
    }
    corrected = Table(
        id="c",
        title="C",
        head="Theme",
        columns=(Column(id="total-marked", label="All", measure="share"),),
        rows=(Row(id="a", label="A", cells=shares),),
        n=9,
    )
    rows = beside(plain, corrected).rows
    assert [row.cells[COLUMN].value for row in rows] == ["30% (10 to 50%), marked 20%", ""]


PARTS = ("-marked", "", "-from", "-to")


@pytest.fixture(scope="module")
def report(sample, tmp_path_factory):
    """The three reports of the sample, by suffix."""
    tagged, named = sample
    folder = tmp_path_factory.mktemp("reports")
    for suffix in ("html", "xlsx", "docx"):
        done = invoke("report", tagged, *named, "-o", folder / f"r.{suffix}")
        assert done.exit_code == 0, done.stderr
    return folder


SAID = "local 20% (20 to 20%), marked 40%; national 40% (40 to 40%), marked 40%; a clear difference"


def test_the_page_has_a_part_on_what_people_checked(sample, report):
    page = (report / "r.html").read_text(encoding="utf-8")
    assert '<a href="#checked">Checked</a>' in page
    for view in ("lessons", "features"):
        assert f'data-table="{view}-corrected-passages"' in page
        assert f'data-table="{view}-corrected-reviews"' in page
    assert SAID in page
    tagged, named = sample
    plain = report / "plain.html"
    assert invoke("report", tagged, *named[4:], "-o", plain).exit_code == 0
    assert "hecked by people" not in plain.read_text(encoding="utf-8")
    assert "#checked" not in plain.read_text(encoding="utf-8")


def test_the_workbook_has_sheets_of_corrected_rates(report):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO((report / "r.xlsx").read_bytes()))
    names = [name for name in book.sheetnames if "orrect" in name]
    assert names == [
        "Lessons corrected, passages",
        "Lessons corrected, reviews",
        "Features corrected, passages",
        "Features corrected, reviews",
        "Correction rate",
    ]
    cells = {str(c.value) for row in book["Lessons compared"].iter_rows() for c in row}
    assert any(cell.startswith(SAID) for cell in cells)


def test_the_paper_says_what_the_checks_came_to(report):
    paper = [p.text for p in docx.Document(str(report / "r.docx")).paragraphs]
    (line,) = (p for p in paper if p.startswith("Neglect and cumulative harm: local 20%"))
    assert SAID in line
    assert any(p.startswith("People checked a sample of the marks.") for p in paper)
    assert any(p.startswith("Checked: 132 passages") for p in paper)
    assert not any(p.startswith("Share of passages, corrected by checks:") for p in paper)
