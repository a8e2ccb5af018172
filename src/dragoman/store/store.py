"""Coded articles in one DuckDB file, and answers from it.

Measured rules for the file: one process writes, and only that process may hold it open; a connection never crosses a
fork; the file is never opened by anything but DuckDB, as closing it would drop the lock that keeps others out.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from dragoman.errors import StoreError
from dragoman.records import Article, Coded, Failure, content_id
from dragoman.store.queries import claims_query, events_query
from dragoman.store.rows import PARTS, Row, article_of, article_row, coded_of, fingerprint, part_rows

SCHEMA_VERSION = 1

# Rows go in as columns: 150,000 a second; as lists of values it was 12,000, one by one 1,600.
ARTICLES_AT_ONCE = 500

# Never fetch an extension from the net.
CONFIG: dict[str, Any] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}

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
    """An open store. Use it as a context manager; made by `open_store`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path):
        self._connection = connection
        self._process = os.getpid()
        self._types: dict[str, list[str]] = {}
        self.path = path

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the store cannot be used after it."""
        if os.getpid() == self._process:
            self._connection.close()

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
                clean = replace(result, article=_writable_article(result.article))
                latest[clean.article.id] = clean
        self._execute("BEGIN")
        try:
            added = self._add(latest, failures, coder, run)
            self._execute("COMMIT")
        except BaseException:
            self._roll_back()
            raise
        return added

    def _add(self, latest: dict[str, Coded], failures: list[Failure], coder: str, run: str) -> Added:
        there = self._known(list(latest))
        same = {
            key for key, coded in latest.items() if there.get(key) == (fingerprint(coded.article, coded.notes), coder)
        }
        again = [key for key in latest if key in there and key not in same]
        for table, column in (("articles", "id"), *((part, "article") for part in PARTS)):
            if again:
                self._execute(f"DELETE FROM {table} WHERE {column} IN (SELECT unnest(?))", [again])
        fresh = [coded for key, coded in latest.items() if key not in same]
        self._write(fresh, coder, run)
        self._insert("failures", [(run, f.id, f.kind, f.message) for f in failures])
        return Added(len(fresh) - len(again), len(again), len(same), len(failures))

    def _write(self, fresh: Sequence[Coded], coder: str, run: str) -> None:
        self._insert("articles", [article_row(coded, coder, run) for coded in fresh])
        rows: dict[str, list[Row]] = defaultdict(list)
        for coded in fresh:
            for table, some in part_rows(coded).items():
                rows[table] += some
        for table in PARTS:
            self._insert(table, rows[table])

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
        days = "cast(published AS DATE)"
        conditions = [(f"{days} >= ?", since), (f"{days} <= ?", until)]
        asked = [(clause, day) for clause, day in conditions if day is not None]
        where = " AND ".join(["true", *(clause for clause, _ in asked)])
        ids = self._rows(
            f"SELECT id FROM articles WHERE {where} ORDER BY published NULLS LAST, id", [day for _, day in asked]
        )
        for start in range(0, len(ids), ARTICLES_AT_ONCE):
            yield from self._coded([key for (key,) in ids[start : start + ARTICLES_AT_ONCE]])

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

    def _coded(self, ids: list[str]) -> Iterator[Coded]:
        found = {row[0]: row for row in self._rows("SELECT * FROM articles WHERE id IN (SELECT unnest(?))", [ids])}
        parts: dict[str, dict[str, list[Row]]] = defaultdict(lambda: {table: [] for table in PARTS})
        for table in PARTS:
            some = f"SELECT * FROM {table} WHERE article IN (SELECT unnest(?)) ORDER BY article, number"
            for row in self._rows(some, [ids]):
                parts[row[0]][table].append(row)
        return (coded_of(found[key], parts[key]) for key in ids if key in found)

    def counts(self) -> dict[str, int]:
        """How many rows each table holds."""
        return {table: self._count(table) for table in ("articles", "failures", *PARTS, "runs")}

    def days(self) -> tuple[date, date] | None:
        """The first and last day on which an article was published; None for a store without dated articles."""
        [(first, last)] = self._rows("SELECT min(published), max(published) FROM articles")
        return None if first is None else (first.date(), last.date())

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
        cursor = self._execute(sql, values)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in self._fetch(cursor)]

    def _rows(self, sql: str, values: list[Any] | None = None) -> list[Row]:
        return self._fetch(self._execute(sql, values))

    def _fetch(self, cursor: duckdb.DuckDBPyConnection) -> list[Row]:
        try:
            return cursor.fetchall()
        except duckdb.Error as problem:
            raise StoreError(f"{self.path}: {_first_line(problem)}") from problem

    def _execute(self, sql: str, values: list[Any] | None = None) -> duckdb.DuckDBPyConnection:
        if os.getpid() != self._process:
            raise StoreError(
                f"{self.path} was opened by process {self._process} and this is a fork of it: using it here would "
                "lose data. Open the store in the process that uses it, and start processes with spawn."
            )
        try:
            return self._connection.execute(sql, values)
        except duckdb.Error as problem:
            raise StoreError(_explained(problem, self.path)) from problem

    def _roll_back(self) -> None:
        try:
            self._connection.execute("ROLLBACK")
        except duckdb.Error:
            return  # nothing was begun, or the store is lost already: the first error tells


def open_store(path: str | Path, *, read_only: bool = False) -> Store:
    """The store in this file; a new one is made where there is none, unless it is only to be read."""
    path = Path(path)
    is_new = not path.exists()
    if is_new and read_only:
        raise StoreError(f"no store at {path}: make one with `dragoman code INPUT --store {path}`")
    if is_new and not path.parent.is_dir():
        raise StoreError(f"cannot make {path}: there is no folder {path.parent}")
    try:
        connection = duckdb.connect(str(path), read_only=read_only, config=CONFIG)
    except duckdb.Error as problem:
        raise StoreError(_explained(problem, path)) from problem
    store = Store(connection, path)
    try:
        _prepare(store, is_new)
    except BaseException:
        store.close()
        raise
    return store


def _prepare(store: Store, is_new: bool) -> None:
    if is_new:
        store._execute("BEGIN")
        store._execute(files("dragoman.store").joinpath("schema.sql").read_text("utf-8"))
        store._execute("INSERT INTO dragoman VALUES (?)", [SCHEMA_VERSION])
        store._execute("COMMIT")
        return
    if not store._rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'dragoman'"):
        raise StoreError(f"{store.path} is a DuckDB file but not a Dragoman store: name another with --store")
    [(version,)] = store._rows("SELECT schema_version FROM dragoman")
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"{store.path} was made by a newer Dragoman (store version {version}; this one knows {SCHEMA_VERSION}): "
            "upgrade Dragoman, or name another store with --store"
        )


def _explained(problem: duckdb.Error, path: Path) -> str:
    """What went wrong and what to do, in one line."""
    text = str(problem)
    if "Conflicting lock" in text or "different configuration" in text:
        holder = re.search(r"PID (\d+)", text)
        who = f"process {holder[1]}" if holder else "this process"
        return f"{path} is in use by {who}: wait until it is done, or name another store with --store"
    if "not a valid DuckDB database file" in text or "Is a directory" in text:
        return f"{path} is not a Dragoman store: name another with --store"
    if "read-only" in text.lower() or "Permission denied" in text:
        return f"{path} cannot be written: it is read-only"
    if "No space left" in text or "disk" in text.lower():
        return f"no room left for {path}: free some space; what was added before is safe"
    return f"{path}: {_first_line(problem)}"


def _first_line(problem: BaseException) -> str:
    return str(problem).strip().split("\n")[0]


def _writable(value: Any) -> Any:
    """The value without lone surrogates, which UTF-8 does not have; each becomes one character, so offsets hold."""
    return _LONE_SURROGATE.sub("\ufffd", value) if isinstance(value, str) else value


def _writable_article(article: Article) -> Article:
    fields = (article.text, article.id, article.title, article.publisher, article.url, article.language)
    text, key, title, publisher, url, language = map(_writable, fields)
    return Article(text, key, title, article.published, publisher, url, language)
