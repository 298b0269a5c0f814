"""How long a run takes, stage by stage, against the obvious alternatives.

    python bench/speed.py [--reports 12] [--growth 4 40] [--pages 60]

Every figure is a ratio of two things measured in this run, on reports made by `make_reports.py`.
Reading, tokenising and tagging are of one process; processor time is compared. `--growth` runs the
whole pipeline on ever more reports (`growth.py` says more of memory). pdftotext (poppler) is left
out where it is not installed.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

import alternatives  # noqa: E402
import growth as growing  # noqa: E402
import shares  # noqa: E402
from make_reports import make  # noqa: E402

MODEL = os.environ.get("SCR_MINE_MODEL", "lexical")
#: What is compared, how many times one is the other, the bar.
Row = tuple[str, float, str]


def seconds(work: Callable[[], Any], *, times: int = 2) -> float:
    """The least processor time of a piece of work in this process and its children."""
    least = float("inf")
    for _ in range(times):
        before = _used()
        work()
        least = min(least, _used() - before)
    return least


def _used() -> float:
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def stages(reports: list[Path], folder: Path) -> Iterator[Row]:
    """Reading, tokenising and tagging against what they could be without."""
    from scr_mine import models, steps, themes, tokenise
    from scr_mine.classify import stored

    read = seconds(lambda: [steps.read_file(path, path.name) for path in reports])
    if shutil.which("pdftotext"):
        plain = seconds(lambda: [_pdftotext(path) for path in reports])
        yield "reading PDF against pdftotext", read / plain, "8"
    passages = _passages(reports)
    model = stored.load(models.find(MODEL), themes.shipped())
    tokens = seconds(lambda: list(tokenise.passages(passages)))
    found = [tokenise.with_lead(item) for item in tokenise.passages(passages)]
    tagging = seconds(lambda: [model.tag(found[i : i + 1024]) for i in range(0, len(found), 1024)])
    yield "tagging against spaCy tokenising", tagging / tokens, "3"
    whole = seconds(lambda: run(folder, workers=1), times=1)
    yield "whole run against reading alone", whole / read, "3"


def _pdftotext(path: Path) -> None:
    subprocess.run(["pdftotext", str(path), "-"], stdout=subprocess.DEVNULL, check=True)


def run(folder: Path, *, workers: int, out: Path | None = None) -> tuple[float, float]:
    """The whole pipeline; wall-clock seconds, and the peak memory of its processes in MB."""
    with tempfile.TemporaryDirectory() as temporary:
        target = out or Path(temporary) / "out"
        command = [sys.executable, "-m", "cli", "run", str(folder), "-q", "-o", str(target)]
        command += ["--workers", str(workers), "--model", MODEL]
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise SystemExit("The run failed.")
        return time.perf_counter() - started, usage.ru_maxrss / 1024


def whole(folder: Path) -> Iterator[Row]:
    """Two workers against one, and a second run in which nothing changed."""
    one, _ = run(folder, workers=1)
    two, _ = run(folder, workers=2)
    yield "one worker against two", one / two, "1.7 or more"
    with tempfile.TemporaryDirectory() as temporary:
        out = Path(temporary) / "out"
        first, _ = run(folder, workers=1, out=out)
        again, _ = run(folder, workers=1, out=out)
    yield "first run against an unchanged second", first / again, "20 or more"


def growth(sizes: list[int], pages: int) -> Iterator[Row]:
    """The time and memory of more reports against those of fewer."""
    before: growing.Measured | None = None
    for size in sizes:
        now = growing.measured(size, pages=pages, workers=2, folder=None)
        peak = now.peak
        held = f"{peak.parent:.0f} MB, of a worker {peak.worker:.0f}, of all {peak.all:.0f}"
        print(f"  {size:,} reports: {now.seconds:.0f} s, {held}", file=sys.stderr)
        if before:
            ratio = size / before.reports
            what = f"{size:,} reports against {before.reports:,}"
            yield f"{what}: time", now.seconds / before.seconds, f"{1.05 * ratio:g}"
            yield f"{what}: memory of all", peak.all / before.peak.all, "1.2"
            yield f"{what}: memory of the parent", peak.parent / before.peak.parent, "-"
        before = now


def start() -> Iterator[Row]:
    """`--help` against an empty Python."""
    command = [sys.executable, "-m", "cli", "--help"]
    help_ = seconds(lambda: subprocess.run(command, cwd=ROOT, capture_output=True, check=True))
    empty = seconds(lambda: subprocess.run([sys.executable, "-c", ""], check=True))
    yield "--help against an empty Python", help_ / empty, "-"
    print(f"  --help: {help_:.2f} s of processor time", file=sys.stderr)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=12)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--growth", type=int, nargs="*", default=[4, 40])
    given = parser.parse_args()
    # As in the processes of a run.
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        reports = make(given.reports, folder, pages=given.pages)
        print("| compared | times | bar |\n| --- | ---: | ---: |")
        for rows in (stages(reports, folder), whole(folder), start()):
            _print(rows)
        _print(growth(given.growth, given.pages))
        for table in (alternatives.lines(_passages(reports)), shares.lines(reports, MODEL)):
            print("", *table, sep="\n", flush=True)


def _passages(reports: list[Path]) -> list[Any]:
    from scr_mine import steps

    packed = [steps.read_file(path, path.name).passages for path in reports]
    return list(steps.passages_of("r", packed))


def _print(rows: Iterator[Row]) -> None:
    for name, ratio, bar in rows:
        print(f"| {name} | {ratio:.2f} | {bar} |", flush=True)


if __name__ == "__main__":
    main()
