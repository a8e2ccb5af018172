"""A plain text file is one article; lines of `name: value` between `---` lines before it say what is known about it.

---
title: Baghdad says no
publisher: Gulf Courier
published: 2015-10-29
---
Iraq refused ...
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dragoman.errors import MalformedArticle
from dragoman.interchange import article_from_json
from dragoman.records import Article, Failure
from dragoman.sources.decoding import decode

FENCE = "---"
FIELDS = ("id", "title", "published", "publisher", "url", "language")

# No article is longer; a larger file is something else, and is not read into memory to find out.
MAX_BYTES = 16 * 2**20


def read(path: Path) -> Iterator[Article | Failure]:
    """The one article of a text file, or the failure to read it."""
    try:
        yield article_from_text(decode(read_bytes(path), path.name))
    except MalformedArticle as problem:
        yield Failure(str(path), problem.kind, f"{path.name}: {problem}")


def read_bytes(path: Path) -> bytes:
    """The file's content; MalformedArticle if it cannot be read or is larger than any article."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise MalformedArticle(f"larger than {MAX_BYTES // 2**20} MB: not one article")
        return path.read_bytes()
    except OSError as problem:
        raise MalformedArticle(f"cannot be read: {problem.strerror or problem}") from None


def article_from_text(text: str) -> Article:
    """The article that a text is, with what its front matter says.

    >>> article_from_text("---\\ntitle: No\\n---\\nIraq refused.").title
    'No'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    front, body = _split(text)
    return article_from_json({**front, "text": body})


def _split(text: str) -> tuple[dict[str, str], str]:
    """Front matter and body. A first `---` that is not followed by fields is part of the text."""
    lines = text.split("\n")
    if lines[0].strip() != FENCE:
        return {}, text
    front: dict[str, str] = {}
    for number, line in enumerate(lines[1:], start=1):
        if line.strip() == FENCE:
            return front, "\n".join(lines[number + 1 :]).strip("\n")
        name, colon, value = line.partition(":")
        if not colon and line.strip():
            break
        if name.strip().lower() in FIELDS and value.strip():
            front[name.strip().lower()] = _unquoted(value.strip())
    return {}, text


def _unquoted(value: str) -> str:
    """A value without quotes around the whole of it; a headline that only begins with a quotation keeps its marks."""
    wrapped = len(value) > 1 and value[0] in "\"'" and value[0] == value[-1] and value[0] not in value[1:-1]
    return value[1:-1] if wrapped else value
