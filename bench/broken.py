"""Hundreds of broken and hostile files through one run, together with good ones.

    python bench/broken.py [--keep FOLDER]

Prints how many files there were and what became of them, the slowest, the most memory that a
worker held, and whether the good files came out as without the broken ones. Exits with 1 if a bar
is missed: no file over 30 seconds, no worker over 1 GB, the same bytes, no traceback.
"""

import argparse
import os
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from scr_mine import engine, steps  # noqa: E402
from scr_mine.read import SUFFIXES  # noqa: E402

#: Seconds a file may take, megabytes a worker may hold, how often the workers are looked at.
SECONDS, MEGABYTES, TICK = 30, 1000, 0.05
WORKERS = 2
REPORTS = ROOT / "corpus" / "reports"


@dataclass(frozen=True)
class Ran:
    """One run: what it said, its exit code, and the most that a process of it held."""

    code: int
    said: str
    megabytes: float


def timed(path: Path) -> tuple[float, str]:
    """Seconds of processor time that a file takes, and what becomes of it."""
    started = time.process_time()
    found = steps.read_file(path, path.name)
    kind = "refused" if isinstance(found, steps.Unread) else "read"
    return time.process_time() - started, kind


def slowest(paths: list[Path]) -> tuple[Counter[str], float, str]:
    """What became of the files one by one, and the slowest with its seconds."""
    kinds: Counter[str] = Counter()
    most = (0.0, "")
    with engine.processes(WORKERS, limit=4 * SECONDS) as workers:
        for name, found in engine.done(workers, timed, ((p.name, (p,)) for p in paths)):
            if isinstance(found, engine.Lost):
                kinds[f"given up: {found.reason}"] += 1
                if "longer" in found.reason:
                    most = (float("inf"), name)
                continue
            seconds, kind = found
            kinds[kind] += 1
            most = max(most, (seconds, name))
    return kinds, *most


def run(inputs: list[Path], out: Path) -> Ran:
    """The command on these inputs."""
    command = [sys.executable, "-m", "cli", "run", *map(str, inputs), "-o", str(out), "-q"]
    command += ["--workers", str(WORKERS), "--time-limit", str(4 * SECONDS)]
    environment = {**os.environ, "SCR_MINE_MODEL": "lexical"}
    with tempfile.TemporaryFile("w+") as said:
        process = psutil.Popen(command, cwd=ROOT, stderr=said, stdout=said, env=environment)
        most = 0.0
        while process.poll() is None:
            most = max([most, *map(_megabytes, process.children(recursive=True))])
            time.sleep(TICK)
        said.seek(0)
        return Ran(process.returncode, said.read(), most)


def _megabytes(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss) / 1e6
    except psutil.Error:
        return 0.0


def differing(alone: Path, together: Path) -> list[str]:
    """The tagged files of the good reports that came out otherwise, or not at all."""
    found = sorted(path.relative_to(alone) for path in (alone / "reviews").glob("*.jsonl"))
    same: Callable[[Path], bool] = lambda name: (  # noqa: E731
        (together / name).is_file()
        and (alone / name).read_bytes() == (together / name).read_bytes()
    )
    return [name.name for name in found if not same(name)] or ([] if found else ["none at all"])


def measured(folder: Path) -> list[tuple[str, str, bool]]:
    """What is found, beside its bar, and whether that is met."""
    from broken import make

    broken, good = folder / "broken", folder / "good"
    paths = make.write(broken)
    shutil.copytree(REPORTS, good)
    kinds, seconds, name = slowest(paths)
    others = [path for path in paths if path.suffix not in SUFFIXES]
    alone = run([good], folder / "alone")
    together = run([good, broken, *others], folder / "together")
    changed = differing(folder / "alone", folder / "together")
    unsaid = [p.name for p in paths if not _is_said(p.name, folder / "together", together.said)]
    held = max(alone.megabytes, together.megabytes)
    return [
        ("broken files", str(len(paths)), len(paths) >= 300),
        *((what, str(count), True) for what, count in sorted(kinds.items())),
        ("slowest file", f"{seconds:.1f} s ({name}), bar {SECONDS} s", seconds <= SECONDS),
        ("most a worker held", f"{held:.0f} MB, bar {MEGABYTES} MB", held <= MEGABYTES),
        ("good files that came out otherwise", ", ".join(changed) or "none", not changed),
        ("files of which nothing is said", ", ".join(unsaid[:9]) or "none", not unsaid),
        ("exit code of the run", f"{together.code}, to be 1", together.code == 1),
        ("tracebacks", str(together.said.count("Traceback")), "Traceback" not in together.said),
        ("seconds of the parent", f"{_parent():.0f}", True),
    ]


def _is_said(name: str, out: Path, said: str) -> bool:
    """Whether a file is in the reading report or named on the way."""
    listed = (out / "reading.md").read_text() if (out / "reading.md").is_file() else ""
    return name in listed or name in said


def _parent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--keep", type=Path, help="a folder that does not exist, for all files")
    folder = parser.parse_args().keep
    with tempfile.TemporaryDirectory() as passing:
        rows = measured(folder or Path(passing))
    for what, found, met in rows:
        print(f"{'' if met else 'MISSED '}{what}: {found}")
    sys.exit(not all(met for *_, met in rows))


if __name__ == "__main__":
    main()
