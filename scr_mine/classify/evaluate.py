"""How well a model does on labelled passages, by theme and as a whole, beside the keywords.

Intervals resample whole reviews, because passages of one review stand or fall together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scr_mine.classify import metrics
from scr_mine.classify.baseline import keyword_marks
from scr_mine.classify.examples import CODEBOOK_GROUP, Example
from scr_mine.classify.model import Model
from scr_mine.classify.verdict import lacking, verdict
from scr_mine.errors import LabelsError
from scr_mine.figures import Evaluation, Figure, ThemeFigures
from scr_mine.themes import Codebook

RESAMPLES = 500


@dataclass(frozen=True, kw_only=True)
class _Judged:
    """Truth and answers as arrays, one row a passage; `doc` numbers the reviews."""

    truth: Any
    given: Any
    keywords: Any
    probabilities: Any
    role: Any
    given_role: Any
    doc: Any


def evaluate(
    model: Model, examples: Sequence[Example], *, codebook: Codebook, seed: int = 1
) -> Evaluation:
    """Judge a model on labelled passages of reviews it has not seen.

    Codebook texts among the examples are left out. Raises LabelsError if none is left.
    """
    kept = [e for e in examples if e.doc != CODEBOOK_GROUP and e.role is not None]
    if not kept:
        raise LabelsError("There is no labelled passage to measure on; name a file with labels.")
    judged = _judge(model, kept, codebook)
    resamples = _resamples(judged.doc, seed=seed)
    truth, given = judged.truth, judged.given
    return Evaluation(
        model=model.id,
        passages=len(kept),
        reviews=int(judged.doc.max()) + 1,
        without_theme=int((~truth.any(axis=1)).sum()),
        micro_f1=_figure(lambda r: metrics.micro_f1(given[r], truth[r]), resamples),
        macro_f1=_figure(lambda r: metrics.macro_f1(given[r], truth[r]), resamples),
        role_accuracy=_figure(
            lambda r: float((judged.role[r] == judged.given_role[r]).mean()), resamples
        ),
        untagged=_figure(lambda r: metrics.untagged(given[r], truth[r]), resamples),
        presence_f1=_figure(lambda r: _presence(judged, r), resamples),
        presence_always=_presence(replace(judged, given=np.ones_like(given)), resamples[0]),
        calibration_error=metrics.calibration_error(judged.probabilities, truth),
        keyword_micro_f1=metrics.micro_f1(judged.keywords, truth),
        keyword_macro_f1=metrics.macro_f1(judged.keywords, truth),
        keyword_untagged=metrics.untagged(judged.keywords, truth),
        themes=tuple(_theme(judged, k, theme, resamples) for k, theme in enumerate(model.themes)),
        roles=model.roles,
        confusion=_confusion(judged, len(model.roles)),
    )


def recorded(model: Model, examples: Sequence[Example], *, codebook: Codebook, under: str) -> Model:
    """The same model with its figures on these passages kept in `about[under]`, for its card."""
    found = evaluate(model, examples, codebook=codebook)
    figures = {
        name: [round(figure.value, 4), round(figure.low, 4), round(figure.high, 4)]
        for name in ("micro_f1", "macro_f1", "role_accuracy", "untagged", "presence_f1")
        if isinstance(figure := getattr(found, name), Figure)
    }
    themes = {
        t.theme: {
            "positives": t.passages,
            "reviews": t.reviews,
            "precision": round(t.precision, 4),
            "recall": round(t.recall, 4),
            "f1": round(t.f1.value, 4),
            "average_precision": round(t.average_precision, 4),
            "verdict": t.verdict,
        }
        for t in found.themes
    }
    kept = {
        "passages": found.passages,
        "reviews": found.reviews,
        **figures,
        "presence_always": round(found.presence_always, 4),
        "calibration_error": round(found.calibration_error, 4),
        "keyword_micro_f1": round(found.keyword_micro_f1, 4),
        "themes": themes,
    }
    return replace(model, about={**model.about, under: kept})


def _judge(model: Model, examples: Sequence[Example], codebook: Codebook) -> _Judged:
    scores = model.scores([e.tokens for e in examples])
    given = model.given(scores)
    order = {theme: k for k, theme in enumerate(model.themes)}
    truth = np.zeros((len(examples), len(order)), dtype=bool)
    for row, example in enumerate(examples):
        truth[row, [order[theme] for theme in example.themes]] = True
    names = {doc: i for i, doc in enumerate(sorted({e.doc for e in examples}))}
    roles = {role: i for i, role in enumerate(model.roles)}
    marks = keyword_marks([e.tokens for e in examples], codebook)
    columns = [codebook.theme_ids.index(theme) for theme in model.themes]
    return _Judged(
        truth=truth,
        given=given,
        keywords=marks[:, columns],
        probabilities=scores.themes,
        role=np.array([roles[str(e.role)] for e in examples]),
        given_role=model.role_of(scores, given),
        doc=np.array([names[e.doc] for e in examples]),
    )


def _resamples(doc: Any, *, seed: int) -> list[Any]:
    """Rows of all passages, then of each resample of whole reviews."""
    random = np.random.default_rng(seed)
    n = int(doc.max()) + 1
    rows = [np.flatnonzero(doc == d) for d in range(n)]
    drawn = random.integers(0, n, size=(RESAMPLES, n))
    return [np.arange(len(doc)), *(np.concatenate([rows[d] for d in draw]) for draw in drawn)]


def _figure(measure: Any, resamples: Sequence[Any]) -> Figure:
    values = [measure(rows) for rows in resamples]
    low, high = np.quantile(values[1:], [0.025, 0.975])
    return Figure(value=float(values[0]), low=float(low), high=float(high))


def _presence(judged: _Judged, rows: Any) -> float:
    """F1 of themes present in a review at all; a review drawn twice counts twice."""
    n = int(judged.doc.max()) + 1
    truth = np.zeros((n, judged.truth.shape[1]), dtype=bool)
    given = np.zeros_like(truth)
    np.logical_or.at(truth, judged.doc, judged.truth)
    np.logical_or.at(given, judged.doc, judged.given)
    times = np.bincount(judged.doc[rows], minlength=n) // np.bincount(judged.doc, minlength=n)
    drawn = np.repeat(np.arange(n), times)
    return metrics.micro_f1(given[drawn], truth[drawn])


def _theme(judged: _Judged, k: int, theme: str, resamples: Sequence[Any]) -> ThemeFigures:
    truth, given = judged.truth[:, [k]], judged.given[:, [k]]
    hits, wrong, missed = (int(c[0]) for c in metrics.counts(given, truth))
    passages, reviews = hits + missed, len(set(judged.doc[truth[:, 0]].tolist()))
    figure = _figure(lambda r: metrics.micro_f1(given[r], truth[r]), resamples)
    return ThemeFigures(
        theme=theme,
        passages=passages,
        reviews=reviews,
        given=hits + wrong,
        precision=hits / max(hits + wrong, 1),
        recall=hits / max(passages, 1),
        f1=figure,
        average_precision=metrics.average_precision(judged.probabilities[:, k], truth[:, 0]),
        keyword_f1=metrics.micro_f1(judged.keywords[:, [k]], truth),
        verdict=verdict(figure.value, passages=passages, reviews=reviews),
        lacking=lacking(passages),
    )


def _confusion(judged: _Judged, n: int) -> tuple[tuple[int, ...], ...]:
    table = np.zeros((n, n), dtype=int)
    np.add.at(table, (judged.role, judged.given_role), 1)
    return tuple(tuple(row) for row in table.tolist())
