"""Report files on this machine or a mounted disk."""

import os
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from scr_mine import manifest
from scr_mine.errors import UsageError, cause
from scr_mine.inputs.names import RUN, hidden, printable, resolved, scope_of, slugged, within
from scr_mine.inputs.passed import Passed, What
from scr_mine.inputs.source import Source
from scr_mine.records import Review

Kind = Literal["file", "folder", "no-file", "nothing"]
NO_FILE = (
    "it is a pipe, a socket or a device, not a file; save what it holds as a file and name that"
)


@dataclass(frozen=True, kw_only=True)
class Disk:
    """A file, or a folder that is searched to the bottom."""

    root: Path
    scope: str | None

    def sources(
        self, suffixes: Collection[str], apart_from: Path | None
    ) -> tuple[list[Source], list[Passed]]:
        """The reports, in the order of their paths, and what was passed over.

        A link that leads nowhere and a folder that cannot be opened are among the reports: reading
        them fails, with a sentence. Raises UsageError where there is none.
        """
        if not _is_folder(self.root):
            return [self._source(self.root, self.root.parent)], []
        found: list[Source] = []
        passed: list[Passed] = []
        for path, kind in self._all(apart_from):
            named, listing = path.suffix.lower() in suffixes, path.name == manifest.NAME
            if path == self.root:
                raise UsageError(f"{path}: this folder cannot be opened; check its permissions.")
            if kind == "folder" and path.is_symlink():
                passed.append(self._passed(path, "link"))
            elif kind == "no-file" and (named or listing):
                passed.append(self._passed(path, "no-file"))
            elif named or kind == "folder":
                found.append(self._source(path, self.root))
            elif not listing:
                passed.append(self._passed(path, "other"))
        if not found:
            own = resolved(apart_from) if apart_from else None
            if resolved(self.root) == own or within(self.root, own):
                raise UsageError(
                    f"{self.root}: this is the output folder, where no reports are looked for; "
                    "name another folder with -o."
                )
            kinds = ", ".join(sorted(suffixes))
            raise UsageError(f"{self.root}: no report in this folder ({kinds}); check the path.")
        return found, passed

    def manifests(self, apart_from: Path | None) -> Iterator[tuple[Path, str, dict[str, Review]]]:
        """Where every manifest is, the key of its folder, and its rows by file name."""
        for path, kind in self._all(apart_from) if self.root.is_dir() else ():
            known = path.name == manifest.NAME and kind in ("file", "nothing")
            if known and not (path.parent / RUN).is_file():
                yield path, str(path.parent), manifest.load(path)

    def key_in(self, folder: str, name: str) -> str:
        """The key of a file that a manifest in a folder names."""
        return str(resolved(Path(folder) / name))

    def has(self, key: str) -> bool:
        """Whether a file of that key is there."""
        return kind_of(Path(key)) == "file"

    def _all(self, apart_from: Path | None) -> list[tuple[Path, Kind]]:
        """What lies in the folder, in the order of the paths, but hidden files and `apart_from`.

        Of folders only those that are not searched: links, and what cannot be opened.
        """
        own = resolved(apart_from) if apart_from else None
        if resolved(self.root) == own or within(self.root, own):
            return []
        found: dict[Path, Kind] = {}

        def closed(error: OSError) -> None:
            found[Path(error.filename)] = "folder"

        for folder, folders, files in os.walk(self.root, onerror=closed):
            below = [Path(folder) / name for name in folders if not hidden(name)]
            links = [place for place in below if place.is_symlink()]
            folders[:] = [p.name for p in below if p not in links and resolved(p) != own]
            places = links + [Path(folder) / name for name in files if not hidden(name)]
            found |= {p: kind_of(p) for p in places if not p.is_symlink() or not within(p, own)}
        return sorted(found.items())

    def _source(self, path: Path, folder: Path) -> Source:
        name = printable(path.relative_to(folder).as_posix())
        scope = self.scope or scope_of(folder.resolve().name, name)
        return Source(path=path, name=name, review=slugged(path.name, scope))

    def _passed(self, path: Path, what: What) -> Passed:
        name = printable(path.relative_to(self.root).as_posix())
        return Passed(what=what, name=name, key=str(path.absolute()))


def kind_of(path: Path) -> Kind:
    """What is found at a path, without opening it; `nothing` as well where it cannot be seen."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return "nothing"
    if stat.S_ISREG(mode):
        return "file"
    return "folder" if stat.S_ISDIR(mode) else "no-file"


def unopened(path: Path, error: OSError) -> str:
    """Why a report cannot be opened, and what to do about it."""
    if path.is_symlink() and kind_of(path) == "nothing":
        return "it is a link that leads to no file; put the report in its place."
    return f"it cannot be opened ({cause(error)}); check its permissions."


def _is_folder(root: Path) -> bool:
    """Whether it is a folder; raises UsageError where it is neither one nor a file."""
    kind = kind_of(root)
    if kind == "no-file":
        raise UsageError(f"{root}: {NO_FILE}.")
    if kind == "nothing":
        reason = "the link leads to no file or folder" if root.is_symlink() else _unseen(root)
        raise UsageError(f"{root}: {reason}; check the path.")
    return kind == "folder"


def _unseen(root: Path) -> str:
    try:
        root.stat()
    except PermissionError as error:
        return f"it cannot be opened ({cause(error)})"
    except (OSError, ValueError):
        pass
    return "there is no such file or folder"
