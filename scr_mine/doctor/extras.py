"""What can be added: packages of other people, and programs that recognise text."""

import sys
from importlib.util import find_spec
from pathlib import Path

from scr_mine.doctor.findings import Finding
from scr_mine.errors import UsageError
from scr_mine.read import ocr

#: The extras of `pyproject.toml`: each one's package, whose module is called the same, and its use.
PACKAGES = {
    "embed": ("onnxruntime", "the better and slower model"),
    "dask": ("distributed", "work on a Dask cluster"),
    "remote": ("fsspec", "reports in shared storage"),
    "frames": ("pandas", "tables as data frames in Python"),
}
#: What pipx leaves in an environment that it made.
BY_PIPX = "pipx_metadata.json"


def packages() -> list[Finding]:
    """Which extras are there, and which are not, with the command that adds one."""
    there = [name for name, (package, _) in PACKAGES.items() if _is_there(package)]
    absent = tuple(PACKAGES[name] for name in PACKAGES if name not in there)
    found = []
    if there:
        found.append(Finding(state="works", text=f"Extras installed: {', '.join(there)}."))
    if absent:
        how = command(Path(sys.prefix))
        text = f"More, which no run needs; add one by `{how} NAME`:"
        found.append(Finding(state="absent", text=text, more=absent))
    return found


def command(prefix: Path) -> str:
    """What adds a package to the environment in that folder."""
    if (prefix / BY_PIPX).is_file():
        return "pipx inject scr-mine"
    return "python -m pip install"


def recognition() -> Finding:
    """Whether scanned pages can be read."""
    try:
        name = ocr.program()
    except UsageError:
        text = "Scanned pages: --ocr needs ocrmypdf or tesseract."
        return Finding(state="absent", text=text)
    return Finding(state="works", text=f"Scanned pages (--ocr): {name} is installed.")


def _is_there(module: str) -> bool:
    return find_spec(module) is not None
