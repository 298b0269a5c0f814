"""Single lines on stderr about what was written: what changed since, what to mend, what to keep."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scr_mine.records import Review

#: So many reports are named.
NAMED = 5


def say_marked_anew(before: Mapping[str, str], now: Mapping[str, str]) -> None:
    """Say that the last run into a folder used another model or codebook, if it did."""
    other = [key for key in now if before.get(key, now[key]) != now[key]]
    if not other:
        return
    new, old = (
        " with ".join(f"codebook {by[key]}" if key == "codebook" else by[key] for key in other)
        for by in (now, before)
    )
    click.echo(
        f"Marked anew by {new}; the last run here used {old}, so figures will differ.", err=True
    )


def say_untitled(reviews: Iterable[Review]) -> None:
    """Say which reports are called by their file, as neither board nor label is known."""
    files = [Path(file).name for review in reviews if (file := _called_by(review))]
    if not files:
        return
    named = ", ".join(files[:NAMED]) + (" and others" if len(files) > NAMED else "")
    many = f"{len(files)} reports; they are named by their file: {named}; give them"
    one = f"1 report; it is named by its file: {named}; give it"
    click.echo(
        f"No title was found for {one if len(files) == 1 else many} in reviews.csv.", err=True
    )


def say_joined(reviews: Iterable[Review], listed: Container[str] = ()) -> None:
    """Say which reports were counted as one review because their title pages agree.

    Files in `listed` stand in a manifest, where a person has said so.
    """
    joined = [
        " with ".join(Path(file).name for file in review.files)
        for review in reviews
        if len(review.files) > 1 and any(file not in listed for file in review.files)
    ]
    if not joined:
        return
    named = "; ".join(joined[:NAMED]) + ("; and others" if len(joined) > NAMED else "")
    click.echo(
        f"Counted as one review, as their title pages name one case: {named}. If that is wrong, "
        "give each its own review_id in reviews.csv.",
        err=True,
    )


def say_copies(reviews: Iterable[Review], digests: Mapping[str, str]) -> None:
    """Say which files are the same to the byte, by their `digests`, but count as two reviews."""
    copies: dict[str, dict[str, str]] = {}
    for review in reviews:
        for file in review.files:
            if file in digests:
                copies.setdefault(digests[file], {}).setdefault(review.review_id, file)
    same = [" and ".join(by.values()) for by in copies.values() if len(by) > 1]
    if not same:
        return
    named = "; ".join(same[:NAMED]) + ("; and others" if len(same) > NAMED else "")
    click.echo(
        f"The same file more than once, and each counts as a review: {named}. Remove the copies, "
        "or give them one review_id in reviews.csv.",
        err=True,
    )


def say_rest_is_whole(made_of: Sequence[Path], report: str) -> None:
    """Say that numbers are withheld in the report only, not in what it was made of."""
    files = [str(path) for path in made_of if str(path) != "-"]
    if files:
        rest = (
            f"{files[0]} itself still holds" if len(files) == 1 else "The tagged files still hold"
        )
        click.echo(f"{rest} every passage, so pass on only {report}.", err=True)


def _called_by(review: Review) -> str:
    """The file by which a review is called, if it is."""
    from scr_mine.cases import case_name
    from scr_mine.manifest import slug

    if case_name(review) != review.review_id:
        return ""
    called = f"-{review.review_id}-"
    return next((f for f in review.files if f"-{slug(Path(f).stem)}-" in called), "")
