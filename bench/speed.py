"""How fast and how large coding is: `python -m bench.speed [--articles N]`.

Real news articles (MEANTIME and PolNeAR, where DRAGOMAN_DATA has them; else the example corpus) go through `dragoman code`
as a user would run it, in a process of its own, with one worker and with two. Then the rooms are timed in one process, each
as a share of the reader's time in that same run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.key import EXAMPLES, read_article
from bench.scorers import data_folder, read_lines
from dragoman import Article, open_coder
from dragoman.claims import read_claims
from dragoman.dates import find_dates
from dragoman.events import read_events
from dragoman.language.tree import Tree

NEWS = ("meantime/train", "meantime/dev", "polnear/train", "polnear/dev")


def articles() -> list[dict[str, Any]]:
    """The articles that are coded, as lines of the command's input."""
    data = data_folder()
    if data is None:
        read = [read_article(path) for path in sorted((EXAMPLES / "articles").glob("*.txt"))]
        return [{"id": a.id, "title": a.title, "text": a.text, "publisher": a.publisher} for a in read]
    keys = ("id", "title", "text", "publisher", "url")
    return [
        {**{k: line[k] for k in keys if line.get(k)}, "published": line["date"]}
        for part in NEWS
        for line in read_lines(data / f"claims/{part}.jsonl")
    ]


def run_command(lines: list[dict[str, Any]], workers: int) -> dict[str, float]:
    """One run of `dragoman code` in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.jsonl", Path(folder) / "out.jsonl"
        source.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        command = [Path(sys.executable).with_name("dragoman"), "code", source, "--output", target, "--workers", str(workers)]
        began = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stderr=subprocess.DEVNULL)
        memory, code = watch(process)
        seconds = time.perf_counter() - began
        records = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    return {
        "exit code": code,
        "articles": len(records),
        "error records": sum("error" in r for r in records),
        "events": sum(len(r.get("events", ())) for r in records),
        "seconds": seconds,
        "articles a second": len(records) / seconds,
        "peak memory, all processes, MB": memory,
    }


def watch(process: subprocess.Popen[bytes]) -> tuple[float, int]:
    """Peak of the resident memory (MB) of a process with its children, looked at ten times a second; its exit code."""
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, sum(resident(pid) for pid in family(process.pid)))
        time.sleep(0.1)
    return peak, process.returncode


def family(pid: int) -> Iterator[int]:
    """A process and all below it."""
    yield pid
    try:
        tasks = os.listdir(f"/proc/{pid}/task")
        for task in tasks:
            for child in Path(f"/proc/{pid}/task/{task}/children").read_text(encoding="ascii").split():
                yield from family(int(child))
    except OSError:  # ended while we looked, or no such file system: then its memory counts as none
        return


def resident(pid: int) -> float:
    """Resident memory of one process in MB, 0 where it cannot be seen."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


class Watch:
    """Adds up the processor time of each room."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def time(self, room: str, work: Callable[[], Any]) -> Any:
        """The result of the work, its time added to the room's."""
        began = time.process_time()
        result = work()
        self.seconds[room] = self.seconds.get(room, 0.0) + time.process_time() - began
        return result


def rooms(lines: list[dict[str, Any]]) -> dict[str, float]:
    """Words a second of the reader, and the time of the other rooms as shares of the reader's."""
    coder = open_coder()
    clock = Watch()
    words = 0
    for line in lines:
        article = Article(text=line["text"], title=line.get("title"))
        read = clock.time("reader", lambda a=article: coder.reader.read([a.title or "", a.text]))
        trees = tuple(Tree(sentence) for part in read for sentence in part)
        words += sum(len(tree) for tree in trees)
        actors = clock.time("actors", lambda a=article, t=trees: coder.actors.document(a, t))
        places = clock.time("places", lambda a=article, t=trees: coder.places.document(a, t))
        dates = clock.time("dates", lambda a=article, t=trees: find_dates(a, t))
        matches = clock.time("patterns", lambda t=trees, d=actors: _matches(coder.patterns, t, d))
        events = clock.time(
            "events",
            lambda a=article, t=trees, m=matches, d=actors, w=dates, p=places: read_events(a, t, m, d, w, p),
        )
        clock.time("claims", lambda a=article, t=trees, e=events, d=actors, w=dates: read_claims(a, t, e, d, w))
    reader = clock.seconds.pop("reader")
    shares = {f"{room}, share of the reader's time": seconds / reader for room, seconds in clock.seconds.items()}
    return {"reader, words a second on one core": words / reader, **shares}


def _matches(patterns: Any, trees: tuple[Tree, ...], actors: Any) -> tuple[Any, ...]:
    return tuple(
        tuple(patterns.match(tree, lambda token, n=number: bool(actors.at(n, token)))) for number, tree in enumerate(trees)
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=0, help="only the first N")
    arguments = parser.parse_args()
    lines = articles()[: arguments.articles or None]
    for workers in (1, 2):
        print(f"\ndragoman code, {workers} worker{'s' * (workers > 1)}")
        for name, value in run_command(lines, workers).items():
            print(f"  {name:45} {value:.1f}")
    print("\nrooms, one process")
    for name, value in rooms(lines[:200]).items():
        print(f"  {name:45} {value:.2f}")


if __name__ == "__main__":
    main()
