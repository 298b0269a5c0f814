"""The shapes of a slide: what each is, where it stands, and the order in which to read them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scr_mine.read.office.ooxml import DGM, A, Element, Package, R, alternatives, whole

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
TITLES = {"title", "ctrTitle"}
#: Placeholders whose paragraphs are bullets unless something says otherwise.
BODIES = {"body", "obj"}
#: A column of a slide is at least this share of what it is a column of: beside a narrower one,
#: such as a number or an icon's label, the text to its right is read first.
COLUMN_SHARE = 0.25
#: Among more shapes than this no columns are looked for: the time grows with their cube.
MOST_SHAPES = 150
#: Places further out than this, in units of the file, are none; so is what is not a number.
FARTHEST = 1e12

Box = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class Shape:
    """One thing on a slide. `box` is left, top, right, bottom; `role` a placeholder's type.

    `inherited` are the list styles that hold for its text, nearest first.
    """

    text: str
    role: str = ""
    name: str = ""
    box: Box | None = None
    body: Element | None = None
    table: list[tuple[str, ...]] | None = None
    diagram: str | None = None
    chart: bool = False
    size: int = 0
    inherited: tuple[Element, ...] = ()

    @property
    def is_title(self) -> bool:
        """Whether the shape is the slide's title placeholder."""
        return self.role in TITLES


@dataclass(frozen=True, kw_only=True)
class Slide:
    """One slide; `number` is its 1-based place in the presentation."""

    part: str
    number: int
    hidden: bool
    width: int
    height: int
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, kw_only=True)
class _Frame:
    """How the coordinates inside a group map onto the slide."""

    dx: float = 0.0
    dy: float = 0.0
    sx: float = 1.0
    sy: float = 1.0

    def box(self, element: Element | None) -> Box | None:
        """The place that an `xfrm` element gives, on the slide."""
        place = _numbers(element, "off", "ext")
        if place is None:
            return None
        x, y, cx, cy = place
        left, top = self.dx + self.sx * x, self.dy + self.sy * y
        box = left, top, left + self.sx * cx, top + self.sy * cy
        return box if all(abs(edge) < FARTHEST for edge in box) else None

    def inside(self, element: Element | None) -> "_Frame":
        """The frame for the children of a group with this `xfrm`."""
        outer, inner = self.box(element), _numbers(element, "chOff", "chExt")
        if outer is None or inner is None or not inner[2] or not inner[3]:
            return self
        sx, sy = (outer[2] - outer[0]) / inner[2], (outer[3] - outer[1]) / inner[3]
        return _Frame(dx=outer[0] - sx * inner[0], dy=outer[1] - sy * inner[1], sx=sx, sy=sy)


def _numbers(element: Element | None, first: str, second: str) -> Box | None:
    off = None if element is None else element.find(f"{A}{first}")
    ext = None if element is None else element.find(f"{A}{second}")
    if off is None or ext is None:
        return None
    try:
        return (
            float(off.get("x", "0")),
            float(off.get("y", "0")),
            float(ext.get("cx", "0")),
            float(ext.get("cy", "0")),
        )
    except ValueError:
        return None


def slide_of(package: Package, name: str, number: int, width: int, height: int) -> Slide | None:
    """A slide with all its shapes, those in groups included; None if its part is missing."""
    root = package.xml(name)
    if root is None:
        return None
    layouts = _pattern_roots(package, name)
    tree = root.find(f"{P}cSld/{P}spTree")
    links = {key: link.target for key, link in package.relationships(name).items()}
    shapes = tuple(_shapes(tree, _Frame(), layouts, links)) if tree is not None else ()
    return Slide(
        part=name,
        number=number,
        hidden=root.get("show", "1") in {"0", "false"},
        width=width,
        height=height,
        shapes=shapes,
    )


def _pattern_roots(package: Package, name: str) -> list[Element]:
    """The layout and the master that a slide follows."""
    roots: list[Element] = []
    for kind in ("slideLayout", "slideMaster"):
        found = package.related(name, kind)
        root = package.xml(found[0]) if found else None
        if root is None:
            break
        roots.append(root)
        name = found[0]
    return roots


def _shapes(
    tree: Element, frame: _Frame, patterns: list[Element], links: dict[str, str]
) -> Iterator[Shape]:
    for child in alternatives(tree):
        if child.tag == f"{P}grpSp":
            inner = frame.inside(child.find(f"{P}grpSpPr/{A}xfrm"))
            yield from _shapes(child, inner, patterns, links)
        elif child.tag == f"{P}sp":
            yield _text_shape(child, frame, patterns)
        elif child.tag == f"{P}graphicFrame":
            yield _graphic(child, frame, links)


def _text_shape(element: Element, frame: _Frame, patterns: list[Element]) -> Shape:
    body = element.find(f"{P}txBody")
    holder = element.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
    models = [m for root in patterns if (m := _model(root, holder)) is not None]
    box = frame.box(element.find(f"{P}spPr/{A}xfrm"))
    for model in models:
        box = box or _Frame().box(model.find(f"{P}spPr/{A}xfrm"))
    role = "" if holder is None else holder.get("type", "obj")
    styles = [
        s for el in (element, *models) if (s := el.find(f"{P}txBody/{A}lstStyle")) is not None
    ]
    if role in BODIES and len(patterns) > 1:
        styles += patterns[1].iterfind(f"{P}txStyles/{P}bodyStyle")
    return Shape(
        text=text_of(body),
        role=role,
        box=box,
        body=body,
        size=max((whole(r.get("sz")) or 0 for r in element.iter(f"{A}rPr")), default=0),
        inherited=tuple(styles),
    )


def _model(root: Element, holder: Element | None) -> Element | None:
    """The placeholder of a layout or master that a slide's placeholder takes after."""
    if holder is None:
        return None
    kind, index = holder.get("type", "obj"), holder.get("idx")
    second = None
    for shape in root.iter(f"{P}sp"):
        other = shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
        if other is None:
            continue
        if index is not None and other.get("idx") == index:
            return shape
        same = other.get("type", "obj") == kind or {other.get("type", "obj"), kind} <= BODIES
        both_titles = {other.get("type", "obj"), kind} <= TITLES
        if second is None and (same or both_titles):
            second = shape
    return second


def _graphic(element: Element, frame: _Frame, links: dict[str, str]) -> Shape:
    box = frame.box(element.find(f"{P}xfrm"))
    table = next(element.iter(f"{A}tbl"), None)
    diagram = next(element.iter(f"{DGM}relIds"), None)
    data = element.find(f"{A}graphic/{A}graphicData")
    named = element.find(f"{P}nvGraphicFramePr/{P}cNvPr")
    rows = None if table is None else _rows(table)
    return Shape(
        text="" if rows is None else " ".join(cell for row in rows for cell in row),
        name="" if named is None else named.get("name", ""),
        box=box,
        table=rows,
        diagram=None if diagram is None else links.get(diagram.get(f"{R}dm", "")),
        chart=data is not None and data.get("uri", "").endswith("/chart"),
    )


def _rows(table: Element) -> list[tuple[str, ...]]:
    """A table's cells; cells merged into another are empty."""
    return [
        tuple(
            ""
            if cell.get("hMerge", "0") in {"1", "true"} or cell.get("vMerge", "0") in {"1", "true"}
            else " ".join(text_of(cell.find(f"{A}txBody")).split())
            for cell in row.iterfind(f"{A}tc")
        )
        for row in table.iterfind(f"{A}tr")
    ]


def text_of(body: Element | None) -> str:
    """The text of a shape, one line a paragraph."""
    if body is None:
        return ""
    lines = (
        "".join((el.text or "") if el.tag == f"{A}t" else " " for el in p.iter(f"{A}t", f"{A}br"))
        for p in body.iterfind(f"{A}p")
    )
    return "\n".join(line.strip() for line in lines if line.strip())


def in_reading_order(shapes: list[Shape]) -> list[Shape]:
    """Shapes by place: columns that run down the slide one after another, else row by row.

    If any shape has no place the order of the file stands; very many go by their upper edges.
    """
    shapes = [s for s in shapes if s.text or s.diagram or s.chart]
    if any(shape.box is None for shape in shapes):
        return shapes
    return _ordered(shapes) if len(shapes) <= MOST_SHAPES else sorted(shapes, key=_row)


def _ordered(shapes: list[Shape]) -> list[Shape]:
    if len(shapes) < 2:
        return shapes
    if columns := _wide_columns(shapes):
        return [shape for column in columns for shape in _ordered(column)]
    rows = _cut(shapes, 1)
    if len(rows) > 1:
        return [shape for band in _bands(rows) for shape in _ordered(band)]
    columns = _cut(shapes, 0)
    if len(columns) > 1:
        return [shape for column in columns for shape in _ordered(column)]
    return sorted(shapes, key=_row)


def _row(shape: Shape) -> tuple[float, float]:
    return (shape.box[1], shape.box[0]) if shape.box else (0.0, 0.0)


def _wide_columns(shapes: list[Shape]) -> list[list[Shape]]:
    columns = _cut(shapes, 0)
    wide = COLUMN_SHARE * _extent(shapes, 0)
    return columns if len(columns) > 1 and all(_extent(c, 0) >= wide for c in columns) else []


def _bands(rows: list[list[Shape]]) -> Iterator[list[Shape]]:
    """Rows, those one below another that make columns together put into one."""
    at = 0
    while at < len(rows):
        end = at + 1
        for last in range(at + 2, len(rows) + 1):
            if _wide_columns([shape for row in rows[at:last] for shape in row]):
                end = last
        yield [shape for row in rows[at:end] for shape in row]
        at = end


def _extent(shapes: list[Shape], axis: int) -> float:
    boxes = [s.box for s in shapes if s.box]
    return max(b[axis + 2] for b in boxes) - min(b[axis] for b in boxes)


def _cut(shapes: list[Shape], axis: int) -> list[list[Shape]]:
    """The shapes in groups with clear space between them along one axis (0 across, 1 down).

    Boxes are drawn larger than their text: an overlap of a tenth of the smaller one is allowed.
    """
    start: Callable[[Shape], float] = lambda s: s.box[axis] if s.box else 0.0  # noqa: E731
    groups: list[list[Shape]] = []
    reach = 0.0
    for shape in sorted(shapes, key=start):
        box = shape.box or (0.0, 0.0, 0.0, 0.0)
        slack = 0.1 * (box[axis + 2] - box[axis])
        if groups and box[axis] + slack < reach:
            groups[-1].append(shape)
        else:
            groups.append([shape])
        reach = max(reach, box[axis + 2])
    return groups
