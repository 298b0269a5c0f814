"""The round of labels by commands: out, filled in, in again."""

import csv
import io
import json

import pytest
from click.testing import CliRunner
from make import review, tagged

from cli import main
from scr_mine.store import plain

REVIEW = review("r", scope="local")
PASSAGES = [
    tagged(
        i, REVIEW, themes=["neglect"], probabilities={"neglect": 0.7}, text=f"Visit {i} was missed."
    )
    for i in range(6)
]


def invoke(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture
def marked(tmp_path):
    path = tmp_path / "tagged.jsonl"
    path.write_text("".join(json.dumps(plain(p)) + "\n" for p in PASSAGES))
    return path


def fill_in(path, column, value, row=1):
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    rows[row][rows[0].index(column)] = value
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def test_a_sheet_goes_out_and_its_labels_come_in(marked, tmp_path):
    sheet, labels = tmp_path / "check.csv", tmp_path / "anna.jsonl"
    done = invoke("labels", "export", marked, "--next", "3", "-o", sheet)
    assert (done.exit_code, done.stdout) == (0, f"{sheet}: 3 passages.\n")
    fill_in(sheet, "verdict", "right")
    fill_in(sheet, "theme_1", "education", row=2)
    done = invoke("labels", "import", sheet, "--onto", marked, "--coder", "anna", "-o", labels)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == f"{labels}: 2 passages looked at, 1 changed, 1 left as they were.\n"
    first, second = (json.loads(each) for each in labels.read_text().splitlines())
    assert (first["themes"], first["coder"], first["verdict"]) == (["neglect"], "anna", "right")
    assert second["themes"] == ["education"]
    assert first["weight_of_inclusion"] >= 1
    assert first["when"].endswith("+00:00")


def test_two_readers_are_compared(marked, tmp_path):
    for name in ("anna", "ben"):
        sheet = tmp_path / f"{name}.csv"
        invoke("labels", "export", marked, "-o", sheet)
        for row in range(1, 7):
            fill_in(sheet, "verdict", "right", row)
        given = ["--onto", marked, "--coder", name, "-o", tmp_path / f"{name}.jsonl"]
        assert invoke("labels", "import", sheet, *given).exit_code == 0
    both = (tmp_path / "anna.jsonl", tmp_path / "ben.jsonl")
    done = invoke("labels", "agreement", *both, "--format", "md")
    assert done.exit_code == 0
    assert "Neglect and cumulative harm" in done.stdout


@pytest.mark.parametrize(
    ("given", "code", "error"),
    [
        (["export", "T", "-o", "x.json"], 2, "x.json: say which format it is"),
        (["import", "nowhere.csv", "--onto", "T", "-o", "l"], 1, "nowhere.csv: cannot be read"),
        (["import", "S", "--onto", "T", "-o", "l"], 1, "check.csv: nobody has labelled anything"),
        (
            ["import", "S", "--onto", "T", "--coder", "scr-mine/m@1", "-o", "l"],
            1,
            "The coder 'scr-mine/m@1' is a machine's name; give the person another.",
        ),
    ],
)
def test_what_cannot_be_done_is_one_sentence(given, code, error, marked, tmp_path):
    sheet = tmp_path / "check.csv"
    invoke("labels", "export", marked, "-o", sheet)
    places = {"T": marked, "S": sheet}
    result = invoke("labels", *(places.get(each, each) for each in given))
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr.startswith(f"Error: {error}")
    assert result.stderr.count("\n") == 1
