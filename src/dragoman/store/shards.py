"""Coded shards as Parquet tables: written where they were coded, read by a store as they are.

A shard has a folder with one file a table, in the columns of the store. The store copies them in with one statement a table,
in one transaction a shard; no record is taken apart or put together on the way. DuckDB trusts the files that it reads, so
only those are read whose hash stands in the shard's manifest.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

from dragoman.engines.shards import FOR_ALL_TO_READ, hashes_of
from dragoman.errors import StoreError
from dragoman.records import Coded, Failure, content_id
from dragoman.store.store import CONFIG, OF_AN_ARTICLE, Added, Store, _prepare

_TABLES = ("articles", "failures", "quarantine", *OF_AN_ARTICLE)


def save_tables(results: Iterable[Coded | Failure], folder: Path, coder: str) -> None:
    """Write the results of a shard as one Parquet file a table; each is complete, and on the disk, when it appears."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config=CONFIG) as connection:
        scratch = Store(connection, folder)
        _prepare(scratch, is_new=True, read_only=False)
        scratch.add(results, coder=coder)
        for table in _TABLES:
            target = folder / f"{table}.parquet"
            fresh = folder / f".{table}.{os.getpid()}"
            # The order of rows is that of the records, as in a store that was filled record by record.
            scratch._execute(f"COPY {table} TO {_literal(fresh)} (FORMAT parquet, COMPRESSION zstd)")
            with fresh.open("rb") as file:
                os.fsync(file.fileno())
            os.chmod(fresh, FOR_ALL_TO_READ)
            os.replace(fresh, target)


def add_shard(store: Store, folder: Path, hashes: Mapping[str, str], *, coder: str, run: str) -> Added:
    """Put a shard in, as `Store.add` would: what is there already changes nothing, what differs is replaced."""
    if dict(hashes) != hashes_of(folder) or set(hashes) != {f"{table}.parquet" for table in _TABLES}:
        raise StoreError(
            f"{folder} is not what was coded: delete it and the manifest beside it, and run the command again"
        )
    store._need_room()
    store._execute("BEGIN")
    try:
        added = _add(store, folder, coder, run)
        store._execute("COMMIT")
    except BaseException:
        store._roll_back()
        raise
    return added


def _add(store: Store, folder: Path, coder: str, run: str) -> Added:
    given = store._rows(f"SELECT id, fingerprint FROM {_read(folder, 'articles')} ORDER BY id")
    there = store._known([key for key, _ in given])
    same = [key for key, mark in given if there.get(key) == (mark, coder)]
    again = [key for key, _ in given if key in there and key not in set(same)]
    if again:
        store._replace(again, run)
    for table in ("articles", *OF_AN_ARTICLE):
        column = "id" if table == "articles" else "article"
        columns = "* REPLACE (? AS run, ? AS coder)" if table == "articles" else "*"
        values = [run, coder, same] if table == "articles" else [same]
        where = f"{column} NOT IN (SELECT unnest(CAST(? AS VARCHAR[])))"
        store._execute(f"INSERT INTO {table} SELECT {columns} FROM {_read(folder, table)} WHERE {where}", values)
    for table in ("failures", "quarantine"):
        store._execute(f"INSERT INTO {table} SELECT * REPLACE (? AS run) FROM {_read(folder, table)}", [run])
    failed = [key for (key,) in store._rows(f"SELECT article FROM {_read(folder, 'failures')}")]
    added = Added(len(given) - len(same) - len(again), len(again), len(same), len(failed))
    if given or failed:
        store._note_batch(added, content_id("bat", coder, [key for key, _ in given], failed), run)
    return added


def _read(folder: Path, table: str) -> str:
    return f"read_parquet({_literal(folder / f'{table}.parquet')})"


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
