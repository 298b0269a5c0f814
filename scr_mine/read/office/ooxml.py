"""Office files opened with care: a zip of XML parts that may be damaged or hostile.

Nothing is trusted that the file says of itself: limits hold for what is really read, and any
document type declaration (the way to entities and to other files) is refused.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from scr_mine.errors import UnreadableFileError
from scr_mine.read.limits import DEFAULT, MEGABYTE, Limits

#: Small parts compress well without harm: the limit `expansion` counts above this size only. A
#: report of 400 pages has some 100 parts and 10 MB of XML, at less than 30 times its packed size.
RATIO_FROM_BYTES = 4 * MEGABYTE
CHUNK = 2**18
#: How deep the parser goes unless told otherwise, and what it says of deeper elements.
NESTING, TOO_DEEP = DEFAULT.nesting, "Excessive depth"

DAMAGED = "open it in the program that made it, save it again as DOCX or PDF and use that file"
HOSTILE = "if you trust its source, print it to PDF and use that file"

#: The strict variant of the standard names its vocabularies differently.
STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/"
R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"

Element = etree._Element


@dataclass(frozen=True, kw_only=True)
class Relationship:
    """A link from one part to another; `kind` is the last word of its type."""

    kind: str
    target: str


class Package:
    """The parts of one Office file, read on request and within limits.

    Raises UnreadableFileError for a zip that cannot be opened or has too many entries.
    """

    def __init__(self, data: bytes, path: Path, limits: Limits = DEFAULT) -> None:
        self.path = path
        self.limits = limits
        self._read = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise self._damaged() from error
        entries = self._zip.infolist()
        limits.check(path, "parts", len(entries), f"it holds {len(entries):,} parts")
        self._names = {_normal(entry.filename): entry for entry in entries}

    def _damaged(self) -> UnreadableFileError:
        return UnreadableFileError(self.path, "the file is damaged or cut short", DAMAGED)

    def __contains__(self, name: str) -> bool:
        return _normal(name) in self._names

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts, lower case, without a leading slash."""
        return tuple(self._names)

    def bytes(self, name: str) -> bytes | None:
        """A part's content, None if there is no such part."""
        entry = self._names.get(_normal(name))
        if entry is None:
            return None
        if entry.flag_bits & 1:
            raise UnreadableFileError(
                self.path, "it is protected by a password", "save a copy without one and try again"
            )
        chunks: list[bytes] = []
        size = 0
        try:
            with self._zip.open(entry) as stream:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    self._check(size, entry.compress_size)
                    chunks.append(chunk)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            RuntimeError,
            ValueError,
        ) as error:
            raise self._damaged() from error
        self._read += size
        return b"".join(chunks)

    def _check(self, size: int, packed: int) -> None:
        """Refuse a part that unpacks to more than a limit allows."""
        times = self.limits.expansion
        if size > RATIO_FROM_BYTES and size > times * max(packed, 1):
            what = f"one of its parts unpacks to more than {times} times its size"
            raise self.limits.exceeded(self.path, "expansion", what)
        if size > self.limits.markup * MEGABYTE:
            what = f"one of its parts holds more than {self.limits.markup} MB"
            raise self.limits.exceeded(self.path, "markup", what)
        if self._read + size > self.limits.unpacked * MEGABYTE:
            what = f"its parts hold more than {self.limits.unpacked} MB"
            raise self.limits.exceeded(self.path, "unpacked", what)

    def xml(self, name: str) -> Element | None:
        """A part parsed as XML, None if there is no such part."""
        data = self.bytes(name)
        if data is None:
            return None
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=self.limits.nesting > NESTING,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(STRICT.sub(TRANSITIONAL, data), parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            if b"<!DOCTYPE" in data[:4096]:
                raise self._doctype() from error
            if TOO_DEEP in str(error):
                raise self.too_deep() from error
            raise self._damaged() from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise self._doctype()
        if self.limits.nesting != NESTING and root.xpath("/*" * (self.limits.nesting + 1)):
            raise self.too_deep()
        return root

    def too_deep(self) -> UnreadableFileError:
        """What to say of a file whose elements lie too deep in one another."""
        deeper = f"its elements lie more than {self.limits.nesting} deep in one another"
        return self.limits.exceeded(self.path, "nesting", deeper)

    def _doctype(self) -> UnreadableFileError:
        return UnreadableFileError(
            self.path, "its XML declares a document type, which Office files never do", HOSTILE
        )

    def relationships(self, name: str) -> dict[str, Relationship]:
        """The links of a part by their id; links that leave the file are left out."""
        folder, base = posixpath.split(_normal(name))
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, Relationship] = {}
        for link in root if root is not None else ():
            target = link.get("Target", "")
            if link.get("TargetMode") == "External" or not target:
                continue
            kind = link.get("Type", "").rpartition("/")[2]
            found[link.get("Id", "")] = Relationship(
                kind=kind, target=_normal(posixpath.join("/", folder, unquote(target)))
            )
        return found

    def related(self, name: str, kind: str) -> list[str]:
        """The names of the parts that a part links to as `kind`, in file order."""
        return [r.target for r in self.relationships(name).values() if r.kind == kind]

    def main_part(self) -> str | None:
        """The name of the part that holds the document proper."""
        found = [name for name in self.related("", "officeDocument") if name in self]
        return found[0] if found else None


def whole(text: str | None) -> int | None:
    """An attribute's whole number; None if there is none or it is no sensible number."""
    return int(text) if text is not None and re.fullmatch(r"-?[0-9]{1,9}", text) else None


def _normal(name: str) -> str:
    return posixpath.normpath("/" + name.replace("\\", "/")).lstrip("/").casefold()


def alternatives(element: Element) -> Iterator[Element]:
    """An element's children; of alternative renderings of one thing only the first in use."""
    for child in element:
        if child.tag != f"{MC}AlternateContent":
            yield child
            continue
        chosen = child.find(f"{MC}Choice")
        if chosen is None or len(chosen) == 0:
            chosen = child.find(f"{MC}Fallback")
        if chosen is not None:
            yield from alternatives(chosen)


def diagram_texts(package: Package, name: str) -> list[str]:
    """The texts of a SmartArt diagram's data part, parents before their children."""
    root = package.xml(name)
    if root is None:
        return []
    texts = {p.get("modelId", ""): _point_text(p) for p in root.iter(f"{DGM}pt")}
    children: dict[str, list[tuple[int, str]]] = {}
    for link in root.iter(f"{DGM}cxn"):
        if link.get("type", "parOf") == "parOf":
            order = whole(link.get("srcOrd")) or 0
            children.setdefault(link.get("srcId", ""), []).append((order, link.get("destId", "")))
    ordered: list[str] = []
    stack = [p.get("modelId", "") for p in root.iter(f"{DGM}pt") if p.get("type") == "doc"]
    while stack:
        point = stack.pop()
        if point in ordered:
            continue
        ordered.append(point)
        stack.extend(child for _, child in sorted(children.get(point, []), reverse=True))
    ordered += [point for point in texts if point not in set(ordered)]
    return [texts[point] for point in ordered if texts.get(point, "").strip()]


def _point_text(point: Element) -> str:
    if point.get("type", "node") not in {"node", "asst"}:
        return ""
    lines = ["".join(t.text or "" for t in p.iter(f"{A}t")) for p in point.iter(f"{A}p")]
    return " ".join(line for line in lines if line.strip())
