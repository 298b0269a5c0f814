"""Write `docs/commands.md` from the commands themselves: `python -m docs.tools.commands`."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import click

from scr_mine.commands.main import main

PAGE = Path(__file__).resolve().parent.parent / "commands.md"

HEAD = """\
# Commands

Made from the help texts of the commands by `python -m docs.tools.commands`; do not edit it.
On the terminal the same stands under `scr-mine COMMAND --help`.

Data goes to the terminal or to `-o`, progress and warnings to standard error. A command ends with
0 where all was done, with 1 where some input could not be used (the rest is written), with 2 for
wrong usage.

TAGGED are output folders of `run`, or files of [tagged lines](formats.md#tagged-lines); `-` is
standard input. Every command has `--help` (`-h`) besides.
"""


def page() -> str:
    """The whole page."""
    found = list(leaves(main, "scr-mine"))
    index = [
        "| command | what it does |",
        "| --- | --- |",
        *(f"| [`{c.command_path}`](#{anchor(c)}) | {cell(said(c)[0])} |" for c in found),
    ]
    return "\n".join([HEAD, *index, "", *(section(context) for context in found)])


def leaves(
    command: click.Command, name: str, above: click.Context | None = None
) -> Iterator[click.Context]:
    """Every command that does something, as a context, in the order of its path."""
    context = click.Context(command, info_name=name, parent=above)
    if not isinstance(command, click.Group):
        yield context
        return
    for each in command.list_commands(context):
        below = command.get_command(context, each)
        if below is not None and not below.hidden:
            yield from leaves(below, each, context)


def anchor(context: click.Context) -> str:
    """The anchor of a command's heading."""
    return context.command_path.replace(" ", "-")


def section(context: click.Context) -> str:
    """A command: what it does, how it is called, its options."""
    command = context.command
    first, *others = said(context)
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    parts = [f"## {context.command_path}", first, f"```text\n{usage}\n```", *others]
    # An argument has no text of its own: the words above say what it is.
    options = (p for p in command.params if not isinstance(p, click.Argument))
    records = (option.get_help_record(context) for option in options)
    rows = [f"| `{cell(each[0])}` | {cell(prose(each[1]))} |" for each in records if each]
    table = "\n".join(["| option | what it does |", "| --- | --- |", *rows])
    return "\n\n".join([*parts, *([table] if rows else [])]) + "\n"


def said(context: click.Context) -> list[str]:
    """The help text of a command as paragraphs; examples as a block of code."""
    text = inspect.cleandoc(context.command.help or "").split("\f")[0]
    return [paragraph(each) for each in re.split(r"\n\s*\n", text.strip())]


def paragraph(text: str) -> str:
    """One paragraph; what click is asked not to wrap is code."""
    if not text.startswith("\b"):
        return prose(" ".join(text.split()))
    head, *lines = text.removeprefix("\b").strip("\n").split("\n")
    return "\n".join([head, "", "```sh", *inspect.cleandoc("\n".join(lines)).split("\n"), "```"])


def prose(text: str) -> str:
    """Words as Markdown shows them: signs that it would take for its own are kept."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(p if p[:1] == "`" else re.sub(r"([<>*_\[\]])", r"\\\1", p) for p in parts)


def cell(text: str) -> str:
    """Words in a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
