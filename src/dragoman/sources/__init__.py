"""Files to articles, one module per way in.

A source is a function from a path to articles and, in their places, failures. To add one: write it in a file of its
own here, name its endings in `SOURCES`, and run `check_source` on it in a test.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from dragoman.errors import SourceError
from dragoman.records import Article, Failure
from dragoman.sources import html, jsonl, text, warc
from dragoman.sources.check import check_source
from dragoman.sources.first_look import FirstLook

Source = Callable[[Path], Iterator[Article | Failure]]

SOURCES: dict[str, Source] = {
    ".jsonl": jsonl.read,
    ".ndjson": jsonl.read,
    ".jsonl.gz": jsonl.read,
    ".ndjson.gz": jsonl.read,
    ".jsonl.zst": jsonl.read,
    ".ndjson.zst": jsonl.read,
    ".txt": text.read,
    ".md": text.read,
    ".html": html.read,
    ".htm": html.read,
    ".warc": warc.read,
    ".warc.gz": warc.read,
}

__all__ = ["SOURCES", "FirstLook", "Source", "check_source", "read"]


def read(where: str | Path, look: FirstLook | None = None) -> Iterator[Article | Failure]:
    """The articles of a file, of every file in a folder (by name), or of standard input (`-`), in order.

    With a first look, web pages that it passes over are failures too.
    What is not an article comes out as a `Failure` in its place; an input that cannot be used raises SourceError.
    """
    if str(where) == "-":
        return jsonl.read_stream(sys.stdin.buffer, "standard input")
    path = Path(where)
    if not path.exists():
        raise SourceError(f"{path} does not exist: name a file, a folder, or - for standard input")
    if path.is_dir():
        return _read_folder(path, look)
    source = _source_of(path, look)
    if source is None:
        raise SourceError(f"cannot tell what {path} holds: expected a name that ends in {', '.join(SOURCES)}")
    if not path.is_file():
        raise SourceError(f"{path} is not a plain file")
    return source(path)


def _read_folder(folder: Path, look: FirstLook | None) -> Iterator[Article | Failure]:
    found = [(path, source) for path in _files(folder) if (source := _source_of(path, look)) is not None]
    if not found:
        raise SourceError(f"no articles in {folder}: expected files that end in {', '.join(SOURCES)}")
    return (article for path, source in found for article in source(path))


def _files(folder: Path) -> list[Path]:
    """The plain files below a folder, by name; hidden ones, and links to folders, left out."""
    inside = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in inside if not any(part.startswith(".") for part in path.relative_to(folder).parts))


def _source_of(path: Path, look: FirstLook | None) -> Source | None:
    name = path.name.lower()
    found = next((source for ending, source in SOURCES.items() if name.endswith(ending)), None)
    looked_at: dict[Source | None, Source] = (
        {} if look is None else {html.read: look.read_html, warc.read: look.read_warc}
    )
    return looked_at.get(found, found)
