"""Every forecaster on the same made-up history: some pairs act often, acts call for answers, and nobody sees the future."""

from __future__ import annotations

import numpy as np
import pytest

from dragoman.forecasting.backtest import DayForecasts, replay_forecasts
from dragoman.forecasting.dyads import dyads, replay
from dragoman.forecasting.history import from_facts
from dragoman.forecasting.labels import quad_class_of
from dragoman.forecasting.probability import rows_of, thinned
from dragoman.forecasting.quiet import Quiet
from dragoman.forecasting.verification import brier, calibration_error, skill

QUAD = np.array([1, 2, 3, 4])
NAMES = ("ensemble", "climatology", "recurrency", "hawkes", "logistic", "persistence", "ewma")


def made_up(days: int = 150, actors: int = 9, seed: int = 1) -> list[list[int]]:
    """Acts that come in bursts: each raises the rate of the next, and of the answer, for about four days."""
    chance = np.random.default_rng(seed)
    base = chance.gamma(0.5, 0.02, (actors, actors, 4))
    excited = np.zeros_like(base)
    facts = []
    for day in range(days):
        came = chance.random(base.shape) < 1 - np.exp(-(base + excited))
        for i, j, kind in np.argwhere(came):
            if i != j:
                facts.append([int(i), int(kind), int(j), day])
        excited = 0.8 * excited + 0.12 * came + 0.05 * came.transpose(1, 0, 2)
    return facts


@pytest.fixture(scope="module")
def replayed() -> list[DayForecasts]:
    source = dyads(from_facts(made_up()), QUAD)
    return list(replay_forecasts(source, 100, 143, horizon=7, boosted=False))


def together(replayed: list[DayForecasts], name: str) -> tuple[np.ndarray, np.ndarray]:
    said = np.concatenate([one.probabilities[name] for one in replayed])
    return said, np.concatenate([one.outcome() for one in replayed])


@pytest.mark.parametrize("name", NAMES)
def test_every_forecaster_answers_every_row_with_a_probability(replayed, name):
    said, came = together(replayed, name)

    assert len(came) == len(said)
    assert np.all((said >= 0) & (said <= 1))


@pytest.mark.parametrize("name", ["ensemble", "hawkes", "logistic"])
def test_bursts_are_foreseen_better_than_by_the_share_of_past_windows(replayed, name):
    said, came = together(replayed, name)

    assert skill(brier(said, came), brier(together(replayed, "climatology")[0], came)) > 0.02


def test_the_stack_is_calibrated(replayed):
    assert calibration_error(*together(replayed, "ensemble")) < 0.04


def test_what_comes_later_changes_no_earlier_forecast():
    facts = made_up(100)
    later = [[of, 3, to, day] for of in range(9) for to in range(9) for day in (97, 98, 99)]
    first = next(iter(replay_forecasts(dyads(from_facts(facts), QUAD), 90, 90, horizon=7, boosted=False)))
    again = next(iter(replay_forecasts(dyads(from_facts(facts + later), QUAD), 90, 90, horizon=7, boosted=False)))

    np.testing.assert_array_equal(first.probabilities["ensemble"], again.probabilities["ensemble"])


def test_a_history_too_short_to_learn_from_is_answered_by_climatology():
    facts = [[0, 0, 1, day] for day in range(5)]
    made = next(iter(replay_forecasts(dyads(from_facts(facts), QUAD), 5, 5, horizon=7, boosted=False)))

    assert np.all(made.probabilities["ensemble"] > 0)


def test_boosted_trees_leave_the_line_as_it_is_where_there_is_little_to_learn(monkeypatch):
    pytest.importorskip("lightgbm", reason="trees need dragoman[forecast]")
    monkeypatch.setattr("dragoman.forecasting.boosting.LEAST_EVENTS", 10**6)
    source = dyads(from_facts(made_up(80)), QUAD)
    made = next(iter(replay_forecasts(source, 60, 60, horizon=7, boosted=True)))

    np.testing.assert_allclose(made.probabilities["logistic"], made.probabilities["boosting"])


def test_who_has_met_before_is_likelier_to_act_than_strangers():
    facts = [[0, 0, 1, 0], [2, 0, 3, 0], [0, 0, 1, 40], [2, 0, 3, 80], [1, 0, 0, 90]]
    quiet = Quiet(from_facts(facts), QUAD)
    quiet.advance(100)

    assert quiet.probability(2, 3, 0, 7) > 2 * quiet.probability(0, 3, 0, 7) > 0


def test_labels_of_three_codebooks_have_their_quad_class():
    assert [1, 1, 2, 3, 3, 4, 4] == [
        quad_class_of(label)
        for label in ("Host_a_visit", "AGREE", "072", "Give ultimatum", "Demand_rights", "Occupy territory", "ASSAULT")
    ]


def test_a_lesson_made_smaller_keeps_all_classes():
    source = dyads(from_facts(made_up(60)), QUAD)
    table = next(replay(source, 59, 59)).table()
    rows, came = thinned(rows_of(table, 7), np.zeros(len(table.kind), np.bool_), len(table.kind) // 2)

    assert len(rows) == len(came) < 0.6 * len(table.kind)
    assert 1 == len(set(np.bincount(rows.kind)))
