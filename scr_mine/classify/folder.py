"""A model's folder on disk: `.npy` arrays, text lists of words, perhaps a network for onnxruntime,
and `model.json` over them.

Nothing in it is code and nothing is unpickled. Every file's sha256 stands in `model.json`. A
folder may come from anybody: each file is read once, up to a bound, and only what `write` writes
is taken.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from math import prod
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from scr_mine.classify.header import fault
from scr_mine.errors import ModelError, cause
from scr_mine.store import atomic

FORMAT = "scr-mine-model"
FORMAT_VERSION = 1
HEADER = "model.json"
#: No file of a model is larger; a larger one is not read.
LARGEST_FILE, LARGEST_HEADER, MOST_FILES = 256 * 1024 * 1024, 16 * 1024 * 1024, 64
_AGAIN = "fetch the folder again or train a new model"
#: An array as `numpy.save` writes one of plain numbers; what is said here is all that is believed.
_ARRAY = re.compile(
    rb"\x93NUMPY\x01\x00(..)\{'descr': '(<[fi][248]|\|[iu]1)', 'fortran_order': False, "
    rb"'shape': \(((?:\d{1,10}(?:, ?)?){0,4})\), \} *\n",
    re.S,
)
_FILE = re.compile(r"[a-z][a-z0-9_-]{0,60}\.(?:npy|txt|onnx)")


@dataclass(frozen=True, kw_only=True)
class Stored:
    """What a folder holds: the header, and arrays, lists of words and networks by name."""

    header: dict[str, Any]
    arrays: dict[str, Any]
    lists: dict[str, tuple[str, ...]]
    networks: dict[str, bytes]


def write(
    folder: Path,
    *,
    arrays: Mapping[str, Any],
    lists: Mapping[str, Sequence[str]],
    networks: Mapping[str, bytes],
    about: Mapping[str, Any],
) -> None:
    """Write a folder so that equal content gives equal bytes. The header is written last."""
    folder.mkdir(parents=True, exist_ok=True)
    hashes = {}
    for name, array in sorted(arrays.items()):
        buffer = BytesIO()
        np.save(buffer, np.ascontiguousarray(array), allow_pickle=False)
        hashes[f"{name}.npy"] = _put(folder / f"{name}.npy", buffer.getvalue())
    for name, words in sorted(lists.items()):
        text = "".join(f"{word}\n" for word in words)
        hashes[f"{name}.txt"] = _put(folder / f"{name}.txt", text.encode("utf-8"))
    for name, network in sorted(networks.items()):
        hashes[f"{name}.onnx"] = _put(folder / f"{name}.onnx", network)
    header = {"format": FORMAT, "format_version": FORMAT_VERSION, "files": hashes, **about}
    text = json.dumps(header, ensure_ascii=False, indent=1, allow_nan=False)
    _put(folder / HEADER, (text + "\n").encode("utf-8"))


def check_free(folder: Path) -> None:
    """Raise ModelError for a folder that holds other things than a model."""
    if folder.is_dir() and any(folder.iterdir()) and not (folder / HEADER).is_file():
        raise ModelError(
            f"{folder.name}: holds other files and no {HEADER}; name a new or empty folder."
        )


def read(folder: Path) -> Stored:
    """Read a folder, checking format and every file's sha256; raises ModelError."""
    header = header_of(folder)
    arrays, lists, networks = {}, {}, {}
    for name, content in _contents(folder, header):
        stem, _, suffix = name.partition(".")
        if suffix == "npy":
            arrays[stem] = _array(content, f"{folder.name}: the file {name}")
        elif suffix == "onnx":
            networks[stem] = content
        else:
            lists[stem] = _words(content, f"{folder.name}: the file {name}")
    return Stored(header=header, arrays=arrays, lists=lists, networks=networks)


def verify(folder: Path) -> dict[str, Any]:
    """The header of a whole and undamaged folder; raises ModelError."""
    header = header_of(folder)
    for _ in _contents(folder, header):
        pass
    return header


def header_of(folder: Path) -> dict[str, Any]:
    """The header of a model folder, its files unread; raises ModelError."""
    if not folder.is_dir():
        raise ModelError(f"{folder.name}: no such model folder; see `scr-mine models`.")
    path = folder / HEADER
    if not path.is_file():
        raise ModelError(
            f"{folder.name}: not a model folder, since it has no readable {HEADER}; "
            "see `scr-mine models`."
        )
    try:
        header = msgspec.json.decode(_bytes(path, folder.name, LARGEST_HEADER))
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{folder.name}: {HEADER} is damaged; {_AGAIN}.") from error
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise ModelError(f"{folder.name}: not a model of this toolkit; see `scr-mine models`.")
    version = header.get("format_version")
    if type(version) is not int or version > FORMAT_VERSION:
        raise ModelError(
            f"{folder.name}: written in model format {version}, and this version reads up to "
            f"{FORMAT_VERSION}; update scr-mine."
        )
    names = header.get("files")
    if not isinstance(names, dict) or not all(map(_FILE.fullmatch, names)):
        raise ModelError(f"{folder.name}: {HEADER} is damaged; {_AGAIN}.")
    if wrong := "it names too many files" if len(names) > MOST_FILES else fault(header):
        raise ModelError(
            f"{folder.name}: {HEADER} does not describe a whole model ({wrong}); {_AGAIN}."
        )
    return header


def _contents(folder: Path, header: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every file, which are those that the header was written with."""
    for name, expected in header["files"].items():
        path = folder / name
        if not path.is_file() and not path.is_symlink():
            raise ModelError(f"{folder.name}: the file {name} is missing; {_AGAIN}.")
        content = _bytes(path, folder.name, LARGEST_FILE)
        if sha256(content).hexdigest() != expected:
            raise ModelError(f"{folder.name}: the file {name} is damaged or was changed; {_AGAIN}.")
        yield name, content


def _bytes(path: Path, folder: str, most: int) -> bytes:
    """The bytes of a file of a model, if it is one and no larger than any."""
    if path.is_symlink():
        raise ModelError(
            f"{folder}: {path.name} is a link to another place; put the file itself there."
        )
    try:
        if path.stat().st_size > most:
            raise ModelError(f"{folder}: {path.name} is larger than in any model; {_AGAIN}.")
        return path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"{folder}: {path.name} cannot be read ({cause(error)}); check its permissions."
        ) from error


def _array(content: bytes, where: str) -> Any:
    """A plain array; nothing is set aside for it but what the file really holds."""
    found = _ARRAY.match(content)
    if found and int.from_bytes(found[1], "little") == found.end() - 10:
        kind = np.dtype(found[2].decode("ascii"))
        shape = tuple(int(n) for n in re.findall(rb"\d+", found[3]))
        if prod(shape) * kind.itemsize == len(content) - found.end():
            array = np.frombuffer(content, dtype=kind, offset=found.end()).reshape(shape)
            if np.isfinite(array).all():
                return array
    raise ModelError(f"{where} is not a table of numbers; {_AGAIN}.")


def _words(content: bytes, where: str) -> tuple[str, ...]:
    """The lines of a list."""
    try:
        return tuple(content.decode("utf-8").split("\n")[:-1])
    except UnicodeDecodeError as error:
        raise ModelError(f"{where} is not a list of words; {_AGAIN}.") from error


def _put(path: Path, content: bytes) -> str:
    with atomic(path, "wb") as file:
        file.write(content)
    path.chmod(0o644)
    return sha256(content).hexdigest()
