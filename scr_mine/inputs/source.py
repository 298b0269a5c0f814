"""A report file before it is read: on this machine or in shared storage."""

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from scr_mine.inputs.names import resolved
from scr_mine.records import Review


@dataclass(frozen=True, kw_only=True)
class Remote:
    """A file in shared storage: what a process that fetches it needs, and what may be told of it.

    `root` is the address as it was given, which may hold credentials, and `path` the file's path in
    the store that it opens. `url` is the file's address without credentials, `key` the same for the
    same file, `size` its bytes as far as the store says.
    """

    root: str = field(repr=False)
    path: str
    url: str
    key: str = field(repr=False)
    size: int = 0


@dataclass(frozen=True, kw_only=True)
class Source:
    """A report file: where it is, the name it goes by, what is known of its review.

    `name` is the path from the folder the user gave, with forward slashes; it is unique in a
    run. `manifest` is the manifest that lists the file, None if none does. Of a file in shared
    storage (`remote`), `path` only tells the folders it is in.
    """

    path: Path
    name: str
    review: Review
    manifest: Path | None = None
    remote: Remote | None = None

    @property
    def key(self) -> str:
        """The same for the same file, however it was named."""
        return self.remote.key if self.remote else str(resolved(self.path))

    @property
    def place(self) -> tuple[str, ...]:
        """All folders that it is in, from the top, and its file name."""
        if self.remote:
            scheme, _, rest = self.remote.url.partition("://")
            return (scheme, *(part for part in PurePosixPath(rest).parts if part != "/"))
        whole = self.path.parent.resolve() / self.path.name
        return whole.relative_to(whole.anchor).parts
