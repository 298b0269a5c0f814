"""What Windows and macOS lack or do otherwise, as far as it can be had here by taking it away."""

import ast
import errno
import io
import json
import os
import platform
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from scr_mine import engine, lock
from scr_mine.commands import console
from scr_mine.commands.engines import cores
from scr_mine.commands.main import main
from scr_mine.errors import OutputError

ROOT = Path(__file__).parent.parent
REPORT = ROOT / "corpus" / "reports" / "national" / "national-safer-sleep-briefing-2024.docx"
ONE_SYSTEM = {"fcntl", "grp", "msvcrt", "pwd", "resource", "termios", "tty", "winreg"}


def windows_locks():
    """A stand-in for `msvcrt`: the one byte at the place of the file belongs to one open file."""
    held = {}

    def locking(file, mode, number):
        about = os.fstat(file)
        key = (about.st_ino, os.lseek(file, 0, os.SEEK_CUR), number)
        # A file of the same number as the one that held it is a new one: that one was closed.
        if held.get(key, file) != file and is_open(held[key], about.st_ino):
            raise PermissionError(errno.EACCES, "Permission denied")
        held[key] = file

    def is_open(file, number):
        try:
            return os.fstat(file).st_ino == number
        except OSError:
            return False

    return SimpleNamespace(locking=locking, LK_NBLCK=2)


@pytest.fixture
def windows(monkeypatch, tmp_path):
    # pytest itself asks for the user's number while it makes `tmp_path`.
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setitem(sys.modules, "msvcrt", windows_locks())
    monkeypatch.setattr(lock, "_NO_LINK", 0)
    monkeypatch.setattr(lock, "_OPEN_FILES_STAY", True)
    for name in ("getuid", "pread", "pwrite"):
        monkeypatch.delattr(os, name)


@pytest.fixture
def temporary(monkeypatch, tmp_path):
    """A folder of temporary files that no other process uses."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    return place


class TestLocks:
    def test_of_two_runs_the_second_says_who_is_there(self, windows, tmp_path):
        with lock.only(tmp_path), pytest.raises(OutputError) as caught, lock.only(tmp_path):
            pass
        assert str(caught.value) == (
            f"{tmp_path}: another run is writing into it (process {os.getpid()} on "
            f"{platform.node()}); wait for its end, or name another folder."
        )

    def test_a_lock_is_free_and_gone_afterwards(self, windows, tmp_path):
        for _ in range(2):
            with lock.only(tmp_path):
                assert (tmp_path / lock.NAME).exists()
            assert not list(tmp_path.iterdir())

    def test_folders_do_not_lock_one_another(self, windows, tmp_path):
        (tmp_path / "other").mkdir()
        with lock.only(tmp_path), lock.only(tmp_path / "other"):
            assert (tmp_path / "other" / lock.NAME).exists()

    def test_what_a_killed_process_left_is_removed_and_what_is_in_use_stays(
        self, windows, temporary
    ):
        left = temporary / f"{lock.PASSING}left"
        left.mkdir()
        (left / lock.NAME).write_text("")
        (left / "passage.txt").write_text("text of a report")
        mine = temporary / f"{lock.PASSING}mine"
        mine.mkdir()
        with lock.only(mine):
            lock.sweep()
            assert [path.name for path in temporary.iterdir()] == [mine.name]

    def test_a_folder_for_passing_files_is_gone_afterwards(self, windows, temporary):
        with lock.passing() as folder:
            (folder / "passage.txt").write_text("text of a report")
        assert not list(temporary.iterdir())

    def test_where_there_are_no_locks_a_run_goes_on_without(self, monkeypatch, tmp_path):
        for name in ("fcntl", "msvcrt"):
            monkeypatch.setitem(sys.modules, name, None)
        with lock.only(tmp_path), lock.only(tmp_path):
            pass


class TestCores:
    @pytest.mark.parametrize(("counted", "said"), [(8, 8), (1, 1), (None, 1)])
    def test_all_cores_where_the_system_does_not_tell_which(self, monkeypatch, counted, said):
        monkeypatch.delattr(os, "sched_getaffinity", raising=False)
        monkeypatch.setattr(os, "cpu_count", lambda: counted)
        assert cores() == said

    def test_only_those_that_the_process_may_use_where_it_does(self, monkeypatch):
        monkeypatch.setattr(os, "sched_getaffinity", lambda process: {2, 5, 7}, raising=False)
        monkeypatch.setattr(os, "cpu_count", lambda: 64)
        assert cores() == 3

    def test_a_command_starts_as_many_processes_as_cores(self, monkeypatch):
        asked = []

        @contextmanager
        def processes(workers, *, limit):
            asked.append(workers)
            yield engine.Here()

        monkeypatch.delattr(os, "sched_getaffinity", raising=False)
        monkeypatch.setattr(os, "cpu_count", lambda: 5)
        monkeypatch.setattr(engine, "processes", processes)
        result = CliRunner().invoke(main, ["tokenise", str(REPORT)], env={"SCR_MINE_WORKERS": None})
        assert (result.exit_code, asked) == (0, [5])


class Console(io.TextIOWrapper):
    def isatty(self):
        return True


class TestStandardOutput:
    NAME = "Łódź – ½ ≥ 2020.toml"

    def shown(self, monkeypatch, tmp_path, stream):
        path = tmp_path / self.NAME
        shutil.copy(ROOT / "scr_mine" / "themes.toml", path)
        monkeypatch.setattr(sys, "stdout", stream)
        main(["themes", "check", str(path)], standalone_mode=False)
        stream.flush()
        return stream.buffer.getvalue()

    @pytest.mark.parametrize("page", ["cp1252", "cp437", "ascii", "latin-1", "utf-8"])
    def test_files_and_programs_get_utf_8(self, monkeypatch, tmp_path, page):
        stream = io.TextIOWrapper(io.BytesIO(), encoding=page)
        assert self.shown(monkeypatch, tmp_path, stream).decode().startswith(self.NAME)

    @pytest.mark.parametrize(
        ("page", "seen"), [("cp1252", "?ód? – ½ ? 2020.toml"), ("cp437", "?ód? ? ½ ≥ 2020.toml")]
    )
    def test_a_console_shows_what_it_can(self, monkeypatch, tmp_path, page, seen):
        stream = Console(io.BytesIO(), encoding=page)
        assert self.shown(monkeypatch, tmp_path, stream).decode(page).startswith(seen)

    @pytest.mark.parametrize("stream", [None, io.StringIO()])
    def test_a_stream_of_another_kind_is_left_alone(self, monkeypatch, stream):
        monkeypatch.setattr(sys, "stdout", stream)
        console.show_everything()
        assert sys.stdout is stream

    def test_json_lines_are_utf_8_in_a_process_of_another_code_page(self, tmp_path):
        passage = tmp_path / "one.jsonl"
        passage.write_text('{"text": "Zoë’s mother said “no” – twice ≥."}\n', encoding="utf-8")
        made = subprocess.run(
            [sys.executable, "-m", "scr_mine", "tag", "--model", "lexical", passage],
            check=True,
            capture_output=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"},
        )
        assert json.loads(made.stdout)["text"] == "Zoë’s mother said “no” – twice ≥."


def test_the_main_job_is_done_without_what_only_posix_has(tmp_path):
    """In a process from which it was taken, and whose files are in folders with odd names."""
    reports = tmp_path / "Our reports – ärger & co"
    reports.mkdir()
    shutil.copy(REPORT, reports)
    script = (
        "import os, sys\n"
        f"sys.modules.update(dict.fromkeys({sorted(ONE_SYSTEM)!r}))\n"
        "for name in ('sched_getaffinity', 'getuid', 'geteuid', 'pread', 'pwrite', 'O_NOFOLLOW'):\n"
        "    delattr(os, name)\n"
        "from scr_mine.commands.main import main\n"
        f"main(['run', {str(reports)!r}, '-o', {str(tmp_path / 'made')!r}, '--workers', '0'])\n"
    )
    made = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert (made.returncode, made.stderr.count("Traceback")) == (0, 0), made.stderr
    assert (tmp_path / "made" / "report.html").exists()


@pytest.mark.parametrize(
    "path", sorted((ROOT / "scr_mine").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT))
)
def test_what_one_system_has_is_imported_where_it_is_used(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not ONE_SYSTEM & set(names)
