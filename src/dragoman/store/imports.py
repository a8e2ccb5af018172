"""Event tables of others in a store: kept to the letter, beside our own events and never mixed with them.

Each format has a table of its own, `imported_NAME`, with the format's columns as text, the import they came with and
their line there; `imports` is the ledger. The tables are made when they are first needed. A file is known by its
content: importing it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from dragoman.interchange.tables import NO_ROW
from dragoman.records import content_id
from dragoman.store.store import Store

LEDGER = """
CREATE TABLE IF NOT EXISTS imports (
    id VARCHAR NOT NULL, format VARCHAR NOT NULL, file VARCHAR NOT NULL, imported TIMESTAMP NOT NULL,
    rows BIGINT NOT NULL, rejected BIGINT NOT NULL
)
"""
# What the checked columns of a table must look like; nothing is allowed too, in the format's own spelling of it.
PATTERNS = {
    "day": r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}|[0-9]{8}",  # ICEWS had the second form in 2017
    "integer": r"-?[0-9]+",
    "number": r"-?[0-9]*\.?[0-9]+([eE][-+]?[0-9]+)?",
    "code": r"[0-9]{1,4}[a-z]?|---",  # ICEWS had 13y in 2017
}
ROWS_AT_ONCE = 20_000


def import_rows(
    store: Store,
    clean: Path,
    *,
    format: str,
    columns: Sequence[str],
    kinds: Mapping[str, str],
    fingerprint: str,
    file: str,
    rejected: int,
    imported: datetime,
) -> tuple[int, list[tuple[int, str]]] | None:
    """Put the rows of a clean table into the store, in one transaction; None when this very file is there already.

    The clean table is tab-separated, each row on the line that it had, and `NO_ROW` where there is none. Answers
    how many rows went in, and the lines that did not, each with the column that is wrong.
    """
    key = content_id("imp", format, fingerprint)
    table = f"imported_{format}"
    # A second thread reads the same megabytes again to find its lines: half as much work more, for little less time.
    store._execute("SET threads = 1")
    store._execute("BEGIN")
    try:
        _make_tables(store, table, columns)
        if store._rows("SELECT 1 FROM imports WHERE id = ?", [key]):
            store._execute("ROLLBACK")
            return None
        wanted = ", ".join(map(_quoted, columns))
        numbered = f"SELECT row_number() OVER () AS line, * FROM {_reader(clean, columns)}"
        is_row = f"{_quoted(columns[0])} <> {_literal(NO_ROW.decode())}"
        store._execute(f"INSERT INTO {table} SELECT ?, line, {wanted} FROM ({numbered}) WHERE {is_row}", [key])
        bad = _bad_lines(store, table, key, kinds)
        if bad:
            lines = [line for line, _ in bad]
            store._execute(f"DELETE FROM {table} WHERE import = ? AND line IN (SELECT unnest(?))", [key, lines])
        [(rows,)] = store._rows(f"SELECT count(*) FROM {table} WHERE import = ?", [key])
        entry = [key, format, file, imported.replace(tzinfo=None), rows, rejected + len(bad)]
        store._execute("INSERT INTO imports VALUES (?, ?, ?, ?, ?, ?)", entry)
        store._execute("COMMIT")
    except BaseException:
        store._roll_back()
        raise
    finally:
        store._execute("RESET threads")
    return int(rows), bad


def imported_rows(store: Store, format: str, columns: Sequence[str]) -> Iterator[list[str]]:
    """The imported rows of a format as tab-separated lines, in the order in which they came, some thousands at a time."""
    if not _has_table(store, f"imported_{format}"):
        return
    cursor = store._execute(_joined(format, columns))
    while rows := cursor.fetchmany(ROWS_AT_ONCE):
        yield [line for (line,) in rows]


def copy_imported(store: Store, format: str, columns: Sequence[str], target: Path) -> bool:
    """Write the imported rows of a format into a file, twice as fast as they can be fetched.

    False, and no file, where there are none or another process holds the store and would have to write it.
    """
    if store.asked is not None or not _has_table(store, f"imported_{format}"):
        return False
    if not store._rows(f"SELECT 1 FROM imported_{format} LIMIT 1"):
        return False
    store._execute("SET threads = 1")  # two do half as much work again
    options = (
        "FORMAT csv, HEADER false, DELIMITER '\x01', QUOTE '', ESCAPE '', NULLSTR ''"  # as it stands: nothing is quoted
    )
    store._execute(f"COPY ({_joined(format, columns)}) TO {_literal(str(target))} ({options})")
    store._execute("RESET threads")
    return True


def imports(store: Store) -> list[tuple[str, str, int, int]]:
    """What was imported: format, file, rows, rejected; in order of time."""
    if not _has_table(store, "imports"):
        return []
    found = store._rows("SELECT format, file, rows, rejected FROM imports ORDER BY imported, id")
    return [(format, file, int(rows), int(rejected)) for format, file, rows, rejected in found]


def _joined(format: str, columns: Sequence[str]) -> str:
    """The query for rows as tab-separated lines, in the order in which they came."""
    wanted = ", ".join(map(_quoted, columns))
    line = wanted if len(columns) == 1 else f"concat_ws(chr(9), {wanted})"
    return f"SELECT {line} FROM imported_{format} r JOIN imports i ON i.id = r.import ORDER BY i.imported, i.id, r.line"


def _make_tables(store: Store, table: str, columns: Sequence[str]) -> None:
    store._execute(LEDGER)
    wanted = ", ".join(f"{_quoted(column)} VARCHAR NOT NULL" for column in columns)
    store._execute(f"CREATE TABLE IF NOT EXISTS {table} (import VARCHAR NOT NULL, line BIGINT NOT NULL, {wanted})")


def _reader(clean: Path, columns: Sequence[str]) -> str:
    """DuckDB's reader with nothing left to guess: it never sees a file that was not made clean."""
    types = ", ".join(f"{_literal(column)}: 'VARCHAR'" for column in columns)
    # No field holds an end of line, so none is read as a null.
    return (
        f"read_csv({_literal(str(clean))}, auto_detect=false, header=false, delim='\t', quote='', escape='', comment='', "
        f"new_line='\\n', nullstr='\n', max_line_size=4194304, columns={{{types}}})"
    )


def _bad_lines(store: Store, table: str, key: str, kinds: Mapping[str, str]) -> list[tuple[int, str]]:
    """The lines whose checked columns do not hold what they must, with the first column that does not."""
    if not kinds:
        return []
    checks = [
        f"WHEN NOT regexp_full_match({_quoted(column)}, {_literal(_pattern(kind))}) THEN {_literal(column)}"
        for column, kind in kinds.items()
    ]
    # One look at all of them together takes half the time, and nearly always it is enough.
    all_of_them = f"concat_ws('|', {', '.join(map(_quoted, kinds))})"
    good = _literal(r"\|".join(map(_pattern, kinds.values())))
    found = store._rows(
        f"SELECT line, CASE {' '.join(checks)} END AS wrong FROM {table} "
        f"WHERE import = ? AND NOT regexp_full_match({all_of_them}, {good}) ORDER BY line",
        [key],
    )
    return [(int(line), f"{wrong} does not hold a {kinds[wrong]}") for line, wrong in found]


def _pattern(kind: str) -> str:
    return f"({PATTERNS[kind]}|NULL|NA|None|NaN)?"


def _has_table(store: Store, table: str) -> bool:
    return bool(store._rows("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [table]))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
