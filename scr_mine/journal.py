"""What runs say of themselves: `run.json` of the last, and what the present one is about to write.

What is written is noted beforehand, so that it is known should the run be cut off.
"""

import json
import os
import re
from collections.abc import Collection
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from scr_mine.errors import OutputError, cause
from scr_mine.store import dumps, remove, settle

NAME = ".writing"
RUN = "run.json"
REVIEWS = "reviews"
#: How a file is called before it is whole; see `store.atomic`.
_HALF = re.compile(r"\.(.+)\.[a-z0-9_]{8}")


def note(folder: Path, name: str, digest: str) -> None:
    """Say that a file of this name and fingerprint is going to be written into the folder."""
    path = folder / NAME
    first = not path.exists()
    try:
        with open(path, "a", encoding="utf-8", opener=partial(os.open, mode=0o600)) as file:
            # Where the disk was full, half a line stands before it.
            file.write(f"\n{dumps([name, digest])}\n")
            if first:
                # That a run has begun must outlast a power cut; what it wrote is known with that.
                file.flush()
                os.fsync(file.fileno())
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written ({cause(error)}); name another place."
        ) from error
    if first:
        settle(folder)


def left(folder: Path) -> dict[str, set[str]]:
    """The fingerprints of what was noted since the last run that finished, by name."""
    found: dict[str, set[str]] = {}
    text = ""
    with suppress(OSError, ValueError):
        text = (folder / NAME).read_text(encoding="utf-8")
    for line in text.splitlines():
        with suppress(TypeError, ValueError):
            name, digest = map(str, json.loads(line))
            if ".." not in Path(name).parts and not Path(name).is_absolute():
                found.setdefault(name, set()).add(digest)
    return found


def remove_halves(folder: Path, names: Collection[str]) -> None:
    """Remove what a killed run had not written to the end of these: it holds text of reports."""
    for place in {(folder / name).parent for name in names}:
        for path in place.glob(".*"):
            half = _HALF.fullmatch(path.name)
            if half and (place / half[1]).relative_to(folder).as_posix() in names:
                remove(path)


def end(folder: Path) -> None:
    """Forget what was noted: the run has finished."""
    remove(folder / NAME)


def last_run(path: Path) -> dict[str, Any]:
    """What the last run into a folder recorded, if it is there and whole."""
    try:
        value = json.loads((path / RUN).read_text(encoding="utf-8"))
    except (OSError, RecursionError, ValueError):
        return {}
    return value if isinstance(value, dict) and _is_whole(value) else {}


def _is_whole(run: dict[str, Any]) -> bool:
    """Whether a `run.json` holds what a later run looks up in it."""
    for key, needed in _LOOKED_UP.items():
        entries = run.get(key, [])
        if not isinstance(entries, list):
            return False
        if not all(isinstance(e, dict) and needed <= e.keys() for e in entries):
            return False
    outputs, suspected = run.get("outputs", {}), run.get("suspected", 0)
    return "reviews" in run and isinstance(outputs, dict) and isinstance(suspected, int)


_LOOKED_UP = {
    REVIEWS: {"review_id", "key", "file", "sha256", "by_file"},
    "inputs": {"file", "sha256", "said", "report"},
}
