"""Which model took the place of which, when and why: folders exchanged whole, every change kept.

`CHANGELOG.jsonl` beside the model folders has one line a promotion, the oldest first.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from scr_mine.classify import folder as files
from scr_mine.errors import ModelError, OutputError, UsageError
from scr_mine.store import dumps, file_hash, read_lines, write_text

if TYPE_CHECKING:
    from scr_mine.classify.gate import Comparison

CHANGELOG = "CHANGELOG.jsonl"


def changelog(place: Path) -> Path:
    """The changelog of the model folder at that place: beside it."""
    return place.resolve().parent / CHANGELOG


def history(place: Path) -> list[dict[str, Any]]:
    """What was promoted to that place, the oldest first; nothing if nothing was."""
    path = changelog(place)
    lines = list(read_lines(path)) if path.is_file() else []
    return [line for line in lines if line.get("place") == place.resolve().name]


def check_reason(*, forced: bool, reason: str | None) -> None:
    """Raise UsageError for force without a reason, or a reason without force."""
    if forced != bool(reason and reason.strip()):
        raise UsageError("Use --force and --reason together: the reason is kept in the changelog.")


def check(found: "Comparison", *, forced: bool) -> None:
    """Raise ModelError for a model that is worse beyond chance, unless it is forced."""
    if found.worse and not forced:
        raise ModelError(
            f"{found.new}: worse than {found.old} beyond chance ({', '.join(found.worse)}) and not "
            "promoted; train it on more labels, or use --force with a --reason."
        )


def entry(
    found: "Comparison",
    *,
    new: Path,
    place: Path,
    labels: Mapping[str, str],
    when: str,
    forced: bool,
    reason: str | None,
    warnings: tuple[str, ...],
) -> dict[str, Any]:
    """The line that a promotion leaves: both models, what they were compared on, the figures."""
    return {
        "when": when,
        "place": place.resolve().name,
        "model": found.new,
        "parent": found.old,
        "model_sha256": file_hash(new / files.HEADER),
        "parent_sha256": file_hash(place / files.HEADER),
        "on": dict(labels),
        "passages": found.passages,
        "reviews": found.reviews,
        "verdict": found.verdict,
        "worse": list(found.worse),
        "figures": {
            change.id: {
                "old": round(change.old, 4),
                "new": round(change.new, 4),
                "low": round(change.difference.low, 4),
                "high": round(change.difference.high, 4),
                "verdict": change.verdict,
            }
            for change in (*found.overall, *found.themes)
        },
        "warnings": list(warnings),
        "forced": forced,
        "reason": reason,
    }


def promote(new: Path, place: Path, line: Mapping[str, Any]) -> None:
    """Put a copy of the model folder `new` where the model folder `place` is, and record it.

    Either all of it is done or nothing: the old folder is gone only when the new one is whole and
    the changelog has the line. Raises UsageError where one folder is or holds the other,
    ModelError for a damaged folder, OutputError where nothing can be written.
    """
    one, other = new.resolve(), place.resolve()
    if one == other or one.is_relative_to(other) or other.is_relative_to(one):
        raise UsageError(f"{new} and {place} are one folder or one in the other; name two.")
    files.verify(new)
    files.verify(place)
    try:
        spare = Path(mkdtemp(dir=other.parent, prefix=f".{other.name}."))
    except OSError as error:
        raise _unwritten(place, error) from error
    try:
        shutil.copytree(one, spare / "new")
        files.verify(spare / "new")
        other.rename(spare / "old")
        try:
            (spare / "new").rename(other)
            _append(changelog(other), line)
        except BaseException:
            if other.exists():
                other.rename(spare / "undone")
            (spare / "old").rename(other)
            raise
    except (OSError, shutil.Error) as error:
        raise _unwritten(place, error) from error
    finally:
        shutil.rmtree(spare, ignore_errors=True)


def _append(path: Path, line: Mapping[str, Any]) -> None:
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    gap = "" if before.endswith("\n") or not before else "\n"
    write_text(path, f"{before}{gap}{dumps(dict(line))}\n")


def _unwritten(place: Path, error: OSError) -> OutputError:
    reason = (error.strerror or str(error) or "unknown reason").lower()
    return OutputError(f"{place}: cannot be replaced ({reason}); the old model is untouched.")
