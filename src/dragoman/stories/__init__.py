"""Many articles to stories: what is told several times, by whom, from how many origins, and who says that it is not so."""

from dragoman.stories.events import (
    EventKey,
    Telling,
    ToldEvent,
    contested_claims,
    event_key,
    group_events,
    side_of,
)
from dragoman.stories.grouping import Judgement, Story, group_stories
from dragoman.stories.origins import Origin
from dragoman.stories.positions import Position, positions

__all__ = [
    "EventKey",
    "Judgement",
    "Origin",
    "Position",
    "Story",
    "Telling",
    "ToldEvent",
    "contested_claims",
    "event_key",
    "group_events",
    "group_stories",
    "positions",
    "side_of",
]
