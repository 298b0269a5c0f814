"""What Word's styles say of a paragraph or run: heading level, list, bold, size, hidden."""

import re
from dataclasses import dataclass, replace

from scr_mine.read.office.numbering import W
from scr_mine.read.office.ooxml import Element, whole

#: Outline levels above this mean body text.
DEEPEST_HEADING = 9
#: Word's size where no style names one, in half-points.
DEFAULT_SIZE = 20
HEADING_NAME = re.compile(r"^heading\s*([1-9])\b", re.I)
CONTENTS_NAME = re.compile(r"^(?:toc\b|table of (?:figures|authorities)|contents heading)", re.I)
TITLES = {"title": 1, "subtitle": 2}
OFF = {"0", "false", "off", "none"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """How a run is printed; None where its style says nothing."""

    bold: bool | None = None
    size: int | None = None
    hidden: bool | None = None
    raised: bool | None = None

    def over(self, base: "Look") -> "Look":
        """This look where it says something, else the base's."""
        return Look(
            bold=base.bold if self.bold is None else self.bold,
            size=base.size if self.size is None else self.size,
            hidden=base.hidden if self.hidden is None else self.hidden,
            raised=base.raised if self.raised is None else self.raised,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """A style with everything it inherits. `level` is a heading's, `num_id` its list."""

    name: str = ""
    level: int | None = None
    num_id: str | None = None
    ilvl: int | None = None
    look: Look = Look()

    @property
    def is_contents(self) -> bool:
        """Whether the style is one of those for tables of contents."""
        return bool(CONTENTS_NAME.match(self.name))


class Styles:
    """The styles of one document by their id; an unknown id is the default style."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._known: dict[str, Style] = {}
        self.paragraph_default = ""
        self.base = Look(size=DEFAULT_SIZE)
        self.list_of_style: dict[str, str] = {}
        if root is None:
            return
        if (defaults := root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")) is not None:
            self.base = look_of(defaults).over(self.base)
        for el in root.iter(f"{W}style"):
            name = el.get(f"{W}styleId", "")
            self._elements.setdefault(name, el)
            if el.get(f"{W}type") == "paragraph" and is_on(el.get(f"{W}default", "0")):
                self.paragraph_default = name
            if el.get(f"{W}type") == "numbering":
                self.list_of_style[name] = value(el, "pPr/numPr/numId") or ""

    def get(self, name: str | None) -> Style:
        """A style by its id, what it is based on included."""
        wanted = name or self.paragraph_default
        chain: dict[str, Element] = {}
        at: str | None = wanted
        while at and at not in self._known and at not in chain and at in self._elements:
            chain[at] = self._elements[at]
            at = value(chain[at], "basedOn")
        base = self._base(at)
        for style_id, element in reversed(chain.items()):
            base = self._known[style_id] = self._own(element, style_id, base)
        return base if chain else self._base(wanted)

    def _base(self, name: str | None) -> Style:
        """A style that is known already, or is not defined here, or is based on itself."""
        if not name:
            return Style()
        return self._known.get(name) or Style(level=_level_by_name(name), name=name)

    def _own(self, element: Element, style_id: str, base: Style) -> Style:
        name = value(element, "name") or style_id
        level = outline_level(element.find(f"{W}pPr"))
        if level is None:
            level = _level_by_name(name)
        num_id = value(element, "pPr/numPr/numId")
        ilvl = value(element, "pPr/numPr/ilvl")
        properties = element.find(f"{W}rPr")
        own = Look() if properties is None else look_of(properties)
        return replace(
            base,
            name=name if not CONTENTS_NAME.match(base.name) else base.name,
            level=base.level if level is None else level,
            num_id=base.num_id if num_id is None else num_id,
            ilvl=base.ilvl if whole(ilvl) is None else whole(ilvl),
            look=own.over(base.look),
        )


def _level_by_name(name: str) -> int | None:
    if match := HEADING_NAME.match(name):
        return int(match.group(1))
    return TITLES.get(name.casefold())


def outline_level(properties: Element | None) -> int | None:
    """The heading level that paragraph properties give: 1-9, 0 for body text, None if silent."""
    level = whole(value(properties, "outlineLvl"))
    if level is None:
        return None
    return level + 1 if 0 <= level < DEEPEST_HEADING else 0


def look_of(properties: Element) -> Look:
    """The look that run properties ask for themselves."""
    size = value(properties, "sz")
    raised = value(properties, "vertAlign")
    return Look(
        bold=_toggle(properties, "b"),
        size=whole(size),
        hidden=_toggle(properties, "vanish"),
        raised=None if raised is None else raised == "superscript",
    )


def _toggle(properties: Element, name: str) -> bool | None:
    element = properties.find(f"{W}{name}")
    return None if element is None else is_on(element.get(f"{W}val", "1"))


def is_on(text: str) -> bool:
    """Whether an on/off value means on."""
    return text.casefold() not in OFF


def value(element: Element | None, path: str) -> str | None:
    """The `w:val` at the end of a path of Word elements, None if it is not there."""
    for name in path.split("/"):
        if element is None:
            return None
        element = element.find(f"{W}{name}")
    return None if element is None else element.get(f"{W}val")
