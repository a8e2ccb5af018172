"""Shards coded over many machines by Dask Distributed; needs `dragoman[cluster]`.

The machines share a folder. What they are sent is the name of a shard, what they answer are counts: results stay in the folder
until all is done. A worker that dies costs the shard it was at, a scheduler that dies costs the run, not what is coded: the same
command again goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from dragoman.engines.local import Code
from dragoman.engines.shards import Counts, code_shard, coded_of_shard, counts_of, cut_shards
from dragoman.errors import MissingExtra, SourceError
from dragoman.records import Article, Coded, Failure

# A worker that dies at a shard may have been killed for something else; the third time it is the shard.
RETRIES = 3


def code_on_cluster(
    articles: Iterable[Article | Failure],
    *,
    address: str,
    folder: Path,
    open_code: Callable[[], Code],
    coder: str,
    note: Callable[[Counts], None] = lambda counts: None,
) -> Iterator[Coded | Failure]:
    """Each article coded by the workers of the scheduler at `address`, in input order, when all are done.

    `folder` is seen by all of them under the same name, and keeps what is done. `note` is told the counts of each shard.
    """
    shards = list(cut_shards(articles, folder.absolute()))
    left = [shard for shard in shards if (done := counts_of(shard)) is None or done.coder != coder]
    if left:
        _run(left, address, open_code, coder, note)
    for shard in shards:
        yield from coded_of_shard(shard)


def _run(
    left: list[Path], address: str, open_code: Callable[[], Code], coder: str, note: Callable[[Counts], None]
) -> None:
    distributed = _distributed()
    try:
        with distributed.Client(address, timeout=20) as client:
            futures = client.map(code_shard, left, open_code=open_code, coder=coder, retries=RETRIES, pure=False)
            for future in distributed.as_completed(futures):
                note(future.result())
    except (OSError, TimeoutError) as problem:
        raise SourceError(
            f"the scheduler at {address} cannot be reached ({problem}): what is coded is kept, run the same command again"
        ) from None


def _distributed() -> Any:
    try:
        return import_module("distributed")
    except ImportError:
        raise MissingExtra("a cluster needs Dask Distributed: pip install 'dragoman[cluster]'") from None
