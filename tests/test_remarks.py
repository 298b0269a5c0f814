"""What the commands say on stderr of what they wrote: one line each, and only where it is so."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from make import review

from scr_mine.commands.main import main
from scr_mine.commands.remarks import say_marked_anew, say_untitled

ROOT = Path(__file__).parent.parent
TEXT = "1.1 The health visitor rang twice and nobody told the school what she had seen.\n"
TITLED = f"Wexmoor Local Safeguarding Children Board\nSerious Case Review\nChild F\n2009\n\n{TEXT}"


def invoke(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture
def reports(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "f.txt").write_text(TITLED)
    return folder


def test_a_run_by_another_model_than_last_time_says_so_once(reports, tmp_path):
    out, other = tmp_path / "out", tmp_path / "other"
    shutil.copytree(ROOT / "models" / "lexical", other)
    header = json.loads((other / "model.json").read_text(encoding="utf-8"))
    was = f"{header['name']}@{header['version']}"
    header["version"] = "0.0.9"
    (other / "model.json").write_text(json.dumps(header))
    given = ("run", reports, "-o", out, "--workers", "0", "-q")
    assert invoke(*given).stderr == ""
    assert invoke(*given).stderr == ""
    changed = invoke(*given, "--model", other)
    assert (changed.exit_code, changed.stdout) == (0, "")
    assert changed.stderr == (
        f"Marked anew by lexical@0.0.9; the last run here used {was}, so figures will differ.\n"
    )
    assert invoke(*given, "--model", other).stderr == ""


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ({}, ""),
        ({"model": "b@2"}, ""),
        ({"model": "b@2", "codebook": "1.2"}, ""),
        ({"model": "a@1"}, "b@2; the last run here used a@1"),
        (
            {"model": "b@2", "codebook": "1.1"},
            "codebook 1.2; the last run here used codebook 1.1",
        ),
        (
            {"model": "a@1", "codebook": "1.1"},
            "b@2 with codebook 1.2; the last run here used a@1 with codebook 1.1",
        ),
    ],
)
def test_what_has_changed_since_the_last_run_is_named(before, said, capsys):
    say_marked_anew(before, {"model": "b@2", "codebook": "1.2"})
    assert capsys.readouterr().err == (
        f"Marked anew by {said}, so figures will differ.\n" if said else ""
    )


def test_a_run_says_which_reports_have_no_title(reports, tmp_path):
    (reports / "Notes of a Meeting.txt").write_text(TEXT)
    said = invoke("run", reports, "-o", tmp_path / "out", "--workers", "0")
    assert said.exit_code == 0
    assert said.stderr == (
        "No title was found for 1 report; it is named by its file: Notes of a Meeting.txt; give it "
        "in reviews.csv.\n"
    )
    assert invoke("run", reports, "-o", tmp_path / "quiet", "--workers", "0", "-q").stderr == ""


def named(file, **fields):
    return review(fields.pop("review_id", file.partition(".")[0]), files=(file,), **fields)


@pytest.mark.parametrize(
    ("reviews", "said"),
    [
        ([], ""),
        ([named("a.pdf", label="Child A"), named("b.pdf", board="Wexmoor LSCB")], ""),
        ([named("a.pdf", review_id="triennial-2016")], ""),
        ([review("a")], ""),
        ([named("a.pdf", year=2016)], "1 report; it is named by its file: a.pdf; give it"),
        (
            [named("a.pdf", review_id="a-2"), named("x/b.pdf", review_id="x-b")],
            "2 reports; they are named by their file: a.pdf, b.pdf; give them",
        ),
        (
            [named(f"{n}.pdf") for n in range(7)],
            "7 reports; they are named by their file: 0.pdf, 1.pdf, 2.pdf, 3.pdf, 4.pdf and "
            "others; give them",
        ),
    ],
)
def test_only_reports_called_by_their_file_are_named(reviews, said, capsys):
    say_untitled(reviews)
    assert capsys.readouterr().err == (
        f"No title was found for {said} in reviews.csv.\n" * bool(said)
    )


def test_what_small_numbers_are_withheld_from_is_said(reports, tmp_path):
    out, page = tmp_path / "out", tmp_path / "r.html"
    said = invoke("run", reports, "-o", out, "--workers", "0", "--least", "3")
    line = f"{out} itself still holds every passage, so pass on only "
    assert (said.exit_code, said.stderr) == (0, f"{line}the report.\n")
    said = invoke("report", out, "--least", "3", "-o", page)
    assert (said.exit_code, said.stderr) == (0, f"{line}{page}.\n")
    files = [*(out / "reviews").glob("*.jsonl")] * 2
    said = invoke("report", *files, "--least", "3", "-o", page)
    assert said.stderr == (f"The tagged files still hold every passage, so pass on only {page}.\n")
    assert invoke("report", out, "-o", page).stderr == ""
