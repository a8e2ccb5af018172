"""Readers served by the process that holds a store, while it writes.

DuckDB lets no second process open a file that somebody writes to. So the owner listens on the loopback address and
answers questions itself, each reader on a cursor of its own, in one read-only transaction: what a reader sees does not
change while it asks. Who may ask is who can read the key in the note beside the store.
"""

from __future__ import annotations

import contextlib
import secrets
import socket
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from dragoman.errors import StoreError
from dragoman.store.copying import copy_database
from dragoman.store.messages import Broken, Message, prove_to_reader, receive, send
from dragoman.store.turns import Turns

HOST = "127.0.0.1"
GREETING_SECONDS = 5.0
LISTENING_SECONDS = 0.1  # for a call, before looking whether the store is being closed
# A reader that takes nothing for so long, or asks nothing, is cut off: its snapshot keeps old rows in memory.
SILENCE_SECONDS = 60.0
IDLE_SECONDS = 600.0
MOST_READERS = 32
ROWS_OF_A_PAGE = 500

# Before the store is closed, readers may finish. One that asked so recently is thought to be in the middle of something.
PAUSE_SECONDS = 3.0
LONGEST_WAIT_SECONDS = 30.0

# DuckDB draws it on standard output, among the records.
NO_BAR = "SET enable_progress_bar = false"

# In a read-only transaction CREATE can only make temporary tables, of this reader.
ALLOWED = (duckdb.StatementType.SELECT, duckdb.StatementType.CREATE)


@dataclass(eq=False, slots=True)
class _Session:
    """One reader."""

    line: socket.socket
    cursor: duckdb.DuckDBPyConnection
    asked: float = field(default_factory=time.monotonic)
    is_busy: bool = False

    def is_in_the_middle(self) -> bool:
        return self.is_busy or time.monotonic() - self.asked < PAUSE_SECONDS


class Service:
    """Answers readers until it is closed. `port` and `key` stand in the owner's note."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, turns: Turns):
        self._turns = turns
        self.key = secrets.token_hex(16)
        self._listening = socket.create_server((HOST, 0), backlog=MOST_READERS)
        self._listening.settimeout(LISTENING_SECONDS)
        self.port: int = self._listening.getsockname()[1]
        self._connection = connection.cursor()  # only to make cursors from: the owner's own is in use
        self._sessions: set[_Session] = set()
        self._threads: set[threading.Thread] = set()
        self._lock = threading.Lock()
        self._is_closing = False
        self._listener = threading.Thread(target=self._listen, name="store-readers", daemon=True)
        self._listener.start()

    def close(self) -> None:
        """Let readers finish, within limits, and take no new ones."""
        with self._lock:
            self._is_closing = True
        self._listener.join(GREETING_SECONDS)
        self._listening.close()
        deadline = time.monotonic() + LONGEST_WAIT_SECONDS
        while self._some_are_in_the_middle() and time.monotonic() < deadline:
            time.sleep(0.02)
        for session in self._now_open():
            session.cursor.interrupt()
            with contextlib.suppress(OSError):
                session.line.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):
            thread.join(GREETING_SECONDS + 1)
        self._connection.close()

    def _some_are_in_the_middle(self) -> bool:
        return any(session.is_in_the_middle() for session in self._now_open())

    def _now_open(self) -> list[_Session]:
        with self._lock:
            return list(self._sessions)

    def _listen(self) -> None:
        while not self._is_closing:
            try:
                line, _ = self._listening.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            with self._lock:
                self._threads = {thread for thread in self._threads if thread.is_alive()}
                is_welcome = not self._is_closing and len(self._threads) < MOST_READERS
            if not is_welcome:
                line.close()
                continue
            thread = threading.Thread(target=self._receive_reader, args=(line,), name="store-reader", daemon=True)
            self._threads.add(thread)
            thread.start()

    def _receive_reader(self, line: socket.socket) -> None:
        with line, contextlib.suppress(Broken, duckdb.Error):
            line.settimeout(GREETING_SECONDS)
            prove_to_reader(line, self.key)
            with self._lock:
                if self._is_closing:
                    return
                session = _Session(line, self._connection.cursor())
                self._sessions.add(session)
            try:
                _serve(session, self._turns)
            finally:
                with self._lock:
                    self._sessions.discard(session)
                session.cursor.close()


def _serve(session: _Session, turns: Turns) -> None:
    """Answer questions until the reader goes."""
    session.cursor.execute(NO_BAR)
    session.cursor.execute("BEGIN TRANSACTION READ ONLY")
    while True:
        session.line.settimeout(IDLE_SECONDS)
        asked = receive(session.line)
        session.is_busy = True
        session.line.settimeout(SILENCE_SECONDS)
        try:
            with turns.asking():
                answer = _answer(session.cursor, asked)
            send(session.line, answer)
        except TypeError as problem:  # a column of a type that no table of ours has
            send(session.line, {"error": str(problem)})
        session.asked = time.monotonic()
        session.is_busy = False


def _answer(cursor: duckdb.DuckDBPyConnection, asked: Message) -> Message:
    try:
        if asked.get("more"):
            return _page(cursor)
        if "backup" in asked:
            with cursor.cursor() as beside:  # the reader's own transaction stays what it is
                return {"size": copy_database(beside, Path(str(asked["backup"])))}
        sql = str(asked["sql"])
        statements = cursor.extract_statements(sql)
        if len(statements) != 1 or statements[0].type not in ALLOWED:
            return {"error": "Permission denied: a reader asks one question at a time and changes nothing"}
        cursor.execute(statements[0], asked.get("values") or None)
        return {"names": [column[0] for column in cursor.description or ()], **_page(cursor)}
    except duckdb.Error as problem:
        # It may have ended the transaction; where the store is lost altogether, this ends the session.
        with contextlib.suppress(duckdb.Error):
            cursor.execute("ROLLBACK")
        cursor.execute("BEGIN TRANSACTION READ ONLY")
        return {"error": str(problem)}
    except StoreError as problem:
        return {"refused": str(problem)}
    except (KeyError, TypeError, OSError) as problem:
        return {"error": f"{type(problem).__name__}: {problem}"}


def _page(cursor: duckdb.DuckDBPyConnection) -> Message:
    """Some rows at a time, so that a large answer is never as a whole in the owner's memory."""
    rows = cursor.fetchmany(ROWS_OF_A_PAGE)
    return {"rows": rows, "more": len(rows) == ROWS_OF_A_PAGE}
