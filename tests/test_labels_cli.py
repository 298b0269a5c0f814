"""The round of labels by commands: out, filled in, in again."""

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest
import test_exchange
from click.testing import CliRunner
from make import review, tagged

from scr_mine.commands.main import main
from scr_mine.store import plain

SCHEMA = Path(__file__).parent.parent / "docs" / "schemas" / "labels.schema.json"

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
    assert (
        done.stdout
        == f"{labels}: 2 labels on 2 passages by 1 coder; 1 changed, 1 left as they were.\n"
    )
    first, second = (json.loads(each) for each in labels.read_text().splitlines())
    assert (first["themes"], first["coder"], first["verdict"]) == (["neglect"], "anna", "right")
    assert second["themes"] == ["education"]
    assert first["weight_of_inclusion"] >= 1
    assert first["when"].endswith("+00:00")


#: What a format says of passages that nobody looked at, of three of which two were labelled.
UNSEEN = {
    "jsonl": "Left out as a machine's: 1 line.",
    "doccano": "Not looked at, as without a label there: 1 passage.",
    "prodigy": "Not looked at, as not accepted there: 1 task.",
    "label-studio": "Left out as cancelled there: 1 annotation.",
}


@pytest.mark.parametrize("form", test_exchange.STRICT)
def test_every_format_goes_out_and_comes_in_with_what_was_edited(form, tmp_path):
    marked, made = tmp_path / "tagged.jsonl", tmp_path / "made"
    marked.write_text("".join(json.dumps(plain(p)) + "\n" for p in test_exchange.PASSAGES))
    done = invoke("labels", "export", marked, "--to", form, "-o", made)
    assert (done.exit_code, done.stdout, done.stderr) == (0, f"{made}: 3 passages.\n", "")
    edits = {"r/1": ("finding", ["neglect", "education"]), "r/2": ("context", ["injuries"])}
    made.write_bytes(test_exchange.edit(form, made.read_bytes(), edits))
    labels = tmp_path / "labels.jsonl"
    given = ["--onto", marked, "--from", form, "--coder", "anna", "-o", labels]
    done = invoke("labels", "import", made, *given)
    assert (done.exit_code, done.stdout) == (
        0,
        f"{labels}: 2 labels on 2 passages by 1 coder; 1 changed, 1 left as they were.\n",
    )
    notes = done.stderr.splitlines()
    assert notes[:1] == ([f"made: {UNSEEN[form]}"] if form in UNSEEN else [])
    lines = [json.loads(each) for each in labels.read_bytes().splitlines()]
    found = {x["id"]: (x["coder"], x["role"], sorted(x["themes"])) for x in lines}
    assert found == {
        "r/1": ("anna", "finding", ["education", "neglect"]),
        "r/2": ("anna", "context", ["injuries"]),
    }
    for passage, each in zip(test_exchange.PASSAGES, lines, strict=False):
        assert (each["text"], each["review"]) == (passage.text, plain(passage.review))


def test_every_line_of_a_labels_file_is_as_the_schema_says(marked, tmp_path):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    sheet, labels, blind = (tmp_path / name for name in ("s.csv", "l.jsonl", "b.jsonl"))
    invoke("labels", "export", marked, "--next", "3", "-o", sheet)
    fill_in(sheet, "verdict", "right")
    fill_in(sheet, "verdict", "unsure", row=2)
    fill_in(sheet, "role_checked", "context", row=3)
    invoke("labels", "import", sheet, "--onto", marked, "-o", labels)
    invoke("labels", "export", marked, "--blind", "-o", blind)
    shipped = tmp_path / "out.jsonl"
    invoke("labels", "export", marked, "-o", shipped)
    lines = [json.loads(x) for f in (labels, blind, shipped) for x in f.read_bytes().splitlines()]
    assert len(lines) == 3 + 6 + 6
    for each in lines:
        jsonschema.validate(each, schema)
        assert set(each) == set(schema["properties"])
        assert set(each["review"]) == set(schema["$defs"]["review"]["properties"])


def test_nothing_of_the_machines_comes_back_with_a_blind_sheet(marked, tmp_path):
    sheet, labels = tmp_path / "check.csv", tmp_path / "labels.jsonl"
    invoke("labels", "export", marked, "--blind", "-o", sheet)
    assert "neglect" not in sheet.read_text(encoding="utf-8-sig")
    fill_in(sheet, "role_checked", "finding")
    done = invoke("labels", "import", sheet, "--onto", marked, "-o", labels)
    assert (
        done.stdout
        == f"{labels}: 1 label on 1 passage by 1 coder; 1 changed, 0 left as they were.\n"
    )
    [made] = map(json.loads, labels.read_text().splitlines())
    assert (made["role"], made["themes"], made["coder"]) == ("finding", [], "person")


def test_who_gave_themes_only_is_not_said_to_have_given_the_machines_role(marked, tmp_path):
    tasks, labels = tmp_path / "tasks.jsonl", tmp_path / "labels.jsonl"
    invoke("labels", "export", marked, "--to", "doccano", "-o", tasks)
    made = [json.loads(each) for each in tasks.read_text().splitlines()][:2]
    made[0]["label"] = ["neglect", "education"]
    made[1]["label"] = ["role:context"]
    tasks.write_text("".join(json.dumps(each) + "\n" for each in made))
    done = invoke("labels", "import", tasks, "--from", "doccano", "--onto", marked, "-o", labels)
    assert done.stderr == "tasks.jsonl: Without a role, so that only the themes count: 1 label.\n"
    found = [json.loads(each) for each in labels.read_text().splitlines()]
    assert [(x["role"], x["themes"]) for x in found] == [
        (None, ["neglect", "education"]),
        ("context", []),
    ]
    again = tmp_path / "again.jsonl"
    invoke("labels", "import", labels, "--onto", marked, "-o", again)
    assert again.read_bytes() == labels.read_bytes()


def test_on_a_sheet_that_shows_the_machines_role_to_leave_it_is_to_give_it(marked, tmp_path):
    sheet, labels = tmp_path / "check.csv", tmp_path / "labels.jsonl"
    invoke("labels", "export", marked, "-o", sheet)
    fill_in(sheet, "verdict", "right")
    fill_in(sheet, "theme_1", "education", row=2)
    invoke("labels", "import", sheet, "--onto", marked, "-o", labels)
    found = [json.loads(each) for each in labels.read_text().splitlines()]
    assert [x["role"] for x in found] == ["finding", "finding"]


def test_an_unsure_passage_is_kept_without_a_role(marked, tmp_path):
    sheet, labels = tmp_path / "check.csv", tmp_path / "labels.jsonl"
    invoke("labels", "export", marked, "-o", sheet)
    fill_in(sheet, "verdict", "unsure")
    fill_in(sheet, "comment", "Ask Ben.")
    invoke("labels", "import", sheet, "--onto", marked, "-o", labels)
    [made] = map(json.loads, labels.read_text().splitlines())
    assert (made["role"], made["verdict"], made["comment"]) == (None, "unsure", "Ask Ben.")


@pytest.mark.parametrize(
    ("column", "value", "error"),
    [
        ("id", "", "row 2, passage : the id is empty; copy it from the sheet that was exported."),
        ("id", "r/9", "row 2, passage r/9: there is no such passage in the tagged files; name "
         "those from which it was exported."),
        ("role_checked", "lead", "row 2, passage r/0: the role 'lead' is not in the codebook; use "
         "one of narrative, finding, recommendation, good-practice, context, boilerplate."),
        ("theme_3", "luck", "row 2, passage r/0: the theme 'luck' is not in the "
         "codebook; see `scr-mine themes list`."),
        ("verdict", "yes", "row 2: the verdict 'yes' is not one of right, wrong, "
         "unsure; correct it."),
    ],
)  # fmt: skip
def test_what_is_not_known_is_named_with_its_row_and_nothing_is_written(
    column, value, error, marked, tmp_path
):
    sheet, labels = tmp_path / "check.csv", tmp_path / "labels.jsonl"
    invoke("labels", "export", marked, "-o", sheet)
    fill_in(sheet, "theme_1", "education")
    fill_in(sheet, column, value)
    done = invoke("labels", "import", sheet, "--onto", marked, "-o", labels)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == f"Error: check.csv, {error}\n"
    assert not labels.exists()


def test_labels_passages_and_coders_are_counted_apart(marked, tmp_path):
    tasks, labels = tmp_path / "tasks.json", tmp_path / "labels.jsonl"
    invoke("labels", "export", marked, "--to", "label-studio", "-o", tasks)
    made = json.loads(tasks.read_text())[:2]
    for task, coders in zip(made, ([3, 4, 5], [4]), strict=True):
        task["annotations"] = [
            {"completed_by": coder, "result": task["predictions"][0]["result"]} for coder in coders
        ]
    made[0]["annotations"][2]["result"] = [test_exchange.choices("role", ["context"])]
    tasks.write_text(json.dumps(made))
    given = ["--from", "label-studio", "--onto", marked, "-o", labels]
    done = invoke("labels", "import", tasks, *given)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == (
        f"{labels}: 4 labels on 2 passages by 3 coders; 1 changed, 3 left as they were.\n"
    )


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
