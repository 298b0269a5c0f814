"""What the commands share: the group that turns errors into one line, options, output, progress."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scr_mine.errors import ScrMineError, UsageError

if TYPE_CHECKING:
    from scr_mine.classify.model import Model
    from scr_mine.reviews import Progress
    from scr_mine.themes import Codebook

_Command = TypeVar("_Command", bound=Callable[..., Any])


class Commands(click.Group):
    """A click group that turns our errors into one line on stderr and an exit code."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; exit 2 for wrong usage, 1 for anything else that is ours."""
        try:
            return super().invoke(ctx)
        except ScrMineError as error:
            click.echo(f"Error: {error}", err=True)
            raise SystemExit(2 if isinstance(error, UsageError) else 1) from error


# Options that several commands share.
REPORTS = click.argument("reports", nargs=-1, type=click.Path(path_type=Path))
TAGGED = click.argument("tagged", nargs=-1, required=True, type=click.Path(path_type=Path))
FILE_OUT = click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Write to this file, not to stdout."
)
QUIET = click.option("-q", "--quiet", is_flag=True, help="No progress bar and no summary.")
MODEL = click.option(
    "--model",
    "model_name",
    envvar="SCR_MINE_MODEL",
    help="A shipped model's name or a model folder; or set SCR_MINE_MODEL.",
)
THEMES = click.option(
    "--themes", "themes_file", type=click.Path(path_type=Path), help="Another codebook (TOML)."
)


def inputs_of(command: _Command) -> Callable[..., Any]:
    """Give a command the options that say which reports are meant, as its argument `sources`."""

    @wraps(command)
    def with_sources(
        reports: tuple[Path, ...],
        local: Path | None,
        national: Path | None,
        manifest: Path | None,
        **others: Any,
    ) -> Any:
        from scr_mine import inputs
        from scr_mine.read import SUFFIXES

        sources = inputs.find(
            reports,
            suffixes=SUFFIXES,
            local=local,
            national=national,
            listing=manifest,
            apart_from=others.get("output"),
        )
        return command(sources=sources, **others)

    path = click.Path(path_type=Path)
    for option in (
        click.option("--manifest", type=path, help="reviews.csv: which file is which review."),
        click.option("--national", type=path, help="Folder of national reviews."),
        click.option("--local", type=path, help="Folder of local reviews."),
    ):
        with_sources = option(with_sources)
    return REPORTS(with_sources)


def codebook_of(path: Path | None) -> Codebook:
    """The codebook of a themes file, or the shipped one."""
    from scr_mine import themes as codebooks

    return codebooks.load(path) if path else codebooks.shipped()


def model_of(name: str | None, codebook: Codebook, *, as_made: bool = False) -> Model:
    """The model of that name or folder, or the default one, checked against the codebook.

    With `as_made`, refused where what it was made for has changed since.
    """
    from scr_mine import models
    from scr_mine.classify import drift, stored

    model = stored.load(models.find(name), codebook)
    if as_made:
        drift.check(model.name, model.about, codebook)
    return model


def write(text: str, output: Path | None) -> None:
    """Write text to a file, or to stdout with a newline at its end."""
    from scr_mine import store

    if output:
        store.write_text(output, text)
    else:
        click.echo(text, nl=not text.endswith("\n"))


def write_lines(lines: Iterable[Any], output: Path | None) -> None:
    """Write one JSON line per value to a file or to stdout."""
    from scr_mine import store

    if output:
        store.write_lines(output, lines)
    else:
        for line in lines:
            click.echo(store.dumps(line))


def fail_if(failures: Iterable[str]) -> None:
    """Name what failed on stderr and exit with 1, if anything did."""
    for failure in failures:
        click.echo(f"Not read: {failure}", err=True)
    if failures:
        raise SystemExit(1)


def width() -> int:
    """Columns of the terminal."""
    import shutil

    return shutil.get_terminal_size((100, 24)).columns


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Progress]:
    """A progress bar on stderr where that is a terminal; else nothing."""
    if quiet or not sys.stderr.isatty():
        yield lambda name, done, total: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading")

        def show(doing: str, done: int, total: int) -> None:
            if not done:
                # Another kind of work has begun: its own clock, for an honest estimate.
                bar.reset(task, total=total)
            bar.update(task, description=escape(doing[:48]), completed=done, total=total)

        yield show
