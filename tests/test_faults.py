"""Every call that writes, failed once: the output is the old state, the new, or known as neither.

Faults come from an audit hook, which Python asks before it opens, renames, removes or makes
anything, so that nothing of the program is replaced; `fsync` and writing are failed besides.
"""

import errno
import json
import os
import platform
import resource
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest
from test_pipeline import FIRST, OTHER, go

from scr_mine import counting, folder, gathering, lock, store
from scr_mine.errors import InputError, OutputError, ScrMineError, UsageError
from scr_mine.report import outputs
from scr_mine.study import Study

CHANGES = ("os.rename", "os.mkdir", "os.remove", "os.chmod", "os.rmdir")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
#: Every so manieth call is failed here; `bench/kill.py --faults` fails every one.
EVERY = int(os.environ.get("SCR_MINE_EVERY_FAULT", "11"))


class Faults:
    """Counts the calls that write below a folder, and fails the one that is wanted."""

    def __init__(self):
        self.under, self.wanted, self.code, self.seen = None, 0, 0, []

    def __call__(self, event, arguments):
        if self.under is None or not (event == "open" or event in CHANGES):
            return
        path = arguments[0]
        if event == "open" and not (isinstance(path, str) and (arguments[2] or 0) & WRITING):
            return
        if str(path).startswith(self.under):
            self.at(event)

    def at(self, event):
        self.seen.append(event)
        if len(self.seen) == self.wanted:
            raise OSError(self.code, os.strerror(self.code))

    @contextmanager
    def armed(self, under, wanted=0, code=errno.ENOSPC):
        self.under, self.wanted, self.code, self.seen = str(under), wanted, code, []
        try:
            yield self
        finally:
            self.under = None


FAULTS = Faults()
sys.addaudithook(FAULTS)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Counting and drawing are done once for the same reviews: what is tested is the writing."""
    fsync = os.fsync

    def failing(file):
        if FAULTS.under is not None:
            FAULTS.at("fsync")
        fsync(file)

    monkeypatch.setattr(os, "fsync", failing)
    for module, name in ((counting, "counted"), (gathering, "gathered"), (outputs, "render")):
        monkeypatch.setattr(module, name, remembered(name, getattr(module, name)))
    monkeypatch.setattr(Study, "without_evidence", lambda study: study)
    monkeypatch.setattr(outputs, "write", written)


def written(study, suffix, path):
    """Write what was drawn before, as `outputs.write` does."""
    with path.open("r+b") as file:
        file.write(outputs.render(study, suffix))
        file.flush()
        os.fsync(file.fileno())


KEPT = {}


def remembered(name, whole):
    def found(first, *args, **kwargs):
        # A study of other reviews is another; one of the same is made of the same.
        if name == "counted":
            first = list(first)
            key = (name, tuple((p.id, p.text) for p in first))
            first = iter(first)
        else:
            key = (name, id(first), str(args[:1]) if name == "render" else "")
        if key not in KEPT:
            KEPT[key] = (whole(first, *args, **kwargs), first)
        return KEPT[key][0]

    return found


@pytest.fixture
def reports(tmp_path):
    made = tmp_path / "reports" / "local"
    made.mkdir(parents=True)
    (made / "f.txt").write_text(FIRST)
    (made / "k.txt").write_text(OTHER.replace("Young Person J", "Child K"))
    return made.parent


def change(reports):
    """Another state of the reports: one is changed, one new, one gone."""
    (reports / "local" / "f.txt").write_text(FIRST + "\n2.2 The school rang twice.\n")
    (reports / "local" / "j.txt").write_text(OTHER)
    (reports / "local" / "k.txt").unlink()


def files(out):
    return {
        str(p.relative_to(out)): p.read_bytes()
        for p in out.rglob("*")
        if p.is_file() and p.parent.name != "cache"
    }


@pytest.fixture
def states(reports, tmp_path):
    """The folder as it was, where it lies, and what an undisturbed run makes of the new reports."""
    old = tmp_path / "old"
    go(reports, old)
    change(reports)
    go(reports, tmp_path / "new")
    return old, files(old), files(tmp_path / "new")


def read(out):
    """What the commands that count read of a folder, or the sentence by which they refuse it."""
    try:
        return [(p.id, p.text) for p in folder.tagged_lines([out], ())]
    except InputError as error:
        assert str(error) == f"{out}: the last run into it did not finish; run it again."
        return None


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_any_call_that_writes_may_fail_once(reports, states, tmp_path, code):
    old, was, new = states
    out = tmp_path / "out"
    shutil.copytree(old, out)
    whole = (read(old), read(tmp_path / "new"))
    with FAULTS.armed(out) as counted:
        go(reports, out)
    number = len(counted.seen)
    assert set(counted.seen) >= {"open", "os.rename", "os.mkdir", "os.chmod", "os.remove", "fsync"}
    step = EVERY * (1 if code == errno.ENOSPC else 3)
    for wanted in range(1, number + 1, step):
        shutil.rmtree(out)
        shutil.copytree(old, out)
        failed(reports, out, wanted, code)
        for name, content in files(out).items():
            assert name.rpartition("/")[2][0] == "." or content in (was.get(name), new.get(name))
        assert read(out) in (None, *whole)
        go(reports, out)
        assert files(out) == new, wanted


def failed(reports, out, wanted, code):
    """A run in which one call fails: it ends well without it, or in one sentence that says why."""
    with FAULTS.armed(out, wanted, code):
        try:
            go(reports, out)
        except ScrMineError as error:
            assert isinstance(error, (OutputError, UsageError)), error
            assert "\n" not in str(error)
            assert str(out) in str(error)


def test_a_first_run_that_fails_leaves_nothing_that_looks_whole(reports, tmp_path):
    out = tmp_path / "out"
    with FAULTS.armed(out) as counted:
        go(reports, out)
    whole = files(out)
    for wanted in range(1, len(counted.seen) + 1, 3 * EVERY):
        shutil.rmtree(out, ignore_errors=True)
        failed(reports, out, wanted, errno.ENOSPC)
        assert not (out / "run.json").exists() or read(out) in (None, read_of(whole))
        go(reports, out)
        assert files(out) == whole, wanted


def read_of(whole):
    lines = [name for name in sorted(whole) if name.startswith("reviews/")]
    each = (json.loads(line) for name in lines for line in whole[name].splitlines())
    return [(line["id"], line["text"]) for line in each]


@contextmanager
def room(size):
    """A disk with room for files up to a size."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [0, 30, 500, 4000, 60_000])
def test_a_disk_that_fills_up_is_said_and_the_next_run_goes_on(reports, states, tmp_path, size):
    out, _, new = states
    whole = (read(out), read(tmp_path / "new"))
    with room(size), pytest.raises(OutputError, match=r"cannot be written \(file too large\)"):
        go(reports, out)
    assert read(out) in (None, *whole)
    assert not list(out.rglob(".*.????????"))
    go(reports, out)
    assert files(out) == new


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("reviews", "reviews/f.jsonl: cannot be written (a file of that name is in the way)"),
        ("tables", "tables/lessons.csv: cannot be written (a file of that name is in the way)"),
        (".writing", ".writing: cannot be written (it is a folder)"),
        ("report.html", "report.html: cannot be written (it is a folder)"),
    ],
)  # fmt: skip
def test_what_stands_in_the_way_is_named_and_left_alone(reports, tmp_path, name, message):
    out = tmp_path / "out"
    go(reports, out)
    before = files(out)
    shutil.rmtree(out / name) if (out / name).is_dir() else (out / name).unlink(missing_ok=True)
    if "." in name:
        (out / name).mkdir()
        (out / name / "mine").write_text("the user's own")
    else:
        (out / name).write_text("the user's own")
    with pytest.raises(ScrMineError) as caught:
        go(reports, out, cached=False)
    assert str(caught.value) == f"{out}/{message}; name another place."
    place = out / name / "mine" if "." in name else out / name
    assert place.read_text() == "the user's own"
    shutil.rmtree(out / name) if "." in name else place.unlink()
    go(reports, out)
    assert files(out) == before


def test_of_two_runs_in_one_folder_the_second_says_who_is_there(reports, tmp_path):
    out = tmp_path / "out"
    go(reports, out)
    before = files(out)
    holding = (
        "import sys; from pathlib import Path; from scr_mine import lock\n"
        f"with lock.only(Path({str(out)!r})):\n print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holding], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(OutputError) as caught:
            go(reports, out)
        said = f"{out}: another run is writing into it (process {other.pid} on {platform.node()});"
        assert str(caught.value) == f"{said} wait for its end, or name another folder."
        other.kill()
    assert (out / lock.NAME).exists()
    go(reports, out)
    assert files(out) == before


def test_a_lock_is_gone_after_the_run_and_never_follows_a_link(reports, tmp_path):
    out = tmp_path / "out"
    go(reports, out)
    assert not (out / lock.NAME).exists()
    mine = tmp_path / "mine.txt"
    mine.write_text("the user's own")
    (out / lock.NAME).symlink_to(mine)
    with pytest.raises(OutputError, match=r"\.running: cannot be written"):
        go(reports, out)
    assert mine.read_text() == "the user's own"


def test_a_write_that_fails_leaves_the_file_as_it_was(tmp_path):
    path = tmp_path / "a.txt"
    store.write_text(path, "old")
    with room(10), pytest.raises(OutputError):
        store.write_text(path, "new" * 100)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_files_of_the_user_are_never_changed(reports, states):
    out, _, _ = states
    given = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in reports.rglob("*") if p.is_file()}
    go(reports, out, cached=False)
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in given} == given
