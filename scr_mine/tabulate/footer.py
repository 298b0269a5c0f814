"""What must be printed under every table: what was counted, over what, by what."""

from collections import Counter
from collections.abc import Iterable

from scr_mine.records import PERCENT_FROM, Review

VERDICT = (
    "Verdict: how the model does on reviews it did not learn from. A theme 'not to be automated' "
    "is for finding passages to read, not for counting."
)


def footer(
    reviews: list[Review],
    roles: tuple[str, ...],
    models: Counter[str],
    by: str,
    *,
    judged: bool,
) -> tuple[str, ...]:
    """The sentences under a table, each true of exactly the passages that were counted."""
    lines = [
        "A theme is counted in a review when at least one of its passages carries it. "
        + ("Under each review: how many do. " if by == "review" else "")
        + f"Roles counted: {_listed(roles)}.",
        _reviews_line(reviews),
        f"Themes marked by {_listed(sorted(models))}; marks are a machine's and can be wrong.",
        *([VERDICT] if judged else []),
        "A review that does not mention a theme may still be about a case that had it.",
    ]
    if len(reviews) < PERCENT_FROM:
        lines.insert(2, "Fewer than ten reviews, so counts are given and percentages are not.")
    return tuple(lines)


def _reviews_line(reviews: list[Review]) -> str:
    scopes = _counted(r.scope for r in reviews)
    kinds = _counted(r.kind for r in reviews)
    years = sorted({r.year for r in reviews if r.year})
    undated = sum(1 for r in reviews if not r.year)
    period = f"years {years[0]} to {years[-1]}" if years else "no year known"
    if years and undated:
        period += f" ({undated} without a year)"
    noun = "review" if len(reviews) == 1 else "reviews"
    return f"{len(reviews)} {noun}. Scope: {scopes}. Kinds: {kinds}. Period: {period}."


def _counted(values: Iterable[str | None]) -> str:
    counts = Counter(value or "not stated" for value in values)
    return ", ".join(f"{counts[name]} {name}" for name in sorted(counts))


def _listed(names: Iterable[str]) -> str:
    items = list(names)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
