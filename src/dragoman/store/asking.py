"""A store that another process holds, read by asking that process."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import duckdb

from dragoman.errors import StoreBusy, StoreError
from dragoman.store.messages import Broken, Message, prove_to_owner, receive, send
from dragoman.store.owner import Owner
from dragoman.store.serving import GREETING_SECONDS, HOST

Row = tuple[Any, ...]


class Connection(Protocol):
    """What a store needs of a connection: DuckDB's own, or one to the process that has it."""

    @property
    def description(self) -> Sequence[Sequence[Any]] | None:
        """The columns of the answer, the name first."""

    def execute(self, sql: Any, values: Any = None, /) -> Connection:
        """Ask; the answer is fetched from what comes back."""

    def fetchall(self) -> list[Row]:
        """The rows that are left."""

    def fetchmany(self, size: int, /) -> list[Row]:
        """So many of the rows that are left."""

    def cursor(self) -> Connection:
        """Another connection to the same store."""

    def close(self) -> None:
        """No more questions."""


class AskedConnection:
    """Questions to the owner of a store, and its answers. All of them see the store as it was when this was made."""

    def __init__(self, line: socket.socket, owner: Owner):
        self._line = line
        self.owner = owner
        self._rows: list[Row] = []
        self._is_more = False
        self._names: list[str] = []

    @property
    def description(self) -> list[tuple[str]]:
        """The columns of the answer."""
        return [(name,) for name in self._names]

    def execute(self, sql: str, values: list[Any] | None = None, /) -> AskedConnection:
        """Ask one question."""
        self._take(self._ask({"sql": sql, "values": values}))
        return self

    def fetchall(self) -> list[Row]:
        """The rows that are left."""
        while self._is_more:
            self._take_more()
        rows, self._rows = self._rows, []
        return rows

    def fetchmany(self, size: int, /) -> list[Row]:
        """So many of the rows that are left."""
        while self._is_more and len(self._rows) < size:
            self._take_more()
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    def back_up(self, target: Path) -> int:
        """Have the owner copy the store into a new file; its size in bytes."""
        return int(self._ask({"backup": str(target.absolute())})["size"])

    def cursor(self) -> AskedConnection:
        """Another connection, which sees the store as it is now."""
        asked = ask(self.owner)
        if asked is None:
            raise self._is_gone()
        return asked

    def close(self) -> None:
        """Hang up."""
        with contextlib.suppress(OSError):
            self._line.close()

    def _take_more(self) -> None:
        rows = self._rows
        self._take(self._ask({"more": True}))
        self._rows = rows + self._rows

    def _take(self, answer: Message) -> None:
        self._names = answer.get("names", self._names)
        self._rows = [tuple(row) for row in answer.get("rows", ())]
        self._is_more = bool(answer.get("more"))

    def _ask(self, message: Message) -> Message:
        try:
            send(self._line, message)
            answer = receive(self._line)
        except Broken:
            raise self._is_gone() from None
        if "refused" in answer:
            raise StoreError(answer["refused"])
        if "error" in answer:
            raise duckdb.Error(answer["error"])
        return answer

    def _is_gone(self) -> StoreBusy:
        return StoreBusy(f"{self.owner} closed the store while it was being read: ask again")


def ask(owner: Owner) -> AskedConnection | None:
    """A connection to the owner of a store; None where it does not answer, or is not who wrote the note."""
    if owner.port is None or owner.key is None:
        return None
    try:
        line = socket.create_connection((HOST, owner.port), timeout=GREETING_SECONDS)
    except OSError:
        return None
    try:
        prove_to_owner(line, owner.key)
    except Broken:
        line.close()
        return None
    line.settimeout(None)
    return AskedConnection(line, owner)
