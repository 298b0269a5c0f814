"""Columns told by phrases: the data of `agencies.toml` and `remedies.toml`, read and checked."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scr_mine.errors import CodebookError, cause

#: Columns that every table has besides those of the file: nobody named, and no known kind.
NOT_SAID, OTHER = "not-said", "other"
#: At most so many words stand where a phrase has `...`.
GAP = 4
#: Phrases are filed by so many of their first letters, which makes looking them up quick.
FILED_BY = 2

_START = re.compile(r"(?<![\w-])\w")
_END = r"(?![\w-])"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One column: its id, its label and its phrases, the surest level first.

    `agencies` are ids of agencies: what is asked of them alone is of this kind.
    """

    id: str
    label: str
    phrases: tuple[tuple[str, ...], ...]
    agencies: tuple[str, ...] = ()


class Finder:
    """Finds the phrases of one level; of two that begin at the same place, the longer."""

    def __init__(self, kinds: Sequence[Kind], level: int) -> None:
        filed: dict[str, list[tuple[str, str]]] = {}
        for kind in kinds:
            for phrase in kind.phrases[level]:
                filed.setdefault(phrase[:FILED_BY].lower(), []).append((phrase, kind.id))
        self._files: dict[str, tuple[re.Pattern[str], list[str]]] = {}
        for letters, pairs in filed.items():
            pairs.sort(key=lambda pair: -len(pair[0]))
            choices = "|".join(f"({_pattern(phrase)})" for phrase, _ in pairs)
            self._files[letters] = (
                re.compile(f"(?:{choices}){_END}"),
                [kind for _, kind in pairs],
            )

    def at(self, text: str, start: int) -> tuple[str, int] | None:
        """The id of the column whose phrase begins at `start`, and where the phrase ends."""
        filed = self._files.get(text[start : start + FILED_BY].lower())
        match = filed[0].match(text, start) if filed else None
        if not filed or not match or not match.lastindex:
            return None
        return filed[1][match.lastindex - 1], match.end()

    def first(self, text: str) -> str | None:
        """The id of the column whose phrase stands first in a text."""
        for start in _START.finditer(text):
            found = self.at(text, start.start())
            if found:
                return found[0]
        return None


@dataclass(frozen=True)
class Kinds:
    """All columns of one file, in its order, with a finder for each level of phrases."""

    kinds: tuple[Kind, ...]
    finders: tuple[Finder, ...]


def read_kinds(path: Path, table: str, levels: Sequence[str]) -> Kinds:
    """Read the [[table]] entries of a file; their phrases stand under the keys `levels`.

    The first level must be there. Raises CodebookError with the first fault found.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CodebookError(f"{path.name}: no such file; check the path.") from error
    except OSError as error:
        raise CodebookError(
            f"{path.name}: cannot be read ({cause(error)}); check the path."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CodebookError(f"{path.name}: not valid TOML ({error}); mend that line.") from error
    entries = data.get(table)
    if not isinstance(entries, list) or not entries:
        raise CodebookError(f"{path.name}: it has no [[{table}]]; add at least one.")
    kinds = tuple(_kind(entry, path.name, table, levels) for entry in entries)
    _check(kinds, path.name, table)
    return Kinds(kinds, tuple(Finder(kinds, level) for level in range(len(levels))))


def plain(text: str) -> str:
    """A text with straight apostrophes and hyphens and single spaces."""
    return " ".join(text.replace("’", "'").replace("‑", "-").split())


def _kind(entry: Any, name: str, table: str, levels: Sequence[str]) -> Kind:
    if not isinstance(entry, dict) or not entry.get("id") or not isinstance(entry["id"], str):
        raise CodebookError(f"{name}: a [[{table}]] lacks an id; add it.")
    key = entry["id"]
    unknown = sorted(set(entry) - {"id", "label", "agencies", *levels})
    if unknown:
        raise CodebookError(
            f"{name}: {table} '{key}' has '{unknown[0]}', which is not known; "
            f"use label, {', '.join(levels)}."
        )
    if not isinstance(entry.get("label"), str) or not entry["label"]:
        raise CodebookError(f"{name}: {table} '{key}' lacks a label; add one.")
    lists = {field: entry.get(field, []) for field in (*levels, "agencies")}
    for field, values in lists.items():
        if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
            raise CodebookError(
                f"{name}: {field} of {table} '{key}' is not a list of words in quotation marks."
            )
    phrases = [tuple(plain(phrase) for phrase in lists[field]) for field in levels]
    short = [p for p in sum(phrases, ()) if not re.match(r"\w[^*.]", p)]
    if short:
        raise CodebookError(
            f"{name}: '{short[0]}' of {table} '{key}' must begin with two letters; mend it."
        )
    if not phrases[0]:
        raise CodebookError(f"{name}: {table} '{key}' has no {levels[0]}; add at least one.")
    return Kind(
        id=key, label=entry["label"], phrases=tuple(phrases), agencies=tuple(lists["agencies"])
    )


def _check(kinds: Sequence[Kind], name: str, table: str) -> None:
    ids: set[str] = set()
    for kind in kinds:
        if kind.id in (NOT_SAID, OTHER):
            raise CodebookError(
                f"{name}: the id '{kind.id}' is kept for a column of its own; use another."
            )
        if kind.id in ids:
            raise CodebookError(f"{name}: {table} id used twice: {kind.id}; rename one.")
        ids.add(kind.id)
    owner: dict[str, str] = {}
    for kind in kinds:
        for phrase in sum(kind.phrases, ()):
            first = owner.setdefault(phrase.casefold(), kind.id)
            if first != kind.id:
                raise CodebookError(
                    f"{name}: '{phrase}' stands under '{first}' and under '{kind.id}'; "
                    "take one of them out."
                )


def _pattern(phrase: str) -> str:
    """A phrase as a regular expression: `*` further letters, `...` up to GAP words, plural -s."""
    words = [_word(word) for word in phrase.split()]
    pattern = r"\s".join(words).replace(r"\s\.\.\.\s", rf"\s(?:\S+\s){{0,{GAP}}}?")
    pattern += "" if phrase.endswith(("s", "*")) else "s?"
    return pattern if phrase.isupper() else f"(?i:{pattern})"


def _word(word: str) -> str:
    return r"\.\.\." if word == "..." else re.escape(word).replace(r"\*", r"[\w'-]*")
