"""Labels out to the programs in which people code, and in again: one module a format.

A format has `export(passages, codebook, blind=...) -> bytes` and
`labels(data, passages, codebook, coder=..., name=...) -> Imported`.
"""

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any

from scr_mine.errors import UsageError
from scr_mine.labels import Imported
from scr_mine.records import TaggedPassage
from scr_mine.themes import Codebook

#: The module of each format.
FORMATS = {
    "xlsx": "xlsx_sheet",
    "csv": "csv_sheet",
    "jsonl": "lines",
    "label-studio": "label_studio",
    "doccano": "doccano",
    "prodigy": "prodigy",
    "qdpx": "qdpx",
}
#: The format that a file's suffix means, where it means one.
SUFFIXES = {"xlsx": "xlsx", "csv": "csv", "jsonl": "jsonl", "qdpx": "qdpx"}


def format_of(name: str, wanted: str | None) -> str:
    """The format asked for, or that of a file's suffix; raises UsageError if neither says one."""
    suffix = name.rpartition(".")[2].lower()
    found = wanted or SUFFIXES.get(suffix)
    if found not in FORMATS:
        known = ", ".join(FORMATS)
        raise UsageError(f"{name}: say which format it is, with --to or --from: {known}.")
    return found


def export(
    form: str, passages: Iterable[TaggedPassage], codebook: Codebook, *, blind: bool, **options: Any
) -> bytes:
    """All passages in a format, coded or not; `blind` leaves the machine's marks out."""
    made: bytes = _module(form).export(passages, codebook, blind=blind, **options)
    return made


def labels(
    form: str,
    data: bytes,
    passages: Mapping[str, TaggedPassage],
    codebook: Codebook,
    *,
    coder: str,
    name: str,
) -> Imported:
    """The labels that people gave in a file; raises LabelsError naming the file `name`."""
    found: Imported = _module(form).labels(data, passages, codebook, coder=coder, name=name)
    return found


def _module(form: str) -> Any:
    return import_module(f"scr_mine.exchange.{FORMATS[form]}")
