"""Options of every command that counts: which reviews, which repeats, when a theme is present."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scr_mine.commands.shared import width, write
from scr_mine.errors import UsageError

if TYPE_CHECKING:
    from scr_mine.facts import Table
    from scr_mine.records import TaggedPassage
    from scr_mine.study import Study
    from scr_mine.tabulate.once.repeats import Once
    from scr_mine.tabulate.rule import Rule
    from scr_mine.themes import Codebook

_Command = TypeVar("_Command", bound=Callable[..., Any])

#: Fields that reviews are grouped and chosen by; as in `tabulate.groups`, which is not loaded here.
FIELDS = ("scope", "board", "year", "period", "kind", "nation")
FORMATS = ("text", "csv", "json", "md", "tex", "xlsx", "html")

VIEW = click.option(
    "--view",
    type=click.Choice(["lessons", "features"]),
    default="lessons",
    show_default=True,
    help="What is said about practice, or what is recorded about families.",
)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Passages of the chosen reviews, which of them repeat others, and the choice in words."""

    passages: Iterator[TaggedPassage]
    repeats: dict[str, str]
    selection: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Counting:
    """What the options asked for."""

    where: dict[str, list[str]]
    once: str
    rule: Rule

    def counted(self, tagged: Sequence[Path], codebook: Codebook) -> Once:
        """The counts of tagged files, output folders or standard input."""
        from scr_mine import counting, folder

        passages = folder.tagged_lines(tagged, sys.stdin.buffer, changes=codebook.ledger)
        return counting.counted(passages, codebook, where=self.where, once=self.once)

    def passages(self, tagged: Sequence[Path], codebook: Codebook) -> Kept:
        """The passages of the chosen reviews themselves, read once more after being counted."""
        from scr_mine import counting
        from scr_mine.tabulate import groups
        from scr_mine.tabulate.once.repeats import as_mapping

        read = reader(tagged, codebook)
        found = counting.counted(read(), codebook, where=self.where, once=self.once)
        reviews = found.counts.reviews
        return Kept(
            passages=(passage for passage in read() if passage.review.review_id in reviews),
            repeats=as_mapping(found.repeats, within_only=self.once == "within"),
            selection=tuple(filter(None, [groups.sentence(self.where)])),
        )

    def study(self, tagged: Sequence[Path], codebook: Codebook) -> Study:
        """Everything that a report of them is made of."""
        from scr_mine import counting, gathering

        read = reader(tagged, codebook)
        found = counting.counted(read(), codebook, where=self.where, once=self.once)
        about = gathering.about(tagged, found)
        return gathering.gathered(
            found, partial(read, evidence=True), codebook, about, rule=self.rule, once=self.once
        )

    def recorded(self) -> dict[str, Any]:
        """The options themselves, for the record of a run."""
        from dataclasses import asdict

        return {"where": self.where, "once": self.once, "rule": asdict(self.rule)}

    def verdicts(self, tagged: Sequence[Path], found: Once) -> dict[str, str]:
        """The verdict on each theme of the model that marked them."""
        from scr_mine import counting

        return counting.verdicts(tagged, found)


def COUNTING(command: _Command) -> Callable[..., Any]:  # noqa: N802
    """Give a command the options, as its argument `counting`."""

    @wraps(command)
    def with_counting(
        where: tuple[str, ...],
        once: str,
        support: int,
        share: float,
        strength: float,
        **others: Any,
    ) -> Any:
        from scr_mine.tabulate.rule import Rule

        rule = Rule(support=support, share=share, strength=strength)
        counting = Counting(where=conditions(where), once=once, rule=rule)
        return command(counting=counting, **others)

    options: tuple[Callable[[Any], Any], ...] = (
        click.option(
            "--strength",
            type=click.FloatRange(0, 1),
            default=0.6,
            show_default=True,
            help="... or on one of which the model is so sure (0 to 1).",
        ),
        click.option(
            "--share",
            type=click.FloatRange(0, 1),
            default=0.03,
            show_default=True,
            help="... and on this share of its counted passages,",
        ),
        click.option(
            "--support",
            type=click.IntRange(1),
            default=2,
            show_default=True,
            help="A theme is present in a review on so many passages,",
        ),
        click.option(
            "--once",
            type=click.Choice(["everywhere", "within", "never"]),
            default="everywhere",
            show_default=True,
            help="Count a repeated passage once: over all reviews, within each, or not.",
        ),
        click.option(
            "--where",
            multiple=True,
            metavar="FIELD=VALUE",
            help=f"Only reviews with it ({', '.join(FIELDS)}, review); again for more.",
        ),
    )
    return with_options(with_counting, options)


def reader(tagged: Sequence[Path], codebook: Codebook) -> Callable[..., Iterator[TaggedPassage]]:
    """Reads tagged files anew at every call, in today's themes; standard input once, and kept."""
    from scr_mine import folder

    stdin = list(sys.stdin.buffer) if any(str(path) == "-" for path in tagged) else []
    return partial(folder.tagged_lines, tagged, stdin, changes=codebook.ledger)


def conditions(given: Sequence[str]) -> dict[str, list[str]]:
    """What `--where` asks for, values by field; raises UsageError for what is no condition."""
    chosen: dict[str, list[str]] = {}
    for condition in given:
        field, equals, value = condition.partition("=")
        if not equals or not value.strip():
            raise UsageError(f"--where {condition}: write a field and a value, as in scope=local.")
        chosen.setdefault(field.strip(), []).append(value.strip())
    return chosen


def TABLE_OUT(command: Callable[..., Any]) -> Callable[..., Any]:  # noqa: N802
    """Give a command the options `form` and `output`."""
    path = click.Path(path_type=Path)
    options: tuple[Callable[[Any], Any], ...] = (
        click.option(
            "--format",
            "form",
            type=click.Choice(FORMATS),
            help="Told by the suffix of -o if not given; text on the terminal.",
        ),
        click.option("-o", "--output", type=path, help="Write to this file."),
    )
    return with_options(command, options)


def form_of(output: Path | None, forms: Iterable[str]) -> str:
    """The format that a file's suffix names; plain text for `.txt`, no suffix or no file.

    Raises UsageError for any other suffix.
    """
    suffix = output.suffix[1:].lower() if output else ""
    if suffix in ("", "txt", "text"):
        return "text"
    if suffix not in forms:
        known = ", ".join(f".{form}" for form in forms)
        raise UsageError(
            f"{output}: cannot be written as .{suffix}; end the name in .txt, {known}, or name a "
            "--format."
        )
    return suffix


def with_options(command: Any, options: Sequence[Callable[[Any], Any]]) -> Callable[..., Any]:
    """A command with several options; the last is shown first in its help."""
    for option in options:
        command = option(command)
    made: Callable[..., Any] = command
    return made


def write_tables(
    tables: Sequence[Table],
    form: str | None,
    output: Path | None,
    codebook: Codebook | None = None,
) -> None:
    """Write tables in the format asked for, or the one that the file's suffix names.

    Rows that the codebook's ledger makes not comparable are marked. Raises UsageError for a suffix
    that names no format, where none was asked for.
    """
    from scr_mine import ledger, store
    from scr_mine.report import formats
    from scr_mine.report.formats.text import as_text

    if codebook:
        tables = [ledger.marked(table, codebook.ledger) for table in tables]
    form = form or form_of(output, formats.WRITERS)
    if form == "text":
        write("\n".join(as_text(table, width=width()) for table in tables), output)
    elif output:
        store.write_bytes(output, formats.write(tables, form))
    elif form == "xlsx":
        raise UsageError("A workbook cannot be shown here; name a file with -o.")
    else:
        click.echo(formats.write(tables, form), nl=False)
