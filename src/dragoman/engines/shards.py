"""Articles in shards, coded one by one anywhere: what is done is on the disk, with a manifest that is written last.

A shard is a file of articles, named by a hash of them. Coding it leaves NAME.coded.jsonl.zst and then NAME.json, the manifest
with the counts. Where a manifest of the same coder is there, nothing is done: a task that is lost, run twice or run by two
machines at once changes nothing.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

import zstandard

from dragoman.engines.local import Code, Given, code_in_processes
from dragoman.errors import SourceError
from dragoman.interchange import article_from_json, dumps, from_json, to_json
from dragoman.records import Article, Coded, Failure, content_id

# Some minutes of work, so that opening the model for each shard (a second) is lost in it.
ARTICLES_A_SHARD = 500

# The machines may run as different people.
FOR_ALL_TO_READ = 0o644

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the articles of a shard, by which coder."""

    coder: str
    articles: int
    failed: int
    events: int
    claims: int


def cut_shards(articles: Iterable[Article | Failure], folder: Path, *, size: int = ARTICLES_A_SHARD) -> Iterator[Path]:
    """The articles as files of so many, in order; a file that is there already is left as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    rest = iter(articles)
    number = 0
    while some := list(islice(rest, size)):
        lines = [dumps(_to_json(one)) + "\n" for one in some]
        path = folder / f"{number:06d}-{content_id('shd', *lines)}.jsonl.zst"
        if not path.exists():
            _write(path, lines)
        yield path
        number += 1


def code_shard(shard: Path, open_code: Callable[[], Code], coder: str) -> Counts:
    """The counts of a shard, which is coded unless this coder has done it.

    In a process of its own, so that an article that hangs or crashes costs only itself here too.
    """
    done = counts_of(shard)
    if done is not None and done.coder == coder:
        return done
    articles = failed = events = claims = 0
    results = code_in_processes(_read(shard, _given), open_code)
    with _appearing(coded_path(shard)) as stream, contextlib.closing(results):
        for result in results:
            stream.write((dumps(to_json(result, with_text=True)) + "\n").encode("utf-8", "replace"))
            articles += 1
            if isinstance(result, Failure):
                failed += 1
            else:
                events, claims = events + len(result.events), claims + len(result.claims)
    counts = Counts(coder, articles, failed, events, claims)
    _write_plain(manifest_path(shard), json.dumps(asdict(counts)))
    return counts


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
    return shard.with_name(shard.name.removesuffix(".jsonl.zst") + ".coded.jsonl.zst")


def manifest_path(shard: Path) -> Path:
    """Where the manifest of a shard lies."""
    return shard.with_name(shard.name.removesuffix(".jsonl.zst") + ".json")


def _to_json(given: Article | Failure) -> dict[str, object]:
    if isinstance(given, Failure):
        return dict(to_json(given))
    published = None if given.published is None else given.published.isoformat()
    names = ("id", "title", "publisher", "url", "language", "text")
    return {"published": published, **{name: getattr(given, name) for name in names}}


def _given(record: dict[str, object]) -> Given:
    if "error" in record:
        return from_json(record)
    return article_from_json(record)


def _read(path: Path, make: Callable[[dict[str, object]], Record]) -> Iterator[Record]:
    with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as packed:
        for line in io.TextIOWrapper(packed, "utf-8"):
            yield make(json.loads(line))


def _write(path: Path, lines: Iterable[str]) -> None:
    with _appearing(path) as stream:
        for line in lines:
            stream.write(line.encode("utf-8", "replace"))


def _write_plain(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.chmod(name, FOR_ALL_TO_READ)
    os.replace(name, path)


@contextlib.contextmanager
def _appearing(path: Path) -> Iterator[zstandard.ZstdCompressionWriter]:
    """A packed file that is there when it is complete and on the disk, and not before."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            with zstandard.ZstdCompressor().stream_writer(file, closefd=False) as packed:
                yield packed
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, FOR_ALL_TO_READ)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
