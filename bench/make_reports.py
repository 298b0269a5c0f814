"""Any number of illustrative reports as PDF, to measure on.

    python bench/make_reports.py REPORTS -o FOLDER [--pages MEAN] [--seed N]

Every report is pages of the corpus's invented reviews as they are printed: a cover and its front
matter, then stretches of others until it is long enough. Layouts, running heads and page numbers
are those of the corpus; the order of what is told means nothing. One in four is national.
"""

import argparse
import random
import sys
import tempfile
from pathlib import Path

import pypdfium2

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from corpus.tools import render  # noqa: E402
from corpus.tools.check import load_all  # noqa: E402

PAGES = 60
#: Pages taken from one review at a time.
STRETCH = (4, 12)
NATIONAL = 4


def make(number: int, folder: Path, *, pages: int = PAGES, seed: int = 1) -> list[Path]:
    """Write so many reports of `pages` pages on average; the same seed gives the same pages."""
    dice = random.Random(seed)
    for scope in ("local", "national"):
        (folder / scope).mkdir(parents=True, exist_ok=True)
    written = []
    with tempfile.TemporaryDirectory() as temporary:
        printed = [pypdfium2.PdfDocument(path) for path in _printed(Path(temporary))]
        for report in range(number):
            scope = "national" if report % NATIONAL == 0 else "local"
            path = folder / scope / f"report-{report:05}.pdf"
            _merged(printed, dice, pages).save(path)
            written.append(path)
    return written


def _printed(folder: Path) -> list[Path]:
    """The corpus's reviews as PDF files."""
    sources, faults = load_all(ROOT / "corpus" / "sources")
    if faults:
        raise SystemExit("The corpus's sources have faults; see `make corpus`.")
    paths = []
    for source in sources:
        path = folder / f"{source.meta.id}.pdf"
        render.render(source, "pdf", path)
        paths.append(path)
    return paths


def _merged(
    printed: list[pypdfium2.PdfDocument], dice: random.Random, mean: int
) -> pypdfium2.PdfDocument:
    made, wanted = pypdfium2.PdfDocument.new(), max(2, round(dice.gauss(mean, mean / 4)))
    first = True
    while len(made) < wanted:
        source = dice.choice(printed)
        start = 0 if first else dice.randrange(max(1, len(source) - STRETCH[0]))
        length = min(dice.randint(*STRETCH), wanted - len(made), len(source) - start)
        made.import_pages(source, range(start, start + length))
        first = False
    return made


def main() -> None:
    """Make the reports."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("reports", type=int)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    made = make(given.reports, given.output, pages=given.pages, seed=given.seed)
    print(f"{given.output}: {len(made)} reports.")


if __name__ == "__main__":
    main()
