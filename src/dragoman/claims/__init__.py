"""Who says so, and how sure: claims about events, each with its chain of sources.

What reads claims knows thousands of words; it is loaded when it is first asked for, as a store needs only what counts them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from dragoman.claims.counting import counts_as_happened, is_contested
from dragoman.claims.grading import grade
from dragoman.claims.likelihood import Likelihood, likelihood_of
from dragoman.claims.predictions import is_political, why_not_resolvable

if TYPE_CHECKING:
    from dragoman.claims.reading import read_claims
    from dragoman.claims.speech import Said, read_speech

__all__ = [
    "Likelihood",
    "Said",
    "counts_as_happened",
    "grade",
    "is_contested",
    "is_political",
    "likelihood_of",
    "read_claims",
    "read_speech",
    "why_not_resolvable",
]

_WHERE = {"read_claims": "reading", "read_speech": "speech", "Said": "speech"}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"dragoman.claims.{_WHERE[name]}"), name)
