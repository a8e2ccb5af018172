"""What the history says on the eve of a day."""

from __future__ import annotations

import numpy as np

from dragoman.forecasting.history import from_facts
from dragoman.forecasting.snapshot import HALF_LIVES, WEEK, Shares, Snapshot, both_ends

# Actor 0 does relation 0 to 1 on days 0 and 9, and relation 1 to 2 on day 10.
FACTS = [[0, 0, 1, 0], [0, 0, 1, 9], [0, 1, 2, 10]]


def snapshot(day: int) -> Snapshot:
    return Snapshot(both_ends(from_facts(FACTS), 2), day, actors=4, relations=2)


def numbers(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


def test_events_of_the_day_itself_are_not_known():
    _, seen = snapshot(10).facts_at(numbers(0), numbers(1), numbers(2))

    assert [False] == seen.tolist()


def test_every_event_is_seen_from_both_ends():
    known = snapshot(11)
    row, seen = known.facts_at(numbers(1), numbers(0 + 2), numbers(0))

    assert [True] == seen.tolist()
    assert 2 == known.fact.lag[row[0]]


def test_an_event_of_yesterday_counts_full_and_older_ones_by_half_lives():
    known = snapshot(10)
    row, _ = known.facts_at(numbers(0), numbers(0), numbers(1))

    np.testing.assert_allclose(known.fact.decayed[row[0], WEEK], 1 + 2 ** (-9 / HALF_LIVES[WEEK]), rtol=1e-6)
    assert 9 == known.fact.gap[row[0]]
    assert 10 == known.fact.first[row[0]]


def test_a_question_never_asked_has_an_empty_row():
    known = snapshot(11)
    row = known.by_question.at(numbers(3 * 4 + 1))

    assert 0 == known.by_question.decayed[row].sum()


def test_partners_are_counted_once_whatever_they_did():
    assert [2, 1, 1, 0] == snapshot(11).partners.tolist()


def test_shares_of_a_context_stay_below_one_since_something_new_may_come():
    shares = Shares(numbers(5, 5, 7), numbers(0, 1, 1), 3, np.array([3, 1, 1], np.float32))

    np.testing.assert_allclose([[0.6, 0.2, 0], [0, 0, 0]], shares.table(numbers(5, 6)), rtol=1e-6)
    np.testing.assert_allclose([0.2, 0.5], shares.shares(numbers(5, 7), numbers(1, 1)), rtol=1e-6)
