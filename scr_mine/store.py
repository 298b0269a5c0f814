"""Records in and out: JSON Lines, one file per review per stage, every write atomic."""

import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from hashlib import sha256
from math import isfinite
from pathlib import Path
from typing import IO, Any

import jsonlines
import msgspec

from scr_mine.errors import InputError, OutputError
from scr_mine.records import (
    NO_REVIEW_IDS,
    Dropped,
    Evidence,
    ReadingReport,
    Review,
    TaggedPassage,
    Tags,
)


def plain(record: Any) -> Any:
    """A record as plain JSON values; tuples become lists."""
    if is_dataclass(record) and not isinstance(record, type):
        return {f.name: plain(getattr(record, f.name)) for f in fields(record)}
    if isinstance(record, (list, tuple)):
        return [plain(item) for item in record]
    if isinstance(record, dict):
        return {key: plain(value) for key, value in record.items()}
    return record


def dumps(value: Any) -> str:
    """One line of JSON: readable text kept as it is, no lone surrogates, keys in given order."""
    line = json.dumps(plain(value), ensure_ascii=False, allow_nan=False)
    return line.encode("utf-8", "replace").decode("utf-8")


@contextmanager
def atomic(path: Path, mode: str = "w") -> Iterator[IO[Any]]:
    """Open a file that appears at `path` only when the block ends without an error.

    A device or pipe is written to as it stands. Raises OutputError where nothing can be written.
    """
    text = {} if "b" in mode else {"encoding": "utf-8", "newline": "\n"}
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            with path.open(mode, **text) as file:  # type: ignore[call-overload]
                yield file
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, mode, **text) as file:  # type: ignore[call-overload]
                yield file
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o600)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise OutputError(f"{path}: cannot be written ({reason}); name another place.") from error


def write_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8, atomically."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file, atomically."""
    with atomic(path, "wb") as file:
        file.write(content)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file; raises InputError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise InputError(f"{path.name}: cannot be read ({reason}); check the path.") from error


def write_lines(path: Path, values: Iterable[Any]) -> int:
    """Write one JSON line per value, atomically; returns how many."""
    count = 0
    with atomic(path) as file, jsonlines.Writer(file, dumps=dumps) as writer:
        for value in values:
            writer.write(value)
            count += 1
    return count


def parse_lines(lines: Iterable[bytes], name: str) -> Iterator[dict[str, Any]]:
    """JSON objects from UTF-8 lines; blank lines are skipped.

    Raises InputError naming `name`, and the 1-based line for anything else than a JSON object.
    """
    decode = _FAST.decode
    for number, line in enumerate(lines, 1):
        try:
            value = decode(line)
        except (ValueError, RecursionError):
            value = None
        if type(value) is dict:
            yield value
        else:
            yield from _judged(line, number, name)


def _judged(line: bytes, number: int, name: str) -> Iterator[dict[str, Any]]:
    """The object of a line that is not plainly one: blank, odd or wrong."""
    try:
        yield from jsonlines.Reader([line], loads=_loads).iter(type=dict, skip_empty=True)
    except jsonlines.InvalidLineError as error:
        if isinstance(error.__cause__, UnicodeDecodeError):
            raise InputError(f"{name}: not UTF-8 text; save it as UTF-8.") from error
        mend = "not JSON; mend or remove it" if error.__cause__ else _NO_OBJECT
        raise InputError(f"{name}, line {number}: {mend}.") from error


_NO_OBJECT = "not a JSON object; write one a line"


def _loads(line: str | bytes) -> Any:
    """JSON as the standard has it: no NaN, no number too large, no bottomless nesting."""
    try:
        return json.loads(line, parse_constant=_refused, parse_float=_finite)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _refused(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _finite(digits: str) -> float:
    """A number; JSON has none that a float cannot hold."""
    value = float(digits)
    return value if isfinite(value) else _refused(digits)


#: Reads a line soonest; what it refuses is judged again by `_loads`.
_FAST = msgspec.json.Decoder()


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """JSON objects of a JSON Lines file; see `parse_lines`."""
    try:
        with path.open("rb", buffering=1 << 20) as file:
            yield from parse_lines(file, path.name)
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise InputError(f"{path.name}: cannot be read ({reason}); check the path.") from error


def lines_of(path: Path, stdin: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """JSON objects of a JSON Lines file, or of `stdin` where the path is `-`."""
    if str(path) == "-":
        return parse_lines(stdin, "standard input")
    return read_lines(path)


def file_hash(path: Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal."""
    digest = sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


_NOT_ALNUM = re.compile(r"[\W_]+")


def text_hash(text: str) -> str:
    """A short fingerprint of a text that ignores case, white space and punctuation."""
    folded = _NOT_ALNUM.sub("", text.casefold())
    return sha256(folded.encode("utf-8", "replace")).hexdigest()[:16]


def with_tags(line: dict[str, Any], tags: Tags) -> dict[str, Any]:
    """The same object with the fields of `tags`; fields it had and tags do not are kept."""
    rounded = {theme: round(p, 4) for theme, p in tags.probabilities.items()}
    return {
        **line,
        "role": tags.role,
        "role_probability": round(tags.role_probability, 4),
        "themes": list(tags.themes),
        "probabilities": rounded,
        "evidence": plain(tags.evidence),
        "model": tags.model,
    }


def tagged(
    line: dict[str, Any], name: str, number: int, *, evidence: bool = False
) -> TaggedPassage:
    """A tagged line, whoever wrote it, as a record; optional fields may be missing.

    `evidence` is taken over where it is wanted, without what does not point into the text. Raises
    InputError naming the line where a needed field is missing or of the wrong type.
    """
    review = _REVIEW_BEFORE.again(line.get("review"))
    if review is None or not _is_tagged(line):
        _refuse(line, f"{name}, tagged line {number}")
        review = review or _REVIEW_BEFORE.now(line["review"])
    # A frozen record sets its fields one by one, which takes as long as reading the line.
    record = object.__new__(TaggedPassage)
    vars(record).update(
        id=line["id"],
        text=line["text"],
        role=line["role"],
        themes=tuple(map(str, line["themes"])),
        probabilities=dict(line.get("probabilities") or ()),
        model=str(line.get("model", "unknown")),
        review=review,
        page=line.get("page"),
        paragraph=line.get("paragraph"),
        start=line.get("start"),
        end=line.get("end"),
        document=line.get("document"),
        headings=tuple(line.get("headings") or ()),
        stem=line.get("stem"),
        evidence=_evidence(line) if evidence else (),
    )
    return record


def _evidence(line: dict[str, Any]) -> tuple[Evidence, ...]:
    """The stretches of the text that are said to be evidence, in order."""
    found = line.get("evidence")
    stretches = [e for e in found if isinstance(e, dict)] if isinstance(found, list) else []
    kept = [
        Evidence(theme=str(e.get("theme")), start=e["start"], end=e["end"])
        for e in stretches
        if type(e.get("start")) is int
        and type(e.get("end")) is int
        and 0 <= e["start"] < e["end"] <= len(line["text"])
    ]
    return tuple(sorted(kept, key=lambda e: (e.start, e.end)))


_NEEDED: dict[str, type] = {"id": str, "text": str, "role": str, "themes": list}
_OPTIONAL: dict[str, type] = {"probabilities": dict, "headings": list} | {
    **dict.fromkeys(("stem", "paragraph", "document"), str),
    **dict.fromkeys(("page", "start", "end"), int),
}
_STR_OR_NONE, _INT_OR_NONE = (str, type(None)), (int, type(None))
_STR, _NUMBERS = frozenset({str}), frozenset({int, float})
_OF_REVIEW: dict[str, type] = {"year": int, "files": list, "inferred": list} | dict.fromkeys(
    ("board", "label", "scope", "nation", "kind", "source", "licence"), str
)


def _is_tagged(line: dict[str, Any]) -> bool:
    """What `_refuse` finds nothing wrong with, found out sooner."""
    get = line.get
    return (
        isinstance(get("id"), str)
        and isinstance(get("text"), str)
        and isinstance(get("role"), str)
        and isinstance(get("themes"), list)
        and type(get("stem")) in _STR_OR_NONE
        and type(get("paragraph")) in _STR_OR_NONE
        and type(get("document")) in _STR_OR_NONE
        and type(get("page")) in _INT_OR_NONE
        and type(get("start")) in _INT_OR_NONE
        and type(get("end")) in _INT_OR_NONE
        and _are(get("probabilities"), dict, _NUMBERS)
        and _are(get("headings"), list, _STR)
    )


def _are(value: Any, kind: type[Any], of: frozenset[type]) -> bool:
    """Whether a value is missing, or a list or dict of values of these types."""
    if value is None:
        return True
    if type(value) is not kind:
        return False
    values: Iterable[Any] = value.values() if isinstance(value, dict) else value
    return of.issuperset(map(type, values))


def _refuse(line: dict[str, Any], where: str) -> None:
    for key, kind in _NEEDED.items():
        if not isinstance(line.get(key), kind):
            raise InputError(f"{where}: '{key}' is missing or not a {kind.__name__}; tag it first.")
    review = line.get("review")
    if not isinstance(review, dict) or not isinstance(review.get("review_id"), str):
        raise InputError(
            f"{where}: no 'review' object with a 'review_id'; tables count reviews and need one."
        )
    if review["review_id"] in NO_REVIEW_IDS:
        raise InputError(
            f"{where}: '{review['review_id']}' is the name of a column; give it another review_id."
        )
    _check_types(line, _OPTIONAL, where)
    if not _are(line.get("probabilities"), dict, _NUMBERS):
        raise InputError(f"{where}: 'probabilities' holds what is no number; correct it.")
    if not _are(line.get("headings"), list, _STR):
        raise InputError(f"{where}: 'headings' holds what is no text; correct it.")
    _check_types(review, _OF_REVIEW, f"{where}, review")
    year = review.get("year")
    if year is not None and not (type(year) is int and 0 <= year <= 9999):
        raise InputError(f"{where}, review: the year '{year}' is not a year such as 2019.")
    for key in ("files", "inferred"):
        if not _are(review.get(key), list, _STR):
            raise InputError(f"{where}, review: '{key}' holds what is no text; correct it.")


def _check_types(value: dict[str, Any], kinds: dict[str, type], where: str) -> None:
    for key, kind in kinds.items():
        if value.get(key) is not None and not isinstance(value[key], kind):
            raise InputError(f"{where}: '{key}' is not {kind.__name__}; correct it.")


class _ReviewBefore:
    """The checked review of the line before: most lines name it again, word for word."""

    def __init__(self) -> None:
        self._kept: tuple[dict[str, Any], Review | None] = ({}, None)

    def again(self, value: Any) -> Review | None:
        """The same Review, if it is the same object; 2009.0 is not 2009."""
        given, made = self._kept
        same = value == given and type(value.get("year")) is type(given.get("year"))
        return made if same else None

    def now(self, value: dict[str, Any]) -> Review:
        """Another review; a copy is kept, for the caller may change what it passed."""
        made = review_from(value)
        given = {k: list(v) if isinstance(v, list) else v for k, v in value.items()}
        self._kept = (given, made)
        return made


_REVIEW_BEFORE = _ReviewBefore()
_REVIEW_FIELDS = frozenset(f.name for f in fields(Review))
_READING_FIELDS = frozenset(f.name for f in fields(ReadingReport))


def review_from(value: dict[str, Any]) -> Review:
    """A Review from plain JSON; unknown fields are ignored, lists become tuples."""
    kept: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v
        for k, v in value.items()
        if k in _REVIEW_FIELDS and v is not None
    }
    return Review(**kept)


def reading_report(value: dict[str, Any]) -> ReadingReport:
    """A ReadingReport from the plain JSON that `plain` made of it; unknown fields are ignored."""
    lists: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v for k, v in value.items() if k in _READING_FIELDS
    }
    lists["dropped"] = tuple(Dropped(**dropped) for dropped in value["dropped"])
    return ReadingReport(**lists)
