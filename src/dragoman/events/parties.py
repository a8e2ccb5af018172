"""Who else takes part in an act: where the pattern finds a country on one side only, the language model is asked for the other.

A pattern knows where parties stand in the parse; the language model has seen how acts are told (`Sentence.parties`), and finds
the parties that stand elsewhere: in another clause, behind a noun, as the one whom "them" means. Each word that either names
gets the log odds that it is an actor, and a recipient, from a logistic regression on both their words; `parties.toml` holds the
weights, `training/parties.py` fits them to marked sentences that the model has not learned from.

What the pattern finds stays: on our own check sentences and on PLV the likeliest parties of both together were no better than
its own where these have a country, and acts of which it finds nobody are mostly none.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

from dragoman.language.tree import Tree
from dragoman.patterns.match import Match
from dragoman.records import Party

NOBODY = (0.0, 0.0)
# The log odds of chances are kept within those of one in a hundred.
DOUBT = 0.01

Features = dict[str, float]
Told = Mapping[int, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Weights:
    """What `parties.toml` says: the weights of the features of a side, and the least chance of a party of it."""

    actor: Mapping[str, float]
    recipient: Mapping[str, float]
    least_actor: float
    least_recipient: float


@lru_cache(maxsize=1)
def open_weights() -> Weights:
    """The weights that ship."""
    table = tomllib.loads(files("dragoman.events").joinpath("parties.toml").read_text(encoding="utf-8"))
    return Weights(table["actor"], table["recipient"], table["least"]["actor"], table["least"]["recipient"])


def told(tree: Tree, match: Match) -> Told | None:
    """Whom the language model names as the parties of a match: word to the chances that it is an actor, a recipient.

    None where it says nothing, because the reader gives no parties or no act in the words of the match.
    """
    sentence = tree.sentence
    if sentence.parties is None:
        return None
    acts = {act.token for act in sentence.acts or ()}
    word = next((t for t in (match.trigger, match.anchor, *match.words) if t in acts), None)
    return None if word is None else _parties_of(sentence.parties, word)


def _parties_of(parties: Iterable[Party], act: int) -> Told:
    return {party.token: (party.actor, party.recipient) for party in parties if party.act == act}


def named(tree: Tree, tokens: Iterable[int]) -> dict[int, int]:
    """The tokens by the first words of the names that they stand in."""
    found: dict[int, int] = {}
    for token in tokens:
        first = token
        while tree.is_a(first, "flat"):
            first = tree.head(first)
        found.setdefault(first, token)
    return found


def candidates(
    tree: Tree, match: Match, told: Told, is_actor: Callable[[int], bool]
) -> dict[int, tuple[int, Features]]:
    """The words that the pattern or the model names: the token that stands for each, and what is known of it."""
    actors, recipients = named(tree, match.actors), named(tree, match.recipients)
    likeliest = [max((chances[side] for chances in told.values()), default=0.0) for side in (0, 1)]
    found = {}
    for token in sorted({*told, *actors, *recipients}):
        known = is_actor(token)
        actor, recipient = (_log_odds(chance) for chance in told.get(token, NOBODY))
        features = {
            "actor": actor,
            "recipient": recipient,
            "below best actor": _log_odds(likeliest[0]) - actor,
            "below best recipient": _log_odds(likeliest[1]) - recipient,
            "known": float(known),
            "pronoun": float(tree.tag(token) == "PRON"),
            "name": float(tree.tag(token) == "PROPN"),
            "pattern has no actor": float(not actors),
            "pattern has no recipient": float(not recipients),
        }
        if token in actors:
            features |= {"pattern's actor": 1.0, "pattern's known actor": float(known)}
        if token in recipients:
            features |= {"pattern's recipient": 1.0, "pattern's known recipient": float(known)}
        found[token] = actors.get(token, recipients.get(token, token)), features
    return found


def _log_odds(chance: float) -> float:
    return math.log((chance + DOUBT) / (1 + DOUBT - chance))


def chance(weights: Mapping[str, float], features: Features) -> float:
    """The chance that a word with these features is a party of the side with these weights."""
    odds = weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + math.exp(-odds))


def completed(
    tree: Tree, match: Match, is_actor: Callable[[int], bool], countries: Callable[[Iterable[int]], frozenset[str]]
) -> Match:
    """The match with its likeliest parties on the side of which the pattern finds no country, where it finds one on the other."""
    has_actor, has_recipient = bool(countries(match.actors)), bool(countries(match.recipients))
    said = told(tree, match)
    if said is None or match.symmetric or has_actor == has_recipient:
        return match
    weights = open_weights()
    actors, recipients = [], []
    for token, features in candidates(tree, match, said, is_actor).values():
        as_actor, as_recipient = (chance(side, features) for side in (weights.actor, weights.recipient))
        if as_actor >= max(as_recipient, weights.least_actor):
            actors.append(token)
        elif as_recipient >= weights.least_recipient:
            recipients.append(token)
    if has_actor:
        return replace(match, recipients=tuple(token for token in recipients if token not in match.actors))
    return replace(match, actors=tuple(token for token in actors if token not in match.recipients))
