"""WARC files, as Common Crawl News publishes them: each response that is a web page is one article.

A reader of our own: the ones there are give the whole file up at the first damage. A file that is cut or damaged costs
the record it is damaged in; reading goes on at the next gzip member, or at the next line "WARC/1", and the damage is
reported with its byte.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from dragoman.engines.watched import Crashed, TookTooLong
from dragoman.errors import MalformedArticle, SourceError, TooMuch
from dragoman.fetching.unpacking import Measure, Unpacker
from dragoman.records import Article, Failure
from dragoman.sources.decoding import in_utf_8
from dragoman.sources.findings import Found, Outcome, Setback
from dragoman.sources.html import Fields, article_of, read_page
from dragoman.sources.stated_dates import is_possible, read_stamp

# One page of news. What is larger is passed over without being kept in memory.
MOST_BYTES = 20 * 2**20
MOST_HEAD_BYTES = 64 * 2**10
PIECE_BYTES = 2**18
GZIP_MAGIC = b"\x1f\x8b\x08"
MEMBER_BYTES = 2**15
# Most heads are shorter than this; only where one is not, more is looked at.
SHORT_HEAD_BYTES = 2**12
# A file with more damage than this is not read to its end: somebody made it, to keep readers busy.
MOST_DAMAGES = 1_000
PAGES = ("text/html", "application/xhtml+xml")

ENDLESS = "its headers do not end"

# From a page and its address to the fields of its article.
ReadPage = Callable[[bytes, str], Fields]

_FOLDED = re.compile(rb"\r?\n[ \t]+")


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """One record of a WARC file: where it begins, its headers in lower case, its content; `is_cut` if that is short."""

    offset: int
    headers: dict[str, str]
    content: bytes
    is_cut: bool = False


def _read_page(page: bytes, url: str) -> Fields:
    return read_page(page)


def read(path: Path, read_one: ReadPage = _read_page) -> Iterator[Article | Failure]:
    """The articles of a WARC file, and a failure for each page that gives none and each damaged place."""
    for item in read_found(path, read_one):
        yield item.as_failure() if isinstance(item, Setback) else item.article


def read_found(path: Path, read_one: ReadPage = _read_page) -> Iterator[Found | Setback]:
    """The articles of a WARC file with their dates, and what became of everything else that was a page or damaged."""
    for record in read_records(path):
        if isinstance(record, Setback):
            yield record
        elif record.headers.get("warc-type") == "response":
            found = _article(record, path.name, read_one)
            if found is not None:
                yield found


def read_records(path: Path) -> Iterator[WarcRecord | Setback]:
    """The records of a file, plain or packed with gzip, and in the place of damaged ones what is wrong."""
    try:
        with path.open("rb") as file:
            is_packed = file.read(2) == GZIP_MAGIC[:2]
            records = _Packed(file, path.name).records() if is_packed else _Plain(file, path.name).records()
            yield from _not_too_damaged(records, path.name)
    except OSError as problem:
        raise SourceError(f"{path} cannot be read: {problem.strerror or problem}") from None


def _not_too_damaged(records: Iterator[WarcRecord | Setback], name: str) -> Iterator[WarcRecord | Setback]:
    damages = 0
    for record in records:
        yield record
        damages += isinstance(record, Setback)
        if damages == MOST_DAMAGES and isinstance(record, Setback):
            reason = f"damaged in {MOST_DAMAGES:,} places: it is not read any further"
            yield Setback(name, "warc", Outcome.REJECTED, "damaged", reason, record.offset)
            return


class _Window:
    """A file seen through a buffer that moves forward, so that a place can be looked for without reading all of it."""

    def __init__(self, file: BinaryIO):
        self._file = file
        file.seek(0)
        self.start = 0
        self.data = b""

    def at(self, offset: int, least: int) -> bytes:
        """So many bytes from there on, fewer where the file ends."""
        place = offset - self.start
        if not 0 <= place <= len(self.data):
            self._file.seek(offset)
            self.start, self.data, place = offset, b"", 0
        if len(self.data) - place < least:
            pieces, have = [self.data[place:]], len(self.data) - place
            while have < least and (piece := self._file.read(max(PIECE_BYTES, least - have))):
                pieces.append(piece)
                have += len(piece)
            self.start, self.data, place = offset, b"".join(pieces), 0
        return self.data[place : place + least]

    def find(self, mark: bytes, offset: int) -> int | None:
        """Where these bytes come next."""
        while data := self.at(offset, PIECE_BYTES):
            found = data.find(mark)
            if found >= 0:
                return offset + found
            if len(data) < len(mark):
                return None
            offset += len(data) - len(mark) + 1
        return None


class _Packed:
    """Records that are each a gzip member of their own."""

    def __init__(self, file: BinaryIO, name: str):
        self._window = _Window(file)
        self._name = name

    def records(self) -> Iterator[WarcRecord | Setback]:
        offset: int | None = 0
        while offset is not None and self._window.at(offset, 1):
            try:
                data, after = self._member(offset)
            except (zlib.error, TooMuch, EOFError) as problem:
                yield _damage(self._name, offset, problem)
                offset = self._window.find(GZIP_MAGIC, offset + 1)
                continue
            yield from self._within(data, offset)
            offset = after
            if self._window.at(offset, 3)[:3] not in (GZIP_MAGIC, b""):
                beyond = self._window.find(GZIP_MAGIC, offset)
                yield _damage(self._name, offset, MalformedArticle("what follows a record is no record"))
                offset = beyond

    def _member(self, offset: int) -> tuple[bytes, int]:
        """What one member holds, and where the next one begins."""
        measure = Measure(MOST_BYTES)
        inside = zlib.decompressobj(zlib.MAX_WBITS | 16)
        out = bytearray()
        place = offset
        while not inside.eof:
            data = self._window.at(place, MEMBER_BYTES)
            if not data:
                raise EOFError("the file ends in the middle of a record")
            piece = inside.decompress(data, PIECE_BYTES * 16)
            measure.add(0, len(piece))
            measure.packed += len(data) - len(inside.unconsumed_tail) - len(inside.unused_data)
            out += piece
            place += len(data) - len(inside.unconsumed_tail) - len(inside.unused_data)
        return bytes(out), place

    def _within(self, data: bytes, offset: int) -> Iterator[WarcRecord | Setback]:
        """The records of one member; some writers put the whole file into one."""
        place = 0
        while place < len(data):
            head = _head(data, place)
            if isinstance(head, str):
                if data[place:].strip():
                    yield _damage(self._name, offset, MalformedArticle(head))
                return
            headers, begin, length = head
            content = data[begin : begin + length]
            yield WarcRecord(offset, headers, content, len(content) < length)
            place = begin + length
            while data[place : place + 1] in (b"\r", b"\n"):
                place += 1


class _Plain:
    """Records one after the other, not packed."""

    def __init__(self, file: BinaryIO, name: str):
        self._window = _Window(file)
        self._name = name

    def records(self) -> Iterator[WarcRecord | Setback]:
        offset = self._window.find(b"WARC/1", 0)
        if offset != 0:
            yield _damage(self._name, 0, MalformedArticle("no WARC record at the beginning"))
        while offset is not None:
            head = _head(self._window.at(offset, SHORT_HEAD_BYTES), 0)
            if head == ENDLESS:
                head = _head(self._window.at(offset, MOST_HEAD_BYTES), 0)
            if isinstance(head, str):
                yield _damage(self._name, offset, MalformedArticle(head))
                offset = self._next(offset + 1)
                continue
            headers, begin, length = head
            after = offset + begin + length
            if length > MOST_BYTES:
                yield _damage(self._name, offset, TooMuch(f"a record of {length:,} bytes: not one article"))
                offset = self._next(offset + 1 if length > 2**40 else after)
                continue
            content = self._window.at(offset, begin + length)[begin : begin + length]
            follows = self._window.at(after, 10)[:10].lstrip(b"\r\n")
            is_cut = len(content) < length or not (follows == b"" or follows.startswith(b"WARC/1"))
            if is_cut:  # its length is wrong, or the file is: the next record may begin inside it
                inside = self._next(offset + begin)
                content = content if inside is None else content[: inside - offset - begin]
                yield WarcRecord(offset, headers, content.rstrip(b"\r\n"), True)
                offset = inside
                continue
            yield WarcRecord(offset, headers, content)
            offset = self._next(after)

    def _next(self, offset: int) -> int | None:
        """Where a line begins with WARC/1, here or further on."""
        if self._window.at(offset, 6).startswith(b"WARC/1"):
            return offset
        found = self._window.find(b"\nWARC/1", max(offset - 1, 0))
        return None if found is None else found + 1


def _head(data: bytes, place: int) -> tuple[dict[str, str], int, int] | str:
    """A record's headers, where its content begins and how long it is; or what is wrong with them."""
    if not data.startswith(b"WARC/", place):
        return "no WARC record where one should begin"
    ends = [(data.find(mark, place, place + MOST_HEAD_BYTES), len(mark)) for mark in (b"\r\n\r\n", b"\n\n")]
    end, size = min((found for found in ends if found[0] >= 0), default=(-1, 0))
    if end < 0:
        return ENDLESS
    headers = _headers(data[place:end])
    length = headers.get("content-length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 18):
        return f"its headers give no length (Content-Length: {length[:20]!r})"
    return headers, end + size, int(length)


def _headers(head: bytes) -> dict[str, str]:
    """Header fields by their names in lower case, after a first line that is something else."""
    lines = _FOLDED.sub(b" ", head).decode("utf-8", "replace").split("\n")[1:]
    pairs = (line.partition(":") for line in lines)
    return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}


def _damage(name: str, offset: int, problem: Exception) -> Setback:
    kind = "cut" if isinstance(problem, EOFError) else "too_much" if isinstance(problem, TooMuch) else "damaged"
    return Setback(name, "warc", Outcome.REJECTED, kind, str(problem), offset)


def _article(record: WarcRecord, name: str, read_one: ReadPage) -> Found | Setback | None:
    """The article of a response; None for what is no page (images, error pages of the site)."""
    head, body = _split(record.content)
    status = head[:20].split()[1:2]
    if status and status[0] != b"200":
        return None
    headers = _headers(head)
    if headers.get("content-type", "text/html").partition(";")[0].strip().lower() not in PAGES:
        return None
    try:
        page, is_whole = _unpacked(body, headers)
        page = in_utf_8(page, headers.get("content-type", ""))
        fields = read_one(page, _address(record) or "")
        return _found(record, fields, is_whole and not record.is_cut and "warc-truncated" not in record.headers, name)
    except (TookTooLong, Crashed) as problem:
        reason = f"reading the page {problem}"
        return Setback(name, "page", Outcome.QUARANTINED, problem.kind, reason, record.offset)
    except (MalformedArticle, TooMuch, zlib.error, ValueError) as problem:
        kind = getattr(problem, "kind", "damaged")
        return Setback(name, "page", Outcome.REJECTED, kind, str(problem), record.offset)


def _split(content: bytes) -> tuple[bytes, bytes]:
    """Head and body of an HTTP answer."""
    for mark in (b"\r\n\r\n", b"\n\n"):
        head, found, _ = content[: 4 * MOST_HEAD_BYTES].partition(mark)
        if found:
            return head, content[len(head) + len(mark) :]
    return content, b""


def _unpacked(body: bytes, headers: dict[str, str]) -> tuple[bytes, bool]:
    """The page as a browser would see it, and whether it is whole. Common Crawl stores bodies unpacked already."""
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _dechunked(body)
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding not in ("gzip", "x-gzip", "deflate") or (encoding != "deflate" and not body.startswith(GZIP_MAGIC)):
        return body, True
    unpacker = Unpacker("deflate" if encoding == "deflate" else "gzip", Measure(MOST_BYTES))
    out = bytearray()
    try:
        for start in range(0, len(body), PIECE_BYTES):
            out += unpacker.feed(body[start : start + PIECE_BYTES])
    except zlib.error:
        if not out:
            raise
        return bytes(out), False
    return bytes(out), unpacker.is_complete


def _dechunked(body: bytes) -> bytes:
    """A body without the lengths of its pieces; as it is, when it has none after all."""
    out = bytearray()
    place = 0
    while (end := body.find(b"\r\n", place, place + 64)) >= 0:
        try:
            size = int(body[place:end].partition(b";")[0].strip() or b"x", 16)
        except ValueError:
            return bytes(out) if out else body
        if size <= 0:
            break
        out += body[end + 2 : end + 2 + size]
        place = end + 2 + size + 2
    return bytes(out) if out else body


def _found(record: WarcRecord, fields: dict[str, str | None], is_whole: bool, name: str) -> Found:
    fetched = read_stamp(record.headers.get("warc-date", ""))
    url = _address(record) or fields.get("url")
    facts, updated, dates_from = checked_dates(fields, fetched)
    setback = None
    if not is_whole:
        reason = "the page is cut; what there is of it is used"
        setback = Setback(name, "warc", Outcome.TRUNCATED, "cut", reason, record.offset)
    return Found(article_of({**facts, "url": url}), updated, fetched, dates_from, setback=setback)


def _address(record: WarcRecord) -> str:
    return record.headers.get("warc-target-uri", "").strip("<>")


def checked_dates(
    fields: dict[str, str | None], fetched: datetime | None
) -> tuple[dict[str, str | None], datetime | None, dict[str, str]]:
    """A page's fields without a date that cannot be, its date of change, and where the dates came from."""
    dates_from = {}
    stamps: dict[str, datetime | None] = {}
    for kind in ("published", "updated"):
        stamp = read_stamp(fields.get(kind) or "")
        stamps[kind] = stamp if stamp is not None and (fetched is None or is_possible(stamp, fetched)) else None
        if stamps[kind] is not None:
            dates_from[kind] = f"page: {fields.get(f'{kind}_from')}"
    published = stamps["published"]
    facts = {**fields, "published": None if published is None else published.isoformat()}
    return facts, stamps["updated"], dates_from
