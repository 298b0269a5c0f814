"""From report files to reviews: read each file once, and put the files of one case together."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scr_mine import engine, steps, titlepage
from scr_mine.cache import Cache
from scr_mine.engine import Engine, Lost
from scr_mine.errors import OutputError
from scr_mine.folder import code_hash, key_of
from scr_mine.inputs import Source
from scr_mine.records import Passage, ReadingReport, Review
from scr_mine.steps import Read, Unread
from scr_mine.store import file_hash, plain

#: Called with what has just been done, how much of the work that was, and of how much.
Progress = Callable[[str, int, int], None]

#: The code that decides what is read of a file; a change of it, and only of it, reads all anew.
READING = (
    *("read", "segment.py", "titlepage.py", "steps.py"),
    *("language.py", "records.py", "store.py"),
)
_LOST = "print it to PDF again, or leave it out"


@dataclass(frozen=True, kw_only=True)
class File:
    """A report file and what is known of it; `key` is that of its passages in the cache.

    `said` is what its title page states.
    """

    source: Source
    sha256: str
    review: Review
    said: dict[str, Any]
    report: ReadingReport
    key: str


@dataclass(frozen=True, kw_only=True)
class Files:
    """The files that could be read, a sentence for each that could not, how many are read anew."""

    read: tuple[File, ...]
    failures: tuple[str, ...]
    anew: int


def read_files(
    sources: Sequence[Source], cache: Cache, workers: Engine, progress: Progress
) -> Files:
    """Every file that can be read; what the cache holds of a file's content is not read again.

    The largest are read first, so that none is left over at the end.
    """
    stamp = key_of(code_hash(READING))
    found: dict[str, File] = {}
    failed: dict[str, str] = {}
    wanted: list[tuple[int, Source]] = []
    for source in sources:
        try:
            size, digest = source.path.stat().st_size, file_hash(source.path)
        except OSError as error:
            reason = error.strerror or "unknown reason"
            failed[source.name] = f"it cannot be opened ({reason}); check its permissions."
            continue
        key = key_of(stamp, source.name, digest)
        kept = cache.get(key, Read)
        if kept is None:
            wanted.append((size, source))
        else:
            found[source.name] = _file(source, key, kept)
    wanted.sort(key=lambda item: (-item[0], item[1].name))
    tasks = ((source, (source.path, source.name)) for _, source in wanted)
    sizes = {source.name: size for size, source in wanted}
    so_far, total = 0, sum(sizes.values())
    progress("Reading", 0, total)
    for source, result in engine.done(workers, steps.read_file, tasks):
        if isinstance(result, Read):
            # A file may have been saved again since it was looked at.
            key = key_of(stamp, source.name, result.sha256)
            cache.put(key, result)
            found[source.name] = _file(source, key, result)
        else:
            failed[source.name] = _why(result)
        so_far += sizes[source.name]
        progress(f"Read {source.name}", so_far, total)
    return Files(
        read=tuple(found[s.name] for s in sources if s.name in found),
        failures=tuple(f"{s.name}: {failed[s.name]}" for s in sources if s.name in failed),
        anew=len(wanted),
    )


def _why(result: Unread | Lost) -> str:
    remedy = result.remedy if isinstance(result, Unread) else _LOST
    return f"{result.reason}; {remedy}."


def _file(source: Source, key: str, read: Read) -> File:
    return File(
        source=source,
        sha256=read.sha256,
        review=titlepage.fill(source.review, read.said),
        said=read.said,
        report=read.report,
        key=key,
    )


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
    """What `run.json` keeps of a file."""
    return {
        "file": file.source.name,
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
