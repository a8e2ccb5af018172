"""Pairs from day to day: what was known on each eve, and what then came."""

from __future__ import annotations

import time

import numpy as np

from dragoman.forecasting.dyads import Eve, Table, dyads, replay
from dragoman.forecasting.history import from_facts

QUAD = np.array([1, 4, 0])  # relation 0 is verbal cooperation, 1 material conflict, 2 neither

# Actor 0 meets 1 on days 0, 2, 4 and fights it on day 6; 1 meets 0 on days 1, 3 and 5.
FACTS = [[0, 0, 1, 0], [1, 0, 0, 1], [0, 0, 1, 2], [1, 0, 0, 3], [0, 0, 1, 4], [1, 0, 0, 5], [0, 1, 1, 6], [0, 2, 1, 6]]


def eve(day: int, facts: list[list[int]] = FACTS) -> Eve:
    return next(replay(dyads(from_facts(facts), QUAD), day, day))


def row(table: Table, actor: int, recipient: int, kind: int) -> dict[str, float]:
    source = table.source
    chosen = (source.actor[table.pair] == actor) & (source.recipient[table.pair] == recipient) & (table.kind == kind)
    return dict(zip(table.names, table.features[np.flatnonzero(chosen)[0]].tolist(), strict=True))


def test_pairs_are_asked_about_once_they_had_three_events():
    assert 0 == len(eve(4).asked())
    assert 1 == len(eve(5).asked())
    assert 2 == len(eve(6).asked())


def test_days_since_the_last_event_by_class_and_direction():
    known = row(eve(6).table(), 0, 1, 0)

    assert 2 == known["lag"]
    assert 1 == known["back_lag"]


def test_the_day_itself_is_not_known_but_comes():
    table = eve(6).table()
    conflict = (table.kind == 3) & (table.source.actor[table.pair] == 0)

    assert [1000.0] == table.column("lag")[conflict].tolist()
    assert [True] == table.outcome(1)[conflict].tolist()
    assert table.is_onset[conflict].all()


def test_what_comes_later_than_the_horizon_does_not_count():
    table = eve(5).table()
    conflict = (table.kind == 3) & (table.source.actor[table.pair] == 0)

    assert [False] == table.outcome(1)[conflict].tolist()
    assert [True] == table.outcome(7)[conflict].tolist()


def test_climatology_is_the_share_of_past_windows_that_held_an_event():
    pair = next(n for n, actor in enumerate(eve(6).source.actor) if actor == 0)
    known = eve(6)

    assert [3, 0, 0, 0] == known.windows_with(1)[pair].tolist()
    assert 0 < known.climatology(1)[pair, 1] + known.climatology(1)[pair, 0] < 1
    assert known.climatology(1)[pair, 0] > known.climatology(1)[pair, 3]


def test_a_relation_without_a_quad_class_is_left_out():
    assert 0 == len(dyads(from_facts([[0, 2, 1, day] for day in range(9)]), QUAD))


def test_third_parties_lead_from_one_to_another():
    chain = [[0, 0, 1, day] for day in range(5)] + [[1, 0, 2, day] for day in range(5)]
    with_chain = eve(5, chain + [[0, 0, 2, 0]] * 3)

    assert row(with_chain.table(), 0, 2, 0)["through_others"] > 0
    assert 0 == row(with_chain.table(), 0, 1, 0)["through_others"]


def test_later_events_change_nothing_on_an_earlier_eve():
    later = [*FACTS, [0, 1, 1, 9], [2, 0, 0, 9], [1, 1, 0, 10]]

    np.testing.assert_array_equal(eve(6).table().features, eve(6, later).table().features)


def test_a_year_of_many_events_is_replayed_in_seconds():
    chance = np.random.default_rng(0)
    facts = np.stack(
        [
            chance.integers(0, 60, 100_000),
            chance.integers(0, 2, 100_000),
            chance.integers(0, 60, 100_000),
            chance.integers(0, 300, 100_000),
        ],
        1,
    )
    source = dyads(from_facts(facts), QUAD)
    started = time.process_time()
    table = next(replay(source, 300, 300)).table()

    assert len(table.pair) > 10_000
    assert time.process_time() - started < 5


def test_what_others_of_the_two_countries_do_is_known_and_not_ones_own():
    names = ("Police (Kenya)", "Citizen (Uganda)", "Army (Kenya)", "Citizen (Kenya)")
    own = [[0, 1, 1, day] for day in range(5)]
    kin = [[2, 1, 1, 4]]
    history = from_facts([*own, *kin, [0, 1, 3, 4]], actors=names)
    table = next(replay(dyads(history, QUAD), 5, 5)).table()

    assert 1 == row(table, 0, 1, 3)["kin_7"]
    assert 0 == row(table, 0, 1, 0)["kin_7"]


def test_who_tells_no_country_has_no_kin():
    table = eve(6).table()

    assert 0 == row(table, 0, 1, 0)["kin_30"]


def test_sums_are_the_same_whatever_day_they_are_based_on(monkeypatch):
    facts = [[0, day % 2, 1, day] for day in range(0, 60, 3)]
    before = eve(60, facts).table().features
    monkeypatch.setattr("dragoman.forecasting.dyads.REBASED_AFTER", 7)

    np.testing.assert_allclose(before, eve(60, facts).table().features, rtol=1e-5)


def test_a_part_of_the_pairs_is_another_one_every_day():
    facts = [[a, 0, a + 1, day] for a in range(0, 20, 2) for day in range(3)]
    of = [set(eve(day, facts).table(every=5).pair.tolist()) for day in (3, 4)]

    assert [2, 2] == [len(some) for some in of]
    assert not of[0] & of[1]
