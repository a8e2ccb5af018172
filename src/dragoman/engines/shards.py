"""Articles in shards, coded one by one anywhere: what is done is on the disk, with a manifest that is written last.

A shard is a Parquet file of articles, named by a hash of them. Coding it leaves NAME.coded.jsonl.zst with the records, the folder
NAME.tables with the same as Parquet tables that a store takes in as they are, and then NAME.json, the manifest with the counts
and the hashes of the tables. Where a manifest of the same coder is there, nothing is done: a task that is lost, run twice or run
by two machines at once changes nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TypeVar

import duckdb
import zstandard

from dragoman.engines.local import Code, Given, code_in_processes
from dragoman.errors import SourceError
from dragoman.interchange import article_from_json, dumps, from_json, to_json
from dragoman.records import Article, Coded, Failure, content_id

# Some minutes of work, so that opening the model for each shard (a second) is lost in it.
ARTICLES_A_SHARD = 500

# The machines may run as different people.
FOR_ALL_TO_READ = 0o644

COLUMNS = ("id", "text", "title", "published", "publisher", "url", "language", "notes", "failure")

Record = TypeVar("Record")

# Writes the tables of a shard into a folder: results, folder, coder.
SaveTables = Callable[[Iterable[Coded | Failure], Path, str], None]


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the articles of a shard, by which coder; of its tables, the SHA-256 by name of file."""

    coder: str
    articles: int
    failed: int
    events: int
    claims: int
    tables: dict[str, str] = field(default_factory=dict)


def cut_shards(articles: Iterable[Article | Failure], folder: Path, *, size: int = ARTICLES_A_SHARD) -> Iterator[Path]:
    """The articles as files of so many, in order; a file that is there already is left as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    rest = iter(articles)
    number = 0
    while some := list(islice(rest, size)):
        rows = [_row(one) for one in some]
        path = folder / f"{number:06d}-{content_id('shd', rows)}.parquet"
        if not path.exists():
            _write_articles(path, rows)
        yield path
        number += 1


def code_shard(shard: Path, open_code: Callable[[], Code], coder: str, save_tables: SaveTables | None = None) -> Counts:
    """The counts of a shard, which is coded unless this coder has done it.

    In a process of its own, so that an article that hangs or crashes costs only itself here too.
    """
    done = counts_of(shard)
    if done is not None and done.coder == coder and (done.tables or save_tables is None):
        return done
    with contextlib.closing(code_in_processes(_articles(shard), open_code)) as coded:
        results = list(coded)
    _write(coded_path(shard), (dumps(to_json(result, with_text=True)) + "\n" for result in results))
    if save_tables is not None:
        save_tables(results, tables_path(shard), coder)
    good = [result for result in results if isinstance(result, Coded)]
    counts = Counts(
        coder,
        len(results),
        len(results) - len(good),
        sum(len(one.events) for one in good),
        sum(len(one.claims) for one in good),
        hashes_of(tables_path(shard)) if save_tables is not None else {},
    )
    with _appearing(manifest_path(shard)) as fresh:
        fresh.write_text(json.dumps(asdict(counts)), encoding="utf-8")
    return counts


def hashes_of(folder: Path) -> dict[str, str]:
    """The SHA-256 of each table in a folder, by the name of its file."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.parquet"))}


def coded_of_shard(shard: Path) -> Iterator[Coded | Failure]:
    """What a shard was coded to, in the order of its articles."""
    if counts_of(shard) is None:
        raise SourceError(f"{shard} is not coded yet: run the same command again")
    yield from _read(coded_path(shard), from_json)


def counts_of(shard: Path) -> Counts | None:
    """The counts of a shard that is coded, None of one that is not."""
    try:
        return Counts(**json.loads(manifest_path(shard).read_text("utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def coded_path(shard: Path) -> Path:
    """Where the results of a shard lie."""
    return shard.with_suffix(".coded.jsonl.zst")


def tables_path(shard: Path) -> Path:
    """The folder of its tables."""
    return shard.with_suffix(".tables")


def manifest_path(shard: Path) -> Path:
    """Where the manifest of a shard lies."""
    return shard.with_suffix(".json")


def shards_in(folder: Path) -> list[Path]:
    """The shards of a folder that are coded, in their order."""
    return [path for path in sorted(folder.glob("*.parquet")) if counts_of(path) is not None]


def _row(given: Article | Failure) -> tuple[str | None, ...]:
    if isinstance(given, Failure):
        return (*[None] * (len(COLUMNS) - 1), _clean(dumps(to_json(given))))
    published = None if given.published is None else given.published.isoformat()
    notes = json.dumps(given.notes)
    facts = (given.id, given.text, given.title, published, given.publisher, given.url, given.language, notes)
    return (*map(_clean, facts), None)


def _clean(text: str | None) -> str | None:
    """Lone surrogates have no UTF-8."""
    return None if text is None else text.encode("utf-8", "replace").decode()


def _articles(shard: Path) -> Iterator[Given]:
    with duckdb.connect() as connection:
        rows = connection.execute(f"SELECT {', '.join(COLUMNS)} FROM read_parquet({_literal(shard)})").fetchall()
    for *facts, notes, failure in rows:
        if failure is not None:
            yield from_json(json.loads(failure))
        else:
            article = article_from_json(dict(zip(COLUMNS, facts, strict=False)))
            yield replace(article, notes=tuple(json.loads(notes)))


def _write_articles(path: Path, rows: Sequence[tuple[str | None, ...]]) -> None:
    lists = ", ".join(f"unnest(CAST(? AS VARCHAR[])) AS {column}" for column in COLUMNS)
    columns = [list(column) for column in zip(*rows, strict=True)]
    with _appearing(path) as fresh, duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE articles AS SELECT {lists}", columns)
        connection.execute(f"COPY articles TO {_literal(fresh)} (FORMAT parquet, COMPRESSION zstd)")


def _literal(path: Path | str) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _read(path: Path, make: Callable[[dict[str, object]], Record]) -> Iterator[Record]:
    with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as packed:
        for line in io.TextIOWrapper(packed, "utf-8"):
            yield make(json.loads(line))


def _write(path: Path, lines: Iterable[str]) -> None:
    with (
        _appearing(path) as fresh,
        fresh.open("wb") as file,
        zstandard.ZstdCompressor().stream_writer(file, closefd=False) as packed,
    ):
        for line in lines:
            packed.write(line.encode("utf-8", "replace"))


@contextlib.contextmanager
def _appearing(path: Path) -> Iterator[Path]:
    """Where to write a file that is there when it is complete and on the disk, and not before."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    try:
        yield Path(name)
        with open(name, "rb") as file:
            os.fsync(file.fileno())
        os.chmod(name, FOR_ALL_TO_READ)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
