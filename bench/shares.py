"""Where the time of a whole run goes: every step of it done in this process, in turn."""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

#: What is done to a file before anything is made of it, and what comes after the tables.
READING = ("read", "segment")
BEYOND = ("report.html", "themes.xlsx", "board-paper.docx", "look for names")


class _Clock:
    def __init__(self) -> None:
        self.took: dict[str, float] = {}

    def __call__(self, step: str, work: Callable[[], Any]) -> Any:
        started = time.process_time()
        found = work()
        self.took[step] = self.took.get(step, 0) + time.process_time() - started
        return found


def lines(reports: Sequence[Path], model_name: str) -> Iterator[str]:
    """A table of the share of each step in their sum."""
    clock = _Clock()
    with tempfile.TemporaryDirectory() as folder:
        _whole(reports, model_name, Path(folder), clock)
    total = sum(clock.took.values())
    yield f"| step of a run over {len(reports)} reports, in one process | share of its time |"
    yield "| --- | ---: |"
    for step, took in clock.took.items():
        yield f"| {step} | {took / total:.1%} |"
    reading = sum(clock.took[step] for step in READING)
    tables = sum(took for step, took in clock.took.items() if step not in BEYOND)
    yield f"| from PDF to tables, against reading alone | {tables / reading:.2f} times |"
    yield f"| with page, workbook and paper | {total / reading:.2f} times |"


def _whole(reports: Sequence[Path], model_name: str, folder: Path, clock: _Clock) -> None:
    from scr_mine import counting, gathering, models, themes
    from scr_mine import folder as folders
    from scr_mine.classify import stored
    from scr_mine.report import formats, guard, outputs

    book = themes.shipped()
    model = stored.load(models.find(model_name), book)
    written = [_tagged(path, model, folder, clock) for path in reports]
    found = clock(
        "count, and find what repeats",
        lambda: counting.counted(folders.tagged_lines(written, ()), book),
    )
    again = partial(folders.tagged_lines, written, (), evidence=True)
    about = gathering.About(verdicts=model.verdicts)
    study = clock("make the tables", lambda: gathering.gathered(found, again, book, about))
    clock("write the tables", lambda: [formats.write([t], "csv") for t in study.tables.values()])
    for suffix, name in outputs.FILES.items():
        clock(name, partial(outputs.render, study, suffix))
    clock("look for names", lambda: guard.warnings(study))


def _tagged(path: Path, model: Any, folder: Path, clock: _Clock) -> Path:
    """Read and tag one report as a run does."""
    from scr_mine import tagging, titlepage, tokenise
    from scr_mine.read import read
    from scr_mine.records import Review
    from scr_mine.segment import segment
    from scr_mine.store import dumps, write_bytes

    document = clock("read", lambda: read(path))
    review = titlepage.fill(Review(review_id=path.stem), titlepage.said(document))
    passages = clock("segment", lambda: segment(document, review.review_id))
    tokens = clock("tokenise", lambda: list(tokenise.passages(passages)))
    tagged = clock("classify", lambda: list(tagging.tag_passages(tokens, review, model)))
    target = folder / f"{path.stem}.jsonl"

    def write() -> None:
        write_bytes(target, b"".join(dumps(line).encode() + b"\n" for line in tagged))

    clock("write tagged lines", write)
    return target
