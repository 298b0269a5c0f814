"""The passages behind a number: chosen, and shown with where they stand."""

import textwrap
from collections.abc import Callable, Iterable

from scr_mine.errors import InputError, among
from scr_mine.inert import clean
from scr_mine.records import ROLES, TaggedPassage

WIDTH = 96


def chosen(
    passages: Iterable[TaggedPassage],
    *,
    theme: str | None = None,
    review: str | None = None,
    role: str | None = None,
) -> list[TaggedPassage]:
    """The passages that meet every condition given, in their order.

    Raises InputError if none does, naming the condition that no passage meets.
    """
    tests: dict[str, tuple[str | None, Callable[[TaggedPassage], bool]]] = {
        "theme": (theme, lambda p: theme in p.themes),
        "review": (review, lambda p: review == p.review.review_id),
        "role": (role, lambda p: role == p.role),
    }
    met = {name: False for name, (wanted, _) in tests.items() if wanted is not None}
    found, reviews = [], set()
    for passage in passages:
        reviews.add(passage.review.review_id)
        results = {name: tests[name][1](passage) for name in met}
        met = {name: met[name] or result for name, result in results.items()}
        if all(results.values()):
            found.append(passage)
    if not found:
        if role is not None and role not in ROLES:
            raise InputError(f"There is no role '{role}'; the roles are: {', '.join(ROLES)}.")
        if review is not None and not met["review"]:
            there = among(review, sorted(reviews))
            raise InputError(f"There is no review '{review}' here; {there}.")
        never = [f"{name} '{tests[name][0]}'" for name, seen in met.items() if not seen]
        if never:
            raise InputError(f"No passage here has the {' or the '.join(never)}.")
        raise InputError("No passage meets all these conditions together; drop one of them.")
    return found


def citation(passage: TaggedPassage) -> str:
    """Where a passage stands: review, its file if several, page and paragraph, or else heading."""
    parts = [passage.review.review_id]
    if len(passage.review.files) > 1 and passage.document:
        parts.append(passage.document)
    if passage.page is not None:
        parts.append(f"page {passage.page}")
    if passage.paragraph:
        parts.append(f"para. {passage.paragraph}")
    if len(parts) == 1 and passage.headings:
        parts.append(f"under '{passage.headings[-1]}'")
    return ", ".join(parts)


def as_text(passage: TaggedPassage) -> str:
    """A passage for reading in a terminal: citation, role, themes with probability, text."""
    marks = ", ".join(_mark(passage, theme) for theme in passage.themes) or "no theme"
    body = textwrap.indent(textwrap.fill(clean(passage.text), WIDTH - 4), "    ")
    return f"{clean(f'{citation(passage)} ({passage.role}; {marks})')}\n{body}\n"


def _mark(passage: TaggedPassage, theme: str) -> str:
    probability = passage.probabilities.get(theme)
    return theme if probability is None else f"{theme} {probability:.2f}"
