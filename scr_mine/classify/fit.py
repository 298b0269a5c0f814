"""Fitting the linear model: one logistic regression for the roles and one per theme."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from scr_mine.classify.examples import Example
from scr_mine.classify.features import Features, Settings
from scr_mine.classify.linear import Linear
from scr_mine.classify.sparse import Floats
from scr_mine.classify.vocabulary import learn
from scr_mine.records import Tokens
from scr_mine.themes import Codebook

#: The solver stops after so many steps or at this slope.
STEPS, SLOPE = 300, 1e-4
#: Processes that share the themes, from so many passages on.
WORKERS, MANY = 2, 2000


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to train.

    `theme_c` and `role_c` are inverse strengths of regularisation. `balance` 0 leaves a theme as
    rare as it is, 1 gives passages with and without it the same weight. `role_lengths` are the
    lengths of the blocks where roles are learnt: there the manner says more and the subject less.
    """

    features: Settings = field(default_factory=Settings)
    theme_c: float = 2.0
    role_c: float = 3.0
    balance: float = 0.5
    role_lengths: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0, 1.0, 1.6)


@dataclass(frozen=True, kw_only=True)
class Labels:
    """Labels as arrays. `role` is -1 where only themes are known."""

    role: Any
    themes: Any
    weight: Any

    def take(self, rows: Any) -> "Labels":
        """The labels of those rows."""
        return Labels(role=self.role[rows], themes=self.themes[rows], weight=self.weight[rows])


def labels_of(examples: Sequence[Example], codebook: Codebook) -> Labels:
    """The labels of examples as arrays, roles and themes numbered as in the codebook."""
    roles = {role.id: i for i, role in enumerate(codebook.roles)}
    themes = {theme: i for i, theme in enumerate(codebook.theme_ids)}
    marks = np.zeros((len(examples), len(themes)), dtype=bool)
    for i, example in enumerate(examples):
        marks[i, [themes[t] for t in example.themes]] = True
    return Labels(
        role=np.array([-1 if e.role is None else roles[e.role] for e in examples]),
        themes=marks,
        weight=np.array([e.weight for e in examples], dtype=np.float64),
    )


def fit(batch: Sequence[Tokens], labels: Labels, options: Options) -> Linear:
    """Learn vocabulary and weights from passages and their labels."""
    features = learn(batch, settings=options.features)
    matrix = features.matrix(features.count(batch)).astype(np.float64)
    known = labels.role >= 0
    stretch = _stretch(features, options.role_lengths)
    as_roles = matrix[known].multiply(stretch).tocsr()
    weights, offsets = _one(
        as_roles, labels.role[known], labels.weight[known], options.role_c, None
    )
    columns = [(weights * stretch[:, None], offsets)]
    columns += _by_theme(matrix, labels, options)
    weights = np.concatenate([c[0] for c in columns], axis=1)
    return Linear(
        features=features,
        weights=weights.astype(np.float16).astype(np.float32),
        bias=np.concatenate([c[1] for c in columns]).astype(np.float32),
        n_roles=columns[0][0].shape[1],
    )


def _by_theme(matrix: Any, labels: Labels, options: Options) -> list[Any]:
    """One model per theme, on two processes where there is enough to do."""
    from joblib import Parallel, delayed

    workers = WORKERS if matrix.shape[0] >= MANY else 1
    return list(
        Parallel(n_jobs=workers)(
            delayed(_one)(
                matrix, labels.themes[:, k], labels.weight, options.theme_c, options.balance
            )
            for k in range(labels.themes.shape[1])
        )
    )


def _stretch(features: Features, lengths: Sequence[float]) -> Floats:
    """By how much each column is longer for roles than for themes."""
    by_block = np.array(lengths) / np.array(features.settings.lengths)
    return np.repeat(by_block, features.widths).astype(np.float32)


def _one(matrix: Any, target: Any, weight: Any, c: float, balance: float | None) -> Any:
    """One logistic regression: weights (width by outputs) and offsets.

    `balance` 0 leaves the classes as they are, 1 gives both the same total weight.
    """
    from sklearn.linear_model import LogisticRegression

    if balance is not None:
        share = float((weight * target).sum() / weight.sum())
        lift = ((1 - share) / share) ** balance
        weight = np.where(target, weight * lift, weight)
        weight = weight * (len(weight) / weight.sum())
    model = LogisticRegression(C=c, max_iter=STEPS, tol=SLOPE)
    model.fit(matrix, target, sample_weight=weight)
    weights, offsets = model.coef_.T, model.intercept_
    if balance is None and weights.shape[1] == 1:
        # Of two roles scikit-learn keeps one column; the softmax wants both.
        weights, offsets = weights * [-0.5, 0.5], offsets * [-0.5, 0.5]
    return weights, offsets
