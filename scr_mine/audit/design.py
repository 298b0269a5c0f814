"""The design of a sample as a file: what was drawn with what chance, of which marks, and how."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from typing import Any

from scr_mine.audit.population import Population
from scr_mine.audit.sample import Draw, Stratum
from scr_mine.errors import InputError
from scr_mine.records import TaggedPassage
from scr_mine.store import dumps, plain
from scr_mine.themes import Codebook

KIND = "scr-mine audit sample"


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A passage that was drawn; `chance`, in 0..1, is how likely that was."""

    id: str
    stratum: str
    chance: float


@dataclass(frozen=True, kw_only=True)
class Design:
    """A sample: its passages, and everything that must be as it was when it is used.

    `where` and `once` say of which passages it was drawn, as for tables. `codebook` and `tagged`
    are fingerprints; `passages` and `reviews` count what it was drawn from.
    """

    kind: str
    when: str | None
    seed: int
    by: str
    where: dict[str, list[str]]
    once: str
    models: tuple[str, ...]
    codebook_version: str
    codebook: str
    tagged: str
    passages: int
    reviews: int
    strata: tuple[Stratum, ...]
    drawn: tuple[Drawn, ...]

    @property
    def id(self) -> str:
        """A short name for this very sample."""
        return sha256(dumps([plain(self.drawn), self.tagged]).encode()).hexdigest()[:12]


def design(
    found: Population,
    draw: Draw,
    codebook: Codebook,
    *,
    seed: int,
    by: str,
    where: Mapping[str, list[str]],
    once: str,
    when: str | None,
) -> Design:
    """The design of a sample that was just drawn."""
    return Design(
        kind=KIND,
        when=when,
        seed=seed,
        by=by,
        where=dict(where),
        once=once,
        models=found.models,
        codebook_version=codebook.version,
        codebook=fingerprint(codebook),
        tagged=found.digest,
        passages=found.size,
        reviews=len(found.reviews),
        strata=draw.strata,
        drawn=tuple(
            Drawn(id=found.ids[row], stratum=name, chance=chance)
            for row, name, chance in zip(draw.rows, draw.names, draw.chances, strict=True)
        ),
    )


def in_order(made: Design, passages: Iterable[TaggedPassage]) -> list[TaggedPassage]:
    """The passages drawn, in the order in which they were, which is one of chance."""
    wanted = frozenset(one.id for one in made.drawn)
    found = {p.id: p for p in passages if p.id in wanted}
    return [found[one.id] for one in made.drawn]


def fingerprint(codebook: Codebook) -> str:
    """The same for codebooks whose themes and roles are the same and are defined alike."""
    told = [plain(t) for t in codebook.themes], [plain(r) for r in codebook.roles]
    return sha256(dumps(told).encode()).hexdigest()[:16]


def from_plain(value: Any, name: str) -> Design:
    """The design that was written to a file; raises InputError where it is none."""
    try:
        if not isinstance(value, dict) or value["kind"] != KIND:
            raise KeyError("kind")
        kept = {field.name: value[field.name] for field in fields(Design)}
        return Design(
            **{
                **kept,
                "models": tuple(kept["models"]),
                "strata": tuple(Stratum(**one) for one in kept["strata"]),
                "drawn": tuple(_drawn(one) for one in kept["drawn"]),
            }
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"{name}: not the design of a sample; name the .audit.json file that "
            "`scr-mine audit sample` wrote."
        ) from error


def _drawn(value: Mapping[str, Any]) -> Drawn:
    made = Drawn(id=str(value["id"]), stratum=str(value["stratum"]), chance=float(value["chance"]))
    if not 0 < made.chance <= 1:
        raise ValueError(made.id)
    return made


def as_plain(made: Design) -> dict[str, Any]:
    """The design as plain JSON."""
    found: dict[str, Any] = plain(asdict(made))
    return found


def check(made: Design, found: Population, codebook: Codebook, name: str) -> None:
    """Raise InputError, naming what changed, where the sample is not of these marks."""
    changed = []
    if made.models != found.models:
        changed.append(f"the model (was {_names(made.models)}, is {_names(found.models)})")
    if made.codebook != fingerprint(codebook):
        versions = f"was {made.codebook_version}, is {codebook.version}"
        changed.append(f"the codebook (version {versions})")
    if (made.passages, made.reviews) != (found.size, len(found.reviews)):
        changed.append(
            f"what was tagged (was {made.passages} passages of {made.reviews} reviews, is "
            f"{found.size} of {len(found.reviews)})"
        )
    elif made.tagged != found.digest and not changed:
        changed.append("the marks on the tagged passages")
    if changed:
        raise InputError(
            f"{name}: since the sample was drawn, {' and '.join(changed)} changed, so it says "
            "nothing of these marks; draw a new sample with `scr-mine audit sample`."
        )


def _names(models: tuple[str, ...]) -> str:
    return ", ".join(models)
