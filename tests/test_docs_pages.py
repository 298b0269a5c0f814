"""The pages of the documentation: links, the site's list of them, what is put in, no outside."""

import re
from pathlib import Path

import pytest

from docs.tools import built, links, site_hook

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
SITE = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
LISTED = re.findall(r"^ +- (?:[^:\n]+: )?([\w-]+\.md)$", SITE, re.M)
#: Of so many bytes at most may a picture be.
PICTURE = 200_000


@pytest.mark.parametrize("page", links.pages(), ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_and_anchor_leads_somewhere(page):
    assert list(links.broken(page)) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[x](there.md)", []),
        ("[x](there.md#two-words)", []),
        ("[x](there.md#again-1)", []),
        ("[x](#here--now)", []),
        ("[x](https://example.org/a)", []),
        ("`[x](gone.md)`", []),
        ("```\n[x](gone.md)\n```", []),
        ("[x](gone.md)", ["page.md: gone.md: there is no such file"]),
        ("[x](there.md#three)", ["page.md: there.md#three: there is no such heading"]),
        ("![x](pictures/a.png)", ["page.md: pictures/a.png: there is no such file"]),
        ("see `docs/gone.md`", ["page.md: `docs/gone.md`: there is no such file"]),
    ],
)
def test_a_link_that_leads_nowhere_is_named(tmp_path, text, said):
    (tmp_path / "there.md").write_text(
        "# Two *words*\n\n## Again\n\n## Again\n\n```\n# Three\n```\n"
    )
    page = tmp_path / "page.md"
    page.write_text(f"# Here & now\n\n{text}\n")
    assert list(links.broken(page, tmp_path)) == said


def test_the_site_lists_every_page_once():
    there = {page.name for page in DOCS.glob("*.md")} | set(site_hook.ELSEWHERE)
    assert sorted(LISTED) == sorted(there)


def test_pages_that_lie_elsewhere_are_there():
    for path in site_hook.ELSEWHERE.values():
        assert (ROOT / path).is_file(), path


def test_the_site_asks_for_nothing_outside():
    assert "font: false" in SITE
    assert "strict: true" in SITE
    assert not re.search(r"https?://", SITE)
    assert not re.search(r"analytics|repo_url", SITE)
    for path in (DOCS / "assets").iterdir():
        assert "//" not in re.sub(r"^\s*//.*$", "", path.read_text(encoding="utf-8"), flags=re.M)


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda p: p.stem)
def test_no_page_shows_anything_from_outside(page):
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"!\[[^\]]*\]\(\s*https?:|<(?:img|script|iframe|link)\b", text)


class Files:
    def get_file_from_path(self, name):
        return name if name in ("tables.md", "labels.md") else None


def shown(text):
    return site_hook.on_page_markdown(text, page=None, config=None, files=Files())


def test_a_card_is_put_in_word_for_word_one_level_down():
    page = shown((DOCS / "model-card.md").read_text(encoding="utf-8"))
    for name in ("lexical", "embed"):
        card = (ROOT / "models" / name / "CARD.md").read_text(encoding="utf-8")
        assert re.sub(r"^#", "##", card, flags=re.M) in page
    assert "put in" not in page
    assert len(re.findall(r"^# ", page, re.M)) == 1


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("[a](../ARCHITECTURE.md)", "[a](architecture.md)"),
        ("[a](../models/README.md#x)", "[a](models.md#x)"),
        ("[a](tables.md)", "[a](tables.md)"),
        ("[`docs/tables.md`](tables.md)", "[`docs/tables.md`](tables.md)"),
        ("`docs/tables.md`", "[`docs/tables.md`](tables.md)"),
        ("`docs/gone.md`", "`docs/gone.md`"),
    ],
)
def test_links_lead_to_the_pages_of_the_site(text, becomes):
    assert shown(text) == becomes


def test_pictures_are_small_and_described():
    found = list((DOCS / "pictures").glob("*.png"))
    assert found
    written = "".join(page.read_text(encoding="utf-8") for page in DOCS.glob("*.md"))
    for picture in found:
        assert picture.stat().st_size < PICTURE
        described = re.search(rf"!\[([^\]]*)\]\(pictures/{picture.name}\)", written)
        assert described and len(described[1].split()) > 5


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.html", '<script src="assets/a.js"></script><a href="https://example.org">x</a>', []),
        ("a.html", '<style>p { background: url("data:image/png;base64,x//y") }</style>', []),
        ("a.js", 'fetch("https://example.org/x")', []),
        (
            "a.html",
            '<script defer src="https://example.org/a.js"></script>',
            ["a.html: fetches https://example.org/a.js"],
        ),
        (
            "a.html",
            '<link rel="stylesheet" href="//example.org/a.css">',
            ["a.html: fetches //example.org/a.css"],
        ),
        (
            "a.css",
            "@import 'https://example.org/b.css';",
            ["a.css: fetches https://example.org/b.css"],
        ),
    ],
)
def test_what_a_built_page_would_fetch_is_named(tmp_path, name, text, said):
    (tmp_path / name).write_text(text)
    assert list(built.outside(tmp_path)) == said
