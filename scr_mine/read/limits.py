"""How much of a file is read: bounds that no report reaches and that hostile files run into.

| name | what it bounds | unit |
| --- | --- | --- |
| `file-size` | the file as it is stored | megabytes |
| `pages` | the pages of a PDF, or the slides of a presentation | pages |
| `expansion` | how far one part of a file may unpack, if it is over 4 MB | times its packed size |
| `markup` | one part of an Office file, unpacked, or the source of a web page | megabytes |
| `unpacked` | all parts of a file, unpacked | megabytes |
| `parts` | the parts of an Office file | parts |
| `nesting` | how deep the elements of an Office file lie in one another | elements |
| `page-text` | the text of one page of a PDF; a page with more is left out | characters |
| `text` | the text of a whole file | characters |
| `memory` | what reading a file may take, in a process of its own, on Linux | megabytes |

A file that goes beyond one is refused, and the sentence names the limit and how to raise it. The
time a file may take is bounded by whoever starts the process.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from pathlib import Path

from scr_mine.errors import UnreadableFileError, UsageError

MEGABYTE = 2**20
#: The least and the most that each may be set to.
RANGES = {
    "file-size": (1, 2048),
    "pages": (1, 100_000),
    "expansion": (10, 10_000),
    "markup": (1, 1024),
    "unpacked": (1, 2048),
    "parts": (10, 65_000),
    "nesting": (16, 400),
    "page-text": (1000, 10_000_000),
    "text": (1000, 500_000_000),
    "memory": (100, 1_000_000),
}


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The bounds of the module's table; an underscore stands for the hyphen of a name."""

    file_size: int = 1024
    pages: int = 5000
    expansion: int = 100
    markup: int = 64
    unpacked: int = 256
    parts: int = 20_000
    nesting: int = 256
    page_text: int = 300_000
    text: int = 5_000_000
    memory: int = 700

    def of(self, name: str) -> int:
        """The bound of that name."""
        found: int = getattr(self, name.replace("-", "_"))
        return found

    def exceeded(self, path: Path, name: str, what: str) -> UnreadableFileError:
        """What to say of a file that goes beyond a limit; `what` it holds, as words."""
        most = RANGES[name][1]
        if self.of(name) >= most:
            remedy = "that limit cannot be raised: print what is needed of it to PDF"
        else:
            remedy = (
                f"if it is a report and you trust its source, raise the limit with --limit "
                f"{name}=NUMBER (up to {most})"
            )
        return UnreadableFileError(path, f"{what}, over the limit {name}={self.of(name)}", remedy)

    def check(self, path: Path, name: str, found: int, what: str) -> None:
        """Raise UnreadableFileError if a file holds more than the limit allows."""
        if found > self.of(name):
            raise self.exceeded(path, name, what)


DEFAULT = Limits()
NAMES = tuple(field.name.replace("_", "-") for field in fields(Limits))


def parsed(given: Iterable[str]) -> Limits:
    """Limits changed by `NAME=VALUE`; raises UsageError for an unknown name or a value beyond."""
    found: dict[str, int] = {}
    for text in given:
        name, _, value = text.partition("=")
        name = name.strip().casefold()
        if name not in RANGES:
            raise UsageError(f"--limit {text}: there is no such limit; use {', '.join(NAMES)}.")
        least, most = RANGES[name]
        value = value.strip().replace(",", "").replace("_", "")
        if not (value.isascii() and value.isdecimal() and least <= int(value[:12]) <= most):
            raise UsageError(
                f"--limit {text}: write {name}=NUMBER, a whole number from {least} to {most}."
            )
        found[name.replace("-", "_")] = int(value)
    return replace(DEFAULT, **found)
