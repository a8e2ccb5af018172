"""Compiles the knowledge files to `data/patterns.json`: `python -m dragoman.patterns.compile`."""

from __future__ import annotations

import sys
import time

from dragoman.errors import KnowledgeError
from dragoman.patterns.book import COMPILED, compile_book


def main() -> int:
    """Compiles and says how many patterns and words there are; 1 when a file is wrong."""
    start = time.perf_counter()
    try:
        book = compile_book()
    except KnowledgeError as error:
        print(error, file=sys.stderr)
        return 1
    words = sum(len(p.verbs) + len(p.nouns) + len(p.adjectives) for p in book.patterns)
    taken = time.perf_counter() - start
    print(f"{len(book.patterns)} patterns, {words} entries, {len(book.classes)} classes -> {COMPILED} in {taken:.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
