"""What MkDocs does besides: pages that are files elsewhere in the repository, and cards put in.

The files stay where they are, and are the one place of what they say.
"""

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent

#: Pages of the site that are files of the repository, and where these are.
ELSEWHERE = {
    "architecture.md": "ARCHITECTURE.md",
    "contributing.md": "CONTRIBUTING.md",
    "changelog.md": "CHANGELOG.md",
    "corpus.md": "corpus/README.md",
    "models.md": "models/README.md",
}
PUT_IN = re.compile(r"^<!-- put in: (\S+) -->$", re.M)
_LINK = re.compile(r"(\]\()\.\./([^)#\s]+)")
_NAMED = re.compile(r"(?<!\[)`docs/([a-z-]+)\.md`")


def on_files(files: Any, *, config: Any) -> Any:
    """Add the pages that lie elsewhere in the repository."""
    # Only where the site is built is MkDocs installed.
    from mkdocs.structure.files import File

    for page, path in ELSEWHERE.items():
        text = (ROOT / path).read_text(encoding="utf-8")
        files.append(File.generated(config, page, content=text))
    return files


def on_page_markdown(markdown: str, *, files: Any, **_: Any) -> str:
    """Put in what a page asks for, and lead links out of `docs/` to the pages of the site."""
    there = {path: name for name, path in ELSEWHERE.items()}
    whole = PUT_IN.sub(lambda match: lowered(ROOT / match[1]), markdown)
    whole = _LINK.sub(lambda match: match[1] + there.get(match[2], "../" + match[2]), whole)
    return _NAMED.sub(lambda match: linked(match, files), whole)


def lowered(path: Path) -> str:
    """A Markdown file with every heading one level further down, to stand in another page."""
    return re.sub(r"^(#+ )", r"#\1", path.read_text(encoding="utf-8"), flags=re.M)


def linked(match: re.Match[str], files: Any) -> str:
    """The name of a page as a link to it, if the site has that page."""
    name = f"{match[1]}.md"
    return f"[{match[0]}]({name})" if files.get_file_from_path(name) else match[0]
