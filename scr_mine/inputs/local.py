"""Report files on this machine or a mounted disk."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from scr_mine import manifest
from scr_mine.errors import UsageError
from scr_mine.inputs.names import RUN, hidden, printable, scope_of, slugged, within
from scr_mine.inputs.source import Source
from scr_mine.records import Review


@dataclass(frozen=True, kw_only=True)
class Disk:
    """A file, or a folder that is searched to the bottom."""

    root: Path
    scope: str | None

    def sources(self, suffixes: Collection[str], apart_from: Path | None) -> list[Source]:
        """The reports, in the order of their paths; raises UsageError where there is none."""
        if self.root.is_file():
            return [self._source(self.root, self.root.parent)]
        if not self.root.is_dir():
            raise UsageError(f"{self.root}: there is no such file or folder; check the path.")
        found = [
            self._source(path, self.root)
            for path in sorted(self.root.rglob("*"))
            if path.suffix.lower() in suffixes
            and path.is_file()
            and not hidden(path.relative_to(self.root).as_posix())
            and not within(path, apart_from)
        ]
        if not found:
            kinds = ", ".join(sorted(suffixes))
            raise UsageError(f"{self.root}: no report in this folder ({kinds}); check the path.")
        return found

    def manifests(self, apart_from: Path | None) -> Iterator[tuple[Path, str, dict[str, Review]]]:
        """Where every manifest is, the key of its folder, and its rows by file name."""
        for path in sorted(self.root.rglob(manifest.NAME)) if self.root.is_dir() else ():
            if not within(path, apart_from) and not (path.parent / RUN).is_file():
                yield path, str(path.parent), manifest.load(path)

    def key_in(self, folder: str, name: str) -> str:
        """The key of a file that a manifest in a folder names."""
        return str((Path(folder) / name).resolve())

    def has(self, key: str) -> bool:
        """Whether a file of that key is there."""
        return Path(key).is_file()

    def _source(self, path: Path, folder: Path) -> Source:
        name = printable(path.relative_to(folder).as_posix())
        scope = self.scope or scope_of(folder.resolve().name, name)
        return Source(path=path, name=name, review=slugged(path.name, scope))
