"""Sites on loopback addresses, each with a vice of its own, that remember what they have served.

Every site has an address of its own (127.0.0.2, 127.0.0.3 ...), so that a guest who is polite by host is polite to each.
"""

from __future__ import annotations

import contextlib
import gzip
import random
import socket
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bench.loopback import Server, answer, read_request
from bench.synthetic import Written, as_item, as_page, as_rss, write_article

Answer = bytes | Iterator[bytes]

ITEMS_OF_A_FEED = 40
ARTICLES_OF_A_SITE = 100_000
UNPACKED_BYTES = 400 * 2**20
PRIVATE = (
    "http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://192.168.1.1/admin",
    "http://localhost/", "http://0.0.0.0/", "http://2130706433/", "http://0x7f.1/", "http://[::ffff:127.0.0.1]/",
    "file:///etc/passwd", "ftp://127.0.0.1/", "http://127.1/", "http://user@127.0.0.1/", "gopher://127.0.0.1:70/",
)  # fmt: skip


@dataclass
class Clock:
    """How long the sites have been open; they publish nothing new once it is stopped."""

    started: float = field(default_factory=time.monotonic)
    stopped: float | None = None

    @property
    def seconds(self) -> float:
        """Since the start, until the stop."""
        return (self.stopped or time.monotonic()) - self.started


@dataclass
class Site:
    """Behaves: ETag, 304, a new item now and then."""

    feeds = ("/feed",)

    number: int
    clock: Clock
    pace: float
    port: int = 0
    # When each item's address stood in a feed that was served, and each text of an article was served whole, for the last time.
    listed: dict[str, float] = field(default_factory=dict)
    served: dict[tuple[str, str], float] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)

    @property
    def host(self) -> str:
        """The loopback address that this site has for itself."""
        return f"127.0.0.{self.number + 2}"

    @property
    def name(self) -> str:
        """As it is spelled in an address."""
        return f"{self.host}:{self.port}"

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"http://{self.name}{path}"

    def respond(self, path: str, fields: dict[str, str]) -> Answer:
        """What the site says to a request."""
        self.asked[path] += 1
        if path == "/robots.txt":
            return self._robots()
        if path in self.feeds:
            return self._feed(path, fields)
        return self._page(path)

    def _robots(self) -> bytes:
        return answer("not here", status="404 Not Found")

    def _feed(self, path: str, fields: dict[str, str]) -> Answer:
        etag = f'"{self._count}"'
        if fields.get("if-none-match") == etag:
            return answer("", status="304 Not Modified", ETag=etag)
        return answer(self._rss(), kind="application/rss+xml", ETag=etag)

    def _page(self, path: str) -> Answer:
        return self._serve_whole(path)

    @property
    def _count(self) -> int:
        """How many articles there are by now."""
        return 3 + int(self.clock.seconds / self.pace)

    def _article(self, n: int) -> Written:
        day = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
        return write_article(self.number * ARTICLES_OF_A_SITE + n, day + timedelta(seconds=n))

    def _link(self, n: int) -> str:
        """The address of an article's page."""
        return self.url(f"/{n}")

    def _rss(self) -> str:
        """The feed as it is now; what it lists is noted."""
        newest = range(max(self._count - ITEMS_OF_A_FEED, 0), self._count)
        self.listed |= dict.fromkeys(map(self._link, newest), time.monotonic())
        return as_rss(f"Wire {self.number}", [self._item(n) for n in newest])

    def _item(self, n: int) -> str:
        return as_item(self._article(n), self._link(n))

    def _serve_whole(self, path: str) -> bytes:
        """The page of an article, noted as served."""
        written = self._article(int(path.rpartition("/")[2]))
        self.served[self.url(path), f"{written.mark} False"] = time.monotonic()
        return answer(as_page(written))


class Changing(Site):
    """Gives the whole text in its feed, and corrects each item later."""

    CORRECTION = "Correction: an earlier version of this report named another place."

    def _item(self, n: int) -> str:
        written = self._article(n)
        text = " ".join(written.paragraphs * 3)
        is_corrected = (self._count - n) > 2
        text = f"{text} {self.CORRECTION}" if is_corrected else text
        self.served[self._link(n), f"{written.mark} {is_corrected}"] = time.monotonic()
        whole = f"<content:encoded>{text}</content:encoded></item>"
        return as_item(written, self._link(n)).replace("</item>", whole)

    def _rss(self) -> str:
        return super()._rss().replace("<rss ", '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" ')


class Liar(Site):
    """Says at each visit that everything is new."""

    def _feed(self, path: str, fields: dict[str, str]) -> Answer:
        lie = str(self.asked[path])
        return answer(self._rss().replace("<guid>", f"<guid>{lie}-"), kind="application/rss+xml", ETag=f'"{lie}"')


class Moved(Site):
    """Has moved its feed (301), and then again (302)."""

    feeds = ("/old", "/older", "/feed")

    def _feed(self, path: str, fields: dict[str, str]) -> Answer:
        if path == "/old":
            return answer("", status="301 Moved Permanently", Location="/older")
        if path == "/older":
            return answer("", status="302 Found", Location=self.url("/feed"))
        return super()._feed(path, fields)


class Flaky(Site):
    """Its pages answer 503, then nothing, then come; every fifth is always 500."""

    def _page(self, path: str) -> Answer:
        if int(path[1:]) % 5 == 4:
            return answer("oops", status="500 Internal Server Error")
        if self.asked[path] == 1:
            return answer("later", status="503 Service Unavailable")
        return b"" if self.asked[path] == 2 else self._serve_whole(path)


class Failing(Site):
    """Its feed answers 500 five times in six."""

    def _feed(self, path: str, fields: dict[str, str]) -> Answer:
        if self.asked[path] % 6:
            return answer("oops", status="500 Internal Server Error")
        return super()._feed(path, fields)


class Busy(Site):
    """Wants to be left alone: 429 with Retry-After, 90 s for the feed, 2 s for pages."""

    def _feed(self, path: str, fields: dict[str, str]) -> Answer:
        if self.asked[path] % 4 == 0:
            return answer("later", status="429 Too Many Requests", Retry_After="90")
        return super()._feed(path, fields)

    def _page(self, path: str) -> Answer:
        if self.asked[path] == 1:
            return answer("later", status="429 Too Many Requests", Retry_After="2")
        return self._serve_whole(path)


@dataclass
class Sly(Site):
    """Links and redirects to private addresses and to itself."""

    canary: str = ""

    def _link(self, n: int) -> str:
        targets = (self.canary, *PRIVATE)
        return targets[n // 2 % len(targets)] if n % 2 else self.url(f"/to/{n}")

    def _item(self, n: int) -> str:
        """A link to one private address may stand in many items: each has text of its own."""
        return as_item(self._article(n), self._link(n), guid=str(n))

    def _page(self, path: str) -> Answer:
        n = int(path.rpartition("/")[2])
        targets = (self.canary, *PRIVATE, self.url(path))
        return answer("", status="302 Found", Location=targets[n // 2 % len(targets)])


class Garbage(Site):
    """Its feeds are noise, half a feed, an XML bomb, a page, nothing, broken JSON, 20,000 levels deep."""

    feeds = ("/noise", "/half", "/laughs", "/empty", "/json", "/deep", "/packed")

    def _feed(self, path: str, fields: dict[str, str]) -> Answer:
        chance = random.Random(self.asked[path])
        laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
        bodies: dict[str, Callable[[], bytes]] = {
            "/noise": lambda: chance.randbytes(5_000),
            "/half": lambda: self._half(),
            "/laughs": lambda: f'<!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}]><rss>&l11;</rss>'.encode(),
            "/empty": lambda: b"",
            "/json": lambda: b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 1,',
            "/deep": lambda: b"<rss>" + b"<item>" * 20_000,
            "/packed": lambda: b"\x1f\x8b\x08" + chance.randbytes(5_000),
        }
        return answer(bodies[path](), kind="application/rss+xml")

    def _half(self) -> bytes:
        """Three items of a feed; the third ends in the middle of its title."""
        self.listed |= dict.fromkeys(map(self._link, range(2)), time.monotonic())
        whole = as_rss("Half", [self._item(n) for n in range(3)]).encode()
        return whole[: whole.rfind(b"<item>") + 25]


class Bomber(Site):
    """Its second feed, and the page of every third item, unpack to 400 MB."""

    feeds = ("/feed", "/bomb-feed")

    def _feed(self, path: str, fields: dict[str, str]) -> Answer:
        return self._bomb() if path == "/bomb-feed" else super()._feed(path, fields)

    def _page(self, path: str) -> Answer:
        return self._bomb() if int(path[1:]) % 3 == 0 else self._serve_whole(path)

    def _bomb(self) -> bytes:
        return answer(_packed_zeros(), Content_Encoding="gzip")


class Slow(Site):
    """Its second feed and some pages come byte by byte, or never; some take three seconds."""

    feeds = ("/feed", "/slow-feed")

    def _feed(self, path: str, fields: dict[str, str]) -> Answer:
        return self._trickle() if path == "/slow-feed" else super()._feed(path, fields)

    def _page(self, path: str) -> Answer:
        kind = int(path[1:]) % 3
        return (
            self._trickle() if kind == 0 else self._silence() if kind == 1 else self._unhurried(self._serve_whole(path))
        )

    @staticmethod
    def _trickle() -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
        while True:
            time.sleep(1)
            yield b"x"

    @staticmethod
    def _silence() -> Iterator[bytes]:
        time.sleep(120)
        yield b""

    @staticmethod
    def _unhurried(whole: bytes) -> Iterator[bytes]:
        step = len(whole) // 6 + 1
        for start in range(0, len(whole), step):
            time.sleep(0.5)
            yield whole[start : start + step]


class Mute(Site):
    """Hangs up, or answers what is no HTTP."""

    feeds = ("/nothing", "/ssh")

    def _feed(self, path: str, fields: dict[str, str]) -> Answer:
        return b"" if path == "/nothing" else b"SSH-2.0-OpenSSH_9.7\r\n"


class Private(Site):
    """Its robots.txt denies half of its pages."""

    def _robots(self) -> bytes:
        return answer("User-agent: *\nDisallow: /private/\n", kind="text/plain")

    def _link(self, n: int) -> str:
        return self.url(f"/private/{n}" if n % 2 else f"/{n}")


class Closed(Site):
    """Its robots.txt answers 500."""

    def _robots(self) -> bytes:
        return answer("oops", status="500 Internal Server Error")


class Poison(Site):
    """The page of every tenth item makes HTML parsers hang."""

    def _page(self, path: str) -> Answer:
        whole = self._serve_whole(path)
        if int(path[1:]) % 10 != 2:
            return whole
        return answer("<html><body><p " + " ".join(f"a{n}=1" for n in range(300_000)) + ">x</p></body></html>")


class Cut(Site):
    """Every second page breaks off in the middle; so does the feed now and then."""

    def _feed(self, path: str, fields: dict[str, str]) -> Answer:
        whole = super()._feed(path, fields)
        return whole[: len(whole) * 2 // 3] if self.asked[path] % 3 == 0 and isinstance(whole, bytes) else whole

    def _page(self, path: str) -> Answer:
        whole = self._serve_whole(path)
        return whole[:-150] if int(path[1:]) % 2 else whole


# The sites by how often they publish: seconds between two articles, at the pace of an hour.
SITES: dict[type[Site], float] = {
    Site: 15, Changing: 90, Liar: 240, Moved: 60, Flaky: 40, Failing: 60, Busy: 40, Sly: 60, Garbage: 1e9, Bomber: 90,
    Slow: 900, Mute: 1e9, Private: 60, Closed: 60, Poison: 90, Cut: 60,
}  # fmt: skip


class _Server(Server):
    site: Site


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        path, fields = read_request(self.rfile)
        said = self.server.site.respond(path or "/", fields)  # type: ignore[attr-defined]
        with contextlib.suppress(OSError):  # the visitor has gone
            for piece in [said] if isinstance(said, bytes) else said:
                self.wfile.write(piece)


@dataclass
class Town:
    """All sites, the addresses of their feeds, and a canary that counts who comes."""

    clock: Clock
    sites: list[Site]
    canary_hits: list[str]
    closed_port: str

    @property
    def feeds(self) -> list[str]:
        """Of every site, and one where nobody listens."""
        entries = {Moved: ("/old",)}
        own = [site.url(path) for site in self.sites for path in entries.get(type(site), site.feeds)]
        return [*own, self.closed_port]


@contextlib.contextmanager
def open_town(*, haste: float = 1.0, without: tuple[str, ...] = ()) -> Iterator[Town]:
    """The sites until the end of the block; `haste` is how many times faster than in an hour they publish."""
    clock, hits = Clock(), []
    with contextlib.ExitStack() as stack:
        canary = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        threading.Thread(target=_count_visitors, args=(canary, hits), daemon=True).start()
        sites = []
        for number, (kind, pace) in enumerate(SITES.items()):
            if kind.__name__.lower() in without:
                continue
            site = kind(number, clock, pace / haste)
            if isinstance(site, Sly):
                site.canary = f"http://127.0.0.1:{canary.getsockname()[1]}/secret"
            server = stack.enter_context(_Server((site.host, 0), _Handler))
            site.port, server.site = server.server_address[1], site
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
            stack.callback(server.shutdown)
            sites.append(site)
        free = socket.create_server(("127.0.0.100", 0))
        closed = f"http://127.0.0.100:{free.getsockname()[1]}/feed"
        free.close()
        yield Town(clock, sites, hits, closed)


def _count_visitors(canary: socket.socket, hits: list[str]) -> None:
    while True:
        try:
            line, caller = canary.accept()
        except OSError:
            return
        line.close()
        hits.append(str(caller))


_ZEROS: list[bytes] = []


def _packed_zeros() -> bytes:
    if not _ZEROS:
        _ZEROS.append(gzip.compress(b"\0" * UNPACKED_BYTES, 1))
    return _ZEROS[0]
