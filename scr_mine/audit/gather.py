"""From tagged files to the passages that an audit is about, counted as every table counts them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scr_mine import counting
from scr_mine.audit.population import Population, population
from scr_mine.records import TaggedPassage
from scr_mine.tabulate.counts import Counts
from scr_mine.tabulate.once.repeats import as_mapping
from scr_mine.themes import Codebook

Read = Callable[[], Iterator[TaggedPassage]]


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """The passages, each text once, and the counts that tables make of them."""

    population: Population
    counts: Counts


def gathered(
    read: Read, codebook: Codebook, *, where: Mapping[str, Sequence[str]], once: str
) -> Gathered:
    """Read twice what `read` gives anew at every call: to count, and to keep marks by passage.

    Raises InputError as `counting.counted` and `population` do.
    """
    found = counting.counted(read(), codebook, where=where, once=once)
    again = {} if once == "never" else as_mapping(found.repeats, within_only=once == "within")
    kept = population(read(), codebook, reviews=found.counts.reviews, repeats=again)
    return Gathered(population=kept, counts=found.counts)
