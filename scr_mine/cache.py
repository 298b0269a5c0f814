"""What is kept from run to run in the output folder: files as read, and which review is which.

Keys are fingerprints of everything that a thing was made of, so what is found is never out of date.
It lies in the user's own folder because it holds the text of reports.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from typing import Any

import msgspec

from scr_mine import lock
from scr_mine.errors import OutputError, cause
from scr_mine.store import write_bytes

NAME = "cache"


@dataclass(frozen=True, kw_only=True)
class Cache:
    """A folder of things by their keys; what is damaged or of an older kind is not found.

    Without `read`, nothing is found but what is `fresh`: was put there since.
    """

    folder: Path
    read: bool = True
    fresh: set[str] = field(default_factory=set)

    def get(self, key: str, kind: Any) -> Any:
        """The thing of that key and type, None if it is not there."""
        if not self.read and key not in self.fresh:
            return None
        try:
            return msgspec.msgpack.decode((self.folder / key).read_bytes(), type=kind)
        except (OSError, msgspec.MsgspecError):
            return None

    def put(self, key: str, thing: Any) -> None:
        """Keep a dataclass of plain data under that key."""
        write_bytes(self.folder / key, msgspec.msgpack.encode(thing))
        self.fresh.add(key)

    def keep(self, keys: Collection[str]) -> None:
        """Remove everything else."""
        kept = frozenset(keys)
        for path in self.folder.glob("*"):
            if path.name not in kept:
                with suppress(OSError):
                    path.unlink()


@contextmanager
def passing() -> Iterator[Cache]:
    """A cache in a private folder that is gone afterwards."""
    with lock.passing() as folder:
        yield Cache(folder=folder)


def clear(output: Path) -> bool:
    """Remove what an output folder keeps; whether there was anything. Raises OutputError."""
    folder = output / NAME
    if not folder.is_dir():
        return False
    try:
        rmtree(folder)
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be removed ({cause(error)}); remove it by hand."
        ) from error
    return True
