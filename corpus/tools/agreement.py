"""`python -m corpus.tools.agreement`: how far the two blind readings of the reviews agree.

Prints Cohen's kappa (1960) and F1 of each theme, and kappa and accuracy of the role, over all
passages of the training reviews that were read twice, as a Markdown table.
"""

import json
from pathlib import Path
from typing import Any

from sklearn.metrics import cohen_kappa_score

from scr_mine.themes import shipped

LABELS, READINGS = Path("corpus/labels.jsonl"), Path("corpus/readings.jsonl")
Reading = tuple[str, frozenset[str]]


def pairs() -> list[tuple[Reading, Reading]]:
    """The first and the second reading, role and themes, of every passage that has both."""
    second = {line["id"]: line for line in _lines(READINGS)}
    found = []
    for line in _lines(LABELS):
        other = second.get(line["id"])
        if other and line["part"] == "training":
            own = line["readings"][0] if line.get("readings") else line
            found.append((_reading(own), _reading(other)))
    return found


def main() -> None:
    """Print the table."""
    found = pairs()
    roles = [(a[0], b[0]) for a, b in found]
    kappa = cohen_kappa_score(*zip(*roles, strict=True))
    same = sum(a == b for a, b in roles) / len(roles)
    print(f"{len(found)} passages. Role: kappa {kappa:.2f}, the same in {same:.0%}.\n")
    print("| theme | first reading | second | both | F1 | kappa |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for theme in shipped().theme_ids:
        marks = [(theme in a[1], theme in b[1]) for a, b in found]
        first, second = sum(a for a, _ in marks), sum(b for _, b in marks)
        both = sum(a and b for a, b in marks)
        f1 = 2 * both / (first + second)
        kappa = cohen_kappa_score(*zip(*marks, strict=True))
        print(f"| {theme} | {first} | {second} | {both} | {f1:.2f} | {kappa:.2f} |")


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _reading(line: dict[str, Any]) -> Reading:
    return str(line["role"]), frozenset(map(str, line["themes"]))


if __name__ == "__main__":
    main()
