"""Everything that a report is made of, gathered once: what is opened later says the same."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from scr_mine.facts import Made, Table
from scr_mine.records import ReadingReport, Review, TaggedPassage
from scr_mine.themes import Codebook


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The passages of some reviews; plain data wherever `read` is, to be sent to a process."""

    read: Callable[[], Iterator[TaggedPassage]]
    reviews: frozenset[str]

    def __call__(self) -> Iterator[TaggedPassage]:
        """All of them, anew at every call."""
        return (p for p in self.read() if p.review.review_id in self.reviews)


@dataclass(frozen=True, kw_only=True)
class Study:
    """Reviews, tables and what stands behind them, as plain data.

    `reviews` are in printed order. `tables` are by their ids; `missing` says of a table that could
    not be made why not. `rule` has `support` (passages), `share` (0..1 of the counted passages) and
    `strength` (a probability, 0..1): when a theme is present in a review. `sizes[review_id][role]`
    counts passages, each text once. `repeats` maps the id of a passage that only repeats another
    to that other's id. `passages` gives all passages anew at every call, with their evidence.
    `verdicts` are by theme; `card` is the model card in Markdown, empty if it is not at hand.
    Without `quotes` the texts of passages are empty and must not be looked for elsewhere; counts of
    reviews from 1 to below `least` are withheld from all tables and must not be shown either.
    """

    reviews: tuple[Review, ...]
    codebook: Codebook
    tables: Mapping[str, Table]
    passages: Callable[[], Iterator[TaggedPassage]]
    rule: Mapping[str, float]
    sizes: Mapping[str, Mapping[str, int]]
    models: tuple[str, ...]
    version: str
    missing: Mapping[str, str] = field(default_factory=dict)
    repeats: Mapping[str, str] = field(default_factory=dict)
    verdicts: Mapping[str, str] = field(default_factory=dict)
    readings: tuple[ReadingReport, ...] = ()
    failures: tuple[str, ...] = ()
    card: str = ""
    quotes: bool = True
    least: int = 0

    def looked_up(self, ids: Iterable[str]) -> dict[str, TaggedPassage]:
        """The passages with these ids, in the order in which they stand."""
        wanted = frozenset(ids)
        return {p.id: p for p in self.passages() if p.id in wanted}

    def without_evidence(self) -> "Study":
        """The same study, where no figure knows the passages behind it: a fraction of the size."""
        return replace(self, tables={name: _bare(t) for name, t in self.tables.items()})


def _bare(table: Table) -> Table:
    if isinstance(table.rows, Made):
        return table
    rows = tuple(
        replace(row, cells={key: replace(cell, passages=()) for key, cell in row.cells.items()})
        for row in table.rows
    )
    return replace(table, rows=rows)
