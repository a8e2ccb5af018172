"""What worker processes open. Named here, so that it can be sent to them by name; imported there, not here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from dragoman.interchange import notes_on
from dragoman.records import Article, Coded


def open_code(actors: str | None = None, gazetteer: str | None = None) -> Callable[[Article], Coded]:
    """The function that codes an article, with everything loaded.

    The coder is imported inside: the process that only hands out articles has no use for the model.
    """
    from dragoman.coder import open_coder

    return open_coder(actors=actors, gazetteer=gazetteer).code


def open_noted_code(actors: str | None, gazetteer: str | None, today: date) -> Callable[[Article], Coded]:
    """As `open_code`, with notes on what is odd about the articles."""
    code = open_code(actors, gazetteer)

    def noted_code(article: Article) -> Coded:
        return noted(code(article), today)

    return noted_code


def noted(result: Coded, today: date) -> Coded:
    """The result with what is odd about the article as it was given."""
    fresh = [note for note in notes_on(result.article, today) if note not in result.notes]
    return replace(result, notes=(*result.notes, *fresh)) if fresh else result
