"""Which side comes next: all sides in order, by the probability that forecasts have, or by the learned ranker."""

from __future__ import annotations

from datetime import date, timedelta
from importlib.util import find_spec

import numpy as np
import pytest

from dragoman.errors import SourceError
from dragoman.forecasting.forecast import make_forecasts
from dragoman.forecasting.history import History, from_rows
from dragoman.forecasting.which import which

FIRST = date(2015, 1, 1)
EVE = date(2015, 7, 1)


def history(days: int = 180) -> History:
    """Russia strikes Syria every third day and speaks to Iran every fifth; Turkey spoke to Iran once."""
    rows = [(FIRST + timedelta(days=n), "RUS", "ASSAULT", "SYR") for n in range(0, days, 3)]
    rows += [(FIRST + timedelta(days=n), "RUS", "CONSULT", "IRN") for n in range(0, days, 5)]
    return from_rows([*rows, (FIRST, "TUR", "CONSULT", "IRN"), (FIRST, "RUS", "ACCUSE", "TUR")])


def test_whom_it_did_it_to_so_far_comes_first_with_the_record():
    first = which(history(), EVE, "RUS", "ASSAULT").candidates[0]

    assert ("SYR", 60, date(2015, 6, 27)) == (first.side, first.did, first.last)


def test_who_does_it_is_asked_from_the_other_end():
    assert "RUS" == which(history(), EVE, "SYR", "ASSAULT", by=True).candidates[0].side


def test_every_other_side_is_ranked_and_nobody_meets_itself():
    sides = [one.side for one in which(history(), EVE, "RUS", "material_conflict").candidates]

    assert {"SYR", "IRN", "TUR"} == set(sides)
    assert 3 == len(sides)


def test_the_probability_is_that_of_the_forecast():
    asked = which(history(), EVE, "RUS", "material_conflict").candidates[0]
    [made] = make_forecasts(history(), EVE, actor="RUS", recipient="SYR", what="material_conflict")

    assert made.probability == asked.probability


def test_who_has_met_comes_before_strangers():
    order = [one.side for one in which(history(), EVE, "TUR", "CONSULT").candidates]

    assert order.index("IRN") < order.index("SYR")


def test_later_acts_change_nothing():
    later = [(EVE + timedelta(days=n), "RUS", "ASSAULT", "TUR") for n in range(20)]
    before = history()
    rows = [
        (FIRST + timedelta(days=int(day)), before.actors[a], before.relations[r], before.actors[b])
        for day, a, r, b in zip(before.day, before.actor, before.relation, before.recipient, strict=True)
    ]

    assert which(before, EVE, "RUS", "ASSAULT") == which(from_rows([*rows, *later]), EVE, "RUS", "ASSAULT")


@pytest.mark.skipif(find_spec("lightgbm") is None, reason="needs dragoman[forecast]")
def test_a_long_history_may_be_ordered_by_the_ranker():
    chance = np.random.default_rng(0)
    codes = [f"{a}{b}A" for a in "ABCDEF" for b in "ABCDEF"]
    rows = []
    for n in range(6000):
        a = int(chance.integers(36))
        b = (a + 1 + int(chance.integers(2))) % 36  # each deals with the two next to it
        rows.append((FIRST + timedelta(days=n // 34), codes[a], ("CONSULT", "ASSAULT")[a % 2], codes[b]))
    found = which(from_rows(rows), EVE, "BAA", "CONSULT", top=2, learned=True)

    assert ("ranker", None) == (found.method, found.candidates[0].probability)
    assert {"BBA", "BCA"} == {one.side for one in found.candidates}


@pytest.mark.parametrize(
    ("focus", "what", "says"), [("PRK", "ASSAULT", "nobody is coded as PRK"), ("RUS", "DANCE", "neither a PLOVER type")]
)
def test_what_cannot_be_asked_is_said(focus, what, says):
    with pytest.raises(SourceError, match=says):
        which(history(), EVE, focus, what)


def test_a_short_history_teaches_no_order():
    with pytest.raises(SourceError, match="too few to learn"):
        which(history(), EVE, "RUS", "ASSAULT", learned=True)
