"""Until when a prediction, promise or threat should come true, and whether it can be scored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from dragoman.records import Article, Claim, Coded, Event, Period, Span, Stance, TimeExpression

FORWARD = (Stance.PREDICTED, Stance.PROMISED, Stance.THREATENED)
_DURATION = re.compile(r"^P(?:T)?(\d+|X)([HDWMY])$")
_DAYS = {"H": 1, "D": 1, "W": 7, "M": 30, "Y": 365}
# "within weeks" names no number; three of them is what readers take it for in news.
_A_FEW = 3
# A date after one of these is no end: "will run past tomorrow".
_NOT_A_DEADLINE = ("past", "after", "beyond", "since", "from")
_ENDS = re.compile(
    r"\b(?:before|by|within|until)\s+(?:the\s+)?(?:(?:end\s+of\s+the\s+)?(?:year|month|week)|spring|summer|autumn|winter)\b",
    re.IGNORECASE,
)
# Seasons begin on about the 20th of these months.
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_HORIZON = re.compile(
    r"\b(within|in|over|during|inside)\s+(the\s+)?(next|coming|a\s+matter\s+of|a)?\s*$", re.IGNORECASE
)


def deadline_of(article: Article, content: Sequence[Span], times: Sequence[TimeExpression]) -> Period | None:
    """The period by whose end the content should come true: the last date named in it that lies ahead, or a horizon."""
    published = article.published.date() if article.published else None
    inside = [time for time in times if any(span.covers(time.span) for span in content)]
    ahead = [
        time
        for time in inside
        if time.last is not None
        and (published is None or time.last >= published)
        and _word_before(article, time.span) not in _NOT_A_DEADLINE
    ]
    if ahead:
        return _until(article, max(ahead, key=lambda time: time.last or date.min), published)
    if published is None:
        return None
    horizons = [found for time in inside if (found := _horizon(article, time, published)) is not None]
    if not horizons:
        horizons = [found for span in content if (found := _season_end(article, span, published)) is not None]
    return max(horizons, key=lambda period: period.last or date.min, default=None)


def _word_before(article: Article, span: Span) -> str:
    words = article.characters(Span(max(0, span.start - 30), span.start, span.in_title)).lower().split()
    return words[-1] if words else ""


def _until(article: Article, time: TimeExpression, published: date | None) -> Period:
    """The days in which it should come true: up to a date ("by September": up to its first day), or within it."""
    first, last = time.first, time.last
    if published is not None and first is not None:
        if _word_before(article, time.span) in ("by", "before") and first > published:
            is_end = "end" in article.characters(time.span).lower().split()
            return Period(published, last if is_end else first, "day", time.span)
        first = max(first, published)
    return Period(first, last, "day", time.span)


def _season_end(article: Article, span: Span, published: date) -> Period | None:
    """Ends that name no date: "before the year ends", "before spring", "within the week"."""
    found = _ENDS.search(article.characters(span))
    if found is None:
        return None
    at = Span(span.start + found.start(), span.start + found.end(), span.in_title)
    words = found.group(0).lower().split()
    season = next((word for word in words if word in _SEASONS), None)
    if season is not None:
        month = _SEASONS[season]
        last = date(published.year + (published.month >= month), month, 20)
    elif "week" in words:
        last = published + timedelta(days=7)
    elif "month" in words:
        last = (published.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    else:
        last = date(published.year, 12, 31)
    return Period(published, last, "day", at)


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


def is_resolvable(event: Event | None, deadline: Period | None, names_somebody: bool = False) -> bool:
    """Whether a claim about the future can be scored: it says who, what and until when.

    Who is an actor of the event with a code, or, where no event was coded or its actor has none, anybody whom the
    content names.
    """
    if deadline is None or deadline.last is None:
        return False
    return names_somebody or (event is not None and any(actor.code for actor in event.actors))


def is_political(claim: Claim, coded: Coded) -> bool:
    """Whether a claim is about politics: about an event, or by or about an actor with a code, or with a day by which
    it should be so; the last two in an article with events.

    A recipe foresees that the soup will thicken; nobody will score it.
    """
    if claim.event is not None:
        return True
    if not coded.events:
        return False
    inner = claim.sources[-1] if claim.sources else None
    if claim.deadline is not None:
        return True
    if inner is not None and inner.kind not in ("publisher", "author", "document") and inner.actor.code:
        return True
    return any(
        mention.actor is not None and mention.actor.code and claim.content.covers(mention.span)
        for mention in coded.mentions
    )


def why_not_resolvable(claim: Claim) -> str:
    """What a claim about the future lacks to be scored; empty when it lacks nothing, or is none."""
    if claim.resolvable is not False:
        return ""
    if claim.stance is Stance.CONDITIONAL:
        return "hangs on a condition"
    if claim.deadline is None or claim.deadline.last is None:
        return "says no time by which it should be so"
    return "names nobody whose act could be found later"
