"""What the commands share: the group that turns errors into one line, options, output, progress."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scr_mine.errors import CodebookError, ScrMineError, UsageError, cause, full
from scr_mine.inert import clean

if TYPE_CHECKING:
    from scr_mine.classify.model import Model
    from scr_mine.reviews import Progress
    from scr_mine.themes import Codebook

#: So many themes are named where there is none of that name.
NEAREST = 3
_Command = TypeVar("_Command", bound=Callable[..., Any])


class Commands(click.Group):
    """A click group that turns our errors into one line on stderr and an exit code."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; exit 2 for wrong usage, 1 for anything else that is ours."""
        try:
            with _ended_in_order():
                return super().invoke(ctx)
        except click.UsageError as error:
            raise click.UsageError(_plainly(error), error.ctx) from error
        except ScrMineError as error:
            click.echo(f"Error: {error}", err=True)
            raise SystemExit(2 if isinstance(error, UsageError) else 1) from error
        except KeyboardInterrupt as error:
            on = ctx.invoked_subcommand == "run"
            said = "Stopped. To go on, give the same command again." if on else "Stopped."
            click.echo(f"\n{said}", err=True)
            raise SystemExit(1) from error
        except OSError as error:
            if not full(error):
                raise
            place = error.filename or "standard output"
            said = f"{place}: cannot be written ({cause(error)}); free some space."
            click.echo(clean(f"Error: {said}"), err=True)
            # What is left of it would be tried once more at the end.
            with suppress(OSError):
                sys.stdout.close()
            raise SystemExit(1) from error


#: What click calls numbers, and what a person does.
_NUMBERS = {"integer": "whole number", "float": "number"}


def _plainly(error: click.UsageError) -> str:
    """What click says of an option, with plain words for the kinds of numbers."""
    said = clean(error.format_message())
    for kind, words in _NUMBERS.items():
        said = said.replace(f"is not a valid {kind} range.", f"is not a {words}.")
        said = said.replace(f"is not a valid {kind}.", f"is not a {words}.")
    return said


def numbered(command: click.Command) -> None:
    """Call every number NUMBER in the help of a command and of those under it."""
    for param in command.params:
        if param.metavar is None and param.type.name.split()[0] in _NUMBERS:
            param.metavar = "NUMBER"
    for other in command.commands.values() if isinstance(command, click.Group) else ():
        numbered(other)


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Let what ends a program from outside end it as an error does: nothing is left lying about."""
    import signal
    import threading

    def end(number: int, frame: object) -> None:
        # Whoever asks again is not kept waiting.
        signal.signal(number, signal.SIG_DFL)
        raise SystemExit(128 + number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked = [getattr(signal, name, None) for name in ("SIGTERM", "SIGHUP")]
    before = {each: signal.signal(each, end) for each in asked if each is not None}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


# Options that several commands share.
REPORTS = click.argument("reports", nargs=-1, type=click.Path(path_type=Path))
TAGGED = click.argument("tagged", nargs=-1, required=True, type=click.Path(path_type=Path))
FILE_OUT = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Write to this file, not to the terminal.",
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
            told=None if others.get("quiet") else partial(click.echo, err=True),
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


def theme_id(text: str, codebook: Codebook) -> str:
    """The id of the theme named by its id, or by its label or how only that label begins.

    Labels are read in any case. Raises CodebookError naming the nearest three for anything else.
    """
    if text in codebook.theme_ids:
        return text
    words = " ".join(text.split()).casefold()
    whole = [theme.id for theme in codebook.themes if theme.label.casefold() == words]
    begun = [t.id for t in codebook.themes if _begins(t.label.casefold(), words)]
    for meant in (whole, begun):
        if len(meant) == 1:
            return meant[0]
    near = begun[:NEAREST] or _nearest(words, codebook)
    hint = f"did you mean {', '.join(near)}?" if near else "see `scr-mine themes list`"
    raise CodebookError(f"There is no theme '{text}'; {hint}")


def _begins(label: str, words: str) -> bool:
    """Whether a label begins with these whole words."""
    rest = label.removeprefix(words)
    return bool(words) and rest != label and not rest[:1].isalnum()


def _nearest(words: str, codebook: Codebook) -> list[str]:
    """Ids of the themes whose id or label is most like these words."""
    import difflib

    names = {name.casefold(): t.id for t in codebook.themes for name in (t.label, t.id)}
    # Both names of a theme may be near.
    found = difflib.get_close_matches(words, names, n=2 * NEAREST)
    return list(dict.fromkeys(names[name] for name in found))[:NEAREST]


def told_apart(
    first: str, rest: tuple[Path, ...], what: str, example: str
) -> tuple[str, tuple[Path, ...]]:
    """An argument that is no path, and the tagged files, whichever of them came first.

    Raises UsageError, which says `what` the argument is, where more than one is no file or folder.
    """
    words = [first, *map(str, rest)]
    others = [word for word in words if not _is_place(word)]
    if len(others) > 1:
        command = click.get_current_context().info_name
        raise UsageError(
            f"'{others[0]}' and '{others[1]}' are both no file or folder; write {what}, then the "
            f"folder, as in: scr-mine {command} {example} out"
        )
    if not others:
        return first, rest
    return others[0], tuple(Path(word) for word in words if _is_place(word))


def _is_place(word: str) -> bool:
    # `Path.exists` raises an error for a phrase that is longer than any name of a file.
    return word == "-" or word.endswith(".jsonl") or os.path.exists(word)  # noqa: PTH110


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
        click.echo(f"Not read: {clean(failure)}", err=True)
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
            bar.update(task, description=escape(clean(doing)[:48]), completed=done, total=total)

        yield show
