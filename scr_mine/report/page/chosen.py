"""Which passages a page holds: those that a figure on it opens to, up to a limit."""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass

from scr_mine.inert import clean
from scr_mine.records import VIEW_ROLES, TaggedPassage
from scr_mine.study import Study
from scr_mine.themes import Codebook

#: Themes with their probability, the strongest first.
Themes = tuple[tuple[str, float], ...]
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
    themes: Themes

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


def chosen(study: Study, *, limit: int = EVIDENCE) -> Chosen:
    """Choose by theme and review, the strongest of each first, until the text fills the limit.

    Nothing is chosen or tallied where small counts are withheld: a passage names its review, and
    so would tell them.
    """
    if study.least:
        return Chosen(entries=(), of=0, tally={})
    marks = _Marks(study.codebook)
    candidates = _Candidates()
    for place, passage in enumerate(study.passages()):
        if passage.id not in study.repeats and (found := marks.of(passage)) is not None:
            candidates.add(place, passage, found)
    kept = candidates.strongest(limit)
    # By their places, not their ids, which lines of other tools may bear twice.
    passages = (p for n, p in enumerate(study.passages()) if n in kept)
    entries = [
        Entry(passage=passage, read=read, themes=marks.of(passage) or ())
        for read, passage in enumerate(passages)
    ]
    at = {theme: place for place, theme in enumerate((*study.codebook.theme_ids, NO_THEME))}
    order = {review.review_id: place for place, review in enumerate(study.reviews)}
    entries.sort(key=lambda e: (at[e.under], order[e.passage.review.review_id], -e.highest))
    return Chosen(entries=tuple(entries), of=candidates.number, tally=candidates.tally)


class _Marks:
    """What some figure counts a passage under."""

    def __init__(self, codebook: Codebook) -> None:
        self._shown = {
            role: {t.id for t in codebook.themes if role in LESSONS or t.kind != "practice"}
            for role in COUNTED
        }

    def of(self, passage: TaggedPassage) -> Themes | None:
        """Its themes, the strongest first; None if no figure opens to it."""
        shown = self._shown.get(passage.role, set())
        found = {
            theme: float(passage.probabilities.get(theme, 1.0))
            for theme in passage.themes
            if theme in shown
        }
        if not found and passage.role != ASKED:
            return None
        ranked = sorted(found.items(), key=lambda pair: -pair[1])
        return tuple((theme, round(value, PLACES)) for theme, value in ranked)


class _Candidates:
    """The passages that could be on the page, as columns of numbers: there may be very many."""

    def __init__(self) -> None:
        self.tally: dict[tuple[str, str, str], tuple[int, float]] = {}
        self._places, self._sizes = array("q"), array("q")
        # Of every mark: which theme in which review, on which candidate, how strong.
        self._pairs: dict[tuple[str, str], int] = {}
        self._pair, self._of, self._value = array("q"), array("q"), array("d")

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self._places)

    def add(self, place: int, passage: TaggedPassage, themes: Themes) -> None:
        """Add the passage that is read at this place, with what it is counted under."""
        review = passage.review.review_id
        for theme, value in themes or ((NO_THEME, 0.0),):
            pair = self._pairs.setdefault((theme, review), len(self._pairs))
            self._pair.append(pair)
            self._of.append(self.number)
            self._value.append(-value)
        for theme, _ in themes:
            value = float(passage.probabilities.get(theme, 1.0))
            number, highest = self.tally.get((theme, review, passage.role), (0, 0.0))
            self.tally[theme, review, passage.role] = (number + 1, max(highest, value))
        self._places.append(place)
        self._sizes.append(len(clean(passage.text).encode("utf-8")))

    def strongest(self, limit: int) -> frozenset[int]:
        """The places of the strongest of every theme in every review, then of the second ones, and
        so on, as long as their text fits.
        """
        import numpy as np

        places, sizes = np.array(self._places), np.array(self._sizes)
        if sizes.sum() <= limit:
            return frozenset(self._places)
        pair, of, value = (np.array(column) for column in (self._pair, self._of, self._value))
        order = np.lexsort((of, value, pair))
        first = np.flatnonzero(np.append(True, np.diff(pair[order])))
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order)) - np.repeat(first, np.diff([*first, len(order)]))
        # The best mark of each candidate, and candidates by that.
        best = np.lexsort((value, rank, of))
        best = best[np.append(True, np.diff(of[best]) > 0)]
        best = best[np.lexsort((of[best], value[best], rank[best]))]
        fitting = np.cumsum(sizes[of[best]]) <= limit
        return frozenset(places[of[best]][fitting].tolist())
