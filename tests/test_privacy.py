"""Nothing leaves the machine, nobody else may read it, and nothing of it is where nobody looks."""

import logging
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from scr_mine import cache, reviews, steps
from scr_mine.commands.main import main

ROOT = Path(__file__).parent.parent
CANARY = "quibblewick"
REPORT = f"""Wexmoor Local Safeguarding Children Board
Serious Case Review
Child F
June 2009

1. What was learned

1.1 Nobody told the school about {CANARY} and the health visitor had not written it down at all.
1.2 {CANARY.title()} was known to the school nurse, who had not been asked about it by anybody.
"""
#: Where text of reports belongs: the tagged passages, what is made of them, and what was read.
KEPT = re.compile(
    r"reviews/|report\.html|themes\.xlsx|board-paper\.docx|cache/|tables/|check-before"
)


@pytest.fixture
def reports(tmp_path):
    made = tmp_path / "reports"
    made.mkdir()
    (made / "f.txt").write_text(REPORT, encoding="utf-8")
    (made / "g.txt").write_text(REPORT.replace("Child F", "Child G"), encoding="utf-8")
    return made


@pytest.fixture
def spare(tmp_path, monkeypatch):
    """A folder for temporary files that nothing else uses."""
    place = tmp_path / "tmp"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def invoke(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


def started(*arguments, **options):
    return subprocess.Popen(
        [sys.executable, "-m", "cli", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **options.pop("env", {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


class AskedError(Exception):
    """Something asked for the network."""


@pytest.fixture
def offline(monkeypatch):
    """Whatever opens a socket to another machine, or asks for the address of one, fails."""

    def refuse(*args, **kwargs):
        raise AskedError(args)

    for name in ("getaddrinfo", "create_connection", "gethostbyname", "socket"):
        monkeypatch.setattr(socket, name, refuse)


def test_no_command_of_the_main_job_asks_for_the_network(reports, tmp_path, offline):
    out = tmp_path / "out"
    made = tmp_path / "made"
    for command in (
        ("run", reports, "-o", out),
        ("tokenise", reports, "-o", made / "t.jsonl"),
        ("tag", made / "t.jsonl", "-o", made / "g.jsonl"),
        ("table", out, "--format", "xlsx", "-o", made / "t.xlsx"),
        ("passages", out),
        ("kwic", "school", out),
        ("report", out, "-o", made / "r.html"),
        ("labels", "export", out, "--to", "qdpx", "-o", made / "l.qdpx"),
        ("themes", "list"),
        ("models",),
        ("card",),
    ):
        result = invoke(*command)
        assert result.exception is None or isinstance(result.exception, SystemExit), command
        assert result.exit_code == 0, (command, result.stderr)


BLOCKED = """
import sys
def hook(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind",
                 "socket.sendto", "urllib.Request", "http.client.connect"):
        # Within the machine: a pipe by name, or a look at whether it has IPv6.
        here = event in ("socket.connect", "socket.bind")
        if not (here and (isinstance(args[1], (str, bytes)) or args[1][0] in ("::1", "127.0.0.1"))):
            sys.stderr.write(f"NETWORK {event} {args}\\n")
            raise RuntimeError("no network here")
sys.addaudithook(hook)
"""


def test_no_process_of_a_run_asks_for_the_network(reports, tmp_path):
    """The workers too: each starts with a hook that refuses and says so."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(BLOCKED, encoding="utf-8")
    path = f"{tmp_path / 'site'}{os.pathsep}{ROOT}"
    with started(
        "run", reports, "-o", tmp_path / "out", "--workers", "2", env={"PYTHONPATH": path}
    ) as run:
        _, said = run.communicate()
    assert run.returncode == 0, said
    assert b"NETWORK" not in said


def test_nothing_of_a_report_is_said_or_recorded_where_it_does_not_belong(reports, tmp_path):
    out = tmp_path / "out"
    (reports / "broken.pdf").write_bytes(b"%PDF-1.7 " + CANARY.encode())
    (reports / "cut.docx").write_bytes(b"PK\x03\x04" + CANARY.encode() * 40)
    result = invoke("run", reports, "-o", out)
    assert result.exit_code == 1
    assert result.stderr.count("Not read: ") == 2
    assert CANARY not in (result.stdout + result.stderr).casefold()
    found = [p for p in out.rglob("*") if p.is_file()]
    assert not [p for p in found if CANARY in p.name]
    holding = {
        p.relative_to(out).as_posix()
        for p in found
        if CANARY.encode() in p.read_bytes().lower() and not KEPT.match(str(p.relative_to(out)))
    }
    assert holding == set()
    assert {"run.json", "reading.md"} <= {p.name for p in found}


def test_a_fault_of_our_own_shows_no_text_of_a_report(reports, tmp_path, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(steps, "tag_passages", broken)
    result = invoke("run", reports, "-o", tmp_path / "out")
    assert isinstance(result.exception, KeyError)
    assert CANARY not in str(result.exception)
    assert CANARY not in result.stderr + caplog.text
    writing = tmp_path / "out" / ".writing"
    assert not writing.exists() or CANARY not in writing.read_text(encoding="utf-8")


def broken(*args):
    raise KeyError("a fault")


def test_a_run_logs_nothing_whatever_is_asked_for(reports, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    assert invoke("run", reports, "-o", tmp_path / "out").exit_code == 0
    assert CANARY not in caplog.text.casefold()


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_everything_that_is_written_is_private_whatever_the_mask(reports, tmp_path, mask):
    before = os.umask(mask)
    try:
        assert invoke("run", reports, "-o", tmp_path / "deep" / "out").exit_code == 0
        assert invoke("table", tmp_path / "deep" / "out", "-o", tmp_path / "t.csv").exit_code == 0
    finally:
        os.umask(before)
    out = tmp_path / "deep" / "out"
    modes = {stat.S_IMODE(p.stat().st_mode) for p in out.rglob("*") if p.is_file()}
    assert modes == {0o600}
    folders = {p: stat.S_IMODE(p.stat().st_mode) for p in (out, *out.rglob("*")) if p.is_dir()}
    assert set(folders.values()) == {0o700}
    assert stat.S_IMODE((tmp_path / "t.csv").stat().st_mode) == 0o600


def test_no_temporary_file_is_left_by_any_command(reports, tmp_path, spare):
    out = tmp_path / "out"
    for command in (
        ("run", reports, "-o", out, "--workers", 2),
        ("tokenise", reports, "-o", tmp_path / "t.jsonl"),
        ("report", out, "-o", tmp_path / "r.xlsx"),
        ("labels", "export", out, "--to", "xlsx", "-o", tmp_path / "l.xlsx"),
    ):
        assert invoke(*command).exit_code == 0
    assert list(spare.iterdir()) == []


def test_no_temporary_file_is_left_by_a_command_that_fails(reports, tmp_path, spare, monkeypatch):
    monkeypatch.setattr(reviews, "grouped", broken)
    result = invoke("tokenise", reports, "-o", tmp_path / "t.jsonl")
    assert isinstance(result.exception, KeyError)
    assert list(spare.iterdir()) == []


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_what_is_ended_from_outside_cleans_up_and_says_nothing(tmp_path, spare, how):
    """The passages of `tokenise` lie in a temporary folder while it runs."""
    many = tmp_path / "many"
    many.mkdir()
    for n in range(300):
        (many / f"{n}.txt").write_text(REPORT.replace("Child F", f"Child {n}"), encoding="utf-8")
    run = started("tokenise", many, "-o", tmp_path / "t.jsonl", env={"TMPDIR": str(spare)})
    wait_for(spare)
    run.send_signal(how)
    _, said = run.communicate(timeout=60)
    assert run.returncode != 0
    assert b"Traceback" not in said
    assert CANARY.encode() not in said
    assert list(spare.iterdir()) == []


def test_what_a_killed_process_left_is_removed_by_the_next(reports, tmp_path, spare):
    many = tmp_path / "many"
    many.mkdir()
    for n in range(300):
        (many / f"{n}.txt").write_text(REPORT.replace("Child F", f"Child {n}"), encoding="utf-8")
    mine = spare / "scr-mine-notes"
    mine.mkdir()
    run = started("tokenise", many, "-o", tmp_path / "t.jsonl", env={"TMPDIR": str(spare)})
    wait_for(spare, 2)
    run.kill()
    run.communicate()
    assert len(list(spare.iterdir())) > 1
    assert invoke("tokenise", reports, "-o", tmp_path / "t.jsonl").exit_code == 0
    assert list(spare.iterdir()) == [mine]


def wait_for(folder, number=1):
    """Wait until something has been written into the newest of so many folders."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        inside = [each for each in folder.iterdir() if each.is_dir() and any(each.iterdir())]
        if len(list(folder.iterdir())) >= number and inside:
            return
        time.sleep(0.02)
    raise AssertionError("it never began")


def test_the_folder_of_a_command_that_keeps_nothing_is_private(spare):
    with cache.passing() as kept:
        assert stat.S_IMODE(kept.folder.stat().st_mode) == 0o700
        kept.put("k", 1)
        assert stat.S_IMODE((kept.folder / "k").stat().st_mode) == 0o600


def test_keys_of_the_cache_tell_nothing(reports, tmp_path):
    assert invoke("run", reports, "-o", tmp_path / "out").exit_code == 0
    names = [p.name for p in (tmp_path / "out" / "cache").iterdir()]
    assert names
    assert all(re.fullmatch(r"[0-9a-f]{20}", name) for name in names)


def test_the_record_of_a_run_names_no_folder_of_the_user(reports, tmp_path):
    assert invoke("run", reports, "-o", tmp_path / "out").exit_code == 0
    for name in ("run.json", "reading.md", "reviews.csv", "report.html"):
        assert str(tmp_path) not in (tmp_path / "out" / name).read_text(encoding="utf-8"), name
