"""A simulated reviewer: how many labels are needed when `choose` says what to read next?

    python bench/choosing.py [--seeds 4] [--part uncertain=0.45 ...]

A quarter of the corpus's training reviews is labelled to begin with. Batches are then taken from
the passages of the others, either as `choose` has them or at random; after each a model is trained
and measured on the held-out reviews. The goal is the F1 of a model that has all labels. The model
is the lexical one, made cheaper: two folds for calibration instead of five. Passages that were
read twice are learnt from as they are by `train`, each reading half. Probabilities and thresholds
are fitted to what the labelled passages stand for, by the weights that `choose` gives.

Last run (4 seeds, 851 seconds on two shared cores), labels after the first quarter, `choose` to
random: for 90, 95 and 98 % of the average precision that all labels give 0.82, 0.72 and 0.75; of
the micro F1 0.78, 1.03 and 0.85; of the macro F1 0.82, 1.13 and 0.85. F1 hangs on one threshold
and moves by 0.01 from one training to the next, as much as 500 labels do; the ranking is steadier.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from scr_mine import themes, tokenise  # noqa: E402
from scr_mine.checking import choose as choosing  # noqa: E402
from scr_mine.classify import calibrate, examples, metrics, train  # noqa: E402
from scr_mine.classify.examples import Example  # noqa: E402
from scr_mine.classify.model import Model  # noqa: E402
from scr_mine.records import Review, TaggedPassage  # noqa: E402

LABELS = ROOT / "corpus" / "labels.jsonl"
#: Labels at which the models are measured, after the first quarter.
SIZES = (1900, 2300, 2800, 3400, 4100, 5000)
#: Shares of the full model's F1 that are to be reached.
GOALS = (0.90, 0.95, 0.98, 1.0)
QUARTER = 4
WAYS = ("random", "next")
#: What is measured: at the model's threshold, and of its ranking whatever the threshold.
FIGURES = ("micro F1", "macro F1", "average precision")
train.FOLDS = 2


@dataclass(frozen=True, kw_only=True)
class Pool:
    """The passages to choose from with their labels, those of the codebook, and the held-out."""

    passages: list[TaggedPassage]
    labelled: list[list[Example]]
    taught: list[Example]
    held_out: list[Example]


def pool() -> Pool:
    """The corpus's reviews as passages without marks, and as examples."""
    codebook = themes.shipped()
    with LABELS.open(encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    apart = {part: [d for d in lines if d["part"] == part] for part in ("training", "heldout")}
    made = {
        part: examples.read(
            found,
            tokenise=tokenise.tokenise,
            codebook=codebook,
            name="corpus",
            headed=part == "heldout",
            disputed=part == "training",
        )
        for part, found in apart.items()
    }
    passages = [
        TaggedPassage(
            id=line["id"],
            text=line["text"],
            role="",
            themes=(),
            probabilities={},
            model="",
            review=Review(review_id=line["doc"], scope=line["scope"]),
        )
        for line in apart["training"]
    ]
    taught = examples.seeds(codebook, tokenise=tokenise.tokenise)
    each = iter(made["training"])
    labelled = [list(islice(each, len(d.get("readings") or "1"))) for d in apart["training"]]
    return Pool(passages=passages, labelled=labelled, taught=taught, held_out=made["heldout"])


@contextmanager
def stood_for(weights: list[float]) -> Iterator[None]:
    """Calibrate on what the labelled passages stand for, not on the mix that was chosen."""
    own_fit, own_threshold = calibrate.fit, calibrate.threshold
    share = np.array(weights) / np.mean(weights)
    rows = np.random.default_rng(0).choice(len(share), size=3 * len(share), p=share / share.sum())

    def fit(scores: Any, roles: Any, role: Any, truth: Any, weight: Any) -> Any:
        return own_fit(scores, roles, role, truth, weight * share)

    def threshold(given_at: Any, truth: Any, weight: Any) -> float:
        return own_threshold(lambda value: given_at(value)[rows], truth[rows], weight[rows])

    calibrate.fit, calibrate.threshold = fit, threshold
    try:
        yield
    finally:
        calibrate.fit, calibrate.threshold = own_fit, own_threshold


def learnt(found: Pool, weights: dict[int, float]) -> tuple[Model, tuple[float, ...]]:
    """A model of these passages, and its FIGURES on the held-out reviews."""
    some = [example for i in weights for example in found.labelled[i]]
    each = [weight for i, weight in weights.items() for _ in found.labelled[i]]
    with stood_for(each):
        model = train.train([*some, *found.taught], themes.shipped(), name="sim", version="1")
    scores = model.scores([e.tokens for e in found.held_out])
    given = model.given(scores)
    truth = np.array([[t in e.themes for t in model.themes] for e in found.held_out])
    ranked = [
        metrics.average_precision(scores.themes[:, k], truth[:, k]) for k in range(truth.shape[1])
    ]
    f1 = (metrics.micro_f1(given, truth), metrics.macro_f1(given, truth))
    return model, (len(weights), *f1, mean(ranked))


def marked(found: Pool, rows: list[int], model: Model) -> list[TaggedPassage]:
    """The passages of these rows with the model's marks."""
    scores = model.scores([found.labelled[i][0].tokens for i in rows])
    given = model.given(scores)
    made = []
    for i, marks, row in zip(rows, given, scores.themes.tolist(), strict=True):
        plain = found.passages[i]
        made.append(
            TaggedPassage(
                id=plain.id,
                text=plain.text,
                role="",
                themes=tuple(model.themes[k] for k in np.flatnonzero(marks)),
                probabilities=dict(zip(model.themes, row, strict=True)),
                model=model.id,
                review=plain.review,
            )
        )
    return made


def next_rows(found: Pool, rest: list[int], n: int, model: Model, *, seed: int) -> dict[int, float]:
    """The rows that `choose` would have labelled next, with their weights.

    The weights are brought down to the number of passages drawn alike that would tell as much
    (Kish 1965), so that a batch does not outweigh what was labelled before it.
    """
    thresholds = dict(zip(model.themes, model.thresholds, strict=True))
    chosen = choosing.choose(marked(found, rest, model), n, seed=seed, thresholds=thresholds)
    row = {found.passages[i].id: i for i in rest}
    heavy = sum(one.weight for one in chosen) / sum(one.weight**2 for one in chosen)
    return {row[one.id]: one.weight * heavy for one in chosen}


def simulate(found: Pool, *, seed: int) -> dict[str, list[tuple[float, ...]]]:
    """FIGURES by way of choosing, from the same first quarter on."""
    random = np.random.default_rng(seed)
    reviews = sorted({p.review.review_id for p in found.passages})
    first = set(random.permutation(reviews)[: len(reviews) // QUARTER].tolist())
    quarter = {i: 1.0 for i, p in enumerate(found.passages) if p.review.review_id in first}
    begun, figures = learnt(found, quarter)
    curves: dict[str, list[tuple[float, ...]]] = {}
    for by in WAYS:
        rows, model, curves[by] = dict(quarter), begun, [figures]
        for size in SIZES:
            rest = sorted(set(range(len(found.passages))) - set(rows))
            wanted = size - len(rows)
            if by == "next":
                rows |= next_rows(found, rest, wanted, model, seed=seed)
            else:
                drawn = random.choice(rest, size=wanted, replace=False).tolist()
                rows |= dict.fromkeys(drawn, 1.0)
            model, after = learnt(found, rows)
            curves[by].append(after)
            print(f"  seed {seed} {by:6} {shown(after)}", flush=True)
    return curves


def shown(figures: tuple[float, ...]) -> str:
    """Labels, then the figures with three decimals."""
    return f"{figures[0]:6.0f}  " + "  ".join(f"{value:.3f}" for value in figures[1:])


def needed(curve: list[tuple[float, float]], goal: float) -> float:
    """The number of labels at which a curve first reaches the goal, between its points."""
    for (n, f1), (m, next_f1) in pairwise(curve):
        if next_f1 >= goal:
            return n + (m - n) * max(0.0, goal - f1) / (next_f1 - f1)
    return curve[-1][0]


def averaged(runs: list[list[tuple[float, ...]]]) -> list[tuple[float, ...]]:
    """The mean of several curves, point by point."""
    return [
        tuple(mean(values) for values in zip(*point, strict=True))
        for point in zip(*runs, strict=True)
    ]


def report(curves: dict[str, list[tuple[float, ...]]]) -> None:
    """Print the mean curves and the labels needed for shares of what all labels give."""
    for by, curve in curves.items():
        print(f"\n{by}: labels, {', '.join(FIGURES)}")
        for figures in curve:
            print(f"  {shown(figures)}")
    start = curves["next"][0][0]
    for column, name in enumerate(FIGURES, 1):
        print(f"\nlabels needed for a share of the {name} that all labels give")
        for goal in GOALS:
            wanted = goal * curves["next"][-1][column]
            at_random, chosen = (
                needed([(point[0], point[column]) for point in curves[by]], wanted) for by in WAYS
            )
            more = (chosen - start) / (at_random - start)
            print(
                f"  {goal:.0%}: random {at_random:.0f}, next {chosen:.0f}: "
                f"{chosen / at_random:.2f} of all, {more:.2f} of those after the first quarter"
            )


def main() -> None:
    """Run both ways and print the curves and the labels needed."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seeds", type=int, default=4)
    options.add_argument("--part", action="append", default=[], metavar="NAME=SHARE")
    given = options.parse_args()
    for part in given.part:
        name, _, share = part.partition("=")
        choosing.SHARES[name] = float(share)
    began, found = time.monotonic(), pool()
    _, last = learnt(found, dict.fromkeys(range(len(found.labelled)), 1.0))
    runs = [simulate(found, seed=seed) for seed in range(given.seeds)]
    report({by: [*averaged([run[by] for run in runs]), last] for by in WAYS})
    print(f"\n{time.monotonic() - began:.0f} seconds")


if __name__ == "__main__":
    main()
