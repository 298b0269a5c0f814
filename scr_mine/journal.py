"""What a run is writing into its output folder, noted beforehand: known should it be cut off."""

import json
import os
from contextlib import suppress
from functools import partial
from pathlib import Path

from scr_mine.errors import OutputError
from scr_mine.store import dumps

NAME = ".writing"


def note(folder: Path, name: str, digest: str) -> None:
    """Say that a file of this name and fingerprint is going to be written into the folder."""
    path = folder / NAME
    try:
        with open(path, "a", encoding="utf-8", opener=partial(os.open, mode=0o600)) as file:
            # Where the disk was full, half a line stands before it.
            file.write(f"\n{dumps([name, digest])}\n")
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise OutputError(f"{path}: cannot be written ({reason}); name another place.") from error


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


def end(folder: Path) -> None:
    """Forget what was noted: the run has finished."""
    (folder / NAME).unlink(missing_ok=True)
