"""Whom an act reaches that names no recipient: "agreed to send troops to Uganda", "refused a request from the UN".

The recipient then is the foreign power that stands nearest inside what is done. Where two stand as near, or none does,
nobody is; those who are named together (X, Y and Z) count as one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from dragoman.language.tree import Tree
from dragoman.patterns.match import Match
from dragoman.records import Actor, Place

# Types that reach somebody by what they grant, refuse, take or send.
REACHING = frozenset(
    [
        "ACCUSE",
        "AGREE",
        "AID",
        "COERCE",
        "CONCEDE",
        "MOBILIZE",
        "PROTEST",
        "REJECT",
        "REQUEST",
        "RETREAT",
        "SANCTION",
        "THREATEN",
    ]
)
# Types whose act is often told by a clause: "said it would withdraw from", "began an inquiry into whether".
TOLD = frozenset(("ACCUSE", "AGREE", "CONCEDE", "REJECT", "THREATEN"))
# Types whose act is for somebody whom its purpose names: "sent money to rebuild schools in Syria".
PURPOSEFUL = frozenset(("AGREE", "AID", "CONCEDE", "MOBILIZE"))
# What stands inside the thing done. Clauses of time, cause and condition stand beside it.
INSIDE = ("obj", "iobj", "xcomp", "nmod", "nmod:poss", "amod", "compound", "obl", "acl", "appos")
# Prepositions that say on what ground, when, by whom told or where the act took place.
BESIDE = frozenset(
    [
        "according",
        "after",
        "amid",
        "as",
        "at",
        "before",
        "by",
        "despite",
        "during",
        "following",
        "in",
        "like",
        "since",
        "under",
    ]
)
# Prepositions that say against whom people protest.
PROTESTED = frozenset(("against", "outside", "over", ""))
ALL_SURE = 0.6
# A name that may as well be another place's ("Gulf") says of no state that it is meant.
PLAIN_PLACE = 0.6
# What is called after the town in which it was made.
PACTS = frozenset(
    [
        "accord", "agreement", "deal", "pact", "treaty", "protocol", "convention", "declaration", "process", "plan", "map",
        "conference", "summit", "talk", "communique", "formula", "memorandum", "consensus", "principle", "format", "round",
    ]
)  # fmt: skip
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
    if len(own - {None}) != 1:
        return ()
    found: dict[str, Actor] = {}
    where: list[int] = []
    depth = 0
    for token, level in _inside(tree, match):
        if names_pact(tree, token, place):
            continue
        if found and level > depth and tree.first_conjunct(token) not in where:
            continue
        actors = tuple(a for a in at(token) if a.country and a.country not in own) or _state(tree, token, own, place)
        for actor in actors:
            found.setdefault(str(actor.country), actor)
            where.append(tree.first_conjunct(token))
            depth = max(depth, level)
    if len(found) > 1 and len(set(where)) > 1:
        return ()
    if not found:
        found = {str(a.country): a for t in _above(tree, match) for a in at(t) if a.country and a.country not in own}
        if len(found) > 1:
            return ()
    return tuple(replace(actor, confidence=round(actor.confidence * ALL_SURE, 3)) for actor in found.values())


def names_pact(tree: Tree, token: int, place: Callable[[int], Place | None]) -> bool:
    """Whether a town only gives a pact or a conference its name: "the Paris climate accord"."""
    if not tree.is_a(token, "compound", "amod", "nmod:desc") or tree.lemma(tree.head(token)) not in PACTS:
        return False
    where = place(token)
    return where is not None and where.kind == "city"


def _above(tree: Tree, match: Match) -> list[int]:
    """Who is done to or spoken to in the clause that a participle goes with: "Threatening tariffs, Oslo told Rome to"."""
    head = tree.head(match.anchor)
    if head < 0 or not tree.is_a(match.anchor, "advcl") or tree.sentence.xpos[match.anchor] != "VBG":
        return []
    if tree.child(match.anchor, "mark", "case", "nsubj") is not None:
        return []
    return tree.children(head, "obj", "iobj")


def _state(tree: Tree, token: int, own: set[str | None], place: Callable[[int], Place | None]) -> tuple[Actor, ...]:
    """The foreign state in which the place lies that the token names."""
    where = place(token)
    if where is None or not where.country or where.country in own or where.confidence < PLAIN_PLACE:
        return ()
    return (Actor(where.country, where.name, where.country, cameo=where.country, span=where.span),)


def _inside(tree: Tree, match: Match) -> Iterator[tuple[int, int]]:
    """The tokens inside what is done, with how deep in it each stands; the shallowest first."""
    done = {*match.actors}
    # With each token whether it lies in an object or infinitive: a place in there is part of what is done.
    level, waiting = 0, [(match.anchor, False), (match.trigger, False)]
    while waiting:
        deeper: list[tuple[int, bool]] = []
        for head, is_deep in waiting:
            if head in done:
                continue
            done.add(head)
            if head not in (match.anchor, match.trigger):
                yield head, level
            inside = (*INSIDE, "ccomp") if match.type in TOLD else INSIDE
            for child in tree.children(head, *inside):
                preposition = tree.preposition(child).split(" ")[0]
                if match.type == "PROTEST" and not is_deep and preposition not in PROTESTED:
                    continue
                if is_deep or preposition not in BESIDE:
                    deeper.append((child, is_deep or tree.is_a(child, "obj", "iobj", "xcomp", "ccomp", "acl")))
            if match.type in PURPOSEFUL:
                deeper += [(c, True) for c in tree.children(head, "advcl") if tree.preposition(c) in ("to", "for")]
            if tree.tag(head) in ("NOUN", "PROPN"):
                deeper += [(child, is_deep) for child in tree.children(head, "conj")]
        level, waiting = level + 1, deeper
