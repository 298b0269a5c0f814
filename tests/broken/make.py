"""Write the corpus of broken and hostile files into a folder.

    python tests/broken/make.py FOLDER

The same files every time: nothing is random but by a fixed seed. All text is invented. None of them
is meant to be opened with anything but this project.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from broken import (  # noqa: E402
    mutations,
    office_files,
    pdf_files,
    slide_files,
    text_files,
    zip_files,
)

SEED = 20260101
EACH = 14
REPORTS = ROOT / "corpus" / "reports"
#: One good report of every format, which is damaged in many ways.
GOOD = (
    "local/caldermouth-child-p-2023.html",
    "local/kelderby-young-person-j-2021.docx",
    "local/ostermouth-learning-slides-2018.pptx",
    "local/ravensholt-baby-t-2019.pdf",
    "local/strathorran-learning-review-r-2022.txt",
)


def files() -> Iterator[tuple[str, bytes]]:
    """Every file of the corpus by its name."""
    for kind in (pdf_files, office_files, slide_files, zip_files, text_files):
        yield from kind.files()
    yield from _locked()
    yield from mutations.files(good(), seed=SEED, each=EACH)


def good() -> dict[str, bytes]:
    """The good reports that are damaged, by name."""
    return {Path(name).name: (REPORTS / name).read_bytes() for name in GOOD}


def _locked() -> Iterator[tuple[str, bytes]]:
    """PDF files behind passwords: one to open them, one only to change them."""
    from pdfs import Sheet
    from reportlab.lib.pdfencrypt import StandardEncryption

    for name, password in (("pdf-locked.pdf", "x"), ("pdf-locked-for-owners.pdf", "")):
        lock = StandardEncryption(password, ownerPassword="y", canPrint=0, canCopy=0)
        sheet = Sheet(encrypt=lock)
        sheet.paragraph("1.1 The health visitor was not told of the move.")
        sheet.canvas.save()
        yield name, sheet.buffer.getvalue()


def write(folder: Path) -> list[Path]:
    """Write every file; their paths. Raises FileExistsError where two bear one name."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, data in files():
        path = folder / name
        with path.open("xb") as file:
            file.write(data)
        written.append(path)
    return written


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.stdout.write(f"{len(write(Path(sys.argv[1])))} files\n")
