"""The passages of a page as a list by theme: what figures open to, with or without script."""

from collections import defaultdict
from collections.abc import Iterator

from markupsafe import Markup

from scr_mine.records import TaggedPassage
from scr_mine.report.formats.html import escaped
from scr_mine.report.page.chosen import NO_THEME, Chosen, Entry
from scr_mine.report.page.data import pieces
from scr_mine.report.quotations import cited
from scr_mine.study import Study

LEFT_OUT = "(text left out)"
UNMARKED = "Recommendations with no theme marked"


def as_list(study: Study, chosen: Chosen) -> Markup:
    """A heading and a list for every theme; each text stands once, under its strongest theme."""
    under: dict[str, list[tuple[int, Entry]]] = defaultdict(list)
    also: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(chosen.entries):
        under[entry.under].append((number, entry))
        for theme, _ in entry.themes[1:]:
            also[theme].append(number)
    names = {theme.id: theme.label for theme in study.codebook.themes}
    roles = {role.id: role.label for role in study.codebook.roles}
    parts = []
    for theme, name in [*names.items(), (NO_THEME, UNMARKED)]:
        parts.append(f'<h4 id="t-{escaped(theme)}">{escaped(name)}</h4>')
        items = "".join(_item(study, *found, names, roles) for found in under[theme])
        parts.append(f"<ol>{items}</ol>" if items else "<p>No passage stands under this theme.</p>")
        if also[theme]:
            links = " ".join(f'<a href="#p{n}">{n + 1}</a>' for n in also[theme])
            parts.append(f"<p>It is also marked in passages that stand elsewhere: {links}.</p>")
    return Markup("".join(parts))


def _item(
    study: Study, number: int, entry: Entry, names: dict[str, str], roles: dict[str, str]
) -> str:
    passage = entry.passage
    marks = "; ".join(f"{names[theme]} {value:.2f}" for theme, value in entry.themes)
    role = roles.get(passage.role, passage.role)
    about = f"{role}. {marks}" if marks else role
    text = "".join(_text(passage, entry.under)) if study.quotes else LEFT_OUT
    return (
        f'<li id="p{number}" value="{number + 1}"><p><cite>{escaped(cited(passage))}</cite> '
        f"<small>{escaped(about)}</small></p><blockquote>{text}</blockquote></li>"
    )


def _text(passage: TaggedPassage, theme: str) -> Iterator[str]:
    from html import escape

    for text, marked in pieces(passage, theme):
        yield f"<mark>{escape(text)}</mark>" if marked else escape(text)
