"""A checker that anybody can run on a source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from dragoman.records import Article, Failure


def check_source(source: Callable[[Path], Iterator[Article | Failure]], path: Path) -> list[str]:
    """What is wrong with a source, as it reads this path; an empty list when it keeps its contract.

    It yields articles and failures only, the same ones each time, each with an id of its own; dates are aware and in
    UTC; failures say what to do.
    """
    first = list(source(path))
    problems = [problem for number, item in enumerate(first) for problem in _problems(number, item)]
    if first != list(source(path)):
        problems.append("a second reading gave something else: ids and texts must follow from the content")
    ids = [item.id for item in first if isinstance(item, Article)]
    if len(ids) != len(set(ids)):
        problems.append("two articles have the same id")
    return problems


def _problems(number: int, item: object) -> Iterator[str]:
    if isinstance(item, Failure):
        if not item.kind or not item.message:
            yield f"item {number}: a failure needs a kind and a message"
    elif isinstance(item, Article):
        if not isinstance(item.text, str):
            yield f"item {number}: the text is no string"
        if item.published is not None and item.published.utcoffset() != timedelta(0):
            yield f"item {number}: `published` must be aware and in UTC, not {item.published!r}"
    else:
        yield f"item {number}: expected an Article or a Failure, found {type(item).__name__}"
