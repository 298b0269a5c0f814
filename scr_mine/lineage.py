"""Which model took the place of which, when and why: folders exchanged whole, every change kept.

`CHANGELOG.jsonl` beside the model folders has one line a promotion, the oldest first. Old folders
are kept in `previous`, from where they can be promoted back.
"""

import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from itertools import chain, count
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from scr_mine.classify import folder as files
from scr_mine.errors import ModelError, OutputError, UsageError, cause
from scr_mine.store import dumps, file_hash, read_lines, write_text

if TYPE_CHECKING:
    from scr_mine.classify.gate import Comparison

CHANGELOG = "CHANGELOG.jsonl"
#: The folder beside the model folders in which those are kept whose place was taken.
PREVIOUS = "previous"
_NO_NAME = re.compile(r"[^\w.@+-]")


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


def promote(new: Path, place: Path, line: Mapping[str, Any]) -> Path:
    """Put a copy of the model folder `new` where the model folder `place` is, and record it.

    Returns where the old folder is kept: under its name and version in PREVIOUS beside the place.
    Either all of it is done or nothing. Raises UsageError where one folder is or holds the other,
    ModelError for a damaged folder, OutputError where nothing can be written.
    """
    one, other = new.resolve(), place.resolve()
    if one == other or one.is_relative_to(other) or other.is_relative_to(one):
        raise UsageError(f"{new} and {place} are one folder or one in the other; name two.")
    files.verify(new)
    kept = _kept(other, files.verify(place))
    try:
        spare = Path(mkdtemp(dir=other.parent, prefix=f".{other.name}."))
    except OSError as error:
        raise _unwritten(place, error) from error
    try:
        shutil.copytree(one, spare / "new")
        files.verify(spare / "new")
        _exchange(other, spare, kept, {**line, "kept": f"{PREVIOUS}/{kept.name}"})
    except (OSError, shutil.Error) as error:
        raise _unwritten(place, error) from error
    finally:
        shutil.rmtree(spare, ignore_errors=True)
    return kept


def _exchange(place: Path, spare: Path, kept: Path, line: Mapping[str, Any]) -> None:
    """Put `spare/new` in the place, the old folder where it is kept, and the line on record."""
    kept.parent.mkdir(exist_ok=True)
    # Where the very same model is kept already, this copy of it goes with the spare folder.
    aside = spare / "old" if kept.exists() else kept
    place.rename(aside)
    try:
        (spare / "new").rename(place)
        _append(changelog(place), line)
    except BaseException:
        if place.exists():
            place.rename(spare / "undone")
        aside.rename(place)
        with suppress(OSError):
            kept.parent.rmdir()
        raise


def _kept(place: Path, header: Mapping[str, Any]) -> Path:
    """Where the model of that place is kept: a folder that is free, or holds the same model."""
    name = _NO_NAME.sub("-", f"{header['name']}@{header['version']}")
    numbered = (f"{name}-{number}" for number in count(2))
    paths = (place.parent / PREVIOUS / each for each in chain([name], numbered))
    return next(path for path in paths if not path.exists() or _same(path, place))


def _same(one: Path, other: Path) -> bool:
    """Whether two folders hold the same whole model."""
    with suppress(ModelError, OSError):
        files.verify(one)
        return file_hash(one / files.HEADER) == file_hash(other / files.HEADER)
    return False


def _append(path: Path, line: Mapping[str, Any]) -> None:
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    gap = "" if before.endswith("\n") or not before else "\n"
    write_text(path, f"{before}{gap}{dumps(dict(line))}\n")


def _unwritten(place: Path, error: OSError) -> OutputError:
    return OutputError(f"{place}: cannot be replaced ({cause(error)}); the old model is untouched.")
