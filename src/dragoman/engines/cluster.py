"""Shards coded over many machines by Dask Distributed; needs `dragoman[cluster]`.

The machines share a folder. What they are sent is the name of a shard, what they answer are counts: results stay in the folder
until all is done. A worker that dies costs the shard it was at, a scheduler that dies costs the run, not what is coded: the same
command again goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from dragoman.engines.local import Code
from dragoman.engines.shards import Counts, SaveTables, code_shard, counts_of, cut_shards
from dragoman.errors import MissingExtra, SourceError
from dragoman.records import Article, Failure

# Instead of an address: workers on this machine.
LOCAL = "local"

# A worker that dies at a shard may have been killed for something else; the third time it is the shard.
RETRIES = 3

# A scheduler that does not answer for so long is taken for dead.
SECONDS_TO_WAIT = 20.0


def code_on_cluster(
    articles: Iterable[Article | Failure],
    *,
    address: str,
    folder: Path,
    open_code: Callable[[], Code],
    coder: str,
    save_tables: SaveTables | None = None,
    workers: int = 1,
    note: Callable[[Counts], None] = lambda counts: None,
) -> list[Path]:
    """The shards of the articles, in order, each coded by the workers of the scheduler at `address`.

    `folder` is seen by all of them under the same name, and keeps what is done. `note` is told the counts of each shard. The
    address "local" starts so many workers here.
    """
    shards = list(cut_shards(articles, folder.absolute()))
    left = [shard for shard in shards if not _is_done(counts_of(shard), coder, save_tables)]
    if left:
        _run(left, address, workers, note, {"open_code": open_code, "coder": coder, "save_tables": save_tables})
    return shards


def _is_done(counts: Counts | None, coder: str, save_tables: SaveTables | None) -> bool:
    return counts is not None and counts.coder == coder and bool(counts.tables or save_tables is None)


def _run(left: list[Path], address: str, workers: int, note: Callable[[Counts], None], how: dict[str, Any]) -> None:
    distributed = _distributed()
    try:
        with _client(distributed, address, workers) as client:
            futures = client.map(code_shard, left, **how, retries=RETRIES, pure=False)
            for future in distributed.as_completed(futures):
                note(future.result())
    except (OSError, TimeoutError, CancelledError) as problem:
        raise SourceError(
            f"the scheduler at {address} cannot be reached ({_first_line(problem)}): what is coded is kept, run the same "
            "command again"
        ) from None


@contextmanager
def _client(distributed: Any, address: str, workers: int) -> Iterator[Any]:
    if address != LOCAL:
        with distributed.Client(address, timeout=SECONDS_TO_WAIT) as client:
            yield client
        return
    with (
        distributed.LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def _first_line(problem: BaseException) -> str:
    return (str(problem) or type(problem).__name__).splitlines()[0]


def _distributed() -> Any:
    try:
        return import_module("distributed")
    except ImportError:
        raise MissingExtra("a cluster needs Dask Distributed: pip install 'dragoman[cluster]'") from None
