"""Makers of hostile files: what a reader must survive, made from a seed."""

from __future__ import annotations

import gzip
import random
import zlib
from collections.abc import Iterator

BODY = (
    "<p>"
    + "Iraq has refused an offer of foreign ground troops, the office of the prime minister said on Thursday. " * 4
    + "</p>"
)
PAGE = f"<html><head><title>No {{}}</title></head><body><article><h1>No {{}}</h1>{BODY}</article></body></html>"
RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title><item><title>No &amp; yes</title><link>/1</link>'
    "<pubDate>Thu, 29 Oct 2015 08:00:00 GMT</pubDate><description>&lt;p&gt;Iraq refused.&lt;/p&gt;</description></item>"
    "<item><title>Yes</title><link>/2</link></item></channel></rss>"
)


def record(body: bytes, uri: str, kind: bytes = b"response") -> bytes:
    """One WARC record around an HTTP answer."""
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2026-11-20T10:00:00Z\r\nContent-Length: %d\r\n\r\n"
    return head % (kind, uri.encode(), len(http)) + http + b"\r\n\r\n"


def warc(pages: int, *, packed: bool) -> bytes:
    """A WARC file of so many pages."""
    records = [record(PAGE.format(n, n).encode(), f"http://news.example/{n}") for n in range(pages)]
    return b"".join(map(gzip.compress, records)) if packed else b"".join(records)


def mutants(data: bytes, count: int, seed: int) -> Iterator[bytes]:
    """The data with bytes flipped, cut out, doubled, or cut off."""
    chance = random.Random(seed)
    for _ in range(count):
        made = bytearray(data)
        for _ in range(chance.randrange(1, 4)):
            place = chance.randrange(len(made))
            size = min(chance.randrange(1, 60), len(made) - place)
            how = chance.randrange(4)
            if how == 0:
                made[place] ^= 1 << chance.randrange(8)
            elif how == 1:
                del made[place : place + size]
            elif how == 2:
                made[place:place] = made[place : place + size]
            else:
                made[place : place + size] = chance.randbytes(size)
            if len(made) < 2:
                break
        yield bytes(made[: chance.randrange(1, len(made))] if chance.random() < 0.2 and len(made) > 1 else made)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
FEEDS: dict[str, bytes] = {
    "billion laughs": f'<!DOCTYPE rss [<!ENTITY l0 "lol">{LAUGHS}]><rss><channel><title>&l9;</title></channel></rss>'.encode(),
    "entity of a file": b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b"<rss version='2.0'><channel><item><title>&x;</title></item></channel></rss>",
    "document type elsewhere": b'<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">' + RSS.encode(),
    "inclusion": b'<rss xmlns:xi="http://www.w3.org/2001/XInclude"><channel><xi:include href="file:///etc/passwd"/></channel></rss>',
    "huge character reference": RSS.replace("&amp;", "&#9999999999999999999999;").encode(),
    "deep nesting": b"<rss><channel>" + b"<a>" * 100_000,
    "300,000 items": b"<rss version='2.0'><channel>" + b"<item><title>a</title></item>" * 300_000 + b"</channel></rss>",
    "one giant title": b"<rss version='2.0'><channel><item><title>" + b"a" * 10**7 + b"</title></item></channel></rss>",
    "many attributes": b"<rss " + b" ".join(b'a%d="1"' % n for n in range(200_000)) + b"><channel/></rss>",
    "wrong encoding": RSS.replace("<?xml version", "<?xml encoding='utf-16' version").encode(),
    "unknown encoding": RSS.replace('"1.0"', '"1.0" encoding="klingon"').encode(),
    "NUL": RSS.replace("Wire", "W\0ire").encode(),
    "lone surrogates": b'{"items": [{"id": "1", "title": "\\ud800", "content_text": "\\udfff"}]}',
    "deep JSON": b'{"items": ' + b"[" * 500_000,
    "JSON of odd types": b'{"items": [1, null, {"id": {}, "title": [], "url": 7, "date_published": {}}], "title": {}}',
    "nothing": b"",
    "binary": bytes(range(256)) * 100,
    "open tags": b"<rss version='2.0'><channel>" + b"<item><description><![CDATA[" + b"<b>" * 300_000,
}
PAGES: dict[str, bytes] = {
    "200,000 attributes": b"<html><body><p "
    + b" ".join(b'a%d="1"' % n for n in range(200_000))
    + b">x</p></body></html>",
    "unclosed tags": b"<html><body>" + b"<b>Iraq refused. " * 80_000,
    "deep nesting": b"<html><body>" + b"<div>" * 100_000 + b"Iraq refused.",
    "tables in tables": b"<html><body>" + b"<table><tr><td>" * 20_000,
    "formatting soup": b"<html><body>" + b"<p><b><i><a href=x>" * 30_000 + b"Iraq refused.",
    "one giant word": b"<html><body><p>" + b"a" * 10**7 + b"</p></body></html>",
    "a million paragraphs": b"<html><body><article>" + b"<p>Iraq refused.</p>" * 10**6,
    "entities": b"<html><body><p>" + b"&amp;" * 10**6,
    "binary": random.Random(1).randbytes(10**5),
    "nothing": b"",
    "comment without end": b"<html><!--" + b"- " * 10**6,
    "script": b"<html><body><script>" + b"<p>x</p>" * 10**5,
}
BOMB = gzip.compress(record(b"\0" * 2**27, "http://news.example/bomb"))
DEFLATED_TWICE = gzip.compress(gzip.compress(zlib.compress(b"\0" * 2**24)))
