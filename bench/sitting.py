"""One sitting: 200 passages from the checking sheet to a promoted model and new tables.

    python bench/sitting.py [--labels 200] [--model lexical]

Does every command of docs/one-sitting.md, in a new folder on the illustrative reports,
and prints what each took. The sheet is filled in by a reader who follows the corpus where it has
the passage, and confirms the marks elsewhere; the time of a person is of course not in it.

Last run: see docs/one-sitting.md.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import openpyxl

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"
SHIPPED = [f"--labels={CORPUS / name}.jsonl" for name in ("labels", "passages", "extracts")]
#: So many columns of the sheet are for themes.
THEMES = 4


def main() -> None:
    """Do the sitting and print a table of seconds."""
    parser = argparse.ArgumentParser(description="One sitting, timed.")
    parser.add_argument("--labels", type=int, default=200, help="passages to label")
    parser.add_argument("--model", default="lexical", help="the shipped model to begin with")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = folder / "mine-1"
        shutil.copytree(ROOT / "models" / asked.model, first)
        step(
            "run, before anyone labels",
            "run",
            CORPUS / "reports",
            f"--model={first}",
            "-o",
            "out",
            at=folder,
        )
        begun = time.perf_counter()
        export = ("labels", "export", "out", f"--next={asked.labels}", "-o", "check.xlsx")
        step("labels export --next", *export, at=folder)
        changed = filled_in(folder / "check.xlsx")
        step(
            "labels import",
            "labels",
            "import",
            "check.xlsx",
            "--onto",
            "out",
            "-o",
            "mine.jsonl",
            at=folder,
        )
        naming = ("--name=mine", "--version=2", "-o", "mine-2")
        step("train", "train", "--labels=mine.jsonl", *SHIPPED, *naming, at=folder)
        over = ("--over=mine-1", f"--on={CORPUS / 'labels.jsonl'}")
        step("models promote", "models", "promote", "mine-2", *over, at=folder)
        step("run again", "run", CORPUS / "reports", f"--model={first}", "-o", "out", at=folder)
        step("table", "table", "out", "--by=scope", "-o", "themes.xlsx", at=folder)
        took = time.perf_counter() - begun
        print(
            f"\n{asked.labels} passages, {changed} as the corpus has them: "
            f"{took / 60:.1f} minutes of the machine."
        )


def step(what: str, *arguments: object, at: Path) -> None:
    """Run one command and print how long it took; stop where it fails."""
    begun, used = time.perf_counter(), cpu()
    command = [sys.executable, str(ROOT / "cli.py"), *map(str, arguments)]
    done = subprocess.run(
        command, cwd=at, env=os.environ | {"CI": "true"}, check=False, capture_output=True
    )
    print(
        f"{what:28}{time.perf_counter() - begun:8.1f} s{cpu() - used:8.1f} s of processor",
        flush=True,
    )
    if done.returncode:
        sys.exit(done.stderr.decode())


def cpu() -> float:
    """Seconds of processor that the commands have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def filled_in(path: Path) -> int:
    """Fill in the checking sheet; how many of its passages the corpus has labels for."""
    known = {
        line["text"]: line
        for line in map(
            json.loads, (CORPUS / "labels.jsonl").read_text(encoding="utf-8").splitlines()
        )
    }
    book = openpyxl.load_workbook(path)
    page = book.active
    heads = {str(cell.value): cell.column for cell in page[1]}
    changed = 0
    for row in range(2, page.max_row + 1):
        said = known.get(str(page.cell(row, heads["text"]).value))
        if said is None:
            page.cell(row, heads["verdict"], "right")
            continue
        changed += 1
        page.cell(row, heads["role_checked"], said["role"])
        themes = said["themes"][:THEMES] or ["none"]
        for number, theme in enumerate(themes, 1):
            page.cell(row, heads[f"theme_{number}"], theme)
    book.save(path)
    return changed


if __name__ == "__main__":
    main()
