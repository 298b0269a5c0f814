"""Links in Markdown files: does each lead to a file that is there, and to a heading in it?"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent.parent
#: What people read in the repository besides `docs/`.
BESIDE = (
    *("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"),
    *("corpus/README.md", "models/README.md", "examples/inquests/README.md"),
)
_FENCE = re.compile(r"^(```+|~~~+).*?^\1\s*$", re.M | re.S)
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.S)
_LINK = re.compile(r"\]\(\s*<?([^)<>\s]+)>?[^)]*\)")
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*\s*$", re.M)
_NAMED = re.compile(r"`((?:docs|models|corpus|examples|tests|bench|scr_mine)/[\w./-]+)`")


def pages(root: Path = ROOT) -> list[Path]:
    """Every page of the documentation, in the order of its name."""
    found = sorted((root / "docs").glob("*.md"))
    return found + [root / name for name in BESIDE if (root / name).is_file()]


def broken(page: Path, root: Path = ROOT) -> Iterator[str]:
    """What of a page leads nowhere: links, anchors, and files that are named as code."""
    text = page.read_text(encoding="utf-8")
    plain = _CODE.sub("", _FENCE.sub("", text))
    for target in _LINK.findall(plain):
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        name, _, anchor = unquote(target).partition("#")
        place = (page.parent / name).resolve() if name else page
        if not place.exists():
            yield f"{page.name}: {target}: there is no such file"
        elif anchor and place.suffix == ".md" and anchor not in anchors(place):
            yield f"{page.name}: {target}: there is no such heading"
    for name in _NAMED.findall(_FENCE.sub("", text)):
        if not (root / name).exists():
            yield f"{page.name}: `{name}`: there is no such file"


@cache
def anchors(page: Path) -> frozenset[str]:
    """The anchors of a page's headings, as both GitHub and the site make them."""
    plain = _FENCE.sub("", page.read_text(encoding="utf-8"))
    seen: Counter[str] = Counter()
    found = []
    for heading in _HEADING.findall(plain):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
        slug = re.sub(r"[^\w\- ]", "", words.casefold()).replace(" ", "-")
        found.append(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return frozenset(found)
