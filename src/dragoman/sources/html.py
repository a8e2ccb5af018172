"""A web page is one article: its main text, with the title, date, site and address that the page states.

Extraction runs in a process of its own, with a limit: every HTML parser there is hangs on some page.
"""

from __future__ import annotations

import atexit
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from dragoman.engines import Watched
from dragoman.engines.watched import Crashed, TookTooLong
from dragoman.errors import MalformedArticle
from dragoman.interchange import article_from_json
from dragoman.records import Article, Failure
from dragoman.sources.memory import limit_memory
from dragoman.sources.parsers import careful
from dragoman.sources.text import read_bytes

# A large page of a news site takes 0.2 s.
LIMIT_SECONDS = 8.0

Fields = dict[str, str | None]


def read(path: Path) -> Iterator[Article | Failure]:
    """The one article of a saved page, or the failure to find it."""
    try:
        yield article_from_html(read_bytes(path))
    except MalformedArticle as problem:
        yield Failure(str(path), problem.kind, f"{path.name}: {problem}")
    except (TookTooLong, Crashed) as problem:
        yield Failure(str(path), problem.kind, f"{path.name}: reading the page {problem}")


def article_from_html(page: bytes) -> Article:
    """The article of a page; MalformedArticle where there is none."""
    return article_of(read_page(page))


def article_of(fields: Fields) -> Article:
    """The article that a page's fields make, with what was odd about the page as a note."""
    article = article_from_json(fields)
    note = fields.get("note")
    return replace(article, notes=(*article.notes, note)) if note else article


def read_page(page: bytes) -> Fields:
    """The fields of a page's article, with where its dates came from; MalformedArticle where there is none.

    `TookTooLong` and `Crashed` tell that the page belongs in quarantine.
    """
    fields = _EXTRACTOR(page, LIMIT_SECONDS)
    if fields is None:
        raise MalformedArticle("no article text found in the page")
    return fields


def open_extractor() -> Callable[[bytes], Fields | None]:
    """The function that finds the article in a page; opened where it runs, as its parser is slow to import."""
    from dragoman.sources.extraction import extract

    limit_memory()
    return careful(extract)


_EXTRACTOR: Watched[bytes, Fields | None] = Watched(open_extractor)
atexit.register(_EXTRACTOR.stop)
