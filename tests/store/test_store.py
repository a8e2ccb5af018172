"""The store keeps what was coded, once, and answers questions about it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

import factory
from dragoman.errors import StoreError
from dragoman.records import Article, Coded, Failure, Period, Place, Stance
from dragoman.store import Added, Store, open_store


@pytest.fixture
def store(tmp_path: Path):
    with open_store(tmp_path / "desk.duckdb") as store:
        yield store


def strike(number: int = 1, published: str | None = "2015-10-29", **fields) -> Coded:
    """An article that says, in the author's voice, that somebody struck somebody."""
    of = factory.article(id=f"a{number}", published=published)
    event = factory.event(of, **fields)
    return factory.coded(of, (event,), (factory.claim(of, event, by=""),))


def test_a_coded_article_put_in_comes_out_the_same(store):
    coded = factory.full()
    store.add([coded], coder="1")

    assert [coded] == list(store.coded())
    assert coded == store.article("art-full")


def test_articles_keep_their_text_so_that_they_can_be_coded_again(store):
    articles = [factory.article(id="1"), Article("no date", id="2")]
    store.add([Coded(article) for article in articles], coder="1")

    assert articles == list(store.articles())


def test_the_same_article_again_changes_nothing(store):
    batch = [factory.full(), strike(1), strike(2)]

    assert Added(new=3) == store.add(batch, coder="1")
    before = store.counts()
    assert Added(unchanged=3) == store.add(reversed(batch), coder="1")
    assert before == store.counts()


def test_another_coder_replaces_what_the_first_one_read(store):
    store.add([strike()], coder="1")

    assert Added(again=1) == store.add([strike(type="COERCE")], coder="2")
    assert ["COERCE"] == [row["type"] for row in store.events()]
    assert 1 == store.counts()["claims"]


def test_another_text_under_the_same_id_replaces_the_first(store):
    store.add([Coded(Article("old", id="1"))], coder="1")

    assert Added(again=1) == store.add([Coded(Article("new", id="1"))], coder="1")
    assert ["new"] == [article.text for article in store.articles()]


def test_an_article_twice_in_a_batch_is_one(store):
    assert Added(new=1) == store.add([strike(), strike()], coder="1")


def test_failures_are_kept_with_their_run(store):
    run = store.begin_run("1", "news.jsonl", datetime(2026, 1, 1, tzinfo=UTC))

    assert Added(failed=1) == store.add([Failure("x", "malformed", "broken")], coder="1", run=run)
    assert {"failures": 1, "runs": 1} == {k: n for k, n in store.counts().items() if n}


def test_a_batch_that_breaks_off_leaves_nothing(store):
    def batch():
        yield strike(1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.add(batch(), coder="1")
    with pytest.raises(StoreError):
        store.add([strike(2), strike(3, type=None)], coder="1")

    assert 0 == sum(store.counts().values())
    assert Added(new=1) == store.add([strike(2)], coder="1")


def test_lone_surrogates_become_one_character_each(store):
    store.add([Coded(Article("odd \ud800 text", title="\udfff", id="1"))], coder="1")

    assert ["odd \ufffd text"] == [article.text for article in store.articles()]
    assert Added(unchanged=1) == store.add([Coded(Article("odd \ud800 text", title="\udfff", id="1"))], coder="1")


def test_nothing_is_a_batch_too(store):
    assert Added() == store.add([], coder="1")
    assert [] == list(store.coded())
    assert store.days() is None


@pytest.fixture
def desk(store: Store) -> Store:
    """Three strikes in one store."""
    russia, iraq, syria = factory.actor("RUS.MIL", "Russian Air Force"), factory.actor("IRQ"), factory.actor("SYR.REB")
    homs = Place("Homs", "SYR", 34.7, 36.7, "city", 169577)
    third = Period(date(2015, 10, 3), date(2015, 10, 3))
    first = strike(1, actors=(russia,), recipients=(syria,), when=third, where=homs)
    second = strike(2, actors=(iraq, russia), type="COERCE")
    of = factory.article(id="a3", published="2015-11-05")
    event = factory.event(of, actors=(replace(russia, id="russian-air-force"),), auxiliary=("future",))
    said = factory.claim(of, event, Stance.PREDICTED, by="USA.GOV")
    denied = factory.claim(of, event, Stance.DENIED, by="RUS.GOV")
    store.add([first, second, factory.coded(of, (event,), (said, denied))], coder="1")
    return store


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({}, ["a1", "a2", "a3"]),
        ({"actor": "RUS"}, ["a1", "a2", "a3"]),
        ({"actor": "rus.mil"}, ["a1", "a2", "a3"]),
        ({"actor": "IRQ"}, ["a2"]),
        ({"actor": "RU"}, []),
        ({"actor": "russian air force"}, ["a1", "a2", "a3"]),
        ({"actor": "russian-air-force"}, ["a3"]),
        ({"recipient": "SYR"}, ["a1"]),
        ({"type": "coerce"}, ["a2"]),
        ({"stance": "denied"}, ["a3"]),
        ({"since": date(2015, 10, 4)}, ["a2", "a3"]),
        ({"until": date(2015, 10, 3)}, ["a1"]),
        ({"place": "homs"}, ["a1"]),
        ({"place": "SYR"}, ["a1"]),
        ({"actor": "RUS", "type": "ASSAULT", "since": date(2015, 11, 1)}, ["a3"]),
        ({"actor": "'; DROP TABLE events; --"}, []),
    ],
)
def test_events_are_found_by_who_what_where_and_when(desk, question, expected):
    assert expected == [row["article"] for row in desk.events(**question)]


def test_an_event_comes_with_its_sentence_and_what_is_said_about_it(desk):
    row = desk.events(stance="denied")[0]

    assert factory.TEXT == row["sentence"]
    assert "struck" == row["trigger"]
    assert ["denied", "predicted"] == row["stances"]
    assert (["RUS.MIL"], ["IRQ"]) == (row["actors"], row["recipients"])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({}, ["asserted", "asserted", "predicted", "denied"]),
        ({"source": "USA"}, ["predicted"]),
        ({"stance": "denied"}, ["denied"]),
        ({"only_predictions": True}, ["predicted"]),
        ({"actor": "IRQ"}, ["asserted"]),
        ({"type": "COERCE"}, ["asserted"]),
        ({"since": date(2015, 11, 1)}, ["predicted", "denied"]),
    ],
)
def test_claims_are_found_by_who_says_what(desk, question, expected):
    assert expected == [row["stance"] for row in desk.claims(**question)]


def test_a_claim_comes_with_its_chain_outermost_first(desk):
    row = desk.claims(stance="denied")[0]

    assert "Gulf Courier > RUS.GOV" == row["chain"]
    assert "RUS.GOV" == row["source"]
    assert factory.TEXT == row["content"]


def test_the_articles_of_a_period(desk):
    assert ["a3"] == [coded.article.id for coded in desk.coded(since=date(2015, 11, 1))]
    assert ["a1", "a2"] == [coded.article.id for coded in desk.coded(until=date(2015, 10, 29))]
    assert (date(2015, 10, 29), date(2015, 11, 5)) == desk.days()


def test_a_second_process_is_told_who_holds_the_store(store):
    again = f"from dragoman.store import open_store; open_store({str(store.path)!r})"
    done = subprocess.run(
        [sys.executable, "-c", again], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": "src"}
    )

    assert f"is in use by process {os.getpid()}" in done.stderr


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_may_not_touch_the_store(store):
    child = os.fork()
    if child == 0:
        try:
            store.counts()
        except StoreError as problem:
            os._exit(7 if "fork" in str(problem) else 1)
        os._exit(0)

    assert 7 == os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert 0 == store.counts()["articles"]


def test_a_missing_store_says_how_to_make_one(tmp_path):
    with pytest.raises(StoreError, match="make one with `dragoman code INPUT --store"):
        open_store(tmp_path / "none.duckdb", read_only=True)
    with pytest.raises(StoreError, match="there is no folder"):
        open_store(tmp_path / "none" / "x.duckdb")


def test_what_is_not_a_store_is_refused(tmp_path):
    (tmp_path / "text.duckdb").write_text("not a database " * 1000)
    (tmp_path / "folder.duckdb").mkdir()
    duckdb.connect(str(tmp_path / "other.duckdb")).close()
    for name in ("text", "folder", "other"):
        with pytest.raises(StoreError, match="not a Dragoman store"):
            open_store(tmp_path / f"{name}.duckdb")


def test_a_store_of_a_newer_dragoman_is_refused(tmp_path):
    path = tmp_path / "x.duckdb"
    open_store(path).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE dragoman SET schema_version = 99")

    with pytest.raises(StoreError, match="newer Dragoman"):
        open_store(path)


def test_a_store_opened_to_be_read_cannot_be_written(tmp_path):
    path = tmp_path / "x.duckdb"
    open_store(path).close()
    with open_store(path, read_only=True) as store, pytest.raises(StoreError, match="read-only"):
        store.add([strike()], coder="1")
