"""Records in and out: JSON Lines, one file per review per stage, every write atomic."""

import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields, is_dataclass
from hashlib import sha256
from math import isfinite
from pathlib import Path
from typing import IO, Any

import jsonlines
import msgspec

from scr_mine.errors import InputError, OutputError, cause, full


def plain(record: Any) -> Any:
    """A record as plain JSON values; tuples become lists."""
    if is_dataclass(record) and not isinstance(record, type):
        return {f.name: plain(getattr(record, f.name)) for f in fields(record)}
    if isinstance(record, (list, tuple)):
        return [plain(item) for item in record]
    if isinstance(record, dict):
        return {key: plain(value) for key, value in record.items()}
    return record


# JSON lets them stand in a text, and many programs that read line by line break the line there.
_LINE_ENDS = {"\x85": r"\u0085", "\u2028": r"\u2028", "\u2029": r"\u2029"}


def _as_plain(value: Any) -> Any:
    made = plain(value)
    if made is value:
        raise TypeError(f"{type(value).__name__} cannot be written as JSON")
    return made


def dumps(value: Any) -> str:
    """One line of JSON: readable text kept as it is, no lone surrogates, keys in given order.

    It is one line for everybody: what else than a newline ends one somewhere is escaped.
    """
    line = json.dumps(value, ensure_ascii=False, allow_nan=False, default=_as_plain)
    if line.isascii():
        return line
    line = line.encode("utf-8", "replace").decode("utf-8")
    for end, escaped in _LINE_ENDS.items():
        line = line.replace(end, escaped)
    return line


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
        with half(path) as name, name.open(mode, **text) as file:  # type: ignore[call-overload]
            yield file
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise _unwritten(path, error) from error


@contextmanager
def half(path: Path) -> Iterator[Path]:
    """A private empty file beside `path`, which takes its name when the block ends without error.

    Whoever writes it brings it to the disk. Raises OutputError where that cannot be done.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        os.close(handle)
        try:
            yield Path(name)
            Path(name).chmod(0o600)
            Path(name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _unwritten(path, error) from error


def _unwritten(path: Path, error: OSError) -> OutputError:
    mend = "free some space, or name another place" if full(error) else "name another place"
    if isinstance(error, PermissionError) and path.is_file():
        # A program for spreadsheets keeps others from the file that it has open.
        mend = "close it if another program has it open, or name another place"
    return OutputError(f"{path}: cannot be written ({cause(error)}); {mend}.")


def settle(folder: Path) -> None:
    """Let no power cut undo that files have got their names here, as far as file systems can."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def remove(path: Path) -> None:
    """Remove a file, if it is there; raises OutputError."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be removed ({cause(error)}); remove it by hand."
        ) from error


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
        raise InputError(
            f"{path.name}: cannot be read ({cause(error)}); check the path."
        ) from error


def write_lines(path: Path, values: Iterable[Any]) -> int:
    """Write one JSON line per value, atomically; returns how many."""
    count = 0
    with atomic(path) as file, jsonlines.Writer(file, dumps=dumps) as writer:
        for value in values:
            writer.write(value)
            count += 1
    return count


def parse_lines(lines: Iterable[bytes], name: str, *, first: int = 1) -> Iterator[dict[str, Any]]:
    """JSON objects from UTF-8 lines, numbered from `first`; blank lines are skipped.

    Raises InputError naming `name`, and the line's number for anything else than a JSON object.
    """
    decode = _FAST.decode
    for number, line in enumerate(lines, first):
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
            raise InputError(
                f"{name}: not plain text in UTF-8; check that it is the right file."
            ) from error
        mend = _NO_JSON if error.__cause__ else _NO_OBJECT
        raise InputError(f"{name}, line {number}: {mend}.") from error


_NO_JSON = "not a line of JSON; check that it is the right file, or mend the line"
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
    return lines_of(path, ())


def lines_of(path: Path, stdin: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """JSON objects of a JSON Lines file, or of `stdin` where the path is `-`."""
    return parse_lines(raw_lines_of(path, stdin), called(path))


def called(path: Path) -> str:
    """What a file is called in messages; `-` is standard input."""
    return "standard input" if str(path) == "-" else path.name


def raw_lines_of(path: Path, stdin: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a file, or of `stdin` where the path is `-`, as they are."""
    if str(path) == "-":
        yield from stdin
        return
    try:
        with path.open("rb", buffering=1 << 20) as file:
            yield from file
    except OSError as error:
        raise InputError(
            f"{path.name}: cannot be read ({cause(error)}); check the path."
        ) from error


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
