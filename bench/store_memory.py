"""Memory of the process that fills a store: `python -m bench.store_memory [--articles 60000] [--kept 32]`.

A few articles of our own are coded by workers, as `dragoman code` does; copies of them, each with ids and words of its own, go
through the command's own path into a store: asked for whether they are known, gathered, written in batches. Ten times on the way
it is printed how much memory the process has, how much of that DuckDB says it keeps (blocks of the file; rows not in the file
yet), and how large the file is. `--kept 0` lets nothing go between the batches, as DuckDB would have it.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.memory import flatness, resident_mb
from bench.synthetic import write_article
from dragoman.cli import coding
from dragoman.cli.coding import KEPT_MB, Keeping, code_articles
from dragoman.records import Article, Coded

MODELS = 60
FIRST = datetime(2026, 11, 20, tzinfo=UTC)
MEMORY = "SELECT tag, memory_usage_bytes / 1048576 FROM duckdb_memory() WHERE tag IN ('BASE_TABLE', 'IN_MEMORY_TABLE')"


def models() -> list[Coded]:
    """Some coded articles."""
    written = [write_article(number, FIRST + timedelta(minutes=number)) for number in range(MODELS)]
    given = [Article(one.text, id=f"m{one.number}", title=one.title, published=one.published) for one in written]
    return [one for one in code_articles(given) if isinstance(one, Coded)]


def copy_of(model: Coded, number: int) -> Coded:
    """The same for another article: its own id, address, words, and ids of events and claims."""
    mark = f"{random.Random(number).getrandbits(64):016x}"
    url = f"http://paper-{number % 20}.example/{number}"
    article = replace(model.article, id=f"art-{mark}", url=url, text=f"{model.article.text} {mark}")
    events = {
        event.id: replace(event, id=f"evt-{mark}-{n}", article=article.id) for n, event in enumerate(model.events)
    }
    claims = [
        replace(claim, id=f"clm-{mark}-{n}", event=claim.event and events[claim.event].id)
        for n, claim in enumerate(model.claims)
    ]
    return replace(model, article=article, events=tuple(events.values()), claims=tuple(claims))


def fill(path: Path, articles: int) -> Iterator[str]:
    """Fill a store; a line of a table ten times on the way, and what the process had in all."""
    some, sizes = models(), []
    with Keeping(str(path), "bench") as keep:
        given = (copy_of(some[number % len(some)], number).article for number in range(articles))
        for number, _ in enumerate(keep.with_known(given), start=1):
            keep.add(copy_of(some[(number - 1) % len(some)], number - 1))
            if number % max(articles // 100, 1) == 0:
                sizes.append(resident_mb(os.getpid()))
            if number % max(articles // 10, 1) == 0:
                kept = {str(tag): float(size) for tag, size in keep.store._rows(MEMORY)}
                file = path.stat().st_size / 2**20
                yield (
                    f"| {number:,} | {resident_mb(os.getpid()):.0f} | {kept.get('BASE_TABLE', 0):.0f} | "
                    f"{kept.get('IN_MEMORY_TABLE', 0):.0f} | {file:.0f} |"
                )
    gc.collect()
    yield f"\n{flatness(sizes)}; open files: {len(os.listdir('/proc/self/fd'))}"


def main() -> None:
    """Print what the process has while it fills a store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=60_000)
    parser.add_argument(
        "--kept", type=int, default=KEPT_MB, help="MB that DuckDB keeps between batches; 0: as it likes"
    )
    options = parser.parse_args()
    coding.KEPT_MB = options.kept or 2**20
    print(
        "| articles | process, MB | blocks of the file, MB | rows not in it yet, MB | file, MB |\n|---|---|---|---|---|"
    )
    with tempfile.TemporaryDirectory() as folder:
        for line in fill(Path(folder) / "desk.duckdb", options.articles):
            print(line, flush=True)


if __name__ == "__main__":
    main()
