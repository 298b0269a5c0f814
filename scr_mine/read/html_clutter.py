"""What a web page prints around its text: menus, notices, links to elsewhere, hidden text.

Names of classes are only hints, so that nothing is taken out on their word if the page would
lose most of its text; what is dropped is counted by kind.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import html

from scr_mine.read.parts import Tally

Element = Any

#: Never printed as text.
MACHINERY = (
    "script", "style", "template", "noscript", "svg", "iframe", "canvas", "audio", "video", "map",
)  # fmt: skip
CONTROLS = {"button", "select", "input", "textarea", "datalist", "dialog"}
#: A kind named by tag or role goes if this many words of running text stay, a kind guessed
#: from names only if half of the text stays, hidden text only if it is a small part: panels
#: that open on a click are hidden too.
ENOUGH_WORDS = 80
GUESS_SHARE = 0.5
HIDDEN_SHARE = 0.3
#: An element whose words are links to this share is a list of links.
LINK_SHARE = 0.6
#: The main element is trusted if it holds this share of the running text.
MAIN_SHARE = 0.5
MAX_DEPTH = 3000
KEEP_ROLES = {"doc-footnote", "doc-endnotes", "doc-endnote"}

BY_TAG = {
    "nav": "site navigation",
    "header": "page headers and footers",
    "footer": "page headers and footers",
    "aside": "side columns",
    "form": "forms and buttons",
    "del": "deleted text",
} | dict.fromkeys(CONTROLS, "forms and buttons")
BY_ROLE = {
    "navigation": "site navigation",
    "menu": "site navigation",
    "menubar": "site navigation",
    "banner": "page headers and footers",
    "contentinfo": "page headers and footers",
    "complementary": "side columns",
    "search": "forms and buttons",
    "dialog": "cookie notices",
    "alertdialog": "cookie notices",
}
LINKS = (
    "links?|list|content|posts?|articles?|pages?|documents?|items?|news|resources?|publications?"
)
BY_NAME = tuple(
    (kind, re.compile(rf"^(?:{pattern})$"))
    for kind, pattern in (
        ("cookie notices", r".*cookie.*|gdpr.*|.*consent[-_]?(?:banner|bar|popup|manager|notice)"),
        ("breadcrumbs", r".*breadcrumbs?(?:[-_].*)?"),
        (
            "skip links",
            r"skip[-_]?(?:to[-_]?(?:content|main)|links?|nav)?(?:[-_].*)?|govuk-skip-link",
        ),
        (
            "share links",
            r"share|sharing|sharedaddy|share[-_].*|addthis.*|social[-_]?(?:share|sharing|links?|"
            r"media|icons?|buttons?|nav).*|.*[-_]share[-_]?(?:links?|buttons?)",
        ),
        (
            "related links",
            rf".*[-_]?related(?:[-_]+(?:{LINKS}))?|related(?:{LINKS})|recommended(?:[-_]+(?:{LINKS}))?|"
            r"see[-_]?also|more[-_]like[-_]this|you[-_]may[-_]also.*|read[-_]?next|jp-relatedposts",
        ),
        (
            "reader comments",
            r"comments?|comments?[-_]?(?:area|list|section|wrapper|container|form|thread)|"
            r"disqus.*|respond|commentlist",
        ),
        (
            "site navigation",
            r"nav|navbar(?:[-_].*)?|menu|(?:site|main|top|primary|secondary|side|global|footer|page|"
            r"mobile|section|sub|local)[-_]?(?:nav|menu|navigation)(?:[-_].*)?|navigation|pagination|"
            r"pager|back[-_]?to[-_]?top|.*[-_]menu",
        ),
        ("side columns", r"sidebar|side[-_]?bar(?:[-_].*)?|.*[-_]sidebar|widget(?:[-_]area)?"),
        (
            "page headers and footers",
            r"(?:site|page|global|main)?[-_]?footer|(?:site|global)[-_]?header|masthead|colophon",
        ),
        (
            "adverts and notices",
            r"advert.*|ads?|ad[-_].*|promo|newsletter.*|subscribe.*|feedback|survey|"
            r"print[-_]?(?:link|button)|(?:phase|alert|site|notification)[-_]?banner",
        ),
    )
)
#: Elements that a name may condemn; a heading's id often describes the text below it.
NAMED = {"div", "section", "ul", "ol", "p", "span", "nav", "aside", "form", "a", "table", "dl"}
STYLE_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
SKIP_TEXT = re.compile(r"^\s*(?:skip|jump) to\b|^\s*back to top\b", re.I)


@dataclass(frozen=True, kw_only=True)
class _Candidate:
    element: Element
    kind: str
    words: int
    guessed: bool


def without_machinery(root: Element) -> None:
    """Take out scripts, styles and whatever else never was text."""
    for element in list(root.iter(*MACHINERY)):
        if element is not root:
            drop(element)


def prune(root: Element, tally: Tally) -> None:
    """Take out clutter, kind by kind, as far as the page's own text survives."""
    candidates = list(_candidates(root))
    total = running_words(root)
    left = total
    kinds = dict.fromkeys(c.kind for c in candidates)
    for kind in sorted(kinds, key=lambda k: sum(c.words for c in candidates if c.kind == k)):
        for guessed in (False, True):
            group = [c for c in candidates if c.kind == kind and c.guessed is guessed]
            words = sum(c.words for c in group)
            if not group or not _may_go(kind, guessed, words, left, total):
                continue
            left -= words
            for candidate in group:
                _drop_counted(candidate, tally)


def _may_go(kind: str, guessed: bool, words: int, left: int, total: int) -> bool:
    if words == 0:
        return True
    if kind == "hidden text":
        return words <= HIDDEN_SHARE * total
    if left - words >= GUESS_SHARE * total:
        return True
    return not guessed and left - words >= ENOUGH_WORDS


def _drop_counted(candidate: _Candidate, tally: Tally) -> None:
    text = " ".join(candidate.element.text_content().split())
    if text:
        tally.drop(candidate.kind, text)
    drop(candidate.element)


def _candidates(root: Element) -> Iterator[_Candidate]:
    """The outermost elements that may be clutter; none of them holds the main element."""
    mains = [*root.iter("main"), *root.xpath(".//*[@role='main']")]
    above = {ancestor for main in mains for ancestor in (main, *main.iterancestors())}
    stack = list(root)[::-1]
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str):
            continue
        kind, guessed = (None, False) if element in above else _kind(element)
        if kind is None:
            stack.extend(list(element)[::-1])
            continue
        words = running_words(element)
        if element.tag == "form" and len(element.xpath(".//p")) > 3:
            # Some sites wrap the whole page in one form.
            stack.extend(list(element)[::-1])
            continue
        yield _Candidate(element=element, kind=kind, words=words, guessed=guessed)


def _kind(element: Element) -> tuple[str | None, bool]:
    """Which kind of clutter an element is, if any, and whether its name alone says so."""
    role = element.get("role", "").strip().casefold()
    if role in KEEP_ROLES:
        return None, False
    if (
        element.get("hidden") is not None
        or element.get("aria-hidden", "") == "true"
        or STYLE_HIDDEN.search(element.get("style", ""))
    ):
        return "hidden text", True
    if role in BY_ROLE:
        return BY_ROLE[role], False
    if element.tag in BY_TAG and not _belongs(element):
        return BY_TAG[element.tag], False
    if element.tag == "a" and element.get("href", "").startswith("#"):
        if SKIP_TEXT.match(element.text_content()):
            return "skip links", False
    if element.tag in NAMED:
        for name in _names(element):
            for kind, pattern in BY_NAME:
                if pattern.match(name):
                    return kind, True
    return None, False


def _names(element: Element) -> list[str]:
    names = [*element.get("class", "").split(), element.get("id", "")]
    return [re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).casefold() for name in names if name]


def _belongs(element: Element) -> bool:
    """A header inside an article holds its title; a note may be set in an aside or footer."""
    inside = any(a.tag in {"main", "article"} for a in element.iterancestors())
    if element.tag == "header":
        return inside or (_heading_text(element) and not element.xpath("following::h1"))
    if element.tag in {"footer", "aside"}:
        names = " ".join(_names(element))
        return bool(re.search(r"footnote|endnote", names)) or bool(
            element.xpath(".//*[contains(@class, 'footnote') or @role='doc-endnotes']")
        )
    return False


def _heading_text(element: Element) -> bool:
    return any(h.text_content().strip() for h in element.iter("h1"))


def running_words(element: Element) -> int:
    """How many words of an element are running text rather than links."""
    count = len((element.text or "").split())
    stack = list(element)
    while stack:
        child = stack.pop()
        count += len((child.tail or "").split())
        if child.tag != "a":
            count += len((child.text or "").split())
            stack.extend(child)
    return count


def is_link_list(element: Element) -> bool:
    """Whether an element is little but links that lead to places on the same page."""
    links = [a for a in element.iter("a") if a.text_content().strip()]
    if len(links) < 3 or not all(a.get("href", "").startswith("#") for a in links):
        return False
    words = len(element.text_content().split())
    linked = sum(len(a.text_content().split()) for a in links)
    return linked >= LINK_SHARE * words


def main_of(body: Element) -> Element:
    """The element that holds the page's text: its main part or only article, else the body."""
    total = running_words(body)
    found = [*body.iter("main"), *body.xpath(".//*[@role='main']"), *body.iter("article")]
    for element in found:
        if total and running_words(element) >= MAIN_SHARE * total:
            return element
    return body


def drop(element: Element) -> None:
    """Remove an element but not the text that follows it."""
    parent = element.getparent()
    if parent is None:
        return
    tail = " " + (element.tail or "")
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def tree(text: str) -> Element:
    """A page's element tree.

    Raises `lxml.etree.ParserError` for a page with nothing in it, ValueError for one nested
    deeper than any page is.
    """
    # Pages with unclosed tags nest deeper than the parser allows without `huge_tree`.
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    layer = [root]
    for _ in range(MAX_DEPTH):
        layer = [child for element in layer for child in element]
        if not layer:
            return root
    raise ValueError("nested too deep")
