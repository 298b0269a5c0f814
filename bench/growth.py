"""What more reports cost: the time of a whole run, the memory of its parent and of its workers.

    python bench/growth.py [1 10 100] [--pages 60] [--workers 2] [--reports FOLDER]

Every size is a run of its own into an empty folder, on reports made by `make_reports.py`, or on the
first so many of FOLDER. `parent` and `worker` are the most that the one process ever held (of the
workers: the largest), `all` the most that all held at one time; pages they share count for each.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from make_reports import listed, make  # noqa: E402

#: Seconds between two looks at the processes.
TICK = 0.1
#: (time, memory): what ten times the reports may cost, as a multiple.
BARS = (1.05, 1.2)
MODEL = os.environ.get("SCR_MINE_MODEL", "lexical")


@dataclass
class Peak:
    """Megabytes, the most that was seen."""

    parent: float = 0
    worker: float = 0
    all: float = 0

    def see(self, parent: psutil.Process) -> None:
        """Look at a process and those that it started."""
        own, others = _megabytes(parent), [_megabytes(p) for p in parent.children(recursive=True)]
        self.parent = max(self.parent, own)
        self.worker = max(self.worker, *others, 0)
        self.all = max(self.all, own + sum(others))


def _megabytes(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss) / 1e6
    except psutil.Error:
        return 0


@dataclass(frozen=True)
class Measured:
    """One run: how many reports, seconds, and its peaks."""

    reports: int
    seconds: float
    peak: Peak


def run(reports: Path | Sequence[Path], out: Path, *, workers: int) -> tuple[float, Peak]:
    """The whole pipeline into `out`; wall-clock seconds, and what its processes held."""
    given = [reports] if isinstance(reports, Path) else reports
    command = [sys.executable, "-m", "cli", "run", *map(str, given), "-q", "-o", str(out)]
    command += ["--workers", str(workers), "--model", MODEL]
    started, peak = time.perf_counter(), Peak()
    process = subprocess.Popen(command, cwd=ROOT)
    watched = psutil.Process(process.pid)
    while process.poll() is None:
        try:
            peak.see(watched)
        except psutil.Error:
            break
        time.sleep(TICK)
    if process.wait():
        raise SystemExit("The run failed.")
    return time.perf_counter() - started, peak


def measured(size: int, *, pages: int, workers: int, folder: Path | None) -> Measured:
    """A run over so many reports, made anew or taken from a folder."""
    with tempfile.TemporaryDirectory() as temporary:
        made = Path(temporary) / "reports"
        if folder:
            _linked(folder, size, made)
        else:
            make(size, made, pages=pages, seed=size)
        seconds, peak = run(made, Path(temporary) / "out", workers=workers)
    return Measured(size, seconds, peak)


def _linked(folder: Path, size: int, made: Path) -> None:
    """The first reports of a folder by their names, in the folders they are in."""
    found = sorted(folder.rglob("*.pdf"), key=lambda path: path.name)
    if len(found) < size:
        raise SystemExit(f"{folder}: there are only {len(found)} reports.")
    for path in found[:size]:
        target = made / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(path.resolve())
    listed(made)


def lines(sizes: Sequence[int], *, pages: int, workers: int, folder: Path | None) -> Iterator[str]:
    """A table: a line a size, with ratios to the size before."""
    yield "| reports | seconds | parent MB | worker MB | all MB | time | parent | worker | all |"
    yield "| ---: " * 9 + "|"
    before: Measured | None = None
    for size in sizes:
        now = measured(size, pages=pages, workers=workers, folder=folder)
        held = [getattr(now.peak, field.name) for field in fields(Peak)]
        ratios = [""] * 4
        if before:
            earlier = [getattr(before.peak, field.name) for field in fields(Peak)]
            ratios = [f"{now.seconds / before.seconds:.2f}"]
            ratios += [f"{a / b:.2f}" if b else "" for a, b in zip(held, earlier, strict=True)]
        cells = [f"{size:,}", f"{now.seconds:.1f}", *(f"{m:.0f}" for m in held), *ratios]
        yield f"| {' | '.join(cells)} |"
        before = now


def main() -> None:
    """Print the table, a line as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", type=int, nargs="*", default=[1, 10, 100])
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--reports", type=Path, help="Take the first of these, make none.")
    given = parser.parse_args()
    for line in lines(given.sizes, pages=given.pages, workers=given.workers, folder=given.reports):
        print(line, flush=True)


if __name__ == "__main__":
    main()
