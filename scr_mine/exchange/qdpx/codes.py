"""The codes of a project and the identifiers in it: the same for the same codebook and passages."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID, uuid5

from scr_mine.inert import clean, whole
from scr_mine.themes import Codebook, Theme

#: Of all identifiers written. Never change it: files that people hold would not be known again.
NAMESPACE = UUID("4b0f0a55-7c0e-5b4e-9d43-6f2f7a1c58d1")
Kind = Literal["theme", "role", "check"]
#: What a code means: its kind and the id of the theme, role or check.
Mark = tuple[Kind, str]

LOOKED_AT: Mark = ("check", "looked-at")
UNSURE: Mark = ("check", "unsure")
#: The groups that are not families of themes. A blind project is told by the name of its group.
ROLES, CHECKING, CHECKING_BLIND = "Role of the passage", "Checking", "Checking (blind)"


@dataclass(frozen=True, kw_only=True)
class Code:
    """A code of the project."""

    mark: Mark
    name: str
    description: str

    @property
    def guid(self) -> str:
        """The identifier of the code."""
        return guid("code", *self.mark)


@dataclass(frozen=True, kw_only=True)
class Group:
    """A parent code, which nothing is coded with itself."""

    name: str
    description: str
    codes: tuple[Code, ...]

    @property
    def guid(self) -> str:
        """The identifier of the parent code."""
        return guid("group", self.name)


def guid(*parts: str) -> str:
    """The identifier of what the parts name."""
    return str(uuid5(NAMESPACE, "\x1f".join(whole(part) for part in parts)))


def plain_guid(value: str | None) -> str:
    """An identifier as it is compared: programs differ in braces and case."""
    return (value or "").strip().strip("{}").lower()


def groups(codebook: Codebook, *, blind: bool) -> tuple[Group, ...]:
    """All codes: the families with their themes, the roles, and the codes for checking.

    No two codes have one name, since some programs drop the second.
    """
    taken: set[str] = set()

    def code(kind: Kind, key: str, label: str, description: str) -> Code:
        name = clean(label).strip() or key
        name = f"{name} ({key})" if name.casefold() in taken else name
        taken.add(name.casefold())
        return Code(mark=(kind, key), name=name, description=clean(description))

    made = [
        Group(
            name=clean(family.label),
            description=clean(family.definition),
            codes=tuple(
                code("theme", theme.id, theme.label, _described(theme))
                for theme in codebook.themes
                if theme.family == family.id
            ),
        )
        for family in codebook.families
    ]
    roles = tuple(code("role", role.id, role.label, role.definition) for role in codebook.roles)
    made.append(
        Group(name=ROLES, description="What kind of statement it is; one each.", codes=roles)
    )
    checks = (
        code(
            *LOOKED_AT, "Looked at", "What the passage is coded with now is right, be it no theme."
        ),
        code(*UNSURE, "Unsure", "Looked at and not decided; it is not learnt from."),
    )
    name = CHECKING_BLIND if blind else CHECKING
    made.append(Group(name=name, description="For passages that were looked at.", codes=checks))
    return tuple(group for group in made if group.codes)


def _described(theme: Theme) -> str:
    parts = (theme.definition, theme.include, theme.exclude and f"Not: {theme.exclude}")
    return " ".join(part for part in parts if part)


@dataclass(frozen=True, kw_only=True)
class FoundCode:
    """A code as a file has it; `parent` is the name of the code above it."""

    guid: str
    name: str
    parent: str


def marks(found: Iterable[FoundCode], codebook: Codebook) -> dict[str, Mark]:
    """What the codes of a file mean, by their identifiers: told by ours, else by label or id.

    Codes that mean nothing known are missing.
    """
    known = [(group, code) for group in groups(codebook, blind=False) for code in group.codes]
    by_guid = {code.guid: code.mark for _, code in known}
    by_name: dict[str, Mark] = {}
    for kind in ("check", "role", "theme"):
        by_name |= {code.mark[1].casefold(): code.mark for _, code in known if code.mark[0] == kind}
    by_name |= {code.name.casefold(): code.mark for _, code in known}
    under = {
        (group.name, name.casefold()): code.mark
        for group, code in known
        for name in (code.mark[1], code.name)
    }
    meant = {}
    for code in found:
        name = clean(code.name).strip().casefold()
        parent = CHECKING if code.parent == CHECKING_BLIND else code.parent
        mark = by_guid.get(code.guid) or under.get((parent, name)) or by_name.get(name)
        if mark:
            meant[code.guid] = mark
    return meant
