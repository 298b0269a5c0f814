"""Which passages a page holds: those that a figure on it opens to, up to a limit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from scr_mine.inert import clean
from scr_mine.records import VIEW_ROLES, TaggedPassage
from scr_mine.study import Study

#: Bytes of passages' text that one page holds at most: a page of more opens slowly.
EVIDENCE = 5_000_000
#: The role whose passages are shown also where they carry no theme: recommendations are counted.
ASKED = "recommendation"
NO_THEME = "no-theme"
#: Roles that some table counts, in the order of the codebook.
COUNTED, LESSONS = VIEW_ROLES["features"], VIEW_ROLES["lessons"]
#: The places of a probability that are kept.
PLACES = 4


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A passage on the page: its number there is its place in the list.

    `themes` are those that a figure counts it under, the strongest first, with their probability;
    it is listed under the first, or under NO_THEME. `read` is its place in the order of reading.
    """

    passage: TaggedPassage
    read: int
    themes: tuple[tuple[str, float], ...]

    @property
    def highest(self) -> float:
        """Its highest probability, 0 without a theme."""
        return self.themes[0][1] if self.themes else 0.0

    @property
    def under(self) -> str:
        """The theme under which its text stands."""
        return self.themes[0][0] if self.themes else NO_THEME


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The passages of a page in printed order, and of how many they are.

    `tally[theme, review_id, role]` is how many passages are counted there, whether chosen or not,
    and the highest probability among them.
    """

    entries: tuple[Entry, ...]
    of: int
    tally: Mapping[tuple[str, str, str], tuple[int, float]]

    @property
    def capped(self) -> bool:
        """Whether some had to be left out."""
        return len(self.entries) < self.of


class _Candidate(NamedTuple):
    place: int
    review: str
    size: int
    themes: tuple[tuple[str, float], ...]


def chosen(study: Study, *, limit: int = EVIDENCE) -> Chosen:
    """Choose by theme and review, the strongest of each first, until the text fills the limit.

    Nothing is chosen or tallied where small counts are withheld: a passage names its review, and
    so would tell them.
    """
    if study.least:
        return Chosen(entries=(), of=0, tally={})
    tally: dict[tuple[str, str, str], tuple[int, float]] = {}
    found = list(_candidates(study, tally))
    kept = found if sum(c.size for c in found) <= limit else _strongest(found, limit)
    themes = {candidate.place: candidate.themes for candidate in kept}
    at = {theme: place for place, theme in enumerate((*study.codebook.theme_ids, NO_THEME))}
    order = {review.review_id: place for place, review in enumerate(study.reviews)}
    # By their places, not their ids, which lines of other tools may bear twice.
    passages = ((n, p) for n, p in enumerate(study.passages()) if n in themes)
    entries = [
        Entry(passage=passage, themes=themes[place], read=read)
        for read, (place, passage) in enumerate(passages)
    ]
    entries.sort(key=lambda e: (at[e.under], order[e.passage.review.review_id], -e.highest))
    return Chosen(entries=tuple(entries), of=len(found), tally=tally)


def _candidates(
    study: Study, tally: dict[tuple[str, str, str], tuple[int, float]]
) -> Iterator[_Candidate]:
    """The passages that some figure opens to; their marks are tallied on the way."""
    kinds = {theme.id: theme.kind for theme in study.codebook.themes}
    shown = {
        role: {t for t, kind in kinds.items() if role in LESSONS or kind != "practice"}
        for role in COUNTED
    }
    for place, passage in enumerate(study.passages()):
        if passage.role not in shown or passage.id in study.repeats:
            continue
        review = passage.review.review_id
        themes: dict[str, float] = {}
        for theme in passage.themes:
            if theme in shown[passage.role]:
                value = themes[theme] = float(passage.probabilities.get(theme, 1.0))
                number, highest = tally.get((theme, review, passage.role), (0, 0.0))
                tally[theme, review, passage.role] = (number + 1, max(highest, value))
        if themes or passage.role == ASKED:
            ranked = sorted(themes.items(), key=lambda pair: -pair[1])
            yield _Candidate(
                place=place,
                review=review,
                size=len(clean(passage.text).encode("utf-8")),
                themes=tuple((theme, round(value, PLACES)) for theme, value in ranked),
            )


def _strongest(found: list[_Candidate], limit: int) -> list[_Candidate]:
    """The strongest of every theme in every review, then the second ones, and so on."""
    by_pair: dict[tuple[str, str], list[tuple[float, int]]] = {}
    for place, candidate in enumerate(found):
        for theme, value in candidate.themes or ((NO_THEME, 0.0),):
            by_pair.setdefault((theme, candidate.review), []).append((-value, place))
    best: dict[int, tuple[int, float]] = {}
    for ranked in by_pair.values():
        for rank, (value, place) in enumerate(sorted(ranked)):
            best[place] = min(best.get(place, (rank, value)), (rank, value))
    kept, size = [], 0
    for place in sorted(best, key=lambda place: (best[place], place)):
        size += found[place].size
        if size > limit:
            break
        kept.append(found[place])
    return kept
