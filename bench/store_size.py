"""How long questions take in a store of a million events: `python -m bench.store_size [--held]`.

The store is filled with articles of two events each over five years, by the columns of the tables: 180 states, PLOVER's types,
one claim an event and one in twenty denied. Then a brief on a week, one on everything, and the relation of a pair are asked
for, each in a connection of its own; the best of three, and the first, which reads from the disk. With `--held` another process
holds the store, and answers.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path

from dragoman.relations import relations
from dragoman.report.brief import brief_on
from dragoman.store import Store, open_store

TYPES = (
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "COOPERATE",
    "AID",
    "YIELD",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
    "RETREAT",
)
SENTENCE = "The government of state %s said on day %d that the army of state %s had struck a bridge; nobody was hurt."

ARTICLES = """
INSERT INTO articles SELECT 'art-' || i, printf('{sentence} {sentence}', {a}, i::INT, {b}, {b}, i::INT, {a}), 'Report ' || i,
  TIMESTAMP '2019-01-01' + INTERVAL (i * 5 * 365 * 86400 // {articles}) SECOND, 'Paper ' || (i % 200), NULL, 'en', [],
  'inp-' || i, 'bench', 'run' FROM range({articles}) t(i)
"""
EVENTS = """
CREATE TEMP TABLE told AS SELECT i // 2 AS article, i % 2 AS number, 'S' || (hash(i // 6) % 180) AS a,
  'S' || (hash(i // 6 + 7) % 180) AS b, {types}[1 + (hash(i // 6 + 1) % 16)::INT] AS type, hash(i // 6) AS key,
  ((hash(i // 6 + 2) % 190)::DOUBLE / 10 - 9) AS score, (hash(i // 6 + 3) % 4)::INT + 1 AS quad,
  DATE '2019-01-01' + ((i // 6 * 6) * 5 * 365 // {events})::INT AS day, hash(i + 4) % 20 = 0 AS denied
  FROM range({events}) t(i)
"""
FILL = (
    "INSERT INTO events SELECT 'art-' || article, number, 'evt-' || article || '-' || number, type, NULL, [], quad, score, "
    "'190', true, day, day, 'day', NULL, NULL, NULL, 10, 20, false, number, [], 3.0, 0.9, 'bench' FROM told",
    "INSERT INTO facts SELECT 'art-' || article, 'evt-' || article || '-' || number, day, day, type, [a], [b], key, "
    "(3 + abs(score)) * 0.9, NOT denied, NOT denied, denied FROM told",
    "INSERT INTO dyads SELECT 'art-' || article, day, type, quad, score, a, b, false FROM told WHERE a <> b AND NOT denied",
    "INSERT INTO event_actors SELECT 'art-' || article, 'evt-' || article || '-' || number, 'actor', 0, a, 'State ' || a, a, "
    "[], a, NULL, 1.0, 0, 5, false FROM told",
    "INSERT INTO event_actors SELECT 'art-' || article, 'evt-' || article || '-' || number, 'recipient', 0, b, 'State ' || b, "
    "b, [], b, NULL, 1.0, 0, 5, false FROM told",
    "INSERT INTO claims SELECT 'art-' || article, number, 'clm-' || article || '-' || number, 'evt-' || article || '-' || "
    "number, CASE WHEN denied THEN 'denied' ELSE 'asserted' END, CASE WHEN denied THEN 'negative' ELSE 'positive' END, "
    "CASE WHEN denied THEN -3.0 ELSE 3.0 END, NULL, NULL, NULL, 0, 40, false, 'none', false, NULL, NULL, NULL, NULL, NULL, "
    "NULL, NULL, [] FROM told",
    "INSERT INTO claim_sources SELECT 'art-' || article, 'clm-' || article || '-' || number, 0, 'publisher', 'UNK', 'Paper', "
    "NULL, [], '', NULL, 1.0, NULL, NULL, NULL FROM told",
    "INSERT INTO sentences SELECT 'art-' || article, number, number * 95, number * 95 + 90, false FROM told",
)


def fill(store: Store, events: int) -> None:
    """Fill the tables with so many events."""
    articles = events // 2
    a, b = "(hash(i // 3) % 180)::VARCHAR", "(hash(i // 3 + 7) % 180)::VARCHAR"
    store._execute("SET enable_progress_bar = false")
    store._execute("INSERT INTO runs VALUES ('run', TIMESTAMP '2024-01-01', 'bench', 'bench')")
    store._execute(ARTICLES.format(sentence=SENTENCE, a=a, b=b, articles=articles))
    store._execute(EVENTS.format(types=list(TYPES), events=events))
    for sql in FILL:
        store._execute(sql)
    store._execute("CHECKPOINT")


def timed(path: Path, ask: Callable[[Store], object]) -> tuple[float, float, float]:
    """Seconds of the first of three, of the best, and of processor time (all threads) of the cheapest."""
    seconds, processor = [], []
    for _ in range(3):
        with open_store(path, read_only=True) as store:
            before, started = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
            ask(store)
            seconds.append(time.perf_counter() - started)
            after = resource.getrusage(resource.RUSAGE_SELF)
            processor.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    return seconds[0], min(seconds), min(processor)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another process holds the store."""
    program = (
        f"from dragoman.store import open_store; store = open_store({str(path)!r}); print('open', flush=True); input()"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        owner.stdout.readline()
        yield
        owner.kill()


def main() -> None:
    """Fill a store unless it is there, then ask it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--held", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.store or Path(folder) / "million.duckdb"
        if not path.exists():
            with open_store(path) as store:
                fill(store, options.events)
        week = {"first": date(2022, 3, 7), "last": date(2022, 3, 13)}
        questions: dict[str, Callable[[Store], object]] = {
            "brief on a week": lambda store: brief_on(store, **week),
            "brief on five years": lambda store: brief_on(store),
            "relation of a pair, by month": lambda store: relations(
                "S1", "S2", store.dealings("S1", "S2", window="month"), window="month"
            ),
            "all pairs, a year by month": lambda store: store.all_dealings(
                window="month", since=date(2022, 1, 1), until=date(2022, 12, 31), least=20
            ),
        }
        print(f"{options.events:,} events, {path.stat().st_size / 2**20:.0f} MB\n")
        print("| question | first, s | best of three, s | processor, s |\n|---|---|---|---|")
        with held(path) if options.held else nullcontext():
            for name, ask in questions.items():
                first, best, processor = timed(path, ask)
                print(f"| {name} | {first:.2f} | {best:.2f} | {processor:.2f} |", flush=True)


if __name__ == "__main__":
    main()
