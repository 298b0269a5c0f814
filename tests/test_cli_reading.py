"""Options of how reports are read, in the commands that read them. All names are invented."""

import json

import pytest
from click.testing import CliRunner

from scr_mine.commands.main import main

REPORT = """# Serious case review: Child K

Exbury Safeguarding Children Board, 2014

## Findings

1.1 Olu Fernworth rang the health visitor twice and nobody wrote it down. OLU FERNWORTH asked again.

1.2 Professionals did not share what they knew about neglect with Mr Fernworth or the school.
"""
NAMES = "name,instead\nOlu Fernworth,Mother\nFernworth,Father\nBryony Tallis,Worker\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "child-k.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "names.csv").write_text(NAMES, encoding="utf-8")
    return tmp_path


def invoke(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)


def everything(out):
    """The bytes of all files that a run wrote, unpacked where they are packed."""
    return {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_names_are_replaced_before_anything_is_written(folder):
    out = folder / "out"
    done = invoke("run", folder / "reports", "--redact", folder / "names.csv", "-o", out)
    assert done.exit_code == 0, done.stderr
    assert (
        "--redact: 1 of 3 names were found in no report (line 4); see how they are written there."
        in done.stderr
    )
    text = (out / "reviews" / "child-k.jsonl").read_text(encoding="utf-8")
    assert "Mother rang the health visitor twice" in text
    assert "Mr Father or the school" in text
    assert "Replaced by --redact: 3 names." in (out / "reading.md").read_text(encoding="utf-8")
    for path, content in everything(out).items():
        assert b"ernworth" not in content.lower(), path
    options = json.loads((out / "run.json").read_text())["options"]
    assert options["redacted"] is True
    assert "names.csv" not in json.dumps(options)


def test_a_run_with_other_names_reads_anew_and_one_with_the_same_does_not(folder):
    out, given = folder / "out", ("--redact", folder / "names.csv")
    invoke("run", folder / "reports", *given, "-o", out)
    first = everything(out)
    invoke("run", folder / "reports", *given, "-o", out)
    assert everything(out) == first
    (folder / "names.csv").write_text(NAMES.replace("Mother", "Carer"))
    invoke("run", folder / "reports", *given, "-o", out)
    text = (out / "reviews" / "child-k.jsonl").read_text(encoding="utf-8")
    assert "Carer rang" in text
    assert "Mother" not in text


def test_names_in_file_names_are_refused(folder):
    (folder / "reports" / "child-k.txt").rename(folder / "reports" / "Olu_Fernworth-2014.txt")
    done = invoke("run", folder / "reports", "--redact", folder / "names.csv", "-o", folder / "o")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        "Error: names.csv: names stand in 1 file name, which go into the output; rename them "
        "first.\n"
    )
    assert not (folder / "o").exists()


def test_tokenise_replaces_them_too(folder):
    done = invoke("tokenise", folder / "reports", "--redact", folder / "names.csv")
    assert "Mother rang" in done.stdout
    assert "ernworth" not in done.stdout.lower()


def test_a_limit_is_kept_to_named_and_can_be_raised(folder):
    done = invoke("run", folder / "reports", "--limit", "text=1000", "-o", folder / "out")
    assert done.exit_code == 0
    (folder / "reports" / "child-k.txt").write_text(REPORT + "More of it. " * 200)
    done = invoke("run", folder / "reports", "--limit", "text=1000", "-o", folder / "out")
    assert done.exit_code == 1
    assert "--limit text=" in done.stderr
    done = invoke("run", folder / "reports", "--limit", "text=5000", "-o", folder / "out")
    assert done.exit_code == 0
    recorded = json.loads((folder / "out" / "run.json").read_text())["options"]["limits"]
    assert recorded == {"text": 5000}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--limit", "depth=3"], "depth"),
        (["--limit", "pages"], "pages"),
        (["--ocr"], "--ocr: neither ocrmypdf nor tesseract is installed"),
        (["--redact", "gone.csv"], "gone.csv: cannot be read"),
    ],
)
def test_options_that_cannot_be_followed_stop_before_any_work(
    folder, options, message, monkeypatch
):
    monkeypatch.setenv("PATH", "")
    done = invoke("run", folder / "reports", *options, "-o", folder / "out")
    assert done.exit_code in (1, 2)
    assert message in done.stderr
    assert not (folder / "out").exists()
