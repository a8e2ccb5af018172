"""`dragoman watch` for an hour against sites that misbehave: `python -m bench.watch_hour [--minutes 60] [--report FILE]`.

A real watch in a process of its own visits real HTTP servers on loopback addresses (`bench/misbehaving.py`). At half time
it is killed (-9) and started again. Readers ask the store all the while. At the end a last round visits every feed, and it is
counted: every article that a feed listed is in the store or in the list of setbacks, none is there twice, and nobody has
come to the canary.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.memory import children, flatness, resident_mb
from bench.misbehaving import Changing, Site, Town, open_town
from dragoman.store import check, open_store

ROOT = Path(__file__).parents[1]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"}
DRAGOMAN = [sys.executable, "-c", "from dragoman.cli import main; main()"]
LONGEST_VISIT_SECONDS = 300.0
# All feeds one after the other, on a machine that has other things to do.
LAST_ROUND_SECONDS = 3600.0
MARK = re.compile(r"filed under \d{7}")


@dataclass
class Watch:
    """The process that is watched, started again where it was killed; how much memory it and its workers had when."""

    command: list[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    own_mb: list[float] = field(default_factory=list)
    workers_mb: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it; what it says is added to the log."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, stderr=log, stdout=log, env=ENVIRONMENT, start_new_session=True
            )

    def stop(self, how: signal.Signals) -> None:
        """End it, and wait for its end: a visit that is being coded is put into the store first."""
        assert self.process is not None
        self.process.send_signal(how)
        self.process.wait(LONGEST_VISIT_SECONDS)

    def measure(self) -> None:
        """Note how much memory it has now."""
        assert self.process is not None
        own = resident_mb(self.process.pid)
        if own:
            self.own_mb.append(own)
            self.workers_mb.append(sum(map(resident_mb, children(self.process.pid))))


def main() -> None:
    """Print what was served and what was reported; the exit code is 1 if anything was lost or is there twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--every", type=float, default=1.0, help="minutes between two visits to a feed")
    parser.add_argument("--haste", type=float, default=1.0, help="how many times faster than in an hour sites publish")
    parser.add_argument("--without", nargs="*", default=[], help="leave these sites out, such as slow poison")
    parser.add_argument("--report", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_town(haste=options.haste, without=options.without) as town:
        report, faults = run(town, Path(folder), options.minutes, options.every)
    print(report)
    if options.report:
        options.report.write_text(report + "\n", "utf-8")
    if faults:
        raise SystemExit("\n".join(faults))


def run(town: Town, folder: Path, minutes: float, every: float) -> tuple[str, list[str]]:
    """Watch the town for so long; the report, and what is wrong."""
    store, setbacks, memory = (folder / name for name in ("desk.duckdb", "setbacks.jsonl", "desk.duckdb.watch.json"))
    command = [*DRAGOMAN, "watch", *town.feeds, "--store", str(store)]
    command += ["--setbacks", str(setbacks), "--every", str(every), "--delay", "0.1"]
    for site in town.sites:
        command += ["--allow-private", site.name]
    command += ["--allow-private", town.closed_port.split("/")[2]]
    watch, readers = Watch(command, folder / "log"), Readers(store, 60.0 * minutes / 30)
    watch.start()
    readers.start()
    end = time.monotonic() + 60 * minutes
    half = time.monotonic() + 30 * minutes
    killed = 0.0
    while time.monotonic() < end or not killed:  # a machine under load may take longer for a first visit
        time.sleep(max(0.2, minutes / 12))
        watch.measure()
        if not killed and time.monotonic() > half and memory.exists():
            watch.stop(signal.SIGKILL)
            killed = time.monotonic()
            watch.start()
    town.clock.stopped = time.monotonic()
    readers.stop()
    watch.stop(signal.SIGTERM)  # who runs in the background is deaf to Ctrl-C
    _make_all_due(memory)
    watch.command += ["--rounds", "1"]
    watch.start()
    assert watch.process is not None
    watch.process.wait(LAST_ROUND_SECONDS)
    return _report(town, store, setbacks, watch, readers, killed, minutes)


class Readers(threading.Thread):
    """Asks the store from another process from time to time, whoever holds it; counts answers and refusals."""

    def __init__(self, store: Path, pause: float):
        super().__init__(daemon=True)
        self.store, self.pause = store, pause
        self.answers: list[int] = []
        self.refusals: list[str] = []
        self.cut_off: list[str] = []
        self._is_over = threading.Event()

    def run(self) -> None:
        """Ask until told to stop."""
        command = [*DRAGOMAN, "events", "--json", "--store", str(self.store)]
        while not self._is_over.wait(self.pause):
            if self.store.exists():
                done = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT)
                if done.returncode == 0:
                    self.answers.append(done.stdout.count("\n"))
                elif "no store at" not in done.stderr:
                    told = self.cut_off if "ask again" in done.stderr else self.refusals
                    told.append(done.stderr.strip())

    def stop(self) -> None:
        """Ask no more."""
        self._is_over.set()
        self.join()


def _make_all_due(memory: Path) -> None:
    states: dict[str, Any] = json.loads(memory.read_text("utf-8"))
    for state in states.values():
        state["next_visit"] = None
    memory.write_text(json.dumps(states), "utf-8")


def _report(
    town: Town, path: Path, setbacks: Path, watch: Watch, readers: Readers, killed: float, minutes: float
) -> tuple[str, list[str]]:
    with open_store(path) as store:
        store_faults = check(store)
        articles = [(article.url or "", article.text) for article in store.articles()]
        kinds = Counter(failure.kind for failure, _ in store.quarantined())
    lines = [json.loads(line) for line in setbacks.read_text("utf-8").splitlines()]
    reported = {line["where"] for line in lines} | {line["where"].partition("#")[0] for line in lines}
    stored = Counter(articles)
    twice = [url for (url, _), count in stored.items() if count > 1]
    faults = [*store_faults, *(f"{url} is there twice" for url in twice)]
    missing = _missing(town, articles, reported)
    # The visit that was killed had them in hand, and its feed did not show them again: it is counted, and no fault.
    in_hand = [what for what, when in missing.items() if killed - LONGEST_VISIT_SECONDS < when <= killed]
    lost = sorted(missing.keys() - set(in_hand))
    faults += [f"{what}: served, and neither stored nor reported" for what in lost]
    faults += [f"somebody came to the canary: {hit}" for hit in town.canary_hits]
    faults += [f"a reader was refused: {refusal}" for refusal in readers.refusals]
    rows = [_row(site, articles, lines) for site in town.sites]
    listed = sum(len(site.listed) for site in town.sites)
    if len(readers.cut_off) > 1:
        faults.append(f"readers were cut off though nobody was killed: {readers.cut_off}")
    report = [
        f"{minutes:g} minutes, {len(town.feeds)} feeds of {len(town.sites) + 1} sites; killed (-9) at half time, started again.",
        "",
        "| site | asked | items listed | articles stored | reported |",
        "|---|---|---|---|---|",
        *rows,
        "",
        f"- {listed:,} items listed, {len(articles):,} articles stored, {len(lines):,} setbacks reported; "
        f"{len(lost)} lost, {len(twice)} twice; {len(town.canary_hits)} visits to the canary.",
        f"- In the hands of the visit that was killed, and never shown again: {len(in_hand)}.",
        f"- Readers: {len(readers.answers)} were answered while the watch ran, {len(readers.cut_off)} told to ask again as it "
        f"was killed, {len(readers.refusals)} refused.",
        f"- Memory of the watch itself: {flatness(watch.own_mb)}.",
        f"- Memory of all its workers together: at most {max(watch.workers_mb, default=0):.0f} MB.",
        f"- In quarantine: {', '.join(f'{count} {kind}' for kind, count in sorted(kinds.items())) or 'nothing'}.",
        f"- Faults that the check of the store names: {len(store_faults)}.",
        *(f"- Wrong: {fault}" for fault in faults),
    ]
    return "\n".join(report), faults


def _missing(town: Town, articles: Iterable[tuple[str, str]], reported: set[str]) -> dict[str, float]:
    """Items that a feed has listed, and texts that were served, of which nothing is known; when they were last served."""
    there = list(articles)
    stored = {url for url, _ in there}
    versions = {_version(text) for _, text in there}
    missing = {}
    for site in town.sites:
        known = stored | reported
        missing |= {url: when for url, when in site.listed.items() if url not in known}
        for (url, version), when in site.served.items():
            if version not in versions and url not in reported:
                missing[f"{url} ({version})"] = when
    return missing


def _version(text: str) -> str:
    found = MARK.search(text)
    return f"{found[0] if found else ''} {Changing.CORRECTION in text}"


def _row(site: Site, articles: Iterable[tuple[str, str]], lines: Iterable[dict[str, Any]]) -> str:
    own = f"//{site.name}/"
    stored = sum(own in url for url, _ in articles)
    outcomes = Counter(f"{line['outcome']} ({line['kind']})" for line in lines if own in line["where"])
    told = ", ".join(f"{count} {what}" for what, count in outcomes.most_common()) or "nothing"
    vice = (type(site).__doc__ or "").split("\n")[0].rstrip(".")
    return f"| {vice} | {sum(site.asked.values()):,} | {len(site.listed):,} | {stored:,} | {told} |"


if __name__ == "__main__":
    main()
