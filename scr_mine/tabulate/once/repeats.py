"""Counting once: passages that say again, in nearly the same words, what an earlier one said.

An overview and its executive summary, recommendations once more in an appendix, statutory text in
one report after another, one report under two ids. All passages are looked at, whatever their role
or theme, because the size of a review, of which presence takes a share, counts each text once too.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, compress
from itertools import repeat as times

from scr_mine.cases import case_name
from scr_mine.facts import Cell, Column, Made, Row, Table
from scr_mine.records import Review, TaggedPassage
from scr_mine.tabulate.counts import Counts, count
from scr_mine.themes import Codebook

#: A review of which more than this share repeats one other is said to be the same report.
SAME_REPORT = 0.5
#: From which similarity on, and how it is said.
CLOSENESS = (
    (1.0, "word for word"),
    (0.9, "nearly word for word"),
    (0.0, "a few words differ"),
)
_CLOSENESS = tuple((least, Cell(value=words)) for least, words in CLOSENESS)
_COLUMNS = {
    "review": "Repeated in",
    "repeated": "Repeated passage",
    "kept_review": "First said in",
    "kept": "Counted passage",
    "closeness": "How alike",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Repeat:
    """A passage that repeats an earlier one: earlier in its review, or in an earlier review.

    `kept` and `repeated` are ids of passages, `kept_review` and `review` those of their reviews;
    `within` says that the two are one review. `similarity`, in 0..1, is the share of three-word
    runs that the two have in common.
    """

    kept: str
    repeated: str
    similarity: float
    within: bool
    kept_review: str
    review: str


@dataclass(frozen=True, kw_only=True)
class Once:
    """Counts in which every text counts once, and what was left out of them.

    `same_reports` are pairs of ids (earlier, later) of reviews that are likely to be one report:
    most of the later one's passages repeat the earlier one.
    """

    counts: Counts
    repeats: tuple[Repeat, ...]
    same_reports: tuple[tuple[str, str], ...]


def repeats(passages: Iterable[TaggedPassage]) -> tuple[Repeat, ...]:
    """Every passage that repeats an earlier one, in the order of reviews and then of passages.

    Reviews are in the order in which they first come. A passage that repeats one of its own review
    is said to repeat the first there. Passages of fewer than eight words repeat only an equal one
    in the same review. Texts are not kept.
    """
    seen = _Seen()
    for _ in seen.passing(passages):
        pass
    return seen.repeats()


def counted_once(
    passages: Iterable[TaggedPassage],
    codebook: Codebook,
    *,
    within_only: bool = False,
    choose: Callable[[Counts], Counts] | None = None,
) -> Once:
    """Count every text once, reading every passage once.

    With `within_only`, what repeats another review is counted, since that review says it as well.
    `choose` picks reviews out of all, before anything is left out: what a chosen review repeats of
    one that is not chosen is counted. Raises InputError as `counts.count` does.
    """
    seen = _Seen()
    everything = count(seen.passing(passages), codebook)
    chosen = choose(everything) if choose else everything
    seen.among(chosen.reviews)
    found = seen.repeats()
    counts = seen.without_repeats(everything, within_only=within_only)
    return Once(
        counts=replace(
            counts.only(lambda r: r.review_id in chosen.reviews), selection=chosen.selection
        ),
        repeats=found,
        same_reports=_same_reports(found, everything),
    )


def as_mapping(found: Iterable[Repeat], *, within_only: bool = False) -> dict[str, str]:
    """The kept passage's id by the repeated one's, for `counts.count`; ids must be unique.

    With `within_only`, only what repeats a passage of its own review.
    """
    pairs = (r for r in found if r.kept != r.repeated and (r.within or not within_only))
    kept = {r.repeated: r.kept for r in pairs}
    return {repeated: kept.get(first, first) for repeated, first in kept.items()}


def as_table(
    found: Sequence[Repeat],
    reviews: Mapping[str, Review],
    same_reports: Sequence[tuple[str, str]] = (),
) -> Table:
    """All repeats, one a row: which passage of which review repeats which, and how closely.

    The footer names `same_reports`, pairs of reviews that are likely to be one report.
    """
    names = {key: case_name(review) for key, review in reviews.items()}
    # Of cells that come again in row after row, one is made.
    cells = {key: Cell(value=name) for key, name in names.items()}
    within = sum(r.within for r in found)
    return Table(
        id="repeats",
        title="Passages that repeat an earlier one",
        head="Repeat",
        columns=tuple(Column(id=k, label=v, measure="words") for k, v in _COLUMNS.items()),
        rows=Made(len(found), partial(_row, found, cells)),
        n=len(reviews),
        footer=(
            f"Passages that repeat one of their own review: {within}; "
            f"that repeat one of another review: {len(found) - within}.",
            "A passage repeats another when nearly all of their words agree and no number, date, "
            "initial or denial differs. Numbers at the head, case and punctuation do not matter.",
            "Passages of fewer than eight words repeat only an equal one in the same review.",
            *(
                f"Most of {names.get(later, later)} repeats {names.get(earlier, earlier)}: if they "
                "are one report, give both files one review_id in reviews.csv."
                for earlier, later in same_reports
            ),
        ),
    )


def _row(found: Sequence[Repeat], names: Mapping[str, Cell], place: int) -> Row:
    r, number = found[place], str(place + 1)
    said = {
        "review": names.get(r.review) or Cell(value=r.review),
        "repeated": Cell(value=r.repeated, passages=(r.repeated,)),
        "kept_review": names.get(r.kept_review) or Cell(value=r.kept_review),
        "kept": Cell(value=r.kept, passages=(r.kept,)),
        "closeness": next(cell for least, cell in _CLOSENESS if r.similarity >= least),
    }
    group = "Within one review" if r.within else "From one review to another"
    return Row(id=number, label=number, cells=said, group=group)


def _same_reports(found: Iterable[Repeat], everything: Counts) -> tuple[tuple[str, str], ...]:
    shared = Counter((r.kept_review, r.review) for r in found if not r.within)
    return tuple(
        (earlier, later)
        for (earlier, later), number in shared.items()
        if number > SAME_REPORT * everything.passages[later].total()
    )


class _Seen:
    """The passages gone by, by the order in which they came, without their texts."""

    def __init__(self) -> None:
        from scr_mine.tabulate.once.likeness import Texts

        self._texts = Texts()
        self._ids: list[str] = []
        self._roles: list[str] = []
        self._names: dict[str, int] = {}
        self._review, self._themes = array("I"), array("I")
        self._among: Container[int] | None = None
        self._pairs: list[tuple[int, int, float]] | None = None

    def passing(self, passages: Iterable[TaggedPassage]) -> Iterator[TaggedPassage]:
        """The same passages, each looked at on its way."""
        roles: dict[str, str] = {}
        for passage in passages:
            review = self._names.setdefault(passage.review.review_id, len(self._names))
            self._texts.add(passage.text, review)
            self._ids.append(passage.id)
            self._roles.append(roles.setdefault(passage.role, passage.role))
            self._review.append(review)
            self._themes.append(len(passage.themes))
            yield passage

    def among(self, reviews: Iterable[str]) -> None:
        """Look for repeats among the passages of these reviews only."""
        self._among = {self._names[review] for review in reviews}

    def repeats(self) -> tuple[Repeat, ...]:
        """What repeats what, once all have gone by."""
        names = tuple(self._names)
        return tuple(
            Repeat(
                kept=self._ids[kept],
                repeated=self._ids[repeated],
                similarity=similarity,
                within=self._review[kept] == self._review[repeated],
                kept_review=names[self._review[kept]],
                review=names[self._review[repeated]],
            )
            for kept, repeated, similarity in self._found()
        )

    def without_repeats(self, everything: Counts, *, within_only: bool) -> Counts:
        """The counts of the passages gone by, less those that repeat; ids need not be unique."""
        names = tuple(self._names)
        sizes = {review: Counter(roles) for review, roles in everything.passages.items()}
        left_out: Counter[str] = Counter()
        counted = bytearray(b"\1") * len(self._ids)
        for kept, repeated, _ in self._found():
            if not within_only or self._review[kept] == self._review[repeated]:
                counted[repeated] = 0
                review = names[self._review[repeated]]
                left_out[review] += 1
                sizes[review][self._roles[repeated]] -= 1
        # Every passage left a mark a theme, in this order.
        chosen = chain.from_iterable(map(times, counted, self._themes))
        return replace(
            everything,
            passages={review: +roles for review, roles in sizes.items()},
            marks=tuple(compress(everything.marks, chosen)),
            repeated=left_out,
        )

    def _found(self) -> list[tuple[int, int, float]]:
        if self._pairs is None:
            sets = self._texts.sets()
            pairs = sorted(
                (self._review[repeated], repeated, kept)
                for group in sets.groups()
                for kept, repeated in self._in_group(group)
            )
            kept, repeated = [k for _, _, k in pairs], [r for _, r, _ in pairs]
            similar = sets.similarity(kept, repeated)
            self._pairs = list(zip(kept, repeated, similar, strict=True))
        return self._pairs

    def _in_group(self, group: Iterable[int]) -> Iterator[tuple[int, int]]:
        """(kept, repeated): the first in the passage's own review, or else the first of all."""
        among = self._among
        firsts: dict[int, int] = {}
        for passage in sorted(group, key=lambda p: (self._review[p], p)):
            review = self._review[passage]
            if among is not None and review not in among:
                continue
            if firsts:
                yield firsts.get(review, next(iter(firsts.values()))), passage
            firsts.setdefault(review, passage)
