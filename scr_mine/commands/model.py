"""The classifier: `train`, `evaluate`, `models`, `card`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scr_mine.commands import gate
from scr_mine.commands.shared import (
    FILE_OUT,
    MODEL,
    QUIET,
    THEMES,
    codebook_of,
    model_of,
    write,
)
from scr_mine.inert import clean

if TYPE_CHECKING:
    from scr_mine.themes import Codebook
    from scr_mine.training import Gathered


@click.command()
@click.option(
    "--labels",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    help="Labelled JSON Lines; may be given several times.",
)
@click.option("--name", required=True, help="The model's name.")
@click.option("--version", "number", required=True, help="The model's version.")
@click.option("--provenance", help="A sentence for the card: whose texts and labels these are.")
@click.option(
    "--encoder",
    type=click.Path(path_type=Path),
    help="Folder of an encoder taught on the same labels (bench/encoder).",
)
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Folder.")
@click.option(
    "--conflicts",
    type=click.Path(path_type=Path),
    help="Write the passages that coders or files label differently to this file (JSON Lines).",
)
@QUIET
@THEMES
def train(
    labels: tuple[Path, ...],
    name: str,
    number: str,
    provenance: str | None,
    encoder: Path | None,
    output: Path,
    conflicts: Path | None,
    quiet: bool,
    themes_file: Path | None,
) -> None:
    """Train a classifier on labelled passages and write it as a model folder.

    \b
    Example, your labels added to the shipped ones:
      scr-mine train --labels mine.jsonl --labels corpus/labels.jsonl \\
        --labels corpus/passages.jsonl --labels corpus/extracts.jsonl \\
        --name mine --version 1 -o my-model
    """
    from scr_mine import store, training
    from scr_mine.classify import folder, stored
    from scr_mine.report import card as cards

    codebook = codebook_of(themes_file)
    folder.check_free(output)
    with doing(quiet) as tell:
        tell("Reading labels")
        gathered = training.gather(labels, codebook)
    _say_conflicts(gathered, conflicts)
    with doing(quiet) as tell:
        model = training.train(
            labels,
            codebook,
            name=name,
            version=number,
            provenance=provenance,
            encoder=encoder,
            gathered=gathered,
            tell=tell,
        )
    stored.save(model, output)
    header = folder.verify(output)
    store.write_text(output / "CARD.md", cards.as_markdown(header, codebook))
    click.echo(clean(f"{output}: model {model.id}."))


def _say_conflicts(gathered: Gathered, listed: Path | None) -> None:
    """Say on stderr how many passages were read several times, and list those that differ."""
    from scr_mine import store

    number = len(gathered.conflicts)
    if number:
        where = f"; they are in {listed}" if listed else "; --conflicts FILE lists them"
        click.echo(
            f"{_passages(number)} labelled differently by several coders or files: each reading "
            f"counts in part{where}.",
            err=True,
        )
    if gathered.agreed:
        click.echo(
            f"{_passages(gathered.agreed)} labelled alike by several coders or files: each "
            "passage counts once.",
            err=True,
        )
    if gathered.unknown:
        click.echo(
            f"{_passages(gathered.unknown)} left out: labelled with a theme that was split since "
            "(see the ledger of the codebook); label them again.",
            err=True,
        )
    if listed:
        store.write_lines(listed, gathered.conflicts)


def _passages(number: int) -> str:
    return "1 passage is" if number == 1 else f"{number} passages are"


@contextmanager
def doing(quiet: bool) -> Iterator[Callable[[str], None]]:
    """Show on stderr, where it is a terminal, what is being done and for how long."""
    if quiet or not sys.stderr.isatty():
        yield lambda what: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("Learning", total=None)
        yield lambda what: shown.update(task, description=what)


@click.command()
@click.option(
    "--on",
    "labels",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    help="Labelled JSON Lines; may be given several times.",
)
@click.option("--part", type=click.Choice(["training", "heldout"]), help="Only lines of this part.")
@click.option(
    "--curve",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Also train on ever more reviews of these labels; takes minutes.",
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@FILE_OUT
@MODEL
@THEMES
def evaluate(
    labels: tuple[Path, ...],
    part: str | None,
    curve: tuple[Path, ...],
    form: str,
    output: Path | None,
    model_name: str | None,
    themes_file: Path | None,
) -> None:
    """Measure a model on labelled passages it has not seen, by theme and as a whole."""
    from scr_mine import training
    from scr_mine.classify import evaluate as measuring
    from scr_mine.report import evaluation

    codebook = codebook_of(themes_file)
    model = model_of(model_name, codebook)
    examples = training.load(labels, codebook, part=part)
    found = measuring.evaluate(model, examples, codebook=codebook)
    points = tuple(training.curve(curve, examples, codebook)) if curve else ()
    if form == "json":
        write(evaluation.as_json(found, points), output)
    else:
        write(evaluation.as_text(found, codebook, points), output)


@click.group(invoke_without_command=True)
@click.pass_context
def models(context: click.Context) -> None:
    """List the shipped models, compare two, put a new one in the place of an old one."""
    if context.invoked_subcommand is None:
        context.invoke(listed)


@models.command("list")
def listed() -> None:
    """List the shipped models, each checked file by file."""
    from scr_mine import models as shipped
    from scr_mine import themes
    from scr_mine.classify import drift, folder

    for name in shipped.names():
        header = folder.verify(shipped.find(name))
        default = "  (used unless another is named)" if name == shipped.default() else ""
        book = themes.shipped()
        state = _unfit(header, book) or drift.state(header, book)
        about = f"{name}  version {header['version']}  whole and unchanged; {state}{default}"
        click.echo(clean(about))


def _unfit(header: Mapping[str, Any], codebook: Codebook) -> str:
    """Why a model cannot be used with the codebook, in a few words; nothing where it can."""
    ours, theirs = list(header["themes"]), codebook.theme_ids
    missing = ", ".join(theme for theme in theirs if theme not in ours)
    extra = ", ".join(theme for theme in ours if theme not in theirs)
    parts = [f"it lacks {missing}"] if missing else []
    parts += [f"it has {extra}"] if extra else []
    return f"made for other themes ({'; '.join(parts)}): train it again" if parts else ""


for command in (gate.compare, gate.promote, gate.history):
    models.add_command(command)


@click.command()
@MODEL
@FILE_OUT
@THEMES
def card(model_name: str | None, output: Path | None, themes_file: Path | None) -> None:
    """Write a model's card: data, method, figures, limits, in plain words."""
    from scr_mine import models
    from scr_mine.classify import folder
    from scr_mine.report import card as cards

    header = folder.verify(models.find(model_name))
    write(cards.as_markdown(header, codebook_of(themes_file)), output)
