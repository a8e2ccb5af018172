"""`dragoman actors`: a file checked, a store that teaches."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dragoman.cli import main
from dragoman.records import Actor, Article, Coded, Mention, Span
from dragoman.store import open_store


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["actors", *words])


@pytest.fixture
def store(tmp_path: Path) -> str:
    """Three articles that name one minister whom no table has."""
    path = tmp_path / "news.duckdb"
    phrase = "Trade Minister Awad Ibrahim"
    actor = Actor("IRQ.GOV", "Awad Ibrahim", "IRQ", ("GOV",), span=Span(0, len(phrase)))
    with open_store(path) as opened:
        for day in (1, 2, 3):
            text = f"{phrase} spoke on the {day}th."
            article = Article(text=text, published=datetime(2015, 10, day, tzinfo=UTC), publisher=f"Wire {day}")
            mention = Mention(Span(0, len(phrase)), "actor", actor)
            opened.add([Coded(article, sentences=(Span(0, len(text)),), mentions=(mention,))], coder="test")
    return str(path)


def test_a_good_file_has_no_fault(tmp_path: Path):
    path = tmp_path / "own.csv"
    path.write_text("name,country,sector,mode\nBlue Front,CIV,REB,\nAnonymous,,,hide\n", encoding="utf-8")

    assert "own.csv: 2 actors (1 to add, 1 to hide), no fault found\n" == run("check", str(path)).output


def test_a_fault_is_named_with_its_line(tmp_path: Path):
    path = tmp_path / "own.csv"
    path.write_text("name,country,sector\nBlue Front,CIV,REB\nRed Front,XXX,REB\n", encoding="utf-8")
    result = run("check", str(path))

    assert 1 == result.exit_code
    assert "own.csv, line 3: 'XXX' is no ISO 3166 alpha-3 code" in result.output


def test_a_store_teaches_who_held_which_office(store: str):
    shown = run("learned", store).output

    assert "Awad Ibrahim: Trade Minister" in shown
    assert "sure: seen 3 times by 3 publishers, 2015-10-01 to 2015-10-03" in shown
    assert "Trade Minister Awad Ibrahim spoke on the 1th." in shown


def test_learned_rows_can_go_into_the_users_file(store: str, tmp_path: Path):
    rows = run("learned", store, "--csv").output
    path = tmp_path / "own.csv"
    path.write_text(rows, encoding="utf-8")

    assert "Awad Ibrahim" == next(csv.DictReader(io.StringIO(rows)))["name"]
    assert 0 == run("check", str(path)).exit_code
    assert "0 seen at least 2 times, 0 of them sure\n" == run("learned", store, "--actors", str(path)).output


def test_json_holds_all_evidence(store: str):
    candidate = json.loads(run("learned", store, "--json").output)

    assert (True, 3) == (candidate["sure"], len(candidate["evidence"]))
    assert (0, 27) == (candidate["evidence"][0]["start"], candidate["evidence"][0]["end"])
