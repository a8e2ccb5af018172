"""A first, fast look at web pages: what is no English news of politics, or was there a moment ago, is passed over.

The look takes a twentieth of the time that finding the article in a page takes, as it reads all words of the page's main
part, wherever they stand. It errs on the side of keeping: a page that is short, or in two minds, is read in full. What is
passed over is told like everything else that is not accepted, with the place and the reason.

`FirstLook` is a way in like the other sources, but remembers what it has seen: each run needs its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from dragoman.engines import Watched
from dragoman.engines.watched import Crashed, TookTooLong
from dragoman.errors import MalformedArticle
from dragoman.records import Article, Failure
from dragoman.sources import html, warc
from dragoman.sources.html import Fields
from dragoman.sources.memory import limit_memory
from dragoman.sources.parsers import careful
from dragoman.sources.text import read_bytes

Looked = Fields | str | None  # an article's fields, why it was passed over, or nothing found


class PassedOver(MalformedArticle):
    """The page is not what is looked for."""

    kind = "passed_over"


class FirstLook:
    """Pages and WARC files read with a first look at each page. Use it as a context manager: it has a process of its own."""

    def __init__(self) -> None:
        self._looker: Watched[tuple[bytes, str], Looked] = Watched(open_looker)

    def __enter__(self) -> FirstLook:
        return self

    def __exit__(self, *problem: object) -> None:
        self._looker.close()

    def read_page(self, page: bytes, url: str = "") -> Fields:
        """As `html.read_page`; `PassedOver` for what is not looked for."""
        found = self._looker((page, urlsplit(url).hostname or ""), html.LIMIT_SECONDS)
        if isinstance(found, str):
            raise PassedOver(f"passed over at first look: {found}")
        if found is None:
            raise MalformedArticle("no article text found in the page")
        return found

    def read_html(self, path: Path) -> Iterator[Article | Failure]:
        """As `html.read`."""
        try:
            yield html.article_of(self.read_page(read_bytes(path)))
        except MalformedArticle as problem:
            yield Failure(str(path), problem.kind, f"{path.name}: {problem}")
        except (TookTooLong, Crashed) as problem:
            yield Failure(str(path), problem.kind, f"{path.name}: reading the page {problem}")

    def read_warc(self, path: Path) -> Iterator[Article | Failure]:
        """As `warc.read`."""
        return warc.read(path, self.read_page)


def open_looker() -> Callable[[tuple[bytes, str]], Looked]:
    """The function that looks at a page and reads it if it is worth it; opened where it runs."""
    from dragoman.sources.extraction import extract
    from dragoman.sources.looking import Looker

    limit_memory()
    looker = Looker()

    def look(given: tuple[bytes, str]) -> Looked:
        page, host = given
        return looker.reason_to_pass(page, host) or extract(page)

    return careful(look)
