"""Forecasts from imported event tables, which have no sentences."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dragoman.cli import main
from dragoman.forecasting.imported import imported_history
from dragoman.store import open_store

FIRST = date(2015, 1, 1)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Turkish forces strike Syrian rebels every fourth day, as a table in PLOVER's JSON says, each act twice."""
    folder = tmp_path_factory.mktemp("imported")
    rows = [
        {
            "id": f"{n}-{copy}",
            "date": (FIRST + timedelta(days=n)).isoformat(),
            "actor": [{"code": "TUR", "sector": ["MIL"]}],
            "event": ["ASSAULT"],
            "recipient": [{"code": "SYR", "sector": "REB"}],
        }
        for n in range(0, 120, 4)
        for copy in (1, 2)
    ]
    table, path = folder / "table.jsonl", folder / "s.duckdb"
    table.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    done = run("import", table, "--format", "plover", "--store", path)
    assert 0 == done.exit_code, done.output
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_an_act_that_is_told_twice_is_one(store):
    with open_store(store, read_only=True) as opened:
        history = imported_history(opened)

    assert (30, ("SYR.REB", "TUR"), ("ASSAULT",), FIRST) == (
        len(history), history.actors, history.relations, history.first_day,
    )  # fmt: skip


def test_nothing_imported_is_an_empty_history(tmp_path):
    with open_store(tmp_path / "s.duckdb") as opened:
        assert 0 == len(imported_history(opened))


def test_where_nothing_was_coded_forecasts_come_from_what_was_imported(store):
    said = " ".join(run("forecast", "--store", store, "--top", 1).output.split())

    assert "From 30 imported events reported before 28 April 2015." in said
    assert "Will Turkey act in force against or punish SYR.REB from 28 Apr to 4 May 2015?" in said


def test_who_comes_next_is_asked_of_imported_tables_too(store):
    [first] = map(
        json.loads, run("forecast", "--store", store, "--which", "TUR ASSAULT ?", "--json").output.splitlines()
    )

    assert ("SYR.REB", 30, "2015-04-27") == (first["side"], first["did"], first["last"])


@pytest.mark.parametrize("question", ["TUR ASSAULT", "? ASSAULT ?", "TUR ASSAULT SYR", ""])
def test_a_question_that_asks_for_no_side_or_for_two_is_refused(store, question):
    done = run("forecast", "--store", store, "--which", question)

    assert 2 == done.exit_code


def test_imported_tables_are_replayed_day_by_day(store):
    said = run("backtest", "--store", store, "--plain").output

    assert "forecasts for 7 days" in said
    assert "climatology" in said
