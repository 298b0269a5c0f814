"""The option `--limit`: how much of a file is read before it is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from scr_mine.read.limits import Limits


def _limits(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> Limits:
    from scr_mine.read import limits

    return limits.parsed(given)


def LIMITS(command: Any) -> Any:  # noqa: N802
    """Give a command the option, as its argument `limits`."""
    return click.option(
        "--limit",
        "limits",
        metavar="NAME=VALUE",
        multiple=True,
        callback=_limits,
        help="Read files beyond a limit: file-size, pages, expansion, unpacked, parts, nesting, "
        "page-text or text (see docs/limits.md). Repeatable.",
    )(command)
