"""All passages that an audit is about: what was marked on each, and a fingerprint of it all."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from scr_mine.errors import InputError
from scr_mine.records import Review, TaggedPassage
from scr_mine.tabulate.groups import group_of
from scr_mine.themes import Codebook

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Population:
    """Passages in an order that does not depend on that of the files; texts are not kept.

    `of` is the place of each passage's review in `reviews`. `marked` and `chances` have a row for
    each passage and a column for each theme: whether it is marked, and its probability in 0..1,
    which is 1 or 0 where the line has none. `digest` is the same for the same tagged lines.
    """

    ids: tuple[str, ...]
    reviews: tuple[Review, ...]
    of: Ints
    roles: npt.NDArray[np.str_]
    marked: Bools
    chances: Floats
    themes: tuple[str, ...]
    models: tuple[str, ...]
    digest: str

    @property
    def size(self) -> int:
        """How many passages there are."""
        return len(self.ids)

    @cached_property
    def places(self) -> dict[str, int]:
        """The row of each passage, by its id."""
        return {name: row for row, name in enumerate(self.ids)}

    def groups(self, by: str) -> list[str]:
        """The group of each review."""
        return [group_of(review, by) for review in self.reviews]

    def counted(self, roles: Collection[str]) -> Bools:
        """Of each passage whether the role marked is one of these."""
        found: Bools = np.isin(self.roles, list(roles))
        return found


def population(
    passages: Iterable[TaggedPassage],
    codebook: Codebook,
    *,
    reviews: Collection[str] | None = None,
    repeats: Collection[str] = (),
) -> Population:
    """The passages of these reviews, of all if None, without those that only repeat another.

    Raises InputError where there is none, an id comes twice or a theme is not in the codebook.
    """
    column = {theme: number for number, theme in enumerate(codebook.theme_ids)}
    kept = [
        (_place(passage), passage.review, passage.role, *_marks(passage, column), passage.model)
        for passage in passages
        if passage.id not in repeats and (reviews is None or passage.review.review_id in reviews)
    ]
    if not kept:
        raise InputError("There is no tagged passage to check; tag some reports first.")
    kept.sort(key=lambda one: one[0])
    ids = [one[0][2] for one in kept]
    for before, after in pairwise(ids):
        if before == after:
            raise InputError(f"{after}: two passages have this id; give each an id of its own.")
    found = {one[1].review_id: one[1] for one in kept}
    rows = {review_id: row for row, review_id in enumerate(found)}
    return Population(
        ids=tuple(ids),
        reviews=tuple(found.values()),
        of=np.array([rows[one[1].review_id] for one in kept]),
        roles=np.array([one[2] for one in kept]),
        marked=np.array([one[3] for one in kept], dtype=bool),
        chances=np.array([one[4] for one in kept], dtype=np.float64),
        themes=codebook.theme_ids,
        models=tuple(sorted({one[5] for one in kept})),
        digest=_digest(kept),
    )


def _place(passage: TaggedPassage) -> tuple[str, int, str]:
    """Sorts passages by review, as they stand in it."""
    return passage.review.review_id, passage.start or 0, passage.id


def _marks(passage: TaggedPassage, column: dict[str, int]) -> tuple[Bools, npt.NDArray[np.float32]]:
    marked: Bools = np.zeros(len(column), dtype=bool)
    chances: npt.NDArray[np.float32] = np.zeros(len(column), dtype=np.float32)
    for theme in passage.themes:
        if theme not in column:
            raise InputError(
                f"{passage.id}: the theme '{theme}' is not in the codebook; "
                "use the themes file it was tagged with."
            )
        marked[column[theme]], chances[column[theme]] = True, 1.0
    for theme, probability in passage.probabilities.items():
        if theme in column:
            chances[column[theme]] = min(1.0, max(0.0, float(probability)))
    return marked, chances


def _digest(kept: Iterable[tuple[Any, ...]]) -> str:
    digest = sha256()
    for (review, _, name), _, role, marked, chances, model in kept:
        digest.update("\0".join((review, name, role, model)).encode("utf-8", "replace"))
        digest.update(np.packbits(marked).tobytes() + np.round(chances, 4).tobytes())
    return digest.hexdigest()
