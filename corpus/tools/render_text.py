"""A source as plain text: pages with running heads, or the transcript of a slide deck."""

from collections.abc import Iterator
from textwrap import wrap

from corpus.tools.render import Style, groups, printed
from corpus.tools.source import NOTICE, Meta, Source, SourceBlock

WIDTH = 78
#: Lines of text on a page, without its head and foot.
PAGE_LINES = 52
#: A transcript is wrapped as narrowly as a slide.
SLIDE_WIDTH = 50
GAP = "   "
NARROWEST = 8


def draw(source: Source, style: Style) -> bytes:
    """The bytes of the text, UTF-8."""
    text = _transcript(source) if source.meta.kind == "slides" else _paged(source, style)
    return text.encode()


def _paged(source: Source, style: Style) -> str:
    meta = source.meta
    pages = [_cover(meta), *_pages(list(_blocks(source)))]
    total = len(pages)
    printed_pages = []
    for number, lines in enumerate(pages, 1):
        head = [style.stamp.center(WIDTH).rstrip()] if style.stamp else []
        filled = lines + [""] * (PAGE_LINES - len(lines))
        foot = [NOTICE, f"Page {number} of {total}".rjust(WIDTH)]
        printed_pages.append("\n".join([*head, meta.title, "", *filled, "", *foot, ""]))
    return "\f".join(printed_pages)


def _cover(meta: Meta) -> list[str]:
    title = wrap(meta.title.upper(), WIDTH - 8)
    return [*[""] * 14, *title, "", *wrap(meta.board, WIDTH), "", f"{meta.label}. {meta.year}"]


def _pages(blocks: list[list[str]]) -> list[list[str]]:
    """Blocks of lines as pages; a block may break over two, but never after its first line."""
    pages: list[list[str]] = [[]]
    for block in blocks:
        room = PAGE_LINES - len(pages[-1]) - 1
        if room < min(len(block), 3):
            pages.append([])
        elif pages[-1]:
            pages[-1].append("")
        for line in block:
            if len(pages[-1]) == PAGE_LINES:
                pages.append([])
            pages[-1].append(line)
    return pages


def _blocks(source: Source) -> Iterator[list[str]]:
    for group in groups(source):
        block = group[0]
        if block.kind == "table_row":
            yield from _table(group)
        elif block.kind == "heading":
            lines = wrap(printed(block), WIDTH)
            rule = {1: "=", 2: "-"}.get(block.level or 1)
            yield [*lines, rule * max(map(len, lines))] if rule else lines
        elif block.kind == "list_item":
            yield wrap(f"* {printed(block)}", WIDTH, initial_indent="  ", subsequent_indent="    ")
        else:
            yield wrap(printed(block), WIDTH, break_on_hyphens=True)


def _table(rows: list[SourceBlock]) -> Iterator[list[str]]:
    """A table in columns of fixed width: its head and a rule, then a block a row."""
    header = rows[0].header
    widths = _widths([header, *(row.cells for row in rows)])
    yield [*_row(header, widths), "-" * (sum(widths) + len(GAP) * (len(widths) - 1))]
    for row in rows:
        yield _row(row.cells, widths)


def _row(cells: tuple[str, ...], widths: list[int]) -> list[str]:
    columns = [wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
    height = max(1, *map(len, columns))
    return [
        GAP.join(
            (column[i] if i < len(column) else "").ljust(width)
            for column, width in zip(columns, widths, strict=True)
        ).rstrip()
        for i in range(height)
    ]


def _widths(rows: list[tuple[str, ...]]) -> list[int]:
    """Column widths that fill the line: what short columns leave goes to the long ones."""
    longest = [max(map(len, column)) for column in zip(*rows, strict=True)]
    room = WIDTH - len(GAP) * (len(longest) - 1)
    widths = [max(min(length, room // len(longest)), NARROWEST) for length in longest]
    spare = room - sum(widths)
    if spare > 0:
        widest = longest.index(max(longest))
        widths[widest] += min(spare, longest[widest] - widths[widest])
    return widths


def _transcript(source: Source) -> str:
    """The deck as a slide-sharing site shows it: a head, numbered slides, notes at the end."""
    meta = source.meta
    slides: list[list[SourceBlock]] = []
    for block in source.blocks:
        if block.kind == "heading" and block.level == 1:
            slides.append([])
        slides[-1].append(block)
    lines = [
        f"{meta.title} - slide presentation",
        "",
        f"1 / {len(slides)}",
        "About this deck",
        "Title:",
        "",
        *wrap(meta.title, WIDTH),
        "",
        "Uploaded by:",
        "",
        *wrap(meta.board, WIDTH),
        f"Slides: {len(slides)}",
        f"Year: {meta.year}",
        "",
        "Transcript and Presenter's Notes",
        "",
        "",
    ]
    for number, blocks in enumerate(slides, 1):
        lines += [str(number), *_slide(blocks), "", NOTICE]
    lines += ["Add a comment", "Report this deck", ""]
    return "\n".join(lines)


def _slide(blocks: list[SourceBlock]) -> Iterator[str]:
    noted = False
    for block in blocks:
        if block.kind == "heading":
            yield from wrap(printed(block), SLIDE_WIDTH)
        elif block.kind == "note":
            if not noted:
                yield from ("", "Speaker notes:")
            noted = True
            yield from wrap(block.text, SLIDE_WIDTH)
        elif block.kind == "paragraph":
            yield from wrap(printed(block), SLIDE_WIDTH)
        else:
            text = GAP.join(block.cells) if block.kind == "table_row" else printed(block)
            yield from wrap(f"• {text}", SLIDE_WIDTH, initial_indent="  ", subsequent_indent="    ")
