"""Every error a user can meet, each a sentence that says which file, what is wrong, what to do.

ScrMineError
├── InputError          one input cannot be used; the others still can
│   └── UnreadableFileError  a report file that no reader can turn into text
├── OutputError         a place that cannot be written to
├── ManifestError       reviews.csv contradicts itself or the folder
├── ModelError          a model folder that is missing, damaged or does not fit
├── CodebookError       a themes file that is not a valid codebook
├── LabelsError         labelled passages that cannot be learnt from
└── UsageError          options that ask for nothing or for a contradiction
"""

import errno
from collections.abc import Sequence
from pathlib import Path

#: So many names are listed where there is none of that name, and else so many of them.
MOST_NAMES, FEW_NAMES = 6, 3
_FULL = frozenset(getattr(errno, name, -1) for name in ("ENOSPC", "EDQUOT"))
#: What systems say in words of their own.
_CAUSES = {
    errno.ENOENT: "there is no such file or folder",
    errno.EISDIR: "it is a folder",
    errno.ENOTDIR: "a part of the path is a file, not a folder",
    errno.EEXIST: "a file of that name is in the way",
    errno.ENAMETOOLONG: "the name is too long",
    errno.EROFS: "nothing can be written to that disk",
} | dict.fromkeys(_FULL, "the disk is full")


class ScrMineError(Exception):
    """Root of all errors meant for the user; `str()` is one sentence on one line."""

    def __str__(self) -> str:
        # What stands in files and their names is quoted: none of it may act on a terminal.
        return "".join(_shown(char) for char in super().__str__())


def _shown(char: str) -> str:
    """A character as it may stand in a message: controls as their codes, white space a space."""
    if char.isprintable():
        return char
    return " " if char.isspace() else f"[U+{ord(char):04X}]"


class InputError(ScrMineError):
    """One input cannot be used."""


class UnreadableFileError(InputError):
    """A report file cannot be turned into text.

    `path` names the file, `reason` says what is wrong, `remedy` what to do about it.
    """

    def __init__(self, path: Path | str, reason: str, remedy: str) -> None:
        self.path = Path(path)
        self.reason = reason
        self.remedy = remedy
        super().__init__(f"{self.path.name}: {reason}; {remedy}.")

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.path, self.reason, self.remedy))


class OutputError(ScrMineError):
    """A file cannot be written where it was asked for."""


class ManifestError(ScrMineError):
    """The manifest of reviews cannot be used."""


class ModelError(ScrMineError):
    """A model is missing, damaged, foreign or does not fit the codebook."""


class CodebookError(ScrMineError):
    """A themes file is not a valid codebook."""


class LabelsError(ScrMineError):
    """Labelled passages cannot be used for training or measuring."""


class UsageError(ScrMineError):
    """The options given ask for nothing, or for two things at once."""


def full(error: OSError) -> bool:
    """Whether there was no room on a disk."""
    return error.errno in _FULL


def cause(error: OSError) -> str:
    """Why the system could not do something with a file, for brackets in a message."""
    return _CAUSES.get(error.errno or 0) or (error.strerror or "unknown reason").lower()


def among(wanted: str, names: Sequence[str]) -> str:
    """What names there are instead of one there is not; where they are many, the nearest."""
    if len(names) <= MOST_NAMES:
        return f"there are: {', '.join(names) or 'none'}"
    import difflib

    words = {name.casefold(): name for name in names}
    near = [name for folded, name in words.items() if wanted.casefold() in folded]
    near += [words[w] for w in difflib.get_close_matches(wanted.casefold(), words)]
    shown = list(dict.fromkeys(near))[:FEW_NAMES]
    if shown:
        return f"there are {len(names)}, the nearest: {', '.join(shown)}"
    return f"there are {len(names)}, such as: {', '.join(names[:FEW_NAMES])}"
