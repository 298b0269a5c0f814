"""A model's folder on disk: `.npy` arrays, text lists of words, perhaps a network for onnxruntime,
and `model.json` over them.

Nothing in it is code and nothing is unpickled. Every file's sha256 stands in `model.json`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from scr_mine.errors import ModelError
from scr_mine.store import atomic, file_hash

FORMAT = "scr-mine-model"
FORMAT_VERSION = 1
HEADER = "model.json"
#: No file of a model is larger; a larger one is not read.
LARGEST_FILE = 256 * 1024 * 1024
_AGAIN = "fetch the folder again or train a new model"


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
    for file, expected in header["files"].items():
        path = folder / file
        _check(path, folder.name, str(expected))
        if path.suffix == ".npy":
            arrays[path.stem] = _array(path, folder.name)
        elif path.suffix == ".onnx":
            networks[path.stem] = path.read_bytes()
        else:
            lists[path.stem] = tuple(path.read_text(encoding="utf-8").split("\n")[:-1])
    return Stored(header=header, arrays=arrays, lists=lists, networks=networks)


def verify(folder: Path) -> dict[str, Any]:
    """The header of a whole and undamaged folder; raises ModelError."""
    header = header_of(folder)
    for file, expected in header["files"].items():
        _check(folder / file, folder.name, str(expected))
    return header


def header_of(folder: Path) -> dict[str, Any]:
    """The header of a model folder, its files unread; raises ModelError."""
    if not folder.is_dir():
        raise ModelError(f"{folder.name}: no such model folder; see `scr-mine models`.")
    try:
        header = json.loads((folder / HEADER).read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(
            f"{folder.name}: not a model folder, since it has no readable {HEADER}; "
            "see `scr-mine models`."
        ) from error
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{folder.name}: {HEADER} is damaged; {_AGAIN}.") from error
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise ModelError(f"{folder.name}: not a model of this toolkit; see `scr-mine models`.")
    version = header.get("format_version")
    if not isinstance(version, int) or version > FORMAT_VERSION:
        raise ModelError(
            f"{folder.name}: written in model format {version}, and this version reads up to "
            f"{FORMAT_VERSION}; update scr-mine."
        )
    names = header.get("files")
    if not isinstance(names, dict) or any(Path(n).name != n for n in names):
        raise ModelError(f"{folder.name}: {HEADER} is damaged; {_AGAIN}.")
    return header


def _check(path: Path, folder: str, expected: str) -> None:
    if not path.is_file():
        raise ModelError(f"{folder}: the file {path.name} is missing; {_AGAIN}.")
    if path.stat().st_size > LARGEST_FILE or file_hash(path) != expected:
        raise ModelError(f"{folder}: the file {path.name} is damaged or was changed; {_AGAIN}.")


def _array(path: Path, folder: str) -> Any:
    try:
        return np.load(path, allow_pickle=False)
    except ValueError as error:
        raise ModelError(f"{folder}: the file {path.name} is not a plain array; {_AGAIN}.") from (
            error
        )


def _put(path: Path, content: bytes) -> str:
    with atomic(path, "wb") as file:
        file.write(content)
    path.chmod(0o644)
    return file_hash(path)
