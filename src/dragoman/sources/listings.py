"""XML files that list addresses: OPML lists of feeds, sitemaps, and indexes of sitemaps.

Read by expat, which goes through a file once and keeps nothing. A document type is refused outright: no listing needs
one, and it is the door of every XML bomb and of every reference to a file.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from xml.parsers import expat

from dragoman.errors import MalformedArticle

# What the protocol allows in one sitemap. Of a longer listing the rest is counted, not kept.
MOST_ENTRIES = 50_000
MOST_DEPTH = 200

# Nothing is gone back into: a comment that could end in several places takes 2 ** n attempts for n of them.
_BEFORE_ROOT = re.compile(r"(?:(?>\s+|<\?[^>]*>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>))*+<([\w:.-]+)", re.DOTALL)
_ROOTS = {"rss": "feed", "feed": "feed", "rdf": "feed", "opml": "opml", "urlset": "sitemap", "sitemapindex": "index"}
# The elements whose text is kept, by the name that our entry gives it.
_FIELDS = {
    "loc": "address",
    "lastmod": "changed",
    "publication_date": "published",
    "title": "title",
    "name": "publisher",
}


@dataclass(slots=True)
class Entry:
    """One address of a listing, with what is said about it; dates as written."""

    address: str = ""
    changed: str = ""
    published: str = ""
    title: str = ""
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """The entries of a listing in its order, how many more there were, and what stopped the reading, if anything did."""

    entries: tuple[Entry, ...]
    left_out: int = 0
    problem: str | None = None


def kind_of(data: bytes, content_type: str = "") -> str:
    """What a document is: feed, opml, sitemap, index (of sitemaps), or page."""
    head = data[:4096].decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
    head = head.removeprefix("\ufeff").lstrip()
    if head.startswith("{"):
        return "feed" if "json" in content_type or "jsonfeed.org" in head or _is_json_feed(data) else "page"
    found = _BEFORE_ROOT.match(head)
    root = found[1].rpartition(":")[2].lower() if found else ""
    if root in _ROOTS:
        return _ROOTS[root]
    return (
        "feed" if content_type in ("application/rss+xml", "application/atom+xml", "application/feed+json") else "page"
    )


def read_listing(data: bytes) -> Listing:
    """The entries of an OPML list or a sitemap; those before a fault are kept. MalformedArticle when there are none."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    problem = None
    try:
        parser.Parse(data, True)
    except MalformedArticle as found:
        raise found from None
    except (expat.ExpatError, ValueError, LookupError, UnicodeError) as found:
        problem = f"not well-formed: {found}"
    if problem and not reader.entries:
        raise MalformedArticle(problem)
    return Listing(tuple(reader.entries), reader.left_out, problem)


def _refuse_doctype(*_: object) -> None:
    raise MalformedArticle("it declares a document type, as only XML bombs and references to files need")


class _Reader:
    """What the parser calls as it goes."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.left_out = 0
        self._entry = Entry()
        self._text: list[str] = []
        self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise MalformedArticle("its elements are nested too deeply")
        self._text = []
        local = name.rpartition(" ")[2]
        if local in ("url", "sitemap"):
            self._entry = Entry()
        elif local == "outline" and attributes.get("xmlUrl"):
            self._keep(Entry(attributes["xmlUrl"].strip(), title=attributes.get("title") or attributes.get("text", "")))

    def end(self, name: str) -> None:
        self._depth -= 1
        local = name.rpartition(" ")[2]
        if local in _FIELDS:
            text = "".join(self._text).strip()
            # image and video extensions have a `loc` and a `title` too: the first one is the page's own
            if text and not getattr(self._entry, _FIELDS[local]):
                setattr(self._entry, _FIELDS[local], text)
        elif local in ("url", "sitemap") and self._entry.address:
            self._keep(self._entry)
        self._text = []

    def characters(self, text: str) -> None:
        self._text.append(text)

    def _keep(self, entry: Entry) -> None:
        if len(self.entries) < MOST_ENTRIES:
            self.entries.append(entry)
        else:
            self.left_out += 1


def _is_json_feed(data: bytes) -> bool:
    try:
        found = json.loads(data[: 2**20])
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and isinstance(found.get("items"), list)
