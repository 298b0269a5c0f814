import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "scr_mine"

#: Layers from the bottom up; a module may import its own layer's package and any layer below.
LAYERS = (
    ("errors",),
    ("records", "figures", "facts", "language", "inert", "lock"),
    ("ledger",),
    ("themes", "store", "cases"),
    ("manifest", "study", "cache", "engine", "journal", "labels", "lines"),
    ("titlepage", "inputs", "models", "pseudonyms"),
    (
        *("read", "segment", "tokenise", "classify", "tabulate", "report"),
        *("exchange", "checking", "discover"),
    ),
    ("folder", "training", "tagging", "lineage"),
    ("steps",),
    ("reviews",),
    ("counting",),
    ("gathering", "audit"),
    ("pipeline",),
    ("doctor",),
    ("commands", "api"),
    ("__main__",),
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}


def modules():
    return sorted(PACKAGE.rglob("*.py"))


def top(path):
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported(path):
    """Top-level modules of the package that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "scr_mine":
            parts = (node.module or "").split(".")
            names = [parts[1]] if len(parts) > 1 else [a.name for a in node.names]
            yield from (n for n in names if n != "__version__")
        elif isinstance(node, ast.Import):
            yield from (a.name.split(".")[1] for a in node.names if a.name.startswith("scr_mine."))


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_run_one_way_and_stages_never_import_one_another(path):
    own = top(path)
    if own == "__init__":
        return
    assert own in RANK, f"{own} has no place in LAYERS"
    for name in imported(path):
        below = RANK[name] < RANK[own]
        assert name == own or below, f"{path.name} imports {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_the_commands_import_click_and_read_the_clock_and_nothing_prints(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    roots = {
        alias.name.split(".")[0]
        for n in ast.walk(tree)
        if isinstance(n, ast.Import)
        for alias in n.names
    } | {(n.module or "").split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert "print" not in names
    if top(path) == "commands":
        roots -= {"click", "time"}
    else:
        asked = [n for n in ast.walk(tree) if isinstance(n, ast.Attribute)]
        clocks = [n.attr for n in asked if ast.unparse(n.value) in ("datetime", "date")]
        assert not {"now", "today", "utcnow"} & set(clocks)
    if top(path) == "api":
        # The other way in: it passes the clock on, as the commands do.
        roots -= {"time"}
    assert not roots & {"click", "time", "socket", "requests", "pickle"}


def test_no_file_of_the_project_names_a_neighbouring_folder():
    for path in [*modules(), ROOT / "cli.py", *(ROOT / "corpus" / "tools").glob("*.py")]:
        assert "../shared" not in path.read_text(encoding="utf-8"), path.name
