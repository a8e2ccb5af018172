"""A guest who behaves: asks robots.txt, comes back to a host no sooner than a second later, and waits when told to."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from protego import Protego

from dragoman.errors import AddressRefused, FetchError, FetchFailed, RobotsRefused, TooMuch
from dragoman.fetching.fetcher import Fetcher, Page
from dragoman.fetching.urls import WebAddress, parse_url

# RFC 9309: at least 500 kibibytes of robots.txt are read; what comes after them does not count.
ROBOTS_BYTES = 500 * 1024
ROBOTS_SECONDS = 86_400.0
# A site that asks for more between two pages is asked for one page a minute: it would not be read at all otherwise.
LONGEST_PACE_SECONDS = 60.0
# What tells that a second try may help.
PASSING = (0, 429, 500, 502, 503, 504)
# A site that wants to be left alone for longer is not waited for: its page fails, and whoever watches comes back.
LONGEST_WAIT_SECONDS = 30.0
# A failure that took so long is a slow one; a host with two of them in a row is left alone by those who will come back.
SLOW_SECONDS = 5.0
SLOW_FAILURES = 2
REST_SECONDS = 300.0


def is_passing(problem: FetchError) -> bool:
    """Whether a later try may help."""
    if isinstance(problem, FetchFailed):
        return problem.status in PASSING
    if isinstance(problem, TooMuch):
        return problem.is_slow
    return isinstance(problem, RobotsRefused) and problem.is_passing


@dataclass(slots=True)
class Pace:
    """When each host may be asked again: `seconds` apart, a little more by chance, so that visits are no drumbeat."""

    seconds: float = 1.0
    jitter: float = 0.2
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: random.Random = field(default_factory=random.Random)
    _free: dict[str, float] = field(default_factory=dict)

    def wait(self, host: str, least_seconds: float = 0.0) -> None:
        """Sleep until this host may be asked, and take its next turn."""
        left = self._free.get(host, 0.0) - self.now()
        if left > 0:
            self.sleep(left)
        pause = max(self.seconds, min(least_seconds, LONGEST_PACE_SECONDS))
        self._free[host] = self.now() + pause * (1 + self.jitter * self.chance.random())

    def hold(self, host: str, seconds: float) -> None:
        """Leave this host alone for so long."""
        self._free[host] = max(self._free.get(host, 0.0), self.now() + seconds)

    def left(self, host: str) -> float:
        """Seconds until this host may be asked."""
        return max(self._free.get(host, 0.0) - self.now(), 0.0)


@dataclass(frozen=True, slots=True)
class _Rules:
    """A site's robots.txt: none when there is none, `is_closed` when the site is in no state to say."""

    parsed: Protego | None
    is_closed: bool
    read: float


class Visitor:
    """Gets pages through a fetcher, politely. Tries again, later and later, where a failure looks like a passing one.

    `comes_again` tells that what fails now is asked for another day: a host that takes its time to fail must not hold up
    all the others.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        pace: Pace | None = None,
        tries: int = 2,
        keeps_to_robots: bool = True,
        comes_again: bool = False,
    ):
        self.fetcher = fetcher
        self._comes_again = comes_again
        self._slow: dict[str, int] = {}
        self.pace = pace or Pace()
        self._tries = tries
        self._keeps_to_robots = keeps_to_robots
        self._rules: dict[str, _Rules] = {}

    def get(
        self, url: str, *, etag: str | None = None, modified: str | None = None, came_from: str | None = None
    ) -> Page:
        """The page at this address; FetchError when there is none to be had, or the site does not want it fetched."""
        address = parse_url(url)
        least_seconds = self._ask_robots(address, came_from)
        for number in range(self._tries):
            left = self.pace.left(address.host)
            if left > LONGEST_WAIT_SECONDS:
                raise FetchFailed(f"{address}: the site is left alone for {left:.0f} s more", retry_after=left)
            self.pace.wait(address.host, least_seconds)
            started = self.pace.now()
            try:
                page = self.fetcher.get(url, etag=etag, modified=modified, came_from=came_from)
            except FetchFailed as problem:
                self._take_note(address.host, problem, number)
                self._count_slow(address.host, self.pace.now() - started)
                if number + 1 == self._tries or not is_passing(problem):
                    raise
            except TooMuch:
                self._count_slow(address.host, self.pace.now() - started)
                raise
            else:
                self._slow.pop(address.host, None)
                return page
        raise AssertionError("the last try returns or raises")

    def _take_note(self, host: str, problem: FetchFailed, number: int) -> None:
        if is_passing(problem):
            back_off = self.pace.seconds * 2 ** (number + 1)
            self.pace.hold(host, back_off if problem.retry_after is None else problem.retry_after)

    def _count_slow(self, host: str, seconds: float) -> None:
        if seconds < SLOW_SECONDS:
            return
        self._slow[host] = self._slow.get(host, 0) + 1
        if self._comes_again and self._slow[host] >= SLOW_FAILURES:
            self.pace.hold(host, REST_SECONDS)

    def _ask_robots(self, address: WebAddress, came_from: str | None) -> float:
        """Seconds that the site wants between visits; RobotsRefused where it does not want this one."""
        if not self._keeps_to_robots or address.target == "/robots.txt":
            return 0.0
        rules = self._rules.get(address.origin)
        if rules is None or self.pace.now() - rules.read > ROBOTS_SECONDS:
            rules = self._rules[address.origin] = self._read_robots(address, came_from)
        if rules.is_closed:
            reason = "the site's robots.txt cannot be read now, so nothing is fetched from it"
            raise RobotsRefused(f"{address}: {reason}", is_passing=True)
        if rules.parsed is None:
            return 0.0
        if not rules.parsed.can_fetch(str(address), self.fetcher.agent):
            raise RobotsRefused(f"{address}: the site's robots.txt asks not to fetch it")
        return float(rules.parsed.crawl_delay(self.fetcher.agent) or 0.0)

    def _read_robots(self, address: WebAddress, came_from: str | None) -> _Rules:
        now = self.pace.now()
        self.pace.wait(address.host)
        try:
            page = self.fetcher.get(f"{address.origin}/robots.txt", came_from=came_from)
        except AddressRefused:
            raise
        except FetchFailed as problem:
            is_absent = 400 <= problem.status < 500 and problem.status != 429
            return _Rules(None, not is_absent, now if is_absent else now - ROBOTS_SECONDS + 300)  # ask again soon
        except FetchError:
            return _Rules(None, True, now - ROBOTS_SECONDS + 300)
        text = page.body[:ROBOTS_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")
        return _Rules(Protego.parse(text), False, now)
