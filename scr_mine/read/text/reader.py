"""Plain text: encodings, hard line breaks, form feeds, Markdown's headings and tables."""

import re
from dataclasses import replace
from pathlib import Path

from scr_mine.errors import UnreadableFileError
from scr_mine.read.limits import DEFAULT, Limits
from scr_mine.read.parts import Part, Reading, Tally
from scr_mine.read.printed import columns, furniture, reflow
from scr_mine.read.printed.lines import Line, Page
from scr_mine.read.text import slides

#: Byte order marks and the encodings they stand for.
MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
#: More control characters than this share of a file, and it is no text.
CONTROLS = 0.02
#: Lines longer than this were not broken by hand; so is a text most of which is in such lines.
UNBROKEN, UNBROKEN_SHARE = 160, 0.5
#: A paragraph longer than this may be a whole page, with numbered paragraphs inside it.
WHOLE_PAGE = 600
TABS = 4

#: Pages copied from the web end lines in these, which hides the full stop before them.
ZERO_WIDTH = re.compile("[\u200b-\u200d\u2060\ufeff]")
HASH_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(\S.*?)\s*#*$")
RULE = re.compile(r"^\s*(?:[-=_*]\s?){3,}$")
PIPES = re.compile(r"^\s*\|.*\|\s*$")
PIPE_RULE = re.compile(r"^[\s|]*:?-{2,}:?[\s|:-]*$")
EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
CELL_GAP = re.compile(r"(?<=\S)\s{3,}(?=\S)")
LETTER_BULLET = re.compile(r"^(\s*)o\s+(?=\S)")
INNER_LABEL = re.compile(r"(?<=[.?!:])\s+(?=(\d{1,2}(?:\.\d{1,3}){1,2})\s+[A-Z“‘])")


def read(data: bytes, path: Path, limits: Limits = DEFAULT) -> Reading:
    """Read a text file. Raises UnreadableFileError if it is empty or not text."""
    text = _decoded(data, path)
    limits.check(path, "text", len(text), f"it holds {len(text):,} characters")
    if not text.strip():
        raise UnreadableFileError(path, "it is empty", "download it again or ask for another copy")
    if slides.is_transcript(text):
        return slides.read(text)
    tally = Tally()
    sheets = text.split("\f")
    while sheets and not sheets[-1].strip():
        sheets.pop()
    paged = len(sheets) > 1
    broken = not _is_unbroken(text)
    marked = bool(re.search(r"(?m)^#{1,6} +\S", text))
    pages = [
        _page(sheet, number, broken=broken, marked=marked)
        for number, sheet in enumerate(sheets, start=1)
    ]
    ordered, columned = columns.order(pages)
    parts, tables = reflow.counted(furniture.strip(ordered, tally), broken=broken)
    if not paged:
        parts = [replace(part, page=None) for part in parts]
    return Reading(
        format="text",
        parts=tuple(_plain(part) for part in parts),
        pages=len(sheets) if paged else None,
        tally=tally,
        pages_without_text=tuple(page.number for page in pages if not page.lines) if paged else (),
        columns=tuple(columned) if paged else (),
        tables=tables,
        notes=furniture.doubled(parts),
        title_page=sheets[0].strip()[:3000],
    )


def _decoded(data: bytes, path: Path) -> str:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            text = data.decode(encoding, errors="replace")
            break
    else:
        text = _guessed(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub("[\x85\u2028\u2029]", "\n", text).replace("\v", "\n")
    text = ZERO_WIDTH.sub("", text)
    controls = sum(text.count(chr(code)) for code in (*range(9), *range(14, 32), 0xFFFD))
    if controls > CONTROLS * len(text):
        raise UnreadableFileError(
            path, "it is not plain text", "open it in the program that made it and save it as PDF"
        )
    return text


def _guessed(data: bytes) -> str:
    """Text without a byte order mark: UTF-16 if every other byte is nought, UTF-8, or Windows."""
    if len(data) > 3:
        for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
            half = data[offset::2]
            if half.count(0) > 0.6 * len(half):
                return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # cp1252 leaves five bytes undefined; latin-1 gives them a (control) character each.
        return "".join(
            bytes([byte]).decode("latin-1" if byte in b"\x81\x8d\x8f\x90\x9d" else "cp1252")
            for byte in data
        )


def _is_unbroken(text: str) -> bool:
    lines = [line for line in text.split("\n") if line.strip()]
    long = sum(len(line) for line in lines if len(line) > UNBROKEN)
    return long > UNBROKEN_SHARE * sum(map(len, lines))


def _page(sheet: str, number: int, *, broken: bool, marked: bool) -> Page:
    lines: list[Line] = []
    rows = sheet.expandtabs(TABS).split("\n")
    letters = sum(bool(LETTER_BULLET.match(row)) for row in rows) > 1
    for y, row in enumerate(rows):
        if letters:
            row = LETTER_BULLET.sub(r"\1• ", row)
        if not row.strip() or (RULE.match(row) and not row.strip().isalnum()):
            continue
        if PIPES.match(row):
            if not PIPE_RULE.match(row):
                head = y + 1 < len(rows) and bool(PIPE_RULE.match(rows[y + 1]))
                lines += [replace(line, bold=head) for line in _cells(row, y, number)]
        elif heading := HASH_HEADING.match(row):
            size = _heading_size(len(heading.group(1)))
            lines.append(_line(heading.group(2), 0, y, number, size=size, bold=True))
        elif not broken:
            lines += (
                _line(part, 0, len(lines) + i, number, bold=False)
                for i, part in enumerate(_unpacked(row.strip()))
            )
        else:
            found = _stretches(row, y, number, bold=False if marked else None)
            if len(found) > 1 and y + 1 < len(rows) and RULE.match(rows[y + 1]):
                found = [replace(line, bold=True, lead=True) for line in found]
            lines += found
    return Page(number=number, height=float(len(rows)), lines=tuple(_underlined(lines, rows)))


def _heading_size(level: int) -> float:
    """Size stands for level: above the body's 1, and never so large that rows seem to touch."""
    return 1.8 - level / 10


def _line(
    text: str, x: int, y: int, page: int, *, size: float = 1.0, bold: bool | None = None
) -> Line:
    return Line(
        text=text,
        page=page,
        x0=float(x),
        x1=float(x + len(text)),
        y=float(y),
        size=size,
        bold=bold,
        lead=bool(bold),
    )


def _stretches(row: str, y: int, page: int, *, bold: bool | None) -> list[Line]:
    """A row's text, cut where three or more spaces may stand for a new cell or column."""
    found, at = [], 0
    for gap in [*CELL_GAP.finditer(row), None]:
        end = gap.start() if gap else len(row.rstrip())
        start = at + len(row[at:end]) - len(row[at:end].lstrip())
        found.append(_line(row[start:end], start, y, page, bold=bold))
        at = gap.end() if gap else end
    return found


def _cells(row: str, y: int, page: int) -> list[Line]:
    cells = tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", row.strip().strip("|")))
    return [Line(text="", page=page, x0=0.0, x1=80.0, y=float(y), cells=cells)]


def _underlined(lines: list[Line], rows: list[str]) -> list[Line]:
    """Lines with a rule of = or - under their whole length become headings."""
    result: list[Line] = []
    for i, line in enumerate(lines):
        result.append(line)
        below = rows[int(line.y) + 1].strip() if int(line.y) + 1 < len(rows) else ""
        if not line.text or not re.fullmatch(r"={3,}|-{3,}", below):
            continue
        start = i
        while start and i - start < 2 and lines[start - 1].y == lines[start].y - 1:
            start -= 1
        title = result[start:]
        if abs(len(below) - max(len(part.text) for part in title)) > 2:
            title = title[-1:]
            start = i
        if abs(len(below) - max(len(part.text) for part in title)) <= 2:
            size = _heading_size(1 if below[0] == "=" else 2)
            result[start:] = [replace(x, size=size, bold=True, lead=True) for x in title]
    return result


def _unpacked(text: str) -> list[str]:
    """A whole page that came as one paragraph, parted at the paragraph numbers inside it."""
    if len(text) < WHOLE_PAGE:
        return [text]
    parts, at = [], 0
    last: tuple[int, ...] = ()
    for match in INNER_LABEL.finditer(text):
        number = tuple(map(int, match.group(1).split(".")))
        if number > last:
            parts.append(text[at : match.start()])
            at, last = match.end(), number
    return [*parts, text[at:]]


def _plain(part: Part) -> Part:
    """A part without Markdown's stars and underscores of emphasis."""
    if "**" not in part.text and "__" not in part.text:
        return part
    return replace(part, text=EMPHASIS.sub(r"\2", part.text))
