"""The classifier: `train`, `evaluate`, `models`, `card`."""

from __future__ import annotations

from pathlib import Path

import click

from scr_mine.commands.shared import FILE_OUT, MODEL, THEMES, codebook_of, model_of, write


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
@click.option("--provenance", help="For the card: whose texts and labels these are.")
@click.option(
    "--encoder",
    type=click.Path(path_type=Path),
    help="Folder of an encoder taught on the same labels (bench/encoder).",
)
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Folder.")
@THEMES
def train(
    labels: tuple[Path, ...],
    name: str,
    number: str,
    provenance: str | None,
    encoder: Path | None,
    output: Path,
    themes_file: Path | None,
) -> None:
    """Train a classifier on labelled passages and write it as a model folder."""
    from scr_mine import store, training
    from scr_mine.classify import folder, stored
    from scr_mine.report import card as cards

    codebook = codebook_of(themes_file)
    folder.check_free(output)
    model = training.train(
        labels, codebook, name=name, version=number, provenance=provenance, encoder=encoder
    )
    stored.save(model, output)
    header = folder.verify(output)
    store.write_text(output / "CARD.md", cards.as_markdown(header, codebook))
    click.echo(f"{output}: model {model.id}.")


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


@click.command("models")
def models_list() -> None:
    """List the shipped models, each checked file by file."""
    from scr_mine import models
    from scr_mine.classify import folder

    for name in models.names():
        header = folder.verify(models.find(name))
        default = "  (used unless another is named)" if name == models.default() else ""
        click.echo(f"{name}  version {header['version']}  whole and unchanged{default}")


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
