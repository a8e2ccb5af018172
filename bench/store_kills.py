"""Kills a process that fills a store, again and again: `python -m bench.store_kills [--kills 200] [--seed 7]`.

One store for all of it. Each writer adds batches of twenty articles and names them once they are committed; it is killed (-9) at
a random moment. After each kill the store is opened by the next writer, which goes on. At the end: every article that was
named is there, none twice, and the check finds no fault.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from dragoman.store import check, open_store

ROOT = Path(__file__).parents[1]
WRITER = ROOT / "tests" / "store" / "writer.py"


def kill_once(path: Path, chance: random.Random) -> list[str]:
    """Start a writer and kill it; the ids that it named."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT / "tests")))}
    command = [sys.executable, str(WRITER), str(path), "write"]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert writer.stdout is not None
    named = [writer.stdout.readline() for _ in range(chance.randrange(4))]  # 0: perhaps while the store is being opened
    time.sleep(chance.expovariate(8.0))
    writer.kill()
    named.append(writer.stdout.read())
    writer.wait()
    return "".join(named).split()


def main() -> None:
    """Print the counts; the exit code is 1 if anything is lost, there twice, or does not hold together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    acknowledged: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "desk.duckdb"
        for _ in range(options.kills):
            acknowledged.update(kill_once(path, chance))
        with open_store(path) as store:
            there = [article.id for article in store.articles()]
            faults = check(store)
    lost, twice = len(acknowledged - set(there)), len(there) - len(set(there))
    print(
        f"{options.kills} kills: {len(acknowledged):,} articles acknowledged, {lost} lost, {twice} twice, "
        f"{len(set(there) - acknowledged)} there and not yet acknowledged, {len(faults)} faults"
    )
    if lost or twice or faults:
        raise SystemExit("\n".join(faults) or 1)


if __name__ == "__main__":
    main()
