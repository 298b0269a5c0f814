"""From reports to tagged passages: `run`, `tokenise`, `tag`."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scr_mine.inputs import Source

from scr_mine.commands.counting import COUNTING, Counting
from scr_mine.commands.shared import (
    FILE_OUT,
    MODEL,
    QUIET,
    THEMES,
    codebook_of,
    fail_if,
    inputs_of,
    model_of,
    progress_bar,
    width,
    write_lines,
)


@click.command()
@inputs_of
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="Output folder."
)
@click.option("--write-manifest", is_flag=True, help="Only draft OUTPUT/reviews.csv, and stop.")
@COUNTING
@MODEL
@THEMES
@QUIET
def run(
    sources: list[Source],
    output: Path,
    write_manifest: bool,
    counting: Counting,
    model_name: str | None,
    themes_file: Path | None,
    quiet: bool,
) -> None:
    """Do the main job: from REPORTS to theme tables in an output folder.

    REPORTS are files or folders of PDF, DOCX, PPTX, HTML or text.

    \b
    Examples:
      scr-mine run reports/ -o out
      scr-mine run --local ours/ --national theirs/ -o out
      scr-mine run reports/ -o out --write-manifest
    """
    from scr_mine import models, pipeline, store
    from scr_mine.report import summary

    codebook = codebook_of(themes_file)
    if write_manifest:
        _draft_manifest(sources, output, quiet)
        return
    model = model_of(model_name, codebook)
    about = models.find(model_name)
    with progress_bar(quiet) as progress:
        result = pipeline.run(
            sources,
            output,
            model,
            codebook,
            model_hash=store.file_hash(about / models.HEADER),
            clock=time.monotonic,
            progress=progress,
            options={"reports": [s.name for s in sources], **counting.recorded()},
            counted=pipeline.Counted(where=counting.where, once=counting.once, rule=counting.rule),
            card=models.card(about),
        )
    if not quiet:
        click.echo(
            summary.as_text(
                result.study,
                redone=result.redone,
                inferred=result.inferred,
                paths=result.paths,
                width=width(),
            ),
            nl=False,
        )
    fail_if(result.study.failures)


def _draft_manifest(sources: list[Source], output: Path, quiet: bool) -> None:
    from scr_mine import folder, manifest, reviews, store
    from scr_mine.report import reading

    folder.manifest_is_users(output, ())
    with progress_bar(quiet) as progress:
        files, failures = reviews.read_files(sources, {}, progress)
    written = output / manifest.NAME
    store.write_text(written, manifest.dumps(reviews.listed(files)))
    if not quiet:
        click.echo(
            f"{written}: {reading.count(len(files), 'file')}. "
            f"Correct it, then run again with --manifest {written}."
        )
    fail_if(failures)


@click.command()
@inputs_of
@FILE_OUT
@QUIET
def tokenise(sources: list[Source], output: Path | None, quiet: bool) -> None:
    """Cut REPORTS into passages and tokens, one JSON line a passage."""
    from scr_mine import pipeline, reviews

    with progress_bar(quiet) as progress:
        files, failures = reviews.read_files(sources, {}, progress)
    write_lines(pipeline.tokenised_lines(reviews.grouped(files)), output)
    fail_if(failures)


@click.command()
@click.argument("file", default="-", type=click.Path(path_type=Path))
@FILE_OUT
@MODEL
@THEMES
def tag(file: Path, output: Path | None, model_name: str | None, themes_file: Path | None) -> None:
    """Tag JSON Lines that have at least "text"; every other field is kept.

    FILE is a file, or - for standard input.

    \b
    Example:
      scr-mine tokenise reports/ | scr-mine tag > tagged.jsonl
    """
    from scr_mine import pipeline, store

    model = model_of(model_name, codebook_of(themes_file))
    write_lines(pipeline.tag_lines(store.lines_of(file, sys.stdin.buffer), model), output)
