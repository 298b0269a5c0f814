"""What a web page prints around its text: menus, notices, links to elsewhere, hidden text.

Names of classes are only hints, so that nothing is taken out on their word if the page would
lose most of its text; what is dropped is counted by kind.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scr_mine.read.parts import Tally
from scr_mine.read.web.tree import drop

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
#: Clutter is looked for again inside what was spared, this many times.
NESTED_CLUTTER = 4
#: Elements that may also hold the text: some sites set a whole page in one form.
UNSURE = {"form", "header", "aside"}
#: An article is trusted to be the page's text only if it holds this share.
ARTICLE_SHARE = 0.8
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
        ("hidden text", r"(?:.*[-_])?(?:visually[-_]?hidden|sr[-_]only|screen[-_]reader.*)"),
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
            r"nav|navbar(?:[-_].*)?|menu|(?:site|main|top|primary|secondary|side|left|right|global|"
            r"footer|page|mobile|section|sub|local)[-_]?(?:nav|menu|navigation)(?:[-_].*)?|navigation|pagination|"
            r"pager|back[-_]?to[-_]?top|.*[-_]menu",
        ),
        ("side columns", r"sidebar|side[-_]?bar(?:[-_].*)?|.*[-_]sidebar|widget(?:[-_]area)?"),
        (
            "page headers and footers",
            r"(?:site|page|global|main)?[-_]?footer|(?:site|global)[-_]?header|masthead|colophon",
        ),
        (
            "adverts and notices",
            r"advert.*|ads?|ad[-_].*|promo|newsletter.*|subscribe.*|"
            r"print[-_]?(?:link|button)|(?:phase|alert|site|notification)[-_]?banner",
        ),
    )
)
#: No page has more or longer names for one thing; patterns are slow on very long ones.
MOST_NAMES, NAME_CHARACTERS = 50, 200
#: Elements that a name may condemn; a heading's id often describes the text below it.
NAMED = {"div", "section", "ul", "ol", "p", "span", "nav", "aside", "form", "a", "table", "dl"}
HEADINGS = {f"h{depth}" for depth in range(1, 7)}
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
    total = left = running_words(root)
    spared = [root]
    for _ in range(NESTED_CLUTTER):
        candidates = [c for element in spared for c in _candidates(element)]
        spared = []
        for group in _groups(candidates):
            words = sum(c.words for c in group)
            if _may_go(group[0], words, left, total):
                left -= words
                for candidate in group:
                    _drop_counted(candidate, tally)
            else:
                spared += [c.element for c in group]


def _groups(candidates: list[_Candidate]) -> list[list[_Candidate]]:
    """Candidates of one kind together, the kinds with the fewest words first."""
    found: dict[tuple[str, bool], list[_Candidate]] = {}
    for candidate in candidates:
        found.setdefault((candidate.kind, candidate.guessed), []).append(candidate)
    return sorted(found.values(), key=lambda group: sum(c.words for c in group))


def _may_go(candidate: _Candidate, words: int, left: int, total: int) -> bool:
    if words == 0:
        return True
    if candidate.kind == "hidden text":
        return words <= HIDDEN_SHARE * total
    if left - words >= GUESS_SHARE * total:
        return True
    return not candidate.guessed and left - words >= ENOUGH_WORDS


def _drop_counted(candidate: _Candidate, tally: Tally) -> None:
    text = " ".join(" ".join(candidate.element.itertext()).split())
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
        yield _Candidate(element=element, kind=kind, words=running_words(element), guessed=guessed)


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
        return (None, False) if _opens(element, role) else ("hidden text", True)
    if element.tag == "div" and element.get("title", "") in {"header", "footer"}:
        return "page headers and footers", False
    if role in BY_ROLE:
        return BY_ROLE[role], False
    if element.tag in BY_TAG and not _belongs(element):
        return BY_TAG[element.tag], element.tag in UNSURE
    inner = element.tag == "a" and element.get("href", "").startswith("#")
    if inner and SKIP_TEXT.match(element.text_content()):
        return "skip links", False
    if element.tag in NAMED:
        for name in _names(element):
            for kind, pattern in BY_NAME:
                if pattern.match(name):
                    return kind, True
    return None, False


def _opens(element: Element, role: str) -> bool:
    """Whether a hidden element is a panel that something in the text opens on a click."""
    above = element.getprevious()
    if role == "tabpanel" or (above is not None and above.tag in HEADINGS and _has_button(above)):
        return True
    target = element.get("id", "")
    openers = "//*[@aria-controls=$id or @data-target=$link or @data-bs-target=$link]"
    found = element.getroottree().xpath(openers, id=target, link=f"#{target}") if target else []
    return any(_is_beside_text(opener) for opener in found)


def _has_button(element: Element) -> bool:
    return bool(element.xpath(".//button | .//*[@role='button' or @aria-expanded]"))


def _is_beside_text(opener: Element) -> bool:
    """Whether what opens a panel stands in the text, not in a menu or the page's head."""
    return not any(a.tag in {"nav", "header", "footer"} for a in opener.iterancestors())


def _names(element: Element) -> list[str]:
    names = [
        *element.get("class", "").split(maxsplit=MOST_NAMES)[:MOST_NAMES],
        element.get("id", ""),
    ]
    names = [name for name in names if len(name) <= NAME_CHARACTERS]
    return [re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).casefold() for name in names if name]


def _belongs(element: Element) -> bool:
    """A header inside an article holds its title; a note may be set in an aside or footer."""
    inside = any(a.tag in {"main", "article"} for a in element.iterancestors())
    if element.tag == "aside" and inside:
        # A box beside the text, unless it is a list of links.
        words = len(" ".join(element.itertext()).split())
        return running_words(element) > (1 - LINK_SHARE) * words
    if element.tag == "button":
        return any(a.tag in HEADINGS for a in element.iterancestors())
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
    linked = sum(len(a.text_content().split()) for a in links)
    return linked >= LINK_SHARE * (linked + running_words(element))


def main_of(body: Element) -> Element:
    """The element that holds the page's text: its main part or only article, else the body."""
    total = running_words(body)
    found = [*body.iter("main"), *body.xpath(".//*[@role='main']"), *body.iter("article")]
    for element in found:
        share = ARTICLE_SHARE if element.tag == "article" else MAIN_SHARE
        if total and running_words(element) >= share * total:
            return element
    return body
