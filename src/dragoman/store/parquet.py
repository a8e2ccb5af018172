"""Flat records to a Parquet file, by DuckDB, so that no other library is needed for it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb

from dragoman.errors import SourceError

ROWS_AT_ONCE = 20_000
# The columns that are numbers; all others are text, as they are in every batch, whatever the first rows hold.
NUMBERS = {
    "quad_class": "INTEGER",
    "score": "DOUBLE",
    "lat": "DOUBLE",
    "lon": "DOUBLE",
    "factuality": "DOUBLE",
    "confidence": "DOUBLE",
}
DAYS = ("day", "first_day", "last_day")


def write_parquet(records: Iterable[Mapping[str, Any]], target: Path) -> int:
    """Write records that all have the same fields; how many there were. The file appears when it is complete."""
    rows = iter(records)
    batch = list(islice(rows, ROWS_AT_ONCE))
    if not batch:
        raise SourceError("there is nothing to export: no event in the store fits")
    if not target.parent.is_dir():
        raise SourceError(f"cannot write {target}: there is no folder {target.parent}")
    if target.exists() and not target.is_file():
        raise SourceError(f"cannot write {target}: it is no plain file")
    names = list(batch[0])
    types = [NUMBERS.get(name, "DATE" if name in DAYS else "VARCHAR") for name in names]
    fresh = target.with_name(f".{target.name}.new")
    count = 0
    with duckdb.connect() as connection:
        wanted = ", ".join(f'"{name}" {type}' for name, type in zip(names, types, strict=True))
        connection.execute(f"CREATE TABLE records ({wanted})")
        lists = ", ".join(f"unnest(CAST(? AS {type}[]))" for type in types)
        while batch:
            columns = [[_writable(record[name]) for record in batch] for name in names]
            connection.execute(f"INSERT INTO records SELECT {lists}", columns)
            count += len(batch)
            batch = list(islice(rows, ROWS_AT_ONCE))
        try:
            connection.execute(
                "COPY records TO '" + str(fresh).replace("'", "''") + "' (FORMAT parquet, COMPRESSION zstd)"
            )
            os.replace(fresh, target)
        except (duckdb.Error, OSError) as problem:
            fresh.unlink(missing_ok=True)
            raise SourceError(f"cannot write {target}: {str(problem).splitlines()[0]}") from None
    return count


def _writable(value: Any) -> Any:
    """Lone surrogates have no UTF-8."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
