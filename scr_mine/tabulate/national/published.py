"""Published national figures: what they are, and how a file of them is read and checked."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

from scr_mine import themes
from scr_mine.errors import CodebookError, InputError, cause
from scr_mine.manifest import EXCEL_LINE, NATIONS, YEARS
from scr_mine.themes import Codebook

SHIPPED = Path(__file__).with_name("national_figures.csv")
COLUMNS = (
    *("factor", "theme_id", "comparable", "value_pct", "numerator", "denominator", "unit"),
    *("period", "population", "nation", "source", "seen", "url", "note"),
)
#: May `value_pct` be set beside the theme's own count: yes; with its note only; never.
COMPARABLE = ("yes", "part", "no")
#: Read in the publication itself, or as quoted elsewhere. What is only remembered is refused.
SEEN = ("primary", "secondary")
RECALLED = "recalled"
#: A percentage may be rounded to a whole number and still belong to its two counts.
ROUNDING = 0.51

_NEEDED = {
    "factor": "say what was counted",
    "unit": "say what one of the denominator is, such as review or child",
    "population": "say which cases were looked at, such as serious case reviews",
    "source": "name the publication the figure is taken from",
}
_PERIOD = re.compile(r"(\d{4})(?:[-–](\d{4}|\d{2}))?", re.ASCII)
_NUMBER = re.compile(r"\d+(\.\d+)?", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class PublishedFigure:
    """One published figure. `share` lies in 0..1; `first` and `last` are the years of `period`.

    `theme` is None where no theme of the codebook is meant. `note` says why a figure is comparable
    in part or not at all. `seen` is `primary` where the publication itself was read.
    """

    factor: str
    theme: str | None
    comparable: Literal["yes", "part", "no"]
    share: float
    numerator: int | None
    denominator: int | None
    unit: str
    period: str
    first: int
    last: int
    population: str
    nation: str
    source: str
    seen: str
    url: str
    note: str

    @property
    def key(self) -> tuple[str, ...]:
        """What makes two lines the same figure."""
        parts = (self.factor, self.theme or "", self.period, self.population, self.nation)
        return tuple(part.casefold() for part in parts)


def published(
    path: Path | None = None, *, codebook: Codebook | None = None
) -> tuple[PublishedFigure, ...]:
    """The figures that are shipped and, with `path`, those of a user's data file.

    A line of the user's that has factor, theme, period, population and nation of a shipped one
    takes its place. Raises InputError naming file, line and column.
    """
    if path is None:
        return shipped()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path.name}: not saved as UTF-8; in Excel, save it as 'CSV UTF-8'."
        ) from error
    except OSError as error:
        raise InputError(
            f"{path.name}: cannot be read ({cause(error)}); check the path."
        ) from error
    own = figures_in(text, name=path.name, codebook=codebook or themes.shipped())
    keys = {figure.key for figure in own}
    return (*(figure for figure in shipped() if figure.key not in keys), *own)


@cache
def shipped() -> tuple[PublishedFigure, ...]:
    """The figures that come with the package."""
    text = SHIPPED.read_text(encoding="utf-8")
    return figures_in(text, name=SHIPPED.name, codebook=themes.shipped())


def figures_in(text: str, *, name: str, codebook: Codebook) -> tuple[PublishedFigure, ...]:
    """The figures in the text of a CSV file; `name` is what errors call the file."""
    found: dict[tuple[str, ...], int] = {}
    figures = []
    try:
        for line, row in _rows(text, name):
            figure = _figure(row, _Place(name, line), codebook)
            if figure.key in found:
                raise InputError(
                    f"{name}, line {line}: the same figure as line {found[figure.key]}; "
                    "keep one of them."
                )
            found[figure.key] = line
            figures.append(figure)
    except csv.Error as error:
        raise InputError(f"{name}: not a table ({error}); save it as 'CSV UTF-8'.") from error
    if not figures:
        raise InputError(f"{name}: it lists no figure; add one line for each.")
    return tuple(figures)


def _rows(text: str, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with the line each begins on; quoted cells may run over lines."""
    above = EXCEL_LINE.match(text)
    text = text[above.end() :] if above else text
    head = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=head.count))
    names = ["_".join(cell.casefold().split()) for cell in next(reader, [])]
    for column in COLUMNS:
        if column not in names:
            raise InputError(
                f"{name}: it has no column '{column}'; the columns are {', '.join(COLUMNS)}."
            )
    before = reader.line_num
    for cells in reader:
        line = before + (2 if above else 1)
        before = reader.line_num
        plain = [" ".join(cell.split()) for cell in cells]
        if not any(plain):
            continue
        if len(plain) > len(names):
            raise InputError(
                f"{name}, line {line}: more cells than columns; "
                "put double quotes around a cell with a comma in it."
            )
        yield line, {key: plain[i] if i < len(plain) else "" for i, key in enumerate(names)}


@dataclass(frozen=True)
class _Place:
    """A line of a file, for errors."""

    name: str
    line: int

    def wrong(self, column: str, reason: str) -> InputError:
        """The error that something is wrong in a column of this line."""
        stop = "" if reason.endswith("?") else "."
        return InputError(f"{self.name}, line {self.line}, column '{column}': {reason}{stop}")


def _figure(row: dict[str, str], at: _Place, codebook: Codebook) -> PublishedFigure:
    for column, remedy in _NEEDED.items():
        if not row[column]:
            raise at.wrong(column, f"it is empty; {remedy}")
    if RECALLED in (row["seen"].casefold(), row.get("status", "").casefold()):
        column = "seen" if row["seen"].casefold() == RECALLED else "status"
        raise at.wrong(
            column, "a figure that is only recalled is refused; find it in a publication"
        )
    comparable = _one_of(row, "comparable", COMPARABLE, at)
    first, last = _years(row["period"], at)
    numerator, denominator = _whole(row, "numerator", at), _whole(row, "denominator", at)
    _check_theme(row, comparable, at, codebook)
    if row["url"] and not re.match(r"https?://", row["url"]):
        raise at.wrong("url", f"'{row['url']}' does not begin with http:// or https://; correct it")
    return PublishedFigure(
        factor=row["factor"],
        theme=row["theme_id"] or None,
        comparable=cast(Literal["yes", "part", "no"], comparable),
        share=_share(row["value_pct"], numerator, denominator, at),
        numerator=numerator,
        denominator=denominator,
        unit=row["unit"],
        period=row["period"].replace("–", "-"),
        first=first,
        last=last,
        population=row["population"],
        nation=_one_of(row, "nation", NATIONS, at),
        source=row["source"],
        seen=_one_of(row, "seen", SEEN, at),
        url=row["url"],
        note=row["note"],
    )


def _one_of(row: dict[str, str], column: str, allowed: Sequence[str], at: _Place) -> str:
    for name in allowed:
        if name.casefold() == row[column].casefold():
            return name
    raise at.wrong(column, f"'{row[column]}' is not one of {', '.join(allowed)}; correct it")


def _years(period: str, at: _Place) -> tuple[int, int]:
    match = _PERIOD.fullmatch(period)
    if match:
        first, end = match.group(1), match.group(2) or match.group(1)
        last = end if len(end) == 4 else first[:2] + end
        if int(first) in YEARS and int(last) in YEARS and first <= last:
            return int(first), int(last)
    raise at.wrong("period", f"'{period}' is not a period; write a year or two, such as 2017-2019")


def _whole(row: dict[str, str], column: str, at: _Place) -> int | None:
    value = row[column]
    if value and not re.fullmatch(r"\d{1,9}", value, re.ASCII):
        raise at.wrong(column, f"'{value}' is not a whole number; correct it or leave it empty")
    return int(value) if value else None


def _share(value: str, numerator: int | None, denominator: int | None, at: _Place) -> float:
    counted = None
    if denominator == 0:
        raise at.wrong("denominator", "it is 0; leave it empty if it is not stated")
    if numerator is not None and denominator is not None:
        if numerator > denominator:
            raise at.wrong("numerator", f"{numerator} is more than the denominator {denominator}")
        counted = numerator / denominator
    if not value and counted is not None:
        return counted
    if not _NUMBER.fullmatch(value) or float(value) > 100:
        raise at.wrong("value_pct", f"'{value}' is not a number from 0 to 100; write 55 for 55 %")
    share = float(value) / 100
    if counted is not None and abs(100 * (share - counted)) > ROUNDING:
        raise at.wrong(
            "value_pct", f"{value} is not {numerator} of {denominator}; correct one of them"
        )
    return share


def _check_theme(row: dict[str, str], comparable: str, at: _Place, codebook: Codebook) -> None:
    if row["theme_id"]:
        try:
            theme = codebook.theme(row["theme_id"])
        except CodebookError as error:
            reason = f"{error}".removesuffix(".").replace("There", "there", 1)
            raise at.wrong("theme_id", reason) from error
        if comparable != "no" and theme.kind == "practice":
            raise at.wrong(
                "comparable",
                f"'{theme.id}' is a judgement of practice, which no published figure counts; "
                "write no",
            )
        if comparable != "yes" and not row["note"]:
            raise at.wrong("note", f"it is empty; say why the figure is comparable '{comparable}'")
    elif comparable != "no":
        raise at.wrong("theme_id", "it is empty; name a theme, or write no under comparable")
