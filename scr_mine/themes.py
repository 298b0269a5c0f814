"""The codebook as data: families, themes, roles, remedies and the words that hint at a theme."""

import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from scr_mine import ledger as ledgers
from scr_mine.errors import CodebookError, cause
from scr_mine.ledger import Ledger

SHIPPED = Path(__file__).with_name("themes.toml")


@dataclass(frozen=True, kw_only=True)
class Family:
    """A family of themes, in the order of the codebook."""

    id: str
    label: str
    definition: str


@dataclass(frozen=True, kw_only=True)
class Theme:
    """One theme: what it is, when to code it, when not, and words that often signal it."""

    id: str
    label: str
    family: str
    kind: str
    definition: str
    include: str
    exclude: str
    indicators: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Role:
    """One role: what kind of statement a passage is."""

    id: str
    label: str
    definition: str
    signs: str


@dataclass(frozen=True, kw_only=True)
class Example:
    """An invented passage with its full labels, given under the theme `shown_for`."""

    shown_for: str
    text: str
    role: str
    themes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Codebook:
    """A whole codebook. Themes keep the order of the file; `ledger` is how they became so."""

    version: str
    families: tuple[Family, ...]
    themes: tuple[Theme, ...]
    roles: tuple[Role, ...]
    examples: tuple[Example, ...]
    ledger: Ledger = field(default_factory=Ledger)

    def theme(self, theme_id: str) -> Theme:
        """The theme of that id; raises CodebookError naming the nearest ones if there is none."""
        for theme in self.themes:
            if theme.id == theme_id:
                return theme
        import difflib

        near = difflib.get_close_matches(theme_id, [t.id for t in self.themes], n=3)
        hint = f"did you mean {', '.join(near)}?" if near else "see `scr-mine themes list`"
        raise CodebookError(f"There is no theme '{theme_id}'; {hint}")

    @property
    def theme_ids(self) -> tuple[str, ...]:
        """Theme ids in codebook order."""
        return tuple(theme.id for theme in self.themes)


def load(path: Path = SHIPPED) -> Codebook:
    """Read and check a themes file and the ledger beside it.

    Raises CodebookError with the first fault found.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CodebookError(f"{path.name}: no such themes file; check the path.") from error
    except OSError as error:
        raise CodebookError(
            f"{path.name}: cannot be read ({cause(error)}); check the path."
        ) from error
    except (RecursionError, ValueError) as error:
        raise CodebookError(f"{path.name}: not valid TOML ({error}); mend that line.") from error
    codebook = _checked(data, path.name)
    return replace(codebook, ledger=ledgers.of(path, codebook.theme_ids))


@cache
def shipped() -> Codebook:
    """The codebook that comes with the package."""
    return load(SHIPPED)


class _Entry(Struct):
    """What an entry of a themes file may hold; what it must is found where it is looked up."""

    id: str | UnsetType = UNSET
    label: str | UnsetType = UNSET
    family: str | UnsetType = UNSET
    definition: str | UnsetType = UNSET
    include: str | UnsetType = UNSET
    exclude: str | UnsetType = UNSET
    signs: str | UnsetType = UNSET
    text: str | UnsetType = UNSET
    role: str | UnsetType = UNSET
    indicators: list[str] | UnsetType = UNSET
    themes: list[str] | UnsetType = UNSET


class _File(Struct):
    kind: dict[str, str] | UnsetType = UNSET
    family: list[_Entry] | UnsetType = UNSET
    theme: list[_Entry] | UnsetType = UNSET
    role: list[_Entry] | UnsetType = UNSET
    example: list[_Entry] | UnsetType = UNSET


_TYPES = {"str": "text", "int": "a whole number", "float": "a number", "bool": "true or false"}
_TYPES |= {"array": "a list", "object": "a group of entries", "date": "a date"}


def _in_words(error: str) -> str:
    """What a library says of a value of the wrong kind, with plain words for the kinds."""
    for name, words in _TYPES.items():
        error = error.replace(f"`{name}`", words)
    return error.replace("`", "'").replace("$.", "")


def _checked(data: dict[str, Any], name: str) -> Codebook:
    try:
        codebook = _codebook(data)
    except KeyError as error:
        raise CodebookError(f"{name}: an entry lacks {error}; add it.") from error
    except (AttributeError, TypeError) as error:
        raise CodebookError(
            f"{name}: an entry is written as a plain value; begin it with its "
            "name in brackets, as [[theme]]."
        ) from error
    try:
        msgspec.convert(data, _File)
    except msgspec.ValidationError as error:
        said = _in_words(str(error))
        raise CodebookError(f"{name}: {said}; correct it.") from error
    if not codebook.themes:
        raise CodebookError(f"{name}: it defines no [[theme]]; add at least one.")
    _check_ids(name, codebook)
    return codebook


def _codebook(data: dict[str, Any]) -> Codebook:
    kinds = data.get("kind", {})
    return Codebook(
        version=str(data.get("codebook_version", "?")),
        families=tuple(
            Family(id=f["id"], label=f["label"], definition=f.get("definition", ""))
            for f in data.get("family", ())
        ),
        themes=tuple(_theme(t, kinds.get(t["id"], "practice")) for t in data.get("theme", ())),
        roles=tuple(
            Role(id=r["id"], label=r["label"], definition=r["definition"], signs=r.get("signs", ""))
            for r in data.get("role", ())
        ),
        examples=tuple(
            Example(shown_for=e["for"], text=e["text"], role=e["role"], themes=tuple(e["themes"]))
            for e in data.get("example", ())
        ),
    )


def _theme(entry: dict[str, Any], kind: str) -> Theme:
    return Theme(
        id=entry["id"],
        label=entry["label"],
        family=entry["family"],
        kind=kind,
        definition=entry.get("definition", ""),
        include=entry.get("include", ""),
        exclude=entry.get("exclude", ""),
        indicators=tuple(entry.get("indicators", ())),
    )


def _check_ids(name: str, codebook: Codebook) -> None:
    ids = list(codebook.theme_ids)
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise CodebookError(f"{name}: theme id used twice: {', '.join(twice)}; rename one.")
    families = {family.id for family in codebook.families}
    for theme in codebook.themes:
        if theme.family not in families:
            raise CodebookError(
                f"{name}: theme '{theme.id}' names the family '{theme.family}', "
                "which is not defined; add a [[family]] or correct the name."
            )
    for example in codebook.examples:
        for theme_id in {example.shown_for, *example.themes} - set(ids):
            raise CodebookError(
                f"{name}: an example names the theme '{theme_id}', which is not defined; "
                "correct the name."
            )
