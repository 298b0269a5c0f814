"""The output folder: one JSON Lines file a review, tables, `run.json`; nothing half-written.

`run.json` is written last and names every other file, so a folder with a `run.json` whose
hashes agree is a finished run, whatever happened in between. Until then `.writing` names what has
been written, so that the next run knows what one that was cut off left behind.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from scr_mine import journal, ledger
from scr_mine.cache import NAME as CACHE
from scr_mine.errors import InputError, UsageError
from scr_mine.ledger import Ledger
from scr_mine.manifest import NAME as MANIFEST
from scr_mine.manifest import slug
from scr_mine.records import ReadingReport, TaggedPassage
from scr_mine.store import (
    dumps,
    file_hash,
    lines_of,
    reading_report,
    tagged,
    write_bytes,
    write_text,
)

RUN = "run.json"
NONE = Ledger()
REVIEWS = "reviews"
#: How a file is called before it is whole; see `store.atomic`.
_HALF = re.compile(r"\.(.+)\.[a-z0-9_]{8}")


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

    def finish(self, facts: dict[str, Any]) -> None:
        """Write `run.json`, then remove what only earlier runs had written."""
        outputs = dict(sorted(self.written.items()))
        value = {**facts, "outputs": outputs}
        write_text(self.path / RUN, json.dumps(value, ensure_ascii=False, indent=1) + "\n")
        for name, digests in _ours(self.before, self.left).items():
            # A run that does not write the manifest goes by it.
            if name in self.written or name == MANIFEST:
                continue
            path = self.path / name
            inside = self.path.resolve() in path.resolve().parents
            # What its user changed since is the user's.
            if inside and path.is_file() and file_hash(path) in digests:
                path.unlink()
        if self.left:
            self._remove_halves()
        journal.end(self.path)

    def _remove_halves(self) -> None:
        """Remove what a killed run had not written to the end: it holds text of reports."""
        names = {RUN, *self.left, *self.written}
        for folder in {(self.path / name).parent for name in names}:
            for path in folder.glob(".*"):
                half = _HALF.fullmatch(path.name)
                if half and (folder / half[1]).relative_to(self.path).as_posix() in names:
                    path.unlink()


def opened(path: Path) -> Folder:
    """The output folder at `path`, made if need be, private to the user.

    Raises UsageError if it is a file, cannot be written, or holds other things and no run.
    """
    try:
        if not path.exists():
            path.mkdir(parents=True, mode=0o700)
        before = _last_run(path)
        strange = not before and any(
            p
            for p in path.iterdir()
            if p.name not in (REVIEWS, MANIFEST, CACHE) and p.name[0] != "."
        )
    except (OSError, NotADirectoryError) as error:
        raise UsageError(
            f"{path}: cannot be used as output folder; name a folder you may write to."
        ) from error
    if strange and not _unfinished(path):
        raise UsageError(
            f"{path}: holds other files and no {RUN}; name a new or empty output folder."
        )
    return Folder(path=path, before=before, left=journal.left(path))


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
            raise InputError(f"{path}: the last run into it did not finish; do it again.")
        files = sorted((path / REVIEWS).glob("*.jsonl")) if path.is_dir() else [path]
        if not files:
            raise InputError(f"{path}: no {REVIEWS}/*.jsonl in it; name an output folder of `run`.")
        found = (
            tagged(line, file.name, number, evidence=evidence)
            for file in files
            for number, line in enumerate(lines_of(file, stdin), 1)
        )
        yield from ledger.passages_up(found, changes, since=_codebook(path) if changes else None)


def _codebook(path: Path) -> str | None:
    """The version of the codebook that an output folder was tagged with, if that is known."""
    version = _last_run(path).get("codebook") if path.is_dir() else None
    return None if version is None else str(version)


def verdicts_in(paths: Iterable[Path]) -> dict[str, dict[str, str]]:
    """The verdicts on themes that the runs in these output folders recorded, by model id."""
    runs = [_last_run(path) for path in paths if path.is_dir()]
    return {
        str(run["model"]): dict(run["verdicts"])
        for run in runs
        if run.get("model") and isinstance(run.get("verdicts"), dict)
    }


def readings_in(paths: Iterable[Path]) -> tuple[tuple[ReadingReport, ...], tuple[str, ...]]:
    """What the runs in these output folders read of every file, and what they could not read."""
    runs = [(path, _last_run(path)) for path in paths if path.is_dir()]
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
    if file_hash(draft) not in _ours(_last_run(path), journal.left(path)).get(MANIFEST, ()):
        raise UsageError(
            f"{draft}: was drafted or corrected since the last run and would be overwritten; "
            f"use it with --manifest {draft}, or move it away."
        )
    return False


def _last_run(path: Path) -> dict[str, Any]:
    try:
        value = json.loads((path / RUN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) and _is_whole(value) else {}


def _ours(before: dict[str, Any], left: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """The fingerprints of what runs have written into a folder, by name."""
    ours = {name: {digest} for name, digest in before.get("outputs", {}).items()}
    for name, digests in left.items():
        ours[name] = ours.get(name, set()) | digests
    return ours


def _is_whole(run: dict[str, Any]) -> bool:
    """Whether a `run.json` holds what a later run looks up in it."""
    for key, needed in _LOOKED_UP.items():
        entries = run.get(key, [])
        if not isinstance(entries, list):
            return False
        if not all(isinstance(e, dict) and needed <= e.keys() for e in entries):
            return False
    outputs, suspected = run.get("outputs", {}), run.get("suspected", 0)
    return "reviews" in run and isinstance(outputs, dict) and isinstance(suspected, int)


_LOOKED_UP = {
    REVIEWS: {"review_id", "key", "file", "sha256", "by_file"},
    "inputs": {"file", "sha256", "said", "report"},
}


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
            if file.is_file() and file.suffix != ".pyc":
                digest.update(file.relative_to(root).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()[:20]
