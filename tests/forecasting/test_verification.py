"""Scores and calibration, against their formulas and, where it is installed, against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest

from dragoman.forecasting.calibration import expit, fit_isotonic, fit_logistic, fit_platt, logit
from dragoman.forecasting.verification import (
    brier,
    calibration_error,
    calibration_line,
    discrimination,
    interval,
    log_score,
    reliability,
    skill,
    wilson,
)

CHANCE = np.random.default_rng(3)
SAID = CHANCE.random(4000)
CAME = CHANCE.random(4000) < SAID  # calibrated by construction


def test_saying_a_half_costs_a_quarter():
    assert 0.25 == brier([0.5, 0.5], [0, 1])


def test_skill_is_the_share_of_the_floor_that_is_saved():
    assert 0.75 == skill(0.05, 0.2)


def test_certainty_that_errs_costs_much_but_not_everything():
    assert -np.log(1e-4) == pytest.approx(log_score([0.0], [1]))


def test_calibrated_forecasts_have_slope_one_and_no_error():
    slope, intercept = calibration_line(SAID, CAME)

    assert 1 == pytest.approx(slope, abs=0.1)
    assert 0 == pytest.approx(intercept, abs=0.1)
    assert calibration_error(SAID, CAME) < 0.03


def test_overconfidence_has_a_slope_below_one():
    assert calibration_line(expit(2 * logit(SAID)), CAME)[0] < 0.6


def test_platt_takes_overconfidence_back():
    sure = expit(2 * logit(SAID) + 1)
    mended = fit_platt(sure, CAME)(sure)

    assert calibration_error(sure, CAME) > 0.05
    assert calibration_error(mended, CAME) < 0.03


def test_platt_on_nothing_changes_nothing():
    np.testing.assert_allclose([0.2, 0.7], fit_platt([], [])([0.2, 0.7]))


def test_isotonic_steps_rise_and_keep_the_mean():
    mended = fit_isotonic(SAID**3, CAME)(SAID**3)

    assert np.all(np.diff(mended[np.argsort(SAID)]) >= 0)
    assert CAME.mean() == pytest.approx(mended.mean(), abs=0.01)


def test_bins_hold_every_forecast_once_and_the_interval_holds_the_share():
    table = reliability(SAID, CAME)

    assert 4000 == sum(one.forecasts for one in table)
    assert all(one.low <= one.came <= one.high for one in table)


def test_equal_forecasts_are_one_bin():
    assert [100] == [one.forecasts for one in reliability(np.full(100, 0.3), CAME[:100])]


def test_no_hit_in_ten_is_no_proof_of_never():
    assert 0.28 == round(wilson(0, 10)[1], 2)


def test_the_interval_of_whole_weeks_is_wider_than_that_of_single_rows():
    week = np.repeat(np.arange(40), 100)
    same_week = np.repeat(CHANCE.random(40) < 0.5, 100).astype(float)
    by_week = interval(lambda rows: float(same_week[rows].mean()), week)
    by_row = interval(lambda rows: float(same_week[rows].mean()), np.arange(4000))

    assert by_week[1] - by_week[0] > 3 * (by_row[1] - by_row[0])


def test_the_scores_are_those_of_scikit_learn():
    metrics = pytest.importorskip("sklearn.metrics")

    assert metrics.brier_score_loss(CAME, SAID) == pytest.approx(brier(SAID, CAME))
    assert metrics.roc_auc_score(CAME, np.round(SAID, 1)) == pytest.approx(discrimination(np.round(SAID, 1), CAME))
    assert metrics.log_loss(CAME, np.clip(SAID, 1e-4, 1)) == pytest.approx(log_score(SAID, CAME))


def test_the_isotonic_levels_are_those_of_scikit_learn():
    isotonic = pytest.importorskip("sklearn.isotonic")
    theirs = isotonic.IsotonicRegression().fit(SAID, CAME).predict(SAID)
    fitted = fit_isotonic(SAID, CAME)

    assert set(np.round(fitted.level, 9)) == set(np.round(theirs, 9))


def test_the_regression_is_that_of_scikit_learn():
    linear = pytest.importorskip("sklearn.linear_model")
    features = np.stack([logit(SAID), CHANCE.normal(size=4000)], 1)
    theirs = linear.LogisticRegression(C=0.5, fit_intercept=False, tol=1e-8).fit(features, CAME)

    np.testing.assert_allclose(theirs.coef_[0], fit_logistic(features, CAME, penalty=1.0), atol=1e-3)


def test_without_lessons_the_regression_stays_at_its_prior():
    np.testing.assert_array_equal([1.0, 2.0], fit_logistic(np.zeros((0, 2)), [], prior=np.array([1.0, 2.0])))
