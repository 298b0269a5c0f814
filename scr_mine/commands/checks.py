"""Options of commands that set rates corrected by checks beside the plain ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scr_mine.commands.counting import Counting, reader, with_options
from scr_mine.errors import UsageError

if TYPE_CHECKING:
    from scr_mine.audit.checks import Checks
    from scr_mine.themes import Codebook

_PATH = click.Path(path_type=Path)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The files of a checked sample, if any were named."""

    design: Path | None
    labels: tuple[Path, ...]

    def checks(
        self, tagged: Sequence[Path], codebook: Codebook, counting: Counting
    ) -> Checks | None:
        """What was checked of these tagged files; None where no sample was named."""
        if self.design is None:
            return None
        from scr_mine.audit.checks import checks

        return checks(
            reader(tagged, codebook),
            codebook,
            self.design,
            self.labels,
            rule=counting.rule,
            where=counting.where,
            once=counting.once,
        )


def CHECKS(command: Callable[..., Any]) -> Callable[..., Any]:  # noqa: N802
    """Give a command the options, as its argument `asked`."""

    @wraps(command)
    def with_checks(design: Path | None, labels: tuple[Path, ...], **others: Any) -> Any:
        if (design is None) != (not labels):
            raise UsageError("Give both --design and --labels, or neither; see `audit apply`.")
        return command(asked=Asked(design=design, labels=labels), **others)

    return with_options(
        with_checks,
        (
            click.option(
                "--labels",
                multiple=True,
                type=_PATH,
                help="... and what people said of it (labels.jsonl); again for more.",
            ),
            click.option(
                "--design",
                type=_PATH,
                help="Correct rates by a sample that people checked: its .audit.json,",
            ),
        ),
    )
