"""The record of forecasts cannot be changed without being found out."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from dragoman.forecasting.forecast import Forecast
from dragoman.forecasting.published import Act, Archive, Receipt
from dragoman.forecasting.questions import Question
from dragoman.forecasting.scoreboard import board, record, resolve_open, scored, verify
from dragoman.store import open_store
from dragoman.store.chain import Link, append, faults, head, links
from dragoman.store.store import Store

NOW = datetime(2015, 10, 1, 8, tzinfo=UTC)
OPENS = date(2015, 10, 2)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "s.duckdb") as opened:
        yield opened


def forecast(probability: float = 0.3, recipient: str = "SYR") -> Forecast:
    question = Question("RUS", "ASSAULT", recipient, OPENS, OPENS + timedelta(days=6))
    said = {"ensemble": probability, "climatology": 0.1, "persistence": 0.2}
    return Forecast(question, probability, "ensemble", said, "record", "inp-1")


def archive() -> Archive:
    """Russia strikes Syria on the third; the archive goes to the twentieth."""
    day = date(2015, 10, 3)
    acts = (
        Act(day, "RUS", "ASSAULT", "SYR", day, Receipt("Jets struck.", "Gulf Courier", "art-1", day)),
        Act(day, "RUS", "CONSULT", "IRN", day, Receipt("They met.", "Gulf Courier", "art-1", day)),
    )
    return Archive(acts, (day, date(2015, 10, 20)), {})


def test_a_forecast_is_written_before_its_days_and_resolved_after_them(store):
    record(store, [forecast(0.3), forecast(0.2, "IRN")], written=NOW)

    assert 2 == resolve_open(store, archive(), written=NOW)
    assert 0 == resolve_open(store, archive(), written=NOW)
    assert {("SYR", True), ("IRN", False)} == {
        (one.question.recipient, one.came) for one in scored(links(store)) if one.forecaster == "ensemble"
    }
    assert [] == verify(store)


def test_the_answer_carries_its_sentence(store):
    record(store, [forecast()], written=NOW)
    resolve_open(store, archive(), written=NOW)

    assert "Jets struck." == links(store)[-1].content["receipt"]["sentence"]


def test_the_scores_are_told_by_forecaster_with_both_floors(store):
    record(store, [forecast(0.3), forecast(0.2, "IRN")], written=NOW)
    resolve_open(store, archive(), written=NOW)
    lines = {line.group: line for line in board(scored(links(store)), lambda one: one.forecaster)}

    assert (0.7**2 + 0.2**2) / 2 == pytest.approx(lines["ensemble"].brier)
    assert 0 == pytest.approx(lines["climatology"].over_climatology)
    assert lines["ensemble"].over_climatology > 0


def test_of_two_forecasts_for_one_question_the_first_counts(store):
    record(store, [forecast(0.3)], written=NOW)
    record(store, [forecast(0.9)], written=NOW)
    resolve_open(store, archive(), written=NOW)

    assert [0.3] == [one.probability for one in scored(links(store)) if one.forecaster == "ensemble"]


def test_a_forecast_made_afterwards_says_that_it_is_a_replay(store):
    record(store, [forecast()], written=datetime(2026, 1, 1, tzinfo=UTC))

    assert {"replay"} == {link.content["made"] for link in links(store)}
    assert [] == verify(store)


def test_a_late_forecast_that_claims_to_be_live_is_found(store):
    content = {"made": "live", "opens": "2015-09-30"}
    append(store, [("forecast", content)], written=NOW)

    assert ["row 0 says that it was made live, but was written after its window had opened"] == verify(store)


def test_a_hundred_tamperings_are_all_found(store):
    append(store, [("forecast", {"n": n, "probability": 0.5}) for n in range(40)], written=NOW)
    chain, expected, chance = links(store), head(store), random.Random(5)

    assert [] == faults(chain, expected)
    assert 100 == sum(bool(faults(_tampered(chain, chance, n), expected)) for n in range(100))


def _tampered(chain: list[Link], chance: random.Random, number: int) -> list[Link]:
    """An edit of a field, a deletion, a swap, a copy, or the end cut off."""
    changed = list(chain)
    place = chance.randrange(len(chain))
    match number % 5:
        case 0:
            edits = (
                {"body": chain[place].body.replace("0.5", "0.6")},
                {"written": "2014-01-01T00:00:00+00:00"},
                {"kind": "resolution"},
                {"number": place + 1},
                {"hash": "0" * 63 + "1"},
            )
            changed[place] = replace(chain[place], **chance.choice(edits))
        case 1:
            del changed[place]
        case 2:
            other = chance.choice([n for n in range(len(chain)) if n != place])
            changed[place], changed[other] = changed[other], changed[place]
        case 3:
            changed.insert(chance.randrange(len(chain)), chain[place])
        case _:
            changed = changed[: -chance.randrange(1, len(chain))]
    return changed


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE scoreboard SET body = replace(body, '0.3', '0.9') WHERE number = 0",
        "DELETE FROM scoreboard WHERE number = 1",
        "DELETE FROM scoreboard WHERE number = (SELECT max(number) FROM scoreboard)",
        "UPDATE scoreboard SET number = 1 - number WHERE number < 2",
        "DELETE FROM scoreboard",
        "UPDATE scoreboard_head SET rows = rows - 1",
    ],
)
def test_what_is_changed_in_the_store_is_found(store, tampering):
    record(store, [forecast(0.3)], written=NOW)
    store._execute(tampering)

    assert verify(store)


def test_a_chain_written_anew_is_found_by_whoever_noted_an_earlier_head(store, tmp_path):
    noted = record(store, [forecast(0.3)], written=NOW)
    with open_store(tmp_path / "other.duckdb") as other:
        record(other, [forecast(0.9)], written=NOW)

        assert [] == verify(other)
        assert verify(other, known_head=noted)


def test_a_store_without_forecasts_is_whole(store):
    assert [] == verify(store)
