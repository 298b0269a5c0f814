"""How long tables of very many passages take, and how much memory.

    python bench/tables.py [REVIEWS ...]

For 20, 200 and 2,000 reviews (or those named) made by `make_tagged.py`: seconds of processor time,
as many times plain `json.loads` of the same lines in the same run, and peak memory. Each figure is
of a process of its own. What is timed is what a command does: read the lines, find what repeats,
count each text once, decide presence, make the table of themes by review.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from steps import Step, asked, measured, plain, records  # noqa: E402

from scr_mine import folder, themes  # noqa: E402

SIZES = (20, 200, 2000)
#: What the issue allows for the largest size.
SECONDS, MEGABYTES = 30, 2000


def table(path: Path) -> dict[str, Any]:
    """The table of themes by review, each text counted once."""
    from scr_mine.tabulate.once.repeats import counted_once
    from scr_mine.tabulate.theme_table import theme_table

    codebook = themes.shipped()
    once = counted_once(folder.tagged_lines([path], ()), codebook)
    read = time.process_time()
    made = theme_table(once.counts, codebook, view="lessons", by="review")
    return {
        "marks": len(once.counts.marks),
        "repeats": len(once.repeats),
        "within": sum(r.within for r in once.repeats),
        "same_reports": len(once.same_reports),
        "cells": sum(len(row.cells) for row in made.rows),
        "table_seconds": time.process_time() - read,
    }


STEPS: dict[str, Step] = {
    "plain": plain,
    "records": records,
    "table": table,
}


def main() -> None:
    """Print a line for each size."""
    if asked(STEPS):
        return
    print(
        f"{'reviews':>8} {'passages':>9} {'MB of lines':>11} {'json.loads':>10} {'records':>9} "
        f"{'table':>8} {'of json':>7} {'us each':>7} {'peak MB':>7}  repeats (within), same reports"
    )
    for reviews in map(int, sys.argv[1:] or SIZES):
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / "tagged.jsonl"
            make = [sys.executable, str(ROOT / "bench" / "make_tagged.py")]
            subprocess.run([*make, str(reviews), "-o", str(path)], check=True)
            base, read, whole = (measured(__file__, step, path) for step in STEPS)
            size = path.stat().st_size / 1e6
        print(
            f"{reviews:8,} {base['passages']:9,} {size:11,.0f} {base['seconds']:9.2f}s "
            f"{read['seconds']:8.2f}s {whole['seconds']:7.2f}s "
            f"{whole['seconds'] / base['seconds']:6.2f}x "
            f"{whole['seconds'] / base['passages'] * 1e6:7.1f} {whole['megabytes']:7.0f}  "
            f"{whole['repeats']:,} ({whole['within']:,}), {whole['same_reports']}",
            flush=True,
        )
        if reviews == max(SIZES):
            kept = whole["seconds"] < SECONDS and whole["megabytes"] < MEGABYTES
            print(f"within {SECONDS} s and {MEGABYTES:,} MB: {'yes' if kept else 'NO'}")


if __name__ == "__main__":
    main()
