"""Two models compared on the same passages, review by review: is the new one worse?

A difference is judged by resampling reviews, both models on the same resample, so that what makes a
review hard for both does not count. Passages of one review stand or fall together, and few reviews
say little: intervals are those of Student's t with as many degrees of freedom as reviews less one.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scr_mine.classify.examples import CODEBOOK_GROUP, Example
from scr_mine.classify.metrics import f1
from scr_mine.classify.model import Model
from scr_mine.classify.sources import fingerprints
from scr_mine.classify.verdict import LEAST_POSITIVES, LEAST_REVIEWS
from scr_mine.errors import LabelsError, ModelError
from scr_mine.figures import Figure

RESAMPLES = 2000
#: A difference or an error below this is none.
NO_ERROR = 1e-9
#: Chance of calling any one of several equal figures different.
LEVEL = 0.05
BETTER, WORSE, UNDECIDED, TOO_FEW = (
    *("better", "worse beyond chance"),
    *("cannot be told", "too few to tell"),
)
OVERALL = {
    "micro_f1": "F1 over all marks (micro)",
    "macro_f1": "Mean F1 of themes (macro)",
    "role_accuracy": "Role accuracy",
    "untagged": "Left untagged, rightly",
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """One figure of both models. `difference` is new less old, with its 95 % interval.

    `p` is adjusted (Holm) within the overall figures or within the themes; None where the verdict
    is TOO_FEW. `passages` and `reviews` are those it rests on.
    """

    id: str
    old: float
    new: float
    difference: Figure
    p: float | None
    verdict: str
    passages: int
    reviews: int


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A new model beside an old one on the same passages; `verdict` is that on the whole.

    Themes that only one of them knows are `apart`: they count in none of the figures.
    """

    old: str
    new: str
    passages: int
    reviews: int
    overall: tuple[Change, ...]
    themes: tuple[Change, ...]
    verdict: str
    apart: tuple[str, ...] = ()

    @property
    def worse(self) -> tuple[str, ...]:
        """The overall figures and the themes that are worse beyond chance."""
        return tuple(c.id for c in (*self.overall, *self.themes) if c.verdict == WORSE)


def compare(old: Model, new: Model, examples: Sequence[Example], *, seed: int = 1) -> Comparison:
    """Judge two models on the same labelled passages, which neither should have learnt from.

    Only themes that both know are compared. Raises LabelsError for fewer than two reviews,
    ModelError where the models have no theme in common or not the same roles.
    """
    kept = [e for e in examples if e.doc != CODEBOOK_GROUP and e.role is not None]
    docs = sorted({e.doc for e in kept})
    if len(docs) < 2:
        raise LabelsError("Comparing needs labelled passages of two reviews or more; name others.")
    shared = tuple(theme for theme in old.themes if theme in new.themes)
    if not shared or set(old.roles) != set(new.roles):
        raise ModelError(
            f"{new.id} and {old.id} were trained for other themes or roles and cannot be compared."
        )
    number = {doc: i for i, doc in enumerate(docs)}
    of = np.array([number[e.doc] for e in kept])
    truth = np.array([[theme in e.themes for theme in shared] for e in kept])
    sums = [_sums(model, kept, of, truth, shared) for model in (old, new)]
    times = _drawn(len(docs), seed)
    before, after = (_figures(one, times) for one in sums)
    rests = _rests(truth, of, shared)
    overall = _changes(list(OVERALL), before, after, rests, least=(1, 2))
    themes = _changes(shared, before, after, rests, least=(LEAST_POSITIVES, LEAST_REVIEWS))
    return Comparison(
        old=old.id,
        new=new.id,
        passages=len(kept),
        reviews=len(docs),
        overall=overall,
        themes=themes,
        verdict=_whole([*overall, *themes]),
        apart=tuple(sorted({*old.themes, *new.themes} - {*shared})),
    )


def learnt_from(model: Model, reviews: Collection[str], files: Mapping[str, str]) -> str:
    """A warning where a model learnt from some of the reviews it is compared on, else nothing.

    `files` are names by sha256 of the labels files that are compared whole: they tell for a model
    that has not recorded its reviews.
    """
    known = set(model.about.get("learnt_reviews") or ())
    shared = sum(name in known for name in fingerprints(reviews))
    if shared:
        return (
            f"{model.id} learnt from {shared} of the {len(reviews)} reviews compared, so its "
            "figures on them are flattered."
        )
    hashes = set((model.about.get("labels") or {}).values())
    names = [name for digest, name in files.items() if digest in hashes and not known]
    if names:
        return f"{model.id} learnt from {', '.join(names)}, so its figures are flattered."
    return ""


def _rests(truth: Any, of: Any, themes: Sequence[str]) -> dict[str, tuple[int, int]]:
    """How many passages and reviews each figure rests on."""

    def counted(rows: Any) -> tuple[int, int]:
        return int(rows.sum()), len(set(of[rows].tolist()))

    overall = {name: counted(np.ones(len(of), dtype=bool)) for name in OVERALL}
    each = {theme: counted(truth[:, k]) for k, theme in enumerate(themes)}
    return overall | {"untagged": counted(~truth.any(axis=1))} | each


@dataclass(frozen=True, kw_only=True)
class _Sums:
    """What a model got right and wrong, by review: rows are reviews."""

    hits: Any
    wrong: Any
    missed: Any
    roles: Any
    passages: Any
    untagged: Any
    empty: Any


def _sums(
    model: Model, examples: Sequence[Example], of: Any, truth: Any, themes: Sequence[str]
) -> _Sums:
    scores = model.scores([e.tokens for e in examples])
    marks = model.given(scores)
    answered = model.role_of(scores, marks)
    given = marks[:, [model.themes.index(theme) for theme in themes]]
    right = np.array([model.roles[a] == e.role for a, e in zip(answered, examples, strict=True)])
    empty = ~truth.any(axis=1)
    n = int(of.max()) + 1

    def by_review(values: Any) -> Any:
        total = np.zeros((n, *values.shape[1:]))
        np.add.at(total, of, values)
        return total

    return _Sums(
        hits=by_review(given & truth),
        wrong=by_review(given & ~truth),
        missed=by_review(~given & truth),
        roles=by_review(right),
        passages=by_review(np.ones(len(examples))),
        untagged=by_review(empty & ~given.any(axis=1)),
        empty=by_review(empty),
    )


def _drawn(reviews: int, seed: int) -> Any:
    """How often each review is drawn: once, then in each resample."""
    random = np.random.default_rng(seed)
    times = random.multinomial(reviews, np.full(reviews, 1.0 / reviews), size=RESAMPLES)
    return np.concatenate([np.ones((1, reviews)), times])


def _figures(sums: _Sums, times: Any) -> dict[str, Any]:
    """Every figure, overall and by number of theme, in each resample."""
    hits, wrong, missed = times @ sums.hits, times @ sums.wrong, times @ sums.missed
    each = f1(hits, wrong, missed)
    present = (hits + missed) > 0
    empty = times @ sums.empty
    return {
        "micro_f1": f1(hits.sum(axis=1), wrong.sum(axis=1), missed.sum(axis=1)),
        "macro_f1": (each * present).sum(axis=1) / np.maximum(present.sum(axis=1), 1),
        "role_accuracy": times @ sums.roles / (times @ sums.passages),
        "untagged": np.where(empty > 0, times @ sums.untagged / np.maximum(empty, 1), 1.0),
        "themes": each,
    }


def _changes(
    ids: Sequence[str],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    rests: Mapping[str, tuple[int, int]],
    *,
    least: tuple[int, int],
) -> tuple[Change, ...]:
    """The change of each figure, p-values adjusted among those that can be judged."""
    pairs = [(_of(before, name, k), _of(after, name, k)) for k, name in enumerate(ids)]
    judged = [rests[name][0] >= least[0] and rests[name][1] >= least[1] for name in ids]
    found = [
        _difference(new - old, rests[name][1]) for name, (old, new) in zip(ids, pairs, strict=True)
    ]
    adjusted = iter(holm([p for (_, p), kept in zip(found, judged, strict=True) if kept]))
    changes = []
    for name, (old, new), (figure, _), kept in zip(ids, pairs, found, judged, strict=True):
        p = next(adjusted) if kept else None
        changes.append(
            Change(
                id=name,
                old=float(old[0]),
                new=float(new[0]),
                difference=figure,
                p=p,
                verdict=_verdict(figure.value, p),
                passages=rests[name][0],
                reviews=rests[name][1],
            )
        )
    return tuple(changes)


def _of(figures: Mapping[str, Any], name: str, k: int) -> Any:
    return figures[name] if name in OVERALL else figures["themes"][:, k]


def _difference(values: Any, reviews: int) -> tuple[Figure, float]:
    """A difference with its interval and its p-value, from its resamples."""
    from scipy.stats import t as student

    value, error = float(values[0]), float(values[1:].std(ddof=1))
    if error < NO_ERROR or reviews < 2:
        # Every review says the same: as likely by chance as a coin that always falls alike.
        p = 1.0 if abs(value) < NO_ERROR else min(1.0, 2.0 * 0.5**reviews)
        return Figure(value=value, low=value, high=value), p
    # Resampling n of n reviews makes the error too small by this factor.
    error *= (reviews / (reviews - 1)) ** 0.5
    reach = float(student.ppf(1.0 - LEVEL / 2, reviews - 1)) * error
    p = 2.0 * float(student.sf(abs(value) / error, reviews - 1))
    return Figure(value=value, low=value - reach, high=value + reach), p


def holm(p_values: Sequence[float]) -> list[float]:
    """P-values adjusted so that any false alarm among them is as rare as for one (Holm 1979)."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted, largest = [0.0] * len(p_values), 0.0
    for rank, i in enumerate(order):
        largest = max(largest, min(1.0, p_values[i] * (len(p_values) - rank)))
        adjusted[i] = largest
    return adjusted


def _verdict(difference: float, p: float | None) -> str:
    if p is None:
        return TOO_FEW
    if p >= LEVEL:
        return UNDECIDED
    return BETTER if difference > 0 else WORSE


def _whole(changes: Sequence[Change]) -> str:
    """Worse if anything is; better if an F1 or the roles are and nothing is worse."""
    if any(c.verdict == WORSE for c in changes):
        return WORSE
    better = any(c.verdict == BETTER for c in changes if c.id in OVERALL and c.id != "untagged")
    return BETTER if better else UNDECIDED
