"""What worker processes open. Named here, so that it can be sent to them by name; imported there, not here."""

from __future__ import annotations

from collections.abc import Callable

from dragoman.records import Article, Coded


def open_code(actors: str | None = None, gazetteer: str | None = None) -> Callable[[Article], Coded]:
    """The function that codes an article, with everything loaded.

    The coder is imported inside: the process that only hands out articles has no use for the model.
    """
    from dragoman.coder import open_coder

    return open_coder(actors=actors, gazetteer=gazetteer).code
