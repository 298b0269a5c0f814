"""The commands of docs/another-codebook.md on its invented example, with no code touched."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from scr_mine import ledger, store, themes
from scr_mine.commands.main import main

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "inquests"
BOOK = ("--themes", EXAMPLE / "themes.toml")


def done(*arguments):
    result = CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = tmp_path_factory.mktemp("inquests") / "inquests"
    naming = ("--name", "inquests", "--version", "1", "-o", folder)
    assert done("train", "--labels", EXAMPLE / "labels.jsonl", *BOOK, *naming) == (
        f"{folder}: model inquests@1.\n"
    )
    return folder


def test_the_example_is_a_valid_codebook_with_labels_for_every_theme_and_says_it_is_invented():
    book = themes.load(EXAMPLE / "themes.toml")
    lines = list(store.read_lines(EXAMPLE / "labels.jsonl"))
    assert len(lines) == 120
    assert len({line["text"] for line in lines}) == len({line["id"] for line in lines}) == 120
    for theme in book.theme_ids:
        assert sum(theme in line["themes"] for line in lines) >= 15
    for path in (EXAMPLE / "README.md", *(EXAMPLE / "reports").iterdir()):
        assert "nvented" in path.read_text(encoding="utf-8"), path.name


def test_reports_of_another_kind_are_read_tagged_and_counted(model, tmp_path):
    out = tmp_path / "out"
    said = done("run", EXAMPLE / "reports", *BOOK, "--model", model, "-q", "-o", out)
    assert said == "" or "2 reviews" in said
    lines = [line for path in (out / "reviews").iterdir() for line in store.read_lines(path)]
    assert {line["model"] for line in lines} == {"inquests@1"}
    assert set(lines[0]["probabilities"]) == set(themes.load(BOOK[1]).theme_ids)
    marked = {
        theme for line in lines for theme in line["themes"] if "no training at all" in line["text"]
    }
    assert marked == {"staffing"}
    table = json.loads(done("table", out, *BOOK, "--format", "json"))["tables"][0]
    assert {row["id"] for row in table["rows"]} == {"handover", "staffing", "delay", "equipment"}


def test_a_theme_that_was_renamed_in_a_ledger_beside_it_keeps_its_labels(tmp_path):
    text = (EXAMPLE / "themes.toml").read_text().replace('id = "delay"', 'id = "waiting"')
    mine = tmp_path / "themes.toml"
    mine.write_text(text.replace("delay = ", "waiting = ").replace('"1.0"', '"1.1"', 1))
    ledger.beside(mine).write_text(
        '[[change]]\nversion = "1.1"\nkind = "renamed"\nfrom = ["delay"]\nto = ["waiting"]\n'
    )
    changes = themes.load(mine).ledger
    (line, *_) = (x for x in store.read_lines(EXAMPLE / "labels.jsonl") if "delay" in x["themes"])
    brought = ledger.brought_up(line["themes"], changes, since=line["codebook"])
    assert brought.themes == ("waiting",)


def test_the_commands_in_the_document_exist():
    text = (ROOT / "docs" / "another-codebook.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^scr-mine ([a-z]+)", text, re.MULTILINE))
    assert {"themes", "train", "run", "table"} <= named
    assert named <= set(main.commands)
