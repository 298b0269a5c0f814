"""The command line: every command, thin. The only file that imports click or prints."""

from __future__ import annotations

import sys

import click

from scr_mine import __version__
from scr_mine.errors import ScrMineError


class Commands(click.Group):
    """A click group that turns our errors into one line on stderr and an exit code."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; exit 2 for wrong usage, 1 for anything else that is ours."""
        from scr_mine.errors import UsageError

        try:
            return super().invoke(ctx)
        except ScrMineError as error:
            click.echo(f"Error: {error}", err=True)
            raise SystemExit(2 if isinstance(error, UsageError) else 1) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="scr-mine")
def main() -> None:
    """Mine serious case reviews: from a folder of reports to cross-case theme tables."""


@main.group()
def themes() -> None:
    """Show the codebook: themes, their definitions and what counts."""


@themes.command("list")
def themes_list() -> None:
    """List the themes by family."""
    from scr_mine.themes import shipped

    codebook = shipped()
    for family in codebook.families:
        click.echo(family.label)
        for theme in codebook.themes:
            if theme.family == family.id:
                click.echo(f"  {theme.id:<26} {theme.label}")


@themes.command("show")
@click.argument("theme_id")
def themes_show(theme_id: str) -> None:
    """Show one theme: definition, when to code it and when not."""
    from scr_mine.themes import shipped

    theme = shipped().theme(theme_id)
    click.echo(f"{theme.label} ({theme.id})\n")
    click.echo(f"Definition: {theme.definition}")
    click.echo(f"Code when: {theme.include}")
    click.echo(f"Do not code when: {theme.exclude}")
    click.echo(f"Words that often signal it: {'; '.join(theme.indicators)}")


if __name__ == "__main__":
    sys.exit(main())
