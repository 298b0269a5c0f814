"""The learning curve: how much better a model gets with more reviews to learn from."""

from collections.abc import Iterator, Sequence

import numpy as np

from scr_mine.classify.evaluate import evaluate
from scr_mine.classify.examples import CODEBOOK_GROUP, Example
from scr_mine.classify.train import train
from scr_mine.errors import LabelsError
from scr_mine.figures import CurvePoint
from scr_mine.themes import Codebook

#: Shares of the reviews that are learnt from, each part of the next.
SHARES = (0.125, 0.25, 0.5, 1.0)


def curve(
    examples: Sequence[Example],
    measured_on: Sequence[Example],
    codebook: Codebook,
    *,
    seed: int = 1,
) -> Iterator[CurvePoint]:
    """Train on ever more of the reviews in `examples`, and measure each model on the same.

    Codebook texts are learnt from each time. A share that leaves out a theme or a role, or fewer
    than five reviews, is passed over. Raises LabelsError where a review is in both, or where
    all of them together are too few to train on.
    """
    docs = sorted({e.doc for e in examples} - {CODEBOOK_GROUP})
    shared = sorted({e.doc for e in measured_on} & set(docs))
    if shared:
        raise LabelsError(
            f"The review {shared[0]} is both learnt from and measured on; keep them apart."
        )
    order = np.random.default_rng(seed).permutation(len(docs))
    for share in SHARES:
        count = round(share * len(docs))
        chosen = {CODEBOOK_GROUP, *(docs[i] for i in order[:count].tolist())}
        learnt = [e for e in examples if e.doc in chosen]
        try:
            model = train(learnt, codebook, name="curve", version=str(count), seed=seed)
        except LabelsError:
            if share == 1.0:
                raise
            continue
        found = evaluate(model, measured_on, codebook=codebook, seed=seed)
        yield CurvePoint(
            reviews=count,
            passages=sum(e.doc != CODEBOOK_GROUP for e in learnt),
            micro_f1=found.micro_f1,
            macro_f1=found.macro_f1,
            role_accuracy=found.role_accuracy,
        )
