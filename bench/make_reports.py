"""Any number of illustrative reports as PDF, to measure on.

    python bench/make_reports.py REPORTS -o FOLDER [--pages MEAN] [--seed N]

Every report is pages of the corpus's invented reviews as they are printed: a cover and its front
matter, then stretches of others until it is long enough. Layouts, running heads and page numbers
are those of the corpus. Words are exchanged in every passage but what is boilerplate, so that, as
in real reports of one kind, few passages repeat those of another; what is told means nothing. One
in four is national. A `reviews.csv` beside them says that each is a review of its own.
"""

import argparse
import random
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pypdfium2

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from corpus.tools import render  # noqa: E402
from corpus.tools.check import load_all  # noqa: E402
from corpus.tools.source import Source  # noqa: E402

PAGES = 60
#: Pages taken from one review at a time.
STRETCH = (4, 12)
NATIONAL = 4
#: The share of words exchanged, and how many words a block has in which any is.
EXCHANGED, LONG = 0.15, 6


def make(number: int, folder: Path, *, pages: int = PAGES, seed: int = 1) -> list[Path]:
    """Write so many reports of `pages` pages on average; the same seed gives the same pages."""
    dice = random.Random(seed)
    for scope in ("local", "national"):
        (folder / scope).mkdir(parents=True, exist_ok=True)
    written = []
    sources, faults = load_all(ROOT / "corpus" / "sources")
    if faults:
        raise SystemExit("The corpus's sources have faults; see `make corpus`.")
    words = [word for source in sources for block in source.blocks for word in _plain(block.text)]
    for report in range(number):
        scope = "national" if report % NATIONAL == 0 else "local"
        path = folder / scope / f"report-{report:05}.pdf"
        with tempfile.TemporaryDirectory() as temporary:
            _merged(sources, words, dice, pages, Path(temporary)).save(path)
        written.append(path)
    listed(folder)
    return written


def listed(folder: Path) -> None:
    """Write the list of the reports in a folder, each a review of its own."""
    lines = ["file,review_id,board,label,year"]
    for number, path in enumerate(sorted(folder.rglob("*.pdf"))):
        name, year = path.relative_to(folder).as_posix(), 2008 + number % 16
        lines.append(f"{name},{path.stem},Area {number % 150},Child {number},{year}")
    (folder / "reviews.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _merged(
    sources: list[Source], words: list[str], dice: random.Random, mean: int, folder: Path
) -> pypdfium2.PdfDocument:
    made, wanted = pypdfium2.PdfDocument.new(), max(2, round(dice.gauss(mean, mean / 4)))
    first = True
    while len(made) < wanted:
        path = folder / "part.pdf"
        render.render(_told_anew(dice.choice(sources), words, dice), "pdf", path)
        source = pypdfium2.PdfDocument(path.read_bytes())
        start = 0 if first else dice.randrange(max(1, len(source) - STRETCH[0]))
        length = min(dice.randint(*STRETCH), wanted - len(made), len(source) - start)
        made.import_pages(source, range(start, start + length))
        first = False
    return made


def _told_anew(source: Source, words: list[str], dice: random.Random) -> Source:
    """The same review with some of its words exchanged for others of the corpus."""
    blocks = (
        replace(block, text=_exchanged(block.text, words, dice))
        if block.kind in ("paragraph", "list_item")
        and not (block.label and block.label.role == "boilerplate")
        else block
        for block in source.blocks
    )
    return replace(source, blocks=tuple(blocks))


def _exchanged(text: str, words: list[str], dice: random.Random) -> str:
    parts = text.split(" ")
    places = [at for at, part in enumerate(parts) if part.isalpha() and part.islower()]
    if len(parts) >= LONG:
        for at in dice.sample(places, round(EXCHANGED * len(places))):
            parts[at] = dice.choice(words)
    return " ".join(parts)


def _plain(text: str) -> list[str]:
    return [word for word in text.split() if word.isalpha() and word.islower()]


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
