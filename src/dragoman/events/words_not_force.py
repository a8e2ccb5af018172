"""Whether a match of violence is force, criticism or only an idiom: "Warplanes attacked", "Sanders attacked Clinton".

Newspapers say "attack", "blast", "hit", "clash" of debates as readily as of battles. A word of this kind
(`patterns/knowledge/words_not_force.toml`) keeps its force when its clause shows a sign of it: a weapon, a victim, troops,
somebody armed on either side. Without one it is words when its object can only be attacked in words (a plan, a remark),
when its doer is somebody whose weapon is the word (a candidate, a senator, a newspaper), or when the clause
speaks of a debate or a speech. Criticism then becomes ACCUSE, and so does a quarrel of two named sides; what
is left ("Democrats fought for the bill") is no event.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from dragoman.language.tree import Tree
from dragoman.patterns.book import KNOWLEDGE, read_toml
from dragoman.patterns.match import Match
from dragoman.records import Actor


class Reading(Enum):
    """What a match of violence amounts to."""

    FORCE = "force"
    CRITICISM = "criticism"
    IDIOM = "idiom"


@dataclass(frozen=True, slots=True)
class Signs:
    """The words that tell force from words."""

    criticism: frozenset[str]
    quarrel: frozenset[str]
    idiom: frozenset[str]
    civil: frozenset[str]
    armed: frozenset[str]
    force: frozenset[str]
    speech: frozenset[str]
    views: frozenset[str]
    campaigning: frozenset[str]
    campaigners: frozenset[str]


def reading_of(tree: Tree, match: Match, doers: Sequence[Actor], recipients: Sequence[Actor]) -> Reading:
    """What a match of ASSAULT amounts to, given who takes part."""
    signs = open_signs()
    said = _said(tree, match)
    is_criticism, is_quarrel = bool(said & signs.criticism), bool(said & signs.quarrel)
    is_ambiguous = is_criticism or is_quarrel or bool(said & signs.idiom)
    if not is_ambiguous or not _is_in_words(tree, match, doers, recipients, signs):
        return Reading.FORCE
    if is_quarrel and not doers and not is_criticism:
        return Reading.IDIOM
    has_sides = bool(doers and recipients) or (match.symmetric and len(doers) > 1)
    if is_criticism and (doers or recipients):
        return Reading.CRITICISM
    return Reading.CRITICISM if is_quarrel and has_sides else Reading.IDIOM


def is_campaigning(tree: Tree, match: Match, doers: Sequence[Actor], recipients: Sequence[Actor]) -> bool:
    """Whether a match of PROTEST is a politician's rally: nobody is protested against, and no opposition protests."""
    signs = open_signs()
    if recipients or not doers or tree.lemma(match.trigger) not in signs.campaigning:
        return False
    return all(a.sectors[:1] and a.sectors[0] in signs.campaigners and "OPP" not in a.sectors for a in doers)


def _is_in_words(tree: Tree, match: Match, doers: Sequence[Actor], recipients: Sequence[Actor], signs: Signs) -> bool:
    have_words = bool(doers) and all(_is_civil(actor, signs) for actor in doers)
    sides = doers if have_words else (*doers, *recipients)  # whoever has only words may fight armed men with them
    if any(signs.armed.intersection(actor.sectors) for actor in sides):
        return False
    if _phrases(tree, _clause(tree, match)) & signs.force:
        return False
    if any(tree.lemma(token) in signs.views for token in _objects(tree, match)):
        return True
    if not doers and recipients and match.passive and _said(tree, match) & signs.quarrel:
        return all(_is_civil(actor, signs) for actor in recipients)
    return _are_people_of_words(doers, recipients, signs) or _is_in_a_speech(tree, match, doers, recipients, signs)


def _are_people_of_words(doers: Sequence[Actor], recipients: Sequence[Actor], signs: Signs) -> bool:
    """Whether the doers fight with words; officials do when it is against one who does."""
    if not doers:
        return False
    official = all(_is_civil(a, signs) or a.sectors[:1] == ("GOV",) for a in doers)
    against_civil = bool(recipients) and all(_is_civil(a, signs) for a in recipients)
    return all(_is_civil(a, signs) for a in doers) or (official and against_civil)


def _is_in_a_speech(
    tree: Tree, match: Match, doers: Sequence[Actor], recipients: Sequence[Actor], signs: Signs
) -> bool:
    """Whether the clause speaks of a speech in which somebody attacks somebody, be it a state."""
    if not _phrases(tree, _clause(tree, match)) & signs.speech:
        return False
    is_against_civil = bool(recipients) and all(_is_civil(a, signs) for a in recipients)
    return is_against_civil or (bool(doers and recipients) and tree.tag(match.trigger) == "VERB")


def _is_civil(actor: Actor, signs: Signs) -> bool:
    """Whether somebody fights with words: by the first sector, or a person of whom nothing else is known."""
    return actor.sectors[0] in signs.civil if actor.sectors else actor.country is None


def _said(tree: Tree, match: Match) -> frozenset[str]:
    """The words that say the event, alone and together."""
    words = sorted(match.words)
    lemmas = [tree.lemma(token) for token in words]
    own = tree.lemma(match.trigger)
    particles = (f"{own} {tree.lemma(child)}" for child in tree.children(match.trigger, "compound:prt", "advmod"))
    return frozenset((own, " ".join(lemmas), *particles, *map(" ".join, itertools.pairwise(lemmas))))


def _clause(tree: Tree, match: Match) -> list[int]:
    """The clause of the event without the words that say it.

    What is reported or added in other clauses is left out, and so is the reason of a reproach: "for not arming the
    rebels", "over the bombing".
    """
    head = match.anchor
    while tree.tag(head) not in ("VERB", "AUX") and tree.head(head) >= 0:
        head = tree.head(head)
    own = set(match.words)
    found, pending = [], [head]
    while pending:
        token = pending.pop()
        found.append(token)
        pending.extend(c for c in tree.children(token) if not _is_aside(tree, c))
    return sorted(token for token in found if token not in own)


def _is_aside(tree: Tree, token: int) -> bool:
    if tree.is_a(token, "parataxis", "ccomp"):
        return True
    return tree.is_a(token, "obl", "advcl", "nmod") and tree.preposition(token) in ("for", "over", "about")


def _objects(tree: Tree, match: Match) -> list[int]:
    """What is attacked, as far as the parse says it at the trigger."""
    found = tree.children(match.trigger, "obj", "nsubj:pass")
    for child in tree.children(match.trigger, "nmod", "obl"):
        if tree.preposition(child) in ("on", "at", "against", "over", "for"):
            found.append(child)
    return [*found, *match.recipients]


def _phrases(tree: Tree, tokens: Iterable[int]) -> frozenset[str]:
    lemmas = [tree.lemma(token) for token in tokens]
    return frozenset((*lemmas, *map(" ".join, itertools.pairwise(lemmas))))


@lru_cache(maxsize=1)
def open_signs() -> Signs:
    """The signs that ship."""
    content = read_toml(KNOWLEDGE / "words_not_force.toml")
    return Signs(**{name: frozenset(content[name]) for name in Signs.__slots__})
