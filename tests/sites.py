"""Web sites of our own on the loopback address, well-behaved or not, that count who visits them."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

Answer = bytes | Callable[[BinaryIO, dict[str, str]], None]


def answer(
    body: str | bytes = b"", *, status: str = "200 OK", kind: str = "text/html; charset=utf-8", **headers: str
) -> bytes:
    """A whole HTTP answer; underscores in the names of headers are hyphens."""
    content = body.encode() if isinstance(body, str) else body
    fields = {"Content-Type": kind, "Content-Length": str(len(content))}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status}\r\n{head}Connection: close\r\n\r\n".encode("latin-1") + content


def redirect(to: str, status: str = "302 Found") -> bytes:
    return answer(status=status, Location=to)


@dataclass
class Site:
    """A running site: what it answers by path, and the paths and headers that it was asked for."""

    port: int
    routes: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/") -> str:
        return f"http://{self.name}{path}"


class _Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64
    site: Site


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        words = self.rfile.readline(8192).decode("latin-1").split()
        headers: dict[str, str] = {}
        while (line := self.rfile.readline(8192).decode("latin-1").strip()) and ":" in line:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        path = words[1] if len(words) > 1 else ""
        site: Site = self.server.site  # type: ignore[attr-defined]
        site.asked.append(path)
        site.headers.append(headers)
        said = site.routes.get(path, answer("not here", status="404 Not Found"))
        try:
            if callable(said):
                said(self.wfile, headers)  # type: ignore[arg-type]
            else:
                self.wfile.write(said)
        except OSError:
            return  # the visitor has gone


@contextmanager
def running(routes: dict[str, Answer] | None = None) -> Iterator[Site]:
    """A site that runs until the end of the block."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.site = Site(server.server_address[1], routes if routes is not None else {})
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server.site
        server.shutdown()
