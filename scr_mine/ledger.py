"""Theme ids that were renamed, merged, split or added: old labels and marks in today's codebook.

A ledger lies beside its themes file (`mine.toml`, `mine.ledger.toml`) and is only added to. What
was renamed or merged is carried over; what was split cannot be told apart afterwards, and whoever
uses an old mark of it is told so. What was added was not looked for before: old labels count as
without it, and tables say so.
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, get_args

from scr_mine.errors import CodebookError, cause
from scr_mine.facts import Row, Table
from scr_mine.records import TaggedPassage

Kind = Literal["renamed", "merged", "split", "added"]
SUFFIX = ".ledger.toml"
#: The ids that each kind of change is from and to: one, several or none.
_SIDES = {
    "renamed": ("one", "one"),
    "merged": ("several", "one"),
    "split": ("one", "several"),
    "added": ("none", "one"),
}
_NUMBERS = {"one": "one theme id", "several": "two theme ids or more"}


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change: the ids before and after, from that version of the codebook on."""

    version: str
    kind: Kind
    before: tuple[str, ...]
    after: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """All changes, the oldest first, and the theme ids of today's codebook."""

    changes: tuple[Change, ...] = ()
    known: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything was changed at all."""
        return bool(self.changes)


@dataclass(frozen=True, kw_only=True)
class Brought:
    """Theme ids of today. Of the themes `unknown` the old label does not say whether they hold."""

    themes: tuple[str, ...]
    unknown: frozenset[str] = frozenset()


def beside(themes_file: Path) -> Path:
    """Where the ledger of a themes file is."""
    return themes_file.with_suffix("").with_suffix(SUFFIX)


def of(themes_file: Path, known: Collection[str]) -> Ledger:
    """The ledger beside a themes file, whose theme ids are `known`; empty where there is none.

    Raises CodebookError with the first fault found in it.
    """
    path = beside(themes_file)
    return load(path, known) if path.is_file() else Ledger(known=tuple(known))


def load(path: Path, known: Collection[str]) -> Ledger:
    """Read and check a ledger. Raises CodebookError with the first fault found."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CodebookError(
            f"{path.name}: cannot be read ({cause(error)}); check the path."
        ) from error
    except (RecursionError, ValueError) as error:
        raise CodebookError(f"{path.name}: not valid TOML ({error}); mend that line.") from error
    entries = data.get("change", [])
    if not isinstance(entries, list):
        raise CodebookError(f"{path.name}: write each change under [[change]].")
    changes = tuple(
        _change(entry, f"{path.name}, change {n}") for n, entry in enumerate(entries, 1)
    )
    _check(changes, frozenset(known), path.name)
    return Ledger(changes=changes, known=tuple(known))


def brought_up(themes: Iterable[str], ledger: Ledger, *, since: str | None = None) -> Brought:
    """Theme ids of an older codebook as those of today, in order, each once.

    `since` is the version of the codebook that they are of. Where it is not known, an id that
    today's codebook has is taken to mean what it means today. Ids that no change names are kept.
    """
    found, unknown = list(dict.fromkeys(themes)), set[str]()
    for change in ledger.changes:
        if since is not None and _number(change.version) <= _number(since):
            continue
        old = {i for i in change.before if since is not None or i not in ledger.known}
        if old & unknown:
            unknown = (unknown - old) | set(change.after)
        if not old & set(found):  # nor is anything brought up where a theme was added
            continue
        if change.kind == "split":
            found = [i for i in found if i not in old]
            unknown |= set(change.after)
        else:
            found = [change.after[0] if i in old else i for i in found]
    return Brought(themes=tuple(dict.fromkeys(found)), unknown=frozenset(unknown - set(found)))


def lines_up(
    lines: Iterable[dict[str, Any]], ledger: Ledger
) -> Iterator[tuple[dict[str, Any], frozenset[str]]]:
    """Lines of labels files with today's theme ids, and of which themes each says nothing.

    Each is of the version of the codebook that it states under `codebook`.
    """
    for line in lines:
        if not ledger:
            yield line, frozenset()
            continue
        said = [line, *(r for r in line.get("readings") or () if isinstance(r, dict))]
        version = line.get("codebook")
        since = None if version is None else str(version)
        brought = [brought_up(each.get("themes") or (), ledger, since=since) for each in said]
        up = [each | {"themes": list(b.themes)} for each, b in zip(said, brought, strict=True)]
        if up[1:]:
            up[0]["readings"] = up[1:]
        yield up[0], frozenset().union(*(each.unknown for each in brought))


def passages_up(
    passages: Iterable[TaggedPassage], ledger: Ledger, *, since: str | None = None
) -> Iterator[TaggedPassage]:
    """Tagged passages with today's theme ids; of several merged the highest probability is kept.

    A mark of a theme that was split is left out: nobody said which part it is of.
    """
    if not ledger:
        yield from passages
        return
    for passage in passages:
        chances: dict[str, float] = {}
        for theme, chance in passage.probabilities.items():
            for now in brought_up([theme], ledger, since=since).themes:
                chances[now] = max(chance, chances.get(now, 0.0))
        themes = brought_up(passage.themes, ledger, since=since).themes
        yield replace(passage, themes=themes, probabilities=chances)


def marked(table: Table, ledger: Ledger, *, since: str | None = None) -> Table:
    """The table with a note on every row of a theme that was split or added since that version.

    Such a row is not comparable with what was counted before; where `since` is None, with anything
    counted before any such change.
    """
    notes: dict[str, str] = {}
    for change in ledger.changes:
        if since is None or _number(change.version) > _number(since):
            notes |= dict.fromkeys(change.after, _said(change)) if _said(change) else {}
    if not notes or not any(row.id in notes for row in table.rows):
        return table
    rows = tuple(_noted(table, row, notes.get(row.id, "")) for row in table.rows)
    return replace(table, rows=rows)


def _said(change: Change) -> str:
    """What is to be said of the figures of a theme that was split or added; else nothing."""
    if change.kind == "added":
        return f"Not looked for before codebook {change.version}: older marks say nothing of it."
    if change.kind == "split":
        return (
            f"Not comparable with figures before codebook {change.version}, in which "
            f"'{change.before[0]}' was split into {' and '.join(change.after)}; older marks of "
            "it are not counted."
        )
    return ""


def _noted(table: Table, row: Row, note: str) -> Row:
    """The row with the note on its first figure that has none."""
    for column in table.columns if note else ():
        cell = row.cells[column.id]
        if cell.value is not None and not cell.note and column.measure != "words":
            return replace(row, cells={**row.cells, column.id: replace(cell, note=note)})
    return row


def _change(entry: Any, where: str) -> Change:
    if not isinstance(entry, Mapping):
        raise CodebookError(f"{where}: write each change under [[change]].")
    kind: Any = entry.get("kind")
    if kind not in get_args(Kind):
        raise CodebookError(
            f"{where}: the kind must be one of {', '.join(get_args(Kind))}; correct it."
        )
    sides = []
    for name, wanted in zip(("from", "to"), _SIDES[kind], strict=True):
        ids: Any = entry.get(name, [])
        right = isinstance(ids, list) and all(isinstance(i, str) for i in ids)
        if wanted == "none" and ids != []:
            raise CodebookError(f"{where}: leave out '{name}' where the kind is '{kind}'.")
        if not right or {"one": len(ids) != 1, "several": len(ids) < 2}.get(wanted, False):
            raise CodebookError(
                f"{where}: '{name}' must be a list of {_NUMBERS[wanted]} where the kind is "
                f"'{kind}'; correct it."
            )
        sides.append(tuple(ids))
    version = str(entry.get("version", ""))
    if not _number(version):
        raise CodebookError(f"{where}: the version must be numbers with dots, as 1.2; add it.")
    note = str(entry.get("note", ""))
    return Change(version=version, kind=kind, before=sides[0], after=sides[1], note=note)


def _check(changes: tuple[Change, ...], known: frozenset[str], name: str) -> None:
    later: set[str] = set(known)
    for number, change in reversed(list(enumerate(changes, 1))):
        where = f"{name}, change {number}"
        for theme in change.after:
            if theme not in later:
                raise CodebookError(
                    f"{where}: the theme '{theme}' is neither in the codebook nor changed later; "
                    "correct it."
                )
        for theme in set(change.before) - set(change.after):
            if theme in known:
                raise CodebookError(
                    f"{where}: the theme '{theme}' is still in the codebook; remove it there, or "
                    "give its successor another id."
                )
        later |= set(change.before)
    for before, after in pairwise(changes):
        if _number(after.version) < _number(before.version):
            raise CodebookError(f"{name}: versions go down; write the oldest change first.")


_DIGITS = re.compile("[0-9]{1,9}")


def _number(version: str) -> tuple[int, ...]:
    """A version as numbers, so that 1.10 comes after 1.9; none where it is not made of numbers."""
    parts = version.split(".")
    return tuple(map(int, parts)) if all(_DIGITS.fullmatch(p) for p in parts) else ()
