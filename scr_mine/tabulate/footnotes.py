"""What must be printed under every table: what was counted, over what, by what."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from statistics import median

from scr_mine.cases import KIND_WORDS
from scr_mine.records import PERCENT_FROM, Review
from scr_mine.tabulate.counts import Counts
from scr_mine.tabulate.groups import FIELDS, NOT_STATED, group_of
from scr_mine.tabulate.rule import Rule

#: What each verdict on the marks of a theme allows.
VERDICTS = {
    "usable": "good enough to count",
    "weak": "read the passages before a count is used",
    "not to be automated": "for finding passages to read, not for counting",
    "too little evidence": "too few labelled passages to judge it by",
    "not known": "no verdict is at hand",
}
#: Kinds that tables and files name by their first letters, which are said with the words.
INITIALS = frozenset({"scr", "lcspr", "cpr"})
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
    judged: bool | Collection[str] = False,
    few: str = FEW,
    smallest: int | None = None,
) -> tuple[str, ...]:
    """The sentences under a table, each true of exactly the passages that were counted.

    `by` is how its columns are formed. `judged` are the verdicts that stand in it, which are
    explained; True for any. `few` says what the table does where there are too few reviews for
    percentages: fewer than PERCENT_FROM in all, or in the `smallest` group that it gives figures
    of.
    """
    reviews = list(counts.reviews.values())
    least = len(reviews) if smallest is None else smallest
    return (
        f"{rule.sentence()} Roles counted: {listed(roles)}.",
        *([HOW[by]] if by in HOW else []),
        *_nowhere_stated(reviews, by),
        *counts.selection,
        reviews_line(reviews),
        *([few] if least < PERCENT_FROM else []),
        _lengths(counts, roles),
        *_left_out(counts.left_out),
        f"Themes marked by {listed(sorted(counts.models))}; a machine's marks can be wrong.",
        *([verdicts(VERDICTS if judged is True else judged)] if judged else []),
        SILENCE,
    )


def verdicts(words: Iterable[str]) -> str:
    """What a verdict is, and what those of the `words` mean that are in use."""
    used = set(words)
    meant = [f"{word}: {meaning}" for word, meaning in VERDICTS.items() if word in used]
    begin = "Verdict: how well the model marks a theme in reviews that it did not learn from"
    return f"{begin} ({'; '.join(meant)})." if meant else f"{begin}."


def few(n: int) -> tuple[str, ...]:
    """The sentence that says why there are no percentages, where there are too few reviews."""
    return () if n >= PERCENT_FROM else (FEW,)


def reviews_line(reviews: Sequence[Review]) -> str:
    """How many reviews, of which scope, kind and period."""
    scopes = ", ".join(f"{n} {name}" for name, n in _tallied(r.scope for r in reviews))
    kinds = ", ".join(f"{n} {kind_of(name, n)}" for name, n in _tallied(r.kind for r in reviews))
    years = sorted({r.year for r in reviews if r.year})
    undated = sum(1 for r in reviews if not r.year)
    period = f"years {years[0]} to {years[-1]}" if years else "no year known"
    if years and undated:
        period += f" ({undated} without a year)"
    noun = "review" if len(reviews) == 1 else "reviews"
    return f"{len(reviews)} {noun}. Scope: {scopes}. Kinds: {kinds}. Period: {period}."


def kind_of(kind: str, number: int) -> str:
    """A kind of review in words: `serious case reviews (scr)`; `audit` of 1."""
    if kind not in KIND_WORDS:
        return kind
    words = KIND_WORDS[kind][number != 1]
    return f"{words} ({kind})" if kind in INITIALS else words


def listed(names: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    items = list(names)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def _lengths(counts: Counts, roles: Sequence[str]) -> str:
    sizes = [counts.size(review, roles) for review in counts.reviews]
    return (
        "Counted passages (those of the roles counted) in a review: "
        f"{min(sizes)} to {max(sizes)}; half of the reviews have {median(sizes):.0f} or fewer. "
        "Longer reviews mention more."
    )


def _left_out(number: int) -> list[str]:
    if not number:
        return []
    noun = "passage that repeats" if number == 1 else "passages that repeat"
    return [f"Left out: {number} {noun} an earlier one."]


def _nowhere_stated(reviews: Sequence[Review], by: str) -> list[str]:
    """Where reviews are to be grouped by a field that none of them states: how to state it."""
    if by not in FIELDS or any(group_of(review, by) != NOT_STATED for review in reviews):
        return []
    field = "year" if by == "period" else by
    none = "The review does not state" if len(reviews) == 1 else "None of the reviews states"
    return [
        f"{none} its {field}, so there is one column only; state it in the column '{field}' of the "
        "manifest, reviews.csv."
    ]


def _tallied(values: Iterable[str | None]) -> list[tuple[str, int]]:
    """How often each value occurs, by name; what is not stated last."""
    counts = Counter(value or NOT_STATED for value in values)
    return sorted(counts.items(), key=lambda item: (item[0] == NOT_STATED, item[0]))
