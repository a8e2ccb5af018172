"""Which claims of an article contradict each other: the same event said to be so and said not to be so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from dragoman.records import Actor, Claim, Event, Stance

_COMMITTING = (Stance.ASSERTED, Stance.DENIED, Stance.PROMISED, Stance.THREATENED, Stance.PREDICTED)


def link_contradictions(claims: Sequence[Claim], events: Sequence[Event]) -> tuple[Claim, ...]:
    """The claims with `contradicts` filled, both ways, for those that commit to opposite things about one event."""
    keys = {event.id: _key(event) for event in events}
    groups: dict[object, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.event in keys and claim.stance in _COMMITTING:
            groups[keys[claim.event]].append(claim)
    against: dict[str, list[str]] = defaultdict(list)
    for group in groups.values():
        for claim in group:
            against[claim.id] += [other.id for other in group if other.polarity != claim.polarity]
    return tuple(
        replace(claim, contradicts=tuple(against[claim.id])) if against.get(claim.id) else claim for claim in claims
    )


def _key(event: Event) -> tuple[object, ...]:
    """What makes two events of an article the same proposition: type, who, whom, and the day where it is known."""
    day = None if event.when is None else (event.when.first, event.when.last)
    return event.type, _names(event.actors), _names(event.recipients), day


def _names(actors: Sequence[Actor]) -> frozenset[str]:
    return frozenset(actor.code or actor.name for actor in actors)
