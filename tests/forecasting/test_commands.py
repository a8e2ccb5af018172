"""The commands of forecasting on a small store: they answer in words, with sentences, and keep the record."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

import factory
from dragoman.cli import main
from dragoman.records import Coded, Period, Stance
from dragoman.store import open_store


def told(number: int, day: date, stance: Stance = Stance.ASSERTED, last: date | None = None, **fields: object) -> Coded:
    of = factory.article(published=day.isoformat(), id=f"art-{number}")
    event = factory.event(of, **fields)
    deadline = None if last is None else Period(None, last, "day")
    claim = factory.claim(of, event, stance, deadline=deadline, resolvable=None if last is None else True)
    return factory.coded(of, (event,), (claim,))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Russia and Iraq speak every third day, and somebody predicts a strike that then comes."""
    path = tmp_path_factory.mktemp("forecasting") / "s.duckdb"
    first = date(2015, 7, 1)
    articles = [told(n, first + timedelta(days=n), type="CONSULT", quad_class=1) for n in range(0, 90, 3)]
    articles.append(told(200, date(2015, 9, 1), Stance.PREDICTED, date(2015, 9, 20)))
    articles.append(told(201, date(2015, 9, 15)))
    with open_store(path) as opened:
        opened.add(articles, coder="test")
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_a_forecast_says_how_probable_and_why(store):
    said = " ".join(run("forecast", "--store", store, "--on", "2015-09-20", "--top", 1).output.split())

    assert "Will Russia speak or deal in friendship with Iraq from 20 Sep to 26 Sep 2015?" in said
    assert "base rate" in said
    assert factory.TEXT in said


def test_forecasts_as_json_have_every_forecaster(store):
    first = json.loads(run("forecast", "--store", store, "--json", "--top", 1).output)

    assert {"ensemble", "climatology", "persistence"} <= set(first["probabilities"])


def test_an_unknown_act_is_refused_with_what_is_known(store):
    done = run("forecast", "--store", store, "--what", "dance")

    assert 2 == done.exit_code
    assert "material_conflict" in done.output


def test_the_strike_is_the_surprise(store, tmp_path):
    said = run("surprise", "--store", store, "--top", 1, "--plot", tmp_path / "s.svg").output

    assert "15 Sep 2015: Russia ASSAULT Iraq" in said
    assert ElementTree.parse(tmp_path / "s.svg").getroot().tag.endswith("svg")


def test_who_predicted_it_is_told_with_both_sentences(store):
    said = run("scoreboard", "authors", "--store", store).output

    assert said.startswith("YES  1 Sep 2015: IRQ.GOV predicted")


def test_a_replay_goes_on_record_is_scored_and_verified(store):
    replayed = run("backtest", "--store", store, "--from", "2015-08-20", "--record", "--plain")
    shown = run("scoreboard", "--store", store)
    verified = run("scoreboard", "verify", "--store", store)

    assert "put on record as replays" in replayed.output
    assert "over climatology" in shown.output
    assert "Not ranked, since fewer than 10 were resolved" in shown.output
    assert (0, True) == (verified.exit_code, "each follows from the one before it" in verified.output)


def test_an_edit_of_the_record_is_found(store):
    with open_store(store) as opened:
        opened._execute("UPDATE scoreboard SET body = replace(body, 'SYR', 'IRQ') || ' ' WHERE number = 1")

    assert 1 == run("scoreboard", "verify", "--store", store).exit_code


def test_a_backtest_of_nothing_in_particular_is_refused():
    assert 2 == run("backtest").exit_code
