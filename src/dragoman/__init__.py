"""Dragoman reads the news: who did what to whom, who says so, and how far to trust it.

>>> import dragoman
>>> coder = dragoman.open_coder()                                                # doctest: +SKIP
>>> coded = coder.code(dragoman.Article(text="Iran denied sending drones."))     # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.errors import DragomanError
from dragoman.records import (
    Actor,
    Article,
    Claim,
    Coded,
    Event,
    Failure,
    Mention,
    Period,
    Place,
    Sentence,
    Source,
    Span,
    Stance,
    TimeExpression,
)

if TYPE_CHECKING:
    from dragoman.coder import Coder, open_coder
    from dragoman.store import Store, open_store

__version__ = "0.1.0"

__all__ = [
    "Actor",
    "Article",
    "Claim",
    "Coded",
    "Coder",
    "DragomanError",
    "Event",
    "Failure",
    "Mention",
    "Period",
    "Place",
    "Sentence",
    "Source",
    "Span",
    "Stance",
    "Store",
    "TimeExpression",
    "open_coder",
    "open_store",
]

# Rooms that load the model or the database come in when they are first asked for: `dragoman --help` must not pay for them.
_LATER = {"Coder": "coder", "open_coder": "coder", "Store": "store", "open_store": "store"}


def __getattr__(name: str) -> object:
    if name in _LATER:
        from importlib import import_module

        return getattr(import_module(f"dragoman.{_LATER[name]}"), name)
    raise AttributeError(f"module 'dragoman' has no attribute {name!r}")
