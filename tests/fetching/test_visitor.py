"""A visitor keeps to robots.txt, to a pace, and to what a site asks for."""

from __future__ import annotations

import random

import pytest

from dragoman.errors import FetchFailed, RobotsRefused
from dragoman.fetching import Fetcher, Pace, Visitor
from sites import answer, running


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self):
        self.time = 1000.0
        self.slept = []

    def now(self):
        return self.time

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.time += seconds


def visitor(site, clock, *, jitter=0.0, **options):
    pace = Pace(jitter=jitter, now=clock.now, sleep=clock.sleep, chance=random.Random(7))
    return Visitor(Fetcher(private=[site.name]), pace=pace, **options)


ROBOTS = "User-agent: *\nDisallow: /private\nAllow: /private/open\n\nUser-agent: dragoman\nDisallow: /not-you\nCrawl-delay: 3"


def test_pages_that_robots_txt_closes_are_not_fetched():
    with running({"/robots.txt": answer(ROBOTS), "/private": answer("x"), "/a": answer("a")}) as site:
        guest = visitor(site, Clock())

        assert b"a" == guest.get(site.url("/a")).body
        with pytest.raises(RobotsRefused, match=r"robots\.txt"):
            guest.get(site.url("/not-you/1"))
        assert ["/robots.txt", "/a"] == site.asked


@pytest.mark.parametrize(
    ("robots", "is_open"),
    [
        (answer("gone", status="404 Not Found"), True),
        (answer("no", status="403 Forbidden"), True),
        (answer("busy", status="503 Busy"), False),
        (b"", False),
        (answer("<html>not robots</html>"), True),
        (answer("User-agent: *\nDisallow: /" + "*a" * 200 + "*b\n" + "User-agent: x\n" * 100_000), True),
    ],
)
def test_a_site_without_robots_txt_is_open_and_one_that_cannot_say_is_closed(robots, is_open):
    with running({"/robots.txt": robots, "/" + "a" * 3000: answer("a")}) as site:
        try:
            visitor(site, Clock()).get(site.url("/" + "a" * 3000))
            was_open = True
        except RobotsRefused:
            was_open = False

    assert is_open == was_open


def test_a_host_is_asked_at_most_once_a_second():
    with running({"/a": answer("a")}) as site:
        clock = Clock()
        guest = visitor(site, clock)
        for _ in range(3):
            guest.get(site.url("/a"))

    assert [1.0, 1.0, 1.0] == clock.slept  # after robots.txt and between the pages


def test_a_site_may_ask_for_a_slower_pace():
    with running({"/robots.txt": answer(ROBOTS), "/a": answer("a")}) as site:
        clock = Clock()
        guest = visitor(site, clock)
        guest.get(site.url("/a"))
        guest.get(site.url("/a"))

    assert [1.0, 3.0] == clock.slept


def test_visits_are_no_drumbeat():
    clock = Clock()
    pace = Pace(now=clock.now, sleep=clock.sleep, chance=random.Random(7))
    for _ in range(20):
        pace.wait("example.org")

    assert all(1.0 <= seconds <= 1.2 for seconds in clock.slept)
    assert len(set(clock.slept)) > 10


def test_a_passing_failure_is_tried_again_later():
    answers = [answer("no", status="500 Oops"), answer("a")]
    with running({"/a": lambda out, headers: out.write(answers.pop(0))}) as site:
        clock = Clock()

        assert b"a" == visitor(site, clock).get(site.url("/a")).body
    assert [1.0, 2.0] == clock.slept


def test_a_lasting_failure_is_not_tried_again():
    with running() as site:
        with pytest.raises(FetchFailed):
            visitor(site, Clock()).get(site.url("/a"))

        assert ["/robots.txt", "/a"] == site.asked


@pytest.mark.parametrize(("comes_again", "asked"), [(True, 2), (False, 6)])
def test_who_comes_again_leaves_a_host_alone_that_is_slow_to_fail(comes_again, asked):
    with running() as site:
        clock = Clock()

        def never(out, headers):
            clock.sleep(10)

        site.routes["/a"] = never
        guest = visitor(site, clock, comes_again=comes_again)
        for _ in range(3):
            with pytest.raises(FetchFailed):
                guest.get(site.url("/a"))

        assert asked == site.asked.count("/a")


def test_a_site_that_wants_to_be_left_alone_is_left_alone():
    with running({"/a": answer("no", status="429 Slow down", Retry_After="3600")}) as site:
        clock = Clock()
        guest = visitor(site, clock)
        for _ in range(3):
            with pytest.raises(FetchFailed):
                guest.get(site.url("/a"))

    assert ["/robots.txt", "/a"] == site.asked
    assert sum(clock.slept) < 60
