"""The codebook: `themes list`, `show`, `check`."""

from __future__ import annotations

from pathlib import Path

import click

from scr_mine.commands.shared import THEMES, codebook_of, theme_id
from scr_mine.inert import clean


@click.group()
def themes() -> None:
    """Show the codebook: themes, their definitions and what counts."""


@themes.command("list")
@THEMES
def themes_list(themes_file: Path | None) -> None:
    """List the themes by family."""
    codebook = codebook_of(themes_file)
    for family in codebook.families:
        click.echo(clean(family.label))
        for theme in codebook.themes:
            if theme.family == family.id:
                click.echo(clean(f"  {theme.id:<26} {theme.label}"))


@themes.command("show")
@click.argument("theme")
@THEMES
def themes_show(theme: str, themes_file: Path | None) -> None:
    """Show one THEME, given by id or label: definition, when to code it and when not."""
    codebook = codebook_of(themes_file)
    found = codebook.theme(theme_id(theme, codebook))
    said = [
        f"{found.label} ({found.id})",
        "",
        f"Definition: {found.definition}",
        f"Code when: {found.include}",
        f"Do not code when: {found.exclude}",
        f"Words that often signal it: {'; '.join(found.indicators)}",
    ]
    click.echo("\n".join(map(clean, said)))


@themes.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def themes_check(file: Path) -> None:
    """Check a themes FILE of your own, and the ledger beside it."""
    codebook = codebook_of(file)
    changes = len(codebook.ledger.changes)
    ledger = f" Its ledger: {changes} change{'s' if changes > 1 else ''}." if changes else ""
    click.echo(
        clean(f"{file.name}: a valid codebook, version {codebook.version}, ")
        + f"{len(codebook.themes)} themes in {len(codebook.families)} families.{ledger}"
    )
