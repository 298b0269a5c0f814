"""Whether the tool works on this computer: `doctor`."""

from __future__ import annotations

import platform
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scr_mine import __version__
from scr_mine.commands.engines import cores
from scr_mine.commands.shared import MODEL, codebook_of

if TYPE_CHECKING:
    from scr_mine.doctor import Finding

#: Columns of the narrowest screen, and where words begin behind works, FAILS and absent.
WIDTH, BEHIND = 79, 8
_NO_NEED = (
    "Not needed: a network, Word, Excel, or a browser to make the files; any browser, Word or Excel"
    " opens them. Fonts: none is needed here; the page and the paper name common ones, and a"
    " computer that lacks them shows its own."
)


@click.command()
@MODEL
def doctor(model_name: str | None) -> None:
    """Say what works on this computer, by doing the main job in little.

    It exits with 1 if something that the main job needs fails. It takes some seconds, needs no
    network and leaves nothing behind.
    """
    from scr_mine.doctor import examine

    system = {"Darwin": "macOS"}.get(platform.system(), platform.system())
    python = platform.python_version()
    click.echo(f"scr-mine {__version__}, Python {python}, {system} {platform.machine()}\n")
    found = examine(
        model_name, codebook_of(None), folder=Path.cwd(), cores=cores(), clock=time.monotonic
    )
    for finding in found:
        click.echo(_as_text(finding))
    failing = sum(finding.state == "FAILS" for finding in found)
    click.echo(f"\n{textwrap.fill(_NO_NEED, WIDTH)}\n\n{_verdict(failing)}")
    if failing:
        raise SystemExit(1)


def _verdict(failing: int) -> str:
    if not failing:
        return "All that the main job needs works here."
    things = "1 thing" if failing == 1 else f"{failing} things"
    return f"{things} that the main job needs {'fails' if failing == 1 else 'fail'} here."


def _as_text(finding: Finding) -> str:
    """A finding in lines of the screen's width, and a line for each thing that could be added."""
    behind = " " * BEHIND
    text = textwrap.fill(
        finding.text,
        WIDTH,
        initial_indent=f"{finding.state:<{BEHIND}}",
        subsequent_indent=behind,
        break_on_hyphens=False,
    )
    widest = max((len(name) for name, _ in finding.more), default=0)
    return "\n".join([text, *(f"{behind}{name:<{widest}}  {use}" for name, use in finding.more)])
