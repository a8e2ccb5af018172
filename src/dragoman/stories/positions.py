"""Who says that an event is so, who says that it is not, and since when."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from dragoman.records import Claim, Coded, Stance
from dragoman.stories.events import ToldEvent

OWN_VOICE = ("publisher", "author")


@dataclass(frozen=True, slots=True)
class Position:
    """What one party says about an event: since when, in which articles."""

    who: str
    code: str
    is_so: bool
    since: date | None
    articles: tuple[str, ...]


def positions(event: ToldEvent) -> tuple[Position, ...]:
    """The position of everyone who asserts or denies the event, in order of time; one who says both has two."""
    said: dict[tuple[str, str, bool], list[tuple[date | None, str]]] = defaultdict(list)
    for telling in event.tellings:
        article = telling.coded.article
        for claim in telling.claims:
            if claim.stance in (Stance.ASSERTED, Stance.DENIED):
                who, code = speaker(telling.coded, claim)
                day = article.published.date() if article.published else None
                said[who, code, claim.polarity == "positive"].append((day, article.id))
    found = [
        Position(
            who,
            code,
            is_so,
            min((day for day, _ in places if day is not None), default=None),
            tuple(dict.fromkeys(article for _, article in places)),
        )
        for (who, code, is_so), places in said.items()
    ]
    return tuple(sorted(found, key=lambda p: (str(p.since or "9"), not p.is_so, p.who)))


def speaker(coded: Coded, claim: Claim) -> tuple[str, str]:
    """Who says it, by name and code; the paper where the author speaks."""
    if not claim.sources or claim.sources[-1].kind in OWN_VOICE:
        return coded.article.publisher or "the author", ""
    return claim.sources[-1].actor.name, claim.sources[-1].actor.code


def is_disputed(found: tuple[Position, ...]) -> bool:
    """Whether one says so and another says not."""
    so, not_so = ({p.who for p in found if p.is_so is side} for side in (True, False))
    return bool(so and not_so and so != not_so)
