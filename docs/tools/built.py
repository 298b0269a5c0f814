"""Does the built site ask for anything outside itself? `python -m docs.tools.built SITE`."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

#: What a browser fetches by itself; a link that somebody may follow is another matter.
_FETCHED = re.compile(
    r"<(?:script|img|iframe|source|video|audio|object|embed)\b[^>]*?\b(?:src|data)\s*=\s*[\"']?"
    r"((?:https?:)?//[^\"'\s>]+)|<link\b[^>]*?\bhref\s*=\s*[\"']?((?:https?:)?//[^\"'\s>]+)",
    re.I,
)
_IN_STYLE = re.compile(r"(?:url\(\s*|@import\s+)[\"']?((?:https?:)?//[^\"')\s;]+)", re.I)


def outside(site: Path) -> Iterator[str]:
    """Every address outside that a page or a style sheet of the site would fetch."""
    for path in sorted(site.rglob("*")):
        if path.suffix not in (".html", ".css"):
            continue
        text = path.read_text(encoding="utf-8")
        patterns = (_FETCHED, _IN_STYLE) if path.suffix == ".html" else (_IN_STYLE,)
        for match in (found for pattern in patterns for found in pattern.finditer(text)):
            address = next(filter(None, match.groups()))
            yield f"{path.relative_to(site).as_posix()}: fetches {address}"


if __name__ == "__main__":
    found = list(outside(Path(sys.argv[1])))
    sys.stderr.write("".join(f"{line}\n" for line in found))
    sys.exit(1 if found else 0)
