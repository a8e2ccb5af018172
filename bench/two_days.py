"""Two days of news through the whole path: `python -m bench.two_days [--items 20000] [--workers 1] [--report FILE]`.

Twenty outlets on loopback addresses publish articles of our own (`bench/synthetic.py`), three in ten of them reprints of
another outlet's: word for word, credited, or cut. Their feeds are fetched with all pages on both evenings, the second time
with half of the first day still in them; what came is coded into a store, and the stories are listed. Then it is counted:
every item is in the store once and in one story, and which reprints were found to be of one origin with what they reprint.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from bench.memory import children, flatness, resident_mb
from bench.synthetic import Written, as_item, as_page, as_rss, write_article
from dragoman.store import check, open_store

ROOT = Path(__file__).parents[1]
DRAGOMAN = [sys.executable, "-c", "from dragoman.cli import main; main()"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
OUTLETS = 20
REPRINTS = 0.3
DAYS = 2
SECONDS_OF_A_DAY = 86_400
SECONDS_BETWEEN_MEASURES = 2.0


@dataclass(frozen=True, slots=True)
class Item:
    """What an outlet publishes: an article, and the number of the item that it reprints, if it does."""

    number: int
    outlet: int
    written: Written
    original: int | None


def make_items(count: int, seed: int) -> list[Item]:
    """The items of two days in order of time."""
    chance = random.Random(seed)
    now = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    first, apart = now - timedelta(days=DAYS), DAYS * SECONDS_OF_A_DAY / count
    items: list[Item] = []
    for number in range(count):
        published = first + timedelta(seconds=number * apart)
        recent = items[-int(6 * 3600 / apart) - 1 :]  # an agency's report is reprinted within hours
        originals = [item for item in recent if item.original is None]
        if originals and chance.random() < REPRINTS:
            original = chance.choice(originals)
            outlet = (original.outlet + chance.randrange(1, OUTLETS)) % OUTLETS
            written = _reprint(original.written, published, chance)
            items.append(Item(number, outlet, written, original.number))
        else:
            items.append(Item(number, chance.randrange(OUTLETS), write_article(number, published), None))
    return items


def _reprint(original: Written, published: datetime, chance: random.Random) -> Written:
    how = chance.choice(("as it is", "credited", "cut"))
    paragraphs = original.paragraphs
    if how == "credited":
        paragraphs = (f"(Reuters) - {paragraphs[0]}", *paragraphs[1:])
    elif how == "cut":
        paragraphs = paragraphs[:2]
    return replace(original, published=published, paragraphs=paragraphs)


class Outlets:
    """The sites, each with a feed of the items that it shows by now."""

    def __init__(self, items: Sequence[Item]):
        self.items = items
        self.shown: range = range(0)
        self.served: set[int] = set()
        self.ports: list[int] = []

    def host(self, outlet: int) -> str:
        """The address of an outlet, as it is spelled in URLs."""
        return f"127.0.1.{outlet + 1}:{self.ports[outlet]}"

    def url(self, item: Item) -> str:
        """The page of an item."""
        return f"http://{self.host(item.outlet)}/{item.number}"

    def answer(self, outlet: int, path: str) -> tuple[str, str] | None:
        """Type and body of what an outlet has under a path."""
        if path == "/feed":
            own = [self.items[n] for n in self.shown if self.items[n].outlet == outlet]
            items = [as_item(item.written, self.url(item)) for item in own]
            return "application/rss+xml", as_rss(f"Outlet {outlet}", items)
        if path[1:].isdigit() and int(path[1:]) < len(self.items):
            item = self.items[int(path[1:])]
            self.served.add(item.number)
            return "text/html; charset=utf-8", as_page(item.written)
        return None

    @contextlib.contextmanager
    def open(self) -> Iterator[list[str]]:
        """Serve until the end of the block; the addresses of the feeds."""
        with contextlib.ExitStack() as stack:
            for outlet in range(OUTLETS):
                server = stack.enter_context(ThreadingHTTPServer((f"127.0.1.{outlet + 1}", 0), _handler(self, outlet)))
                self.ports.append(server.server_address[1])
                threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
                stack.callback(server.shutdown)
            yield [f"http://{self.host(outlet)}/feed" for outlet in range(OUTLETS)]


def _handler(outlets: Outlets, outlet: int) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = outlets.answer(outlet, self.path)
            kind, body = found or ("text/plain", "not here")
            content = body.encode()
            self.send_response(404 if found is None else 200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: twenty thousand lines help nobody."""

    return Handler


@dataclass(frozen=True, slots=True)
class Stage:
    """What a command took."""

    name: str
    seconds: float
    cpu_seconds: float
    own_mb: tuple[float, ...]
    all_mb: float
    last_line: str

    def __str__(self) -> str:
        return f"| {self.name} | {self.seconds:,.0f} | {self.cpu_seconds:,.0f} | {flatness(self.own_mb)} | {self.all_mb:,.0f} |"


def run(name: str, *words: str, output: Path | None = None, good_ends: Sequence[int] = (0,)) -> Stage:
    """Run a command of ours to its end, and measure it."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    own, together = [], [0.0]
    with (output or Path(os.devnull)).open("wb") as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen([*DRAGOMAN, *words], stdout=out, stderr=err, env=ENVIRONMENT)
        pause = 0.3  # the first look is early, for what ends soon
        while process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(pause)
            pause = SECONDS_BETWEEN_MEASURES
            if size := resident_mb(process.pid):
                own.append(size)
                together.append(size + sum(map(resident_mb, children(process.pid))))
        err.seek(0)
        said = err.read().decode("utf-8", "replace").strip().splitlines()
    if process.returncode not in good_ends:
        raise SystemExit(f"{name} ended with {process.returncode}: {said[-3:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Stage(name, time.monotonic() - started, cpu, tuple(own), max(together), said[-1] if said else "")


def main() -> None:
    """Print what each stage took and what came of the items; the exit code is 1 if anything was lost or is there twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=20_000)
    parser.add_argument("--workers", default="1")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--report", type=Path)
    options = parser.parse_args()
    outlets = Outlets(make_items(options.items, options.seed))
    with tempfile.TemporaryDirectory() as folder:
        stages = pass_through(outlets, Path(folder), options.workers)
        report, faults = count(outlets, Path(folder), stages)
    print(report)
    if options.report:
        options.report.write_text(report + "\n", "utf-8")
    if faults:
        raise SystemExit("\n".join(faults[:50]))


def pass_through(outlets: Outlets, folder: Path, workers: str) -> list[Stage]:
    """Both days fetched and coded, and the stories listed."""
    half = len(outlets.items) // 2
    store, stages = str(folder / "desk.duckdb"), []
    with outlets.open() as feeds:
        allowed = [word for n in range(OUTLETS) for word in ("--allow-private", outlets.host(n))]
        for day, shown in enumerate((range(half), range(half // 2, len(outlets.items)))):
            outlets.shown = shown
            fetched, coded = folder / f"day{day}.jsonl", folder / f"coded{day}.jsonl"
            words = ["--pages", "always", "--delay", "0", "-o", str(fetched), *allowed]
            stages.append(run(f"fetch, day {day + 1}", "fetch", *feeds, *words))
            words = ["--store", store, "--workers", workers, "-o", str(coded)]
            stages.append(run(f"code, day {day + 1}", "code", str(fetched), *words))
    stages.append(run("stories", "stories", "list", "--store", store, "--json", output=folder / "stories.jsonl"))
    stages.append(run("brief", "brief", "--store", store, output=folder / "brief.txt"))
    return stages


def count(outlets: Outlets, folder: Path, stages: Sequence[Stage]) -> tuple[str, list[str]]:
    """The report, and what is wrong."""
    with open_store(folder / "desk.duckdb") as store:
        faults, counts, runs = check(store), store.counts(), store.runs()
        stored = Counter(article.url for article in store.articles())
        id_of = {article.url: article.id for article in store.articles()}
    wanted = {outlets.url(item) for item in outlets.items}
    lost, twice = wanted - stored.keys(), [url for url, n in stored.items() if n > 1]
    faults += [f"{url} is lost" for url in lost] + [f"{url} is there twice" for url in twice]
    faults += [f"{url} was never published" for url in stored.keys() - wanted]
    stories = [json.loads(line) for line in (folder / "stories.jsonl").read_text("utf-8").splitlines()]
    story_of = Counter(article for story in stories for article in story["reports"])
    faults += [
        f"{id_of[url]} is in {story_of[id_of[url]]} stories" for url in wanted - lost if story_of[id_of[url]] != 1
    ]
    coded = sum(len((folder / f"coded{day}.jsonl").read_text("utf-8").splitlines()) for day in range(DAYS))
    reprints = [item for item in outlets.items if item.original is not None]
    numbers = {id_of.get(outlets.url(item), ""): item for item in outlets.items}
    origin_of = {
        one: (n, m) for n, story in enumerate(stories) for m, o in enumerate(story["origins"]) for one in o["articles"]
    }
    pairs = [
        (id_of.get(outlets.url(item)), id_of.get(outlets.url(outlets.items[item.original or 0]))) for item in reprints
    ]
    in_story = sum(origin_of.get(a, (-1,))[0] == origin_of.get(b, (-2,))[0] for a, b in pairs)
    one_origin = sum(origin_of.get(a) == origin_of.get(b) for a, b in pairs)
    origins = [origin["articles"] for story in stories for origin in story["origins"]]
    mixed = sum(len({_root(numbers[one]) for one in some}) > 1 for some in origins)
    report = [
        f"{len(outlets.items):,} items of {OUTLETS} outlets in two days, {len(reprints):,} of them reprints.",
        "",
        "| stage | seconds | of a processor | memory of the command itself | with its workers, MB at most |",
        "|---|---|---|---|---|",
        *map(str, stages),
        "",
        f"- Served {len(outlets.served):,} pages; records of coding {coded:,}; {counts['articles']:,} articles stored, "
        f"{len(lost)} lost, {len(twice)} twice, {sum(run['failed'] for run in runs)} not coded; "
        f"{sum(run['unchanged'] for run in runs):,} came again and changed nothing.",
        f"- {counts['events']:,} events, {counts['claims']:,} claims, {len(stories):,} stories of {len(origins):,} origins; "
        "every article is in one story." * (not faults),
        f"- Of the reprints {in_story / max(len(pairs), 1):.1%} are in the story of what they reprint and "
        f"{one_origin / max(len(pairs), 1):.1%} are one origin with it; {mixed} origins hold what is no reprint.",
        f"- Faults: {len(faults)}.",
    ]
    return "\n".join(report), faults


def _root(item: Item) -> int:
    return item.number if item.original is None else item.original


if __name__ == "__main__":
    main()
