"""Options of how reports are read: limits, text recognition, names to be replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scr_mine.commands.counting import with_options
from scr_mine.errors import UsageError

if TYPE_CHECKING:
    from scr_mine.inputs import Source
    from scr_mine.steps import ReadingOptions


def READING(command: Callable[..., Any]) -> Callable[..., Any]:  # noqa: N802
    """Give a command that has `sources` the options, as its argument `how`."""

    @wraps(command)
    def with_reading(limits: tuple[str, ...], ocr: bool, redact: Path | None, **others: Any) -> Any:
        from scr_mine import pseudonyms
        from scr_mine.read import limits as bounds
        from scr_mine.read import ocr as recognition
        from scr_mine.steps import ReadingOptions

        if ocr:
            recognition.program()
        names = pseudonyms.load(redact) if redact else None
        how = ReadingOptions(limits=bounds.parsed(limits), recognise=ocr, names=names)
        if redact:
            _refuse_names(others["sources"], how, redact)
        return command(how=how, **others)

    return with_options(
        with_reading,
        (
            click.option(
                "--redact",
                type=click.Path(path_type=Path),
                help="Replace the names in this CSV before anything is written (docs/privacy.md).",
            ),
            click.option(
                "--ocr", is_flag=True, help="Recognise scanned pages; needs ocrmypdf or tesseract."
            ),
            click.option(
                "--limit",
                "limits",
                metavar="NAME=VALUE",
                multiple=True,
                help="Raise or lower a limit on what is read of a file (docs/limits.md); again for "
                "more.",
            ),
        ),
    )


def _refuse_names(sources: Sequence[Source], how: ReadingOptions, listed: Path) -> None:
    """Raise UsageError where file names, or what a manifest says, hold names: these are written."""
    if how.names is None:
        return
    files = how.names.inside(source.name for source in sources)
    about = (
        " ".join(filter(None, (r.review_id, r.label, r.board, r.source)))
        for r in (source.review for source in sources if source.manifest)
    )
    lines = how.names.inside(about)
    if files or lines:
        where = [
            *([f"{files} file name{'s' * (files != 1)}"] if files else []),
            *([f"{lines} line{'s' * (lines != 1)} of the manifest"] if lines else []),
        ]
        raise UsageError(
            f"{listed.name}: names stand in {' and '.join(where)}, which go into the output; "
            "rename them first."
        )


def say_never_found(how: ReadingOptions, found: Iterable[int], listed: str = "--redact") -> None:
    """Say which lines of the file of names were found in no report: they may be misspelt."""
    if how.names is None:
        return
    never = sorted(set(how.names.rows) - set(found))
    if never:
        lines = ", ".join(map(str, never[:20])) + (" and others" if len(never) > 20 else "")
        click.echo(
            f"{listed}: {len(never)} of {len(how.names.rows)} names were found in no report (line "
            f"{lines}); see how they are written there.",
            err=True,
        )
