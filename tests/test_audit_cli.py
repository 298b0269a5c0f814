import json
from dataclasses import replace

import audit_made as made
import pytest
from click.testing import CliRunner

from scr_mine import store
from scr_mine.commands.audit import audit
from scr_mine.commands.shared import Commands

PASSAGES = made.passages()


@pytest.fixture
def tagged(tmp_path):
    path = tmp_path / "tagged.jsonl"
    store.write_lines(path, PASSAGES)
    return path


def invoke(*arguments):
    main = Commands()
    main.add_command(audit)
    return CliRunner().invoke(main, ["audit", *map(str, arguments)], catch_exceptions=False)


def drawn(tagged, *options, sheet="check.csv"):
    output = tagged.with_name(sheet)
    done = invoke("sample", tagged, "-o", output, *options)
    assert (done.exit_code, done.stdout) == (0, "")
    return output, output.with_suffix(".audit.json"), done.stderr


def labels(side, path, *, change=lambda p: p):
    by_id = {p.id: p for p in map(change, PASSAGES)}
    design = json.loads(side.read_text())
    lines = []
    for one in design["drawn"]:
        role, marks = made.truth(by_id[one["id"]])
        lines.append({"id": one["id"], "role": role, "themes": marks, "coder": "Anna"})
    store.write_lines(path, lines)
    return path


@pytest.mark.parametrize("sheet", ["check.csv", "check.xlsx", "check.jsonl"])
def test_a_sample_is_a_sheet_and_its_design_beside_it(tagged, sheet):
    output, side, said = drawn(tagged, "-n", 40, sheet=sheet)
    design = json.loads(side.read_text())
    assert len(design["drawn"]) == 40
    assert (design["by"], design["seed"], design["passages"]) == ("scope", 1, 132)
    assert said == (
        f"{output}: 40 passages of 132 to check. How they were drawn is in {side}; keep it for "
        "`audit apply`, or for --design of `report`.\n"
    )
    assert output.stat().st_size > 1000


def test_the_sheet_is_in_the_order_of_the_design_and_may_be_blind(tagged):
    output, side, _ = drawn(tagged, "-n", 10)
    lines = output.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == (
        "id,review,page,paragraph,role,themes,text,role_checked,theme_1,theme_2,theme_3,theme_4,"
        "verdict,comment"
    )
    ids = [one["id"] for one in json.loads(side.read_text())["drawn"]]
    assert [line.split(",")[0] for line in lines[1:]] == ids
    assert any("neglect" in line for line in lines)
    blind = drawn(tagged, "-n", 10, "--blind", sheet="blind.csv")[0].read_text()
    assert "neglect" not in blind
    assert "finding" not in blind


def test_how_many_are_needed_is_said_and_drawn(tagged):
    _, side, said = drawn(tagged, "--half-width", "0.12")
    first, second = said.splitlines()
    assert first.startswith("To within 12 points either way in every group: about ")
    assert first.endswith(" for all.")
    most = int(first.split(" passages for half of the themes and ")[1].split()[0])
    assert abs(len(json.loads(side.read_text())["drawn"]) - most) <= 1
    assert " to check. " in second
    few = drawn(tagged, "--half-width", "0.12", "-n", 7)[1]
    assert len(json.loads(few.read_text())["drawn"]) == 7


def test_the_rates_are_corrected_beside_the_plain_ones(tagged, tmp_path):
    _, side, _ = drawn(tagged, "-n", 132, "--once", "never")
    said = labels(side, tmp_path / "labels.jsonl")
    options = ("--design", side, "--labels", said, "--format", "json")
    done = invoke("apply", tagged, *options)
    assert (done.exit_code, done.stderr) == (0, "")
    tables = json.loads(done.stdout)["tables"]
    assert [table["id"] for table in tables] == [
        *("lessons-corrected-passages", "lessons-corrected-reviews", "correction-rate"),
    ]
    found = {(c["row"], c["column"]): c["value"] for c in tables[0]["cells"]}
    assert found["neglect", "local-marked"] == pytest.approx(0.4)
    assert found["neglect", "local"] == pytest.approx(0.2)
    options = (*options[:-1], "md", "--by", "year", "--view", "features")
    done = invoke("apply", tagged, *options)
    assert "2015: corrected" in done.stdout
    assert "All: corrected" not in done.stdout
    assert done.stdout.startswith("## Case features: ")


def test_the_correction_rate_is_kept_over_time_and_once_for_each_sample(tagged, tmp_path):
    _, side, _ = drawn(tagged, "-n", 60)
    said = labels(side, tmp_path / "labels.jsonl")
    history = tmp_path / "history.jsonl"
    for _ in range(2):
        done = invoke("apply", tagged, "--design", side, "--labels", said, "--history", history)
        assert "Correction rate of the model over time" in done.stdout
    (line,) = store.read_lines(history)
    assert (line["checked"], line["model"]) == (60, "test@1")
    assert line["when"][:2] == "20"


def test_marks_that_changed_since_are_refused(tagged, tmp_path):
    _, side, _ = drawn(tagged, "-n", 30)
    said = labels(side, tmp_path / "labels.jsonl")
    store.write_lines(tagged, [replace(p, model="test@2") for p in PASSAGES])
    done = invoke("apply", tagged, "--design", side, "--labels", said)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == (
        "Error: check.audit.json: since the sample was drawn, the model (was test@1, is test@2) "
        "changed, so it says nothing of these marks; draw a new sample with `scr-mine audit "
        "sample`.\n"
    )


def test_what_is_left_aside_is_said(tagged, tmp_path):
    _, side, _ = drawn(tagged, "-n", 40)
    said = labels(side, tmp_path / "labels.jsonl")
    other = tmp_path / "other.jsonl"
    store.write_lines(other, [{"id": "elsewhere/1", "role": "finding", "coder": "Ben"}])
    done = invoke("apply", tagged, "--design", side, "--labels", said, "--labels", other)
    assert done.stderr == "Left aside: 1 labelled passages not of this sample.\n"


def test_where_no_number_of_passages_is_enough_none_is_drawn(tmp_path):
    themes = made.BOOK.theme_ids
    unlike = [
        replace(p, themes=themes if p.review.review_id.endswith("1") else (), probabilities={})
        for p in PASSAGES
    ]
    store.write_lines(tmp_path / "tagged.jsonl", unlike)
    output = tmp_path / "check.csv"
    done = invoke("sample", tmp_path / "tagged.jsonl", "--half-width", "0.05", "-o", output)
    assert (done.exit_code, output.exists()) == (1, False)
    assert done.stderr == (
        "Error: No number of checked passages gives rates to within 5 points either way: the "
        "reviews differ too much among themselves. Ask for a wider interval, or add reviews.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (
            ("sample", "T", "-o", "check.docx"),
            2,
            "Error: check.docx: name a sheet that ends in .xlsx, .csv, .jsonl.\n",
        ),
        (
            ("apply", "T", "--design", "gone.json", "--labels", "T"),
            1,
            "Error: gone.json: cannot be read (there is no such file or folder); check the path.\n",
        ),
        (
            ("apply", "T", "--design", "T", "--labels", "T"),
            1,
            "Error: tagged.jsonl: not the design of a sample; name the .audit.json file that "
            "`scr-mine audit sample` wrote.\n",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(tagged, arguments, code, message, monkeypatch):
    monkeypatch.chdir(tagged.parent)
    done = invoke(*(tagged if a == "T" else a for a in arguments))
    assert (done.exit_code, done.stderr) == (code, message)
