"""Text recognition, with programs that stand in for those that do it."""

import sys
from hashlib import sha256

import pytest
from broken.pdf_parts import drawn, flat, page, pages, pdf, stream

from scr_mine import read as stage
from scr_mine.errors import UnreadableFileError, UsageError
from scr_mine.read import ocr
from scr_mine.read.limits import DEFAULT

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
    checks += "assert sys.argv[3] == 'pdf'\n"
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
