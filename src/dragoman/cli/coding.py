"""`dragoman code`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import click

from dragoman import sources
from dragoman.cli import SOME_NOT_CODED
from dragoman.cli.opening import noted, open_code, open_noted_code
from dragoman.cli.progress import Progress
from dragoman.cli.writing import open_output
from dragoman.engines import LIMIT_SECONDS, Given, code_in_processes
from dragoman.engines.cluster import code_on_cluster
from dragoman.engines.shards import coded_of_shard, counts_of, tables_path
from dragoman.errors import SourceError
from dragoman.interchange import dumps, to_json
from dragoman.records import Article, Coded, Failure, content_id
from dragoman.store import Store, open_store
from dragoman.store.shards import add_shard, save_tables
from dragoman.versions import coder_version

# One transaction costs one wait for the disk; a crash loses at most so many articles of work.
BATCH = 200
# However few articles they are: a batch is in memory three times while it is written.
CHARACTERS_OF_A_BATCH = 4_000_000
# What a store may keep in memory between two batches; DuckDB would keep all of its file, up to most of the machine's memory.
KEPT_MB = 32

# Another run may be about to end; longer, and somebody should be told.
SECONDS_TO_WAIT = 10.0


@click.command()
@click.argument("input")
@click.option("--output", "-o", metavar="OUT", help="A .jsonl file (.gz, .zst); default: standard output.")
@click.option("--actors", type=click.Path(exists=True, dir_okay=False), help="Your own file of actors, asked first.")
@click.option("--gazetteer", type=click.Path(exists=True, dir_okay=False), help="Your own gazetteer.")
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes that code.")
@click.option(
    "--limit",
    type=click.FloatRange(min=0.1),
    default=LIMIT_SECONDS,
    show_default=True,
    help="Seconds that one article may take; one that takes longer becomes an error record.",
)
@click.option("--store", type=click.Path(dir_okay=False), help="Put the results into this store too.")
@click.option(
    "--cluster", metavar="ADDRESS", help="Code on the machines of this Dask scheduler, tcp://HOST:PORT; or local."
)
@click.option(
    "--shards", type=click.Path(file_okay=False, path_type=Path), help="The folder that these machines share."
)
@click.option(
    "--first-look",
    is_flag=True,
    help="Pass over web pages that are no English politics, or that their site showed before.",
)
@click.option("--with-text", is_flag=True, help="Repeat each article's text in its record.")
@click.option("--quiet", "-q", is_flag=True, help="Say nothing on standard error.")
def code(
    input: str,
    output: str | None,
    actors: str | None,
    gazetteer: str | None,
    workers: int,
    limit: float,
    store: str | None,
    cluster: str | None,
    shards: Path | None,
    first_look: bool,
    with_text: bool,
    quiet: bool,
) -> None:
    """Code the articles of INPUT: a .jsonl file (.gz, .zst), a .txt or .html file, a folder of them, or - .

    One record a line comes out for each article, in order; what cannot be coded has an `error` in its record. The exit
    code is 0 if every article was coded, 3 if some were not, 2 for wrong usage.
    """
    if quiet:
        logging.getLogger("dragoman").setLevel(logging.CRITICAL)
    progress = Progress(quiet)
    with ExitStack() as stack:
        keep = stack.enter_context(Keeping(store, input)) if store else None
        articles = sources.read(input, stack.enter_context(sources.FirstLook()) if first_look else None)
        if cluster is None:
            given = articles if keep is None else keep.with_known(articles)
            results = code_articles(given, actors=actors, gazetteer=gazetteer, workers=workers, limit_seconds=limit)
        else:
            results = code_far(
                articles, cluster, shards, actors, gazetteer, workers, None if keep is None else keep.add_shard
            )
        write = stack.enter_context(open_output(output))
        for result in stack.enter_context(closing(results)):
            write(dumps(to_json(result, with_text=with_text)) + "\n")
            progress.count(result)
            if keep is not None and cluster is None:
                keep.add(result)
    progress.finish()
    if progress.failed:
        raise SystemExit(SOME_NOT_CODED)


def code_articles(
    articles: Iterable[Given],
    *,
    actors: str | None = None,
    gazetteer: str | None = None,
    workers: int = 1,
    limit_seconds: float = LIMIT_SECONDS,
) -> Generator[Coded | Failure, None, None]:
    """The articles coded in worker processes, with notes on what is odd about them; what is coded already passes through.

    A process of its own even for one worker: an article that makes the coder hang can only be stopped from outside.
    """
    today = datetime.now(UTC).date()
    opener = partial(open_code, actors, gazetteer)
    with closing(code_in_processes(articles, opener, workers=workers, limit_seconds=limit_seconds)) as results:
        yield from (_noted(result, today) for result in results)


def code_far(
    articles: Iterable[Article | Failure],
    cluster: str,
    shards: Path | None,
    actors: str | None,
    gazetteer: str | None,
    workers: int,
    keep: Callable[[Path], None] | None,
) -> Generator[Coded | Failure, None, None]:
    """The articles coded on a cluster, in input order; what the folder of shards holds already is taken from there.

    `keep` is told each shard before its results come.
    """
    if shards is None:
        raise click.UsageError("--cluster needs --shards, a folder that all machines see under the same name")
    own_actors, own_gazetteer = (name and str(Path(name).absolute()) for name in (actors, gazetteer))
    # Another file of actors is another coder: what was coded without it is not what is asked for.
    own = [content_id("own", Path(name).read_bytes()) for name in (own_actors, own_gazetteer) if name]
    coder = "+".join([coder_version(), *own])
    for shard in code_on_cluster(
        articles,
        address=cluster,
        folder=shards,
        open_code=partial(open_noted_code, own_actors, own_gazetteer, datetime.now(UTC).date()),
        coder=coder,
        save_tables=save_tables,
        workers=workers,
    ):
        if keep is not None:
            keep(shard)
        yield from coded_of_shard(shard)


def _noted(result: Coded | Failure, today: date) -> Coded | Failure:
    return result if isinstance(result, Failure) else noted(result, today)


class Keeping:
    """A store that is filled batch by batch."""

    def __init__(self, path: str, source: str, wait_seconds: float = SECONDS_TO_WAIT):
        self.path = path
        self.source = source
        self.wait_seconds = wait_seconds
        self.batch: list[Coded | Failure] = []
        self.characters = 0

    def __enter__(self) -> Keeping:
        self.coder = coder_version()
        self.store: Store = open_store(self.path, wait_seconds=self.wait_seconds)
        self.run = self.store.begin_run(self.coder, self.source, datetime.now(UTC))
        return self

    def __exit__(self, kind: object, problem: object, trace: object) -> None:
        try:
            self.flush()  # also after an interruption: what was coded is coded
        finally:
            self.store.close()

    def with_known(self, articles: Iterable[Article | Failure]) -> Iterator[Given]:
        """The articles; those that this coder has coded into the store before, as they are there.

        So a run that was interrupted goes on where it was when the same command is run again. Taken by another thread than
        the one that writes, hence through a connection of its own.
        """
        several = 1 if self.source == "-" else BATCH  # what comes in slowly must not wait for company
        with self.store.beside() as beside:
            for some in _together(articles, several):
                known = beside.known([one for one in some if isinstance(one, Article)], self.coder)
                for one in some:
                    yield known.get(one.id, one) if isinstance(one, Article) else one

    def add(self, result: Coded | Failure) -> None:
        """Put a result in; written when enough have come together."""
        self.batch.append(result)
        self.characters += _characters(result)
        if len(self.batch) >= BATCH or self.characters >= CHARACTERS_OF_A_BATCH:
            self.flush()

    def add_shard(self, shard: Path) -> None:
        """Put a shard in as it lies there, coded and in tables."""
        counts = counts_of(shard)
        if counts is None:
            raise SourceError(f"{shard} is not coded yet: run the same command again")
        add_shard(self.store, tables_path(shard), counts.tables, coder=self.coder, run=self.run)
        self.store.let_go(KEPT_MB)

    def flush(self) -> None:
        """Write what has come together."""
        batch, self.batch, self.characters = self.batch, [], 0
        self.store.add(batch, coder=self.coder, run=self.run)
        self.store.let_go(KEPT_MB)


def _together(articles: Iterable[Article | Failure], most: int) -> Iterator[list[Article | Failure]]:
    """The articles, so many at a time, or fewer where they are long."""
    some: list[Article | Failure] = []
    characters = 0
    for article in articles:
        some.append(article)
        characters += _characters(article)
        if len(some) >= most or characters >= CHARACTERS_OF_A_BATCH:
            yield some
            some, characters = [], 0
    if some:
        yield some


def _characters(one: Article | Coded | Failure) -> int:
    article = one if isinstance(one, Article) else one.article
    return 0 if article is None else len(article.text)
