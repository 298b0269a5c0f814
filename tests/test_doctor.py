"""`scr-mine doctor`: what it says where everything works, and where one thing does not."""

import shutil
import sys
import tempfile
import tomllib
from collections import namedtuple
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from scr_mine import engine, models, themes
from scr_mine.commands.main import main
from scr_mine.doctor import Finding, checks, examine, extras, samples
from scr_mine.errors import ModelError
from scr_mine.read import READERS, read

ROOT = Path(__file__).parent.parent
LAST = "All that the main job needs works here."
FORMATS = "PDF, DOCX, PPTX, HTML and text: a small file of each was read."


@pytest.fixture
def temporary(monkeypatch, tmp_path):
    """A folder of temporary files that no other process uses."""
    place = tmp_path / "t"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


@pytest.fixture
def here(monkeypatch):
    """Small reports are read in this process."""

    @contextmanager
    def processes(workers, *, limit):
        yield engine.Here()

    monkeypatch.setattr(engine, "processes", processes)


def found(folder, model="lexical", cores=2):
    findings = examine(model, themes.shipped(), folder=folder, cores=cores, clock=lambda: 0.0)
    return {finding.text: finding.state for finding in findings}


def failing(findings):
    return [text for text, state in findings.items() if state == "FAILS"]


@pytest.fixture(scope="module")
def result():
    return CliRunner().invoke(main, ["doctor"], catch_exceptions=False)


class TestWhereEverythingWorks:
    def test_it_says_so(self, result):
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout.splitlines()[-1] == LAST
        assert "FAILS" not in result.stdout
        said = " ".join(result.stdout.split())
        assert FORMATS in said
        assert "Model lexical, which is named by --model or SCR_MINE_MODEL." in said
        assert (
            "The main job: 5 small reports became tables, a page, a workbook and a paper." in said
        )

    def test_it_is_one_screen(self, result):
        lines = result.stdout.splitlines()
        assert len(lines) <= 24
        assert max(map(len, lines)) < 80

    def test_it_leaves_nothing_behind(self, here, temporary, tmp_path):
        folder = tmp_path / "mine"
        folder.mkdir()
        assert not failing(found(folder))
        assert not [*temporary.iterdir(), *folder.iterdir()]


def test_one_screen_is_enough_where_all_that_can_be_added_is_absent(monkeypatch):
    long = Finding(state="works", text=f"{'word ' * 25}.")
    absent = Finding(state="absent", text="One line.", more=tuple(extras.PACKAGES.values()))
    rest = [Finding(state="absent", text="One line.")] * 4
    monkeypatch.setattr("scr_mine.doctor.examine", lambda *a, **k: [long, long, *rest, absent])
    result = CliRunner().invoke(main, ["doctor"], catch_exceptions=False)
    assert len(result.stdout.splitlines()) <= 24


class TestWhereSomethingFails:
    def test_a_format_whose_library_is_missing(self, here, temporary, tmp_path, monkeypatch):
        monkeypatch.setitem(sys.modules, "scr_mine.read.pdf.reader", None)
        findings = found(tmp_path)
        assert findings["DOCX, PPTX, HTML and text: a small file of each was read."] == "works"
        reason = "import of scr_mine.read.pdf.reader halted; None in sys.modules"
        assert failing(findings)[0] == f"PDF cannot be read: {reason}."

    def test_a_format_that_is_read_wrongly(self, here, temporary, tmp_path, monkeypatch):
        monkeypatch.setattr(samples, "_html", lambda: b"<html><body><p>Some words.</p></body>")
        assert "HTML cannot be read: part of what it says was not found in it." in found(
            tmp_path, "nosuch"
        )

    def test_a_model_of_which_a_file_is_damaged(self, here, temporary, tmp_path):
        folder = tmp_path / "ours"
        shutil.copytree(ROOT / "models" / "lexical", folder)
        with (folder / "words.txt").open("a", encoding="utf-8") as file:
            file.write("more\n")
        reason = (
            "ours: the file words.txt is damaged or was changed; fetch the folder again or "
            "train a new model."
        )
        assert failing(found(tmp_path, str(folder))) == [
            f"The model: {reason}",
            f"The main job: {reason}",
        ]

    def test_a_model_that_is_not_there(self, here, temporary, tmp_path):
        reason = "There is no model 'nosuch'; there are: embed, lexical."
        assert failing(found(tmp_path, "nosuch")) == [
            f"The model: {reason}",
            f"The main job: {reason}",
        ]

    @pytest.mark.parametrize(
        ("platform", "mend"),
        [
            ("linux", ""),
            ("win32", " (on Windows by Microsoft's Visual C++ Redistributable)"),
        ],
    )
    def test_a_library_of_the_better_model_that_does_not_start(
        self, here, temporary, tmp_path, monkeypatch, platform, mend
    ):
        broken = tmp_path / "broken"
        broken.mkdir()
        (broken / "onnxruntime.py").write_text("raise ImportError('DLL load failed')")
        monkeypatch.syspath_prepend(broken)
        monkeypatch.delitem(sys.modules, "onnxruntime", raising=False)
        monkeypatch.setattr(checks, "sys", SimpleNamespace(platform=platform))
        assert failing(found(tmp_path, None))[0] == (
            "The model: onnxruntime is installed but cannot be loaded; set "
            f"SCR_MINE_MODEL=lexical to use the fast model, or mend it{mend}."
        )

    def test_temporary_files_that_cannot_be_written(self, here, tmp_path, monkeypatch):
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
        told = failing(found(tmp_path))
        assert len(told) == 1
        assert told[0].startswith("Temporary files cannot be written: [Errno 2]")

    def test_it_exits_with_1_and_says_how_much_fails(self, monkeypatch):
        fails = Finding(state="FAILS", text="PDF cannot be read: no reason.")
        for number, verdict in ((1, "1 thing that the main job needs fails here."),
                                (2, "2 things that the main job needs fail here.")):  # fmt: skip
            monkeypatch.setattr("scr_mine.doctor.examine", lambda *a, n=number, **k: [fails] * n)
            result = CliRunner().invoke(main, ["doctor"], catch_exceptions=False)
            assert result.exit_code == 1
            assert "FAILS   PDF cannot be read: no reason.\n" in result.stdout
            assert result.stdout.splitlines()[-1] == verdict

    @pytest.mark.parametrize(
        ("error", "said"),
        [
            (OSError("DLL load failed\nwhile importing"), "DLL load failed while importing."),
            (RuntimeError(), "RuntimeError."),
            (OSError("word " * 100), "word " * 24 + "..."),
            (ModelError("word " * 50 + "end."), "word " * 50 + "end."),
        ],
    )
    def test_a_reason_is_one_line_and_short_unless_it_is_our_own(self, error, said):
        assert checks.failed("The model", error).text == f"The model: {said}"


class TestWhatIsAbsent:
    def test_the_fast_model_is_used_and_it_is_said_why(
        self, here, temporary, tmp_path, monkeypatch
    ):
        monkeypatch.setattr(models, "find_spec", lambda name: None)
        text = (
            "Model lexical, the fast one, as onnxruntime is not installed. Its 9 files are whole."
        )
        assert found(tmp_path, None)[text] == "works"

    def test_a_folder_that_cannot_be_written_to_stops_nobody(self, here, temporary, tmp_path):
        findings = found(tmp_path / "none", cores=1)
        assert findings["This folder cannot be written to: name another one by -o."] == "absent"
        assert not failing(findings)
        assert any(text.endswith("With 1 core, one report is read at a time.") for text in findings)

    @pytest.mark.parametrize(
        ("platform", "state"), [("linux", "works"), ("darwin", "absent"), ("win32", "absent")]
    )
    def test_only_linux_bounds_memory(
        self, here, temporary, tmp_path, monkeypatch, platform, state
    ):
        monkeypatch.setattr(checks, "sys", SimpleNamespace(platform=platform))
        findings = found(tmp_path, "nosuch")
        assert [s for text, s in findings.items() if text.startswith("The memory that")] == [state]

    def test_little_space_is_said(self, here, temporary, tmp_path, monkeypatch):
        usage = namedtuple("usage", "total used free")
        monkeypatch.setattr(shutil, "disk_usage", lambda place: usage(0, 0, 300_000_000))
        text = f"Temporary files go to {temporary}, where 0.3 GB are free. That is little."
        assert text in found(tmp_path, "nosuch")

    def test_text_recognition_by_whatever_program_there_is(self, monkeypatch, tmp_path):
        monkeypatch.setenv("PATH", str(tmp_path))
        assert extras.recognition() == Finding(
            state="absent",
            text="Scanned pages: --ocr needs ocrmypdf or tesseract.",
        )

    def test_extras_are_named_with_what_adds_them(self, monkeypatch):
        monkeypatch.setattr(extras, "find_spec", lambda name: name == "fsspec" or None)
        there, absent = extras.packages()
        assert (there.state, there.text) == ("works", "Extras installed: remote.")
        assert absent.state == "absent"
        assert [name for name, _ in absent.more] == ["onnxruntime", "distributed", "pandas"]
        monkeypatch.setattr(extras, "find_spec", lambda name: name)
        assert [finding.state for finding in extras.packages()] == ["works"]

    def test_what_adds_them_depends_on_how_it_was_installed(self, tmp_path):
        assert extras.command(tmp_path) == "python -m pip install"
        (tmp_path / extras.BY_PIPX).write_text("{}")
        assert extras.command(tmp_path) == "pipx inject scr-mine"

    def test_every_extra_of_the_package_is_named(self):
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        for name, needed in project["optional-dependencies"].items():
            if name not in ("dev", "docs", "fuzz"):
                assert needed[0].startswith(extras.PACKAGES[name][0]), name


def test_there_is_a_small_report_in_every_format_that_is_read(tmp_path):
    formats = []
    for suffix, content in samples.all_formats().values():
        path = tmp_path / f"report{suffix}"
        path.write_bytes(content)
        formats.append(read(path).report.format)
    assert formats == list(READERS)
