"""One run at a time in an output folder, and folders for passing files that nobody forgets.

A lock is the operating system's, on an open file, so one that a dead process held is free: the next
run takes the output folder over, and removes what a killed one left among the temporary files.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EACCES, EDEADLK
from functools import cache
from importlib import import_module
from pathlib import Path
from platform import node
from shutil import rmtree
from typing import Any

from scr_mine.errors import OutputError, cause

NAME = ".running"
#: How folders for passing files begin.
PASSING = "scr-mine-"

# What Windows lacks, or does otherwise.
_NO_LINK: int = getattr(os, "O_NOFOLLOW", 0)
_OPEN_FILES_STAY = os.name == "nt"
# The byte that is locked there lies far behind what is written and must be read by others.
_FAR = 1 << 30


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
            _let_go(held, folder / NAME)


def _let_go(held: int, path: Path) -> None:
    # Where it can be, the name goes before the lock: whoever waits for this very file finds it
    # gone, and makes another. Windows removes no open file, nor one that another has opened since.
    if _OPEN_FILES_STAY:
        os.close(held)
    with suppress(OSError):
        path.unlink()
    if not _OPEN_FILES_STAY:
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
    owner = getattr(os, "getuid", None)
    # Where users have no numbers, as on Windows, the temporary files are this user's own.
    if folder.is_symlink() or (owner and folder.stat().st_uid != owner()):
        return
    file = os.open(folder / NAME, os.O_RDWR | _NO_LINK)
    try:
        _lock(file)
        if not _OPEN_FILES_STAY:
            rmtree(folder, ignore_errors=True)
    finally:
        os.close(file)
    if _OPEN_FILES_STAY:
        rmtree(folder, ignore_errors=True)


def _taken(path: Path) -> int | None:
    """An open file that no other process has locked; None where there are no locks."""
    while True:
        try:
            file = os.open(path, os.O_RDWR | os.O_CREAT | _NO_LINK, 0o600)
        except OSError as error:
            raise OutputError(
                f"{path}: cannot be written ({cause(error)}); name another place."
            ) from error
        try:
            _lock(file)
        except BlockingIOError as error:
            holder = _holder(file)
            os.close(file)
            raise OutputError(
                f"{path.parent}: another run is writing into it ({holder}); "
                "wait for its end, or name another folder."
            ) from error
        except (OSError, ImportError):
            os.close(file)
            return None
        if _is_there(file, path):
            _sign(file)
            return file
        os.close(file)


def _lock(file: int) -> None:
    """Lock an open file until it is closed, by whatever locks the system has.

    Raises BlockingIOError where another has locked it, OSError or ImportError where none can.
    """
    try:
        fcntl: Any = import_module("fcntl")
    except ImportError:
        _lock_a_byte(file)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _lock_a_byte(file: int) -> None:
    """The same by the locks of Windows, which are of bytes, and keep others from reading these."""
    msvcrt: Any = import_module("msvcrt")
    os.lseek(file, _FAR, os.SEEK_SET)
    try:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    except OSError as error:
        if error.errno in (EACCES, EDEADLK):
            raise BlockingIOError(error.errno, "locked by another") from error
        raise


def _is_there(file: int, path: Path) -> bool:
    """Whether an open file is still the one of that name."""
    with suppress(OSError):
        return os.path.samestat(os.fstat(file), path.stat())
    return False


def _sign(file: int) -> None:
    # Who it is, is a help only: with a full disk the lock holds without it.
    with suppress(OSError):
        os.ftruncate(file, 0)
        os.lseek(file, 0, os.SEEK_SET)
        os.write(file, json.dumps([os.getpid(), node()]).encode())


def _holder(file: int) -> str:
    try:
        os.lseek(file, 0, os.SEEK_SET)
        number, machine = json.loads(os.read(file, 500))
        return f"process {int(number)} on {machine}"
    except (OSError, TypeError, ValueError):
        return "unknown process"
