"""Whom an act reaches that names no recipient: "agreed to send troops to Uganda", "refused a request from the UN".

The recipient then is the one foreign power inside what is done. Where there are two, or none, nobody is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from dragoman.language.tree import Tree
from dragoman.patterns.match import Match
from dragoman.records import Actor, Place

# Types that reach somebody by what they grant, refuse, take or send.
REACHING = frozenset(("ACCUSE", "AGREE", "AID", "CONCEDE", "MOBILIZE", "REJECT", "THREATEN"))
# What stands inside the thing done. Clauses of time, cause and condition stand beside it.
INSIDE = ("obj", "iobj", "xcomp", "nmod", "nmod:poss", "amod", "compound", "obl", "acl", "appos")
# Prepositions that say on what ground, when, by whom told or where the act took place.
BESIDE = frozenset(
    ["after", "amid", "as", "at", "before", "by", "despite", "during", "following", "in", "like", "since", "under"]
)
ALL_SURE = 0.6
# Types in which soldiers of the doers are what is sent or withdrawn, not who bears it.
SENDING = frozenset(("AGREE", "AID", "MOBILIZE"))


def without_own_soldiers(kind: str, doers: tuple[Actor, ...], recipients: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """The recipients without the doers' own troops: "agreed to withdraw its soldiers", "sent troops"."""
    own = {actor.country for actor in doers} | {None}
    if kind not in SENDING or own == {None}:
        return recipients
    return tuple(r for r in recipients if not (r.sectors[:1] == ("MIL",) and r.country in own))


def reached(
    tree: Tree,
    match: Match,
    doers: tuple[Actor, ...],
    at: Callable[[int], tuple[Actor, ...]],
    place: Callable[[int], Place | None],
) -> tuple[Actor, ...]:
    """The one foreign country or body inside what is done, as recipient; () where it is not plain."""
    own = {actor.country for actor in doers}
    found: dict[str, Actor] = {}
    if len(own - {None}) != 1:
        return ()
    for token in _inside(tree, match):
        for actor in at(token):
            if actor.country and actor.country not in own:
                found.setdefault(actor.country, actor)
        where = place(token)
        if where is not None and where.country and where.country not in own and not at(token):
            state = Actor(where.country, where.name, where.country, cameo=where.country, span=where.span)
            found.setdefault(where.country, state)
    if len(found) != 1:
        return ()
    return tuple(replace(actor, confidence=round(actor.confidence * ALL_SURE, 3)) for actor in found.values())


def _inside(tree: Tree, match: Match) -> Iterator[int]:
    done = {*match.actors}
    # With each token whether it lies in an object or infinitive: a place in there is part of what is done.
    waiting = [(match.anchor, False), (match.trigger, False)]
    while waiting:
        head, is_deep = waiting.pop()
        if head in done:
            continue
        done.add(head)
        if head not in (match.anchor, match.trigger):
            yield head
        for child in tree.children(head, *INSIDE):
            if is_deep or tree.preposition(child).split(" ")[0] not in BESIDE:
                waiting.append((child, is_deep or tree.is_a(child, "obj", "iobj", "xcomp", "acl")))
        if tree.tag(head) in ("NOUN", "PROPN"):
            waiting.extend((child, is_deep) for child in tree.children(head, "conj"))
