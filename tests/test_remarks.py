"""What the commands say on stderr of what they wrote: one line each, and only where it is so."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from make import review

from scr_mine.commands.main import main
from scr_mine.commands.remarks import say_copies, say_joined, say_marked_anew, say_untitled

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


JOINED = "Counted as one review, as their title pages name one case: "
OWN = ". If that is wrong, give each its own review_id in reviews.csv.\n"


def test_a_run_says_which_reports_it_joined_until_a_manifest_does(reports, tmp_path):
    (reports / "f summary.txt").write_text(TITLED + "2.1 The school rang nobody.\n")
    given = ("run", reports, "-o", tmp_path / "out", "--workers", "0")
    said = invoke(*given)
    assert (said.exit_code, said.stderr) == (0, f"{JOINED}f summary.txt with f.txt{OWN}")
    assert invoke(*given, "--manifest", tmp_path / "out" / "reviews.csv").stderr == ""
    assert invoke("run", reports, "-o", tmp_path / "q", "--workers", "0", "-q").stderr == ""


@pytest.mark.parametrize(
    ("reviews", "listed", "said"),
    [
        ([], (), ""),
        ([review("a", files=("a.pdf",))], (), ""),
        ([review("a", files=("x/a.pdf", "b.pdf"))], ("b.pdf",), "a.pdf with b.pdf"),
        ([review("a", files=("x/a.pdf", "b.pdf"))], ("b.pdf", "x/a.pdf"), ""),
        (
            [review(f"r{n}", files=(f"{n}.pdf", f"{n}s.pdf")) for n in range(6)],
            (),
            "0.pdf with 0s.pdf; 1.pdf with 1s.pdf; 2.pdf with 2s.pdf; 3.pdf with 3s.pdf; "
            "4.pdf with 4s.pdf; and others",
        ),
    ],
)
def test_only_reviews_of_several_files_are_said_to_be_joined(reviews, listed, said, capsys):
    say_joined(reviews, listed)
    assert capsys.readouterr().err == f"{JOINED}{said}{OWN}" * bool(said)


SAME = "The same file more than once, and each counts as a review: "
MEND = ". Remove the copies, or give them one review_id in reviews.csv.\n"


def test_a_run_says_which_files_are_copies_that_count_apart(reports, tmp_path):
    for name in ("notes.txt", "notes (1).txt"):
        (reports / name).write_text(TEXT)
    said = invoke("run", reports, "-o", tmp_path / "out", "--workers", "0")
    assert f"{SAME}notes.txt and notes (1).txt{MEND}" in said.stderr
    assert invoke("run", reports, "-o", tmp_path / "q", "--workers", "0", "-q").stderr == ""


@pytest.mark.parametrize(
    ("reviews", "digests", "said"),
    [
        ([], {}, ""),
        ([review("a", files=("a.pdf", "b.pdf"))], {"a.pdf": "1", "b.pdf": "1"}, ""),
        ([named("a.pdf"), named("b.pdf")], {"a.pdf": "1", "b.pdf": "2"}, ""),
        ([named("a.pdf"), named("b.pdf")], {}, ""),
        (
            [named("x/a.pdf", review_id="a"), named("b.pdf")],
            {"x/a.pdf": "1", "b.pdf": "1"},
            "x/a.pdf and b.pdf",
        ),
        (
            [named(f"{n}{m}.pdf") for n in range(6) for m in "ab"],
            {f"{n}{m}.pdf": str(n) for n in range(6) for m in "ab"},
            "0a.pdf and 0b.pdf; 1a.pdf and 1b.pdf; 2a.pdf and 2b.pdf; 3a.pdf and 3b.pdf; "
            "4a.pdf and 4b.pdf; and others",
        ),
    ],
)
def test_only_copies_in_different_reviews_are_named(reviews, digests, said, capsys):
    say_copies(reviews, digests)
    assert capsys.readouterr().err == f"{SAME}{said}{MEND}" * bool(said)


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
