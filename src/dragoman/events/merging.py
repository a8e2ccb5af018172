"""One article, one record a proposition: mentions that say the same are merged, with all their evidence kept.

Two mentions are the same when they have the same type, modes, countries and main sectors that do not contradict each
other, days that overlap and places that can be one; an argument that one of them leaves out is filled from the other,
but one of the two arguments has to agree outright.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dragoman.records import Actor, Article, Event, Period, Place

OPEN = ("future", "hypothetical")
WIDE_PLACES = ("country", "region")


def merged(article: Article, events: Iterable[Event]) -> tuple[Event, ...]:
    """The events with repeated mentions merged into the first, in text order."""
    kept: list[Event] = []
    for event in events:
        for place, other in enumerate(kept):
            if is_same(other, event, article):
                kept[place] = _joined(other, event, article)
                break
        else:
            kept.append(event)
    return tuple(kept)


def is_same(one: Event, other: Event, article: Article) -> bool:
    """Whether two mentions of an article say the same proposition."""
    if one.type != other.type or (one.mode and other.mode and one.mode != other.mode):
        return False
    if any((flag in one.auxiliary) != (flag in other.auxiliary) for flag in OPEN):
        return False
    if ("negation" in one.auxiliary) != ("negation" in other.auxiliary) and one.factuality * other.factuality < 0:
        return False
    return (
        _are_same_people(one, other)
        and _have_common_days(one.when, other.when, article)
        and _can_be_one_place(one.where, other.where)
    )


def _are_same_people(one: Event, other: Event) -> bool:
    doers = _agreement(one.actors, other.actors)
    recipients = _agreement(one.recipients, other.recipients)
    if doers is False or recipients is False:
        return False
    return doers is True or (recipients is True and bool(one.recipients))


def _agreement(some: tuple[Actor, ...], others: tuple[Actor, ...]) -> bool | None:
    """True when two lists name the same, False when they contradict, None when one of them is empty."""
    if not some or not others:
        return True if not some and not others else None
    here, there = {a.country for a in some}, {a.country for a in others}
    if here != there:
        return False
    sectors, more = {s for a in some for s in a.sectors[:1]}, {s for a in others for s in a.sectors[:1]}
    if here == {None}:
        return bool({a.name for a in some} & {a.name for a in others})
    return not sectors or not more or bool(sectors & more)


def _have_common_days(one: Period | None, other: Period | None, article: Article) -> bool:
    if one is None or other is None:
        return True
    if one.span is None or other.span is None:
        # a default of one mention does not contradict the other's own date, when that is recent
        stated = other if one.span is None else one
        return not (stated.first and article.published and (article.published.date() - stated.first).days > 31)
    if not (one.first and one.last and other.first and other.last):
        return True
    return one.first <= other.last and other.first <= one.last


def _can_be_one_place(one: Place | None, other: Place | None) -> bool:
    if one is None or other is None or one.name == other.name:
        return True
    if one.kind in WIDE_PLACES or other.kind in WIDE_PLACES:
        return one.country == other.country or not (one.country and other.country)
    return one.kind != other.kind and one.country == other.country


def _joined(first: Event, more: Event, article: Article) -> Event:
    """The first mention with what the other adds; the stronger commitment of the author counts."""
    surer = more if abs(more.factuality) > abs(first.factuality) else first
    return replace(
        first,
        mode=first.mode or more.mode,
        score=first.score if first.mode or not more.mode else more.score,
        cameo=first.cameo if first.mode or not more.mode else more.cameo,
        contexts=first.contexts + tuple(c for c in more.contexts if c not in first.contexts),
        actors=first.actors or more.actors,
        recipients=first.recipients or more.recipients,
        when=_better_period(first.when, more.when),
        where=_better_place(first.where, more.where),
        auxiliary=surer.auxiliary,
        factuality=surer.factuality,
        confidence=max(first.confidence, more.confidence),
        evidence=first.evidence + tuple(span for span in more.evidence if span not in first.evidence),
    )


def _better_period(one: Period | None, other: Period | None) -> Period | None:
    if one is None or (other is not None and one.span is None and other.span is not None):
        return other
    return one


def _better_place(one: Place | None, other: Place | None) -> Place | None:
    if one is None or (other is not None and one.kind in WIDE_PLACES and other.kind not in WIDE_PLACES):
        return other
    return one
