"""The commands that stand in the pages: found, put on one line, told from what is said of them."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

#: Commands behind this line are run by the tests, in order, in one folder for the page.
MARK = "<!-- walk-through -->"
PROGRAM = "scr-mine"
_BLOCK = re.compile(r"^(<!-- walk-through -->\n)? *```(\w*)\n(.*?)^ *```\s*$", re.M | re.S)
_INDENTED = re.compile(r"^ {4}((?:\.venv/bin/)?scr-mine .*)$", re.M)
_START = re.compile(r"^(?:\.venv/bin/)?scr-mine (?=\S)")
#: What is said of a command stands behind it, two spaces or more away, or behind a hash.
_SAID = re.compile(r"(?:\s{2,}|\s#).*$")


def commands(text: str, *, walked: bool = False) -> Iterator[list[str]]:
    """The arguments of every command in the blocks of a page, or of those that are walked."""
    for mark, language, block in _BLOCK.findall(text):
        # How a command is called in general is text, not a command.
        if (mark or not walked) and language != "text":
            yield from _of(block)
    if not walked:
        for line in _INDENTED.findall(text):
            yield from _of(line)


def _of(block: str) -> Iterator[list[str]]:
    for line in map(str.strip, re.sub(r"\s*\\\n\s*", " ", block).splitlines()):
        if _START.match(line):
            yield shlex.split(_SAID.sub("", _START.sub("", line)))


def mentioned(text: str) -> Iterator[list[str]]:
    """What follows the program's name wherever it is named as code within a line."""
    for code in re.findall(rf"`{PROGRAM} ([^`\n]+)`", text):
        yield code.split()


def walks(folder: Path) -> list[Path]:
    """The pages that hold commands to be run."""
    return [p for p in sorted(folder.glob("*.md")) if MARK in p.read_text(encoding="utf-8")]
