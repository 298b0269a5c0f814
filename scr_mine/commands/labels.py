"""Labels to the programs in which people code, and back: `labels`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scr_mine.commands.agreement import agreement
from scr_mine.commands.shared import TAGGED, THEMES, codebook_of
from scr_mine.errors import LabelsError, UsageError
from scr_mine.inert import clean

if TYPE_CHECKING:
    from scr_mine.checking.choose import Chosen
    from scr_mine.records import TaggedPassage

#: As in `checking.choose`, which is not loaded here.
BALANCED = ("scope", "board", "kind", "nation", "year")
FORMATS = ("xlsx", "csv", "jsonl", "label-studio", "doccano", "prodigy", "qdpx")
PROGRAMS = ("nvivo", "maxqda", "atlas", "qualcoder")
_PATH = click.Path(path_type=Path)


@click.group()
def labels() -> None:
    """Take passages out for people to label, take their labels in, see how far they agree."""


labels.add_command(agreement)


@labels.command("export")
@TAGGED
@click.option(
    "--to", "form", type=click.Choice(FORMATS), help="If the file's name does not say it."
)
@click.option("--program", type=click.Choice(PROGRAMS), help="Which will read the .qdpx.")
@click.option("--blind", is_flag=True, help="Leave the machine's marks out.")
@click.option(
    "--next", "number", type=click.IntRange(1), help="Only so many: the best to label next."
)
@click.option(
    "--balance", type=click.Choice(BALANCED), help="With --next: like numbers of each value of it."
)
@click.option("--seed", default=1, show_default=True, help="With --next: another draws others.")
@click.option("-o", "--output", required=True, type=_PATH, help="Write to this file.")
@THEMES
def export(
    tagged: tuple[Path, ...],
    form: str | None,
    program: str | None,
    blind: bool,
    number: int | None,
    balance: str | None,
    seed: int,
    output: Path,
    themes_file: Path | None,
) -> None:
    """Write the passages of TAGGED files or output folders for people to label.

    \b
    Examples:
      scr-mine labels export out --next 200 -o check.xlsx
      scr-mine labels export out --blind -o second-reader.csv
    """
    from scr_mine import exchange, folder, store

    codebook = codebook_of(themes_file)
    form = exchange.format_of(output.name, form)
    if program and form != "qdpx":
        raise UsageError("--program is for .qdpx only; leave it out.")
    options = {"program": program} if program else {}
    passages = list(folder.tagged_lines(tagged, sys.stdin.buffer, changes=codebook.ledger))
    if number:
        chosen = _chosen(passages, number, balance, seed)
        store.write_text(_beside(output), _listed(chosen))
        drawn = {each.id for each in chosen}
        passages = [passage for passage in passages if passage.id in drawn]
    store.write_bytes(output, exchange.export(form, passages, codebook, blind=blind, **options))
    click.echo(clean(f"{output}: {_count(len(passages))}."))


@labels.command("import")
@click.argument("file", type=_PATH)
@click.option(
    "--onto",
    multiple=True,
    required=True,
    type=_PATH,
    help="The output folder it was exported from.",
)
@click.option(
    "--from", "form", type=click.Choice(FORMATS), help="If the file's name does not say it."
)
@click.option("--coder", default="person", show_default=True, help="Who labelled, if not said.")
@click.option("-o", "--output", required=True, type=_PATH, help="Write labels (JSON Lines) here.")
@THEMES
def import_(
    file: Path,
    onto: tuple[Path, ...],
    form: str | None,
    coder: str,
    output: Path,
    themes_file: Path | None,
) -> None:
    """Read the labels that people gave in FILE, for `train`, `labels agreement` and `audit`.

    \b
    Example:
      scr-mine labels import check.xlsx --onto out --coder reader-1 -o labels.jsonl
    """
    from dataclasses import replace
    from datetime import UTC, datetime

    from scr_mine import exchange, folder, store
    from scr_mine import labels as records

    if coder.startswith(records.MACHINE):
        raise LabelsError(f"The coder '{coder}' is a machine's name; give the person another.")
    codebook = codebook_of(themes_file)
    form = exchange.format_of(file.name, form)
    tagged = folder.tagged_lines(onto, sys.stdin.buffer, changes=codebook.ledger)
    passages = {p.id: p for p in tagged}
    found = exchange.labels(
        form, store.read_bytes(file), passages, codebook, coder=coder, name=file.name
    )
    if not found.labels:
        raise LabelsError(
            f"{file.name}: nobody has labelled anything in it yet; fill in role_checked, theme_1 "
            "or verdict, save it, and import it again."
        )
    now = datetime.now(UTC).isoformat(timespec="seconds")
    weights = _weights(_beside(file))
    made = (
        records.line(
            label if label.when else replace(label, when=now),
            passages[label.id],
            codebook=codebook.version,
            weight=weights.get(label.id),
        )
        for label in found.labels
    )
    store.write_lines(output, made)
    for note in found.notes:
        click.echo(clean(f"{file.name}: {note}"), err=True)
    changed = sum(records.changed(label, passages[label.id]) for label in found.labels)
    click.echo(
        f"{output}: {records.counted(len(found.labels), 'label')} on "
        f"{_count(len({label.id for label in found.labels}))} by "
        f"{records.counted(len({label.coder for label in found.labels}), 'coder')}; "
        f"{changed} changed, {len(found.labels) - changed} left as they were."
    )


def _chosen(
    passages: Sequence[TaggedPassage], number: int, balance: str | None, seed: int
) -> list[Chosen]:
    """The passages to label next; what repeats another is never among them."""
    from scr_mine.checking.choose import choose
    from scr_mine.tabulate.once import repeats

    again = repeats.as_mapping(repeats.repeats(passages))
    return choose(passages, number, seed=seed, balance=balance, repeats=again)


def _count(number: int) -> str:
    from scr_mine.labels import counted

    return counted(number, "passage")


def _beside(path: Path) -> Path:
    """Where the chances of the chosen passages are written, for whoever estimates from them."""
    return path.with_name(f"{path.name}.chosen.csv")


def _listed(chosen: Sequence[Chosen]) -> str:
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("id", "probability", "weight", "part", "reason"))
    for each in chosen:
        writer.writerow((each.id, each.probability, each.weight, each.part, each.reason))
    return out.getvalue()


def _weights(path: Path) -> dict[str, float]:
    """How many passages each chosen one stands for, by its id; nothing without such a file."""
    import csv

    if not path.is_file():
        return {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return {row["id"]: float(row["weight"]) for row in csv.DictReader(file)}
    except (OSError, ValueError, KeyError) as error:
        raise LabelsError(
            f"{path.name}: not as `labels export` wrote it; move it away to import without weights."
        ) from error
