"""What words say which event type: pattern knowledge as data, and the matcher that finds it in a tree."""

from dragoman.patterns.book import Pattern
from dragoman.patterns.match import Attempt, Match, Patterns, open_patterns

__all__ = ["Attempt", "Match", "Pattern", "Patterns", "open_patterns"]
