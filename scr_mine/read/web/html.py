"""Web pages: the text of the page without what the site puts around it."""

import codecs
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from lxml import etree

from scr_mine.errors import UnreadableFileError
from scr_mine.read import contents
from scr_mine.read.limits import DEFAULT, MEGABYTE, Limits
from scr_mine.read.parts import Part, Reading, Tally
from scr_mine.read.web import clutter as html_clutter
from scr_mine.read.web import tree as html_tree
from scr_mine.read.web.walk import Walker

TITLE_PAGE_PARTS = 25
TITLE_PAGE_CHARACTERS = 4000
#: An identical neighbour of this many words is the page saying one thing twice.
REPEATED_WORDS = 6
META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]+)")
SENTENCE_END = re.compile(r"[.?!]+[\"'”’)\]]*\s*")
#: Encodings a page may declare; Latin-1 is not among them because browsers read Windows-1252.
PLAIN_ENCODING = re.compile(r"^(?:utf-8|cp\d+|iso8859-(?:[2-9]|1\d)|mac-roman|koi8.*)$")
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read(data: bytes, path: Path, limits: Limits = DEFAULT) -> Reading:
    """Read a web page. Raises UnreadableFileError for one that is too large or has no content."""
    size = len(data) // MEGABYTE + 1
    limits.check(path, "markup", size, f"the page's source holds {size} MB")
    try:
        root = html_tree.tree(decoded(data))
    except html_tree.TooDeepError as error:
        raise UnreadableFileError(
            path,
            f"its elements lie more than {html_tree.MAX_DEPTH:,} deep in one another",
            "open it in a browser and print it to PDF",
        ) from error
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableFileError(
            path, "there is no web page in it", "open it in a browser and print it to PDF"
        ) from error
    title = " ".join((root.findtext(".//title") or "").split())
    tally = Tally()
    body = root.find(".//body")
    walker = _walk(root if body is None else body, tally)
    parts = _without_doubles(contents.strip(walker.parts, tally), tally)
    pages = max((part.page or 0 for part in parts), default=0)
    first = [part.text or " ".join(part.cells) for part in parts[:TITLE_PAGE_PARTS]]
    return Reading(
        format="html",
        parts=tuple(parts),
        pages=pages or None,
        tally=tally,
        tables=walker.tables,
        title_page="\n".join(" ".join(t.split()) for t in [title, *first] if t)[
            :TITLE_PAGE_CHARACTERS
        ],
    )


def decoded(data: bytes) -> str:
    """A page's text: by its byte order mark, as UTF-8, as it declares, else as Windows-1252.

    UTF-8 comes before the declaration because saved pages often keep a wrong one, and text in
    another encoding is hardly ever valid UTF-8.
    """
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    declared = XML_ENCODING.search(data[:1024]) or META_CHARSET.search(data[:4096])
    for name in ("utf-8", declared.group(1).decode("ascii", "replace") if declared else "cp1252"):
        try:
            encoding = codecs.lookup(name).name
            if PLAIN_ENCODING.match(encoding):
                return data.decode(encoding)
        except (LookupError, UnicodeError):
            continue
    return data.decode("cp1252", "replace")


def _walk(body: Any, tally: Tally) -> Walker:
    html_clutter.without_machinery(body)
    html_clutter.prune(body, tally)
    main = html_clutter.main_of(body)
    walker = Walker(tally)
    if main is not body:
        _set_apart(body, main, walker, tally)
    walker.walk(main)
    return walker


def _set_apart(body: Any, main: Any, walker: Walker, tally: Tally) -> None:
    """Text outside the main element is left out, but for the page's title."""
    title = None if main.find(".//h1") is not None else body.find(".//h1")
    if title is not None:
        walker.walk(title)
    inside = set(main.iter())
    outside = []
    for element in body.iter():
        if element in inside or element is title:
            continue
        outside.append(element.text or "")
        outside.append("" if element is body else element.tail or "")
    text = " ".join(" ".join(outside).split())
    if text:
        tally.drop("text outside the main part", text)


def _without_doubles(parts: list[Part], tally: Tally) -> list[Part]:
    """One of each two identical neighbours, and of each two identical sentences running."""
    kept: list[Part] = []
    for part in parts:
        text = " ".join(part.text.split())
        same = kept and (kept[-1].kind, kept[-1].number) == (part.kind, part.number)
        same = same and " ".join(kept[-1].text.split()) == text
        if same and len(text.split()) >= REPEATED_WORDS:
            tally.drop("repeated text", text)
            continue
        single = _undoubled(text)
        if single != text:
            tally.drop("repeated text", single)
            part = replace(part, text=single)
        kept.append(part)
    return kept


def _undoubled(text: str) -> str:
    """A paragraph in which every sentence stands twice running, with each once."""
    ends = [0, *(match.end() for match in SENTENCE_END.finditer(text))]
    sentences = [text[start:end].strip() for start, end in pairwise(ends)]
    doubled = len(sentences) > 1 and sentences[::2] == sentences[1::2]
    if not doubled or len(text.split()) < 2 * REPEATED_WORDS or " ".join(sentences) != text:
        return text
    return " ".join(sentences[::2])
