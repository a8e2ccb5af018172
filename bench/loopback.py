"""The least of a web server for sites of our own on loopback addresses, which say byte by byte what they answer."""

from __future__ import annotations

import socketserver
from typing import BinaryIO

LONGEST_LINE = 8192


def answer(
    body: str | bytes = b"", *, status: str = "200 OK", kind: str = "text/html; charset=utf-8", **fields: str
) -> bytes:
    """A whole HTTP answer; underscores in the names of fields are hyphens."""
    content = body.encode() if isinstance(body, str) else body
    fields = {"Content_Type": kind, "Content_Length": str(len(content)), **fields}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status}\r\n{head}Connection: close\r\n\r\n".encode("latin-1") + content


def read_request(stream: BinaryIO) -> tuple[str, dict[str, str]]:
    """The path that is asked for, empty where the request has none, and the fields by their names in lower case."""
    words = _line(stream).split()
    fields: dict[str, str] = {}
    while (line := _line(stream)) and ":" in line:
        name, _, value = line.partition(":")
        fields[name.lower()] = value.strip()
    return (words[1] if len(words) > 1 else ""), fields


def _line(stream: BinaryIO) -> str:
    return stream.readline(LONGEST_LINE).decode("latin-1").strip()


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """A thread for each visitor; more knock at once than the library's own server lets in."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64
