"""When a theme counts as present in a review: documented, measured, adjustable."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from scr_mine.tabulate.counts import Counts, Mark


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A theme is present in a review when enough of its counted passages carry it, or one surely.

    Enough is at least `support` passages and at least the share `share` of the counted passages, so
    that a long report does not collect themes by accident; sure is a probability of `strength` or
    more. Chosen on 56 illustrative reviews left out of training, and on two and four of them put
    together.
    """

    support: int = 2
    share: float = 0.03
    strength: float = 0.6

    def present(self, marks: Iterable[Mark], counted: int) -> bool:
        """Whether these marks of one theme in one review, of `counted` passages, are enough."""
        found = list(marks)
        if not found:
            return False
        enough = max(self.support, ceil(self.share * counted))
        return len(found) >= enough or max(m.probability for m in found) >= self.strength

    def sentence(self) -> str:
        """The rule in words, for the foot of a table."""
        return (
            f"A theme is counted in a review when at least {self.support} of its counted passages "
            f"and {self.share:.0%} of them carry it, or one carries it with a probability of "
            f"{self.strength:.2f} or more."
        )


@dataclass(frozen=True, kw_only=True)
class Presence:
    """Which themes are present in which reviews, from marks on passages of the counted roles.

    `marks[theme][review_id]` are all marks, in order, whether or not they are enough; `present`
    holds the pairs (theme, review_id) that are.
    """

    marks: dict[str, dict[str, tuple[Mark, ...]]]
    present: frozenset[tuple[str, str]]

    def reviews_with(self, theme: str) -> tuple[str, ...]:
        """The ids of the reviews in which the theme is present, sorted."""
        return tuple(sorted(r for r in self.marks.get(theme, {}) if (theme, r) in self.present))


def presence(counts: Counts, roles: tuple[str, ...], rule: Rule) -> Presence:
    """Apply the rule to every theme in every review; known of these counts once it was done."""
    asked = (presence, roles, rule)
    if asked not in counts.known:
        counts.known[asked] = _presence(counts, roles, rule)
    found: Presence = counts.known[asked]
    return found


def _presence(counts: Counts, roles: tuple[str, ...], rule: Rule) -> Presence:
    gathered: dict[str, dict[str, list[Mark]]] = {}
    for mark in counts.of_roles(roles):
        gathered.setdefault(mark.theme, {}).setdefault(mark.review, []).append(mark)
    sizes = {review: counts.size(review, roles) for review in counts.reviews}
    marks = {
        theme: {review: tuple(found) for review, found in by_review.items()}
        for theme, by_review in gathered.items()
    }
    return Presence(
        marks=marks,
        present=frozenset(
            (theme, review)
            for theme, by_review in marks.items()
            for review, found in by_review.items()
            if rule.present(found, sizes[review])
        ),
    )
