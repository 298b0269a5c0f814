"""Runs programs for a process that may be ended at any moment, and ends them with it.

A script of its own, `python keeper.py PARENT-FOLDER SECONDS MEGABYTES`. It makes a private folder
and answers with its name; then each line that comes in is a command as a list in JSON, and is
answered with how it ended. When no more lines can come, because whoever began it is done, was
ended or broke down, the program that runs is ended and the folder removed. A pipe tells so on every
platform, where a signal to the one who began it would not reach anything that it started.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from tempfile import mkdtemp
from threading import Thread

MEGABYTE = 2**20
#: How a command ended, if not with an exit code: it took too long, or could not be started.
TOO_LONG, NOT_STARTED = "too long", "not started"


def main(parent: str, seconds: float, megabytes: int) -> None:
    """Do what comes in, until nothing can."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    _bound(megabytes)
    folder = mkdtemp(prefix="scr-mine-", dir=parent)
    try:
        _answer(folder)
        # What a program that was ended leaves lying about goes with the folder.
        os.environ.update(dict.fromkeys(("TMPDIR", "TEMP", "TMP"), folder))
        _follow(sys.stdin.buffer, seconds)
    finally:
        # Again, as a program that was ended may just have written something.
        for _ in range(2):
            shutil.rmtree(folder, ignore_errors=True)


def _follow(lines: Iterable[bytes], seconds: float) -> None:
    """Run the commands; waiting for them is left to a thread, so that the end is seen at once."""
    running: subprocess.Popen[bytes] | None = None
    try:
        for line in lines:
            running = _begun(json.loads(line))
            if running is None:
                _answer(NOT_STARTED)
            else:
                Thread(target=_awaited, args=(running, seconds), daemon=True).start()
    finally:
        if running is not None:
            _end(running)


def _begun(command: list[str]) -> "subprocess.Popen[bytes] | None":
    """A program as the head of a group of its own, which holds what it starts in its turn."""
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return None


def _awaited(running: "subprocess.Popen[bytes]", seconds: float) -> None:
    try:
        _answer(running.wait(seconds))
    except subprocess.TimeoutExpired:
        _end(running)
        _answer(TOO_LONG)


def _end(running: "subprocess.Popen[bytes]") -> None:
    """End a program, if it is not done, with all that it started."""
    if running.poll() is None:
        with suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(running.pid, signal.SIGKILL)
            else:
                running.kill()
        running.wait()


def _answer(found: str | int) -> None:
    # Nobody may be there any more to hear it.
    with suppress(OSError):
        os.write(1, json.dumps(found).encode() + b"\n")


def _bound(megabytes: int) -> None:
    """A bound of their own for the programs, not that of the process they work for."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        most = resource.getrlimit(resource.RLIMIT_DATA)[1]
        bytes_ = megabytes * MEGABYTE
        soft = bytes_ if most == resource.RLIM_INFINITY else min(bytes_, most)
        resource.setrlimit(resource.RLIMIT_DATA, (soft, most))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))
