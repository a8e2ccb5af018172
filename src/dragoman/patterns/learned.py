"""Acts that no pattern knows: the language model says which word names an act of which type, the slots are the usual ones.

Patterns know the words that somebody wrote down. The language model has seen how political acts are told, and gives every
word a chance for each event type (`Sentence.acts`). Where no pattern fits a word, none of that type forbids it, and the
model is sure, the word is a match of its own, with arguments from the slots that `knowledge/learned.toml` gives the type.
It has no mode, since only a pattern knows one. Where a pattern asks for little and the model all but rules out its type, the
type that the model is sure of stands instead; where it sees no act at all, the pattern is not believed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from dragoman.patterns.book import KNOWLEDGE, Pattern, read_toml
from dragoman.records import Sentence

# From this chance on a word is taken for an act that no pattern knows. Set by hand; `bench/acts.py` shows what it brings.
SURE = 0.55
# A pattern's type less likely than this gives way to another of at least that chance.
UNLIKELY, LIKELY = 0.3, 0.6
# A pattern of which this much and more stands in the text (`Match.rank`) is not given up.
FIRM = 4
# What a pattern finds is no act where the model sees hardly a chance of any, on its words and those beside them.
NO_ACT = 0.02


def chances(sentence: Sentence) -> Mapping[int, Mapping[str, float]]:
    """The chance of each event type for each word that may name an act."""
    found: dict[int, dict[str, float]] = {}
    for act in sentence.acts or ():
        found.setdefault(act.token, {})[act.type] = act.chance
    return found


@dataclass(frozen=True, slots=True)
class Learned:
    """What `learned.toml` says: for each event type the pattern of words that only the language model knows, and the words
    that only tell what somebody says.
    """

    patterns: Mapping[str, Pattern]
    said: frozenset[str]


@lru_cache(maxsize=1)
def open_learned() -> Learned:
    """The table that ships."""
    table = read_toml(KNOWLEDGE / "learned.toml")
    said = frozenset(table.pop("said"))
    found = {}
    for kind, slots in table.items():
        actor, recipient = (tuple(filter(None, slots[key].split("|"))) for key in ("actor", "recipient"))
        found[kind] = Pattern(f"{kind.lower()}/learned", kind, actor=actor, recipient=recipient)
    return Learned(found, said)
