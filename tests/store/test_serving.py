"""Others read a store while one process writes to it."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

import factory
from dragoman.cli import TRY_LATER, main
from dragoman.errors import StoreBusy, StoreError
from dragoman.records import Article, Coded
from dragoman.store import backup, check, content_hash, open_store, serving
from dragoman.store.asking import ask
from dragoman.store.messages import Broken, receive, send
from dragoman.store.owner import Owner, note_path, read_note

WRITER = Path(__file__).parent / "writer.py"
RUN = {**os.environ, "PYTHONPATH": os.pathsep.join(("src", "tests"))}


@contextmanager
def owner(path: Path, what: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that has added a first batch to the store and still holds it; killed at the end."""
    command = [sys.executable, str(WRITER), str(path), what]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=RUN) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        yield process
        process.kill()


def some(number: int) -> Coded:
    of = factory.article(id=f"a{number}")
    event = factory.event(of)
    return factory.coded(of, (event,), (factory.claim(of, event, by=""),))


def test_a_reader_sees_whole_batches_while_another_process_writes(tmp_path):
    path = tmp_path / "desk.duckdb"
    sizes = []
    with owner(path, "write") as process:
        while len(sizes) < 5 or sizes[0] == sizes[-1]:
            with open_store(path, read_only=True) as store:
                counts = store.counts()
                assert process.pid == store.asked.pid
                assert counts["articles"] == counts["events"] == counts["claims"] == len(list(store.coded()))
                sizes.append(counts["articles"])

    assert sizes == sorted(sizes)
    assert {0} == {size % 20 for size in sizes}


@pytest.mark.parametrize(
    "command",
    [
        ["events", "--json"],
        ["claims", "--json"],
        ["stories", "list", "--json"],
        ["relations", "RUS", "IRQ", "--format", "json"],
        ["brief", "--markdown"],
        ["quarantine"],
        ["export", "--format", "csv"],
        ["store", "check"],
        ["store", "runs", "--json"],
    ],
    ids=" ".join,
)
def test_commands_that_read_answer_the_same_while_the_store_is_held(tmp_path, command):
    path = tmp_path / "desk.duckdb"
    asked = [*command, str(path)] if command[0] == "store" else [*command, "--store", str(path)]
    with owner(path, "hold"):
        during = CliRunner().invoke(main, asked)
    after = CliRunner().invoke(main, asked)

    assert (0, after.output) == (during.exit_code, during.output)


def test_a_second_writer_is_told_in_one_line_to_try_later(tmp_path):
    path = tmp_path / "desk.duckdb"
    with owner(path, "hold") as process:
        done = CliRunner().invoke(main, ["import", __file__, "--store", str(path)])

    assert TRY_LATER == done.exit_code
    assert f"{path} is in use by process {process.pid} (writer.py" in done.stderr
    assert 1 == done.stderr.count("\n")


def test_what_the_owner_answers_is_what_the_file_holds(tmp_path):
    path = tmp_path / "desk.duckdb"
    with open_store(path) as own:
        own.add([factory.full(), *map(some, range(1200))], coder="1")
        with open_store(path, read_only=True) as asked:
            questions = (
                lambda store: store.events(),
                lambda store: store.claims(),
                lambda store: list(store.coded()),
                lambda store: list(store.articles()),
                lambda store: store.days(),
                lambda store: store.dealings("RUS", "IRQ", window="month"),
                lambda store: store.all_dealings(window="week", since=None, until=None),
                lambda store: store.notable(since=None, until=None, most=5),
                lambda store: store.known([factory.full().article], "1"),
                content_hash,
                check,
            )
            answers = [(question(own), question(asked)) for question in questions]

    assert [mine for mine, _ in answers] == [theirs for _, theirs in answers]


def test_a_reader_sees_the_store_as_it_was_when_it_was_opened(tmp_path):
    path = tmp_path / "desk.duckdb"
    with open_store(path) as own:
        own.add([some(1)], coder="1")
        with open_store(path, read_only=True) as before:
            own.add([some(2)], coder="1")
            with before.beside() as after:
                assert (1, 2) == (before.counts()["articles"], after.counts()["articles"])


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM articles",
        "CREATE TABLE x (y INTEGER)",
        "COMMIT",
        "SELECT 1; COMMIT; DELETE FROM articles",
        "COPY articles TO 'stolen.csv'",
        "ATTACH 'other.duckdb'",
        "SET threads = 1",
        "",
    ],
)
def test_a_reader_changes_nothing(tmp_path, statement):
    path = tmp_path / "desk.duckdb"
    with open_store(path) as own:
        own.add([some(1)], coder="1")
        with open_store(path, read_only=True) as asked:
            with pytest.raises(StoreError, match="read-only"):
                asked._execute(statement)
            assert 1 == asked.counts()["articles"]
            with pytest.raises(StoreError, match="read-only"):
                asked.add([some(2)], coder="1")
        assert 1 == own.counts()["articles"]


def test_a_question_that_cannot_be_answered_ends_nothing(tmp_path):
    path = tmp_path / "desk.duckdb"
    with open_store(path), open_store(path, read_only=True) as asked:
        for question in ("SELECT nonsense", "SELECT '1h'::INTERVAL", "SELECT 1.5", "SELECT ?", "SELECT error('no')"):
            with pytest.raises(StoreError, match=str(path)):
                asked._execute(question).fetchall()
        assert 0 == asked.counts()["articles"]


def test_only_who_can_read_the_note_may_ask(tmp_path):
    path = tmp_path / "desk.duckdb"
    with open_store(path):
        note = read_note(path)

        assert 0o600 == stat.S_IMODE(note_path(path).stat().st_mode) or os.name != "posix"
        assert ask(note) is not None
        assert ask(replace(note, key="0" * 32)) is None


@pytest.mark.parametrize(
    "words",
    [b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 100, b"\0" * 7 + b"\x02{}", b"\0" * 7 + b"\x02[]", b""],
    ids=["http", "noise", "no proof", "a list", "nothing"],
)
def test_who_does_not_greet_hears_nothing(tmp_path, words):
    with open_store(tmp_path / "desk.duckdb") as own:
        with socket.create_connection(("127.0.0.1", own._service.port), timeout=10) as line:
            greeting = receive(line)
            line.sendall(words)
            with suppress(OSError):  # hung up on already
                line.shutdown(socket.SHUT_WR)
            with pytest.raises(Broken):
                receive(line)
        assert 0 == own.counts()["articles"]

    assert ["nonce"] == list(greeting)


def test_who_took_over_the_port_of_a_dead_owner_is_not_believed():
    def pretend() -> None:
        line, _ = fake.accept()
        with line, suppress(Broken):
            send(line, {"nonce": "0" * 32})
            receive(line)
            send(line, {"proof": "0" * 64})
            receive(line)

    with socket.create_server(("127.0.0.1", 0)) as fake:
        threading.Thread(target=pretend, daemon=True).start()

        assert ask(Owner(1, "watch", "today", fake.getsockname()[1], "1" * 32)) is None


def test_after_a_kill_the_file_is_read_directly(tmp_path):
    path = tmp_path / "desk.duckdb"
    with owner(path, "hold") as process:
        process.kill()
        process.wait()
        assert read_note(path).pid == process.pid
        with open_store(path, read_only=True) as store:
            assert (None, 20) == (store.asked, store.counts()["articles"])


def test_a_reader_in_the_middle_of_something_may_finish_before_the_store_is_closed(tmp_path):
    path = tmp_path / "desk.duckdb"
    own = open_store(path)
    own.add(list(map(some, range(1200))), coder="1")
    with open_store(path, read_only=True) as asked:
        articles = asked.articles()
        next(articles)
        closing = threading.Thread(target=own.close)
        closing.start()
        rest = list(articles)
    closing.join()

    assert 1199 == len(rest)
    open_store(path).close()  # the file is free


def test_a_reader_that_asks_nothing_does_not_keep_the_store_open(tmp_path, monkeypatch):
    monkeypatch.setattr(serving, "PAUSE_SECONDS", 0.05)
    path = tmp_path / "desk.duckdb"
    own = open_store(path)
    with open_store(path, read_only=True) as idle:
        time.sleep(0.1)
        own.close()
        open_store(path).close()
        with pytest.raises(StoreBusy, match="ask again"):
            idle.counts()


def test_the_owner_makes_the_backup(tmp_path):
    path, copy = tmp_path / "desk.duckdb", tmp_path / "copy.duckdb"
    with owner(path, "hold"):
        done = CliRunner().invoke(main, ["store", "backup", str(path), str(copy)])
        again = CliRunner().invoke(main, ["store", "backup", str(path), str(copy)])
    with open_store(copy, read_only=True) as store:
        assert (20, []) == (store.counts()["articles"], check(store))
    assert "20 articles" in done.output
    assert (1, 1) == (again.exit_code, again.stderr.count("\n"))
    assert "replaces nothing" in again.stderr
    assert ["copy.duckdb", "desk.duckdb"] == sorted(one.name for one in tmp_path.glob("*.duckdb"))


def test_a_backup_is_made_while_a_reader_asks(tmp_path):
    with open_store(tmp_path / "desk.duckdb") as own:
        own.add([some(1)], coder="1")
        with open_store(own.path, read_only=True) as asked:
            assert backup(asked, tmp_path / "copy.duckdb") > 0
            own.add([Coded(Article("short", id="more"))], coder="1")
            assert 1 == asked.counts()["articles"]
