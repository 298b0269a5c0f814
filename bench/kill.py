"""Kill a run at random moments, carry on, and compare with one that nobody disturbed.

`python bench/kill.py [--moments 200] [--reports 4] [--seed 1]` kills a run of several reports with
two processes, with SIGKILL to all of them, SIGKILL to the first alone, SIGINT or SIGTERM in turn.
After each it looks at what was left: every file whole, nothing counted as if it were finished. Then
it runs again to the end and compares every byte. Prints how it went; exits with 1 if anything did
not hold.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: How often it is said how far it has got.
SAY = 20
ASKED = ("all killed", "first killed", "interrupted", "terminated")
#: A sentence of no meaning that shows where text of reports has got to.
WORDS = (
    *("health", "visitor", "school", "plan", "record", "family", "nurse", "letter", "house"),
    *("worker", "week", "father", "referral", "call", "morning", "carer", "meeting", "clinic"),
)


@dataclass
class Counted:
    """How often what happened, and what did not hold."""

    ends: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def reports(folder: Path, number: int, *, seed: int) -> None:
    """Invented reports of some pages each, one review a file."""
    dice = random.Random(seed)
    folder.mkdir(parents=True)
    for n in range(number):
        lines = [f"Aldermere Safeguarding Board {n}", "Serious Case Review", f"Child {n}", "2015"]
        for chapter in range(1, 7):
            lines += ["", f"{chapter}. Findings of chapter {chapter}", ""]
            for point in range(1, 9):
                said = " ".join(dice.choice(WORDS) for _ in range(30))
                lines += [f"{chapter}.{point} The {said} on day {dice.randrange(900)}.", ""]
        (folder / f"child-{n}-2015.txt").write_text("\n".join(lines), encoding="utf-8")


def start(given: Path, out: Path, *, workers: int = 2) -> "subprocess.Popen[bytes]":
    """A run in a process group of its own."""
    command = [sys.executable, "-m", "cli", "run", str(given), "-o", str(out)]
    return subprocess.Popen(
        [*command, "--model", "lexical", "--workers", str(workers)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(out.parent / "tmp")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def stop(process: "subprocess.Popen[bytes]", how: str) -> str:
    """Stop a run in one of the ways; what it said on stderr."""
    group = os.getpgid(process.pid) if process.poll() is None else process.pid
    if process.poll() is None:
        if how == "all killed":
            os.killpg(group, signal.SIGKILL)
        elif how == "interrupted":
            # As a terminal does: to all of the group.
            os.killpg(group, signal.SIGINT)
        else:
            process.send_signal(signal.SIGKILL if how == "first killed" else signal.SIGTERM)
    _, said = process.communicate(timeout=60)
    wait_for_group(group)
    return said.decode("utf-8", "replace")


def wait_for_group(group: int, *, seconds: float = 30) -> None:
    """Wait until nobody is left of a process group; raises TimeoutError if somebody stays."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    os.killpg(group, signal.SIGKILL)
    raise TimeoutError("processes stayed behind")


def files(out: Path) -> dict[str, bytes]:
    """The bytes of every file but the cache; of `run.json` without the seconds that it took."""
    found = {}
    for path in sorted(out.rglob("*")):
        name = path.relative_to(out).as_posix()
        if path.is_file() and not name.startswith("cache/"):
            found[name] = path.read_bytes()
    if "run.json" in found:
        run = json.loads(found["run.json"])
        run.pop("seconds")
        found["run.json"] = json.dumps(run).encode()
    return found


def look(out: Path, before: dict[str, bytes], whole: dict[str, bytes], counted: Counted) -> None:
    """Look at what a killed run left: whole files only, and known as unfinished if it is."""
    left = files(out) if out.exists() else {}
    halves = [n for n in left if n.rpartition("/")[2].startswith(".")]
    for name in left.keys() - set(halves):
        if left[name] not in (before.get(name), whole.get(name)):
            counted.faults.append(f"{name} is neither old nor new")
    state = {n: b for n, b in left.items() if n not in halves}
    if ".writing" in left or (not before and "run.json" not in left):
        counted.found["unfinished, and known as such"] += 1
    elif state == whole:
        counted.found["the new state"] += 1
    elif state == before:
        counted.found["the old state"] += 1
    else:
        counted.faults.append("a mixture that is not known as such")


def once(home: Path, whole: dict[str, bytes], after: float, how: str, counted: Counted) -> bool:
    """One run killed and taken up again; whether it was still running at that moment."""
    out = home / "out"
    shutil.rmtree(out, ignore_errors=True)
    before = {}
    if (home / "old").exists() and how in ASKED[::2]:
        shutil.copytree(home / "old", out)
        before = files(out)
    process = start(home / "reports", out)
    try:
        process.communicate(timeout=after)
        return False
    except subprocess.TimeoutExpired:
        counted.ends[how] += 1
        try:
            said = stop(process, how)
        except TimeoutError as error:
            counted.faults.append(f"{how}: {error}")
            said = ""
        # Python itself ends so where it has not come to the program yet, or where the process that
        # it is started by is gone.
        ours = "in start" in said or ("multiprocessing" in said and "KeyboardInterrupt" in said)
        if "Traceback" in said and ours:
            counted.faults.append(f"{how} after {after:.2f} s: a traceback: {said[-300:]}")
    look(out, before, whole, counted)
    again = start(home / "reports", out)
    _, said_again = again.communicate()
    if again.returncode or files(out) != whole:
        differ = {n for n, b in (files(out).items() ^ whole.items())}
        counted.faults.append(
            f"{how} after {after:.2f} s: taken up again, {sorted(differ)[:5]} differ "
            f"{said_again.decode()[-300:]}"
        )
    behind = list((home / "tmp").iterdir())
    if behind and how != "all killed":
        counted.faults.append(f"{how} after {after:.2f} s: left behind {behind[0].name}")
    for path in behind:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return True


def undisturbed(home: Path, number: int, *, seed: int) -> tuple[dict[str, bytes], float]:
    """The old state and the new one, each by one run; the new one's bytes, and how long it took."""
    (home / "tmp").mkdir()
    reports(home / "reports", number, seed=seed)
    gone = home / "reports" / "child-gone-2014.txt"
    first = home / "reports" / "child-0-2015.txt"
    whole = first.read_text(encoding="utf-8")
    gone.write_text(whole.replace("Child 0", "Child 99"), encoding="utf-8")
    first.write_text(whole + "\n9.9 One more passage that is gone later.\n", encoding="utf-8")
    finish(start(home / "reports", home / "old"))
    gone.unlink()
    first.write_text(whole, encoding="utf-8")
    began = time.monotonic()
    finish(start(home / "reports", home / "new"))
    return files(home / "new"), time.monotonic() - began


def finish(process: "subprocess.Popen[bytes]") -> None:
    """Wait for a run that has to end well."""
    _, said = process.communicate()
    if process.returncode:
        sys.exit(f"A run that nobody disturbed failed: {said.decode()}")


def killed(home: Path, moments: int, number: int, *, seed: int) -> Counted:
    """So many runs, each killed at a random moment and taken up again."""
    whole, took = undisturbed(home, number, seed=seed)
    dice, counted = random.Random(seed), Counted()
    n = 0
    while n < moments:
        after = dice.uniform(0.05, took)
        if not once(home, whole, after, ASKED[n % len(ASKED)], counted):
            # It had ended: the machine has become faster since it was timed.
            took = max(after, 0.5)
            continue
        n += 1
        if not n % SAY:
            sys.stderr.write(f"{n} of {moments}, {len(counted.faults)} faults\n")
    return counted


def main() -> int:
    """Print how it went; 1 if anything did not hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--moments", type=int, default=200)
    parser.add_argument("--reports", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="scr-mine-kill-") as folder:
        counted = killed(Path(folder), asked.moments, asked.reports, seed=asked.seed)
    print("Stopped:", ", ".join(f"{how} {n}" for how, n in sorted(counted.ends.items())))
    print("Found then:", ", ".join(f"{what} {n}" for what, n in sorted(counted.found.items())))
    right = asked.moments - len({fault.partition(":")[0] for fault in counted.faults})
    print(f"Taken up again, and byte for byte the same: {right} of {asked.moments}")
    for fault in counted.faults:
        print("FAULT", fault)
    return 1 if counted.faults else 0


if __name__ == "__main__":
    sys.exit(main())
