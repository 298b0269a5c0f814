"""What the names of files and folders say, wherever they are."""

import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from scr_mine.manifest import SCOPES, slug
from scr_mine.records import Review

#: What a finished run leaves beside the list it wrote.
RUN = "run.json"
#: What Windows puts into folders by itself.
_OF_WINDOWS = frozenset({"thumbs.db", "desktop.ini"})


def printable(name: str) -> str:
    """A file name, its bytes that are not UTF-8 as `%E9`: such names come out of old archives."""
    return re.sub("[\udc80-\udcff]", lambda m: f"%{ord(m[0]) - 0xDC00:02X}", name)


def hidden(name: str) -> bool:
    """Whether a path from the folder on is, or lies in, what is hidden or a program's own."""
    return any(
        part.startswith((".", "~$")) or part.lower() in _OF_WINDOWS
        for part in PurePosixPath(name).parts
    )


def resolved(path: Path) -> Path:
    """A path without links; as it is where they lead in a circle."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path.absolute()


def within(path: Path, folder: Path | None) -> bool:
    """Whether a path lies in the folder, if there is one."""
    return folder is not None and resolved(folder) in resolved(path).parents


def scope_of(folder: str, name: str) -> str | None:
    """The scope that the nearest folder is called by, if any is."""
    parts: Sequence[str] = (folder, *PurePosixPath(name).parts[:-1])
    folded = [part.casefold() for part in parts]
    return next((part for part in reversed(folded) if part in SCOPES), None)


def slugged(name: str, scope: str | None) -> Review:
    """A review known by its file's name only."""
    inferred = ("scope",) if scope else ()
    return Review(review_id=slug(PurePosixPath(name).stem), scope=scope, inferred=inferred)
