"""What the arguments of `run` and of its neighbours ask for, as the package takes it."""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scr_mine import engine, models, themes
from scr_mine.engine import Engine
from scr_mine.errors import UsageError
from scr_mine.read import limits as bounds
from scr_mine.read import ocr as recognition
from scr_mine.steps import ReadingOptions
from scr_mine.themes import Codebook

if TYPE_CHECKING:
    from scr_mine.pipeline import Counted, Printed

#: Names the model where none is given, as on the command line.
MODEL = "SCR_MINE_MODEL"

Value = str | int


def codebook(path: Path | str | None = None) -> Codebook:
    """The codebook of a themes file, or the one that comes with the package.

    Raises CodebookError with the first fault of a file.

    >>> scr_mine.codebook().theme("escalation-challenge").label
    'Professional challenge and escalation'
    """
    return themes.load(Path(path)) if path else themes.shipped()


def model_folder(model: Path | str | None) -> Path:
    """The folder of the model of that name or path, else of the environment's or the default."""
    return models.find(str(model) if model else os.environ.get(MODEL))


def values_of(value: Value | Sequence[Value]) -> tuple[str, ...]:
    """One value or several, as text."""
    return (str(value),) if isinstance(value, (str, int)) else tuple(map(str, value))


def groups_named(groups: Value | Sequence[Value]) -> tuple[str, ...]:
    """The names of groups; one text may hold several with commas, as on the command line."""
    named = groups.split(",") if isinstance(groups, str) else values_of(groups)
    return tuple(name for name in map(str.strip, named) if name)


def reading(limits: Mapping[str, int] | None, ocr: bool) -> ReadingOptions:
    """How files are read; raises UsageError for a limit or a program that there is not."""
    if ocr:
        recognition.program()
    given = (f"{name.replace('_', '-')}={value}" for name, value in (limits or {}).items())
    return ReadingOptions(limits=bounds.parsed(given), recognise=ocr)


def recorded(counted: "Counted", printed: "Printed", how: ReadingOptions) -> dict[str, Any]:
    """The options for the record of a run, as the command line writes them."""
    return {
        **{"where": counted.where, "once": counted.once, "rule": asdict(counted.rule)},
        **{"quotes": printed.quotes, "least": printed.least},
        "template": printed.template is not None,
        **how.recorded(),
    }


@contextmanager
def doing(workers: int, time_limit: float, scheduler: str | None) -> Iterator[Engine]:
    """What does the work: this process, several, or a cluster.

    Raises UsageError where there is no such number of workers, and for a script that every one of
    its own workers would run again.
    """
    if workers < 0:
        raise UsageError(f"workers={workers}: give 0 for none but this process, or more.")
    try:
        if scheduler:
            with engine.cluster(scheduler) as found:
                yield found
        elif workers:
            with engine.processes(workers, limit=time_limit) as found:
                yield found
        else:
            yield engine.Here()
    except BrokenProcessPool as error:
        raise UsageError(
            "The processes could not be started: in a script, put the call under "
            "`if __name__ == '__main__':`, or leave out workers."
        ) from error
