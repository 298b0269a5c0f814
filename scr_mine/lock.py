"""One run at a time in an output folder, and folders for passing files that nobody forgets.

A lock is the operating system's, on an open file, so one that a dead process held is free: the next
run takes the output folder over, and removes what a killed one left among the temporary files.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from platform import node
from shutil import rmtree

from scr_mine.errors import OutputError

NAME = ".running"
#: How folders for passing files begin.
PASSING = "scr-mine-"


@contextmanager
def only(folder: Path) -> Iterator[None]:
    """Be the only run that writes into a folder, which is there.

    Raises OutputError naming the process and the machine of the run that is. Where a file system
    has no locks, nothing is held.
    """
    held = _taken(folder / NAME)
    try:
        yield
    finally:
        if held is not None:
            # Whoever waits for this very file finds it gone, and makes another.
            with suppress(OSError):
                (folder / NAME).unlink()
            os.close(held)


@contextmanager
def passing() -> Iterator[Path]:
    """A private folder for files that are gone afterwards, even if this process is killed."""
    sweep()
    with tempfile.TemporaryDirectory(prefix=PASSING) as folder, only(Path(folder)):
        yield Path(folder)


def sweep() -> None:
    """Remove what processes of this user that were killed left among the temporary files."""
    _swept(tempfile.gettempdir())


@cache
def _swept(place: str) -> None:
    # Once in a process: others may have left very much there.
    for folder in Path(place).glob(f"{PASSING}*"):
        with suppress(OSError, ImportError):
            _remove_if_left(folder)


def _remove_if_left(folder: Path) -> None:
    import fcntl

    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        return
    file = os.open(folder / NAME, os.O_RDWR | os.O_NOFOLLOW)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        rmtree(folder, ignore_errors=True)
    finally:
        os.close(file)


def _taken(path: Path) -> int | None:
    """An open file that no other process has locked; None where there are no locks."""
    try:
        import fcntl
    except ImportError:
        return None
    while True:
        try:
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            raise OutputError(
                f"{path}: cannot be written ({reason}); name another place."
            ) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = _holder(file)
            os.close(file)
            raise OutputError(
                f"{path.parent}: another run is writing into it ({holder}); "
                "wait for its end, or name another folder."
            ) from error
        except OSError:
            os.close(file)
            return None
        if _is_there(file, path):
            _sign(file)
            return file
        os.close(file)


def _is_there(file: int, path: Path) -> bool:
    """Whether an open file is still the one of that name."""
    with suppress(OSError):
        return os.path.samestat(os.fstat(file), path.stat())
    return False


def _sign(file: int) -> None:
    # Who it is, is a help only: with a full disk the lock holds without it.
    with suppress(OSError):
        os.ftruncate(file, 0)
        os.pwrite(file, json.dumps([os.getpid(), node()]).encode(), 0)


def _holder(file: int) -> str:
    try:
        number, machine = json.loads(os.pread(file, 500, 0))
        return f"process {int(number)} on {machine}"
    except (OSError, TypeError, ValueError):
        return "unknown process"
