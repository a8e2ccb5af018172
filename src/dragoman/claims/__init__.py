"""Who says so, and how sure: claims about events, each with its chain of sources."""

from dragoman.claims.counting import counts_as_happened, is_contested
from dragoman.claims.grading import grade
from dragoman.claims.likelihood import Likelihood, likelihood_of
from dragoman.claims.predictions import is_political, why_not_resolvable
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
