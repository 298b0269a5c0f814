"""The README's commands are run, in order, with the user's folders filled in."""

import re
import shlex
import shutil
from pathlib import Path

from click.testing import CliRunner

from scr_mine.commands.main import main

ROOT = Path(__file__).parent.parent
LINE = re.compile(r"^\.venv/bin/scr-mine (.+?)(?:\s+#.*)?$", re.M)


def test_every_command_of_the_readme_works(tmp_path, monkeypatch):
    reports = ROOT / "corpus" / "reports"
    for name, of in (
        ("OUR-FOLDER", "local"),
        ("NATIONAL-FOLDER", "national"),
        ("REPORTS/local", "local"),
        ("REPORTS/national", "national"),
    ):
        shutil.copytree(reports / of, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    commands = LINE.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(commands) >= 5
    for command in commands:
        result = CliRunner().invoke(main, shlex.split(command), catch_exceptions=False)
        assert result.exit_code == 0, f"{command}: {result.stderr}"
    assert (tmp_path / "out" / "tables" / "lessons.csv").exists()
    assert (tmp_path / "out" / "reviews.csv").exists()


def test_the_make_targets_of_the_documents_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.M))
    for name in ("README.md", "CONTRIBUTING.md", "corpus/README.md"):
        named = re.findall(r"(?:`|^)make ([a-z]+)", (ROOT / name).read_text(), re.M)
        assert set(named) <= targets, name
