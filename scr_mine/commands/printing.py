"""Options of what people open: whose Word template, with or without quotations, small numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scr_mine.commands.counting import with_options
from scr_mine.errors import InputError, cause

if TYPE_CHECKING:
    from scr_mine.pipeline import Printed


@dataclass(frozen=True, kw_only=True)
class Printing:
    """What the options asked for."""

    template: bytes | None
    quotes: bool
    least: int

    def as_pipeline(self) -> Printed:
        """The same, as a run takes it."""
        from scr_mine.pipeline import Printed

        return Printed(quotes=self.quotes, least=self.least, template=self.template)

    def recorded(self) -> dict[str, Any]:
        """The options themselves, for the record of a run."""
        return {"quotes": self.quotes, "least": self.least, "template": self.template is not None}


def warn(suspected: int, where: Path) -> None:
    """Say on stderr that something could name a person, and where that is listed."""
    number = "1 passage" if suspected == 1 else f"{suspected} passages"
    click.echo(
        f"Check before sharing: {number} may hold a name, a date of birth or an address; "
        f"{where} lists them. --no-quotes leaves all passages out.",
        err=True,
    )


def PRINTING(command: Callable[..., Any]) -> Callable[..., Any]:  # noqa: N802
    """Give a command the options, as its argument `printing`."""

    @wraps(command)
    def with_printing(template: Path | None, no_quotes: bool, least: int, **others: Any) -> Any:
        printing = Printing(template=_bytes(template), quotes=not no_quotes, least=least)
        return command(printing=printing, **others)

    options: tuple[Callable[[Any], Any], ...] = (
        click.option(
            "--least",
            type=click.IntRange(0),
            default=0,
            show_default=True,
            help="Withhold counts of reviews below this number.",
        ),
        click.option("--no-quotes", is_flag=True, help="Leave the text of passages out."),
        click.option(
            "--template",
            type=click.Path(path_type=Path),
            help="A Word file (.docx, .dotx) whose styles the board paper takes.",
        ),
    )
    return with_options(with_printing, options)


def _bytes(template: Path | None) -> bytes | None:
    if template is None:
        return None
    try:
        return template.read_bytes()
    except OSError as error:
        raise InputError(f"{template}: cannot be read ({cause(error)}); check the path.") from error
