"""A web address taken apart, strictly: what two programs could read in two ways is refused.

Most ways round a guard are spellings (0x7f.1, 2130706433, 127。0。0。1, good.example\\@127.0.0.1) that the guard reads
one way and whoever connects another. Here there is one reading, and the same parts are checked and connected to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import quote, urljoin

from dragoman.errors import AddressRefused

MAX_CHARACTERS = 4096
# Ports of the web. Other services (mail, databases) can be spoken to by a crafted path.
PORTS = frozenset({80, 443, 8000, 8008, 8080, 8443, 8888})
# Names that stand for a machine nearby, whatever a resolver says.
NEARBY = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "home.arpa", "localdomain")

_URL = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<site>[^/?#]*)(?P<target>[^#]*)(?:#.*)?", re.DOTALL)
_SITE = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::(?P<port>[0-9]{1,5}))?")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")


@dataclass(frozen=True, slots=True)
class WebAddress:
    """The parts of a web address. `host` is lower case and ASCII; `is_numeric` when it is an address, not a name."""

    scheme: str
    host: str
    port: int
    target: str
    is_numeric: bool

    @property
    def site(self) -> str:
        """Host and port, as `Host` headers and allowances spell it; the port is left out where it is the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == {"http": 80, "https": 443}[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: whose robots.txt it is."""
        return f"{self.scheme}://{self.site}"

    def __str__(self) -> str:
        return f"{self.origin}{self.target}"


def parse_url(url: str) -> WebAddress:
    """The address that a URL names; AddressRefused for what is no plain http or https address.

    >>> str(parse_url("HTTPS://Example.ORG:443/a b?q=é#part"))
    'https://example.org/a%20b?q=%C3%A9'
    """
    text = url.strip(" \t\r\n\f")
    if len(text) > MAX_CHARACTERS:
        raise AddressRefused(
            f"an address of {len(text):,} characters: the longest that is fetched has {MAX_CHARACTERS:,}"
        )
    if any(character < " " or character == "\x7f" or character == "\\" for character in text):
        raise AddressRefused(f"{_shown(text)} holds control characters or backslashes")
    found = _URL.fullmatch(text)
    if found is None:
        raise AddressRefused(f"{_shown(text)} is no web address: expected http://... or https://...")
    scheme = found["scheme"].lower()
    if scheme not in ("http", "https"):
        raise AddressRefused(f"{_shown(text)}: only http and https are fetched, not {scheme}")
    host, port, is_numeric = _site(found["site"], scheme, text)
    return WebAddress(scheme, host, port, _target(found["target"]), is_numeric)


def join_url(base: WebAddress, link: str) -> str:
    """A link as the page at `base` means it, without its fragment. What spells a scheme is whole: http:///x has no host.

    >>> join_url(parse_url("http://example.org/news/"), "../a#b"), join_url(parse_url("http://example.org/"), "http:///x")
    ('http://example.org/a', 'http:///x')
    """
    link = link.strip(" \t\r\n\f")
    try:
        return (link if _URL.fullmatch(link) else urljoin(str(base), link)).partition("#")[0]
    except ValueError:
        raise AddressRefused(f"{_shown(link)} is no web address") from None


def _site(site: str, scheme: str, url: str) -> tuple[str, int, bool]:
    if "@" in site:
        raise AddressRefused(f"{_shown(url)} carries a user name: addresses with credentials are not fetched")
    found = _SITE.fullmatch(site)
    if found is None:
        raise AddressRefused(f"{_shown(url)} names no host")
    port = int(found["port"]) if found["port"] else {"http": 80, "https": 443}[scheme]
    if not 0 < port < 65536:
        raise AddressRefused(f"{_shown(url)}: there is no port {port}")
    host, is_numeric = _host(found["host"], url)
    return host, port, is_numeric


def _host(written: str, url: str) -> tuple[str, bool]:
    if written.startswith("["):
        try:
            return IPv6Address(written[1:-1]).compressed, True
        except AddressValueError:
            raise AddressRefused(f"{_shown(url)}: {written} is no IPv6 address") from None
    host = _ascii(written, url).removesuffix(".")
    labels = host.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels) or len(host) > 253:
        raise AddressRefused(f"{_shown(url)}: {written!r} is no host name")
    if _NUMBER.fullmatch(labels[-1]):
        try:
            return str(IPv4Address(host)), True
        except AddressValueError:
            raise AddressRefused(f"{_shown(url)}: {written!r} is a number that can be read in several ways") from None
    if len(labels) == 1 or any(host == name or host.endswith(f".{name}") for name in NEARBY):
        raise AddressRefused(f"{_shown(url)}: {host!r} is the name of a machine nearby, not of a public site")
    return host, False


def _ascii(host: str, url: str) -> str:
    """The host in ASCII. Characters that turn into other ones on the way (①, 。, full-width digits) are refused."""
    if host.isascii():
        return host.lower()
    try:
        encoded = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise AddressRefused(f"{_shown(url)}: {host!r} is no host name") from None
    labels, given = encoded.split("."), host.split(".")
    changed = len(labels) != len(given) or any(
        not before.isascii() and not after.startswith("xn--") for before, after in zip(given, labels, strict=True)
    )
    if changed:
        raise AddressRefused(f"{_shown(url)}: {host!r} uses characters that stand for others")
    return encoded


def _target(target: str) -> str:
    """Path and query, with what may not stand there as percent escapes."""
    quoted = quote(target.encode("utf-8", "replace"), safe="/?&=#%:@!$'()*+,;~-._|[]")
    return quoted if quoted.startswith("/") else f"/{quoted}"


def _shown(url: str) -> str:
    shown = url if len(url) <= 120 else url[:120] + "..."
    return repr(shown)
