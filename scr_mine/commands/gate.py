"""A new model beside an old one: `models compare`, `models promote`, `models history`."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scr_mine.commands.counting import TABLE_OUT, write_tables
from scr_mine.commands.shared import THEMES, codebook_of, model_of
from scr_mine.inert import clean

if TYPE_CHECKING:
    from scr_mine.classify.gate import Comparison
    from scr_mine.classify.model import Model
    from scr_mine.themes import Codebook

ON = click.option(
    "--on",
    "labels",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    help="Labelled JSON Lines that neither learnt from; may be given several times.",
)


@click.command()
@click.argument("old")
@click.argument("new")
@ON
@TABLE_OUT
@THEMES
def compare(
    old: str,
    new: str,
    labels: tuple[Path, ...],
    form: str | None,
    output: Path | None,
    themes_file: Path | None,
) -> None:
    """Compare the models OLD and NEW on the same labelled passages, by theme and as a whole.

    \b
    Example:
      scr-mine models compare lexical my-model --on corpus/labels.jsonl
    """
    from scr_mine.classify import gate_table

    codebook = codebook_of(themes_file)
    found, _ = _compared(old, new, labels, codebook)
    write_tables([gate_table.table(found, codebook)], form, output)


@click.command()
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--over", "old", required=True, help="The model whose place it takes.")
@ON
@click.option("--force", is_flag=True, help="Even if it is worse; needs a reason.")
@click.option("--reason", help="Why, for the changelog; only with --force.")
@THEMES
def promote(
    new: Path,
    old: str,
    labels: tuple[Path, ...],
    force: bool,
    reason: str | None,
    themes_file: Path | None,
) -> None:
    """Copy the model folder NEW over another, unless it is worse beyond chance on LABELS.

    The other is kept in `previous` beside it, from where it can be promoted back. What was
    compared, the figures and any reason are kept in CHANGELOG.jsonl beside the folder.

    \b
    Example:
      scr-mine models promote my-new-model --over my-model --on checked.jsonl
    """
    from scr_mine import lineage, models, store
    from scr_mine.classify import gate_table

    lineage.check_reason(forced=force, reason=reason)
    codebook = codebook_of(themes_file)
    place, source = models.find(old), models.find(str(new))
    found, warnings = _compared(old, str(new), labels, codebook)
    lineage.check(found, forced=force)
    line = lineage.entry(
        found,
        new=source,
        place=place,
        labels={path.name: store.file_hash(path) for path in labels},
        when=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        forced=force,
        reason=reason,
        warnings=warnings,
    )
    kept = lineage.promote(source, place, line)
    click.echo(gate_table.sentence(found, codebook))
    if found.apart:
        click.echo(clean(gate_table.apart(found, codebook)))
    back = place.parent / lineage.PREVIOUS / kept.name
    click.echo(
        clean(f"{place}: model {found.new} in place of {found.old}, which is kept in {back}.")
    )


@click.command()
@click.argument("model")
def history(model: str) -> None:
    """List what was promoted to the place of MODEL, the oldest first."""
    from scr_mine import lineage, models

    place = models.find(model)
    lines = lineage.history(place)
    for line in lines:
        forced = f"; forced: {line.get('reason')}" if line.get("forced") else ""
        click.echo(
            f"{line.get('when')}  {line.get('model')} over {line.get('parent')}: "
            f"{line.get('verdict')}, on {line.get('passages')} passages of "
            f"{line.get('reviews')} reviews{forced}"
        )
    if not lines:
        click.echo(f"{model}: nothing was promoted to its place.")


def _compared(
    old: str, new: str, labels: tuple[Path, ...], codebook: Codebook
) -> tuple[Comparison, tuple[str, ...]]:
    from scr_mine import training

    before, after = _of_old_or_new_codebook(old, codebook), _of_old_or_new_codebook(new, codebook)
    found, warnings = training.compare(before, after, labels, codebook)
    for warning in warnings:
        click.echo(clean(f"Warning: {warning}"), err=True)
    return found, warnings


def _of_old_or_new_codebook(name: str, codebook: Codebook) -> Model:
    """The model, which may lack themes that were added to the codebook since it was made."""
    from scr_mine import models
    from scr_mine.classify import folder

    known = set(folder.verify(models.find(name))["themes"])
    kept = tuple(theme for theme in codebook.themes if theme.id in known)
    return model_of(name, replace(codebook, themes=kept))
