"""Matches, actors, dates and places into events: propositions with who, what, whom, when and where."""

from dragoman.events.reading import read_events

__all__ = ["read_events"]
