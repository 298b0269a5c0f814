"""From report files to reviews: read each file once, and put the files of one case together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scr_mine import titlepage
from scr_mine.errors import UnreadableFileError
from scr_mine.inputs import Source
from scr_mine.read import read
from scr_mine.records import Document, ReadingReport, Review
from scr_mine.store import file_hash, plain, reading_report

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, kw_only=True)
class File:
    """A report file and what is known of it: read now, or remembered from the last run.

    `said` is what its title page states; `document` is None while it is only remembered.
    """

    source: Source
    sha256: str
    review: Review
    said: dict[str, Any]
    report: ReadingReport
    document: Document | None = None

    def as_read(self) -> Document:
        """The document, read now if it was only remembered."""
        return self.document or _document(self.source)


def read_files(
    sources: Sequence[Source], known: dict[tuple[str, str], dict[str, Any]], progress: Progress
) -> tuple[list[File], list[str]]:
    """Every file that can be read, and one sentence for each that cannot.

    `known` is what the last run wrote of each (name, sha256) by `remembered`; such a file is
    not read again.
    """
    files: list[File] = []
    failures: list[str] = []
    for done, source in enumerate(sources):
        progress(source.name, done, len(sources))
        try:
            files.append(_file(source, known))
        except UnreadableFileError as error:
            failures.append(f"{source.name}: {error.reason}; {error.remedy}.")
    progress("", len(sources), len(sources))
    return files, failures


def _file(source: Source, known: dict[tuple[str, str], dict[str, Any]]) -> File:
    try:
        digest = file_hash(source.path)
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise UnreadableFileError(
            source.path, f"it cannot be opened ({reason})", "check its permissions"
        ) from error
    before = known.get((source.name, digest))
    if before is not None:
        document, said = None, before["said"]
        report = reading_report(before["report"])
    else:
        document = _document(source)
        said, report = titlepage.said(document), document.report
    return File(
        source=source,
        sha256=digest,
        review=titlepage.fill(source.review, said),
        said=said,
        report=report,
        document=document,
    )


def _document(source: Source) -> Document:
    document = read(source.path)
    report = replace(document.report, file=source.name)
    return replace(document, document_id=source.name, report=report)


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
