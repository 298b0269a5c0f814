"""The command line: every command, thin. The only file that imports click or prints."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scr_mine import __version__
from scr_mine.errors import ScrMineError, UsageError

if TYPE_CHECKING:
    from scr_mine.classify.model import Model
    from scr_mine.inputs import Source
    from scr_mine.reviews import Progress
    from scr_mine.themes import Codebook

_Command = TypeVar("_Command", bound=Callable[..., Any])


class Commands(click.Group):
    """A click group that turns our errors into one line on stderr and an exit code."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; exit 2 for wrong usage, 1 for anything else that is ours."""
        try:
            return super().invoke(ctx)
        except ScrMineError as error:
            click.echo(f"Error: {error}", err=True)
            raise SystemExit(2 if isinstance(error, UsageError) else 1) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="scr-mine")
def main() -> None:
    """Mine serious case reviews: from a folder of reports to cross-case theme tables."""


# Options that several commands share.
_REPORTS = click.argument("reports", nargs=-1, type=click.Path(path_type=Path))
_TAGGED = click.argument("tagged", nargs=-1, required=True, type=click.Path(path_type=Path))
_FILE_OUT = click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Write to this file, not to stdout."
)
_QUIET = click.option("-q", "--quiet", is_flag=True, help="No progress bar and no summary.")
_MODEL = click.option("--model", "model_name", help="A shipped model's name or a model folder.")
_THEMES = click.option(
    "--themes", "themes_file", type=click.Path(path_type=Path), help="Another codebook (TOML)."
)


def _inputs(command: _Command) -> Callable[..., Any]:
    """Give a command the options that say which reports are meant, as its argument `sources`."""

    @wraps(command)
    def with_sources(
        reports: tuple[Path, ...],
        local: Path | None,
        national: Path | None,
        manifest: Path | None,
        **others: Any,
    ) -> Any:
        from scr_mine import inputs
        from scr_mine.read import SUFFIXES

        sources = inputs.find(
            reports,
            suffixes=SUFFIXES,
            local=local,
            national=national,
            listing=manifest,
            apart_from=others.get("output"),
        )
        return command(sources=sources, **others)

    path = click.Path(path_type=Path)
    for option in (
        click.option("--manifest", type=path, help="reviews.csv: which file is which review."),
        click.option("--national", type=path, help="Folder of national reviews."),
        click.option("--local", type=path, help="Folder of local reviews."),
    ):
        with_sources = option(with_sources)
    return _REPORTS(with_sources)


@main.command()
@_inputs
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="Output folder."
)
@click.option("--write-manifest", is_flag=True, help="Only draft OUTPUT/reviews.csv, and stop.")
@_MODEL
@_THEMES
@_QUIET
def run(
    sources: list[Source],
    output: Path,
    write_manifest: bool,
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

    codebook = _codebook(themes_file)
    if write_manifest:
        _draft_manifest(sources, output, quiet)
        return
    model = _load(model_name, codebook)
    model_hash = store.file_hash(models.find(model_name) / models.HEADER)
    with _progress(quiet) as progress:
        result = pipeline.run(
            sources,
            output,
            model,
            codebook,
            model_hash=model_hash,
            clock=time.monotonic,
            progress=progress,
            options={"reports": [s.name for s in sources]},
        )
    if not quiet:
        click.echo(
            summary.as_text(
                result.tables,
                result.reports,
                codebook,
                redone=result.redone,
                inferred=result.inferred,
                paths=result.paths,
                width=_width(),
            ),
            nl=False,
        )
    _fail_if(result.failures)


def _draft_manifest(sources: list[Source], output: Path, quiet: bool) -> None:
    from scr_mine import folder, manifest, reviews, store
    from scr_mine.report import reading

    folder.manifest_is_users(output, ())
    with _progress(quiet) as progress:
        files, failures = reviews.read_files(sources, {}, progress)
    written = output / manifest.NAME
    store.write_text(written, manifest.dumps(reviews.listed(files)))
    if not quiet:
        click.echo(
            f"{written}: {reading.count(len(files), 'file')}. "
            f"Correct it, then run again with --manifest {written}."
        )
    _fail_if(failures)


@main.command()
@_inputs
@_FILE_OUT
@_QUIET
def tokenise(sources: list[Source], output: Path | None, quiet: bool) -> None:
    """Cut REPORTS into passages and tokens, one JSON line a passage."""
    from scr_mine import pipeline, reviews

    with _progress(quiet) as progress:
        files, failures = reviews.read_files(sources, {}, progress)
    _write_lines(pipeline.tokenised_lines(reviews.grouped(files)), output)
    _fail_if(failures)


@main.command()
@click.argument("file", default="-", type=click.Path(path_type=Path))
@_FILE_OUT
@_MODEL
@_THEMES
def tag(file: Path, output: Path | None, model_name: str | None, themes_file: Path | None) -> None:
    """Tag JSON Lines that have at least "text"; every other field is kept.

    FILE is a file, or - for standard input.

    \b
    Example:
      scr-mine tokenise reports/ | scr-mine tag > tagged.jsonl
    """
    from scr_mine import pipeline, store

    model = _load(model_name, _codebook(themes_file))
    _write_lines(pipeline.tag_lines(store.lines_of(file, sys.stdin.buffer), model), output)


@main.command()
@_TAGGED
@click.option("--view", type=click.Choice(["lessons", "features"]), default="lessons")
@click.option(
    "--by",
    type=click.Choice(["review", "role", "scope", "board", "year", "kind", "nation"]),
    default="review",
    help="What the columns are.",
    show_default=True,
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv", "json", "md"]),
    default="text",
    show_default=True,
)
@_FILE_OUT
@_THEMES
def table(
    tagged: tuple[Path, ...],
    view: Any,
    by: str,
    form: str,
    output: Path | None,
    themes_file: Path | None,
) -> None:
    """Count themes over reviews in TAGGED files or output folders."""
    from scr_mine import folder
    from scr_mine.report import tables
    from scr_mine.tabulate.presence import theme_table

    codebook = _codebook(themes_file)
    made = theme_table(folder.tagged_lines(tagged, sys.stdin.buffer), codebook, view=view, by=by)
    if form == "text":
        _write(tables.as_text(made, codebook, width=_width()), output)
    else:
        _write(tables.WRITERS[form](made, codebook), output)


@main.command()
@_TAGGED
@click.option("--theme", "theme_id", help="Only passages with this theme.")
@click.option("--review", "review_id", help="Only passages of this review.")
@click.option("--role", help="Only passages of this role.")
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text")
@_FILE_OUT
@_THEMES
def passages(
    tagged: tuple[Path, ...],
    theme_id: str | None,
    review_id: str | None,
    role: str | None,
    form: str,
    output: Path | None,
    themes_file: Path | None,
) -> None:
    """Show the passages behind a number, with page and paragraph."""
    from scr_mine import folder
    from scr_mine.report import evidence

    codebook = _codebook(themes_file)
    if theme_id:
        codebook.theme(theme_id)
    found = evidence.chosen(
        folder.tagged_lines(tagged, sys.stdin.buffer), theme=theme_id, review=review_id, role=role
    )
    if form == "jsonl":
        _write_lines(found, output)
    else:
        _write("\n".join(map(evidence.as_text, found)), output)


@main.group()
def themes() -> None:
    """Show the codebook: themes, their definitions and what counts."""


@themes.command("list")
@_THEMES
def themes_list(themes_file: Path | None) -> None:
    """List the themes by family."""
    codebook = _codebook(themes_file)
    for family in codebook.families:
        click.echo(family.label)
        for theme in codebook.themes:
            if theme.family == family.id:
                click.echo(f"  {theme.id:<26} {theme.label}")


@themes.command("show")
@click.argument("theme_id")
@_THEMES
def themes_show(theme_id: str, themes_file: Path | None) -> None:
    """Show one theme: definition, when to code it and when not."""
    theme = _codebook(themes_file).theme(theme_id)
    click.echo(f"{theme.label} ({theme.id})\n")
    click.echo(f"Definition: {theme.definition}")
    click.echo(f"Code when: {theme.include}")
    click.echo(f"Do not code when: {theme.exclude}")
    click.echo(f"Words that often signal it: {'; '.join(theme.indicators)}")


@themes.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def themes_check(file: Path) -> None:
    """Check a themes FILE of your own."""
    codebook = _codebook(file)
    click.echo(
        f"{file.name}: a valid codebook, version {codebook.version}, "
        f"{len(codebook.themes)} themes in {len(codebook.families)} families."
    )


@main.command()
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
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Folder.")
@_THEMES
def train(
    labels: tuple[Path, ...],
    name: str,
    number: str,
    provenance: str | None,
    output: Path,
    themes_file: Path | None,
) -> None:
    """Train a classifier on labelled passages and write it as a model folder."""
    from scr_mine import store, training
    from scr_mine.classify import folder
    from scr_mine.report import card as cards

    codebook = _codebook(themes_file)
    folder.check_free(output)
    model = training.train(labels, codebook, name=name, version=number, provenance=provenance)
    model.save(output)
    header = folder.verify(output)
    store.write_text(output / "CARD.md", cards.as_markdown(header, codebook))
    click.echo(f"{output}: model {model.id}.")


@main.command()
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
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@_FILE_OUT
@_MODEL
@_THEMES
def evaluate(
    labels: tuple[Path, ...],
    part: str | None,
    form: str,
    output: Path | None,
    model_name: str | None,
    themes_file: Path | None,
) -> None:
    """Measure a model on labelled passages it has not seen, by theme and as a whole."""
    from scr_mine import training
    from scr_mine.classify import evaluate as measuring
    from scr_mine.report import evaluation

    codebook = _codebook(themes_file)
    model = _load(model_name, codebook)
    examples = training.load(labels, codebook, part=part)
    found = measuring.evaluate(model, examples, codebook=codebook)
    text = evaluation.as_json(found) if form == "json" else evaluation.as_text(found, codebook)
    _write(text, output)


@main.command("models")
def models_list() -> None:
    """List the shipped models, each checked file by file."""
    from scr_mine import models
    from scr_mine.classify import folder

    for name in models.names():
        header = folder.verify(models.find(name))
        default = "  (used unless another is named)" if name == models.DEFAULT else ""
        click.echo(f"{name}  version {header['version']}  whole and unchanged{default}")


@main.command()
@_MODEL
@_FILE_OUT
@_THEMES
def card(model_name: str | None, output: Path | None, themes_file: Path | None) -> None:
    """Write a model's card: data, method, figures, limits, in plain words."""
    from scr_mine import models
    from scr_mine.classify import folder
    from scr_mine.report import card as cards

    header = folder.verify(models.find(model_name))
    _write(cards.as_markdown(header, _codebook(themes_file)), output)


def _codebook(path: Path | None) -> Codebook:
    from scr_mine import themes as codebooks

    return codebooks.load(path) if path else codebooks.shipped()


def _load(name: str | None, codebook: Codebook) -> Model:
    from scr_mine import models
    from scr_mine.classify import model

    return model.load(models.find(name), codebook)


def _write(text: str, output: Path | None) -> None:
    from scr_mine import store

    if output:
        store.write_text(output, text)
    else:
        click.echo(text, nl=not text.endswith("\n"))


def _write_lines(lines: Iterable[Any], output: Path | None) -> None:
    from scr_mine import store

    if output:
        store.write_lines(output, lines)
    else:
        for line in lines:
            click.echo(store.dumps(line))


def _fail_if(failures: Iterable[str]) -> None:
    for failure in failures:
        click.echo(f"Not read: {failure}", err=True)
    if failures:
        raise SystemExit(1)


def _width() -> int:
    import shutil

    return shutil.get_terminal_size((100, 24)).columns


@contextmanager
def _progress(quiet: bool) -> Iterator[Progress]:
    """A progress bar on stderr where that is a terminal; else nothing."""
    if quiet or not sys.stderr.isatty():
        yield lambda name, done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading")
        yield lambda name, done, total: bar.update(
            task, description=name[:40], completed=done, total=total
        )


if __name__ == "__main__":
    sys.exit(main())
