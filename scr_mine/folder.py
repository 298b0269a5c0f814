"""The output folder: one JSON Lines file a review, tables, `run.json`; nothing half-written.

`run.json` is written last and names every other file, so a folder with a `run.json` whose
hashes agree is a finished run, whatever happened in between. Until then `.writing` names what has
been written, so that the next run knows what one that was cut off left behind.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from scr_mine import journal, ledger, lock
from scr_mine.cache import NAME as CACHE
from scr_mine.errors import InputError, UsageError, cause
from scr_mine.journal import REVIEWS, RUN
from scr_mine.ledger import Ledger
from scr_mine.lines import reading_report, tagged_passages
from scr_mine.manifest import NAME as MANIFEST
from scr_mine.manifest import slug
from scr_mine.records import ReadingReport, TaggedPassage
from scr_mine.store import (
    called,
    dumps,
    file_hash,
    half,
    raw_lines_of,
    remove,
    settle,
    write_bytes,
    write_text,
)

NONE = Ledger()
#: Where an installed package has its models, which are no code.
SHIPPED = "shipped_models"


@dataclass
class Folder:
    """An output folder; `before` is the `run.json` of the last finished run, if there was one.

    `left` are the fingerprints of what runs that were cut off wrote since, by name.
    """

    path: Path
    before: dict[str, Any] = field(default_factory=dict)
    left: dict[str, set[str]] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)

    def reusable(self, entry: dict[str, Any] | None) -> dict[str, Any] | None:
        """The entry that `write_review` once returned, if the file it names is as it was."""
        if entry is None or not {"file", "sha256"} <= entry.keys():
            return None
        path = self.path / str(entry["file"])
        if not path.is_file() or file_hash(path) != entry["sha256"]:
            return None
        self.written[entry["file"]] = entry["sha256"]
        return entry

    def write_review(
        self, review_id: str, lines: bytes, *, key: str, by_file: Mapping[str, int]
    ) -> dict[str, Any]:
        """Write the tagged lines of one review; returns its entry for `run.json`."""
        name = f"{REVIEWS}/{file_name(review_id)}.jsonl"
        self.write(name, lines)
        return {
            "review_id": review_id,
            "file": name,
            "passages": sum(by_file.values()),
            "by_file": dict(by_file),
            "key": key,
            "sha256": self.written[name],
        }

    def is_whole(self, made_of: str) -> bool:
        """Whether the last run made all its files of the same, and they are as it left them."""
        if self.left or self.before.get("made_of") != made_of:
            return False
        outputs = self.before.get("outputs", {})
        return bool(outputs) and all(
            (self.path / name).is_file() and file_hash(self.path / name) == digest
            for name, digest in outputs.items()
        )

    def leave(self) -> None:
        """End a run that found the folder whole, and wrote nothing but what was there."""
        journal.end(self.path)

    def write(self, name: str, content: str | bytes) -> None:
        """Write one file of the output."""
        whole = content.encode("utf-8") if isinstance(content, str) else content
        digest = sha256(whole).hexdigest()
        journal.note(self.path, name, digest)
        write_bytes(self.path / name, whole)
        self.written[name] = digest

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """A file to write, one of the output when the block ends."""
        with self.filled(name) as path, path.open("r+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())

    @contextmanager
    def filled(self, name: str) -> Iterator[Path]:
        """An empty file for another process to fill, one of the output when the block ends."""
        with half(self.path / name) as path:
            yield path
            digest = file_hash(path)
            journal.note(self.path, name, digest)
        self.written[name] = digest

    def finish(self, facts: dict[str, Any]) -> None:
        """Write `run.json`, then remove what only earlier runs had written."""
        outputs = dict(sorted(self.written.items()))
        value = {**facts, "outputs": outputs}
        past = self._past()
        for path, digest in past.items():
            # After `run.json` nothing else would tell that it was ours, were we cut off there.
            journal.note(self.path, path.relative_to(self.path).as_posix(), digest)
        for place in {(self.path / name).parent for name in self.written}:
            settle(place)
        write_text(self.path / RUN, json.dumps(value, ensure_ascii=False, indent=1) + "\n")
        settle(self.path)
        for path in past:
            remove(path)
        journal.remove_halves(self.path, {RUN, *self.left, *self.written})
        journal.end(self.path)

    def _past(self) -> dict[Path, str]:
        """What only earlier runs had written, with its fingerprint."""
        found = {}
        for name, digests in _ours(self.before, self.left).items():
            # A run that does not write the manifest goes by it.
            if name in self.written or name == MANIFEST:
                continue
            path = self.path / name
            inside = self.path.resolve() in path.resolve().parents
            # What its user changed since is the user's.
            if inside and path.is_file() and (digest := file_hash(path)) in digests:
                found[path] = digest
        return found


def opened(path: Path) -> Folder:
    """The output folder at `path`, made if need be, private to the user.

    Raises UsageError if it is a file, cannot be written, or holds other things and no run.
    """
    try:
        if not path.exists():
            path.mkdir(parents=True, mode=0o700)
        before = journal.last_run(path)
        strange = not before and any(
            p
            for p in path.iterdir()
            if p.name not in (REVIEWS, MANIFEST, CACHE) and p.name[0] != "."
        )
    except (OSError, NotADirectoryError) as error:
        raise UsageError(
            f"{path}: cannot be used as output folder ({cause(error)}); "
            "name a folder you may write to."
        ) from error
    if strange and not _unfinished(path):
        raise UsageError(
            f"{path}: holds other files, and nothing that `run` wrote; "
            "name a new or empty output folder."
        )
    return Folder(path=path, before=before, left=journal.left(path))


@contextmanager
def held(path: Path) -> Iterator[Folder]:
    """The output folder as of `opened`, for one run at a time; see `lock.only`."""
    lock.sweep()
    opened(path)
    with lock.only(path):
        yield opened(path)


def tagged_lines(
    paths: Iterable[Path],
    stdin: Iterable[bytes],
    *,
    evidence: bool = False,
    changes: Ledger = NONE,
) -> Iterator[TaggedPassage]:
    """Tagged passages of files, of output folders (their reviews), or of `stdin` for `-`.

    `changes` bring theme ids of an older codebook up to today's; a folder's run says how old they
    are. Raises InputError for a folder that is no output folder, or whose last run was cut off.
    """
    for path in paths:
        if path.is_dir() and journal.left(path):
            raise InputError(f"{path}: the last run into it did not finish; run it again.")
        files = sorted((path / REVIEWS).glob("*.jsonl")) if path.is_dir() else [path]
        if not files:
            raise InputError(
                f"{path}: there are no tagged reviews in it; name an output folder of `run`."
            )
        found = (
            passage
            for file in files
            for passage in tagged_passages(
                raw_lines_of(file, stdin), called(file), evidence=evidence
            )
        )
        since = marked_by(path).get("codebook") if changes else None
        yield from ledger.passages_up(found, changes, since=since)


def marked_by(path: Path) -> dict[str, str]:
    """The `model` and version of the `codebook` of the last run into a folder, as far as known."""
    run = journal.last_run(path)
    return {key: str(run[key]) for key in ("model", "codebook") if run.get(key) is not None}


def verdicts_in(paths: Iterable[Path]) -> dict[str, dict[str, str]]:
    """The verdicts on themes that the runs in these output folders recorded, by model id."""
    runs = [journal.last_run(path) for path in paths if path.is_dir()]
    return {
        str(run["model"]): dict(run["verdicts"])
        for run in runs
        if run.get("model") and isinstance(run.get("verdicts"), dict)
    }


def readings_in(paths: Iterable[Path]) -> tuple[tuple[ReadingReport, ...], tuple[str, ...]]:
    """What the runs in these output folders read of every file, and what they could not read."""
    runs = [(path, journal.last_run(path)) for path in paths if path.is_dir()]
    readings = tuple(_reading(i["report"], p) for p, run in runs for i in run.get("inputs", ()))
    failures = (str(f) for _, run in runs for f in run.get("not_read") or ())
    return readings, tuple(failures)


def _reading(report: Any, path: Path) -> ReadingReport:
    try:
        return reading_report(report)
    except (AttributeError, KeyError, TypeError) as error:
        raise InputError(
            f"{path / RUN}: damaged, or of another version of scr-mine; do `run` into it again."
        ) from error


def manifest_is_users(path: Path, used: Iterable[Path | None]) -> bool:
    """Whether the manifest in an output folder is the user's: one that the run goes by.

    Raises UsageError if it is the user's and the run would go by another, or by none.
    """
    draft = path / MANIFEST
    if not draft.is_file():
        return False
    if draft.resolve() in {m.resolve() for m in used if m}:
        return True
    if file_hash(draft) not in _ours(journal.last_run(path), journal.left(path)).get(MANIFEST, ()):
        raise UsageError(
            f"{draft}: was drafted or corrected since the last run and would be overwritten; "
            f"use it with --manifest {draft}, or move it away."
        )
    return False


def _ours(before: dict[str, Any], left: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """The fingerprints of what runs have written into a folder, by name."""
    ours = {name: {digest} for name, digest in before.get("outputs", {}).items()}
    for name, digests in left.items():
        ours[name] = ours.get(name, set()) | digests
    return ours


def _unfinished(path: Path) -> bool:
    """Whether what lies there is a run of ours that was cut off before its `run.json`."""
    return (path / REVIEWS).is_dir() or (path / CACHE).is_dir()


def file_name(review_id: str) -> str:
    """A review id as a file name that is safe everywhere; told apart by a hash where changed."""
    safe = slug(review_id)
    if safe == review_id and safe not in _DEVICES:
        return safe
    return f"{safe[:60]}-{sha256(review_id.encode()).hexdigest()[:8]}"


_DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}


def key_of(*parts: Any) -> str:
    """A fingerprint of everything that a review's file was made of."""
    return sha256(dumps(list(parts)).encode()).hexdigest()[:20]


def code_hash(parts: Iterable[str]) -> str:
    """A fingerprint of these modules and sub-packages: a change of their code redoes the work."""
    root, digest = Path(__file__).parent, sha256()
    for part in parts:
        path = root / part
        for file in sorted(path.rglob("*")) if path.is_dir() else (path,):
            if file.is_file() and file.suffix != ".pyc" and SHIPPED not in file.parts:
                digest.update(file.relative_to(root).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()[:20]
