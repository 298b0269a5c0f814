"""Turn a source into a file such as boards publish: pdf, docx, pptx, html or txt.

The same source gives the same bytes every time. The notice that everything is invented stands
on every page and slide as part of the running foot, where a reader drops it with the rest.
"""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from io import BytesIO
from pathlib import Path
from zlib import crc32

from corpus.tools.source import Source, SourceBlock

#: The only moment that any rendered file knows of.
MOMENT = datetime(2020, 1, 1, 12, 0, 0)
FORMS = ("pdf", "docx", "pptx", "html", "txt")
MODULES = {form: f"corpus.tools.render_{form}" for form in FORMS} | {
    "txt": "corpus.tools.render_text"
}
#: Cells of fewer or more characters than these do not make a column narrower or wider.
SHORT_CELL, LONG_CELL = 12, 60


@dataclass(frozen=True, kw_only=True)
class Style:
    """The look of one board's documents.

    `hanging` sets paragraph numbers out in the margin; otherwise they are typed in the text.
    `stamp` is a handling mark at the head of each page, `watermark` a word across it. Lengths
    are in points.
    """

    name: str
    serif: bool = False
    size: float = 11
    colour: str = "1f3864"
    margin: float = 72
    justified: bool = False
    hanging: bool = True
    columns: int = 1
    stamp: str | None = None
    watermark: str | None = None


STYLES = (
    Style(name="county", colour="00497a", stamp="OFFICIAL"),
    Style(name="shire", serif=True, size=11.5, colour="000000", justified=True, hanging=False),
    Style(name="city", size=10.5, colour="6b1f5c", margin=64),
    Style(name="borough", serif=True, size=12, colour="3b3b3b", margin=80, stamp="FINAL REPORT"),
)
TWO_COLUMN = Style(
    name="two-column", serif=True, size=9.5, colour="7a1f1f", margin=50, justified=True, columns=2
)
DRAFT = Style(
    name="draft", size=11, colour="1f3864", watermark="DRAFT", stamp="NOT FOR PUBLICATION"
)


def render(source: Source, form: str, path: Path, *, style: Style | None = None) -> None:
    """Write a source to `path` as pdf, docx, pptx, html or txt, in its board's style or another.

    Raises ValueError for any other form.
    """
    if form not in FORMS:
        raise ValueError(f"there is no form '{form}'; choose one of {', '.join(FORMS)}")
    draw: Callable[[Source, Style], bytes] = import_module(MODULES[form]).draw
    data = draw(source, style or style_of(source.meta.board))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def style_of(board: str) -> Style:
    """The style of a board: always the same, and different boards mostly differ."""
    return STYLES[crc32(board.encode()) % len(STYLES)]


def printed(block: SourceBlock) -> str:
    """A block's text with its number typed before it."""
    return f"{block.number} {block.text}" if block.number else block.text


def repacked(data: bytes) -> bytes:
    """An Office file with its parts in their order and all dated alike."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            entry = zipfile.ZipInfo(item.filename, MOMENT.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, old.read(item.filename))
    return out.getvalue()


def column_shares(rows: list[tuple[str, ...]]) -> list[float]:
    """The share of a table's width for each column, by its longest cell; they add up to 1."""
    weights = [
        min(max(*map(len, column), SHORT_CELL), LONG_CELL) for column in zip(*rows, strict=True)
    ]
    return [weight / sum(weights) for weight in weights]


def groups(source: Source) -> list[list[SourceBlock]]:
    """The blocks in order, the rows of one table together, every other block alone."""
    found: list[list[SourceBlock]] = []
    for block in source.blocks:
        last = found[-1][-1] if found else None
        if (
            last is not None
            and last.kind == block.kind == "table_row"
            and last.header == block.header
        ):
            found[-1].append(block)
        else:
            found.append([block])
    return found
