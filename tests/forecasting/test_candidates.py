"""Features of candidates: what kin did of late, and places within a question."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("scipy", reason="ranking needs dragoman[forecast]")

from dragoman.forecasting.candidates import Columns, first_of_each
from dragoman.forecasting.history import from_facts
from dragoman.forecasting.kinds import read_kinds
from dragoman.forecasting.kinship import Kinship
from dragoman.forecasting.neighbours import Neighbours
from dragoman.forecasting.snapshot import Snapshot, both_ends

NAMES = ("Police (Kenya)", "Army (Kenya)", "Police (Peru)", "Army (Peru)", "Citizen (Chad)")
POLICE, ARMY, PERUS_POLICE, PERUS_ARMY, CHAD = range(5)


def on_day(day: int, *facts: tuple[int, int, int, int]) -> Snapshot:
    return Snapshot(both_ends(from_facts(np.array(facts, np.int64)), 1), day, len(NAMES), 1)


def kin_of_the_police(day: int, *facts: tuple[int, int, int, int]) -> dict[str, np.ndarray]:
    """What the Kenyan police's kin say about Peru's police and about Chad."""
    kinship = Kinship(on_day(day, *facts), read_kinds(NAMES))
    return kinship.columns(np.array([POLICE] * 2), np.array([0, 0]), np.array([PERUS_POLICE, CHAD]))


def test_whom_the_army_dealt_with_yesterday_stands_out_for_the_police():
    peru, chad = kin_of_the_police(10, (ARMY, 0, PERUS_POLICE, 9), (ARMY, 0, CHAD, 2))["other_by_country_yesterday"]

    assert peru > 10 * chad


def test_a_country_dealt_with_of_late_stands_out_whoever_of_it_was_met():
    peru, chad = kin_of_the_police(10, (ARMY, 0, PERUS_ARMY, 9), (ARMY, 0, CHAD, 2))["country_by_country_week"]

    assert peru > 2 * chad


def test_what_is_long_ago_is_no_news_of_kin():
    columns = kin_of_the_police(400, (ARMY, 0, PERUS_POLICE, 9))

    assert [0, 0] == columns["other_by_country_and_way_week"].tolist()


def test_those_with_the_same_partners_are_alike_and_nobody_is_like_himself():
    alike = Neighbours(on_day(10, (POLICE, 0, CHAD, 9), (ARMY, 0, CHAD, 9))).alike(np.array([POLICE, POLICE]))

    np.testing.assert_allclose([[0, 1, 0, 0, 0]] * 2, alike, atol=1e-3)


def test_equal_candidates_of_a_question_share_their_place():
    columns = Columns(np.array([0, 0, 0, 1, 1]), 2)

    assert [2, 0, 0, 1, 0] == columns.before(np.array([7, 3, 3, 9, 1], np.float32)).tolist()


def test_the_first_of_each_question_are_those_with_the_largest_values():
    first = first_of_each(np.array([0, 0, 0, 1, 1]), np.array([1.0, 3.0, 2.0, 4.0, 5.0]), 2)

    assert [1, 2, 4, 3] == first.tolist()
