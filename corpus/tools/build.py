"""`python -m corpus.tools.build`: the labelled passages and the rendered reports of the corpus.

Writes `corpus/labels.jsonl`, `corpus/reports/` and its manifest. Exit 1 if a source has a fault
or one of the reports has no source yet; what can be built is built.
"""

import sys
from pathlib import Path

from corpus.tools.check import SOURCES, load_all
from corpus.tools.label import lines
from corpus.tools.render import render
from corpus.tools.source import Source
from scr_mine import manifest
from scr_mine.records import Review
from scr_mine.store import read_lines, write_lines, write_text

CORPUS = Path("corpus")
LABELS = "labels.jsonl"
READINGS = "readings.jsonl"
REPORTS = "reports"
ORIGIN = "illustrative composite"
LICENCE = "MIT"
#: The reviews held out of training, and the form in which each is published.
HELD_OUT = {
    "ravensholt-baby-t-2019": "pdf",
    "kelderby-young-person-j-2021": "docx",
    "caldermouth-child-p-2023": "html",
    "ostermouth-learning-slides-2018": "pptx",
    "strathorran-learning-review-r-2022": "txt",
    "national-panel-annual-report-2021": "pdf",
    "national-safer-sleep-briefing-2024": "docx",
    "national-conference-slides-2015": "txt",
}


def build(sources: list[Source], corpus: Path) -> list[str]:
    """Write everything that is built from the sources; returns what could not be, a line each."""
    readings = corpus / READINGS
    second = read_lines(readings) if readings.exists() else ()
    write_lines(corpus / LABELS, lines(sources, second))
    by_id = {source.meta.id: source for source in sources}
    found = [
        f"{source.path.name}: the part is '{source.meta.part}', which does not fit "
        "the list of held-out reviews in corpus/tools/build.py."
        for source in sources
        if (source.meta.part == "heldout") != (source.meta.id in HELD_OUT)
    ]
    rows = []
    for name, form in HELD_OUT.items():
        if name not in by_id:
            found.append(f"{name}: there is no such source; its report is left out.")
            continue
        file = f"{by_id[name].meta.scope}/{name}.{form}"
        render(by_id[name], form, corpus / REPORTS / file)
        rows.append((file, _review(by_id[name], file)))
    write_text(corpus / REPORTS / manifest.NAME, manifest.dumps(rows))
    return found


def _review(source: Source, file: str) -> Review:
    meta = source.meta
    return Review(
        review_id=meta.id,
        board=meta.board,
        label=meta.label,
        year=meta.year,
        scope=meta.scope,
        nation=meta.nation,
        kind=meta.kind,
        files=(file,),
        source=ORIGIN,
        licence=LICENCE,
    )


def main() -> int:
    """Build the corpus; 1 if a source has a fault or is missing."""
    sources, faults = load_all(SOURCES)
    broken = {fault.split(",")[0].split(":")[0] for fault in faults}
    whole = [source for source in sources if source.path.name not in broken]
    faults += build(whole, CORPUS)
    print(*faults, sep="\n", file=sys.stderr)
    print(f"{len(whole)} sources built into {CORPUS / LABELS} and {CORPUS / REPORTS}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
