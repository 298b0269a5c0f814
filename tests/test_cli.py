import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from scr_mine.commands import shared
from scr_mine.commands.main import main

ROOT = Path(__file__).parent.parent
REPORT = """Wexmoor Local Safeguarding Children Board
Serious Case Review
Child F
June 2009

1. What was learned

1.1 The health visitor rang twice and nobody told the school what she had seen in the kitchen.
"""
REVIEW = {"review_id": "f", "board": "Wexmoor LSCB", "label": "Child F", "year": 2009}
TAGGED = [
    {
        "id": "f/1",
        "text": "Nobody told the school.",
        "role": "finding",
        "themes": ["information-recording"],
        "probabilities": {"information-recording": 0.91},
        "model": "test@1",
        "review": REVIEW,
        "page": 7,
        "paragraph": "4.2",
    },
    {
        "id": "f/2",
        "text": "He was seen.",
        "role": "narrative",
        "themes": [],
        "model": "test@1",
        "review": REVIEW,
    },
]


def invoke(*arguments, **options):
    return CliRunner().invoke(main, [str(a) for a in arguments], **options)


def done(*arguments, **options):
    result = invoke(*arguments, catch_exceptions=False, **options)
    assert result.exit_code == 0, result.stderr
    return result.stdout


@pytest.fixture
def tagged(tmp_path):
    path = tmp_path / "tagged.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in TAGGED))
    return path


@pytest.fixture
def reports(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "f.txt").write_text(REPORT)
    return folder


def test_run_ends_with_tables_a_reading_line_and_the_paths_written(reports, tmp_path):
    out = tmp_path / "out"
    stdout = done("run", reports, "-o", out)
    assert "Lessons: what the reviews say about practice" in stdout
    assert "Case features: what the reviews record about children and families" in stdout
    end = stdout[stdout.index("A comparison by scope") :]
    assert end == (
        "A comparison by scope needs two groups of 3 reviews or more; there are: not stated (1).\n"
        "\n"
        "Read:\n"
        "  f.txt: TEXT, 1 passage\n"
        "\n"
        "1 review, 1 passage; 1 done now, 0 unchanged.\n"
        "\n"
        "From title pages: board, label, year, kind. Check reviews.csv.\n"
        "\n"
        "Written:\n"
        f"  {out / 'report.html'}\n"
        f"  {out / 'themes.xlsx'}\n"
        f"  {out / 'board-paper.docx'}\n"
        f"  {out / 'reading.md'}\n"
        f"  {out / 'reviews.csv'}\n"
    )
    assert "1 review, 1 passage; 0 done now, 1 unchanged." in done("run", reports, "-o", out)


def test_quiet_prints_nothing(reports, tmp_path):
    result = invoke("run", reports, "-o", tmp_path / "out", "--quiet")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_a_bad_file_among_good_ones_is_named_and_the_exit_code_is_1(reports, tmp_path):
    (reports / "bad.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    result = invoke("run", reports, "-o", tmp_path / "out", "-q")
    assert result.exit_code == 1
    assert result.stderr == (
        "Not read: bad.pdf: it is damaged or not really a PDF; "
        "download it again or ask for another copy.\n"
    )
    assert (tmp_path / "out" / "reviews" / "f.jsonl").exists()
    assert (tmp_path / "out" / "run.json").exists()


def test_a_report_in_an_old_format_is_not_passed_over_in_silence(reports, tmp_path):
    (reports / "old.rtf").write_bytes(b"{\\rtf1 Child F}")
    result = invoke("run", reports, "-o", tmp_path / "out", "-q")
    assert result.exit_code == 1
    assert result.stderr == (
        "Not read: old.rtf: it is in the RTF format; "
        "open it in Word or LibreOffice and save it as DOCX or PDF.\n"
    )


def test_a_manifest_is_drafted_corrected_and_used(reports, tmp_path):
    out = tmp_path / "out"
    stdout = done("run", reports, "-o", out, "--write-manifest")
    path = out / "reviews.csv"
    assert stdout == f"{path}: 1 file. Correct it, then run again with --manifest {path}.\n"
    assert not (out / "run.json").exists()
    path.write_text(path.read_text().replace("Child F", "Baby G"))
    done("run", reports, "-o", out, "--manifest", path)
    line = json.loads((out / "reviews" / "f.jsonl").read_text())
    assert line["review"]["label"] == "Baby G"


def test_a_corrected_manifest_is_never_overwritten(reports, tmp_path):
    out = tmp_path / "out"
    done("run", reports, "-o", out, "--write-manifest")
    path = out / "reviews.csv"
    path.write_text(path.read_text().replace("Child F", "Baby G"))
    corrected = path.read_text()
    refusal = (
        f"Error: {path}: was drafted or corrected since the last run and would be "
        f"overwritten; use it with --manifest {path}, or move it away.\n"
    )
    for arguments, code in (
        ((), 2),
        (("--write-manifest",), 2),
        (("--manifest", path), 0),
        ((), 2),
    ):
        result = invoke("run", reports, "-o", out, "-q", *arguments)
        assert (result.exit_code, result.stderr) == (code, refusal if code else "")
        assert path.read_text() == corrected


def test_tokenise_writes_passages_that_tag_reads(reports):
    line = json.loads(done("tokenise", reports))
    assert line["text"].startswith("The health visitor rang twice")
    assert line["paragraph"] == "1.1"
    words = [line["text"][a:b] for a, b in line["tokens"]]
    assert words[:4] == ["The", "health", "visitor", "rang"]
    tagged = json.loads(done("tag", input=json.dumps(line) + "\n"))
    assert tagged["id"] == line["id"]
    assert tagged["review"]["label"] == "Child F"
    assert set(tagged["probabilities"]) >= {"neglect", "child-voice"}
    assert all(0 <= p <= 1 for p in tagged["probabilities"].values())


def test_table_of_tagged_lines_by_year(tagged):
    lines = done("table", tagged, "--by", "year", "--format", "csv").splitlines()
    assert lines[0] == (
        "\ufefftable,group,row,row_label,column,column_label,measure,value,of,present,strongest,"
        "passages,note"
    )
    start = "lessons-by-year,Multi-agency system,information-recording,Information sharing and"
    assert f"{start} recording,2009,2009,reviews,1,1,,0.91,f/1," in lines
    assert f"{start} recording,verdict,Verdict,words,not known,,,,," in lines


def test_table_reads_an_output_folder_and_standard_input(reports, tmp_path, tagged):
    done("run", reports, "-o", tmp_path / "out", "-q")
    (made,) = json.loads(done("table", tmp_path / "out", "--format", "json"))["tables"]
    assert made["columns"][2] == {
        "id": "f",
        "label": "Wexmoor, Child F (2009)",
        "measure": "passages",
        "n": 1,
    }
    cells = {(c["row"], c["column"]): c for c in made["cells"]}
    assert cells["education", "verdict"]["value"] == "usable"
    piped = done("table", "-", "--format", "json", input=tagged.read_text())
    assert json.loads(piped)["tables"][0]["n"] == 1


def test_the_suffix_of_the_output_names_the_format(tagged, tmp_path):
    for suffix, start in (("xlsx", b"PK"), ("tex", b"%"), ("html", b"<"), ("md", b"## Lessons")):
        done("table", tagged, "-o", tmp_path / f"t.{suffix}")
        assert (tmp_path / f"t.{suffix}").read_bytes().startswith(start)
    shown = invoke("table", tagged, "--format", "xlsx")
    assert (shown.exit_code, shown.stdout) == (2, "")
    assert shown.stderr == ("Error: A workbook cannot be shown here; name a file with -o.\n")


@pytest.mark.parametrize(
    ("condition", "code", "message"),
    [
        ("scope", 2, "--where scope: write a field and a value, as in scope=local."),
        ("year=2031", 1, "No review here has the year '2031'; there are: 2009."),
    ],
)
def test_a_choice_of_reviews_that_cannot_be_made_is_one_line(tagged, condition, code, message):
    result = invoke("table", tagged, "--where", condition)
    assert (result.exit_code, result.stdout, result.stderr) == (code, "", f"Error: {message}\n")


def test_words_are_shown_where_they_stand(tagged):
    assert done("kwic", "told the school", tagged, "--width", "10") == (
        "   Nobody   told the school  .  (f, page 7, para. 4.2; finding)\n"
    )
    missing = invoke("kwic", "governors", tagged)
    assert (missing.exit_code, missing.stdout) == (1, "")


def test_passages_shows_the_evidence_with_its_place(tagged):
    assert done("passages", tagged, "--theme", "information-recording") == (
        "f, page 7, para. 4.2 (finding; information-recording 0.91)\n    Nobody told the school.\n"
    )


def test_passages_are_written_in_the_format_that_the_suffix_names(tagged, tmp_path):
    shown = done("passages", tagged)
    lines = done("passages", tagged, "--format", "jsonl")
    assert [json.loads(line)["id"] for line in lines.splitlines()]
    for name, options, expected in (
        ("a.jsonl", (), lines),
        ("a.txt", (), shown),
        ("a", (), shown),
        ("a.out", ("--format", "jsonl"), lines),
    ):
        done("passages", tagged, *options, "-o", tmp_path / name)
        assert (tmp_path / name).read_text().rstrip("\n") == expected.rstrip("\n"), name


@pytest.mark.parametrize(
    ("command", "name", "known"),
    [
        ("passages", "x.csv", ".jsonl"),
        ("table", "x.xls", ".csv, .json, .md, .tex, .xlsx, .html"),
    ],
)
def test_a_suffix_that_names_no_format_is_refused(command, name, known, tagged, tmp_path):
    result = invoke(command, tagged, "-o", tmp_path / name)
    assert (result.exit_code, result.stderr) == (
        2,
        f"Error: {tmp_path / name}: cannot be written as {name[1:]}; end the name in "
        f".txt, {known}, "
        "or name a --format.\n",
    )
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--role", "fnding"), "There is no role 'fnding'; the roles are: narrative, finding, "),
        (("--review", "g"), "There is no review 'g' here; there are: f."),
        (
            ("--theme", "information-recording", "--role", "narrative"),
            "No passage meets all these conditions together; drop one of them.",
        ),
        (("--theme", "recording"), "There is no theme 'recording'; did you mean "),
    ],
)
def test_a_filter_never_silently_matches_nothing(tagged, arguments, message):
    result = invoke("passages", tagged, *arguments)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith(f"Error: {message}")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "not json",
            "tagged.jsonl, line 1: not a line of JSON; check that it is the "
            "right file, or mend the line.",
        ),
        ("[1]", "tagged.jsonl, line 1: not a JSON object; write one a line."),
        (
            '{"id": "x", "text": "t"}',
            "tagged.jsonl, tagged line 1: 'role' is missing or not text; tag it first.",
        ),
        (
            '{"id": "x", "text": "t", "role": "finding", "themes": []}',
            "tagged.jsonl, tagged line 1: it does not say which review it is of "
            "('review' with a 'review_id'); add that.",
        ),
        (
            json.dumps({**TAGGED[0], "probabilities": [0.5]}),
            "tagged.jsonl, tagged line 1: 'probabilities' is not an object; correct it.",
        ),
        (
            json.dumps({**TAGGED[0], "headings": 5}),
            "tagged.jsonl, tagged line 1: 'headings' is not a list; correct it.",
        ),
        (
            json.dumps({**TAGGED[0], "review": {**REVIEW, "year": "2009"}}),
            "tagged.jsonl, tagged line 1, review: 'year' is not a whole number; correct it.",
        ),
    ],
)
def test_lines_that_cannot_be_counted_are_named(tmp_path, line, message):
    (tmp_path / "tagged.jsonl").write_text(line + "\n")
    result = invoke("table", tmp_path / "tagged.jsonl")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"Error: {message}\n")


@pytest.mark.parametrize("value", ["NaN", "-Infinity", "1e999", "9" * 5000])
def test_a_number_that_no_output_could_hold_is_named_and_no_traceback(value):
    result = invoke("tag", input=f'{{"text": "a", "n": {value}}}\n')
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "Error: standard input, line 1: not a line of JSON; "
        "check that it is the right file, or mend the line.\n"
    )


def test_tag_takes_a_text_of_more_than_a_million_characters():
    text = "The plan had no dates. " * 45_000
    assert json.loads(done("tag", input=json.dumps({"text": text})))["text"] == text


def test_tag_takes_a_text_with_half_a_character():
    line = json.loads(done("tag", input='{"text": "Nobody \\ud83d rang."}\n'))
    assert line["text"] == "Nobody ? rang."


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("run", "-o", "out"), 2, "Name at least one report or folder, or use --local and "),
        (("run", "nowhere", "-o", "out"), 2, "nowhere: there is no such file or folder"),
        (("table", "nowhere.jsonl"), 1, "nowhere.jsonl: cannot be read (there is no such file"),
        (("tag", "--model", "none", "x.jsonl"), 1, "There is no model 'none'; there are: "),
        (("themes", "list", "--themes", "my.toml"), 1, "my.toml: no such themes file"),
        (("themes", "check", "."), 1, ": cannot be read (it is a folder); check the path."),
    ],
)
def test_wrong_usage_is_one_line_on_stderr(arguments, code, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = invoke(*arguments)
    assert result.exit_code == code
    assert result.stdout == ""
    assert result.stderr.startswith(f"Error: {message}")
    assert result.stderr.count("\n") == 1


def test_themes_check_says_what_it_checked():
    path = ROOT / "scr_mine" / "themes.toml"
    assert done("themes", "check", path) == (
        "themes.toml: a valid codebook, version 1.1, 26 themes in 5 families.\n"
    )


def test_help_imports_neither_spacy_nor_scikit_learn():
    code = (
        "import sys; from scr_mine.commands.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'spacy', 'sklearn', 'numpy', 'lxml', 'pypdfium2'} & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout.startswith("Usage: ")
    assert result.stdout.endswith("[]\n")


def test_every_command_has_help_that_says_what_it_does():
    import click

    def walk(command, path):
        assert command.help, path
        for name, child in getattr(command, "commands", {}).items():
            yield [*path, name]
            yield from walk(child, [*path, name])

    for path in walk(main, []):
        assert done(*path, "--help").startswith("Usage: ")
    assert isinstance(main, click.Group)


@pytest.mark.parametrize(
    ("output", "reason"),
    [("folder", "it is a folder"), ("file.txt/x.csv", "a file of that name is in the way")],
)
def test_an_output_that_cannot_be_written_is_one_line_and_no_traceback(
    tagged, tmp_path, monkeypatch, output, reason
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "file.txt").write_text("x")
    result = invoke("table", tagged, "-o", output)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"Error: {output}: cannot be written ({reason}); name another place.\n"
    assert not [p for p in tmp_path.rglob("*") if p.name.startswith(".")]


def test_a_pipe_named_as_output_is_written_to_and_not_replaced(tagged, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    done("table", tagged, "--format", "csv", "-o", pipe)
    assert os.read(reader, 9) == b"\xef\xbb\xbftable,"
    os.close(reader)
    assert pipe.is_fifo()


def test_models_are_listed_whole_and_the_default_is_named():
    whole = "version 0.1.0  whole and unchanged; premises unchanged"
    assert done("models") == (f"embed  {whole}  (used unless another is named)\nlexical  {whole}\n")


def test_a_card_states_data_figures_and_what_the_model_must_not_do():
    card = done("card")
    assert card.startswith("# Model card: lexical 0.1.0\n")
    assert "no safeguarding professional has checked them" in card
    assert "No text of a real review is in it" in card
    assert "Not to decide anything about a child" in card
    verdicts = card.partition("## Verdict on each theme\n")[2].partition("\n## ")[0]
    assert verdicts.count("| usable |") >= 5
    assert verdicts.count("\n| ") == 2 + 26
    for heading in ("Owner and phase", "Data", "Technical specification", "Model performance"):
        assert f"\n## {heading}\n" in card
    assert (ROOT / "models" / "lexical" / "CARD.md").read_text() == card


def test_the_shipped_model_keeps_its_recorded_figures_on_the_held_out_reviews():
    labels = ROOT / "corpus" / "labels.jsonl"
    found = json.loads(done("evaluate", "--on", labels, "--part", "heldout", "--format", "json"))
    recorded = json.loads((ROOT / "models" / "lexical" / "model.json").read_text())["held_out"]
    assert found["passages"] == recorded["passages"]
    for figure in ("micro_f1", "macro_f1", "role_accuracy", "untagged", "presence_f1"):
        assert found[figure]["value"] == pytest.approx(recorded[figure][0], abs=0.002)
    assert found["micro_f1"]["value"] > 2 * found["keyword_micro_f1"]


def test_evaluate_shows_verdicts_and_says_who_labelled(tmp_path):
    lines = [
        {"text": "Nobody told the school.", "role": "finding", "themes": ["education"], "doc": "a"},
        {"text": "The panel met twice.", "role": "boilerplate", "themes": [], "doc": "b"},
    ]
    (tmp_path / "l.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    text = done("evaluate", "--on", tmp_path / "l.jsonl")
    assert text.startswith("Model lexical@0.1.0 on 2 passages of 2 reviews,\n1 of them without")
    assert "too little evidence (19 more passages wanted)" in text
    assert text.endswith("flattered if the model learnt from the same passages.\n")


def test_the_card_of_a_users_own_model_claims_nothing_of_its_labels():
    from scr_mine import themes
    from scr_mine.report import card

    header = json.loads((ROOT / "models" / "lexical" / "model.json").read_text())
    from scr_mine.training import UNKNOWN

    own = card.as_markdown({**header, "provenance": UNKNOWN}, themes.shipped())
    assert "keep it as confidential as they are" in own
    assert "invented" not in own


def test_evaluate_resamples_the_reviews_that_tagged_lines_name(tmp_path):
    lines = [{**TAGGED[0], "id": f"{n}", "review": {"review_id": f"r{n % 2}"}} for n in range(4)]
    (tmp_path / "l.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    text = done("evaluate", "--on", tmp_path / "l.jsonl")
    assert text.startswith("Model lexical@0.1.0 on 4 passages of 2 reviews,")


def test_training_needs_labels_and_says_so(tmp_path):
    (tmp_path / "l.jsonl").write_text('{"text": "Not labelled."}\n')
    options = ("train", "--labels", tmp_path / "l.jsonl", "--name", "n", "--version", "1", "-o")
    result = invoke(*options, tmp_path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"Error: {tmp_path.name}: holds other files and no model.json; "
        "name a new or empty folder.\n"
    )
    result = invoke(*options, tmp_path / "model")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "Error: l.jsonl: no labelled passage in it; check that it is the file.\n"
    )


def test_another_codebook_is_trained_measured_and_used_without_touching_code(tmp_path):
    import classify_toy as toy

    (tmp_path / "toy.toml").write_text(toy.CODEBOOK, encoding="utf-8")
    lines = [
        {"text": e.tokens.text, "role": e.role, "themes": e.themes, "doc": e.doc, "id": str(n)}
        for n, e in enumerate(toy.examples())
    ]
    (tmp_path / "l.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    book, model = ("--themes", tmp_path / "toy.toml"), tmp_path / "weather"
    naming = ("--name", "weather", "--version", "3", "-o", model)
    assert done("train", "--labels", tmp_path / "l.jsonl", *naming, *book) == (
        f"{model}: model weather@3.\n"
    )
    assert "| Weather | 1.00 | usable |" in (model / "CARD.md").read_text()
    measured = done(
        "evaluate", "--on", tmp_path / "l.jsonl", "--model", model, *book, "--format", "json"
    )
    assert json.loads(measured)["model"] == "weather@3"
    text = json.dumps({"text": "The snow over the hamlet was heavy and cold."}) + "\n"
    line = json.loads(done("tag", "-", "--model", model, *book, input=text))
    assert (line["role"], line["themes"], line["model"]) == ("finding", ["weather"], "weather@3")
    refused = invoke("tag", "-", "--model", model, input=text)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith(
        "Error: weather: the model was trained for other themes than this codebook (it lacks child-"
    )
    assert refused.stderr.endswith("name the codebook it was trained on or train a new model.\n")


def test_evaluate_shows_a_learning_curve_over_reviews(tmp_path):
    import classify_toy as toy

    (tmp_path / "toy.toml").write_text(toy.CODEBOOK, encoding="utf-8")
    rows = [
        {"text": e.tokens.text, "role": e.role, "themes": e.themes, "doc": e.doc + extra}
        for extra in ("", "2", "3", "4")
        for e in toy.examples()
    ]
    for name, chosen in (("learn", rows[:-36]), ("other", rows[-36:])):
        text = "".join(json.dumps(row) + "\n" for row in chosen)
        (tmp_path / f"{name}.jsonl").write_text(text)
    book = ("--themes", tmp_path / "toy.toml")
    naming = ("--name", "w", "--version", "1", "-o", tmp_path / "m")
    done("train", "--labels", tmp_path / "learn.jsonl", *naming, *book)
    common = ("--model", tmp_path / "m", *book, "--curve", tmp_path / "learn.jsonl")
    text = done("evaluate", "--on", tmp_path / "other.jsonl", *common)
    curve = text.partition("Learning curve: ")[2].splitlines()[2:5]
    assert [line.split()[:2] for line in curve] == [["6", "216"], ["12", "432"], ["23", "828"]]
    both = invoke("evaluate", "--on", tmp_path / "learn.jsonl", *common)
    assert (both.exit_code, both.stderr) == (
        1,
        "Error: The review bridge is both learnt from and measured on; keep them apart.\n",
    )


def test_what_an_output_keeps_can_be_cleared(tmp_path):
    out = tmp_path / "out"
    assert (
        invoke(
            "run", ROOT / "corpus/reports/local/ravensholt-baby-t-2019.pdf", "-q", "-o", out
        ).exit_code
        == 0
    )
    assert any((out / "cache").iterdir())
    assert invoke("cache", "clear", str(out)).stdout == f"{out}: cleared.\n"
    assert not (out / "cache").exists()
    assert (out / "tables" / "lessons.csv").is_file()
    assert invoke("cache", "clear", str(out)).stdout == f"{out}: nothing was kept.\n"
    missing = invoke("cache", "clear", str(tmp_path / "nowhere"))
    assert (missing.exit_code, missing.stdout) == (2, "")


def test_a_file_name_that_looks_like_markup_is_shown_as_it_is(monkeypatch):
    terminal = io.StringIO()
    terminal.isatty = lambda: True
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with shared.progress_bar(quiet=False) as progress:
        progress("Reading", 0, 2)
        progress("Read [/draft] [red]a.txt", 1, 2)
    assert "Read [/draft] [red]a.txt" in terminal.getvalue()


def test_numbers_are_called_so_in_help_and_in_what_is_said_of_a_wrong_one(tagged):
    assert "--support NUMBER" in done("table", "--help")
    for value, kind in (("--support", "whole number"), ("--share", "number")):
        result = invoke("table", tagged, value, "two")
        assert result.exit_code == 2
        assert result.stderr.endswith(f"Invalid value for '{value}': 'two' is not a {kind}.\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")  # noqa: PTH110
def test_no_room_for_what_is_shown_is_one_line_and_no_traceback(tagged):
    with open("/dev/full", "w") as nowhere:  # noqa: PTH123
        result = subprocess.run(
            [sys.executable, "-m", "scr_mine", "table", tagged],
            cwd=ROOT,
            stdout=nowhere,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert (result.returncode, result.stderr) == (
        1,
        "Error: standard output: cannot be written (the disk is full); free some space.\n",
    )


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("run", "r", "-o", "o"), "\nStopped. To go on, give the same command again.\n"),
        (("tokenise", "r"), "\nStopped.\n"),
    ],
)
def test_an_interrupt_says_how_to_go_on(command, said, monkeypatch):
    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("scr_mine.inputs.find", interrupted)
    result = invoke(*command)
    assert (result.exit_code, result.stderr) == (1, said)


def test_a_model_folder_that_is_none_is_named(tagged, tmp_path):
    result = invoke("tag", tagged, "--model", tmp_path)
    assert result.stderr == (
        f"Error: {tmp_path}: not a model folder, since it has no model.json; "
        "name the folder that `scr-mine train` wrote.\n"
    )
