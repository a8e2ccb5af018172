"""Bytes to text, whatever they were saved as; what is not text is refused."""

from __future__ import annotations

import codecs
import logging

from dragoman.errors import MalformedArticle

log = logging.getLogger(__name__)

# Byte order marks, the longer first: that of UTF-32 begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, where: str) -> str:
    """The text of these bytes: by their byte order mark, else UTF-8, else Windows-1252 with a warning.

    `where` names the input in the warning. Data with NUL bytes and no byte order mark is binary: MalformedArticle.
    """
    encoding = marked_encoding(data)
    if encoding is not None:
        return data.decode(encoding, "replace")
    if is_binary(data):
        raise MalformedArticle("not text: it holds binary data")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as problem:
        log.warning("%s is not UTF-8 (byte %d); read as Windows-1252", where, problem.start)
        return _from_windows(data)


def marked_encoding(data: bytes) -> str | None:
    """The encoding that a byte order mark at the start announces, or None."""
    return next((encoding for mark, encoding in MARKS if data.startswith(mark)), None)


def is_binary(data: bytes) -> bool:
    """Whether the data holds bytes that no text has: NUL, or many control characters at its start."""
    head = data[:4096]
    odd = sum(byte < 32 and byte not in b"\t\n\v\f\r\x1b" for byte in head)
    return b"\0" in data or odd * 10 > len(head)


def _from_windows(data: bytes) -> str:
    """Windows-1252, with the five bytes that it leaves undefined read as Latin-1 has them."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")
