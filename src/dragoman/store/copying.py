"""A copy of a database, made by DuckDB inside a transaction.

The file itself is never opened by anything else: closing it would drop the lock that keeps others out.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

import duckdb

from dragoman.errors import StoreError


def copy_database(connection: Any, target: Path) -> int:
    """Copy the database as it is now into a new file, which appears when it is complete; its size in bytes."""
    if target.exists():
        raise StoreError(f"{target} exists already: name another file, a backup replaces nothing")
    if not target.parent.is_dir():
        raise StoreError(f"cannot make {target}: there is no folder {target.parent}")
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


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
