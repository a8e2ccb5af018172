"""Kills workers and the scheduler of a cluster: `python -m bench.cluster_kills [--records 100000] [--kills 10]`.

Very short records are coded by `dragoman code --cluster` into a store, over a scheduler and two workers in processes of their
own. Workers are killed (-9) at random moments and replaced; in the middle the scheduler is killed, the command ends and says
what to do, and is run again with a new scheduler. Then the same records are coded by one process without a cluster: both
stores must have the same content hash.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from dragoman.store import check, content_hash, open_store

ACTORS = ("Iraq", "France", "Turkey", "Syria", "Russia", "Iran")
ACTS = ("refused.", "attacked {}.", "warned {}.", "met {}.", "left.", "No.")
PROGRAM = [sys.executable, "-c", "from dragoman.cli import main; main()", "code"]
ONE_THREAD = {**os.environ, "OMP_NUM_THREADS": "1"}


def write_records(path: Path, count: int, seed: int) -> None:
    """So many sentences of two or three words, each an article of its own."""
    chance = random.Random(seed)
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            one, other = chance.sample(ACTORS, 2)
            text = f"{one} {chance.choice(ACTS).format(other)}"
            file.write(json.dumps({"id": f"r{number}", "text": text, "published": "2015-10-29"}) + "\n")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Cluster:
    """A scheduler and workers, each a process of its own; killed and replaced."""

    folder: Path
    port: int = field(default_factory=free_port)
    scheduler: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where the scheduler listens."""
        return f"tcp://127.0.0.1:{self.port}"

    def start(self, workers: int) -> None:
        """A scheduler with so many workers."""
        self.scheduler = self._run("distributed.cli.dask_scheduler", "--port", str(self.port), "--no-dashboard")
        self.workers = [self._worker() for _ in range(workers)]

    def kill_worker(self, chance: random.Random) -> None:
        """One of the workers, replaced at once."""
        number = chance.randrange(len(self.workers))
        self.workers[number].kill()
        self.workers[number].wait()
        self.workers[number] = self._worker()

    def kill(self) -> None:
        """All of it, the scheduler first."""
        for process in (self.scheduler, *self.workers):
            if process is not None:
                process.kill()
                process.wait()

    def _worker(self) -> subprocess.Popen[bytes]:
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(self.folder / "dask"))
        return self._run("distributed.cli.dask_worker", self.address, *options)

    def _run(self, module: str, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", module, "--host", "127.0.0.1", *words]
        log = (self.folder / f"{module.rpartition('.')[2]}.log").open("ab")
        return subprocess.Popen(command, stdout=log, stderr=log, env=ONE_THREAD)


def code_with_kills(
    records: Path, store: Path, folder: Path, kills: int, mean_seconds: float, seed: int
) -> dict[str, object]:
    """Code over a cluster that is being killed; counts of what was done and how often the command had to be run."""
    chance = random.Random(seed)
    cluster = Cluster(folder)
    killed = runs = 0
    scheduler_kills = 1
    words = [
        str(records),
        "--cluster",
        cluster.address,
        "--shards",
        str(folder / "shards"),
        "--store",
        str(store),
        "--quiet",
    ]
    messages = []
    try:
        cluster.start(2)
        while True:
            runs += 1
            run = subprocess.Popen([*PROGRAM, *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            said: list[str] = []
            listening = threading.Thread(target=_listen, args=(run, said), daemon=True)
            listening.start()
            while run.poll() is None and killed < kills:
                _wait(run, chance.expovariate(1 / mean_seconds))
                if run.poll() is not None:
                    break
                if scheduler_kills and killed >= kills // 2:
                    cluster.kill()
                    scheduler_kills = 0
                    break
                cluster.kill_worker(chance)
                killed += 1
            run.wait()
            listening.join()
            if run.returncode == 0:
                break
            messages.append("".join(said).strip().splitlines()[-1])
            cluster.kill()
            cluster.start(2)
    finally:
        cluster.kill()
    return {"workers killed": killed, "schedulers killed": 1 - scheduler_kills, "runs": runs, "said": messages}


def _listen(run: subprocess.Popen[str], said: list[str]) -> None:
    assert run.stderr is not None
    said.extend(run.stderr)


def _wait(run: subprocess.Popen[str], seconds: float) -> None:
    end = time.monotonic() + seconds
    while run.poll() is None and time.monotonic() < end:
        time.sleep(0.05)


def main() -> None:
    """Print what was killed and whether the stores are equal; the exit code is 1 if they are not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=10, help="of workers; one of the scheduler comes halfway")
    parser.add_argument("--every", type=float, default=20.0, help="mean seconds between two kills")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        records, far, here = folder / "records.jsonl", folder / "far.duckdb", folder / "here.duckdb"
        write_records(records, options.records, options.seed)
        began = time.monotonic()
        done = code_with_kills(records, far, folder, options.kills, options.every, options.seed)
        over_cluster = time.monotonic() - began
        began = time.monotonic()
        words = [*PROGRAM, str(records), "--store", str(here), "--quiet"]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
        in_one = time.monotonic() - began
        with open_store(far) as one, open_store(here) as other:
            hashes, faults, count = (content_hash(one), content_hash(other)), check(one), one.counts()["articles"]
    print(
        f"{options.records:,} records; {over_cluster:,.0f} s over the cluster, {in_one:,.0f} s in one process; {done}"
    )
    print(
        f"{count:,} articles in the store, {len(faults)} faults; hashes {'equal' if hashes[0] == hashes[1] else 'DIFFER'}"
    )
    if hashes[0] != hashes[1] or faults or count != options.records:
        raise SystemExit("\n".join((*hashes, *faults)))


if __name__ == "__main__":
    main()
