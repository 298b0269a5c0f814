"""The JSON Schemas hold for what the program writes, and the page of formats has every field."""

import csv
import json
import re
import shutil
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from scr_mine.commands.main import main

ROOT = Path(__file__).parent.parent
SCHEMAS = sorted((ROOT / "docs" / "schemas").glob("*.json"))
REPORTS = ROOT / "corpus" / "reports"
FORMATS = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")


def schema(name):
    return json.loads((ROOT / "docs" / "schemas" / f"{name}.schema.json").read_text("utf-8"))


def faults(name, value):
    validator = jsonschema.Draft202012Validator(schema(name))
    return [f"{e.json_path}: {e.message}" for e in validator.iter_errors(value)]


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """A run over two reports and one that cannot be read, and what came of it."""
    folder = tmp_path_factory.mktemp("schemas")
    (folder / "reports" / "local").mkdir(parents=True)
    (folder / "reports" / "national").mkdir()
    for name in (
        "local/caldermouth-child-p-2023.html",
        "national/national-conference-slides-2015.txt",
    ):
        shutil.copy(REPORTS / name, folder / "reports" / name)
    (folder / "reports" / "local" / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    done = CliRunner().invoke(main, ["run", f"{folder}/reports", "-o", f"{folder}/out"])
    assert done.exit_code == 1, done.stderr
    assert "broken.pdf" in done.stderr
    return folder / "out"


def invoked(*words):
    done = CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == 0, done.stderr


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda p: p.stem)
def test_a_schema_is_one_has_a_version_and_stands_in_the_page(path):
    found = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(found)
    version = re.fullmatch(r"urn:scr-mine:[a-z-]+:(\d+)", found["$id"])[1]
    row = next(line for line in FORMATS.splitlines() if f"(schemas/{path.name})" in line)
    assert f"| {version} |" in row
    assert found["title"] and found["description"]


def test_tagged_lines_are_as_their_schema_says(out):
    files = sorted((out / "reviews").glob("*.jsonl"))
    assert len(files) == 2
    for path in files:
        for line in lines(path):
            assert faults("tagged-line", line) == []
            assert set(line) == set(schema("tagged-line")["properties"])


def test_lines_that_tag_writes_are_tagged_lines(out, tmp_path):
    given = {"id": "a", "text": "Nobody rang the school.", "review": {"review_id": "r"}, "own": 1}
    (tmp_path / "in.jsonl").write_text(json.dumps(given) + "\n")
    invoked("tag", tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl")
    (tagged,) = lines(tmp_path / "out.jsonl")
    assert faults("tagged-line", tagged) == []
    assert tagged["own"] == 1


def test_manifests_are_as_their_schema_says(out):
    for path in (out / "reviews.csv", REPORTS / "reviews.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert rows
        for row in rows:
            assert faults("manifest-row", row) == []
            assert set(row) == set(schema("manifest-row")["properties"])


def test_run_json_is_as_its_schema_says_with_a_file_that_was_not_read(out):
    run = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert faults("run", run) == []
    assert [name for name in run["not_read"] if "broken.pdf" in name]
    assert set(run) == set(schema("run")["properties"])


def test_tables_are_as_their_schema_says(out, tmp_path):
    written = list((out / "tables").glob("*.json"))
    assert written
    asked = {
        "table": ("table", out, "--view", "features", "--by", "role"),
        "together": ("together", out),
        "picture": ("picture", "caldermouth-child-p-2023", out),
        "repeats": ("repeats", out),
        "recommendations": ("recommendations", out, "--agencies"),
    }
    for name, words in asked.items():
        written.append(tmp_path / f"{name}.json")
        invoked(*words, "-o", written[-1])
    for path in written:
        assert faults("table", json.loads(path.read_text(encoding="utf-8"))) == [], path.name


def test_labels_are_as_their_schema_says(out, tmp_path):
    invoked("labels", "export", out, "--next", 10, "-o", tmp_path / "labels.jsonl")
    found = lines(tmp_path / "labels.jsonl")
    assert len(found) == 10
    for line in found:
        assert faults("labels", line) == []


@pytest.mark.parametrize("name", ["lexical", "embed"])
def test_a_shipped_model_is_as_its_schema_says(name):
    model = json.loads((ROOT / "models" / name / "model.json").read_text(encoding="utf-8"))
    assert faults("model", model) == []


GOOD = {"id": "a", "text": "b", "role": "finding", "themes": [], "review": {"review_id": "r"}}


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("tagged-line", GOOD, False),
        ("tagged-line", GOOD | {"page": None, "more": 1}, False),
        ("tagged-line", GOOD | {"review": {}}, True),
        ("tagged-line", GOOD | {"page": 0}, True),
        ("tagged-line", GOOD | {"probabilities": {"neglect": 1.2}}, True),
        ("tagged-line", {k: v for k, v in GOOD.items() if k != "themes"}, True),
        ("manifest-row", {"file": "a.pdf"}, False),
        ("manifest-row", {"file": "a.pdf", "year": "", "kind": ""}, False),
        ("manifest-row", {"file": ""}, True),
        ("manifest-row", {"file": "a.pdf", "year": "19"}, True),
        ("manifest-row", {"file": "a.pdf", "kind": "novel"}, True),
        ("model", {"format": "scr-mine-model", "format_version": 2}, True),
        ("run", {}, True),
    ],
)
def test_a_schema_tells_right_from_wrong(name, value, wrong):
    assert bool(faults(name, value)) is wrong


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("tagged-line", "## Tagged lines"),
        ("manifest-row", "## Manifest"),
        ("run", "## Run"),
        ("labels", "## Labels"),
    ],
)
def test_the_page_of_formats_has_every_field(name, heading):
    section = FORMATS.split(f"\n{heading}\n")[1].split("\n## ")[0]
    named = set(re.findall(r"`([a-z_]+)`", section))
    assert set(schema(name)["properties"]) <= named


def test_the_page_of_formats_names_what_a_run_writes(out):
    section = FORMATS.split("\n## Output folder\n")[1].split("\n## ")[0]
    patterns = [p for p in re.findall(r"`([\w./*-]+)`", section.replace("REVIEW", "*")) if p]
    patterns += [f"tables/{p}" for p in patterns if "/" not in p]
    for path in out.rglob("*"):
        name = path.relative_to(out)
        if path.is_file() and name.parts[0] != "cache" and not path.name.startswith("."):
            assert any(name.match(pattern) for pattern in patterns), name
