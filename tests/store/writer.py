"""A process that writes to a store until it is killed: `writer.py STORE write|hold|fill|flood`.

`write` and `fill` add batches and print the ids of each after it is committed; `fill` may write no file larger than a few MB,
as on a disk that is nearly full; `flood` begins batches however little room is left, and after the disk is full waits for a line
on its input before it opens the store again; `hold` adds one batch, says so, and waits.
"""

from __future__ import annotations

import sys
import time

import factory
from dragoman.errors import DiskFull
from dragoman.records import Coded
from dragoman.store import open_store
from dragoman.store import store as store_module

BATCH = 20
LARGEST_FILE = 6 * 2**20


def batch(first: int, words: int) -> list[Coded]:
    """Some articles, each with an event and a claim; texts that do not pack well, so that a disk fills."""
    made = []
    for number in range(first, first + BATCH):
        filler = " ".join(format(hash((number, n)) & 0xFFFFFFFFFFFF, "x") for n in range(words))
        of = factory.article(f"{factory.TEXT} {filler}", id=f"a{number}")
        event = factory.event(of)
        made.append(factory.coded(of, (event,), (factory.claim(of, event, by=""),)))
    return made


def flood(path: str) -> None:
    store_module.LEAST_FREE_BYTES = 0
    first = 0
    for _ in range(2):
        with open_store(path) as store:
            try:
                for _ in range(50):
                    some = batch(first, 2_000)
                    store.add(some, coder="1")
                    print(*(one.article.id for one in some), flush=True)
                    first += BATCH
            except DiskFull as problem:
                print(f"full: {problem}", flush=True)
        sys.stdin.readline()


def main() -> None:
    path, what = sys.argv[1:]
    if what == "fill":
        import resource
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    if what == "flood":
        flood(path)
        return
    with open_store(path) as store:
        first = store.counts()["articles"]
        if what == "hold":
            store.add(batch(first, 5), coder="1")
            print("ready", flush=True)
            time.sleep(600)
        while True:
            some = batch(first, 2_000 if what == "fill" else 5)
            store.add(some, coder="1")
            print(*(one.article.id for one in some), flush=True)
            first += BATCH


if __name__ == "__main__":
    main()
