"""The commands in README and pages: each is one the program takes, and the walk-throughs work."""

import json
import re
import shutil
from itertools import pairwise
from pathlib import Path

import click
import jsonschema
import openpyxl
import pytest
from click.testing import CliRunner
from docx import Document

from docs.tools import blocks, commands, links
from scr_mine.commands.main import main

ROOT = Path(__file__).parent.parent
PAGES = links.pages()
#: What is installed with the program, and named after it as pip has it.
PACKAGES = ("onnxruntime",)


def command_of(words):
    """The command that the first words name, its context, and what is left for it."""
    context = click.Context(main, info_name="scr-mine")
    command, left = main, list(words)
    while isinstance(command, click.Group) and left and not left[0].startswith("-"):
        below = command.get_command(context, left[0])
        assert below is not None, f"scr-mine {' '.join(words)}: there is no command '{left[0]}'"
        context = click.Context(below, info_name=left.pop(0), parent=context)
        command = below
    return command, context, left


def options_of(command):
    return {name for p in command.params for name in (*p.opts, *p.secondary_opts)}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_command_in_a_block_is_one_that_the_program_takes(page):
    for words in blocks.commands(page.read_text(encoding="utf-8")):
        command, context, left = command_of(words)
        command.parse_args(context, left)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_command_named_in_a_line_exists_with_its_options(page):
    for words in blocks.mentioned(page.read_text(encoding="utf-8")):
        if words[0].isupper() or words[0].startswith("-") or words[0] in PACKAGES:
            continue
        command, _, left = command_of(words)
        named = {w for w in left if re.fullmatch(r"--?[a-z][a-z-]*", w)}
        assert named <= options_of(command) | {"-h", "--help"}, " ".join(words)


def test_a_line_of_a_block_is_taken_without_what_is_said_of_it():
    text = (
        "```\nscr-mine table out   local with national\n.venv/bin/scr-mine run a -o b  # first\n"
        "ls\nscr-mine train --labels x \\\n  -o y\n```\n\n    scr-mine card\n"
    )
    assert list(blocks.commands(text)) == [
        ["table", "out"],
        ["run", "a", "-o", "b"],
        ["train", "--labels", "x", "-o", "y"],
        ["card"],
    ]
    assert list(blocks.commands(text, walked=True)) == []
    assert list(blocks.commands(f"{blocks.MARK}\n{text}", walked=True)) == [
        ["table", "out"],
        ["run", "a", "-o", "b"],
        ["train", "--labels", "x", "-o", "y"],
    ]
    assert list(blocks.commands("1. Do\n\n   ```\n   scr-mine card\n   ```\n")) == [["card"]]
    assert list(blocks.commands("```text\nscr-mine run [REPORTS]\n```\n")) == []


def test_the_page_of_commands_is_what_the_help_texts_say():
    written = commands.PAGE.read_text(encoding="utf-8")
    assert written == commands.page(), "Run `python -m docs.tools.commands`."


def test_the_page_of_commands_has_every_command_and_option():
    written = commands.PAGE.read_text(encoding="utf-8")
    found = list(commands.leaves(main, "scr-mine"))
    assert len(found) > 25
    for context in found:
        section = written.split(f"\n## {context.command_path}\n")[1].split("\n## ")[0]
        for name in options_of(context.command):
            assert not name.startswith("-") or re.search(rf"[`\s]{name}[`\s,]", section), name


#: What the walk-throughs leave, and the schema that it is to keep.
WRITTEN = {
    "checked.jsonl": "labels",
    "a.jsonl": "labels",
    "escalation.jsonl": "tagged-line",
    "tagged.jsonl": "tagged-line",
    "my-model/model.json": "model",
    "out/run.json": "run",
}


def assert_valid(path, schema):
    """The file, or each line of it, keeps the schema."""
    text = path.read_text(encoding="utf-8")
    values = text.splitlines() if path.suffix == ".jsonl" else [text]
    rules = (ROOT / "docs" / "schemas" / f"{schema}.schema.json").read_text(encoding="utf-8")
    validator = jsonschema.Draft202012Validator(json.loads(rules))
    assert values
    for value in values:
        assert [e.message for e in validator.iter_errors(json.loads(value))] == [], path.name


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder as the pages suppose it: reports, the example, a board's template."""
    shutil.copytree(ROOT / "corpus" / "reports", tmp_path / "reports")
    (tmp_path / "reports" / "reviews.csv").unlink()
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    Document().save(tmp_path / "our-template.docx")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fill_in(sheet):
    """Do what the reader of a sheet does: every row is looked at and a role given."""
    book = openpyxl.load_workbook(sheet)
    rows = book["Checking"]
    column = {cell.value: cell.column for cell in rows[1]}
    for row in range(2, rows.max_row + 1):
        shown = rows.cell(row, column["role"]).value
        rows.cell(row, column["role_checked"]).value = shown or "finding"
    book.save(sheet)


@pytest.mark.parametrize("page", blocks.walks(ROOT / "docs"), ids=lambda p: p.stem)
def test_a_walk_through_works_from_its_first_line_to_its_last(page, folder):
    lines = list(blocks.commands(page.read_text(encoding="utf-8"), walked=True))
    assert len(lines) > 3
    for words in lines:
        if words[:2] == ["labels", "import"]:
            fill_in(folder / words[2])
        result = CliRunner().invoke(main, words, catch_exceptions=False)
        assert result.exit_code == 0, f"{' '.join(words)}: {result.stderr}"
        for option, value in pairwise(words):
            assert option != "-o" or (folder / value).exists(), value

    for name in set(WRITTEN) & {path.relative_to(folder).as_posix() for path in folder.rglob("*")}:
        assert_valid(folder / name, WRITTEN[name])


def test_the_three_paths_are_walked():
    walked = {page.stem for page in blocks.walks(ROOT / "docs")}
    assert walked >= {"board-staff", "researchers", "developers"}
