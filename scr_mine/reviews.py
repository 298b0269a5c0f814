"""From report files to reviews: read each file once, and put the files of one case together."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from scr_mine import engine, lock, steps, titlepage
from scr_mine.cache import Cache
from scr_mine.engine import Engine, Lost
from scr_mine.errors import OutputError, UnreadableFileError
from scr_mine.folder import code_hash, key_of
from scr_mine.inputs import Remote, Source, remote, unopened
from scr_mine.read.limits import MEGABYTE
from scr_mine.records import Passage, ReadingReport, Review
from scr_mine.steps import USUAL, Read, ReadingOptions, Unread
from scr_mine.store import file_hash, plain

#: Called with what has just been done, how much of the work that was, and of how much.
Progress = Callable[[str, int, int], None]

#: The code that decides what is read of a file; a change of it, and only of it, reads all anew.
READING = (
    *("read", "segment.py", "titlepage.py", "steps.py"),
    *("language.py", "records.py", "store.py", "pseudonyms.py"),
)
_LOST = "print it to PDF again, or leave it out"


@dataclass(frozen=True, kw_only=True)
class File:
    """A report file and what is known of it; `key` is that of its passages in the cache.

    `said` is what its title page states. Under `fetched` the cache keeps the sha256 of what was
    fetched from shared storage last time. `names` are lines of the file of names replaced.
    """

    source: Source
    sha256: str
    review: Review
    said: dict[str, Any]
    report: ReadingReport
    key: str
    fetched: str = ""
    names: tuple[int, ...] = ()

    @property
    def keys(self) -> set[str]:
        """What the cache keeps for it."""
        return {self.key, self.fetched} - {""}


@dataclass(frozen=True, kw_only=True)
class Same:
    """A file in shared storage whose bytes are those that were read before."""

    sha256: str


@dataclass(frozen=True, kw_only=True)
class Files:
    """The files that could be read, a sentence for each that could not, how many are read anew."""

    read: tuple[File, ...]
    failures: tuple[str, ...]
    anew: int


def read_files(
    sources: Sequence[Source],
    cache: Cache,
    workers: Engine,
    progress: Progress,
    how: ReadingOptions = USUAL,
) -> Files:
    """Every file that can be read; what the cache holds of a file's content is not read again.

    The largest are read first, so that none is left over at the end.
    """
    readings = _Readings(cache, how)
    failed: dict[str, str] = {}
    wanted = list(_wanted(sources, readings, failed))
    wanted.sort(key=lambda item: (-item[0], item[1].name))
    tasks = (
        (source, (source.remote or source.path, source.name, readings.before(source), how))
        for _, source in wanted
    )
    sizes = {source.name: size for size, source in wanted}
    so_far, total = 0, sum(sizes.values())
    progress("Reading", 0, total)
    for source, result in engine.done(workers, read_at, tasks):
        if isinstance(result, Read):
            readings.add(source, result)
        elif not (isinstance(result, Same) and readings.known(source, result.sha256)):
            failed[source.name] = _why(result)
        so_far += sizes[source.name]
        progress(f"Read {source.name}", so_far, total)
    return Files(
        read=tuple(readings.found[s.name] for s in sources if s.name in readings.found),
        failures=tuple(f"{s.name}: {failed[s.name]}" for s in sources if s.name in failed),
        anew=len(readings.new) + sum(s.name in failed for _, s in wanted),
    )


def _wanted(
    sources: Sequence[Source], readings: "_Readings", failed: dict[str, str]
) -> Iterator[tuple[int, Source]]:
    """The files that a worker must look at, with their bytes; why others cannot be is `failed`."""
    for source in sources:
        if source.remote:
            yield source.remote.size, source
            continue
        try:
            size, digest = source.path.stat().st_size, file_hash(source.path)
        except OSError as error:
            failed[source.name] = unopened(source.path, error)
            continue
        if not readings.known(source, digest):
            yield size, source


class _Readings:
    """What has been read of which file, now or before: what the cache holds, and what is new."""

    def __init__(self, cache: Cache, how: ReadingOptions) -> None:
        self._cache, self._stamp = cache, key_of(code_hash(READING), how)
        self.found: dict[str, File] = {}
        self.new: set[str] = set()

    def known(self, source: Source, digest: str) -> bool:
        """Whether these bytes have been read under this name; if so, they are found."""
        kept = self._kept(source, digest)
        if kept is not None:
            self._found(source, kept)
        return kept is not None

    def before(self, source: Source) -> str:
        """The sha256 of what was fetched of a file in shared storage and has been read, or none."""
        digest = self._cache.get(self._fetched(source), str) if source.remote else None
        return str(digest) if digest and self._kept(source, digest) else ""

    def add(self, source: Source, read: Read) -> None:
        """Keep what was read; a file may have been saved again since it was looked at."""
        self._cache.put(self._key(source, read.sha256), read)
        if source.remote:
            self._cache.put(self._fetched(source), read.sha256)
        self.new.add(source.name)
        self._found(source, read)

    def _kept(self, source: Source, digest: str) -> Read | None:
        found: Read | None = self._cache.get(self._key(source, digest), Read)
        return found

    def _key(self, source: Source, digest: str) -> str:
        return key_of(self._stamp, source.name, digest)

    def _fetched(self, source: Source) -> str:
        return key_of(self._stamp, source.name, "fetched", source.key) if source.remote else ""

    def _found(self, source: Source, read: Read) -> None:
        self.found[source.name] = File(
            source=source,
            sha256=read.sha256,
            review=titlepage.fill(source.review, read.said),
            said=read.said,
            report=read.report,
            key=self._key(source, read.sha256),
            fetched=self._fetched(source),
            names=read.names,
        )


def read_at(
    place: Path | Remote, name: str, before: str, how: ReadingOptions
) -> Read | Unread | Same:
    """Read a report file, in whichever process; from shared storage it is fetched there.

    `before` is the sha256 of what was read of it before: the same bytes are not read again.
    """
    if isinstance(place, Path):
        return steps.read_file(place, name, how)
    with lock.passing() as folder:
        copy = folder / f"report{PurePosixPath(name).suffix[:16]}"
        try:
            with copy.open("wb") as file:
                remote.fetch(place, file, most=how.limits.file_size * MEGABYTE)
        except UnreadableFileError as error:
            return Unread(reason=error.reason, remedy=error.remedy)
        if before and file_hash(copy) == before:
            return Same(sha256=before)
        return steps.read_file(copy, name, how)


def _why(result: Unread | Lost | Same) -> str:
    if isinstance(result, Same):
        return "what was read of it before is gone; run again, and only one run at a time."
    remedy = result.remedy if isinstance(result, Unread) else _LOST
    return f"{result.reason}; {remedy}."


def passages(review: Review, members: Sequence[File], cache: Cache) -> Iterator[Passage]:
    """The passages of a review, file by file."""
    return steps.passages_of(review.review_id, (packed(member, cache) for member in members))


def packed(file: File, cache: Cache) -> bytes:
    """The passages of a file, packed; raises OutputError where another run has removed them."""
    kept = cache.get(file.key, Read)
    if kept is None:
        raise OutputError(
            f"{file.source.name}: what was read of it has been removed from the output folder; "
            "run again, and only one run at a time."
        )
    found: bytes = kept.passages
    return found


def remembered(file: File) -> dict[str, Any]:
    """What `run.json` keeps of a file; of one in shared storage its address, without secrets."""
    remote_file = file.source.remote
    return {
        "file": file.source.name,
        **({"source": remote_file.url} if remote_file else {}),
        "sha256": file.sha256,
        "review_id": file.review.review_id,
        "said": file.said,
        "report": plain(file.report),
    }


def grouped(files: Sequence[File]) -> list[tuple[Review, list[File]]]:
    """The reviews with their files, in the order of the files.

    Files with one `review_id` are one review. So are files that no manifest lists whose title
    pages give one board, label and year: an overview and its summary count once.
    """
    groups: dict[str, list[File]] = {}
    by_case: dict[tuple[Any, ...], str] = {}
    for file in files:
        review_id = file.review.review_id
        case = (file.review.board, file.review.label, file.review.year)
        if file.source.manifest is None and all(case):
            review_id = by_case.setdefault(case, review_id)
        groups.setdefault(review_id, []).append(file)
    return [(_merged(review_id, members), members) for review_id, members in groups.items()]


def listed(files: Sequence[File]) -> list[tuple[str, Review]]:
    """Each file's name and review for a manifest; files counted as one review share its id."""
    rows = {}
    for review, members in grouped(files):
        for member in members:
            own = member.review
            shared = {
                key: getattr(review, key)
                for key in ("board", "label", "year", "scope", "nation")
                if getattr(own, key) is not None
            }
            rows[member.source.name] = replace(own, review_id=review.review_id, **shared)
    return [(file.source.name, rows[file.source.name]) for file in files]


def _merged(review_id: str, members: list[File]) -> Review:
    """One review of several files: the first file that states a field decides it."""
    review = replace(members[0].review, review_id=review_id)
    for member in members[1:]:
        other = member.review
        facts = {
            key: getattr(other, key)
            for key in ("board", "label", "year", "scope", "nation", "kind", "source", "licence")
            if getattr(other, key) is not None and getattr(review, key) is None
        }
        inferred = tuple(key for key in facts if key in other.inferred)
        review = replace(review, **facts, inferred=(*review.inferred, *inferred))
    return replace(review, files=tuple(member.source.name for member in members))
