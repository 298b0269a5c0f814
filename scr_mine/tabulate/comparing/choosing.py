"""Which groups of reviews are compared: those named, or all that are large enough."""

from collections.abc import Sequence
from itertools import combinations

from scr_mine.errors import InputError, UsageError
from scr_mine.tabulate.counts import Counts
from scr_mine.tabulate.groups import NOT_STATED, group_of, matches, ordered

#: A group of fewer reviews is not compared.
LEAST_REVIEWS = 3
#: An error names so many groups, the largest, and counts the rest.
NAMED = 10


def groups_of(
    counts: Counts, between: str, wanted: Sequence[str] = ()
) -> tuple[dict[str, list[str]], dict[str, int]]:
    """The reviews of each group to compare, and how many reviews every other group has.

    Two groups that are too small are kept where there are no others. A wanted year may be a span,
    `2005-2012`, `2013-` or `-2012`. Raises InputError for a group of no review, UsageError for
    fewer than two groups or two that share a review.
    """
    every: dict[str, list[str]] = {}
    for key, review in counts.reviews.items():
        every.setdefault(group_of(review, between), []).append(key)
    there = _there({name: len(every[name]) for name in ordered(every)})
    stated = [name for name in ordered(every) if name != NOT_STATED]
    for name in wanted:
        if name not in every:
            every[name] = [k for k, r in counts.reviews.items() if matches(r, between, name)]
        if name == NOT_STATED or not every[name]:
            raise InputError(f"No review here has the {between} '{name}'; there are: {there}.")
    if len(set(wanted)) == 1:
        raise UsageError(f"A comparison needs two groups; name another {between}.")
    _check_apart(between, {name: every[name] for name in wanted})
    enough = [name for name in stated if len(every[name]) >= LEAST_REVIEWS]
    names = list(wanted) or (stated if len(stated) == 2 else enough)
    if len(names) < 2:
        raise InputError(
            f"A comparison by {between} needs two groups of {LEAST_REVIEWS} reviews or more; "
            f"there are: {there}."
        )
    inside = {review for name in names for review in every[name]}
    others = {
        n: len(every[n])
        for n in ordered(every)
        if n not in names and every[n] and not inside & set(every[n])
    }
    return {name: every[name] for name in names}, others


def _check_apart(between: str, members: dict[str, list[str]]) -> None:
    for one, other in combinations(members, 2):
        if set(members[one]) & set(members[other]):
            raise UsageError(
                f"The {between}s '{one}' and '{other}' share reviews; name two that do not overlap."
            )


def _there(sizes: dict[str, int]) -> str:
    largest = sorted(sizes, key=lambda name: -sizes[name])[:NAMED]
    names = [f"{name} ({n})" for name, n in sizes.items() if name in largest]
    if len(sizes) > NAMED:
        names.append(f"and {len(sizes) - NAMED} more")
    return ", ".join(names)
