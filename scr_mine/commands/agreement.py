"""How far two or more coders agree: `agreement`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scr_mine.commands.counting import TABLE_OUT, write_tables
from scr_mine.commands.shared import THEMES, codebook_of

if TYPE_CHECKING:
    from scr_mine.checking.readings import Reading
    from scr_mine.themes import Codebook

#: So many passages to discuss are listed on the terminal.
LISTED = 20


@click.command()
@click.argument("labels", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--between", multiple=True, metavar="CODER", help="Only these coders.")
@click.option(
    "--discuss",
    type=click.Path(path_type=Path),
    help="Write the passages they differ on to this file, with their text.",
)
@TABLE_OUT
@THEMES
def agreement(
    labels: tuple[Path, ...],
    between: tuple[str, ...],
    discuss: Path | None,
    form: str | None,
    output: Path | None,
    themes_file: Path | None,
) -> None:
    """Measure how far the coders of LABELS files agree, by theme and role.

    \b
    Examples:
      scr-mine labels agreement anna.jsonl ben.jsonl
      scr-mine labels agreement both.jsonl --between Anna --between Ben --discuss discuss.xlsx
    """
    from scr_mine.checking import agreement as measuring
    from scr_mine.checking import readings, tables

    codebook = codebook_of(themes_file)
    paired = readings.paired(_readings(labels, codebook), between=between)
    found = measuring.agreement(paired, codebook)
    differ = measuring.disagreements(paired)
    made = [tables.by_entry(found, codebook), tables.over_all(found)]
    low = [theme.id for theme in found.themes if theme.low]
    if low:
        confused = measuring.confusions(paired, low)
        made.append(tables.confused(confused, codebook, reviews=found.reviews))
    on_terminal = output is None and form in (None, "text")
    most = LISTED if on_terminal else None
    made.append(tables.to_discuss(differ, found.coders, text=False, most=most))
    write_tables(made, form, output)
    if discuss:
        write_tables([tables.to_discuss(differ, found.coders, text=True)], None, discuss)


def _readings(labels: Sequence[Path], codebook: Codebook) -> Iterator[Reading]:
    """The readings of all files; a file whose lines name no coder is by the file itself."""
    from scr_mine import store
    from scr_mine.checking import readings

    stems = [path.stem for path in labels]
    for path in labels:
        name = path.stem if stems.count(path.stem) == 1 else str(path)
        yield from readings.read(store.read_lines(path), name=name, known=codebook)
