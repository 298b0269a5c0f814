"""Text recognition, with programs that stand in for those that do it."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import psutil
import pytest
from broken.pdf_parts import drawn, flat, page, pages, pdf, stream

from scr_mine import engine, steps
from scr_mine import read as stage
from scr_mine.errors import UnreadableFileError, UsageError
from scr_mine.read import ocr
from scr_mine.read.limits import DEFAULT, parsed

PICTURE = flat(
    b"\x80" * 400,
    b"/Type/XObject/Subtype/Image/Width 20/Height 20/ColorSpace/DeviceGray/BitsPerComponent 8",
)
SHOWN = {3: page(resources=b"/XObject<</X 6 0 R>>"), 4: stream(b"90 0 0 90 9 9 cm /X Do")}
SCAN = pdf({**SHOWN, 6: PICTURE})
TYPED = page().replace(b"/Contents 4 0 R", b"/Contents 8 0 R")
MIXED = pdf(
    {
        **SHOWN,
        6: PICTURE,
        2: pages(2, b"7 0 R 3 0 R"),
        7: TYPED,
        8: stream(drawn("1.1 The typed page of the report was read.")),
    }
)
READ = "1.2 The scanned page was read by a program."


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Puts a program of that name, with that body in Python, on the path, and nothing else."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def install(name, body):
        file = folder / name
        file.write_text(f"#!{sys.executable}\nimport sys, pathlib\n{body}\n")
        file.chmod(0o700)

    return install


@pytest.fixture
def scan(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(SCAN)
    return path


def writes(data, where):
    return f"pathlib.Path({where}).write_bytes({data!r})"


def test_a_scan_is_read_through_ocrmypdf(program, scan):
    keeps = f"assert sys.argv[1:5] == {['--quiet', '--skip-text', '--output-type', 'pdf']!r}\n"
    keeps += f"assert pathlib.Path(sys.argv[5]).read_bytes() == {SCAN!r}\n"
    program("ocrmypdf", keeps + writes(pdf({4: stream(drawn(READ))}), "sys.argv[6]"))
    found = stage.read(scan, recognise=True)
    assert found.text == READ.partition(" ")[2]
    assert found.sha256 == sha256(SCAN).hexdigest()
    assert found.report.notes == ("Pages without text were read by text recognition (ocrmypdf)",)


def test_only_the_pages_without_text_go_through_tesseract(program, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(MIXED)
    checks = "assert pathlib.Path(sys.argv[1]).read_bytes().startswith(b'P5\\n')\n"
    checks += "assert sys.argv[3:] == ['--dpi', '300', '-c', 'textonly_pdf=1', 'pdf']\n"
    program("tesseract", checks + writes(pdf({4: stream(drawn(READ))}), "sys.argv[2] + '.pdf'"))
    found = stage.read(path, recognise=True)
    assert found.text.splitlines() == [
        "The typed page of the report was read.",
        "The scanned page was read by a program.",
    ]
    assert [block.page for block in found.blocks] == [1, 2]
    assert found.report.pages_without_text == ()


def test_nothing_is_recognised_unless_asked_for_or_where_all_pages_have_text(program, scan):
    program("ocrmypdf", "sys.exit(9)")
    with pytest.raises(UnreadableFileError, match="its only page holds no text"):
        stage.read(scan)
    scan.write_bytes(pdf())
    assert stage.read(scan, recognise=True).report.notes == ()


def test_a_program_that_fails_is_said(program, scan):
    program("ocrmypdf", "sys.exit(9)")
    with pytest.raises(UnreadableFileError) as error:
        stage.read(scan, DEFAULT, recognise=True)
    assert str(error.value) == (
        "report.pdf: text recognition by ocrmypdf failed; try that program by itself to see why, "
        "or leave --ocr out."
    )


def test_a_program_that_is_not_there_is_said(program):
    with pytest.raises(UsageError) as error:
        ocr.program()
    assert str(error.value) == (
        "--ocr: neither ocrmypdf nor tesseract is installed; install one of them, or leave --ocr "
        "out."
    )


def test_nothing_is_left_behind(program, scan, tmp_path, monkeypatch):
    passing = tmp_path / "passing"
    passing.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(passing))
    program("ocrmypdf", "sys.exit(9)")
    with pytest.raises(UnreadableFileError):
        stage.read(scan, recognise=True)
    assert list(passing.iterdir()) == []


#: A program that starts another one, leaves files lying about and goes on for ever.
ENDLESS = """
import os, subprocess, tempfile, time
tempfile.mkstemp()
code = "import pathlib, os, sys, time; pathlib.Path(sys.argv[1]).write_text(str(os.getpid()))"
place = {place!r}
subprocess.Popen([sys.executable, "-c", code + "; time.sleep(600)", place + "/inner"])
pathlib.Path(place, "outer").write_text(str(os.getpid()))
time.sleep(600)
"""
READS = f"""
import sys
from pathlib import Path
sys.path.insert(0, {str(Path(stage.__file__).parent.parent.parent)!r})
from scr_mine.read import read
read(Path(sys.argv[1]), recognise=True)
"""


def until(found):
    """What a function finds as soon as it is anything, or after half a minute."""
    for _ in range(600):
        if result := found():
            return result
        time.sleep(0.05)
    return found()


def running(pid):
    with suppress(psutil.Error):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


@pytest.fixture
def endless(program, tmp_path, monkeypatch):
    """Puts a program on the path that never ends; gives what waits for it, and what for its end."""
    place, passing = tmp_path / "place", tmp_path / "passing"
    place.mkdir()
    passing.mkdir()
    monkeypatch.setenv("TMPDIR", str(passing))
    monkeypatch.setattr("tempfile.tempdir", str(passing))
    program("ocrmypdf", ENDLESS.format(place=str(place)))

    def begun():
        files = [place / "outer", place / "inner"]
        return until(lambda: all(f.is_file() and f.read_text() for f in files) and files)

    def over():
        pids = [int(file.read_text()) for file in begun()]
        return until(lambda: not any(map(running, pids)) and not list(passing.iterdir()))

    return begun, over


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=str)
def test_however_the_process_that_reads_ends_its_program_ends_and_its_files_go(endless, scan, how):
    begun, over = endless
    with subprocess.Popen([sys.executable, "-c", READS, scan], stderr=subprocess.DEVNULL) as reads:
        assert begun()
        reads.send_signal(how)
    assert over()


def test_a_worker_that_takes_too_long_takes_its_program_with_it(endless, scan):
    _, over = endless
    how = steps.ReadingOptions(recognise=True)
    with engine.processes(1, limit=4) as workers:
        found = list(engine.done(workers, steps.read_file, [("scan", (scan, scan.name, how))]))
        assert found == [("scan", engine.Lost(reason="it took longer than 4 seconds"))]
        assert over()


def test_a_program_that_takes_too_long_is_ended_with_what_it_started(endless, scan, monkeypatch):
    _, over = endless
    monkeypatch.setattr(ocr, "SECONDS", 2)
    with pytest.raises(UnreadableFileError, match="text recognition by ocrmypdf failed"):
        stage.read(scan, recognise=True)
    assert over()


def test_a_keeper_that_is_ended_takes_its_program_with_it(endless, scan):
    begun, over = endless
    with subprocess.Popen([sys.executable, "-c", READS, scan], stderr=subprocess.PIPE) as reads:
        assert begun()
        for keeper in psutil.Process(reads.pid).children():
            os.kill(keeper.pid, signal.SIGTERM)
        said = reads.stderr.read().decode()
    assert "report.pdf: text recognition by ocrmypdf failed" in said
    assert over()


def test_the_program_is_not_bound_to_the_memory_of_the_worker(program, scan):
    body = "assert len(bytearray(400 * 2**20)) > 0\n"
    program("ocrmypdf", body + writes(pdf({4: stream(drawn(READ))}), "sys.argv[6]"))
    how = steps.ReadingOptions(recognise=True, limits=parsed(["memory=100"]))
    with engine.processes(1) as workers:
        tasks = [("scan", (scan, scan.name, how))]
        ((_, found),) = engine.done(workers, steps.read_file, tasks)
    assert found.report.passages == 1


def test_a_program_has_a_bound_of_its_own(program, scan, monkeypatch):
    monkeypatch.setattr(ocr, "MEGABYTES", 300)
    body = "assert len(bytearray(400 * 2**20)) > 0\n"
    program("ocrmypdf", body + writes(pdf({4: stream(drawn(READ))}), "sys.argv[6]"))
    with pytest.raises(UnreadableFileError, match="text recognition by ocrmypdf failed"):
        stage.read(scan, recognise=True)


def test_a_program_that_cannot_be_started_is_said(program, scan, tmp_path):
    program("ocrmypdf", "")
    (tmp_path / "bin" / "ocrmypdf").write_text("#!/no/such/program\n")
    with pytest.raises(UnreadableFileError, match="text recognition by ocrmypdf failed"):
        stage.read(scan, recognise=True)
