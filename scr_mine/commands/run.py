"""From reports to tagged passages: `run`, `tokenise`, `tag`."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scr_mine.inputs import Source
    from scr_mine.steps import ReadingOptions

from scr_mine.commands.counting import COUNTING, Counting
from scr_mine.commands.engines import WORKERS, Where, engine_of, tagger_of
from scr_mine.commands.printing import PRINTING, Printing, warn
from scr_mine.commands.reading import READING, say_never_found
from scr_mine.commands.remarks import (
    say_copies,
    say_joined,
    say_marked_anew,
    say_rest_is_whole,
    say_untitled,
)
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
@READING
@PRINTING
@COUNTING
@WORKERS
@MODEL
@THEMES
@QUIET
def run(
    sources: list[Source],
    output: Path,
    write_manifest: bool,
    how: ReadingOptions,
    printing: Printing,
    counting: Counting,
    where: Where,
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
    from scr_mine import cache, folder, journal, models, pipeline
    from scr_mine.cache import Cache
    from scr_mine.report import summary

    codebook = codebook_of(themes_file)
    if write_manifest:
        _draft_manifest(sources, output, where, how, quiet)
        return
    tagger, before = tagger_of(model_name, codebook), folder.marked_by(output)
    with engine_of(where) as workers, progress_bar(quiet) as progress:
        result = pipeline.run(
            sources,
            output,
            tagger,
            codebook,
            workers=workers,
            cache=Cache(folder=output / cache.NAME, read=not where.no_cache),
            clock=time.monotonic,
            progress=progress,
            options={
                "reports": [s.name for s in sources],
                **counting.recorded(),
                **printing.recorded(),
                **how.recorded(),
            },
            counted=pipeline.Counted(where=counting.where, once=counting.once, rule=counting.rule),
            printed=printing.as_pipeline(),
            how=how,
            card=models.card(tagger.folder),
        )
    if not quiet:
        click.echo(
            summary.as_text(
                result.study,
                reports=result.reports,
                reviews=result.reviews,
                redone=result.redone,
                inferred=result.inferred,
                paths=result.paths,
                width=width(),
            ),
            nl=False,
        )
    say_never_found(how, result.names)
    say_marked_anew(before, {"model": tagger.id, "codebook": codebook.version})
    if not quiet:
        found = result.study.reviews if result.study else ()
        inputs = journal.last_run(output).get("inputs", ())
        say_joined(found, {source.name for source in sources if source.manifest})
        say_copies(found, {str(file["file"]): str(file["sha256"]) for file in inputs})
        say_untitled(found)
        if result.suspected:
            warn(result.suspected, output / pipeline.CHECK)
        if printing.least:
            say_rest_is_whole([output], "the report")
    fail_if(result.failures)


def _draft_manifest(
    sources: list[Source], output: Path, where: Where, how: ReadingOptions, quiet: bool
) -> None:
    from scr_mine import cache, folder, manifest, reviews, store
    from scr_mine.cache import Cache
    from scr_mine.report import reading

    kept = Cache(folder=output / cache.NAME, read=not where.no_cache)
    written = output / manifest.NAME
    with (
        folder.held(output),
        engine_of(where) as workers,
        progress_bar(quiet) as progress,
    ):
        folder.manifest_is_users(output, ())
        files = reviews.read_files(sources, kept, workers, progress, how)
        store.write_text(written, manifest.dumps(reviews.listed(files.read)))
    if not quiet:
        click.echo(
            f"{written}: {reading.count(len(files.read), 'file')}. "
            f"Correct it, then run again with --manifest {written}."
        )
    fail_if(files.failures)


@click.command()
@inputs_of
@READING
@FILE_OUT
@WORKERS
@QUIET
def tokenise(
    sources: list[Source], how: ReadingOptions, output: Path | None, where: Where, quiet: bool
) -> None:
    """Cut REPORTS into passages and tokens, one JSON line a passage."""
    from scr_mine import cache, reviews, tagging

    with cache.passing() as kept:
        with engine_of(where) as workers, progress_bar(quiet) as progress:
            files = reviews.read_files(sources, kept, workers, progress, how)
        lines = (
            line
            for review, members in reviews.grouped(files.read)
            for line in tagging.tokenised_lines(reviews.passages(review, members, kept), review)
        )
        write_lines(lines, output)
    say_never_found(how, {line for file in files.read for line in file.names})
    fail_if(files.failures)


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
    from scr_mine import store, tagging

    model = model_of(model_name, codebook_of(themes_file), as_made=True)
    write_lines(tagging.tag_lines(store.lines_of(file, sys.stdin.buffer), model), output)
