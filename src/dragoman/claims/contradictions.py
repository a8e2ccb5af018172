"""Which claims of an article contradict each other.

Two claims do when they commit to opposite things about one event, and when two sources put values to one event, or to
one toll, that exclude each other: how many, who did it, in which country, on which day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from dragoman.claims.nearness import SpanIndex
from dragoman.claims.tolls import Toll, tolls_of
from dragoman.language.tree import Tree
from dragoman.records import Actor, Claim, Event, Place, Stance

_COMMITTING = (Stance.ASSERTED, Stance.DENIED, Stance.PROMISED, Stance.THREATENED, Stance.PREDICTED)
# How far a source must commit to a value: who merely supposes one excludes none.
_SURE = 1.5
# Sentences apart, at most, for two numbers or two doers to be about one thing, where no event tells.
_NEAR = 6


def link_contradictions(
    claims: Sequence[Claim], events: Sequence[Event], trees: Sequence[Tree] = ()
) -> tuple[Claim, ...]:
    """The claims with `contradicts` filled, both ways, in the order of the claims.

    `trees` are the article's sentences; without them only polarity is compared.
    """
    order = {claim.id: number for number, claim in enumerate(claims)}
    against: dict[str, set[str]] = defaultdict(set)
    for one, other in [*_opposite(claims, events), *_exclusive(claims, events, trees)]:
        against[one.id].add(other.id)
        against[other.id].add(one.id)
    return tuple(
        replace(claim, contradicts=tuple(sorted(against[claim.id], key=order.__getitem__)))
        if against.get(claim.id)
        else claim
        for claim in claims
    )


def _opposite(claims: Sequence[Claim], events: Sequence[Event]) -> Iterator[tuple[Claim, Claim]]:
    """Claims that commit to opposite things about one event."""
    keys = {event.id: _key(event) for event in events}
    groups: dict[object, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.event in keys and claim.stance in _COMMITTING:
            groups[keys[claim.event]].append(claim)
    for group in groups.values():
        yield from ((one, other) for one, other in combinations(group, 2) if one.polarity != other.polarity)


def _key(event: Event) -> tuple[object, ...]:
    """What makes two events of an article the same proposition: type, who, whom, and the day where it is known."""
    day = None if event.when is None else (event.when.first, event.when.last)
    return event.type, _names(event.actors), _names(event.recipients), day


def _names(actors: Sequence[Actor]) -> frozenset[str]:
    return frozenset(actor.code or actor.name for actor in actors)


@dataclass(frozen=True, slots=True)
class _Value:
    """A claim that asserts something of a thing: its event or its toll, the sentence, and the words for the thing."""

    claim: Claim
    sentence: int
    event: Event | None
    toll: Toll | None
    thing: str


def _exclusive(
    claims: Sequence[Claim], events: Sequence[Event], trees: Sequence[Tree]
) -> Iterator[tuple[Claim, Claim]]:
    """Claims of two sources whose values exclude each other."""
    values = list(_values(claims, {event.id: event for event in events}, trees))
    for one, other in _pairs(values):
        if not _two_sources(one.claim, other.claim):
            continue
        if one.toll is not None and other.toll is not None:
            if one.toll.excludes(other.toll) and not _apart(one.event, other.event):
                yield one.claim, other.claim
        elif one.toll is None and other.toll is None and _is_rival(one, other):
            yield one.claim, other.claim


def _pairs(values: Sequence[_Value]) -> Iterator[tuple[_Value, _Value]]:
    """Values that stand near each other; those after one are asked only as long as they do."""
    for number, one in enumerate(values):
        after = number + 1
        while after < len(values) and values[after].sentence <= one.sentence + _NEAR:
            yield one, values[after]
            after += 1


def _two_sources(one: Claim, other: Claim) -> bool:
    names = [claim.sources[-1].actor.code or claim.sources[-1].actor.name for claim in (one, other) if claim.sources]
    return len(names) == 2 and names[0] != names[1]


def _values(claims: Sequence[Claim], events: dict[str, Event], trees: Sequence[Tree]) -> Iterator[_Value]:
    """What sources are sure of, in the order of the sentences."""
    contents = SpanIndex([claim.content] for claim in claims)
    by_sentence: dict[int, list[tuple[Claim, Event]]] = defaultdict(list)
    for claim in claims:
        if claim.event in events and _asserts(claim):
            event = events[claim.event]
            by_sentence[event.sentence].append((claim, event))
    for number, tree in enumerate(trees):
        for toll in tolls_of(tree):
            around = [claims[near] for near in contents.near(toll.at) if claims[near].content.covers(toll.at)]
            inner = min(around, key=lambda c: (c.content.end - c.content.start, -len(c.sources)), default=None)
            if inner is not None and _asserts(inner):
                yield _Value(inner, number, events.get(inner.event or ""), toll, "")
        for claim, event in by_sentence.get(number, ()):
            yield from (_Value(claim, number, event, None, thing) for thing in _things(tree, event))


def _asserts(claim: Claim) -> bool:
    return claim.stance is Stance.ASSERTED and claim.polarity == "positive" and claim.factuality >= _SURE


def _things(tree: Tree, event: Event) -> list[str]:
    """The common nouns for what the event was done to: "the hospital" of "shelled the hospital"."""
    inside = [t for t in range(len(tree)) if event.trigger.covers(tree.span(t))]
    found = []
    for token in inside:
        for child in tree.children(token, "obj", "nsubj:pass"):
            if tree.tag(child) == "NOUN" and any(tree.lemma(c) == "the" for c in tree.children(child, "det")):
                found.append(tree.lemma(child))
    return found


def _is_rival(one: _Value, other: _Value) -> bool:
    """Whether two tellings are of one thing, and name another doer, country or day for it."""
    left, right = one.event, other.event
    if left is None or right is None or left.type != right.type or one.thing != other.thing:
        return False
    doers = _names(left.actors), _names(right.actors)
    same_doers = not doers[0] or not doers[1] or bool(doers[0] & doers[1])
    if not same_doers:
        return not _apart(left, right) and not _on_one_side(left.actors, right.actors)
    return _apart(left, right)


def _on_one_side(some: Sequence[Actor], others: Sequence[Actor]) -> bool:
    """Whether two sets of doers may be one: "Russia" and "the Russian air force", or somebody without a country."""
    countries = {actor.country for actor in some}, {actor.country for actor in others}
    return None in countries[0] | countries[1] or bool(countries[0] & countries[1])


def _apart(one: Event | None, other: Event | None) -> bool:
    """Whether two events are told of different places or different days."""
    if one is None or other is None or one.id == other.id:
        return False
    if _elsewhere(one.where, other.where):
        return True
    first, second = one.when, other.when
    if first is None or second is None or first.span is None or second.span is None:
        return False  # a day that no words name is a guess
    if not (first.first and first.last and second.first and second.last):
        return False
    return first.last < second.first or second.last < first.first


def _elsewhere(one: Place | None, other: Place | None) -> bool:
    """Whether two places cannot be one: different countries, or different cities."""
    if one is None or other is None or one.country is None or other.country is None:
        return False
    cities = one.kind == other.kind == "city" and one.geonames_id != other.geonames_id
    return one.country != other.country or cities
