"""Coded articles in one DuckDB file, and answers from it.

Measured rules for the file: one process writes, and only that process may hold it open; others read by asking it; a
connection never crosses a fork; the file is never opened by anything but DuckDB, as closing it would drop the lock that
keeps others out.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from importlib.resources import files
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from dragoman.errors import DiskFull, StoreBusy, StoreError
from dragoman.records import Article, Coded, Failure, content_id
from dragoman.store.asking import AskedConnection, Connection, ask
from dragoman.store.dealings import Dealing, all_dealings_query, dealings_query
from dragoman.store.derived import DERIVED, derived_rows
from dragoman.store.notable import Notable, notable
from dragoman.store.owner import Owner, read_note, remove_note, write_note
from dragoman.store.queries import claims_query, events_query
from dragoman.store.rows import (
    PARTS,
    Row,
    article_of,
    article_row,
    coded_of,
    failure_of,
    fingerprint,
    part_rows,
    quarantine_row,
)
from dragoman.store.serving import NO_BAR, Service
from dragoman.store.turns import Turns
from dragoman.stories.grouping import Judgement

SCHEMA_VERSION = 2

# Rows go in as columns: 150,000 a second; as lists of values it was 12,000, one by one 1,600.
ARTICLES_AT_ONCE = 500

# Never fetch an extension from the net.
CONFIG: dict[str, Any] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}

# Who holds the store without answering is about to answer, or about to end.
SECONDS_TO_WAIT_FOR_READING = 10.0

# A batch of the longest articles takes a tenth of it, the log and its checkpoint the rest; below it nothing is begun.
LEAST_FREE_BYTES = 100 * 2**20

# Tables whose rows go when their article is coded again.
OF_AN_ARTICLE = (*PARTS, *DERIVED)

VALID = "withdrawn IS NULL AND one = ? AND other = ?"

READ_FOR_A_REPORT = tuple(table for table in PARTS if table not in ("mentions", "dates", "evidence"))

# Where the place in its list stands in the rows of a table, behind what it belongs to.
NUMBER_OF: dict[str, Callable[[Row], Any]] = {
    table: itemgetter({"evidence": 2, "event_actors": 3, "claim_sources": 2}.get(table, 1)) for table in PARTS
}

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Added:
    """What a batch changed: articles that are new, coded again, left as they were, and failures noted."""

    new: int = 0
    again: int = 0
    unchanged: int = 0
    failed: int = 0

    def __add__(self, other: Added) -> Added:
        return Added(
            self.new + other.new,
            self.again + other.again,
            self.unchanged + other.unchanged,
            self.failed + other.failed,
        )


class Store:
    """An open store. Use it as a context manager; made by `open_store`.

    `asked` is the process that is asked, where another one holds the file.
    """

    def __init__(self, connection: Connection, path: Path, asked: Owner | None = None, turns: Turns | None = None):
        self._connection = connection
        self._turns = Turns() if turns is None else turns
        self._process = os.getpid()
        self._types: dict[str, list[str]] = {}
        self._is_owner = False
        self._is_closed = False
        self._service: Service | None = None
        self.path = path
        self.asked = asked

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the store cannot be used after it."""
        if os.getpid() == self._process and not self._is_closed:
            self._is_closed = True
            if self._service is not None:
                self._service.close()
            self._connection.close()
            if self._is_owner:
                remove_note(self.path, None if self._service is None else self._service.port)

    def beside(self) -> Store:
        """The same store for another thread of this process: a connection is for one thread at a time."""
        return Store(self._connection.cursor(), self.path, self.asked, self._turns)

    def let_go(self, megabytes: int) -> None:
        """Let go of what is kept of the file in memory beyond so much; not while somebody asks, who needs it.

        A limit for good would do as much, and end the questions that need more.
        """
        with self._turns.alone() as is_alone:
            if is_alone:
                with contextlib.suppress(duckdb.Error):  # rows that are not in the file yet take more than that
                    self._connection.execute(f"SET memory_limit = '{megabytes}MiB'")
                self._execute("RESET memory_limit")

    def _serve_readers(self, connection: duckdb.DuckDBPyConnection) -> None:
        """From now on others may read; where no socket can be had, they have to wait."""
        self._is_owner = True
        with contextlib.suppress(OSError):
            self._service = Service(connection, self._turns)
        port, key = (None, None) if self._service is None else (self._service.port, self._service.key)
        write_note(self.path, port, key)

    def begin_run(self, coder: str, source: str, started: datetime) -> str:
        """Note in the ledger that this coder begins to code this source; the id of the run."""
        run = content_id("run", coder, source, started.isoformat(), self._count("runs"))
        self._insert("runs", [(run, started.replace(tzinfo=None), coder, source)])
        return run

    def add(self, batch: Iterable[Coded | Failure], *, coder: str, run: str = "") -> Added:
        """Put a batch in, in one transaction: all of it or nothing.

        An article that is there already, coded by the same coder, changes nothing; coded by another coder, or with
        other text or facts under the same id, it is replaced.
        """
        latest: dict[str, Coded] = {}
        failures = []
        for result in batch:
            if isinstance(result, Failure):
                failures.append(result)
            else:
                notes = tuple(map(_writable, result.notes))
                clean = replace(result, article=_writable_article(result.article), notes=notes)
                latest[clean.article.id] = clean
        if latest or failures:
            self._need_room()
        self._execute("BEGIN")
        try:
            added = self._add(latest, failures, coder, run)
            self._execute("COMMIT")
        except BaseException:
            self._roll_back()
            raise
        return added

    def _need_room(self) -> None:
        free = shutil.disk_usage(self.path.parent).free
        if free < LEAST_FREE_BYTES:
            raise DiskFull(
                f"no room left for {self.path}: {free / 2**20:.0f} MB are free, {LEAST_FREE_BYTES / 2**20:.0f} MB are "
                "needed. Free some space and run the same command again; what was added before is safe"
            )

    def _add(self, latest: dict[str, Coded], failures: list[Failure], coder: str, run: str) -> Added:
        there = self._known(list(latest))
        same = {
            key for key, coded in latest.items() if there.get(key) == (fingerprint(coded.article, coded.notes), coder)
        }
        again = [key for key in latest if key in there and key not in same]
        if again:
            self._replace(again, run)
        fresh = [coded for key, coded in latest.items() if key not in same]
        self._write(fresh, coder, run)
        self._insert("failures", [(run, _writable(f.id), f.kind, _writable(f.message)) for f in failures])
        kept = [(f, _writable_article(f.article)) for f in failures if f.article is not None]
        self._insert("quarantine", [quarantine_row(f, article, run) for f, article in kept])
        added = Added(len(fresh) - len(again), len(again), len(same), len(failures))
        if latest or failures:
            self._note_batch(added, content_id("bat", coder, sorted(latest), [f.id for f in failures]), run)
        return added

    def _replace(self, again: list[str], run: str) -> None:
        """Take the rows of articles away, and keep who had coded them."""
        self._execute(
            "INSERT INTO past_codings SELECT a.id, a.coder, a.run, "
            "(SELECT count(*) FROM events e WHERE e.article = a.id), "
            "(SELECT count(*) FROM claims c WHERE c.article = a.id), ? "
            "FROM articles a WHERE a.id IN (SELECT unnest(?))",
            [run, again],
        )
        for table, column in (("articles", "id"), *((part, "article") for part in OF_AN_ARTICLE)):
            self._execute(f"DELETE FROM {table} WHERE {column} IN (SELECT unnest(?))", [again])

    def _note_batch(self, added: Added, mark: str, run: str) -> None:
        """The ledger row of this transaction."""
        [(number,)] = self._rows("SELECT count(*) FROM batches WHERE run = ?", [run])
        counts = (added.new, added.again, added.unchanged, added.failed)
        self._insert("batches", [(run, int(number), mark, *counts)])

    def _write(self, fresh: Sequence[Coded], coder: str, run: str) -> None:
        self._insert("articles", [article_row(coded, coder, run) for coded in fresh])
        rows: dict[str, list[Row]] = defaultdict(list)
        for coded in fresh:
            for table, some in (*part_rows(coded).items(), *derived_rows(coded).items()):
                rows[table] += some
        for table in OF_AN_ARTICLE:
            self._insert(table, rows[table])

    def known(self, articles: Sequence[Article], coder: str) -> dict[str, Coded]:
        """Of these articles those that are here already as they are, coded by this coder: what need not be coded again."""
        wanted = {article.id: _writable_article(article) for article in articles}
        sql = "SELECT id FROM articles WHERE coder = ? AND id IN (SELECT unnest(?))"
        ids = [key for (key,) in self._rows(sql, [coder, [article.id for article in wanted.values()]])]
        there = {one.article.id: one for one in self._coded(ids)}
        return {
            key: there[article.id]
            for key, article in wanted.items()
            if article.id in there and replace(there[article.id].article, notes=()) == article
        }

    def _known(self, ids: list[str]) -> dict[str, tuple[str, str]]:
        found = self._rows("SELECT id, fingerprint, coder FROM articles WHERE id IN (SELECT unnest(?))", [ids])
        return {key: (mark, coder) for key, mark, coder in found}

    def events(
        self,
        *,
        actor: str | None = None,
        recipient: str | None = None,
        type: str | None = None,
        stance: str | None = None,
        since: date | None = None,
        until: date | None = None,
        place: str | None = None,
    ) -> list[Answer]:
        """Stored events in order of days, each with its sentence, its article and the stances of claims about it.

        Actors are named by code ("IRQ" finds "IRQ.GOV" too), id or name, places by name or country; days are those of
        the event, or of the article where the event has none.
        """
        sql, values = events_query(
            actor=actor, recipient=recipient, type=type, stance=stance, since=since, until=until, place=place
        )
        return self._answers(sql, values)

    def claims(
        self,
        *,
        source: str | None = None,
        actor: str | None = None,
        type: str | None = None,
        stance: str | None = None,
        since: date | None = None,
        until: date | None = None,
        only_predictions: bool = False,
    ) -> list[Answer]:
        """Stored claims in order of days, each with its chain of sources and what it is about.

        `source` is anybody in the chain; `actor` and `type` are those of the event that the claim is about.
        """
        sql, values = claims_query(
            source=source,
            actor=actor,
            type=type,
            stance=stance,
            since=since,
            until=until,
            only_predictions=only_predictions,
        )
        return self._answers(sql, values)

    def coded(self, *, since: date | None = None, until: date | None = None) -> Iterator[Coded]:
        """The coded articles of a period, by date of publication, as they were put in.

        Articles without a date come last, and only when no period is asked for.
        """
        where, values = _published(since, until)
        ids = self._rows(f"SELECT id FROM articles WHERE {where} ORDER BY published NULLS LAST, id", values)
        for start in range(0, len(ids), ARTICLES_AT_ONCE):
            yield from self._coded([key for (key,) in ids[start : start + ARTICLES_AT_ONCE]])

    def size(self, *, since: date | None = None, until: date | None = None) -> int:
        """How many articles were published in a period."""
        where, values = _published(since, until)
        [(count,)] = self._rows(f"SELECT count(*) FROM articles WHERE {where}", values)
        return int(count)

    def these(self, ids: Iterable[str]) -> Iterator[Coded]:
        """The coded articles of these ids, in their order, without mentions and dates; those that are not here left out."""
        wanted = list(ids)
        for start in range(0, len(wanted), ARTICLES_AT_ONCE):
            yield from self._coded(wanted[start : start + ARTICLES_AT_ONCE], READ_FOR_A_REPORT)

    def article(self, article: str) -> Coded | None:
        """The coded article of this id, or None."""
        return next(self._coded([article]), None)

    def articles(self) -> Iterator[Article]:
        """Every article as it came in, so that all can be coded again."""
        ids = [key for (key,) in self._rows("SELECT id FROM articles ORDER BY published NULLS LAST, id")]
        for start in range(0, len(ids), ARTICLES_AT_ONCE):
            some = ids[start : start + ARTICLES_AT_ONCE]
            rows = self._rows("SELECT * FROM articles WHERE id IN (SELECT unnest(?))", [some])
            found = {row[0]: row for row in rows}
            yield from (article_of(found[key]) for key in some)

    def _coded(self, ids: list[str], tables: Sequence[str] = PARTS) -> Iterator[Coded]:
        found = {row[0]: row for row in self._of("articles", "id", ids)}
        parts: dict[str, dict[str, list[Row]]] = defaultdict(lambda: {table: [] for table in PARTS})
        for table in tables:
            for row in sorted(self._of(table, "article", ids), key=NUMBER_OF[table]):
                parts[row[0]][table].append(row)
        return (coded_of(found[key], parts[key]) for key in ids if key in found)

    def _of(self, table: str, column: str, ids: list[str]) -> list[Row]:
        """The rows of some articles. Found by one column, then fetched by place: all columns at once took twice as long."""
        places = self._rows(f"SELECT rowid FROM {table} WHERE {column} IN (SELECT unnest(?))", [ids])
        wanted = [place for (place,) in places]
        return self._rows(f"SELECT * FROM {table} WHERE rowid IN (SELECT unnest(?))", [wanted]) if wanted else []

    def counts(self) -> dict[str, int]:
        """How many rows each table holds."""
        return {table: self._count(table) for table in ("articles", "failures", *PARTS, "runs")}

    def history(self, article: str) -> list[Answer]:
        """Who coded an article before, first to last, and how many events and claims they had found."""
        return self._answers("SELECT * EXCLUDE article FROM past_codings WHERE article = ? ORDER BY rowid", [article])

    def runs(self) -> list[Answer]:
        """The ledger: each run with what its batches added."""
        return self._answers(
            "SELECT r.*, coalesce(sum(b.new), 0)::BIGINT AS new, coalesce(sum(b.again), 0)::BIGINT AS again, "
            "coalesce(sum(b.unchanged), 0)::BIGINT AS unchanged, coalesce(sum(b.failed), 0)::BIGINT AS failed, "
            "count(b.run) AS batches FROM runs r LEFT JOIN batches b ON b.run = r.id "
            "GROUP BY ALL ORDER BY r.started, r.id",
            [],
        )

    def days(self) -> tuple[date, date] | None:
        """The first and last day on which an article was published; None for a store without dated articles."""
        [(first, last)] = self._rows("SELECT min(published), max(published) FROM articles")
        return None if first is None else (first.date(), last.date())

    def quarantined(self) -> list[tuple[Failure, str]]:
        """What could not be coded and has not been since, each with its run: the latest failure of each article."""
        rows = self._rows(
            "SELECT f.run, f.article, f.kind, f.message, q.text, q.title, q.published, q.publisher, q.url, q.language "
            "FROM failures f LEFT JOIN quarantine q ON q.run = f.run AND q.article = f.article "
            "LEFT JOIN runs r ON r.id = f.run "
            "WHERE f.article IS NULL OR f.article NOT IN "
            "(SELECT id FROM articles UNION ALL SELECT url FROM articles WHERE url IS NOT NULL) "
            "ORDER BY r.started, f.rowid"
        )
        latest = {row[1] or f"{row[0]} {number}": row for number, row in enumerate(rows)}
        return [(failure_of(row), row[0]) for row in latest.values()]

    def judge(self, one: str, other: str, *, together: bool, made: datetime) -> str:
        """Keep somebody's word that two articles tell one story, or do not; an earlier word on them is withdrawn."""
        one, other = sorted((one, other))
        for article in (one, other):
            if not self._rows("SELECT 1 FROM articles WHERE id = ?", [article]):
                raise StoreError(f"no article {article} in {self.path}: `dragoman stories` lists the ids")
        if one == other:
            raise StoreError("an article always tells the story that it tells: name two")
        key = content_id("jud", one, other, together, made.isoformat())
        self._execute("BEGIN")
        try:
            self._withdraw(one, other, made)
            self._insert("judgements", [(key, one, other, together, made.replace(tzinfo=None), None)])
            self._execute("COMMIT")
        except BaseException:
            self._roll_back()
            raise
        return key

    def withdraw(self, one: str, other: str, *, made: datetime) -> bool:
        """Withdraw what was judged about two articles; whether there was anything. The row stays, with its time."""
        one, other = sorted((one, other))
        is_there = bool(self._rows(f"SELECT 1 FROM judgements WHERE {VALID}", [one, other]))
        self._withdraw(one, other, made)
        return is_there

    def _withdraw(self, one: str, other: str, made: datetime) -> None:
        values = [made.replace(tzinfo=None), one, other]
        self._execute(f"UPDATE judgements SET withdrawn = ? WHERE {VALID}", values)

    def judgements(self) -> list[Judgement]:
        """What has been judged about stories and not been withdrawn."""
        rows = self._rows("SELECT one, other, together FROM judgements WHERE withdrawn IS NULL ORDER BY one, other")
        return [Judgement(one, other, together=together) for one, other, together in rows]

    def dealings(self, one: str, other: str, *, window: str, until: date | None = None) -> list[Dealing]:
        """What two sides did to each other in each window (`day`, `week`, `month`, `quarter`, `year`) until a day."""
        sql, values = dealings_query(one, other, window=window, until=until)
        return [Dealing(*row) for row in self._rows(sql, values)]

    def all_dealings(self, *, window: str, since: date | None, until: date | None, least: int = 1) -> list[Dealing]:
        """What all sides did to one another in each window, of pairs with at least so many events in the period."""
        sql, values = all_dealings_query(window=window, since=since, until=until, least=least)
        return [Dealing(*row) for row in self._rows(sql, values)]

    def notable(self, *, since: date | None, until: date | None, most: int) -> Notable:
        """What a report on a period needs to read, chosen without reading all: totals and the articles that matter."""
        return notable(self._rows, since=since, until=until, most=most)

    def derive_again(self) -> None:
        """Fill the derived tables anew from what is stored; inside a transaction that somebody else has begun."""
        for table in DERIVED:
            self._execute(f"DELETE FROM {table}")
        ids = [key for (key,) in self._rows("SELECT id FROM articles ORDER BY id")]
        for start in range(0, len(ids), ARTICLES_AT_ONCE):
            rows: dict[str, list[Row]] = defaultdict(list)
            for coded in self._coded(ids[start : start + ARTICLES_AT_ONCE]):
                for table, some in derived_rows(coded).items():
                    rows[table] += some
            for table in DERIVED:
                self._insert(table, rows[table])

    def _count(self, table: str) -> int:
        [(count,)] = self._rows(f"SELECT count(*) FROM {table}")
        return int(count)

    def _insert(self, table: str, rows: Sequence[Row]) -> None:
        if not rows:
            return
        types = self._column_types(table)
        columns = [[_writable(value) for value in column] for column in zip(*rows, strict=True)]
        lists = ", ".join(f"unnest(CAST(? AS {type}[]))" for type in types)
        self._execute(f"INSERT INTO {table} SELECT {lists}", columns)

    def _column_types(self, table: str) -> list[str]:
        if table not in self._types:
            sql = "SELECT data_type FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index"
            self._types[table] = [type for (type,) in self._rows(sql, [table])]
        return self._types[table]

    def _answers(self, sql: str, values: list[Any]) -> list[Answer]:
        with self._turns.asking():
            cursor = self._execute(sql, values)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in self._fetch(cursor)]

    def _rows(self, sql: str, values: list[Any] | None = None) -> list[Row]:
        with self._turns.asking():
            return self._fetch(self._execute(sql, values))

    def _fetch(self, cursor: Connection) -> list[Row]:
        try:
            return cursor.fetchall()
        except duckdb.Error as problem:
            raise StoreError(f"{self.path}: {_first_line(problem)}") from problem

    def _execute(self, sql: str, values: list[Any] | None = None) -> Connection:
        if os.getpid() != self._process:
            raise StoreError(
                f"{self.path} was opened by process {self._process} and this is a fork of it: using it here would "
                "lose data. Open the store in the process that uses it, and start processes with spawn."
            )
        try:
            return self._connection.execute(sql, values)
        except duckdb.Error as problem:
            raise _explained(problem, self.path) from problem

    def _roll_back(self) -> None:
        try:
            self._connection.execute("ROLLBACK")
        except duckdb.Error:
            return  # nothing was begun, or the store is lost already: the first error tells


def open_store(path: str | Path, *, read_only: bool = False, wait_seconds: float | None = None) -> Store:
    """The store in this file; a new one is made where there is none, unless it is only to be read.

    A store that another process writes to is read by asking that process: what is seen is the store as it was when it was
    opened. Where another process holds it and does not answer, or it is to be written, `StoreBusy` is raised after so many
    seconds of trying: at once for who wants to write, after ten seconds for who wants to read.
    """
    path = Path(path)
    is_new = was_missing = not path.exists()
    if is_new and read_only:
        raise StoreError(f"no store at {path}: make one with `dragoman code INPUT --store {path}`")
    if is_new and not path.parent.is_dir():
        raise StoreError(f"cannot make {path}: there is no folder {path.parent}")
    if wait_seconds is None:
        wait_seconds = SECONDS_TO_WAIT_FOR_READING if read_only else 0.0
    try:
        connection = _connection(path, read_only, time.monotonic() + wait_seconds)
    except DiskFull:
        if was_missing and path.exists() and path.stat().st_size == 0:
            path.unlink()
        raise
    asked = connection.owner if isinstance(connection, AskedConnection) else None
    store = Store(connection, path, asked)
    is_new = is_new or (not read_only and _was_just_begun(store))
    if is_new:
        write_note(path)
    try:
        _prepare(store, is_new, read_only)
        if isinstance(connection, duckdb.DuckDBPyConnection) and not read_only:
            store._serve_readers(connection)
    except BaseException:
        store.close()
        if was_missing:  # half a store is none
            path.unlink(missing_ok=True)
            path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
        raise
    return store


def _was_just_begun(store: Store) -> bool:
    """Whether a process of ours was ended before it could make the tables: our note is there, and nothing else."""
    return read_note(store.path) is not None and not store._rows("SELECT 1 FROM duckdb_tables() LIMIT 1")


def _connection(path: Path, read_only: bool, deadline: float) -> duckdb.DuckDBPyConnection | AskedConnection:
    while True:
        try:
            connection = duckdb.connect(str(path), read_only=read_only, config=CONFIG)
        except duckdb.Error as problem:
            explained = _explained(problem, path)
            if not isinstance(explained, StoreBusy):
                raise explained from problem
            owner = read_note(path) if read_only else None
            asked = None if owner is None else ask(owner)
            if asked is not None:
                return asked
            if time.monotonic() >= deadline:
                raise explained from problem
        else:
            connection.execute(NO_BAR)
            return connection
        time.sleep(random.uniform(0.1, 0.4))  # not all at once


def _prepare(store: Store, is_new: bool, read_only: bool) -> None:
    if is_new:
        store._execute("BEGIN")
        store._execute(_schema("schema.sql"))
        store._execute(_schema("schema_2.sql"))
        store._execute("INSERT INTO dragoman VALUES (?)", [SCHEMA_VERSION])
        store._execute("COMMIT")
        store._execute("CHECKPOINT")  # a store whose log is lost is still a store
        return
    if not store._rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'dragoman'"):
        raise StoreError(f"{store.path} is a DuckDB file but not a Dragoman store: name another with --store")
    [(version,)] = store._rows("SELECT schema_version FROM dragoman")
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"{store.path} was made by a newer Dragoman (store version {version}; this one knows {SCHEMA_VERSION}): "
            "upgrade Dragoman, or name another store with --store"
        )
    if version < SCHEMA_VERSION and not read_only:
        _migrate(store)
    elif version < SCHEMA_VERSION:
        raise StoreError(
            f"{store.path} was made by an older Dragoman (store version {version}): bring it up to date with "
            f"`dragoman store check {store.path}`"
        )


def _migrate(store: Store) -> None:
    """From version 1: the new tables, in one transaction. What was added before the ledger counts as one batch a run."""
    store._execute("BEGIN")
    try:
        store._execute(_schema("schema_2.sql"))
        store._execute(
            "INSERT INTO batches SELECT run, 0, 'before the ledger', count(*) FILTER (is_article), 0, 0, "
            "count(*) FILTER (NOT is_article) FROM (SELECT run, true AS is_article FROM articles "
            "UNION ALL SELECT run, false FROM failures) GROUP BY run"
        )
        store.derive_again()
        store._execute("UPDATE dragoman SET schema_version = ?", [SCHEMA_VERSION])
        store._execute("COMMIT")
    except BaseException:
        store._roll_back()
        raise
    store._execute("CHECKPOINT")


def _published(since: date | None, until: date | None) -> tuple[str, list[date]]:
    """The condition for articles of a period, and its values."""
    conditions = (("published >= ?", since), ("published < CAST(? AS DATE) + 1", until))
    asked = [(clause, day) for clause, day in conditions if day is not None]
    return " AND ".join(["true", *(clause for clause, _ in asked)]), [day for _, day in asked]


def _schema(name: str) -> str:
    return files("dragoman.store").joinpath(name).read_text("utf-8")


def _explained(problem: duckdb.Error, path: Path) -> StoreError:
    """What went wrong and what to do, in one line."""
    text = str(problem)
    if "Conflicting lock" in text or "different configuration" in text:
        return StoreBusy(
            f"{path} is in use by {_holder(text, path)}: only one process writes at a time. Wait until it is done, or name "
            "another store with --store"
        )
    if "not a valid DuckDB database file" in text or "Is a directory" in text:
        return StoreError(f"{path} is not a Dragoman store: name another with --store")
    if "Corrupt WAL" in text or "replaying WAL" in text or "WAL file" in text:
        return StoreError(
            f"{path}: its log is damaged; `dragoman store repair {path}` sets it aside and opens the rest"
        )
    if "checksum" in text.lower() or "corrupt" in text.lower():
        return StoreError(
            f"{path} is damaged on the disk ({_first_line(problem)}): take the last backup and code again"
        )
    if any(words in text for words in ("No space left", "File too large", "Disk quota", "has been invalidated")):
        return DiskFull(f"no room left for {path}: free some space; what was added before is safe")
    if "read-only" in text.lower() or "Permission denied" in text:
        return StoreError(f"{path} cannot be written: it is read-only")
    return StoreError(f"{path}: {_first_line(problem)}")


def _holder(text: str, path: Path) -> str:
    """Who holds the store: by its own note where that is of the process that has the lock."""
    found = re.search(r"PID (\d+)", text)
    pid = int(found[1]) if found else os.getpid()
    note = read_note(path)
    if note is not None and note.pid == pid and pid != os.getpid():
        return str(note)
    return f"process {pid}" if found else "this process"


def _first_line(problem: BaseException) -> str:
    return str(problem).strip().split("\n")[0]


def _writable(value: Any) -> Any:
    """The value without lone surrogates, which UTF-8 does not have; each becomes one character, so offsets hold."""
    if isinstance(value, list):
        return [_writable(one) for one in value]
    return _LONE_SURROGATE.sub("\ufffd", value) if isinstance(value, str) else value


def _writable_article(article: Article) -> Article:
    fields = (article.text, article.id, article.title, article.publisher, article.url, article.language)
    text, key, title, publisher, url, language = map(_writable, fields)
    return Article(text, key, title, article.published, publisher, url, language)
