"""Rows that can only be added: each carries the hash of the one before it, so that any later change shows.

A row's hash covers its number, time, kind, body and the hash before it. Beside the rows stands the head: how many there
are, and the hash of the last. Editing, deleting, inserting or reordering rows breaks the chain; cutting off its end
breaks with the head. Whoever writes the whole chain and the head anew is only found by somebody who has noted an
earlier head, so it is printed on every occasion.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dragoman.store.store import Store

TABLES = """
CREATE TABLE IF NOT EXISTS scoreboard (
    number BIGINT NOT NULL, written VARCHAR NOT NULL, kind VARCHAR NOT NULL, body VARCHAR NOT NULL,
    previous VARCHAR NOT NULL, hash VARCHAR NOT NULL
);
CREATE TABLE IF NOT EXISTS scoreboard_head (rows BIGINT NOT NULL, hash VARCHAR NOT NULL)
"""
BEGINNING = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """A row of the chain. `body` is JSON with sorted keys, to the letter as it was written."""

    number: int
    written: str
    kind: str
    body: str
    previous: str
    hash: str

    @property
    def content(self) -> Any:
        """The body as an object."""
        return json.loads(self.body)


def append(store: Store, rows: Iterable[tuple[str, Any]], *, written: datetime) -> str:
    """Add rows of (kind, content) at the end, in one transaction; the new head."""
    for statement in TABLES.split(";"):
        store._execute(statement)
    store._execute("BEGIN")
    try:
        head = store._rows("SELECT rows, hash FROM scoreboard_head")
        number, last = head[0] if head else (0, BEGINNING)
        links = []
        for kind, content in rows:
            body = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
            links.append(linked(number, written.isoformat(), kind, body, last))
            number, last = number + 1, links[-1].hash
        store._insert("scoreboard", [(x.number, x.written, x.kind, x.body, x.previous, x.hash) for x in links])
        store._execute("DELETE FROM scoreboard_head")
        store._execute("INSERT INTO scoreboard_head VALUES (?, ?)", [number, last])
        store._execute("COMMIT")
    except BaseException:
        store._roll_back()
        raise
    return str(last)


def links(store: Store) -> list[Link]:
    """All rows, as they lie in the store."""
    if not _is_there(store, "scoreboard"):
        return []
    rows = store._rows("SELECT number, written, kind, body, previous, hash FROM scoreboard ORDER BY rowid")
    return [Link(*row) for row in rows]


def head(store: Store) -> tuple[int, str]:
    """How many rows there should be, and the hash of the last."""
    found = store._rows("SELECT rows, hash FROM scoreboard_head") if _is_there(store, "scoreboard_head") else []
    return (int(found[0][0]), str(found[0][1])) if found else (0, BEGINNING)


def linked(number: int, written: str, kind: str, body: str, previous: str) -> Link:
    """The row with its hash."""
    parts = json.dumps([number, written, kind, body, previous], ensure_ascii=False)
    return Link(number, written, kind, body, previous, hashlib.sha256(parts.encode("utf-8")).hexdigest())


def faults(chain: Sequence[Link], expected: tuple[int, str], *, known_head: str | None = None) -> list[str]:
    """What is wrong with a chain, in words; nothing when it is whole. `known_head` is one noted at some earlier time."""
    found = []
    last = BEGINNING
    for place, link in enumerate(chain):
        if link.number != place:
            found.append(f"row {place} is numbered {link.number}: a row was taken out, put in or moved")
        if link.previous != last:
            found.append(f"row {link.number} does not follow the row before it")
        if link != linked(link.number, link.written, link.kind, link.body, link.previous):
            found.append(f"row {link.number} was changed after it was written")
        last = link.hash
    if (len(chain), last) != expected:
        found.append(f"the chain ends after {len(chain)} rows; its head says {expected[0]}: rows were cut off or added")
    if known_head is not None and known_head not in {BEGINNING, *(link.hash for link in chain)}:
        found.append(f"no row has the head {known_head}: the chain was written anew since then")
    return found


def _is_there(store: Store, table: str) -> bool:
    return bool(store._rows("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [table]))
