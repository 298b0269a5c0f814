"""What all tables are made of: the marks in tagged passages, read once, with their reviews."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from scr_mine.errors import InputError
from scr_mine.records import Review, TaggedPassage
from scr_mine.themes import Codebook


class Mark(NamedTuple):
    """One theme on one passage. `probability` lies in 0..1, 1.0 where a person marked it."""

    review: str
    theme: str
    role: str
    passage: str
    probability: float


@dataclass(frozen=True, kw_only=True)
class Counts:
    """The marks of a set of reviews, and how many passages of each role every review has.

    `passages[review_id][role]` counts all passages, marked or not, each text once. `tagged_by` says
    of each review how many of its passages each model or person tagged, `repeated` how many only
    repeat another and are left out. `selection` is sentences on which reviews were chosen.
    """

    reviews: dict[str, Review]
    passages: dict[str, Counter[str]]
    marks: tuple[Mark, ...]
    tagged_by: dict[str, Counter[str]]
    repeated: Counter[str] = field(default_factory=Counter)
    selection: tuple[str, ...] = ()
    #: What was worked out of these counts, for whoever asks the same of them again.
    known: dict[Any, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    @property
    def models(self) -> frozenset[str]:
        """The models or persons that tagged the passages of these reviews."""
        return frozenset(model for by in self.tagged_by.values() for model in by)

    @property
    def left_out(self) -> int:
        """How many passages of these reviews only repeat another."""
        return self.repeated.total()

    def only(self, keep: Callable[[Review], bool]) -> "Counts":
        """The counts of those reviews alone."""
        kept = {key: review for key, review in self.reviews.items() if keep(review)}
        return replace(
            self,
            reviews=kept,
            passages={key: self.passages[key] for key in kept},
            tagged_by={key: self.tagged_by[key] for key in kept},
            repeated=Counter({key: self.repeated[key] for key in kept}),
            marks=tuple(mark for mark in self.marks if mark.review in kept),
        )

    def of_roles(self, roles: Iterable[str]) -> tuple[Mark, ...]:
        """The marks on passages of these roles."""
        wanted = frozenset(roles)
        return tuple(mark for mark in self.marks if mark.role in wanted)

    def size(self, review_id: str, roles: Iterable[str]) -> int:
        """How many passages of these roles a review has."""
        return sum(self.passages[review_id][role] for role in roles)


def count(
    passages: Iterable[TaggedPassage],
    codebook: Codebook,
    *,
    repeats: Mapping[str, str] | None = None,
) -> Counts:
    """Read every passage once, in any order; texts are not kept.

    `repeats` maps the id of a passage that only repeats another to that other's id; such passages
    are not counted. Raises InputError where there is no passage, or a theme is not in the codebook.
    """
    repeats = repeats or {}
    reviews: dict[str, Review] = {}
    sizes: dict[str, Counter[str]] = {}
    tagged_by: dict[str, Counter[str]] = {}
    marks: list[Mark] = []
    # Of names that come again with every line, one copy is kept.
    themes = {theme: theme for theme in codebook.theme_ids}
    roles: dict[str, str] = {}
    repeated: Counter[str] = Counter()
    for passage in passages:
        key = passage.review.review_id
        if key not in reviews:
            reviews[key] = passage.review
            sizes[key], tagged_by[key] = Counter(), Counter()
        tagged_by[key][passage.model] += 1
        if passage.id in repeats:
            repeated[key] += 1
            continue
        role = roles.setdefault(passage.role, passage.role)
        sizes[key][role] += 1
        for theme in passage.themes:
            if theme not in themes:
                raise InputError(
                    f"{passage.id}: the theme '{theme}' is not in the codebook; "
                    "use the themes file it was tagged with."
                )
            probability = float(passage.probabilities.get(theme, 1.0))
            review_id = reviews[key].review_id
            marks.append(Mark(review_id, themes[theme], role, passage.id, probability))
    if not reviews:
        raise InputError("There is no tagged passage to count; tag some reports first.")
    return Counts(
        reviews=reviews,
        passages=sizes,
        marks=tuple(marks),
        tagged_by=tagged_by,
        repeated=repeated,
    )
