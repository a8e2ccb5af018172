"""The store loses nothing, says what is wrong, and remembers who coded what."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

import factory
from dragoman.errors import DiskFull, StoreBusy, StoreError
from dragoman.records import Article, Coded, Failure, Stance
from dragoman.store import Added, backup, check, content_hash, open_store, repair
from dragoman.store import store as store_module
from dragoman.store.owner import write_note

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
WRITER = Path(__file__).parent / "writer.py"
RUN = {**os.environ, "PYTHONPATH": os.pathsep.join(("src", "tests"))}


@pytest.fixture
def store(tmp_path: Path):
    with open_store(tmp_path / "desk.duckdb") as store:
        yield store


def strike(number: int = 1, published: str | None = "2015-10-29", stance=Stance.ASSERTED, **fields) -> Coded:
    of = factory.article(id=f"a{number}", published=published)
    event = factory.event(of, **fields)
    return factory.coded(of, (event,), (factory.claim(of, event, stance, by=""),))


def test_each_batch_leaves_its_row_in_the_ledger(store):
    run = store.begin_run("1", "news.jsonl", NOW)
    store.add([strike(1), Failure("x", "malformed", "broken")], coder="1", run=run)
    store.add([strike(1), strike(2)], coder="1", run=run)
    [entry] = store.runs()

    assert ("news.jsonl", 2, 1, 1, 2) == tuple(entry[k] for k in ("source", "new", "unchanged", "failed", "batches"))


def test_a_newer_coder_replaces_what_an_older_one_read_and_the_older_is_remembered(store):
    run = store.begin_run("2", "again", NOW)
    store.add([strike()], coder="1", run="first")
    store.add([strike(type="COERCE")], coder="2", run=run)

    assert [{"coder": "1", "run": "first", "events": 1, "claims": 1, "replaced_by": run}] == store.history("a1")
    assert ["COERCE"] == [row["type"] for row in store.events()]


def test_what_is_coded_already_need_not_be_coded_again(store):
    full = factory.full()
    store.add([full, strike(2)], coder="1")
    changed = replace(factory.article(id="a2"), text="other")

    assert {"art-full": full} == store.known([full.article, changed, Article("new")], "1")
    assert {} == store.known([full.article], "2")


def test_poison_is_listed_with_its_text_until_it_is_coded(store):
    article = factory.article(id="a1")
    store.add([Failure("a1", "timeout", "took longer", article), Failure(None, "malformed", "line 7")], coder="1")

    assert [("a1", article), (None, None)] == [(f.id, f.article) for f, _ in store.quarantined()]
    store.add([strike(1)], coder="2")
    assert [None] == [f.id for f, _ in store.quarantined()]


def test_judgements_are_rows_that_can_be_withdrawn(store):
    store.add([strike(1), strike(2)], coder="1")
    store.judge("a2", "a1", together=False, made=NOW)
    store.judge("a1", "a2", together=True, made=NOW)

    assert [("a1", "a2", True)] == [(j.one, j.other, j.together) for j in store.judgements()]
    assert store.withdraw("a2", "a1", made=NOW)
    assert [] == store.judgements()
    assert not store.withdraw("a2", "a1", made=NOW)
    assert [(2,)] == store._rows("SELECT count(*) FROM judgements WHERE withdrawn IS NOT NULL")


def test_judgements_are_about_two_articles_that_are_there(store):
    store.add([strike(1)], coder="1")
    with pytest.raises(StoreError, match="no article nobody"):
        store.judge("a1", "nobody", together=True, made=NOW)
    with pytest.raises(StoreError, match="name two"):
        store.judge("a1", "a1", together=True, made=NOW)


def test_dealings_count_events_once_and_only_asserted_ones(store):
    told_thrice = [strike(n) for n in range(3)]
    denied, promised = strike(4, stance=Stance.DENIED, type="COERCE"), strike(5, stance=Stance.PROMISED, type="AID")
    store.add([*told_thrice, denied, promised], coder="1")
    [found] = store.dealings("RUS", "IRQ", window="month")

    assert ("RUS", "IRQ", date(2015, 10, 1), 1, 3, -9.0) == (
        found.actor,
        found.recipient,
        found.first,
        found.events,
        found.reports,
        found.score,
    )


def test_what_both_do_is_a_dealing_in_each_direction_that_nobody_begins(store):
    both = (factory.actor("IRN.GOV"), factory.actor("SAU.GOV"))
    store.add([strike(1, type="CONSULT", actors=both, recipients=(), quad_class=1, score=2.0)], coder="1")
    found = store.dealings("IRN", "SAU", window="year")

    assert [("IRN", "SAU", 1, 0), ("SAU", "IRN", 1, 0)] == [(d.actor, d.recipient, d.events, d.begun) for d in found]
    assert found == store.all_dealings(window="year", since=None, until=None)
    assert [] == store.all_dealings(window="year", since=None, until=None, least=3)


def test_an_unknown_window_is_refused(store):
    with pytest.raises(StoreError, match="take one of day, week"):
        store.dealings("IRN", "SAU", window="fortnight")


def test_a_sound_store_has_no_fault(store):
    store.add([factory.full(), strike(1), Failure("x", "malformed", "broken")], coder="1")
    store.add([strike(1, type="COERCE")], coder="2")

    assert [] == check(store)


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        ("DELETE FROM articles WHERE id = 'a1'", "1 rows of events belong to no article"),
        ("INSERT INTO articles SELECT * FROM articles WHERE id = 'a1'", "1 articles are there twice"),
        ("DELETE FROM events", "2 claims are about an event that is not there"),
        ("DELETE FROM batches", "2 articles more or less than the ledger says"),
        ("DELETE FROM facts", "2 events have no derived row, or the other way round"),
    ],
)
def test_what_does_not_hold_together_is_named_and_repaired(store, damage, fault):
    store.add([strike(1), strike(2)], coder="1")
    store._execute(damage)
    found = check(store)
    store.close()

    assert fault in found
    if "events" not in damage:  # what is gone cannot be made up
        repair(store.path, NOW)
        with open_store(store.path) as again:
            assert [] == check(again)


def test_content_is_the_same_whatever_the_order_and_the_batches(tmp_path):
    hashes = set()
    for number, order in enumerate(((1, 2, 3), (3, 1, 2))):
        with open_store(tmp_path / f"{number}.duckdb") as store:
            for one in order:
                store.add([strike(one)], coder="1")
            hashes.add(content_hash(store))

    assert 1 == len(hashes)


def test_a_backup_is_the_same_store(store, tmp_path):
    store.add([factory.full(), strike(1)], coder="1")
    size = backup(store, tmp_path / "copy.duckdb")
    with open_store(tmp_path / "copy.duckdb", read_only=True) as copy:
        assert content_hash(store) == content_hash(copy)
    assert size > 0
    with pytest.raises(StoreError, match="replaces nothing"):
        backup(store, tmp_path / "copy.duckdb")
    assert Added(new=1) == store.add([strike(2)], coder="1")


def test_a_log_that_cannot_be_replayed_is_set_aside(tmp_path):
    path = tmp_path / "desk.duckdb"
    writer = _writer(path, "hold")
    assert "ready" == writer.stdout.readline().strip()
    _kill(writer)
    log = path.with_name("desk.duckdb.wal")
    data = bytearray(log.read_bytes())
    data[len(data) // 2] ^= 0xFF
    log.write_bytes(data)
    with pytest.raises(StoreError, match="dragoman store repair"):
        open_store(path)
    done = repair(path, NOW)

    assert "desk.duckdb.wal.bad-20260102-030405" == done.log.name
    assert bytes(data) == done.log.read_bytes()
    assert () == done.still_wrong


def test_a_store_of_the_first_version_is_brought_up_to_date(tmp_path):
    path = tmp_path / "old.duckdb"
    with open_store(path) as store:
        store.add([strike(1), Failure("x", "malformed", "broken")], coder="1", run=store.begin_run("1", "x", NOW))
        made = store._rows("SELECT * FROM facts"), store._rows("SELECT * FROM dyads")
        for table in ("batches", "past_codings", "quarantine", "judgements", "facts", "dyads"):
            store._execute(f"DROP TABLE {table}")
        store._execute("UPDATE dragoman SET schema_version = 1")
    with pytest.raises(StoreError, match="dragoman store check"):
        open_store(path, read_only=True)
    with open_store(path) as store:
        assert made == (store._rows("SELECT * FROM facts"), store._rows("SELECT * FROM dyads"))
        assert [] == check(store)


def test_a_store_whose_maker_was_killed_before_it_had_tables_is_made(tmp_path):
    path = tmp_path / "desk.duckdb"
    duckdb.connect(str(path)).close()
    write_note(path)
    with open_store(path) as store:
        assert 0 == store.counts()["articles"]


def test_too_little_room_is_said_before_anything_is_begun(store, monkeypatch):
    store.add([strike(1)], coder="1")
    monkeypatch.setattr(store_module, "LEAST_FREE_BYTES", 2**62)
    with pytest.raises(DiskFull, match="Free some space and run the same command again"):
        store.add([strike(2)], coder="1")
    monkeypatch.undo()

    assert Added(new=1, unchanged=1) == store.add([strike(1), strike(2)], coder="1")


@pytest.mark.skipif(sys.platform == "win32", reason="no limits on file sizes there")
def test_a_disk_that_fills_up_loses_nothing_that_was_added(tmp_path):
    path = tmp_path / "desk.duckdb"
    done = subprocess.run(
        [sys.executable, str(WRITER), str(path), "fill"], capture_output=True, text=True, env=RUN, timeout=120
    )
    acknowledged = done.stdout.split()

    assert "DiskFull" in done.stderr.splitlines()[-1]
    assert acknowledged
    with open_store(path) as store:
        assert set(acknowledged) <= {article.id for article in store.articles()}
        assert [] == check(store)
        assert Added(new=1) == store.add([Coded(Article("short", id="more"))], coder="1")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the system owner may write anywhere")
def test_a_read_only_disk_is_said(tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o500)
    with pytest.raises(StoreError, match="read-only"):
        open_store(folder / "desk.duckdb")


def test_a_second_owner_is_told_who_and_since_when_and_may_wait(tmp_path):
    path = tmp_path / "desk.duckdb"
    writer = _writer(path, "hold")
    assert "ready" == writer.stdout.readline().strip()
    with pytest.raises(StoreBusy, match=rf"in use by process {writer.pid} \(writer.py .*, since 20.. ?.*UTC\)"):
        open_store(path)
    threading.Timer(0.5, _kill, [writer]).start()
    with open_store(path, wait_seconds=30) as store:
        assert [] == check(store)


def test_ten_kills_lose_no_batch_that_was_acknowledged(tmp_path):
    """`python -m bench.store_kills` does it 200 times."""
    path, chance = tmp_path / "desk.duckdb", random.Random(7)
    acknowledged: set[str] = set()
    for _ in range(10):
        writer = _writer(path, "write")
        lines = [writer.stdout.readline() for _ in range(chance.randrange(1, 4))]
        time.sleep(chance.random() * 0.05)
        _kill(writer)
        acknowledged.update("".join([*lines, writer.stdout.read()]).split())
    with open_store(path) as store:
        there = [article.id for article in store.articles()]

        assert acknowledged <= set(there)
        assert len(there) == len(set(there))
        assert [] == check(store)


def _writer(path: Path, what: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(WRITER), str(path), what]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=RUN)


def _kill(writer: subprocess.Popen[str]) -> None:
    writer.send_signal(signal.SIGKILL)
    writer.wait()
