"""Which groups of reviews are compared: those named, or all that are large enough."""

from collections.abc import Sequence

from scr_mine.errors import InputError, UsageError
from scr_mine.tabulate.counts import Counts
from scr_mine.tabulate.groups import NOT_STATED, group_of, ordered

#: A group of fewer reviews is not compared.
LEAST_REVIEWS = 3
#: An error names so many groups, the largest, and counts the rest.
NAMED = 10


def groups_of(
    counts: Counts, between: str, wanted: Sequence[str] = ()
) -> tuple[dict[str, list[str]], dict[str, int]]:
    """The reviews of each group to compare, and how many reviews every other group has.

    Two groups that are too small are kept where there are no others.
    """
    every: dict[str, list[str]] = {}
    for key, review in counts.reviews.items():
        every.setdefault(group_of(review, between), []).append(key)
    there = _there({name: len(every[name]) for name in ordered(every)})
    stated = [name for name in ordered(every) if name != NOT_STATED]
    for name in wanted:
        if name not in stated:
            raise InputError(f"No review here has the {between} '{name}'; there are: {there}.")
    if len(set(wanted)) == 1:
        raise UsageError(f"A comparison needs two groups; name another {between}.")
    enough = [name for name in stated if len(every[name]) >= LEAST_REVIEWS]
    names = list(wanted) or (stated if len(stated) == 2 else enough)
    if len(names) < 2:
        raise InputError(
            f"A comparison by {between} needs two groups of {LEAST_REVIEWS} reviews or more; "
            f"there are: {there}."
        )
    others = {name: len(every[name]) for name in ordered(every) if name not in names}
    return {name: every[name] for name in names}, others


def _there(sizes: dict[str, int]) -> str:
    largest = sorted(sizes, key=lambda name: -sizes[name])[:NAMED]
    names = [f"{name} ({n})" for name, n in sizes.items() if name in largest]
    if len(sizes) > NAMED:
        names.append(f"and {len(sizes) - NAMED} more")
    return ", ".join(names)
