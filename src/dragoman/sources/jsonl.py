"""JSON lines, one article a line, also compressed (`.gz`, `.zst`); a bad line is a failure in its place."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

from dragoman.errors import ArticleError, ArticleTooLarge, MalformedArticle, SourceError, TooMuch
from dragoman.interchange import article_from_json
from dragoman.records import Article, Failure
from dragoman.sources.decoding import decode, is_binary, marked_encoding, wide_encoding
from dragoman.sources.packed import Unpacked
from dragoman.sources.text import article_from_text

# Longer than any article. A longer line is not kept in memory, and what comes after it is read.
MAX_LINE_BYTES = 16 * 2**20
HEAD_BYTES = 64 * 1024

# What reading a compressed file raises when it is damaged.
BROKEN = (EOFError, zlib.error, gzip.BadGzipFile, zstandard.ZstdError, TooMuch)


def read(path: Path) -> Iterator[Article | Failure]:
    """The articles of a JSON lines file."""
    return _articles(read_records(path))


def read_stream(stream: BinaryIO, name: str) -> Iterator[Article | Failure]:
    """The articles of a stream: JSON lines if one of the first lines starts with a brace, else one plain text."""
    buffered = _buffered(stream)
    head = buffered.peek(HEAD_BYTES)[:HEAD_BYTES]
    if _stream_encoding(head) is not None or any(line.lstrip().startswith(b"{") for line in head.splitlines()):
        yield from _articles(_records(buffered, name))
    elif data := buffered.read(MAX_LINE_BYTES + 1):
        yield _whole(data, name)


def read_records(path: Path) -> Iterator[tuple[str, object]]:
    """What stands on each line of a file, with its place ("news.jsonl, line 3"); for a broken line, the error."""
    try:
        with path.open("rb") as file:
            yield from _records(_buffered(_decompressed(file, path)), path.name)
    except OSError as problem:
        raise SourceError(f"{path} cannot be read: {problem.strerror or problem}") from None


def _articles(records: Iterable[tuple[str, object]]) -> Iterator[Article | Failure]:
    for where, record in records:
        try:
            if isinstance(record, ArticleError):
                raise record
            yield article_from_json(record)
        except ArticleError as problem:
            known = record.get("id") if isinstance(record, dict) else None
            yield Failure(known if isinstance(known, str) and known else None, problem.kind, f"{where}: {problem}")


def _whole(data: bytes, name: str) -> Article | Failure:
    try:
        if len(data) > MAX_LINE_BYTES:
            raise MalformedArticle(f"larger than {MAX_LINE_BYTES // 2**20} MB: not one article")
        return article_from_text(decode(data, name))
    except MalformedArticle as problem:
        return Failure(None, problem.kind, f"{name}: {problem}")


def _records(stream: io.BufferedReader, name: str) -> Iterator[tuple[str, object]]:
    number = 0
    try:
        if _begins_binary(stream):
            yield name, MalformedArticle("not text: it holds binary data")
            return
        for number, line in enumerate(_lines(_as_utf8(stream)), start=1):
            where = f"{name}, line {number}"
            if isinstance(line, ArticleError):
                yield where, line
            elif line.strip():
                yield where, _record(line, where)
    except BROKEN as problem:
        yield name, MalformedArticle(f"the file breaks off after line {number}: {problem}")


def _begins_binary(stream: io.BufferedReader) -> bool:
    head = stream.peek(HEAD_BYTES)
    return not head.lstrip().startswith(b"{") and _stream_encoding(head) is None and is_binary(head)


def _record(line: bytes, where: str) -> object:
    try:
        return json.loads(decode(line, where), parse_constant=_no_constant)
    except MalformedArticle as problem:
        return problem
    except RecursionError:
        return MalformedArticle("brackets are nested too deeply for an article")
    except ValueError as problem:
        return MalformedArticle(f"not JSON: {problem}")


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _lines(stream: io.BufferedReader) -> Iterator[bytes | ArticleError]:
    """The stream's lines; for a line that is too long, the error."""
    while line := stream.readline(MAX_LINE_BYTES + 1):
        if len(line) > MAX_LINE_BYTES and not line.endswith(b"\n"):
            _skip_line(stream)
            yield ArticleTooLarge(f"longer than {MAX_LINE_BYTES // 2**20} MB, not one article")
        else:
            yield line


def _skip_line(stream: io.BufferedReader) -> None:
    while (piece := stream.readline(2**20)) and not piece.endswith(b"\n"):
        pass


def _decompressed(file: BinaryIO, path: Path) -> io.RawIOBase | BinaryIO:
    name = path.name.lower()
    if name.endswith(".gz"):
        return Unpacked(cast(BinaryIO, gzip.GzipFile(fileobj=file)), file)
    if name.endswith(".zst"):
        reader = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
        return Unpacked(cast(io.RawIOBase, reader), file)
    return file


def _buffered(stream: io.RawIOBase | BinaryIO) -> io.BufferedReader:
    """The stream with a buffer that is large enough to look ahead."""
    return io.BufferedReader(cast(io.RawIOBase, stream), HEAD_BYTES)


class _Recoded(io.RawIOBase):
    """A stream in UTF-16 or UTF-32, read as UTF-8: its line ends cannot be found in its bytes."""

    def __init__(self, stream: io.BufferedReader, encoding: str):
        self._characters = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._characters.read(len(buffer) // 4).encode("utf-8", "replace")
        buffer[: len(data)] = data
        return len(data)


def _stream_encoding(head: bytes) -> str | None:
    """The encoding that a mark announces, or in which line ends are no single bytes; None for all others."""
    return marked_encoding(head) or wide_encoding(head)


def _as_utf8(stream: io.BufferedReader) -> io.BufferedReader:
    encoding = _stream_encoding(stream.peek(HEAD_BYTES))
    return stream if encoding in (None, "utf-8-sig") else io.BufferedReader(_Recoded(stream, str(encoding)), HEAD_BYTES)
