"""`dragoman fetch` and `dragoman watch`."""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from dragoman.cli import SOME_NOT_CODED
from dragoman.cli.asking import DAY, DEFAULT_STORE
from dragoman.cli.coding import Keeping, code_articles
from dragoman.cli.progress import StatusLine
from dragoman.cli.writing import Write, open_output
from dragoman.errors import DragomanError, FetchError, SourceError
from dragoman.fetching import Fetcher, Pace, Visitor
from dragoman.interchange import dumps
from dragoman.records import Article, Failure
from dragoman.sources.findings import Found, Outcome, Setback, Tally
from dragoman.sources.web import FeedState, Pages, Reading

PRIVATE = click.option(
    "--allow-private", multiple=True, metavar="HOST:PORT", help="Fetch from this site too though it is not public."
)
DELAY = click.option(
    "--delay",
    type=click.FloatRange(min=0),
    default=1.0,
    show_default=True,
    help="Seconds between two visits to a host.",
)
PAGES = click.option(
    "--pages",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Whether to fetch the pages of a feed's items; auto: where the feed does not give the whole text.",
)
# Somebody may be writing something longer than a batch, or reading.
SECONDS_TO_WAIT = 60.0
FAILED = (Outcome.REJECTED, Outcome.QUARANTINED)
# A feed that fails is left alone for longer each time, up to so long.
LONGEST_BACK_OFF_MINUTES = 360.0
JITTER = 0.1


@click.command()
@click.argument("where", nargs=-1, required=True)
@click.option("--output", "-o", metavar="OUT", help="A .jsonl file (.gz, .zst); default: standard output.")
@click.option(
    "--setbacks", metavar="FILE", help="Write what was truncated, quarantined or rejected here, as JSON lines."
)
@click.option("--since", type=DAY, help="Pass over what is older than this day, such as 2015-10-01.")
@PAGES
@DELAY
@PRIVATE
@click.option("--quiet", "-q", is_flag=True, help="Say nothing on standard error.")
def fetch(
    where: tuple[str, ...],
    output: str | None,
    setbacks: str | None,
    since: datetime | None,
    pages: Pages,
    delay: float,
    allow_private: tuple[str, ...],
    quiet: bool,
) -> None:
    """Fetch articles from feeds, lists of feeds (OPML), sitemaps and pages, as JSON lines for `dragoman code`.

    WHERE is a web address, or a file that holds a feed, an OPML list or a sitemap. Each record says when the article
    was published, updated and fetched, and where the dates come from.
    """
    reading = Reading(_visitor(delay, allow_private), pages, None if since is None else since.replace(tzinfo=UTC))
    tally, line, started = Tally(), StatusLine(quiet), time.monotonic()
    with ExitStack() as stack:
        write = stack.enter_context(open_output(output))
        note = stack.enter_context(open_output(setbacks)) if setbacks else None
        for one in where:
            for item in _found(reading, one):
                tally.count(item)
                _tell(item, write, note, line)
                line.show(f"{tally}, {tally.given / (time.monotonic() - started):.1f} pages/s")
    if not quiet:
        line.say(f"{tally}" + (f"; {reading.skipped:,} passed over" if reading.skipped else ""))
    if tally.outcomes[Outcome.QUARANTINED] or tally.outcomes[Outcome.REJECTED]:
        raise SystemExit(SOME_NOT_CODED)


@click.command()
@click.argument("where", nargs=-1, required=True)
@click.option("--store", default=DEFAULT_STORE, show_default=True, help="The store that is filled.")
@click.option(
    "--every",
    type=click.FloatRange(min=0.001),
    default=15.0,
    show_default=True,
    help="Minutes between two visits to a feed.",
)
@click.option("--rounds", type=click.IntRange(min=1), help="Stop after so many rounds; default: go on until Ctrl-C.")
@click.option("--setbacks", metavar="FILE", help="Add what was truncated, quarantined or rejected here, as JSON lines.")
@PAGES
@DELAY
@PRIVATE
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes that code.")
def watch(
    where: tuple[str, ...],
    store: str,
    every: float,
    rounds: int | None,
    setbacks: str | None,
    pages: Pages,
    delay: float,
    allow_private: tuple[str, ...],
    workers: int,
) -> None:
    """Visit feeds again and again, code what is new, and put it into a store.

    What was seen is remembered beside the store, in STORE.watch.json, so that a watch that was stopped goes on where it
    was. A feed that fails is left alone for longer each time. The store is only held while it is written to.
    """
    memory = _Memory(Path(f"{store}.watch.json"))
    visitor = _visitor(delay, allow_private, comes_again=True)
    number = 0
    try:
        with _ended_as_by_ctrl_c():
            while rounds is None or number < rounds:
                number += 1
                due = [one for one in where if memory.is_due(one, datetime.now(UTC))]
                for one in due:
                    _visit(one, memory, Reading(visitor, pages, comes_again=True), store, every, setbacks, workers)
                if rounds is None or number < rounds:
                    time.sleep(memory.pause(where, datetime.now(UTC), every))
    except KeyboardInterrupt:
        click.echo("dragoman: stopped; what was coded is in the store", err=True)


@contextmanager
def _ended_as_by_ctrl_c() -> Iterator[None]:
    """Who manages services ends one with a signal of its own (SIGTERM); here it is Ctrl-C."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _visit(
    where: str, memory: _Memory, reading: Reading, store: str, every: float, setbacks: str | None, workers: int
) -> None:
    """One visit to one feed. What is seen is remembered only when it is in the store."""
    state = deepcopy(memory.state(where))
    tally = Tally()
    articles: list[Article | Failure] = []
    try:
        for item in reading.read(where, state):
            if isinstance(item, Setback) and _is_of_the_feed(item, where):
                raise _NotRead(item.reason)
            tally.count(item)
            _add_setback(item, setbacks)
            if isinstance(item, Found):
                articles.append(item.article)
            elif item.outcome is not Outcome.POSTPONED:
                articles.append(item.as_failure())
        if articles:
            _keep(articles, store, where, workers, setbacks)
    except (FetchError, _NotRead) as problem:
        reason = str(problem).removeprefix(f"{where}: ")
        _add_setback(Setback(where, "feed", Outcome.POSTPONED, getattr(problem, "kind", "feed"), reason), setbacks)
        minutes = memory.back_off(where, datetime.now(UTC), every, getattr(problem, "retry_after", None))
        click.echo(f"dragoman: {where}: {reason}; again in {_minutes(minutes)}", err=True)
    except DragomanError as problem:  # the store's: no fault of the feed
        memory.postpone(where, datetime.now(UTC), every)
        click.echo(f"dragoman: {where}: {problem}; again in {_minutes(every)}", err=True)
    else:
        memory.keep(where, state, datetime.now(UTC), every)
        click.echo(f"dragoman: {where}: {tally}; {reading.skipped:,} seen before", err=True)


def _is_of_the_feed(setback: Setback, where: str) -> bool:
    """Whether the feed itself could not be read, and not only one of its items."""
    return setback.where == where and setback.stage != "item" and setback.outcome in FAILED


class _NotRead(Exception):
    """A feed that cannot be read as it is now."""


def _minutes(minutes: float) -> str:
    return f"{minutes:.0f} min" if minutes >= 1 else f"{60 * minutes:.0f} s"


def _keep(articles: list[Article | Failure], store: str, where: str, workers: int, setbacks: str | None) -> None:
    with Keeping(store, where, SECONDS_TO_WAIT) as keep:
        for result in code_articles(keep.with_known(articles), workers=workers):
            keep.add(result)
            if isinstance(result, Failure) and result.article is not None:  # found, and not coded
                place = result.article.url or result.article.id
                outcome = Outcome.QUARANTINED if result.kind in ("timeout", "crash") else Outcome.REJECTED
                _add_setback(Setback(place, "code", outcome, result.kind, result.message), setbacks)


class _Memory:
    """What is known of each feed, in a file that is replaced as a whole."""

    def __init__(self, path: Path):
        self._path = path
        self._states: dict[str, FeedState] = {}
        if path.exists():
            try:
                read: dict[str, dict[str, Any]] = json.loads(path.read_text("utf-8"))
                self._states = {where: FeedState.from_json(state) for where, state in read.items()}
            except (ValueError, TypeError, AttributeError) as problem:
                raise SourceError(f"{path} is damaged ({problem}): remove it, and all feeds count as new") from None

    def state(self, where: str) -> FeedState:
        return self._states.get(where, FeedState())

    def is_due(self, where: str, now: datetime) -> bool:
        due = self.state(where).next_visit
        return due is None or datetime.fromisoformat(due) <= now

    def pause(self, where: Iterable[str], now: datetime, every: float) -> float:
        """Seconds until the first of these feeds is due."""
        due = [state.next_visit for one in where if (state := self.state(one)).next_visit]
        first = min((datetime.fromisoformat(one) for one in due), default=now + timedelta(minutes=every))
        return max((first - now).total_seconds(), 0.0)

    def keep(self, where: str, state: FeedState, now: datetime, every: float) -> None:
        state.failures = 0
        self._plan(where, state, now, every)

    def postpone(self, where: str, now: datetime, every: float) -> None:
        """Come back as if there had been no visit."""
        self._plan(where, self.state(where), now, every)

    def back_off(self, where: str, now: datetime, every: float, retry_after: float | None) -> float:
        """Note a failure; the minutes until the next visit."""
        state = self.state(where)
        state.failures += 1
        minutes: float = min(every * 2.0**state.failures, max(LONGEST_BACK_OFF_MINUTES, every))
        minutes = max(minutes, (retry_after or 0.0) / 60)
        self._plan(where, state, now, minutes)
        return minutes

    def _plan(self, where: str, state: FeedState, now: datetime, minutes: float) -> None:
        later = minutes * (1 + JITTER * random.random())
        state.next_visit = (now + timedelta(minutes=later)).isoformat()
        self._states[where] = state
        text = json.dumps({one: asdict(known) for one, known in self._states.items()}, indent=1)
        fresh = self._path.with_name(f"{self._path.name}.new")
        try:
            fresh.write_text(text, "utf-8")
            os.replace(fresh, self._path)
        except OSError as problem:  # a full disk does not end a watch
            click.echo(
                f"dragoman: cannot write {self._path} ({problem.strerror}): tried again at the next visit", err=True
            )


def record_of(found: Found) -> dict[str, Any]:
    """The article as `dragoman code` takes it, with when it was published, updated and fetched, and where that is from."""
    article = found.article
    record = {name: getattr(article, name) for name in ("id", "title", "publisher", "url", "language", "text")}
    stamps = {"published": article.published, "updated": found.updated, "fetched": found.fetched}
    days = {name: None if stamp is None else stamp.isoformat().replace("+00:00", "Z") for name, stamp in stamps.items()}
    beside = {"dates_from": found.dates_from, "feed": found.feed, "text_from": found.text_from}
    return {**record, **days, **beside}


def _found(reading: Reading, where: str) -> Iterable[Found | Setback]:
    try:
        yield from reading.read(where)
    except FetchError as problem:
        yield Setback(where, "fetch", Outcome.REJECTED, problem.kind, str(problem))


def _tell(item: Found | Setback, write: Write, note: Write | None, line: StatusLine) -> None:
    setback = item if isinstance(item, Setback) else item.setback
    if isinstance(item, Found):
        write(dumps(record_of(item)) + "\n")
    if setback is not None:
        if note is not None:
            note(dumps(setback.as_json()) + "\n")
        if not line.quiet:
            line.say(str(setback))


def _add_setback(item: Found | Setback, path: str | None) -> None:
    setback = item if isinstance(item, Setback) else item.setback
    if setback is None or path is None:
        return
    try:
        with open(path, "a", encoding="utf-8") as file:
            file.write(dumps(setback.as_json()) + "\n")
    except OSError as problem:  # a full disk does not end a watch
        click.echo(f"dragoman: cannot write {path} ({problem.strerror}): {setback}", err=True)


def _visitor(delay: float, private: tuple[str, ...], *, comes_again: bool = False) -> Visitor:
    return Visitor(Fetcher(private=private), pace=Pace(delay), comes_again=comes_again)
