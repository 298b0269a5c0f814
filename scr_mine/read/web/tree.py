"""A page's source as a tree of elements, however badly it is nested."""

import re
from typing import Any

from lxml import html

Element = Any

#: The parser reads nothing that is nested much deeper.
MAX_DEPTH = 2000
INLINE_TAG = re.compile(r"</?(?:font|span|b|i|u|strong|em|small|big|center)\b[^>]*>", re.I)
DIVISION_TAG = re.compile(r"</?div\b[^>]*>", re.I)
#: A tag this long may have more attributes than any.
LONG_TAG = re.compile(r"<([a-z][\w:-]*)\s([^<>]{4000,})>", re.I)
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
MOST_ATTRIBUTES = 500
#: Characters that a page cannot hold and that the tree would refuse.
NOT_IN_MARKUP = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


class TooDeepError(ValueError):
    """A page's elements lie deeper in one another than MAX_DEPTH."""


def tree(text: str) -> Element:
    """A page's element tree.

    Raises `lxml.etree.ParserError` for a page with nothing in it, TooDeepError for one nested
    deeper than any page is.
    """
    text = LONG_TAG.sub(_with_few_attributes, NOT_IN_MARKUP.sub(" ", text))
    root = _parsed(text)
    if _is_too_deep(root):
        # Unclosed tags nest without end, and the parser stops at a certain depth.
        root = _parsed(INLINE_TAG.sub("", DIVISION_TAG.sub("<p>", text)))
        if _is_too_deep(root):
            raise TooDeepError
    return root


def _with_few_attributes(tag: re.Match[str]) -> str:
    """A long tag as it is, or without its attributes if they are so many that the parser stalls."""
    few = len(QUOTED.sub("", tag.group(2)).split()) <= MOST_ATTRIBUTES
    return tag.group() if few else f"<{tag.group(1)}>"


def _parsed(text: str) -> Element:
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)


def _is_too_deep(root: Element) -> bool:
    layer = [root]
    for _ in range(MAX_DEPTH):
        layer = [child for element in layer for child in element]
        if not layer:
            return False
    return True


def drop(element: Element) -> None:
    """Remove an element but not the text that follows it."""
    parent = element.getparent()
    if parent is None:
        return
    tail = " " + (element.tail or "")
    before = element.getprevious()
    if before is not None:
        before.tail = _allowed((before.tail or "") + tail)
    else:
        parent.text = _allowed((parent.text or "") + tail)
    parent.remove(element)


def _allowed(text: str) -> str:
    """The text without characters that a page writes as `&#12;` and the tree refuses."""
    return NOT_IN_MARKUP.sub(" ", text)
