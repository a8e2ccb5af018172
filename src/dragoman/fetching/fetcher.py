"""One page from the public web: checked, then connected to at the very address that was checked.

    URL -> parts -> addresses of the host -> all public? -> connect to one of them -> read, within limits
     ^                                                                                   |
     +------------------------------------ redirect -------------------------------------+

Nothing else in the project opens a connection to another machine. Proxies named in the environment are not used, cookies are
not kept.
"""

from __future__ import annotations

import contextlib
import http.client
import queue
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache

from dragoman import __version__
from dragoman.errors import AddressRefused, FetchFailed, TooMuch
from dragoman.fetching.addresses import is_public
from dragoman.fetching.unpacking import Measure, Unpacker
from dragoman.fetching.urls import PORTS, WebAddress, join_url, parse_url

AGENT = f"dragoman/{__version__}"
READ_BYTES = 2**16
REDIRECTS = (301, 302, 303, 307, 308)
# A day: what a site may ask for at most.
LONGEST_RETRY_SECONDS = 86_400.0

Resolve = Callable[[str, int], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one page may take: seconds from the first step to the last byte, bytes packed or unpacked, redirects."""

    seconds: float = 30.0
    silence_seconds: float = 10.0
    most_bytes: int = 20 * 2**20
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Page:
    """What a site answered. `body` is empty and `is_unchanged` true where it says that nothing is new (304).

    `url` is the address that answered, after redirects; `is_cut` tells that the body ended before it was complete.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched: datetime
    is_cut: bool = False

    @property
    def is_unchanged(self) -> bool:
        """Whether the site says that nothing changed since the last time."""
        return self.status == 304

    @property
    def content_type(self) -> str:
        """The type of the content, without parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def resolve_host(host: str, port: int) -> list[str]:
    """The numeric addresses of a host, as the system's resolver gives them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Fetcher:
    """Gets pages from public addresses only.

    `private` names sites ("127.0.0.1:8000", "wiki.example.org") that may be fetched though they are not public: for
    tests and for intranets, spelled exactly as in the URL. It is an argument and nothing else: no file and no variable
    of the environment sets it. A link or redirect from outside never leads there.
    """

    def __init__(
        self,
        *,
        agent: str = AGENT,
        limits: Limits | None = None,
        private: Iterable[str] = (),
        resolve: Resolve = resolve_host,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ):
        self.agent = agent
        self.limits = limits or Limits()
        self._private = frozenset(private)
        self._resolve = resolve
        self._clock = clock

    def get(
        self, url: str, *, etag: str | None = None, modified: str | None = None, came_from: str | None = None
    ) -> Page:
        """The page at this address; FetchError of some kind when there is none to be had.

        `etag` and `modified` are those of the copy that is at hand; `came_from` is the page whose link this is.
        """
        deadline = time.monotonic() + self.limits.seconds
        address = parse_url(url)
        trusted = came_from is None or parse_url(came_from).site in self._private
        for _ in range(self.limits.redirects + 1):
            page, location = self._ask(address, trusted, deadline, _conditions(etag, modified))
            if page is not None:
                return page
            trusted = trusted and address.site in self._private
            address = parse_url(join_url(address, location))
        raise FetchFailed(f"{url}: more than {self.limits.redirects} redirects")

    def check(self, address: WebAddress, *, trusted: bool, deadline: float) -> list[str]:
        """The numeric addresses that may be connected to; AddressRefused when the site is not a public one."""
        allowed = trusted and address.site in self._private
        if not allowed and address.port not in PORTS:
            raise AddressRefused(f"{address}: port {address.port} is not one of the web's")
        numeric = [address.host] if address.is_numeric else self._look_up(address, deadline)
        hidden = [one for one in numeric if not is_public(one)]
        if hidden and not allowed:
            raise AddressRefused(f"{address} leads to {hidden[0]}, which is not a public address: never fetched")
        return numeric

    def _look_up(self, address: WebAddress, deadline: float) -> list[str]:
        """In a thread: a resolver cannot be interrupted."""
        answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(list(self._resolve(address.host, address.port)))
            except Exception as problem:
                answers.put(problem)

        threading.Thread(target=ask, daemon=True).start()
        try:
            answer = answers.get(timeout=max(deadline - time.monotonic(), 0.01))
        except queue.Empty:
            raise FetchFailed(f"{address.host}: its name could not be looked up in time") from None
        if isinstance(answer, Exception) or not answer:
            reason = str(answer) if answer else "no addresses"
            raise FetchFailed(f"{address.host}: its name could not be looked up ({reason})")
        return answer

    def _ask(
        self, address: WebAddress, trusted: bool, deadline: float, conditions: Mapping[str, str]
    ) -> tuple[Page | None, str]:
        """The page, or the address that the site sends us to."""
        numeric = self.check(address, trusted=trusted, deadline=deadline)
        connection = _Connection(address, numeric, self.limits.silence_seconds, deadline)
        with connection.until(deadline) as was_too_slow:
            try:
                answer = self._exchange(connection, address, conditions)
            except (OSError, http.client.HTTPException, zlib.error, ValueError) as problem:
                if not was_too_slow.is_set():
                    raise FetchFailed(f"{address}: {_reason(problem)}") from None
            else:
                if not was_too_slow.is_set():
                    return answer
            # Cut off by ourselves, which looks like an end where the length was not announced.
            raise TooMuch(f"{address}: not complete after {self.limits.seconds:.0f} s", is_slow=True)

    def _exchange(
        self, connection: _Connection, address: WebAddress, conditions: Mapping[str, str]
    ) -> tuple[Page | None, str]:
        connection.request("GET", address.target, headers={**self._headers(address), **conditions})
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        if response.status in REDIRECTS and headers.get("location"):
            return None, headers["location"].encode("latin-1", "replace").decode("utf-8", "replace")
        if response.status == 304:
            return Page(str(address), 304, headers, b"", self._clock()), ""
        if response.status != 200:
            raise FetchFailed(
                f"{address}: the site answered {response.status} {response.reason}".rstrip(),
                status=response.status,
                retry_after=_retry_after(headers.get("retry-after"), self._clock()),
            )
        body, is_whole = _read(response, headers, self.limits.most_bytes)
        return Page(str(address), 200, headers, body, self._clock(), is_cut=not is_whole), ""

    def _headers(self, address: WebAddress) -> dict[str, str]:
        return {
            "Host": address.site,
            "User-Agent": self.agent,
            "Accept": "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, */*;q=0.5",
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }


@cache
def _tls() -> ssl.SSLContext:
    """Certificates are checked. Made when first needed: reading the system's takes 40 ms."""
    return ssl.create_default_context()


class _Connection(http.client.HTTPConnection):
    """A connection to one of the numeric addresses that were checked, whatever the name means by now."""

    def __init__(self, address: WebAddress, numeric: list[str], silence_seconds: float, deadline: float):
        super().__init__(address.host, address.port, timeout=silence_seconds)
        self._address = address
        self._numeric = numeric
        self._deadline = deadline
        self._open: socket.socket | None = None

    def connect(self) -> None:
        """Connect to the first address that answers."""
        problem: OSError = OSError("no address")
        for numeric in self._numeric:
            try:
                self.sock = self._connected(numeric)
            except ssl.SSLError:
                raise
            except OSError as failed:
                problem = failed
            else:
                return
        raise problem

    def _connected(self, numeric: str) -> socket.socket:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        family = socket.AF_INET6 if ":" in numeric else socket.AF_INET
        plain = self._open = socket.socket(family, socket.SOCK_STREAM)
        try:
            plain.settimeout(min(self.timeout or left, left))
            plain.connect((numeric, self._address.port))
            if plain.getpeername()[0] != numeric:
                raise OSError(f"connected to {plain.getpeername()[0]} instead of {numeric}")
            if self._address.scheme == "http":
                return plain
            # Wrapped first, greeted then: while they greet each other, the socket that can be cut off is the wrapped one.
            wrapped = _tls().wrap_socket(plain, server_hostname=self._address.host, do_handshake_on_connect=False)
            plain = self._open = wrapped
            wrapped.do_handshake()
            return wrapped
        except BaseException:
            plain.close()
            raise

    @contextlib.contextmanager
    def until(self, deadline: float) -> Iterator[threading.Event]:
        """Cut the connection at the deadline, whatever is being read then: a server may send a byte every nine seconds."""
        is_over = threading.Event()

        def cut() -> None:
            is_over.set()
            # Not self.sock: that is None as soon as an answer of unknown length begins, though it is still being read.
            if self._open is not None:
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(self._open, socket.SHUT_RDWR)

        timer = threading.Timer(max(deadline - time.monotonic(), 0.0), cut)
        timer.daemon = True
        timer.start()
        try:
            yield is_over
        finally:
            timer.cancel()
            self.close()


def _read(response: http.client.HTTPResponse, headers: Mapping[str, str], most_bytes: int) -> tuple[bytes, bool]:
    """The body, unpacked, and whether all of it came."""
    encodings = [name.strip().lower() for name in headers.get("content-encoding", "").split(",") if name.strip()]
    encodings = [name for name in encodings if name != "identity"]
    if len(encodings) > 1 or any(name not in ("gzip", "x-gzip", "deflate") for name in encodings):
        raise TooMuch(f"packed as {', '.join(encodings)}: only gzip was asked for")
    announced = headers.get("content-length", "")
    if announced.isdigit() and len(announced) < 18 and int(announced) > most_bytes:
        raise TooMuch(f"larger than {most_bytes / 2**20:.0f} MB: not one article")
    measure = Measure(most_bytes)
    unpacker = Unpacker("gzip" if "gzip" in encodings[0] else "deflate", measure) if encodings else None
    body = bytearray()
    received = 0
    try:
        while piece := response.read(READ_BYTES):
            received += len(piece)
            if unpacker is None:
                measure.add(len(piece), len(piece))
            body += piece if unpacker is None else unpacker.feed(piece)
    except (http.client.IncompleteRead, ConnectionError, zlib.error, TimeoutError):
        if not body:
            raise
        return bytes(body), False
    is_short = announced.isdigit() and received < int(announced)
    return bytes(body), not is_short and (unpacker is None or unpacker.is_complete)


def _conditions(etag: str | None, modified: str | None) -> dict[str, str]:
    asked = {"If-None-Match": etag, "If-Modified-Since": modified}
    return {name: value for name, value in asked.items() if value and value.isprintable() and value.isascii()}


def _retry_after(value: str | None, now: datetime) -> float | None:
    """How long a site asks to be left alone: seconds, or until a date."""
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), LONGEST_RETRY_SECONDS)
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    until = until.replace(tzinfo=UTC) if until.tzinfo is None else until
    return min(max((until - now).total_seconds(), 0.0), LONGEST_RETRY_SECONDS)


def _reason(problem: Exception) -> str:
    if isinstance(problem, TimeoutError):
        return "the site did not answer in time"
    if isinstance(problem, http.client.RemoteDisconnected):
        return "the site closed the connection without an answer"
    if isinstance(problem, http.client.HTTPException):
        return f"the site's answer is no HTTP ({type(problem).__name__})"
    if isinstance(problem, ssl.SSLCertVerificationError):
        return f"the site's certificate is not valid ({problem.verify_message})"
    if isinstance(problem, zlib.error):
        return "the answer is damaged: it cannot be unpacked"
    return getattr(problem, "strerror", None) or str(problem) or type(problem).__name__
