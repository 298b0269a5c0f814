"""PowerPoint files: slides in the order they are shown, each title over what its slide says."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

from scr_mine.errors import UnreadableFileError
from scr_mine.read import contents
from scr_mine.read.limits import DEFAULT, Limits
from scr_mine.read.office.ooxml import DAMAGED, R_ID, A, Element, Package, diagram_texts, whole
from scr_mine.read.office.pptx_shapes import P, Shape, Slide, in_reading_order, slide_of
from scr_mine.read.office.pptx_text import paragraphs
from scr_mine.read.parts import Part, Reading, Tally, table_parts

#: Text that stands in the same place on this share of the slides, and at least MIN_SLIDES, is
#: a footer typed into a text box, unless it has more than FOOTER_WORDS words.
REPEATED_SHARE = 0.3
MIN_SLIDES = 3
FOOTER_WORDS = 15
TITLE_WORDS = 15
#: A title set in a plain text box begins in this upper part of the slide.
TITLE_ZONE = 0.25
FURNITURE = {"dt": "running heads and feet", "ftr": "running heads and feet",
             "hdr": "running heads and feet", "sldNum": "page numbers"}  # fmt: skip


def read(data: bytes, path: Path, limits: Limits = DEFAULT) -> Reading:
    """Read a PowerPoint file. Raises UnreadableFileError if damaged, hostile or without slides."""
    package = Package(data, path, limits)
    slides = _slides(package)
    if not slides:
        raise UnreadableFileError(path, "it has no slides in it", DAMAGED)
    tally = Tally()
    notes = [
        f"Slide {slide.number} is hidden in the presentation; it was read."
        for slide in slides
        if slide.hidden
    ]
    title_page = "\n".join(s.text for s in slides[0].shapes if s.text)
    slides = _without_furniture(slides, tally)
    parts: list[Part] = []
    empty: list[int] = []
    tables = 0
    for slide in slides:
        found = _slide_parts(package, slide, tally)
        tables += sum(shape.table is not None for shape in slide.shapes)
        if not found:
            empty.append(slide.number)
        parts += found
        parts += _speaker_notes(package, slide)
        _count_comments(package, slide, tally)
    return Reading(
        format="pptx",
        parts=tuple(contents.strip(parts, tally)),
        pages=len(slides),
        tally=tally,
        pages_without_text=tuple(empty),
        tables=tables,
        notes=tuple(notes),
        title_page=title_page,
    )


def _slides(package: Package) -> list[Slide]:
    """The slides in the order of the presentation's list, hidden ones included."""
    main = package.main_part() or "ppt/presentation.xml"
    root = package.xml(main)
    if root is None:
        return []
    size = root.find(f"{P}sldSz")
    width, height = (None if size is None else whole(size.get(name)) for name in ("cx", "cy"))
    links = package.relationships(main)
    names = [
        links[entry.get(R_ID, "")].target
        for entry in root.iterfind(f"{P}sldIdLst/{P}sldId")
        if entry.get(R_ID, "") in links
    ]
    slides = [
        slide_of(package, name, number, width or 9_144_000, height or 6_858_000)
        for number, name in enumerate(names, 1)
    ]
    return [slide for slide in slides if slide is not None]


def _without_furniture(slides: list[Slide], tally: Tally) -> list[Slide]:
    """The slides without dates, footers and slide numbers, also those typed into text boxes."""
    counts: Counter[tuple[str, int, int]] = Counter()
    for slide in slides:
        counts.update({key for shape in slide.shapes if (key := _place(slide, shape))})
    needed = max(MIN_SLIDES, REPEATED_SHARE * len(slides))
    result = []
    for slide in slides:
        kept = []
        for shape in slide.shapes:
            key = _place(slide, shape)
            if shape.role in FURNITURE:
                tally.drop(FURNITURE[shape.role], shape.text, int(bool(shape.text)))
            elif key and counts[key] >= needed:
                what = "page numbers" if not key[0].strip("# ") else "running heads and feet"
                tally.drop(what, shape.text)
            else:
                kept.append(shape)
        result.append(replace(slide, shapes=tuple(kept)))
    return result


def _place(slide: Slide, shape: Shape) -> tuple[str, int, int] | None:
    """What a shape says (digits folded) and where it stands, in fiftieths of the slide."""
    if shape.is_title or shape.box is None or not shape.text or shape.table is not None:
        return None
    if len(shape.text.split()) > FOOTER_WORDS:
        return None
    text = re.sub(r"\d+", "#", " ".join(shape.text.casefold().split()))
    left, top = shape.box[0] / slide.width, shape.box[1] / slide.height
    return text, round(50 * left), round(50 * top)


def _slide_parts(package: Package, slide: Slide, tally: Tally) -> list[Part]:
    page = slide.number
    title = next((s for s in slide.shapes if s.is_title and s.text), None) or _fake_title(slide)
    parts: list[Part] = []
    if title is not None:
        text = " ".join(title.text.split())
        parts.append(Part(kind="heading", text=text, level=1, page=page))
    for shape in in_reading_order([s for s in slide.shapes if s is not title]):
        if shape.table is not None:
            parts += table_parts(shape.table, page)
        elif shape.diagram:
            parts += [
                Part(kind="list_item", text=text, page=page)
                for text in diagram_texts(package, shape.diagram)
            ]
        elif shape.chart:
            tally.drop("charts", f"slide {page}: {shape.name}")
        elif shape.body is not None:
            parts += [replace(part, page=page) for part in paragraphs(shape)]
    return parts


def _fake_title(slide: Slide) -> Shape | None:
    """The text box that serves as a title: topmost, short, in the largest type."""
    texts = [s for s in slide.shapes if s.text and s.box and s.body is not None]
    if len(texts) < 2:
        return None
    top = min(texts, key=lambda s: s.box[1] if s.box else 0)
    largest = max(s.size for s in texts)
    others = max((s.size for s in texts if s is not top), default=0)
    short = len(top.text.split()) <= TITLE_WORDS and not top.text.rstrip().endswith((".", ":"))
    high = top.box is not None and top.box[1] < TITLE_ZONE * slide.height
    return top if short and high and top.size == largest > others else None


def _speaker_notes(package: Package, slide: Slide) -> list[Part]:
    parts: list[Part] = []
    for name in package.related(slide.part, "notesSlide"):
        root = package.xml(name)
        for shape in root.iter(f"{P}sp") if root is not None else ():
            holder = shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
            if holder is None or holder.get("type", "body") != "body":
                continue
            parts += _note_parts(shape, slide.number)
    return parts


def _note_parts(shape: Element, page: int) -> list[Part]:
    body = shape.find(f"{P}txBody")
    lines = [
        "".join(t.text or "" for t in paragraph.iter(f"{A}t"))
        for paragraph in (body.iterfind(f"{A}p") if body is not None else ())
    ]
    return [Part(kind="note", text=line, page=page) for line in lines if line.strip()]


def _count_comments(package: Package, slide: Slide, tally: Tally) -> None:
    for name in package.related(slide.part, "comments"):
        root = package.xml(name)
        for comment in root if root is not None else ():
            tally.drop("comments", " ".join(str(t) for t in comment.itertext()))
