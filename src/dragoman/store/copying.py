"""A copy of a database, made by DuckDB inside a transaction.

The file itself is never opened by anything else: closing it would drop the lock that keeps others out.
"""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path
from typing import Any

import duckdb

from dragoman.errors import DiskFull, StoreError

# Beside what the copy itself takes.
LEAST_FREE_BYTES = 16 * 2**20


def copy_database(connection: Any, target: Path) -> int:
    """Copy the database as it is now into a new file, which appears when it is complete; its size in bytes."""
    if target.exists():
        raise StoreError(f"{target} exists already: name another file, a backup replaces nothing")
    if not target.parent.is_dir():
        raise StoreError(f"cannot make {target}: there is no folder {target.parent}")
    _need_room(connection, target)
    alias = f"backup_{secrets.token_hex(4)}"  # all connections of a process see what is attached
    fresh = target.with_name(f".{target.name}.{alias}")
    [(name,)] = connection.execute("SELECT current_database()").fetchall()
    try:
        connection.execute(f"ATTACH '{_quoted(fresh)}' AS {alias}")
        try:
            connection.execute(f'COPY FROM DATABASE "{name}" TO {alias}')
            connection.execute(f"CHECKPOINT {alias}")
        finally:
            connection.execute(f"DETACH {alias}")
    except duckdb.Error:
        fresh.unlink(missing_ok=True)
        raise
    os.replace(fresh, target)
    return target.stat().st_size


def _need_room(connection: Any, target: Path) -> None:
    """Refuse a copy that would fill the disk: DuckDB gives up all its databases when it cannot write one."""
    [(path,)] = connection.execute(
        "SELECT path FROM duckdb_databases() WHERE database_name = current_database()"
    ).fetchall()
    needed = sum(file.stat().st_size for file in (Path(path), Path(f"{path}.wal")) if file.exists())
    free = shutil.disk_usage(target.parent).free
    if free < needed + LEAST_FREE_BYTES:
        raise DiskFull(
            f"no room left for {target}: {free / 2**20:.0f} MB are free, {(needed + LEAST_FREE_BYTES) / 2**20:.0f} MB are needed"
        )


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
