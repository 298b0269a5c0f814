"""Text recognition, when asked for, by a program that is installed: ocrmypdf, or else tesseract.

The pages of a PDF that hold no text get one; the others stay as they are. Nothing is fetched, and
what is written on the way lies in a private folder that is removed.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree, which
from tempfile import gettempdir
from typing import IO, Any

from scr_mine.errors import UnreadableFileError, UsageError
from scr_mine.read import keeper

#: Seconds that a program may take for one file, or for one page of it.
SECONDS = 1800
#: Megabytes that each process of it may take: pictures of pages are large, and not held here.
MEGABYTES = 3000
#: Pages are drawn at so many dots an inch, but never larger than so many dots.
DOTS, MOST_DOTS = 300, 40_000_000
POINTS = 72
PROGRAMS = ("ocrmypdf", "tesseract")


def program() -> str:
    """The name of the program that would do it; raises UsageError where there is none."""
    for name in PROGRAMS:
        if which(name):
            return name
    raise UsageError(
        "--ocr: neither ocrmypdf nor tesseract is installed; install one of them, or leave --ocr "
        "out."
    )


def recognised(data: bytes, path: Path) -> bytes:
    """A PDF with text on the pages that had none.

    Raises UnreadableFileError where the program fails, UsageError where there is none.
    """
    name = program()
    try:
        with _kept() as kept:
            return (_by_ocrmypdf if name == "ocrmypdf" else _by_tesseract)(data, kept)
    except OSError as error:
        raise UnreadableFileError(
            path,
            f"text recognition by {name} failed",
            "try that program by itself to see why, or leave --ocr out",
        ) from error


@dataclass(frozen=True, kw_only=True)
class _Kept:
    """A private folder and programs run for it, all of which end with this process."""

    folder: Path
    orders: IO[bytes]
    answers: IO[bytes]

    def run(self, *command: str | Path) -> None:
        """Run a program to its end; raises OSError where it fails."""
        found = [which(str(command[0])) or command[0], *command[1:]]
        self.orders.write(json.dumps([str(part) for part in found]).encode() + b"\n")
        self.orders.flush()
        answer = self.answers.readline()
        if not answer or json.loads(answer) != 0:
            raise OSError(f"{command[0]} ended with {answer.decode().strip() or 'its keeper'}")


@contextmanager
def _kept() -> Iterator[_Kept]:
    # Not in this process's group: Ctrl-C is for this one, and the pipe tells the keeper of its end.
    command = [sys.executable, "-I", keeper.__file__, gettempdir(), str(SECONDS), str(MEGABYTES)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        orders, answers = process.stdin, process.stdout
        said = answers.readline() if answers else b""
        if not (orders and answers and said):
            raise OSError("the keeper of programs does not start")
        folder = Path(json.loads(said))
        try:
            yield _Kept(folder=folder, orders=orders, answers=answers)
        finally:
            rmtree(folder, ignore_errors=True)


def _by_ocrmypdf(data: bytes, kept: _Kept) -> bytes:
    scanned, made = kept.folder / "scanned.pdf", kept.folder / "made.pdf"
    scanned.write_bytes(data)
    kept.run("ocrmypdf", "--quiet", "--skip-text", "--output-type", "pdf", scanned, made)
    return made.read_bytes()


def _by_tesseract(data: bytes, kept: _Kept) -> bytes:
    import pypdfium2 as pdfium

    pdf = pdfium.PdfDocument(data)
    made = pdfium.PdfDocument.new()
    try:
        for index in range(len(pdf)):
            page = pdf[index]
            if _has_text(page):
                made.import_pages(pdf, [index])
            else:
                text = pdfium.PdfDocument(_text_of(page, kept))
                made.import_pages(text)
                text.close()
            page.close()
        made.save(kept.folder / "made.pdf")
    except pdfium.PdfiumError as error:
        raise OSError("PDFium cannot draw or join the pages") from error
    finally:
        made.close()
        pdf.close()
    return (kept.folder / "made.pdf").read_bytes()


def _text_of(page: Any, kept: _Kept) -> bytes:
    """A page's text as a PDF without its picture: pictures of all pages would be too large."""
    picture, made = kept.folder / "page.pgm", kept.folder / "page"
    dots = _draw(page, picture)
    kept.run("tesseract", picture, made, "--dpi", str(dots), "-c", "textonly_pdf=1", "pdf")
    return made.with_suffix(".pdf").read_bytes()


def _has_text(page: Any) -> bool:
    text = page.get_textpage()
    try:
        return bool(text.get_text_bounded().strip("\0\ufffd \r\n"))
    finally:
        text.close()


def _draw(page: Any, picture: Path) -> int:
    """Draw a page in grey in the simplest of formats, which tesseract reads; its dots an inch."""
    width, height = page.get_size()
    scale: float = min(DOTS / POINTS, (MOST_DOTS / max(width * height, 1.0)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)
    rows = bitmap.to_numpy()
    grey = rows[:, :, 0] if rows.ndim > 2 else rows
    with picture.open("wb") as file:
        file.write(b"P5\n%d %d\n255\n" % (grey.shape[1], grey.shape[0]))
        file.writelines(row.tobytes() for row in grey)
    bitmap.close()
    return max(1, round(scale * POINTS))
