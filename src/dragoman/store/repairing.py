"""A copy of a store, and a store that opens again."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from dragoman.errors import StoreBusy, StoreError
from dragoman.store.asking import AskedConnection
from dragoman.store.checking import check
from dragoman.store.copying import copy_database
from dragoman.store.store import CONFIG, OF_AN_ARTICLE, Answer, Store, _explained, open_store


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a repair did: where the damaged log lies now, how many rows were taken away, what is still wrong."""

    log: Path | None
    removed: int
    still_wrong: tuple[str, ...]
    runs: tuple[Answer, ...]


def backup(store: Store, target: Path) -> int:
    """Copy a store as it is now into a new file, which appears when it is complete; its size in bytes.

    Where another process holds the store, that one makes the copy, between what it writes.
    """
    try:
        if isinstance(store._connection, AskedConnection):
            return store._connection.back_up(target)
        return copy_database(store._connection, target)
    except duckdb.Error as problem:
        raise _explained(problem, store.path) from problem


def repair(path: Path, now: datetime) -> Repaired:
    """Make a store open again and hold together, keeping all that can be read.

    A log that cannot be replayed is set aside as NAME.wal.bad-TIME, and the last checkpoint is opened. Rows without an
    article, and second copies of one, are taken away. What the log held is coded again by running the same commands again:
    `runs` lists them.
    """
    log = _set_log_aside(path, now)
    with open_store(path) as store:
        removed = _remove_strays(store)
        _balance(store)
        store._execute("CHECKPOINT")
        return Repaired(log, removed, tuple(check(store)), tuple(store.runs()))


def _set_log_aside(path: Path, now: datetime) -> Path | None:
    if not path.exists():
        raise StoreError(f"no store at {path}")
    try:
        duckdb.connect(str(path), config=CONFIG).close()
    except duckdb.Error as problem:
        log = path.with_name(f"{path.name}.wal")
        explained = _explained(problem, path)
        if isinstance(explained, StoreBusy) or not log.exists():
            raise explained from problem
        aside = log.with_name(f"{log.name}.bad-{now:%Y%m%d-%H%M%S}")
        os.replace(log, aside)
        return aside
    return None


def _remove_strays(store: Store) -> int:
    """Take away what belongs to no article, and articles that are there twice; how many rows."""
    removed = 0
    store._execute("BEGIN")
    try:
        twice = "SELECT id FROM articles GROUP BY id HAVING count(*) > 1"
        for table, column in (*((part, "article") for part in OF_AN_ARTICLE), ("articles", "id")):
            removed += _delete(store, f"{table} WHERE {column} IN ({twice})")
        for table in OF_AN_ARTICLE:
            removed += _delete(store, f"{table} WHERE article NOT IN (SELECT id FROM articles)")
        store.derive_again()
        store._execute("COMMIT")
    except BaseException:
        store._roll_back()
        raise
    return removed


def _balance(store: Store) -> None:
    """One more ledger row where the ledger and the rows differ, so that the next check finds only new faults."""
    counts = []
    for table, column in (("articles", "new"), ("past_codings", "again"), ("failures", "failed")):
        [(rows, noted)] = store._rows(
            f"SELECT (SELECT count(*) FROM {table}), (SELECT coalesce(sum({column}), 0) FROM batches)"
        )
        counts.append(int(rows) - int(noted))
    if any(counts):
        new, again, failed = counts
        store._execute("INSERT INTO batches VALUES ('', 0, 'repaired', ?, ?, 0, ?)", [new, again, failed])


def _delete(store: Store, what: str) -> int:
    [(count,)] = store._rows(f"DELETE FROM {what}")
    return int(count)
