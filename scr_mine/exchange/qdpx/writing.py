"""A project in the exchange format of REFI-QDA (QDPX), for programs of qualitative analysis."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from scr_mine.errors import LabelsError, UsageError
from scr_mine.exchange.qdpx.codes import Group, groups, guid
from scr_mine.exchange.qdpx.offsets import Counting, Ruler
from scr_mine.exchange.qdpx.text import Range, Source, described, laid_out, sources
from scr_mine.inert import clean
from scr_mine.labels import machine
from scr_mine.records import Review, TaggedPassage
from scr_mine.themes import Codebook

Element = etree._Element

SPACE = "urn:QDA-XML:project:1.0"
ORIGIN = "scr-mine"
#: Of everything written: the package reads no clock, and one input gives one file.
CREATED = "2000-01-01T00:00:00Z"
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
#: The programs a project can be written for; without one it is as the standard has it.
PROGRAMS = ("nvivo", "maxqda", "atlas", "qualcoder")
#: MAXQDA wants lines to end in CR LF, counts both, and reads variables at the documents.
CRLF, AT_SOURCES = ("maxqda",), ("maxqda",)
#: How much of a passage names its selection.
NAME_LENGTH = 60
PERSON = "person"
VARIABLES = ("board", "year", "scope", "nation", "kind", "label")


def export(
    passages: Iterable[TaggedPassage],
    codebook: Codebook,
    *,
    blind: bool,
    program: str | None = None,
) -> bytes:
    """A project with a source a document, a selection a passage, and the marks as codings.

    The machine's codings are by a user of its own; with `blind` there are none. Positions are in
    code points. Raises UsageError for an unknown program, LabelsError for a mark that is not in
    the codebook.
    """
    if program not in (None, *PROGRAMS):
        raise UsageError(f"There is no program '{program}'; give one of {', '.join(PROGRAMS)}.")
    held = sources(passages)
    book = groups(codebook, blind=blind)
    codes = {code.mark: code.guid for group in book for code in group.codes}
    root = _root()
    _users(root, () if blind else [machine(p.model) for s in held for p in s.passages])
    _codebook(root, book)
    _variables(root)
    cases = None if program in AT_SOURCES else held
    _cases(root, cases or ())
    texts = {}
    within = _child(root, "Sources") if held else root
    for source in held:
        text, ranges = laid_out(source.passages)
        texts[source.guid] = text.replace("\n", "\r\n") if program in CRLF else text
        element = _source(within, source)
        counted = Ruler(text, Counting(newline="two")) if program in CRLF else Ruler(text)
        _selections(element, source.passages, ranges, counted, None if blind else codes)
        if program in AT_SOURCES:
            _values(element, source.passages[0].review)
    _child(root, "Description").text = f"Codebook version {clean(codebook.version)}"
    return _zipped(root, texts)


def _root() -> Element:
    namespaces: Any = {None: SPACE}
    given = {"name": ORIGIN, "origin": ORIGIN, "creatingUserGUID": guid("user", PERSON)}
    return etree.Element(_tag("Project"), given | {"creationDateTime": CREATED}, nsmap=namespaces)


def _tag(name: str) -> str:
    return f"{{{SPACE}}}{name}"


def _child(parent: Element, tag: str, /, **attributes: str) -> Element:
    return etree.SubElement(parent, _tag(tag), attributes)


def _users(root: Element, machines: Iterable[str]) -> None:
    users = _child(root, "Users")
    for name in dict.fromkeys((PERSON, *machines)):
        _child(users, "User", guid=guid("user", name), name=clean(name))


def _codebook(root: Element, book: Iterable[Group]) -> None:
    codes = _child(_child(root, "CodeBook"), "Codes")
    for group in book:
        parent = _child(codes, "Code", guid=group.guid, name=group.name, isCodable="false")
        _child(parent, "Description").text = group.description
        for code in group.codes:
            made = _child(parent, "Code", guid=code.guid, name=code.name, isCodable="true")
            _child(made, "Description").text = code.description


def _variables(root: Element) -> None:
    variables = _child(root, "Variables")
    for name in VARIABLES:
        kind = "Integer" if name == "year" else "Text"
        _child(variables, "Variable", guid=guid("variable", name), name=name, typeOfVariable=kind)


def _cases(root: Element, held: Sequence[Source]) -> None:
    """A case for every review, with what is known of it and its sources."""
    by_review: dict[str, list[Source]] = {}
    for source in held:
        by_review.setdefault(source.review, []).append(source)
    cases = _child(root, "Cases") if held else root
    for review, of_review in by_review.items():
        case = _child(cases, "Case", guid=guid("case", review), name=clean(review))
        _values(case, of_review[0].passages[0].review)
        for source in of_review:
            _child(case, "SourceRef", targetGUID=source.guid)


def _values(parent: Element, review: Review) -> None:
    for name in VARIABLES:
        given = getattr(review, name)
        if given is not None:
            value = _child(parent, "VariableValue")
            _child(value, "VariableRef", targetGUID=guid("variable", name))
            _child(value, "IntegerValue" if name == "year" else "TextValue").text = clean(
                str(given)
            )


def _source(parent: Element, source: Source) -> Element:
    return _child(
        parent,
        "TextSource",
        guid=source.guid,
        name=source.name,
        plainTextPath=f"internal://{source.guid}.txt",
        creatingUser=guid("user", PERSON),
        creationDateTime=CREATED,
    )


def _selections(
    parent: Element,
    passages: Iterable[TaggedPassage],
    ranges: Mapping[str, Range],
    ruler: Ruler,
    codes: Mapping[Any, str] | None,
) -> None:
    for passage in [each for each in passages if each.id in ranges]:
        start, end = ranges[passage.id]
        short = clean(passage.text).strip()
        user = guid("user", PERSON if codes is None else machine(passage.model))
        selection = _child(
            parent,
            "PlainTextSelection",
            guid=guid("selection", passage.id),
            name=short if len(short) <= NAME_LENGTH else f"{short[:NAME_LENGTH]}…",
            startPosition=str(ruler.position(start)),
            endPosition=str(ruler.position(end)),
            creatingUser=user,
            creationDateTime=CREATED,
        )
        _child(selection, "Description").text = described(passage)
        for mark, code in _marks(passage, codes or {}):
            coding = _child(
                selection,
                "Coding",
                guid=coding_guid(passage, mark),
                creatingUser=user,
                creationDateTime=CREATED,
            )
            _child(coding, "CodeRef", targetGUID=code)


def coding_guid(passage: TaggedPassage, mark: tuple[str, str]) -> str:
    """The identifier of a machine's coding, by which it is known as such again."""
    return guid("coding", machine(passage.model), passage.id, *mark)


def _marks(
    passage: TaggedPassage, codes: Mapping[Any, str]
) -> Iterator[tuple[tuple[str, str], str]]:
    """The machine's marks with the identifiers of their codes; none without codes."""
    for mark in machine_marks(passage) if codes else ():
        if mark not in codes:
            raise LabelsError(
                f"Passage {passage.id}: its {mark[0]} '{mark[1]}' is not in the codebook; "
                "give the themes file it was tagged with."
            )
        yield mark, codes[mark]


def machine_marks(passage: TaggedPassage) -> tuple[tuple[str, str], ...]:
    """The role and themes of a passage as what codes mean."""
    return (("role", passage.role), *(("theme", theme) for theme in passage.themes))


def _zipped(root: Element, texts: Mapping[str, str]) -> bytes:
    etree.indent(root)
    # A byte order mark before it, or single quotes in it, are not read everywhere.
    project = b'<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(root, encoding="utf-8")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in (
            ("project.qde", project),
            *((f"sources/{key}.txt", text.encode("utf-8")) for key, text in texts.items()),
        ):
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, data)
    return out.getvalue()
