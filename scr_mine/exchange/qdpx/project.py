"""A project as plain records: XML that may be damaged, hostile or of another program's making."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from scr_mine.errors import LabelsError
from scr_mine.exchange.qdpx.codes import FoundCode, plain_guid
from scr_mine.exchange.qdpx.parts import Parts
from scr_mine.inert import clean

Element = etree._Element

INTERNAL = "internal://"


@dataclass(frozen=True, kw_only=True)
class Coding:
    """One code on a selection, by one user; `when` is ISO 8601."""

    guid: str
    code: str
    user: str
    when: str | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Selection:
    """A stretch of a source's text; positions are as the file has them."""

    guid: str
    name: str
    start: int
    end: int
    description: str
    user: str
    codings: tuple[Coding, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FoundSource:
    """A text of the project; `whole` is how many codes are on it as a whole."""

    guid: str
    name: str
    text: str
    selections: tuple[Selection, ...]
    whole: int


@dataclass(frozen=True, kw_only=True)
class Project:
    """What a project file holds; `problems` are sentences on what could not be read."""

    origin: str
    users: tuple[str, ...]
    codes: tuple[FoundCode, ...]
    cases: frozenset[str]
    sources: tuple[FoundSource, ...]
    problems: tuple[str, ...]


def opened(data: bytes, name: str) -> Project:
    """The project in a file; raises LabelsError naming the file where there is none."""
    parts = Parts(data, name)
    root = _xml(parts.project(), name)
    if etree.QName(root).localname != "Project":
        raise LabelsError(f"{name}: its project.qde is no REFI-QDA project; export it as QDPX.")
    return _Reader(parts, root).project()


def _xml(data: bytes, name: str) -> Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise LabelsError(
            f"{name}: its project.qde is not sound XML; export the project again."
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise LabelsError(
            f"{name}: its project.qde declares a document type, which no project does; "
            "export it again."
        )
    return root


class _Reader:
    """Turns the elements of one project into records, gathering what cannot be read."""

    def __init__(self, parts: Parts, root: Element) -> None:
        self._parts, self._root = parts, root
        self._problems: list[str] = []
        self._users = {
            plain_guid(user.get("guid")): clean(user.get("name") or user.get("id") or "").strip()
            for user in root.iterfind("{*}Users/{*}User")
        }
        self._notes = {
            plain_guid(note.get("guid")): self._note(note)
            for note in root.iterfind("{*}Notes/{*}Note")
        }

    def project(self) -> Project:
        cases = self._root.iterfind("{*}Cases/{*}Case")
        sources = [self._source(each) for each in self._root.iterfind("{*}Sources/{*}TextSource")]
        return Project(
            origin=self._root.get("origin") or "",
            users=tuple(self._users.values()),
            codes=tuple(self._codes(self._root.find("{*}CodeBook/{*}Codes"), "")),
            cases=frozenset(plain_guid(case.get("guid")) for case in cases),
            sources=tuple(source for source in sources if source),
            problems=tuple(self._problems),
        )

    def _codes(self, parent: Element | None, above: str) -> Iterator[FoundCode]:
        for code in parent.iterfind("{*}Code") if parent is not None else ():
            name = (code.get("name") or "").strip()
            yield FoundCode(guid=plain_guid(code.get("guid")), name=name, parent=above)
            yield from self._codes(code, name)

    def _source(self, element: Element) -> FoundSource | None:
        name = element.get("name") or ""
        text = self._text(element)
        if text is None:
            self._problems.append(
                f"The text of the source '{clean(name)}' is not in the file as plain text; "
                "its codes were left out."
            )
            return None
        found = [self._selection(each, name) for each in element.iterfind("{*}PlainTextSelection")]
        return FoundSource(
            guid=plain_guid(element.get("guid")),
            name=name,
            text=text,
            selections=tuple(each for each in found if each),
            whole=len(element.findall("{*}Coding")),
        )

    def _text(self, element: Element) -> str | None:
        """The plain text of a source or note, without a byte order mark."""
        path = element.get("plainTextPath") or ""
        if path.startswith(INTERNAL):
            data = self._parts.bytes(f"sources/{path.removeprefix(INTERNAL)}")
            return None if data is None else _decoded(data)
        return element.findtext("{*}PlainTextContent")

    def _note(self, element: Element) -> str:
        return (self._text(element) or element.findtext("{*}Description") or "").strip()

    def _told(self, element: Element) -> tuple[str, ...]:
        refs = (plain_guid(ref.get("targetGUID")) for ref in element.iterfind("{*}NoteRef"))
        return tuple(text for ref in refs if (text := self._notes.get(ref)))

    def _user(self, element: Element) -> str:
        given = element.get("creatingUser") or element.get("modifyingUser")
        return self._users.get(plain_guid(given), "")

    def _selection(self, element: Element, source: str) -> Selection | None:
        start, end = _whole(element.get("startPosition")), _whole(element.get("endPosition"))
        if start is None or end is None:
            self._problems.append(
                f"A selection of the source '{clean(source)}' has no positions; "
                "its codes were left out."
            )
            return None
        return Selection(
            guid=plain_guid(element.get("guid")),
            name=element.get("name") or "",
            start=start,
            end=end,
            description=(element.findtext("{*}Description") or "").strip(),
            user=self._user(element),
            codings=tuple(
                Coding(
                    guid=plain_guid(coding.get("guid")),
                    code=plain_guid(ref.get("targetGUID")),
                    user=self._user(coding) or self._user(element),
                    when=_when(coding.get("creationDateTime")),
                    notes=self._told(coding),
                )
                for coding in element.iterfind("{*}Coding")
                for ref in coding.iterfind("{*}CodeRef")
            ),
            notes=self._told(element),
        )


def _decoded(data: bytes) -> str | None:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        return None


def _whole(text: str | None) -> int | None:
    digits = (text or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


def _when(text: str | None) -> str | None:
    try:
        return datetime.fromisoformat(text or "").isoformat()
    except ValueError:
        return None
