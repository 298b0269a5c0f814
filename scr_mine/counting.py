"""From tagged files to the counts that all tables are made of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from scr_mine import folder, models
from scr_mine.records import TaggedPassage
from scr_mine.tabulate import groups, repeats
from scr_mine.tabulate.counts import count
from scr_mine.tabulate.repeats import Once
from scr_mine.themes import Codebook

#: Which repeated passages are left out: those of any earlier review, of the same review, or none.
ONCE = ("everywhere", "within", "never")


def counted(
    passages: Iterable[TaggedPassage],
    codebook: Codebook,
    *,
    where: Mapping[str, Sequence[str]] | None = None,
    once: str = "everywhere",
) -> Once:
    """Read tagged passages once, in any order, and count those of the chosen reviews.

    Raises InputError where there is none, a theme is unknown, or the choice matches no review.
    """
    if once == "never":
        found = Once(counts=count(passages, codebook), repeats=(), same_reports=())
    else:
        found = repeats.counted_once(passages, codebook, within_only=once == "within")
    if not where:
        return found
    chosen = groups.chosen(found.counts, where)
    return replace(found, counts=replace(chosen, selection=(groups.sentence(where),)))


def verdicts(paths: Iterable[Path], found: Once) -> dict[str, str]:
    """The verdict on each theme of the one model that marked everything, else nothing.

    Taken from the runs in those output folders, or else from the shipped models.
    """
    marked = list(found.counts.models)
    if len(marked) != 1:
        return {}
    return folder.verdicts_in(paths).get(marked[0]) or models.verdicts(marked[0])
