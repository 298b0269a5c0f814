"""Text recognition, when asked for, by a program that is installed: ocrmypdf, or else tesseract.

The pages of a PDF that hold no text get one; the others stay as they are. Nothing is fetched, and
what is written on the way lies in a private folder that is removed.
"""

import subprocess
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any

from scr_mine.errors import UnreadableFileError, UsageError

#: Seconds that a program may take for one file, or for one page of it.
SECONDS = 1800
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
    with TemporaryDirectory(prefix="scr-mine-") as folder:
        try:
            made = _by_ocrmypdf if name == "ocrmypdf" else _by_tesseract
            return made(data, Path(folder))
        except (OSError, subprocess.SubprocessError) as error:
            raise UnreadableFileError(
                path,
                f"text recognition by {name} failed",
                "try that program by itself to see why, or leave --ocr out",
            ) from error


def _run(*command: str | Path) -> None:
    subprocess.run(
        [which(str(command[0])) or command[0], *command[1:]],
        check=True,
        timeout=SECONDS,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _by_ocrmypdf(data: bytes, folder: Path) -> bytes:
    scanned, made = folder / "scanned.pdf", folder / "made.pdf"
    scanned.write_bytes(data)
    _run("ocrmypdf", "--quiet", "--skip-text", "--output-type", "pdf", scanned, made)
    return made.read_bytes()


def _by_tesseract(data: bytes, folder: Path) -> bytes:
    import pypdfium2 as pdfium

    pdf = pdfium.PdfDocument(data)
    made = pdfium.PdfDocument.new()
    try:
        for index in range(len(pdf)):
            if _has_text(pdf[index]):
                made.import_pages(pdf, [index])
                continue
            picture = folder / "page.pgm"
            picture.write_bytes(_drawn(pdf[index]))
            _run("tesseract", picture, folder / "page", "pdf")
            page = pdfium.PdfDocument((folder / "page.pdf").read_bytes())
            made.import_pages(page)
            page.close()
        made.save(folder / "made.pdf")
    except pdfium.PdfiumError as error:
        raise OSError("PDFium cannot draw or join the pages") from error
    finally:
        made.close()
        pdf.close()
    return (folder / "made.pdf").read_bytes()


def _has_text(page: Any) -> bool:
    text = page.get_textpage()
    try:
        return bool(text.get_text_bounded().strip("\0\ufffd \r\n"))
    finally:
        text.close()


def _drawn(page: Any) -> bytes:
    """A page as a grey picture in the simplest of formats, which tesseract reads."""
    width, height = page.get_size()
    scale = min(DOTS / POINTS, (MOST_DOTS / max(width * height, 1.0)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)
    rows = bitmap.to_numpy()
    grey = rows[:, :, 0] if rows.ndim > 2 else rows
    dots: bytes = grey.tobytes()
    return b"P5\n%d %d\n255\n" % (grey.shape[1], grey.shape[0]) + dots
