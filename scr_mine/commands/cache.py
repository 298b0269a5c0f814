"""What an output folder keeps so that nothing is read or tagged twice: `cache`."""

from __future__ import annotations

from pathlib import Path

import click

from scr_mine.inert import clean


@click.group("cache")
def cache() -> None:
    """Clear what an output folder keeps from run to run."""


@cache.command("clear")
@click.argument("output", type=click.Path(path_type=Path))
def clear(output: Path) -> None:
    """Remove what OUTPUT keeps of the reports; tables and passages stay.

    The next run into it reads and tags everything again.
    """
    from scr_mine import cache as kept
    from scr_mine.errors import UsageError

    if not output.is_dir():
        raise UsageError(f"{output}: there is no such folder; name an output folder of `run`.")
    removed = kept.clear(output)
    click.echo(clean(f"{output}: {'cleared' if removed else 'nothing was kept'}."))
