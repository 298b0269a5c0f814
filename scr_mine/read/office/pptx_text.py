"""The paragraphs of a shape: bullets, numbers and plain text."""

from dataclasses import replace

from scr_mine.read.office.numbering import formatted
from scr_mine.read.office.ooxml import A, Element, whole
from scr_mine.read.office.pptx_shapes import BODIES, Shape
from scr_mine.read.parts import Part, split_lines

NUMBER_FORMATS = {
    "arabic": "decimal",
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
}
FURNITURE_FIELDS = ("slidenum", "datetime", "footer")
MARKS = ("buNone", "buChar", "buAutoNum", "buBlip")


def paragraphs(shape: Shape) -> list[Part]:
    """A shape's paragraphs as parts, without their page.

    In body placeholders every paragraph is a bullet unless it, its shape or its layout says
    not. A bullet that ends in a colon and has bullets below it is the lead-in to them.
    """
    parts: list[Part] = []
    depths: list[int] = []
    counts: dict[int, int] = {}
    for paragraph in shape.body.iterfind(f"{A}p") if shape.body is not None else ():
        text = _text(paragraph)
        if not text.strip():
            continue
        depth = _depth(paragraph)
        mark = _mark(paragraph, depth, shape)
        counts = {d: n for d, n in counts.items() if d < depth or (d == depth and mark is not None)}
        number = None
        if mark is not None and mark.tag == f"{A}buAutoNum":
            start = whole(mark.get("startAt")) or 1
            counts[depth] = counts[depth] + 1 if depth in counts else start
            number = _number(counts[depth], mark.get("type", "arabicPeriod"))
        else:
            counts.pop(depth, None)
        blocks = split_lines(text)
        first = "paragraph" if mark is None else "list_item"
        parts.append(Part(kind=first, text=blocks[0], number=number))  # type: ignore[arg-type]
        parts += [Part(kind="paragraph", text=block) for block in blocks[1:]]
        depths += [depth] * len(blocks)
    return _with_lead_ins(parts, depths)


def _with_lead_ins(parts: list[Part], depths: list[int]) -> list[Part]:
    result = list(parts)
    for i in range(len(parts) - 1):
        leads = parts[i].text.rstrip().endswith(":") and parts[i].number is None
        if leads and parts[i].kind == parts[i + 1].kind == "list_item":
            result[i] = replace(parts[i], kind="paragraph")
    return result


def _text(paragraph: Element) -> str:
    pieces = []
    for run in paragraph:
        if run.tag == f"{A}br":
            pieces.append("\n")
        elif run.tag == f"{A}fld" and run.get("type", "").startswith(FURNITURE_FIELDS):
            continue
        else:
            pieces += [t.text or "" for t in run.iter(f"{A}t")]
    return "".join(pieces).replace("\v", "\n")


def _depth(paragraph: Element) -> int:
    properties = paragraph.find(f"{A}pPr")
    return 0 if properties is None else whole(properties.get("lvl")) or 0


def _mark(paragraph: Element, depth: int, shape: Shape) -> Element | None:
    """The bullet or number that a paragraph has, by itself or by inheritance; None for none."""
    own = paragraph.find(f"{A}pPr")
    levels = (style.find(f"{A}lvl{depth + 1}pPr") for style in shape.inherited)
    for properties in (own, *levels):
        for mark in properties if properties is not None else ():
            if mark.tag.removeprefix(A) in MARKS:
                return None if mark.tag == f"{A}buNone" else mark
    return paragraph if shape.role in BODIES else None


def _number(value: int, kind: str) -> str:
    """A number in one of PowerPoint's formats, e.g. `alphaLcParenR` for `b)`."""
    for name, form in NUMBER_FORMATS.items():
        if kind.startswith(name):
            text = formatted(value, form)
            if kind.endswith("ParenBoth"):
                return f"({text})"
            return text + (")" if kind.endswith("ParenR") else "." if "Period" in kind else "")
    return str(value)
