"""The command line: every command under one name."""

import click

from scr_mine import __version__
from scr_mine.commands import (
    audit,
    cache,
    codebook,
    comparing,
    discover,
    doctor,
    labels,
    model,
    report,
    run,
    tables,
    words,
)
from scr_mine.commands.console import show_everything
from scr_mine.commands.shared import Commands, numbered


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="scr-mine")
def main() -> None:
    """Mine serious case reviews: from a folder of reports to cross-case theme tables."""
    show_everything()


for command in (
    *(run.run, run.tokenise, run.tag),
    *(tables.table, tables.together, tables.trend, tables.recommendations, tables.repeats),
    *(comparing.compare, comparing.picture, comparing.published),
    *(words.passages, words.kwic, words.words),
    report.report,
    codebook.themes,
    *(cache.cache, doctor.doctor),
    *(labels.labels, audit.audit, discover.discover),
    *(model.train, model.evaluate, model.models, model.card),
):
    main.add_command(command)

numbered(main)
