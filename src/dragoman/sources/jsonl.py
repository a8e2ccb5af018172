"""JSON lines, one article a line, also compressed (`.gz`, `.zst`); a bad line is a failure in its place."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

from dragoman.errors import ArticleTooLarge, MalformedArticle, SourceError
from dragoman.interchange import article_from_json
from dragoman.records import Article, Failure
from dragoman.sources.decoding import decode, is_binary, marked_encoding
from dragoman.sources.text import article_from_text

# Longer than any article. A longer line is not kept in memory, and what comes after it is read.
MAX_LINE_BYTES = 64 * 2**20
HEAD_BYTES = 64 * 1024

# What reading a compressed file raises when it is damaged.
BROKEN = (EOFError, zlib.error, gzip.BadGzipFile, zstandard.ZstdError)


def read(path: Path) -> Iterator[Article | Failure]:
    """The articles of a JSON lines file."""
    try:
        with path.open("rb") as file:
            yield from _read_lines(_buffered(_decompressed(file, path)), path.name)
    except OSError as problem:
        raise SourceError(f"{path} cannot be read: {problem.strerror or problem}") from None


def read_stream(stream: BinaryIO, name: str) -> Iterator[Article | Failure]:
    """The articles of a stream: JSON lines if one of the first lines starts with a brace, else one plain text."""
    buffered = _buffered(stream)
    head = buffered.peek(HEAD_BYTES)[:HEAD_BYTES]
    if marked_encoding(head) is not None or any(line.lstrip().startswith(b"{") for line in head.splitlines()):
        yield from _read_lines(buffered, name)
    elif data := buffered.read(MAX_LINE_BYTES + 1):
        yield _whole(data, name)


def _whole(data: bytes, name: str) -> Article | Failure:
    try:
        if len(data) > MAX_LINE_BYTES:
            raise MalformedArticle(f"{name} is larger than {MAX_LINE_BYTES // 2**20} MB: not one article")
        return article_from_text(decode(data, name))
    except MalformedArticle as problem:
        return Failure(None, problem.kind, str(problem))


def _read_lines(stream: io.BufferedReader, name: str) -> Iterator[Article | Failure]:
    number = 0
    try:
        if _begins_binary(stream):
            yield Failure(name, MalformedArticle.kind, f"{name} is not text: it holds binary data")
            return
        for number, line in enumerate(_lines(_as_utf8(stream), name), start=1):
            if isinstance(line, Failure):
                yield line
            elif line.strip():
                yield _article(line, f"{name}, line {number}")
    except BROKEN as problem:
        yield Failure(None, MalformedArticle.kind, f"{name} breaks off after line {number}: {problem}")


def _begins_binary(stream: io.BufferedReader) -> bool:
    head = stream.peek(HEAD_BYTES)
    return not head.lstrip().startswith(b"{") and marked_encoding(head) is None and is_binary(head)


def _article(line: bytes, where: str) -> Article | Failure:
    """The article of one line, or why it is none; the failure keeps the id if there is one."""
    record: object = None
    try:
        record = json.loads(decode(line, where))
        return article_from_json(record)
    except MalformedArticle as problem:
        message = str(problem)
    except RecursionError:
        message = "brackets are nested too deeply for an article"
    except ValueError as problem:
        message = f"not JSON: {problem}"
    known = record.get("id") if isinstance(record, dict) else None
    message = message if message.startswith(where) else f"{where}: {message}"
    return Failure(known if isinstance(known, str) and known else None, MalformedArticle.kind, message)


def _lines(stream: io.BufferedReader, name: str) -> Iterator[bytes | Failure]:
    """The stream's lines; a line that is too long as a failure."""
    number = 0
    while line := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) > MAX_LINE_BYTES and not line.endswith(b"\n"):
            _skip_line(stream)
            message = f"{name}, line {number}: longer than {MAX_LINE_BYTES // 2**20} MB, not one article"
            yield Failure(None, ArticleTooLarge.kind, message)
        else:
            yield line


def _skip_line(stream: io.BufferedReader) -> None:
    while (piece := stream.readline(2**20)) and not piece.endswith(b"\n"):
        pass


def _decompressed(file: BinaryIO, path: Path) -> io.RawIOBase | BinaryIO:
    name = path.name.lower()
    if name.endswith(".gz"):
        return cast(BinaryIO, gzip.GzipFile(fileobj=file))
    if name.endswith(".zst"):
        reader = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
        return cast(io.RawIOBase, reader)
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


def _as_utf8(stream: io.BufferedReader) -> io.BufferedReader:
    encoding = marked_encoding(stream.peek(4))
    return stream if encoding in (None, "utf-8-sig") else io.BufferedReader(_Recoded(stream, str(encoding)), HEAD_BYTES)
