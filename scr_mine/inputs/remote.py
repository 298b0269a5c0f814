"""Report files in shared storage, found and fetched by fsspec: S3, SFTP, a mounted disk and others.

Nothing is looked up or fetched but what lies at or below an address that the user named.
"""

import posixpath
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import IO, Any

from scr_mine import lock, manifest
from scr_mine.errors import InputError, UnreadableFileError, UsageError
from scr_mine.inputs.address import ON_DISK, scheme_of, why, without_secrets
from scr_mine.inputs.local import NO_FILE, kind_of
from scr_mine.inputs.names import RUN, hidden, resolved, scope_of, slugged, within
from scr_mine.inputs.passed import Passed, What
from scr_mine.inputs.source import Remote, Source
from scr_mine.records import Review

#: Bytes fetched at a time.
CHUNK = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Store:
    """What lies at or below an address; `listing` is the size of every file by its path."""

    root: str
    start: str
    folder: bool
    listing: dict[str, int]
    scope: str | None

    def sources(
        self, suffixes: Collection[str], apart_from: Path | None
    ) -> tuple[list[Source], list[Passed]]:
        """The reports, in the order of their paths, and what was passed over.

        Raises UsageError where there is none.
        """
        if not self.folder:
            return [self._source(self.start, PurePosixPath(self._url(self.start)).name)], []
        found: list[Source] = []
        passed: list[Passed] = []
        for path, name in self._names(apart_from):
            if hidden(name):
                continue
            named = PurePosixPath(name).suffix.lower() in suffixes
            listing = PurePosixPath(name).name == manifest.NAME
            kind = kind_of(Path(path)) if self._on_disk else "file"
            if kind == "folder":
                passed.append(self._passed(path, name, "link"))
            elif kind == "no-file" and (named or listing):
                passed.append(self._passed(path, name, "no-file"))
            elif named:
                found.append(self._source(path, name))
            elif not listing:
                passed.append(self._passed(path, name, "other"))
        if not found:
            kinds = ", ".join(sorted(suffixes))
            raise UsageError(
                f"{without_secrets(self.root)}: no report in this folder ({kinds}); "
                "check the address."
            )
        return found, passed

    def manifests(self, apart_from: Path | None) -> Iterator[tuple[Path, str, dict[str, Review]]]:
        """Where every manifest is, the address of its folder, and its rows by file name."""
        for path, name in self._names(apart_from):
            folder = posixpath.dirname(path)
            known = PurePosixPath(name).name == manifest.NAME and self._opens(path)
            if known and f"{folder}/{RUN}" not in self.listing:
                above = folder if self._on_disk else self._url(folder)
                yield self._place(path), above, _rows(self.root, path)

    def key_in(self, folder: str, name: str) -> str:
        """The key of a file that a manifest in a folder names."""
        if self._on_disk:
            return str(resolved(Path(folder) / name))
        scheme, _, rest = folder.partition("://")
        return f"{scheme}://{posixpath.normpath(posixpath.join(rest, name))}"

    def has(self, key: str) -> bool:
        """Whether a file of that key is there."""
        return any(self._key(path) == key for path in self.listing)

    def _names(self, apart_from: Path | None) -> Iterator[tuple[str, str]]:
        """Every path in a folder, and it from that folder on."""
        if not self.folder:
            return
        above = self.start.rstrip("/") + "/"
        for path in sorted(self.listing):
            own = self._on_disk and within(Path(path), apart_from)
            if path.startswith(above) and not own:
                yield path, path.removeprefix(above)

    def _source(self, path: str, name: str) -> Source:
        scope = self.scope or scope_of(PurePosixPath(self.start).name, name)
        return Source(
            path=self._place(path),
            name=name,
            review=slugged(name, scope),
            remote=Remote(
                root=self.root,
                path=path,
                url=self._url(path),
                key=self._key(path),
                size=self.listing.get(path, 0),
            ),
        )

    def _passed(self, path: str, name: str, what: What) -> Passed:
        return Passed(what=what, name=name, key=path if self._on_disk else self._key(path))

    @property
    def _on_disk(self) -> bool:
        return scheme_of(self.root) in ON_DISK

    def _opens(self, path: str) -> bool:
        """Whether opening it waits for nobody; only on a disk there is what does."""
        return not self._on_disk or kind_of(Path(path)) == "file"

    def _place(self, path: str) -> Path:
        return Path(path) if self._on_disk else Path(self._url(path))

    def _url(self, path: str) -> str:
        shown = without_secrets(self.root)
        below = path.removeprefix(self.start.rstrip("/"))
        return shown.rstrip("/") + below if path != self.start else shown

    def _key(self, path: str) -> str:
        """What is the same for one file under two roots; on disk also under a path."""
        if self._on_disk:
            return str(resolved(Path(path)))
        if path == self.start:
            return without_secrets(self.root, query=True)
        return self._url(path)


def store(root: str, suffixes: Collection[str], scope: str | None) -> Store:
    """Look up what lies at an address.

    Raises UsageError where nothing is there or it cannot be read with what is installed, InputError
    where the store does not answer.
    """
    with _telling(root):
        filesystem, start = _opened(root)
        named_as_report = PurePosixPath(without_secrets(root)).suffix.lower() in suffixes
        if named_as_report and filesystem.isfile(start):
            return _one(root, start, filesystem, scope)
        found = filesystem.find(start, detail=True)
        listing = {str(path): int(about.get("size") or 0) for path, about in found.items()}
        if set(listing) <= {start}:
            about = filesystem.info(start)
            if about.get("type") != "directory":
                return _one(root, start, filesystem, scope)
    return Store(root=root, start=start, folder=True, listing=listing, scope=scope)


def _one(root: str, start: str, filesystem: Any, scope: str | None) -> Store:
    if scheme_of(root) in ON_DISK and kind_of(Path(start)) == "no-file":
        raise UsageError(f"{without_secrets(root)}: {NO_FILE}.")
    listing = {start: int(filesystem.info(start).get("size") or 0)}
    return Store(root=root, start=start, folder=False, listing=listing, scope=scope)


def fetch(remote: Remote, to: IO[bytes], *, most: int) -> None:
    """Copy a file's bytes, and no more than one beyond `most`; in whichever process asks for them.

    Raises UnreadableFileError where they cannot be had.
    """
    # What a store raises is for its package to choose, and any of it costs this file only.
    try:
        filesystem, _ = _opened(remote.root)
        # A process that lives long would go by what it saw of the file before.
        filesystem.invalidate_cache()
        with filesystem.open(remote.path, "rb") as file:
            while most >= 0 and (chunk := file.read(min(CHUNK, most + 1))):
                to.write(chunk)
                most -= len(chunk)
    except Exception as error:
        raise UnreadableFileError(remote.url, *why(error, remote.root)) from error


def manifest_at(root: str) -> dict[str, Review]:
    """The rows of a manifest at an address."""
    with _telling(root):
        _, path = _opened(root)
    return _rows(root, path)


def _rows(root: str, path: str) -> dict[str, Review]:
    with _telling(root), _opened(root)[0].open(path, "rb") as file:
        content = file.read()
    with lock.passing() as folder:
        copy = folder / PurePosixPath(path).name
        copy.write_bytes(content)
        return manifest.load(copy)


def _opened(root: str) -> tuple[Any, str]:
    if "::" in root:
        raise UsageError(
            f"{without_secrets(root)}: an address within an address ('::') is not read; "
            "name a folder or a file."
        )
    filesystem, start = import_module("fsspec.core").url_to_fs(root)
    return filesystem, str(start)


@contextmanager
def _telling(root: str) -> Iterator[None]:
    """Turn what a store raises, whatever its package chose, into a sentence without secrets."""
    try:
        yield
    except (UsageError, InputError):
        raise
    except Exception as error:
        reason, remedy = why(error, root)
        kind = UsageError if isinstance(error, _ASKED_WRONGLY) else InputError
        raise kind(f"{without_secrets(root)}: {reason}; {remedy}.") from error


_ASKED_WRONGLY = (ImportError, FileNotFoundError, ValueError)
