"""Commands on files that were tagged or labelled before the codebook changed."""

import json
import re

import pytest
from click.testing import CliRunner

from scr_mine import themes, training
from scr_mine.commands.main import main

OLD = {"delay": "drift", "staffing": "staff"}
CHANGES = """
[[change]]
version = "1.1"
kind = "renamed"
from = ["drift"]
to = ["delay"]

[[change]]
version = "2.0"
kind = "split"
from = ["staff"]
to = ["staffing", "equipment"]
"""
BOOK = """
codebook_version = "2.0"
[[family]]
id = "all"
label = "All"
""" + "".join(
    f'[[theme]]\nid = "{name}"\nlabel = "The {name}"\nfamily = "all"\n'
    f'definition = "What is said of {name}."\n'
    for name in ("delay", "staffing", "equipment")
)
ROLES = re.compile(r"^\[\[role\]\].*?(?=^\[\[(?!role)|\Z)", re.MULTILINE | re.DOTALL)


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "mine.toml"
    roles = "".join(ROLES.findall(themes.SHIPPED.read_text(encoding="utf-8")))
    path.write_text(BOOK + roles, encoding="utf-8")
    (tmp_path / "mine.ledger.toml").write_text(CHANGES)
    return path


def tagged(tmp_path, marks, name="tagged.jsonl"):
    path = tmp_path / name
    made = [
        {
            "id": f"r{n}/{i}",
            "text": f"What passage {n}.{i} says.",
            "role": "finding",
            "themes": list(found),
            "probabilities": dict.fromkeys(found, 0.9),
            "model": "mine@1",
            "review": {"review_id": f"r{n}", "scope": "local", "year": 2015 + n},
        }
        for n, passages in enumerate(marks)
        for i, found in enumerate(passages)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in made))
    return path


def invoke(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


MARKS = ([("drift",), ("drift", "staff")], [("staff",), ()], [("delay",), ("staffing",)])
NOTE = (
    "Not comparable with figures before codebook 2.0, in which 'staff' was split into staffing and "
    "equipment; older marks of it are not counted."
)


@pytest.mark.parametrize(
    "command",
    [["table"], ["table", "--by", "scope"], ["trend"], ["together"], ["together", "--pairs"]],
)
def test_tables_count_old_marks_under_todays_themes(tmp_path, book, command):
    done = invoke(*command, tagged(tmp_path, MARKS), "--themes", book, "--format", "json")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "drift" not in done.stdout
    assert '"staff"' not in done.stdout


def test_a_renamed_theme_goes_on_to_count_and_the_parts_of_a_split_one_are_marked(tmp_path, book):
    done = invoke("table", tagged(tmp_path, MARKS), "--themes", book, "--format", "json")
    cells = json.loads(done.stdout)["tables"][0]["cells"]
    whole = {cell["row"]: cell for cell in cells if cell["column"] == "reviews"}
    assert {theme: cell["value"] for theme, cell in whole.items()} == {
        "delay": 2,
        "staffing": 1,
        "equipment": 0,
    }
    assert {theme for theme, cell in whole.items() if cell.get("note") == NOTE} == {
        "staffing",
        "equipment",
    }


def test_without_its_ledger_an_old_mark_is_an_error_that_names_the_theme(tmp_path, book):
    book.with_name("mine.ledger.toml").unlink()
    done = invoke("table", tagged(tmp_path, MARKS), "--themes", book)
    assert done.exit_code == 1
    assert "'drift'" in done.stderr


def test_labels_of_a_renamed_theme_are_learnt_and_those_of_a_split_one_left_out(tmp_path, book):
    path = tmp_path / "labels.jsonl"
    said = [("1.0", ["drift"]), ("1.0", ["staff", "drift"]), ("2.0", ["staffing"]), ("1.1", [])]
    path.write_text(
        "".join(
            json.dumps(
                {
                    "id": f"p{n}",
                    "doc": f"d{n}",
                    "text": f"Passage number {n}.",
                    "role": "finding",
                    "themes": found,
                    "coder": "Anna",
                    "codebook": version,
                }
            )
            + "\n"
            for n, (version, found) in enumerate(said)
        )
    )
    gathered = training.gather([path], themes.load(book))
    assert [e.themes for e in gathered.examples] == [("delay",), ("staffing",), ()]
    assert gathered.unknown == 1
    assert gathered.sources[0]["coders"] == {"Anna": 3}


def test_a_sheet_that_went_out_before_the_change_is_read(tmp_path, book):
    sheet = tmp_path / "check.csv"
    rows = (
        ("r0/0", "drift", "What passage 0.0 says.", "", "", "right"),
        ("r0/1", "drift staff", "What passage 0.1 says.", "context", "drift", ""),
        ("r1/0", "staff", "What passage 1.0 says.", "context", "staff", ""),
    )
    sheet.write_text(
        "id,review,page,paragraph,role,themes,text,role_checked,theme_1,theme_2,theme_3,theme_4,"
        "verdict,comment\n"
        + "".join(
            f"{i},,,,finding,{themes},{text},{role},{theme},,,,{verdict},\n"
            for i, themes, text, role, theme, verdict in rows
        )
    )
    onto = ("--onto", tagged(tmp_path, MARKS), "--themes", book)
    done = invoke("labels", "import", sheet, *onto, "-o", tmp_path / "labels.jsonl")
    assert done.exit_code == 0, done.stderr
    assert done.stderr == ("check.csv: Left out, as a theme was split since; label again: r1/0.\n")
    lines = [json.loads(x) for x in (tmp_path / "labels.jsonl").read_text().splitlines()]
    assert [(x["id"], x["role"], x["themes"]) for x in lines] == [
        ("r0/0", "finding", ["delay"]),
        ("r0/1", "context", ["delay"]),
    ]


def test_checking_a_codebook_says_that_its_ledger_was_read(book):
    done = invoke("themes", "check", book)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == (
        "mine.toml: a valid codebook, version 2.0, 3 themes in 1 families. Its ledger: 2 changes.\n"
    )
