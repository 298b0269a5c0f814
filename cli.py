"""The command line of scr_mine. The commands themselves are in `scr_mine/commands`."""

import sys

import click

from scr_mine import __version__
from scr_mine.commands import (
    audit,
    cache,
    codebook,
    comparing,
    discover,
    labels,
    model,
    report,
    run,
    tables,
    words,
)
from scr_mine.commands.shared import Commands


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="scr-mine")
def main() -> None:
    """Mine serious case reviews: from a folder of reports to cross-case theme tables."""


for command in (
    *(run.run, run.tokenise, run.tag),
    *(tables.table, tables.together, tables.trend, tables.recommendations, tables.repeats),
    *(comparing.compare, comparing.picture, comparing.published),
    *(words.passages, words.kwic, words.words),
    report.report,
    codebook.themes,
    cache.cache,
    *(labels.labels, audit.audit, discover.discover),
    *(model.train, model.evaluate, model.models, model.card),
):
    main.add_command(command)


if __name__ == "__main__":
    sys.exit(main())
