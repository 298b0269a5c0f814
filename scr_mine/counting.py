"""From tagged files to the counts that all tables are made of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from scr_mine import folder, models
from scr_mine.records import TaggedPassage
from scr_mine.tabulate import groups
from scr_mine.tabulate.counts import Counts, count
from scr_mine.tabulate.once import repeats
from scr_mine.tabulate.once.repeats import Once
from scr_mine.themes import Codebook


def counted(
    passages: Iterable[TaggedPassage],
    codebook: Codebook,
    *,
    where: Mapping[str, Sequence[str]] | None = None,
    once: str = "everywhere",
) -> Once:
    """Read tagged passages once, in any order, and count those of the chosen reviews.

    `once` leaves out what repeats a passage of any chosen review (`everywhere`), of the same review
    (`within`), or nothing (`never`). Raises InputError where there is no passage, a theme is
    unknown, or the choice matches no review.
    """
    choose = partial(_chosen, where=where or {})
    if once == "never":
        return Once(counts=choose(count(passages, codebook)), repeats=(), same_reports=())
    return repeats.counted_once(
        passages, codebook, within_only=once == "within", choose=choose if where else None
    )


def _chosen(counts: Counts, *, where: Mapping[str, Sequence[str]]) -> Counts:
    if not where:
        return counts
    return replace(groups.chosen(counts, where), selection=(groups.sentence(where),))


def verdicts(paths: Iterable[Path], found: Once) -> dict[str, str]:
    """The verdict on each theme of the one model that marked everything, else nothing.

    Taken from the runs in those output folders, or else from the shipped models.
    """
    marked = list(found.counts.models)
    if len(marked) != 1:
        return {}
    return folder.verdicts_in(paths).get(marked[0]) or models.verdicts(marked[0])
