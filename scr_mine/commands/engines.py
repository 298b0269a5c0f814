"""Options of what reads and tags: how many processes, or which cluster; and the model for them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from scr_mine.commands.counting import with_options
from scr_mine.errors import UsageError

if TYPE_CHECKING:
    from scr_mine.engine import Engine
    from scr_mine.steps import Stored
    from scr_mine.themes import Codebook


@dataclass(frozen=True, kw_only=True)
class Where:
    """What the options asked for; `workers` 0 does everything in this process."""

    workers: int
    engine: str
    scheduler: str | None
    limit: float
    no_cache: bool


def cores() -> int:
    """How many cores this process may use, as far as the system tells; at least one."""
    # macOS and Windows do not tell which of all it may use.
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def engine_of(where: Where) -> Iterator[Engine]:
    """What does the work; raises UsageError for options that do not fit together."""
    from scr_mine import engine

    if (where.engine == "dask") != bool(where.scheduler):
        raise UsageError("A cluster needs both --engine dask and --scheduler ADDRESS.")
    if where.scheduler:
        with engine.cluster(where.scheduler) as found:
            yield found
    elif where.workers == 0:
        yield engine.Here()
    else:
        with engine.processes(where.workers, limit=where.limit) as found:
            yield found


def tagger_of(name: str | None, codebook: Codebook) -> Stored:
    """The model of that name or folder, or the default one, as a run knows it."""
    from scr_mine import models, steps

    return steps.stored(models.find(name), codebook)


def WORKERS(command: Callable[..., Any]) -> Callable[..., Any]:  # noqa: N802
    """Give a command the options, as its argument `where`."""

    @wraps(command)
    def with_where(
        workers: int | None,
        engine: str,
        scheduler: str | None,
        limit: float,
        no_cache: bool,
        **others: Any,
    ) -> Any:
        number = cores() if workers is None else workers
        where = Where(
            workers=number, engine=engine, scheduler=scheduler, limit=limit, no_cache=no_cache
        )
        return command(where=where, **others)

    options: tuple[Callable[[Any], Any], ...] = (
        click.option("--no-cache", is_flag=True, help="Read and tag everything again."),
        click.option(
            "--time-limit",
            "limit",
            type=click.FloatRange(1),
            default=300,
            show_default=True,
            help="Seconds a file may take before it is given up.",
        ),
        click.option(
            "--scheduler",
            metavar="ADDRESS",
            help="Where the scheduler of the Dask cluster answers.",
        ),
        click.option(
            "--engine",
            type=click.Choice(["local", "dask"]),
            default="local",
            show_default=True,
            help="This machine, or an existing Dask cluster.",
        ),
        click.option(
            "--workers",
            type=click.IntRange(0),
            envvar="SCR_MINE_WORKERS",
            help="Processes; as many as cores if not given, 0 for none but this one.",
        ),
    )
    return with_options(with_where, options)
