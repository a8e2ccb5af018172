"""Who says so, and how sure: claims about events, each with its chain of sources."""

from dragoman.claims.counting import counts_as_happened, is_contested
from dragoman.claims.reading import read_claims
from dragoman.claims.speech import Said, read_speech

__all__ = ["Said", "counts_as_happened", "is_contested", "read_claims", "read_speech"]
