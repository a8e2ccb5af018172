"""RSS, Atom and JSON feeds to their items. What an aggregator names as an item's `<source>` is kept.

Reading runs in a process of its own (`read_feed`): there are feeds on which every reader hangs. Nothing that stands in
a feed is ever rendered: its HTML becomes plain text here.
"""

from __future__ import annotations

import atexit
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import urljoin

from dragoman.engines import Watched
from dragoman.errors import MalformedArticle
from dragoman.sources.decoding import decode
from dragoman.sources.memory import limit_memory
from dragoman.sources.parsers import careful
from dragoman.sources.stated_dates import EARLIEST_YEAR, read_stamp

# A feed of 2,000 items takes 0.5 s.
LIMIT_SECONDS = 9.0
# Feeds hold tens of items, those of whole archives some thousands. 300,000 took 76 s and 800 MB.
MOST_ITEMS = 5_000
MOST_BYTES = 20 * 2**20

# The parser of feeds looks through all of a document, very slowly, to find nothing in the end. What has none of these tags is
# no feed, unless it may be written in other bytes than these: then it says so at its beginning, or is EBCDIC.
_FEED_TAG = re.compile(rb"<(?:[^<>\s/:]{0,99}:)?(?:rss|feed|rdf|channel|item|entry)\b", re.IGNORECASE)
_OTHER_BYTES = (b"<?xml", b"\x4c\x6f\xa7\x94")
_ITEM_END = re.compile(rb"</(?:\w+:)?(?:item|entry)\s*>")


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item. `text` is plain; `is_full` when the feed gave it as the content, not as a summary.

    `published` and `updated` are in UTC, None where the item does not say or says something impossible; `id` is what
    the feed knows it by. `source` is the outlet that an aggregator took it from.
    """

    id: str
    link: str | None
    title: str | None
    text: str
    is_full: bool
    published: datetime | None
    updated: datetime | None
    source: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's title and items, in its order; `left_out` counts items beyond the most that are read."""

    title: str | None
    items: tuple[FeedItem, ...]
    left_out: int = 0
    problem: str | None = None


def read_feed(data: bytes, where: str = "feed") -> Feed:
    """The feed that these bytes are; MalformedArticle when they are none. `TookTooLong`, `Crashed`: it is poison."""
    if len(data) > MOST_BYTES:
        raise MalformedArticle(f"larger than {MOST_BYTES // 2**20} MB: no feed of news")
    return _READER((data, where), LIMIT_SECONDS)


def open_reader() -> Callable[[tuple[bytes, str]], Feed]:
    """The function that reads a feed; opened where it runs."""
    limit_memory()
    return careful(_read)


def _read(given: tuple[bytes, str]) -> Feed:
    data, where = given
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json_feed(data, where)
    return _xml_feed(data)


def _xml_feed(data: bytes) -> Feed:
    # in the process that needs it
    import feedparser  # type: ignore[import-untyped]
    import feedparser.mixin  # type: ignore[import-untyped]

    # Its own makes file://etc/passwd of file:///etc/passwd, and nothing of what it cannot take apart: what is refused then
    # is not what the feed said.
    feedparser.mixin._urljoin = _joined_as_written
    if not _may_be_feed(data.replace(b"\0", b"")):
        raise MalformedArticle("not a feed: no RSS, Atom or JSON feed was found in it")
    ends = [found.end() for found in _ITEM_END.finditer(data)]
    left_out = max(len(ends) - MOST_ITEMS, 0)
    if left_out:
        data = data[: ends[MOST_ITEMS - 1]]
    try:
        # Never the bytes themselves: it takes them for the name of a file first, and would open /etc/passwd.
        parsed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except (OverflowError, UnicodeError, ValueError, LookupError) as problem:
        raise MalformedArticle(f"not a feed: {type(problem).__name__}: {problem}") from None
    if not parsed.get("version") and not parsed.entries:
        raise MalformedArticle("not a feed: no RSS, Atom or JSON feed was found in it")
    language = _text(parsed.feed.get("language"))
    found = (_xml_item(entry, language) for entry in parsed.entries[:MOST_ITEMS])
    items = tuple(item for item in found if item.link or item.title or item.text)
    fault = str(parsed.get("bozo_exception"))[:200] if parsed.get("bozo") else None
    if fault and not items:
        raise MalformedArticle(f"not a feed: no item can be read ({fault})")
    return Feed(_plain_line(parsed.feed.get("title")), items, left_out, fault)


def _may_be_feed(data: bytes) -> bool:
    return any(mark in data[:200] for mark in _OTHER_BYTES) or _FEED_TAG.search(data) is not None


def _joined_as_written(base: str, link: str) -> str:
    """A link of a feed, joined to the base that the feed gives for it (`xml:base`), in no other spelling than its own."""
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def _xml_item(entry: Any, language: str | None) -> FeedItem:
    contents = [_text(part.get("value")) or "" for part in entry.get("content", []) if isinstance(part, Mapping)]
    full = max(map(plain_text, contents), key=len, default="")
    summary = plain_text(_text(entry.get("summary")) or "")
    source = entry.get("source")
    link = _text(entry.get("link"))
    title = _plain_line(entry.get("title"))
    return FeedItem(
        id=_text(entry.get("id")) or link or title or summary[:80],
        link=link,
        title=title,
        text=full if len(full) >= len(summary) else summary,
        is_full=bool(full) and len(full) >= len(summary),
        published=_stamp(entry.get("published_parsed")),
        # get() would give `published` in place of a missing `updated`, with a warning
        updated=_stamp(dict.get(entry, "updated_parsed")),
        source=_plain_line(source.get("title")) if isinstance(source, Mapping) else None,
        language=language,
    )


def _json_feed(data: bytes, where: str) -> Feed:
    try:
        feed = json.loads(decode(data, where))
    except (ValueError, RecursionError) as problem:
        raise MalformedArticle(f"not a JSON feed: {type(problem).__name__}: {str(problem)[:100]}") from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise MalformedArticle("not a JSON feed: no list of `items`")
    entries = [item for item in items[:MOST_ITEMS] if isinstance(item, dict)]
    language = _text(feed.get("language"))
    made = tuple(_json_item(entry, language) for entry in entries)
    return Feed(_plain_line(feed.get("title")), made, len(items) - len(entries))


def _json_item(item: Mapping[str, Any], language: str | None) -> FeedItem:
    full = _text(item.get("content_text")) or plain_text(_text(item.get("content_html")) or "")
    link = _text(item.get("url")) or _text(item.get("external_url"))
    key = item.get("id")
    return FeedItem(
        id=str(key) if isinstance(key, str | int) and key != "" else link or full[:80],
        link=link,
        title=_plain_line(item.get("title")),
        text=full or plain_text(_text(item.get("summary")) or ""),
        is_full=bool(full),
        published=read_stamp(_text(item.get("date_published")) or ""),
        updated=read_stamp(_text(item.get("date_modified")) or ""),
        source=None,
        language=_text(item.get("language")) or language,
    )


_BLOCKS = frozenset("p div br li ul ol tr table blockquote section article hr pre h1 h2 h3 h4 h5 h6".split())  # noqa: SIM905
# What no reader sees, to its end; of the first two nothing inside is markup.
_RAW = frozenset({"script", "style"})
_UNSEEN = frozenset({"noscript", "template", "svg", "iframe", "object"})
_TAG = re.compile(r"<(/?)([A-Za-z][^\s/<>]*)")
_TAG_END = re.compile(r"""(?:[^"'>]|"[^"]*"|'[^']*')*+>""")
# A number of that many digits is no character.
_NO_CHARACTER = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9A-Fa-f]{7,});?")


def plain_text(markup: str) -> str:
    r"""What a reader sees of a piece of HTML: paragraphs on lines of their own, no scripts, no styles, no comments.

    Takes time in proportion to its length, whatever stands in it; Python's own parser does not.

    >>> plain_text("<p>Iraq <b>refused</b>.</p><script>x</script><p>R&amp;D</p>")
    'Iraq refused.\nR&D'
    """
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    text = unescape(_NO_CHARACTER.sub("\ufffd", "".join(_seen(markup))))
    return "\n".join(line for line in (" ".join(line.split()) for line in text.split("\n")) if line)


def _seen(markup: str) -> Iterator[str]:
    """The pieces of the text between tags, and a line end for each block."""
    at, hidden, quotes_end = 0, 0, True
    while at < len(markup):
        found = markup.find("<", at)
        if not hidden:
            yield markup[at : found if found >= 0 else len(markup)]
        if found < 0:
            return
        tag = _TAG.match(markup, found)
        if tag is None:
            at, said = _declaration(markup, found)
            yield said if not hidden else ""
            continue
        end = _TAG_END.match(markup, tag.end()) if quotes_end else None
        quotes_end = end is not None  # else the rest would be looked through for every tag
        if end is None and markup.find(">", tag.end()) < 0:  # a lone < before the last words
            yield markup[found:] if not hidden else ""
            return
        at = end.end() if end is not None else _after(markup, ">", tag.end())
        is_end, name = bool(tag[1]), tag[2].lower()
        if name in _BLOCKS:
            yield "\n"
        elif name in _UNSEEN:
            hidden = max(hidden - 1, 0) if is_end else hidden + 1
        elif name in _RAW and not is_end:
            closing = re.compile(f"</{name}", re.IGNORECASE).search(markup, at)
            at = closing.start() if closing else len(markup)


def _declaration(markup: str, start: int) -> tuple[int, str]:
    """Where something that begins with < and is no tag ends, and what is seen of it: a lone < is one."""
    if markup.startswith("<!--", start):
        return _after(markup, "-->", start + 4), ""
    if markup.startswith(("<!", "<?", "</"), start):
        return _after(markup, ">", start + 2), ""
    return start + 1, "<"


def _after(text: str, mark: str, start: int) -> int:
    found = text.find(mark, start)
    return found + len(mark) if found >= 0 else len(text)


def _plain_line(value: object) -> str | None:
    text = " ".join(plain_text(value).split()) if isinstance(value, str) else ""
    return text or None


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _stamp(parsed: Any) -> datetime | None:
    """A time that feedparser read, if it can be one; the first day of 1970 is what broken software writes for none."""
    try:
        year, month, day, hour, minute, second = parsed[:6]
        stamp = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        return None
    return stamp if stamp.year >= EARLIEST_YEAR and stamp.date() != datetime(1970, 1, 1).date() else None


_READER: Watched[tuple[bytes, str], Feed] = Watched(open_reader)
atexit.register(_READER.stop)
