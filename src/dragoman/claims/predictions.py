"""Until when a prediction, promise or threat should come true, and whether it can be scored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from dragoman.records import Article, Event, Period, Span, Stance, TimeExpression

FORWARD = (Stance.PREDICTED, Stance.PROMISED, Stance.THREATENED)
_DURATION = re.compile(r"^P(?:T)?(\d+|X)([HDWMY])$")
_DAYS = {"H": 1, "D": 1, "W": 7, "M": 30, "Y": 365}
# "within weeks" names no number; three of them is what readers take it for in news.
_A_FEW = 3
_HORIZON = re.compile(
    r"\b(within|in|over|during|inside)\s+(the\s+)?(next|coming|a\s+matter\s+of|a)?\s*$", re.IGNORECASE
)


def deadline_of(article: Article, content: Sequence[Span], times: Sequence[TimeExpression]) -> Period | None:
    """The period by whose end the content should come true: the last date named in it that lies ahead, or a horizon."""
    published = article.published.date() if article.published else None
    inside = [time for time in times if any(span.covers(time.span) for span in content)]
    ahead = [time for time in inside if time.last is not None and (published is None or time.last >= published)]
    if ahead:
        chosen = max(ahead, key=lambda time: time.last or date.min)
        return Period(_start(chosen, published), chosen.last, "day", chosen.span)
    if published is None:
        return None
    horizons = [found for time in inside if (found := _horizon(article, time, published)) is not None]
    return max(horizons, key=lambda period: period.last or date.min, default=None)


def _start(time: TimeExpression, published: date | None) -> date | None:
    return time.first if published is None or time.first is None else max(time.first, published)


def _horizon(article: Article, time: TimeExpression, published: date) -> Period | None:
    """ "within three weeks": from the day of publication, as long as it says."""
    found = _DURATION.match(time.value)
    text = (article.title or "") if time.span.in_title else article.text
    before = text[max(0, time.span.start - 30) : time.span.start]
    words = article.characters(time.span).lower()
    if found is None or not (
        _HORIZON.search(before) or words.startswith(("within", "in ", "the next", "the coming", "next"))
    ):
        return None
    count = _A_FEW if found.group(1) == "X" else min(int(found.group(1)), 500)
    return Period(published, published + timedelta(days=count * _DAYS[found.group(2)]), "day", time.span)


def is_resolvable(event: Event | None, deadline: Period | None) -> bool:
    """Whether a claim about the future can be scored: it names an actor with a code, an event type and a deadline."""
    if event is None or deadline is None or deadline.last is None:
        return False
    return any(actor.code for actor in event.actors)
