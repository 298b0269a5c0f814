"""Training: one linear model per role and theme, calibrated on reviews left out.

Reviews, never passages, are split: passages of one review share its words. The same examples,
seed and versions give the same model.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np

from scr_mine.classify import calibrate, metrics
from scr_mine.classify.encoder import Taught
from scr_mine.classify.examples import CODEBOOK_GROUP, Example, sentences
from scr_mine.classify.fit import Labels, Options, fit, labels_of
from scr_mine.classify.model import Model
from scr_mine.errors import LabelsError
from scr_mine.themes import Codebook

FOLDS = 5
#: Fewer reviews than this cannot be split for calibration.
LEAST_DOCS = 5


def train(
    examples: Sequence[Example],
    codebook: Codebook,
    *,
    name: str,
    version: str,
    seed: int = 1,
    options: Options | None = None,
    about: dict[str, Any] | None = None,
    beside: Taught | None = None,
) -> Model:
    """Learn a model from labelled passages and codebook texts (see `examples.seeds`).

    With an encoder `beside` it, the scores of both are mixed, and calibrated on the passages
    whose review neither has seen. Figures from cross-validation by review stand in the model's
    `about`. Raises LabelsError for fewer than five reviews, a role that never occurs, or an
    encoder that was taught other passages.
    """
    from threadpoolctl import threadpool_limits

    options = options or Options()
    given = examples
    examples = [*given, *sentences(given)]
    labels = labels_of(examples, codebook)
    _check(examples, labels, codebook)
    # A second thread gains nothing here and doubles the time beside another busy process.
    with threadpool_limits(1):
        held_out = _cross_validate(examples, labels, options=options, seed=seed)
        fitted = fit([e.tokens for e in examples], labels, options)
    measured = np.array([_measured(e) for e in examples])
    if beside:
        measured &= _mix(held_out, examples, beside)
    truth, weight = labels.themes[measured], labels.weight[measured]
    stands_for = np.array([e.stands_for for e in examples])[measured]
    known = measured & (labels.role >= 0)
    temperature = calibrate.temperature(held_out.roles[known], labels.role[known])
    scores = held_out.themes[measured]
    roles = calibrate.softmax(held_out.roles[measured] * temperature)
    calibration = calibrate.fit(scores, roles, labels.role[measured], truth, weight * stands_for)
    probabilities = calibration.apply(scores, roles)
    threshold = calibrate.threshold(
        lambda value: calibration.given(probabilities, roles, value),
        truth,
        weight,
        stands_for,
    )
    marks = calibration.given(probabilities, roles, threshold)
    docs = [e.doc for e, kept in zip(examples, measured, strict=True) if kept]
    figures = _figures(probabilities, marks, truth, docs, codebook)
    figures["role_accuracy"] = round(
        float((held_out.roles[known].argmax(axis=1) == labels.role[known]).mean()), 4
    )
    return Model(
        name=name,
        version=version,
        roles=tuple(role.id for role in codebook.roles),
        themes=codebook.theme_ids,
        words=fitted,
        temperature=temperature,
        calibration=calibration,
        thresholds=(threshold,) * len(codebook.themes),
        about={
            "codebook": {"version": codebook.version},
            "training": _provenance(given, seed, options),
            "cross_validation": figures,
            **(about or {}),
        },
        encoder=beside.encoder if beside else None,
    )


def _mix(held_out: "_HeldOut", examples: Sequence[Example], beside: Taught) -> Any:
    """Mix the encoder's scores into those held out; True where the encoder has some."""
    share, n_roles = beside.encoder.share, held_out.roles.shape[1]
    found = [beside.held_out.get(example.key) for example in examples]
    has = np.array([one is not None for one in found])
    if not has.any():
        raise LabelsError(
            "The encoder has no scores of these passages; train it on the same labels first."
        )
    theirs = np.array([one for one in found if one is not None], dtype=np.float64)
    held_out.roles[has] = share * theirs[:, :n_roles] + (1 - share) * held_out.roles[has]
    held_out.themes[has] = share * theirs[:, n_roles:] + (1 - share) * held_out.themes[has]
    return has


def _measured(example: Example) -> bool:
    return example.doc != CODEBOOK_GROUP and example.role is not None and not example.derived


def _check(examples: Sequence[Example], labels: Labels, codebook: Codebook) -> None:
    docs = {e.doc for e in examples} - {CODEBOOK_GROUP}
    if len(docs) < LEAST_DOCS:
        raise LabelsError(
            f"Training needs labelled passages of {LEAST_DOCS} reviews or more, and these are of "
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
    sizes = dict.fromkeys(names, 0)
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
    examples: Sequence[Example], labels: Labels, *, options: Options, seed: int
) -> _HeldOut:
    docs = [e.doc for e in examples]
    n_roles = int(labels.role.max()) + 1
    scores = np.zeros((len(examples), n_roles + labels.themes.shape[1]))
    for held in folds(docs, seed=seed):
        rest = np.setdiff1d(np.arange(len(examples)), held)
        fitted = fit([examples[i].tokens for i in rest], labels.take(rest), options)
        scores[held] = fitted.read([examples[i].tokens for i in held])[1]
    return _HeldOut(roles=scores[:, :n_roles], themes=scores[:, n_roles:])


def _figures(
    probabilities: Any, given: Any, truth: Any, docs: Sequence[str], codebook: Codebook
) -> dict[str, Any]:
    of = np.array(docs)
    hits, wrong, missed = metrics.counts(given, truth)
    return {
        "micro_f1": round(metrics.micro_f1(given, truth), 4),
        "macro_f1": round(metrics.macro_f1(given, truth), 4),
        "untagged": round(metrics.untagged(given, truth), 4),
        "calibration_error": round(metrics.calibration_error(probabilities, truth), 4),
        "themes": {
            theme: {
                "positives": int(truth[:, k].sum()),
                "reviews": len(set(of[truth[:, k]].tolist())),
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
