from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scr_mine.classify import calibrate, metrics

T, F = True, False


@pytest.mark.parametrize(
    ("given_marks", "truth", "micro", "macro"),
    [
        ([[T, F], [F, T]], [[T, F], [F, T]], 1.0, 1.0),
        ([[F, F], [F, F]], [[T, F], [F, F]], 0.0, 0.0),
        ([[T, T], [F, F]], [[T, F], [F, F]], 2 / 3, 1.0),
        ([[T, F], [F, F]], [[T, F], [T, T]], 0.5, 1 / 3),
        ([[F, F], [F, F]], [[F, F], [F, F]], 0.0, 0.0),
    ],
)
def test_f1(
    given_marks: list[list[bool]], truth: list[list[bool]], micro: float, macro: float
) -> None:
    g, t = np.array(given_marks), np.array(truth)
    assert metrics.micro_f1(g, t) == pytest.approx(micro)
    assert metrics.macro_f1(g, t) == pytest.approx(macro)


@pytest.mark.parametrize(
    ("scores", "truth", "expected"),
    [
        ([0.9, 0.8, 0.1], [T, T, F], 1.0),
        ([0.9, 0.8, 0.1], [F, T, F], 0.5),
        ([0.5, 0.5, 0.5, 0.5], [T, F, F, F], 0.25),
        ([0.9, 0.1], [F, F], 0.0),
    ],
)
def test_average_precision(scores: list[float], truth: list[bool], expected: float) -> None:
    assert metrics.average_precision(np.array(scores), np.array(truth)) == pytest.approx(expected)


def test_untagged_looks_only_at_passages_without_a_theme() -> None:
    given_marks = np.array([[F, F], [T, F], [F, F]])
    truth = np.array([[F, F], [F, F], [T, T]])
    assert metrics.untagged(given_marks, truth) == 0.5


def test_calibration_error_is_the_mean_gap() -> None:
    p = np.array([[0.25], [0.25], [0.95], [0.95]])
    assert metrics.calibration_error(p, np.array([[F], [T], [T], [T]])) == pytest.approx(0.15)


def _noisy(seed: int) -> tuple[Any, Any, Any, Any]:
    random = np.random.default_rng(seed)
    truth = random.random((400, 3)) < 0.2
    scores = np.where(truth, 1.5, -1.5) + random.normal(size=truth.shape) * 2
    return scores, np.tile([0.5, 0.5], (400, 1)), np.arange(400) % 2, truth


@given(st.integers(0, 50))
def test_calibrated_probabilities_match_frequencies(seed: int) -> None:
    scores, roles, role, truth = _noisy(seed)
    fitted = calibrate.fit(scores, roles, role, truth, np.ones(400))
    p = fitted.apply(scores, roles)
    assert np.abs(p.mean(axis=0) - truth.mean(axis=0)).max() < 0.04
    assert (np.diff(fitted.apply(np.sort(scores, axis=0), roles), axis=0) >= 0).all()


def test_a_silent_role_lowers_every_theme_and_gives_none() -> None:
    scores, roles, role, truth = _noisy(1)
    truth[role == 0] = False
    fitted = calibrate.fit(scores, roles, role, truth, np.ones(400))
    assert fitted.silences.tolist() == [1.0, 0.0]
    sure = np.array([[0.9, 0.1], [0.1, 0.9]])
    p = fitted.apply(np.full((2, 3), 9.0), sure)
    assert (p[0] < 0.11).all() and (p[1] > 0.5).all()
    assert fitted.given(np.ones((2, 3)), sure, [0.5] * 3).tolist() == [[F] * 3, [T] * 3]


def test_a_role_seldom_seen_is_not_called_silent() -> None:
    role = np.array([0] * 19 + [1] * 30)
    truth = np.zeros((49, 1), dtype=bool)
    assert calibrate.silent(role, truth, n_roles=3).tolist() == [0.0, 1.0, 0.0]


def test_the_threshold_keeps_empty_passages_untagged() -> None:
    scores, roles, role, truth = _noisy(2)
    p = calibrate.fit(scores, roles, role, truth, np.ones(400)).apply(scores, roles)
    chosen = calibrate.threshold(lambda value: p >= value, truth, np.ones(400))
    assert metrics.untagged(p >= chosen, truth) >= calibrate.LEAST_UNTAGGED - 0.02
    truth[:] = True
    lax = calibrate.threshold(lambda value: p >= value, truth, np.ones(400))
    assert lax == calibrate.GRID[0]
