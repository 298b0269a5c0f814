"""Word's automatic numbers, which are nowhere in the text, rebuilt from their definitions."""

import re
from dataclasses import dataclass, field

from scr_mine.read.office.ooxml import Element, whole

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9
ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
UNITS = (
    "zero", "one", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
ORDINALS = (
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth",
    "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
)  # fmt: skip
#: A number no report reaches; beyond it letters and roman numerals would only grow long.
MAX_NUMBER = 9999
#: A label is never printed longer than this, nor its pattern.
LABEL_CHARACTERS = 200


@dataclass(frozen=True, kw_only=True)
class Label:
    """What is printed before a paragraph: its number, or nothing but a bullet."""

    text: str
    bullet: bool = False


@dataclass(frozen=True, kw_only=True)
class Level:
    """How one level of a list counts. `restart` is 0 for never, k for after level k, else None."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    style: str = ""


@dataclass
class Numbering:
    """The lists of one document and how far each has counted."""

    abstract: dict[str, dict[int, Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    overrides: dict[str, dict[int, Level]] = field(default_factory=dict)
    starts: dict[str, dict[int, int]] = field(default_factory=dict)
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    started: set[tuple[str, int]] = field(default_factory=set)

    def level_of_style(self, num_id: str, style: str) -> int | None:
        """The level that a list ties to a paragraph style."""
        for level, shape in self._levels(num_id).items():
            if shape.style and shape.style == style:
                return level
        return None

    def _levels(self, num_id: str) -> dict[int, Level]:
        base = self.abstract.get(self.lists.get(num_id, ""), {})
        return {**base, **self.overrides.get(num_id, {})}

    def next(self, num_id: str, level: int) -> Label | None:
        """Count one paragraph of a list and say what is printed before it; None for nothing."""
        levels = self._levels(num_id)
        shape = levels.get(level)
        if shape is None:
            return None
        if shape.format == "bullet":
            return Label(text=shape.text, bullet=True)
        counter = self.counters.setdefault(self.lists[num_id], {})
        start = self.starts.get(num_id, {}).get(level)
        if start is not None and (num_id, level) not in self.started:
            counter[level] = start
        else:
            counter[level] = counter[level] + 1 if level in counter else shape.start
        self.started.add((num_id, level))
        for deeper in [d for d in counter if d > level]:
            restart = levels.get(deeper, Level()).restart
            if restart is None or level < restart:
                del counter[deeper]
        text = self._text(levels, level, counter)
        return Label(text=text) if text else None

    def _text(self, levels: dict[int, Level], level: int, counter: dict[int, int]) -> str:
        shape = levels[level]
        if shape.format == "none":
            return re.sub(r"%\d", "", shape.text).strip()

        def value(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            part = levels.get(at, Level())
            number = counter.get(at, part.start)
            return formatted(number, "decimal" if shape.legal else part.format)

        return re.sub(r"%([1-9])", value, shape.text).strip()[:LABEL_CHARACTERS]


def formatted(number: int, kind: str) -> str:
    """A number in one of Word's formats, e.g. `iv`, `b`, `03`, `2nd`; unknown ones in digits."""
    if not 0 < number <= MAX_NUMBER:
        return str(number)
    match kind:
        case "lowerRoman" | "upperRoman":
            text = roman(number)
            return text.upper() if kind == "upperRoman" else text
        case "lowerLetter" | "upperLetter":
            text = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
            return text.upper() if kind == "upperLetter" else text
        case "decimalZero":
            return f"{number:02}"
        case "ordinal":
            last = 0 if number % 100 in {11, 12, 13} else number % 10
            return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(last, 'th') }"
        case "cardinalText" if number < len(UNITS):
            return UNITS[number].capitalize()
        case "ordinalText" if number < len(ORDINALS):
            return ORDINALS[number].capitalize()
        case "none" | "bullet":
            return ""
    return str(number)


def roman(number: int) -> str:
    """A number in small roman numerals."""
    text = ""
    for value, letters in ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def load(root: Element | None, list_of_style: dict[str, str]) -> Numbering:
    """The lists that a numbering part defines. `list_of_style` gives list styles their list."""
    found = Numbering()
    if root is None:
        return found
    links: dict[str, str] = {}
    for shape in root.iter(f"{W}abstractNum"):
        name = shape.get(f"{W}abstractNumId", "")
        found.abstract[name] = {
            at: level for el in shape.iter(f"{W}lvl") for at, level in [_level(el)] if at < LEVELS
        }
        if link := _value(shape, "numStyleLink"):
            links[name] = link
    for num in root.iter(f"{W}num"):
        name = num.get(f"{W}numId", "")
        found.lists[name] = _value(num, "abstractNumId") or ""
        for override in num.iter(f"{W}lvlOverride"):
            at = _whole(override.get(f"{W}ilvl"), 0)
            if (start := _value(override, "startOverride")) is not None:
                found.starts.setdefault(name, {})[at] = _whole(start, 1)
            if (level := override.find(f"{W}lvl")) is not None:
                found.overrides.setdefault(name, {})[at] = _level(level)[1]
    for abstract, style in links.items():
        linked = found.lists.get(list_of_style.get(style, ""), "")
        if not found.abstract[abstract] and linked in found.abstract:
            found.abstract[abstract] = found.abstract[linked]
    return found


def _level(element: Element) -> tuple[int, Level]:
    legal = element.find(f"{W}isLgl")
    restart = _value(element, "lvlRestart")
    return _whole(element.get(f"{W}ilvl"), 0), Level(
        start=_whole(_value(element, "start"), 0),
        format=_number_format(element),
        text=(_value(element, "lvlText") or "")[:LABEL_CHARACTERS],
        restart=None if restart is None else _whole(restart, 0),
        legal=legal is not None and legal.get(f"{W}val", "1") not in {"0", "false"},
        style=_value(element, "pStyle") or "",
    )


def _number_format(element: Element) -> str:
    for el in element.iter(f"{W}numFmt"):
        return el.get(f"{W}val", "decimal")
    return "decimal"


def _value(element: Element, name: str) -> str | None:
    child = element.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val")


def _whole(text: str | None, otherwise: int) -> int:
    number = whole(text)
    return otherwise if number is None else number
