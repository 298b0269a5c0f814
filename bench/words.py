"""How long it takes to tell in which words two groups differ, and how much memory.

    python bench/words.py [REVIEWS ...]

For 20, 200 and 2,000 reviews (or those named) made by `make_tagged.py`: seconds of processor time,
as many times plain `json.loads` of the same lines in the same run, and peak memory. Each figure is
of a process of its own. What is timed is what the command does: read the lines, take in the words,
count them, make the table of local against national reviews.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from steps import Step, asked, measured, plain, records  # noqa: E402

from scr_mine import folder  # noqa: E402
from scr_mine.records import ROLES  # noqa: E402

SIZES = (20, 200, 2000)
#: What the issue allows for the largest size.
SECONDS, MEGABYTES = 30, 1500


def lessons(path: Path) -> dict[str, Any]:
    """The words that differ in passages of the lesson roles, as the command has it."""
    return _words(path, None)


def everything(path: Path) -> dict[str, Any]:
    """The words that differ in passages of all roles."""
    return _words(path, ROLES)


def _words(path: Path, roles: tuple[str, ...] | None) -> dict[str, Any]:
    from scr_mine.tabulate.wording.keyness import keyness

    lines = folder.tagged_lines([path], ())
    made = keyness(lines, between="scope", groups=("local", "national"), roles=roles)
    figures = [[row.id, *(cell.value for cell in row.cells.values())] for row in made.rows]
    return {"rows": len(made.rows), "figures": figures}


STEPS: dict[str, Step] = {
    "plain": plain,
    "records": records,
    "lessons": lessons,
    "everything": everything,
}


def main() -> None:
    """Print a line for each size."""
    if asked(STEPS):
        return
    print(
        f"{'reviews':>8} {'passages':>9} {'MB of lines':>11} {'json.loads':>10} {'records':>9}  "
        "words of lessons: seconds, of json, us each, peak MB; words of all roles: the same"
    )
    for reviews in map(int, sys.argv[1:] or SIZES):
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / "tagged.jsonl"
            make = [sys.executable, str(ROOT / "bench" / "make_tagged.py")]
            subprocess.run([*make, str(reviews), "-o", str(path)], check=True)
            base, read, *both = (measured(__file__, step, path) for step in STEPS)
            size = path.stat().st_size / 1e6
        shown = "; ".join(
            f"{step['seconds']:6.2f}s {step['seconds'] / base['seconds']:5.2f}x "
            f"{step['seconds'] / base['passages'] * 1e6:6.1f} {step['megabytes']:6,.0f}"
            for step in both
        )
        print(
            f"{reviews:8,} {base['passages']:9,} {size:11,.0f} {base['seconds']:9.2f}s "
            f"{read['seconds']:8.2f}s  {shown}",
            flush=True,
        )
        if reviews == max(SIZES):
            kept = all(s["seconds"] < SECONDS and s["megabytes"] < MEGABYTES for s in both)
            print(f"within {SECONDS} s and {MEGABYTES:,} MB: {'yes' if kept else 'NO'}")


if __name__ == "__main__":
    main()
