"""Rates of acts between pairs that have little to do with each other: by what they did, met or never, and how busy they are."""

from __future__ import annotations

import numpy as np

from dragoman.forecasting.history import from_facts
from dragoman.forecasting.quiet import BASES, DID, FLOOR, MET, STRANGERS, Quiet

QUAD = np.array([1, 4])
SPEAK, STRIKE = 0, 3


def quiet(facts: list[list[int]], day: int = 200) -> Quiet:
    """The rates on the eve of a day; columns are actor, relation (0 speaks, 1 strikes), recipient, day."""
    found = Quiet(from_facts(facts, relations=("speak", "strike")), QUAD)
    found.advance(day)
    return found


def test_a_pair_did_so_or_met_otherwise_or_never():
    found = quiet([[0, 0, 1, 3], [2, 1, 3, 5]])

    assert ["did", "met", "met", "strangers"] == [
        BASES[found.basis(*asked)] for asked in ((0, 1, SPEAK), (0, 1, STRIKE), (1, 0, SPEAK), (0, 2, SPEAK))
    ]


def test_an_actor_that_nobody_knew_is_a_stranger():
    assert STRANGERS == quiet([[0, 0, 1, 3]]).basis(-1, 1, SPEAK)
    assert FLOOR <= quiet([[0, 0, 1, 3]]).probability(-1, 1, SPEAK, 7) < 0.01


def test_acts_of_the_day_itself_are_not_known_on_its_eve():
    found = quiet([[0, 0, 1, 3], [0, 1, 1, 9]], day=9)

    assert MET == found.basis(0, 1, STRIKE)


def test_what_was_done_before_is_likelier_than_what_never_was():
    # two pairs that meet now and then, always to speak
    found = quiet([[a, 0, a + 1, day] for a in (0, 4) for day in range(a, 200, 60)])

    assert found.probability(0, 1, SPEAK, 7) > 3 * found.probability(0, 1, STRIKE, 7)


def test_busy_sides_meet_more():
    talks = [[0, 0, 1, day] for day in range(0, 200, 2)]
    pull = quiet([*talks, [2, 0, 3, 0], [4, 0, 5, 0]]).rates().pull

    assert pull[0] == pull[1] > 1.5 * pull[2]


def test_acts_of_pairs_with_a_record_are_not_counted():
    daily = [[0, 0, 1, day] for day in range(100)]

    # the second and third act came while the pair was quiet; the first, before anybody was known
    assert 2 == quiet(daily, day=100).acts[DID].sum()


def test_no_events_at_all_leave_the_usual_rates():
    assert 0 < quiet([], day=50).probability(0, 1, SPEAK, 7) < 0.01
