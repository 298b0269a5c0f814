"""What of a searched folder is not read, in sentences: nothing vanishes without a word."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from scr_mine.inert import clean

#: A file of another kind, a link to a folder, or a name of a report that is no file.
What = Literal["other", "link", "no-file"]
#: So many suffixes or names are told, the rest counted.
TOLD = 6
#: A longer suffix is none that anybody knows.
LONGEST = 12


@dataclass(frozen=True, kw_only=True)
class Passed:
    """What is passed over.

    `name` is its path from the folder that was searched, `key` the same however it was named.
    """

    what: What
    name: str
    key: str


def sentences(passed: Iterable[Passed]) -> list[str]:
    """What was passed over, each thing once, in up to three sentences."""
    each = {one.key: one for one in passed}
    kinds = Counter(_suffix(one.name) for one in each.values() if one.what == "other")
    links = sorted(one.name for one in each.values() if one.what == "link")
    none = sorted(one.name for one in each.values() if one.what == "no-file")
    told = []
    if kinds:
        counted = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
        parts = _some([f"{suffix} {number}" for suffix, number in counted], "kinds")
        number = kinds.total()
        many = f"{number} files of other kinds were" if number > 1 else "1 file of another kind was"
        told.append(f"{many} passed over: {parts}.")
    if links:
        many = f"{len(links)} links to folders were" if len(links) > 1 else "1 link to a folder was"
        told.append(
            f"{many} not followed: {_some(links)}; name what it leads to, if it holds reports."
        )
    if none:
        told.append(
            f"Not opened, as they are pipes, sockets or devices and no files: {_some(none)}."
        )
    return told


def _suffix(name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    return clean(suffix) if 0 < len(suffix) <= LONGEST else "without suffix"


def _some(names: Sequence[str], what: str = "") -> str:
    """The first few of these, and how many more there are."""
    shown = [clean(name) for name in names[:TOLD]]
    more = len(names) - TOLD
    return ", ".join(shown) + (f" and {more} more {what}".rstrip() if more > 0 else "")
