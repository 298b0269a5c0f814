"""A source as a page of a council's website, with the menu and the rest around it."""

from html import escape
from itertools import groupby

from corpus.tools.render import Style, groups, printed
from corpus.tools.source import NOTES_HEADING, NOTICE, Meta, Source, SourceBlock

MENU = ("Bins and recycling", "Council tax", "Planning", "Schools", "Libraries", "Report it")
RELATED = ("Tell us about a child you are worried about", "Early help", "Training for partners")
SHARE = ("Share by email", "Share on social media", "Print this page")


def draw(source: Source, style: Style) -> bytes:
    """The bytes of the page, UTF-8."""
    meta = source.meta
    lines = [
        "<!DOCTYPE html>",
        '<html lang="en-GB">',
        *_head(meta, style),
        "<body>",
        *_top(meta),
        '<main id="content">',
        f"<h1>{escape(meta.title)}</h1>",
        f'<p class="byline">{escape(meta.board)}. {escape(meta.label)}. {meta.year}</p>',
        *_article(source),
        "</main>",
        *_bottom(meta),
        "</body>",
        "</html>",
        "",
    ]
    return "\n".join(lines).encode()


def _head(meta: Meta, style: Style) -> list[str]:
    font = "Georgia, serif" if style.serif else "Arial, sans-serif"
    return [
        "<head>",
        '<meta charset="utf-8">',
        f"<title>{escape(meta.title)} | {escape(meta.board)}</title>",
        f'<meta name="description" content="{escape(NOTICE)}">',
        f"<style>body {{ font: 1rem/1.5 {font} }} h1, h2 {{ color: #{style.colour} }}</style>",
        "</head>",
    ]


def _links(texts: tuple[str, ...]) -> list[str]:
    return ["<ul>", *(f'<li><a href="#">{escape(text)}</a></li>' for text in texts), "</ul>"]


def _top(meta: Meta) -> list[str]:
    return [
        '<div id="cookie-banner" class="cookie-banner" role="dialog" aria-label="Cookies">',
        "<p>We use cookies to see how this site is used.</p>",
        '<button type="button">Accept</button> <button type="button">Reject</button>',
        "</div>",
        '<a class="skip-link" href="#content">Skip to main content</a>',
        '<header class="site-header">',
        f'<p class="site-name">{escape(meta.board)}</p>',
        '<form role="search"><label for="q">Search</label> <input id="q" name="q"></form>',
        '<nav aria-label="Main menu">',
        *_links(MENU),
        "</nav>",
        "</header>",
        '<nav class="breadcrumb" aria-label="Breadcrumb"><ol>',
        '<li><a href="#">Home</a></li><li><a href="#">Safeguarding children</a></li>',
        f'<li><a href="#">Published reviews</a></li><li>{escape(meta.label)}</li>',
        "</ol></nav>",
    ]


def _bottom(meta: Meta) -> list[str]:
    return [
        '<aside class="related-links">',
        "<h2>Related pages</h2>",
        *_links(RELATED),
        "</aside>",
        '<div class="share">',
        *_links(SHARE),
        "</div>",
        '<footer class="site-footer">',
        f"<p>{escape(NOTICE)}</p>",
        *_links(("Contact us", "Accessibility", "Privacy")),
        f"<p>{escape(meta.board)}, {meta.year}</p>",
        "</footer>",
    ]


def _article(source: Source) -> list[str]:
    lines: list[str] = []
    for kind, run in groupby(groups(source), key=lambda group: group[0].kind):
        found = list(run)
        if kind == "list_item":
            lines += ["<ul>", *(f"<li>{escape(printed(g[0]))}</li>" for g in found), "</ul>"]
        elif kind == "table_row":
            lines += [line for group in found for line in _table(group)]
        elif kind == "note":
            lines += [f"<h3>{NOTES_HEADING}</h3>", *(_paragraph(g[0]) for g in found)]
        else:
            lines += [_paragraph(g[0]) for g in found]
    return lines


def _paragraph(block: SourceBlock) -> str:
    tag = f"h{(block.level or 1) + 1}" if block.kind == "heading" else "p"
    return f"<{tag}>{escape(printed(block))}</{tag}>"


def _table(rows: list[SourceBlock]) -> list[str]:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in rows[0].header)
    body = [
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row.cells) + "</tr>" for row in rows
    ]
    return ["<table>", f"<thead><tr>{head}</tr></thead>", "<tbody>", *body, "</tbody>", "</table>"]
