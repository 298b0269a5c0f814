"""What must be printed under every table: what was counted, over what, by what."""

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median

from scr_mine.records import PERCENT_FROM, Review
from scr_mine.tabulate.counts import Counts
from scr_mine.tabulate.rule import Rule

VERDICT = (
    "Verdict: how the model does on reviews it did not learn from. A theme 'not to be automated' "
    "is for finding passages to read, not for counting."
)
FEW = "Fewer than ten reviews, so counts are given and percentages are not."
SILENCE = "A review that does not mention a theme may still be about a case that had it."
HOW = {
    "review": "Under each review: how many of its passages carry the theme, in brackets where they "
    "are too few or too weak to count.",
    "role": "Under each role: in how many of these reviews the theme counts and a passage of that "
    "role carries it.",
}


def footnotes(
    counts: Counts,
    roles: Sequence[str],
    rule: Rule,
    *,
    by: str = "",
    judged: bool = False,
    few: str = FEW,
    smallest: int | None = None,
) -> tuple[str, ...]:
    """The sentences under a table, each true of exactly the passages that were counted.

    `few` says what the table does where there are too few reviews for percentages: fewer than
    PERCENT_FROM in all, or in the `smallest` group that it gives figures of.
    """
    reviews = list(counts.reviews.values())
    least = len(reviews) if smallest is None else smallest
    return (
        f"{rule.sentence()} Roles counted: {listed(roles)}.",
        *([HOW[by]] if by in HOW else []),
        *counts.selection,
        reviews_line(reviews),
        *([few] if least < PERCENT_FROM else []),
        _lengths(counts, roles),
        *_left_out(counts.left_out),
        f"Themes marked by {listed(sorted(counts.models))}; a machine's marks can be wrong.",
        *([VERDICT] if judged else []),
        SILENCE,
    )


def few(n: int) -> tuple[str, ...]:
    """The sentence that says why there are no percentages, where there are too few reviews."""
    return () if n >= PERCENT_FROM else (FEW,)


def reviews_line(reviews: Sequence[Review]) -> str:
    """How many reviews, of which scope, kind and period."""
    scopes = _counted(r.scope for r in reviews)
    kinds = _counted(r.kind for r in reviews)
    years = sorted({r.year for r in reviews if r.year})
    undated = sum(1 for r in reviews if not r.year)
    period = f"years {years[0]} to {years[-1]}" if years else "no year known"
    if years and undated:
        period += f" ({undated} without a year)"
    noun = "review" if len(reviews) == 1 else "reviews"
    return f"{len(reviews)} {noun}. Scope: {scopes}. Kinds: {kinds}. Period: {period}."


def listed(names: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    items = list(names)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def _lengths(counts: Counts, roles: Sequence[str]) -> str:
    sizes = [counts.size(review, roles) for review in counts.reviews]
    return (
        f"Counted passages in a review: {min(sizes)} to {max(sizes)}, half of them with "
        f"{median(sizes):.0f} or fewer; longer reviews mention more."
    )


def _left_out(number: int) -> list[str]:
    if not number:
        return []
    noun = "passage that repeats" if number == 1 else "passages that repeat"
    return [f"Left out: {number} {noun} an earlier one."]


def _counted(values: Iterable[str | None]) -> str:
    counts = Counter(value or "not stated" for value in values)
    return ", ".join(f"{counts[name]} {name}" for name in sorted(counts))
