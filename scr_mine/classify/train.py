"""Training: one linear model per role and theme, calibrated on reviews left out.

Reviews, never passages, are split: passages of one review share its words. The same examples,
seed and versions give the same model.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import numpy as np

from scr_mine.classify import calibrate, metrics
from scr_mine.classify.examples import CODEBOOK_GROUP, Example
from scr_mine.classify.features import Features, Floats, Settings, learn
from scr_mine.classify.model import Model
from scr_mine.errors import LabelsError
from scr_mine.themes import Codebook

FOLDS = 5
#: Fewer reviews than this cannot be split for calibration.
LEAST_DOCS = 5


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to train. `theme_c` and `role_c` are inverse strengths of regularisation."""

    features: Settings = field(default_factory=Settings)
    theme_c: float = 1.0
    role_c: float = 3.0
    balance: float = 0.5


@dataclass(frozen=True, kw_only=True)
class _Fitted:
    features: Features
    weights: Floats
    bias: Floats
    from_roles: Floats


@dataclass(frozen=True, kw_only=True)
class _Labels:
    """Labels as arrays. `role` is -1 where only themes are known."""

    role: Any
    themes: Any
    weight: Any

    def take(self, rows: Any) -> "_Labels":
        return _Labels(role=self.role[rows], themes=self.themes[rows], weight=self.weight[rows])


def train(
    examples: Sequence[Example],
    codebook: Codebook,
    *,
    name: str,
    version: str,
    seed: int = 1,
    options: Options | None = None,
    about: dict[str, Any] | None = None,
) -> Model:
    """Learn a model from labelled passages and codebook texts (see `examples.seeds`).

    Figures from cross-validation by review stand in the model's `about`. Raises LabelsError for
    fewer than five reviews or a role that never occurs.
    """
    from threadpoolctl import threadpool_limits

    options = options or Options()
    labels = _labels(examples, codebook)
    _check(examples, labels, codebook)
    # A second thread gains nothing here and doubles the time beside another busy process.
    with threadpool_limits(1):
        held_out = _cross_validate(examples, labels, options=options, seed=seed)
        fitted = _fit([e.tokens for e in examples], labels, options)
    measured = np.array([e.doc != CODEBOOK_GROUP for e in examples])
    truth, weight = labels.themes[measured], labels.weight[measured]
    known = measured & (labels.role >= 0)
    temperature = calibrate.temperature(held_out.roles[known], labels.role[known])
    theme_scores = held_out.themes[measured] + (
        calibrate.softmax(held_out.roles[measured] * temperature) @ fitted.from_roles
    )
    calibration = calibrate.fit(theme_scores, truth, weight)
    probabilities = calibration.apply(theme_scores)
    thresholds = calibrate.thresholds(probabilities, truth, weight)
    figures = _figures(probabilities, truth, thresholds, codebook)
    figures["role_accuracy"] = round(
        float((held_out.roles[known].argmax(axis=1) == labels.role[known]).mean()), 4
    )
    return Model(
        name=name,
        version=version,
        roles=tuple(role.id for role in codebook.roles),
        themes=codebook.theme_ids,
        features=fitted.features,
        weights=fitted.weights,
        bias=fitted.bias,
        from_roles=fitted.from_roles,
        temperature=temperature,
        calibration=calibration,
        thresholds=thresholds,
        about={
            "codebook": {"version": codebook.version},
            "training": _provenance(examples, seed, options),
            "cross_validation": figures,
            **(about or {}),
        },
    )


def _labels(examples: Sequence[Example], codebook: Codebook) -> _Labels:
    roles = {role.id: i for i, role in enumerate(codebook.roles)}
    themes = {theme: i for i, theme in enumerate(codebook.theme_ids)}
    marks = np.zeros((len(examples), len(themes)), dtype=bool)
    for i, example in enumerate(examples):
        marks[i, [themes[t] for t in example.themes]] = True
    return _Labels(
        role=np.array([-1 if e.role is None else roles[e.role] for e in examples]),
        themes=marks,
        weight=np.array([e.weight for e in examples], dtype=np.float64),
    )


def _check(examples: Sequence[Example], labels: _Labels, codebook: Codebook) -> None:
    docs = {e.doc for e in examples} - {CODEBOOK_GROUP}
    if len(docs) < LEAST_DOCS:
        raise LabelsError(
            f"Training needs labelled passages from at least {LEAST_DOCS} reviews and there are "
            f"{len(docs)}; label passages of more reviews."
        )
    for what, ids, present in (
        ("role", [r.id for r in codebook.roles], set(labels.role.tolist())),
        ("theme", codebook.theme_ids, set(np.flatnonzero(labels.themes.any(axis=0)).tolist())),
    ):
        lacking = [name for i, name in enumerate(ids) if i not in present]
        if lacking:
            raise LabelsError(
                f"No labelled passage has the {what} {', '.join(lacking)}; label some first."
            )


def folds(docs: Sequence[str], *, seed: int) -> list[Any]:
    """Which passages are held out in each fold: whole reviews, folds of like size."""
    random = np.random.default_rng(seed)
    names = sorted(set(docs) - {CODEBOOK_GROUP})
    sizes = {name: 0 for name in names}
    for doc in docs:
        if doc in sizes:
            sizes[doc] += 1
    order = [names[i] for i in random.permutation(len(names))]
    order.sort(key=lambda name: -sizes[name])
    fold_of, filled = {}, [0] * min(FOLDS, len(names))
    for name in order:
        lightest = filled.index(min(filled))
        fold_of[name] = lightest
        filled[lightest] += sizes[name]
    where = np.array([fold_of.get(doc, -1) for doc in docs])
    return [np.flatnonzero(where == fold) for fold in range(len(filled))]


@dataclass(frozen=True, kw_only=True)
class _HeldOut:
    """Scores of passages whose review was left out of training."""

    roles: Any
    themes: Any


def _cross_validate(
    examples: Sequence[Example], labels: _Labels, *, options: Options, seed: int
) -> _HeldOut:
    docs = [e.doc for e in examples]
    n_roles = int(labels.role.max()) + 1
    scores = np.zeros((len(examples), n_roles + labels.themes.shape[1]))
    for held in folds(docs, seed=seed):
        rest = np.setdiff1d(np.arange(len(examples)), held)
        fitted = _fit([examples[i].tokens for i in rest], labels.take(rest), options)
        counted = fitted.features.count([examples[i].tokens for i in held])
        scores[held] = fitted.features.matrix(counted) @ fitted.weights + fitted.bias
    return _HeldOut(roles=scores[:, :n_roles], themes=scores[:, n_roles:])


def _fit(batch: Sequence[Any], labels: _Labels, options: Options) -> _Fitted:
    features = learn(batch, settings=options.features)
    matrix = features.matrix(features.count(batch))
    known = labels.role >= 0
    columns = [
        _one(matrix[known], labels.role[known], labels.weight[known], options.role_c, None)
    ]
    columns += [
        _one(matrix, labels.themes[:, k], labels.weight, options.theme_c, options.balance)
        for k in range(labels.themes.shape[1])
    ]
    weights = np.concatenate([c[0] for c in columns], axis=1)
    n_roles = columns[0][0].shape[1]
    return _Fitted(
        features=features,
        weights=weights.astype(np.float16).astype(np.float32),
        bias=np.concatenate([c[1] for c in columns]).astype(np.float32),
        from_roles=np.zeros((n_roles, labels.themes.shape[1]), dtype=np.float32),
    )


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
    model = LogisticRegression(C=c, max_iter=300, tol=1e-4)
    model.fit(matrix, target, sample_weight=weight)
    return model.coef_.T, model.intercept_


def _figures(
    probabilities: Any, truth: Any, thresholds: tuple[float, ...], codebook: Codebook
) -> dict[str, Any]:
    given = probabilities >= np.array(thresholds)
    hits, wrong, missed = metrics.counts(given, truth)
    return {
        "micro_f1": round(metrics.micro_f1(given, truth), 4),
        "macro_f1": round(metrics.macro_f1(given, truth), 4),
        "untagged": round(metrics.untagged(given, truth), 4),
        "calibration_error": round(metrics.calibration_error(probabilities, truth), 4),
        "themes": {
            theme: {
                "positives": int(truth[:, k].sum()),
                "f1": round(float(metrics.f1(hits[k], wrong[k], missed[k])), 4),
                "average_precision": round(
                    metrics.average_precision(probabilities[:, k], truth[:, k]), 4
                ),
            }
            for k, theme in enumerate(codebook.theme_ids)
        },
    }


def _provenance(examples: Sequence[Example], seed: int, options: Options) -> dict[str, Any]:
    import scipy
    import sklearn

    digest = sha256()
    for e in examples:
        digest.update(repr((e.tokens.text, e.doc, e.role, e.themes, e.weight)).encode())
    docs = {e.doc for e in examples} - {CODEBOOK_GROUP}
    return {
        "passages": sum(e.doc != CODEBOOK_GROUP for e in examples),
        "codebook_texts": sum(e.doc == CODEBOOK_GROUP for e in examples),
        "reviews": len(docs),
        "examples_sha256": digest.hexdigest(),
        "seed": seed,
        "theme_c": options.theme_c,
        "role_c": options.role_c,
        "balance": options.balance,
        "libraries": {
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "scikit-learn": sklearn.__version__,
        },
    }
