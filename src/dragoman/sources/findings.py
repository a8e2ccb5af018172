"""What a way in gives: an article with where its dates came from, or what became of a thing that is none.

Nothing is lost silently: whatever was given was accepted, truncated, quarantined or rejected, and the last three say
where (file or address, byte), at which stage, and why.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from dragoman.records import Article, Failure


class Outcome(StrEnum):
    """What became of a thing that was given."""

    ACCEPTED = "accepted"
    TRUNCATED = "truncated"  # a part of it was used
    QUARANTINED = "quarantined"  # it hung or crashed what read it, and is not tried again
    REJECTED = "rejected"  # it holds nothing that can be used
    POSTPONED = "postponed"  # its site could not be reached now: the next visit tries again


@dataclass(frozen=True, slots=True)
class Setback:
    """A thing that was not simply accepted: where it is, at which stage it failed, what became of it, and why.

    `offset` is the byte of the file, or the line of a table, where it begins; None where that means nothing.
    """

    where: str
    stage: str
    outcome: Outcome
    kind: str
    reason: str
    offset: int | None = None

    def __str__(self) -> str:
        place = self.where if self.offset is None else f"{self.where}, at {self.offset:,}"
        return f"{place}: {self.outcome} at {self.stage}: {self.reason}"

    def as_failure(self) -> Failure:
        """The same, as the record that takes the article's place."""
        place = self.where if self.offset is None else f"{self.where}@{self.offset}"
        return Failure(place, self.kind, str(self))

    def as_json(self) -> dict[str, Any]:
        """The same, as one JSON object."""
        return {
            "where": self.where,
            "offset": self.offset,
            "stage": self.stage,
            "outcome": self.outcome.value,
            "kind": self.kind,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Found:
    """An article with what is known about its coming: three kinds of date, each with where it came from.

    `published` is in the article. `dates_from` maps published and updated to the field that stated them ("page:
    article:published_time", "feed: pubDate"); a date that nobody states is None, never the time of fetching.
    `text_from` is page or feed. `setback` is there when only a part of the article could be had.
    """

    article: Article
    updated: datetime | None = None
    fetched: datetime | None = None
    dates_from: dict[str, str] = field(default_factory=dict)
    feed: str | None = None
    text_from: str = "page"
    setback: Setback | None = None


@dataclass(slots=True)
class Tally:
    """How many things were given and what became of them; they always add up."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    skipped: int = 0

    def count(self, item: Found | Setback) -> None:
        """Count one thing."""
        setback = item if isinstance(item, Setback) else item.setback
        self.outcomes[Outcome.ACCEPTED if setback is None else setback.outcome] += 1

    @property
    def given(self) -> int:
        """How many things were looked at."""
        return self.outcomes.total()

    def __str__(self) -> str:
        named = [outcome for outcome in Outcome if outcome is not Outcome.POSTPONED or self.outcomes[outcome]]
        parts = [f"{self.outcomes[outcome]:,} {outcome}" for outcome in named]
        return f"{self.given:,} given: {', '.join(parts)}"
