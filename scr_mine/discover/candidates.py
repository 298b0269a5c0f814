"""Candidates for new themes: a table of clusters of passages that no theme covers."""

from collections.abc import Collection, Iterable, Sequence

from scr_mine.cases import case_name
from scr_mine.discover.clusters import Cluster, clusters
from scr_mine.discover.words import Texts, said
from scr_mine.errors import InputError
from scr_mine.facts import Cell, Column, Row, Table
from scr_mine.records import VIEW_ROLES, TaggedPassage

#: A passage is about no theme where none is marked and none has a probability as high as this.
UNLIKELY = 0.2
#: A candidate has so many passages in so many reviews, and so many of its pairs stay together.
LEAST_PASSAGES, LEAST_REVIEWS, LEAST_STABILITY = 4, 2, 1 / 3
#: Passages of fewer words say too little to be put together with others.
LEAST_WORDS = 8
#: So many typical passages are quoted, from different reviews, cut at so many characters.
TYPICAL, QUOTED = 3, 180
COLUMNS = (
    Column(id="terms", label="Words that mark it", measure="words"),
    Column(id="reviews", label="Reviews", measure="reviews"),
    Column(id="passages", label="Passages", measure="passages"),
    Column(id="stability", label="Stay together", measure="share"),
    Column(id="typical", label="Typical passages", measure="words"),
)
TO_BE_READ = (
    "Candidates are for a person to read: words that go together need not be a theme. Nothing is "
    "added to the codebook by itself."
)
STAY = (
    "Stay together: of two passages of a candidate, how often both come together again when a "
    "fifth of the reviews is left out and everything is done anew."
)


def uncovered(passages: Iterable[TaggedPassage]) -> list[TaggedPassage]:
    """Passages of lessons that carry no theme and are unlikely to, in order."""
    roles = VIEW_ROLES["lessons"]
    return [
        p
        for p in passages
        if p.role in roles
        and not p.themes
        and max(p.probabilities.values(), default=0.0) < UNLIKELY
        and len(p.text.split()) >= LEAST_WORDS
    ]


def candidates(
    passages: Iterable[TaggedPassage],
    *,
    repeats: Collection[str] = (),
    selection: Sequence[str] = (),
    most: int = 20,
    seed: int = 1,
) -> Table:
    """The firmest clusters of uncovered passages, at most `most`, the firmest first.

    Left out are those in fewer reviews than LEAST_REVIEWS and those that fall apart when reviews
    are resampled. Raises InputError where there are too few passages to look for any.
    """
    everything = sorted(
        (p for p in passages if p.id not in repeats), key=lambda p: (p.review.review_id, p.id)
    )
    left = uncovered(everything)
    reviews = {p.review.review_id for p in left}
    if len(left) < 2 * LEAST_PASSAGES or len(reviews) < LEAST_REVIEWS:
        raise InputError(
            f"Only {len(left)} passages of lessons in {len(reviews)} reviews carry no theme; that "
            "is too few to look for new ones in."
        )
    among = Texts(
        texts=tuple(p.text for p in everything),
        reviews=tuple(p.review.review_id for p in everything),
    )
    words = said([p.text for p in left], among=among, seed=seed)
    made = clusters(words, [p.review.review_id for p in left], seed=seed) if words else []
    big = [c for c in made if len(c.rows) >= LEAST_PASSAGES and c.terms]
    spread = [c for c in big if len({left[r].review.review_id for r in c.rows}) >= LEAST_REVIEWS]
    firm = [c for c in spread if c.stability >= LEAST_STABILITY]
    return Table(
        id="candidates",
        title="Candidates for new themes",
        head="Candidate",
        columns=COLUMNS,
        rows=tuple(_row(n, c, left, len(reviews)) for n, c in enumerate(firm[:most], 1)),
        n=len(reviews),
        footer=(
            TO_BE_READ,
            _looked_at(len(left), len(reviews)),
            *selection,
            STAY,
            _left_out(len(made), len(big), len(spread), len(firm), most),
            f"Seed {seed}; the same passages give the same candidates.",
        ),
    )


def _looked_at(passages: int, reviews: int) -> str:
    return (
        f"Looked at: {passages} passages of findings, recommendations and good practice, in "
        f"{reviews} reviews, that carry no theme and have none with a probability of {UNLIKELY} or "
        "more."
    )


def _left_out(made: int, big: int, spread: int, firm: int, most: int) -> str:
    more = f", {firm - most} beyond the first {most}" if firm > most else ""
    return (
        f"Left out: {made - big} groups of fewer than {LEAST_PASSAGES} passages or without words "
        f"of their own, {big - spread} of a single review, {spread - firm} that stay together less "
        f"than {LEAST_STABILITY:.0%}{more}."
    )


def _row(number: int, found: Cluster, left: Sequence[TaggedPassage], of: int) -> Row:
    members = [left[row] for row in found.rows]
    reviews = {p.review.review_id for p in members}
    ids = tuple(p.id for p in members)
    return Row(
        id=f"candidate-{number}",
        label=f"Candidate {number}",
        cells={
            "terms": Cell(value=", ".join(found.terms)),
            "reviews": Cell(value=len(reviews), of=of, passages=ids),
            "passages": Cell(value=len(members), passages=ids),
            "stability": Cell(value=round(found.stability, 4)),
            "typical": Cell(value=" | ".join(_typical(members))),
        },
    )


def _typical(members: Sequence[TaggedPassage]) -> list[str]:
    """The passages nearest to the middle, one of a review, shortened, with their case."""
    first: dict[str, TaggedPassage] = {}
    for passage in members:
        first.setdefault(passage.review.review_id, passage)
    return [f"“{_short(p.text)}” ({case_name(p.review)})" for p in list(first.values())[:TYPICAL]]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= QUOTED else f"{line[:QUOTED].rsplit(' ', 1)[0]} …"
