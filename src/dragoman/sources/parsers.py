"""Parsers of others, which raise anything on the worst of the web: here that is always an error of this article's."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from dragoman.engines.watched import Crashed
from dragoman.errors import DragomanError, MalformedArticle

Given = TypeVar("Given")
Result = TypeVar("Result")


def careful(read: Callable[[Given], Result]) -> Callable[[Given], Result]:
    """The same function; what it raises is `MalformedArticle`, or `Crashed` where it had too little memory."""

    def reading(given: Given) -> Result:
        try:
            return read(given)
        except DragomanError:
            raise
        except MemoryError:
            raise Crashed("needed more memory than one may have") from None
        except Exception as problem:
            raise MalformedArticle(f"its parser gave up: {type(problem).__name__}: {str(problem)[:200]}") from None

    return reading
