"""A bound on the memory that reading one file takes, in processes that may end without harm."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from multiprocessing import parent_process
from pathlib import Path

from scr_mine.read.limits import MEGABYTE

_STATUS = Path("/proc/self/status")


@contextmanager
def bounded(megabytes: int) -> Iterator[None]:
    """Let what is done here take no more memory than that beyond what this process began with.

    What needs more raises MemoryError or, in a library, ends the process, which leaves no image of
    its memory behind. Nothing is bounded where the platform cannot do it, in the process that the
    user started, and in one of a cluster, whose threads read several files at a time.
    """
    used = _used()
    if used is None or parent_process() is None or "distributed" in sys.modules:
        yield
        return
    import resource

    data = resource.getrlimit(resource.RLIMIT_DATA)
    core = resource.getrlimit(resource.RLIMIT_CORE)
    bytes_ = megabytes * MEGABYTE
    # Memory that earlier files took is used again; a process that holds more now gets some as well.
    most = max(_at_first() + bytes_, used + bytes_ // 4)
    most = min([most, *(limit for limit in data if limit != resource.RLIM_INFINITY)])
    resource.setrlimit(resource.RLIMIT_DATA, (most, data[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, core[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, data)
        resource.setrlimit(resource.RLIMIT_CORE, core)
        _give_back()


def _give_back() -> None:
    """Let the system have what lies free between what is kept, or many files would add up."""
    import ctypes

    # Other C libraries give it back by themselves, or not at all.
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


@cache
def _at_first() -> int:
    return _used() or 0


def _used() -> int | None:
    """The memory that counts against the bound, in bytes; None where nothing tells."""
    try:
        lines = _STATUS.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return None
    found = [line.split()[1] for line in lines if line.startswith("VmData:")]
    return int(found[0]) * 1024 if found else None
