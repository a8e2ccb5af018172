"""Web sites of our own on the loopback address, well-behaved or not, that count who visits them."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

from bench.loopback import Server, answer, read_request

Answer = bytes | Callable[[BinaryIO, dict[str, str]], None]


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


class _Server(Server):
    site: Site


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        path, headers = read_request(self.rfile)
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
