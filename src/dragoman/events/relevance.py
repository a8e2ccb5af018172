"""How likely a match is a political event, learned: by the words around it, the kind of event and who takes part.

Two layers, both linear. Every word has a weight and a score in `relevance_words.tsv` (high: political); a text's topic
is the weighted mean of its words, so that a word that no training text held still speaks, as its score comes from words
of like meaning. `relevance.toml` weighs the topic of the sentence, of its neighbours and of the article together with
what is known of the match. `training/noise.py` makes both files, `relevance.md` is their model card.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from dragoman.language.tree import Tree
from dragoman.records import Actor

CONTENT_TAGS = frozenset(("NOUN", "VERB", "ADJ", "ADV", "PROPN"))
# Weight of words that say nothing, given to every text: a short one has to say more to be believed.
IDLE_WEIGHT = 8.0
MOST_ODDS = 4.0
# From so many sentences on an article has a topic of its own.
ARTICLE_SENTENCES = 4
POLITICAL_SECTORS = frozenset(["GOV", "MIL", "REB", "LEG", "PTY", "OPP", "SPY", "PRM", "UAF", "JUD", "PRE", "ELI"])
PUBLIC_SECTORS = frozenset(["JRN", "CVL", "SOC", "REL", "REF", "LAB", "EDU", "MED"])
STATELESS = frozenset(["IGO", "UNO", "EUR", "NGO", "ISM", "IMG"])


@dataclass(frozen=True, slots=True)
class Weighed:
    """The sum of a text's word weights, and of weights times scores: sums of parts are the sums of the whole."""

    weight: float = 0.0
    score: float = 0.0

    def __add__(self, other: Weighed) -> Weighed:
        return Weighed(self.weight + other.weight, self.score + other.score)


@dataclass(frozen=True, slots=True)
class Relevance:
    """The learned weights: of words, and of what is known of a match."""

    words: Mapping[str, tuple[float, float]]
    bias: float
    coefficients: Mapping[str, float]

    def weigh(self, lemmas: Iterable[str], tags: Iterable[str]) -> Weighed:
        """What a sentence's words weigh and score."""
        weight = score = 0.0
        for lemma, tag in zip(lemmas, tags, strict=True):
            found = self.words.get(lemma.lower()) if tag in CONTENT_TAGS else None
            if found is not None:
                weight += found[0]
                score += found[0] * found[1]
        return Weighed(weight, score)

    def topic(self, weighed: Weighed) -> float:
        """How political a text's words are: above 0 more than not."""
        return weighed.score / (weighed.weight + IDLE_WEIGHT) + self.bias

    def probability(self, features: Mapping[str, float]) -> float:
        """The probability that a match with these features is a political event."""
        known = sum(self.coefficients.get(name, 0.0) * value for name, value in features.items())
        return 1.0 / (1.0 + math.exp(-(known + self.coefficients["always"])))


@dataclass(frozen=True, slots=True)
class Topics:
    """The topic of each sentence, of it with its neighbours, and of the whole article."""

    sentences: tuple[float, ...]
    surroundings: tuple[float, ...]
    article: float

    def features(self, sentence: int) -> dict[str, float]:
        """What the words say about a sentence's matches."""
        is_long = len(self.sentences) >= ARTICLE_SENTENCES
        return {
            "sentence": self.sentences[sentence],
            "surroundings": self.surroundings[sentence],
            "article": self.article,
            "alone": float(len(self.sentences) == 1),
            "article against": min(self.article, 0.0) if is_long else 0.0,
        }


def topics_of(trees: Sequence[Tree]) -> Topics:
    """The topics of an article's sentences."""
    return topics_of_words([(tree.sentence.lemmas, tree.sentence.tags) for tree in trees])


def topics_of_words(sentences: Sequence[tuple[Sequence[str], Sequence[str]]]) -> Topics:
    """The topics of sentences that are given as lemmas and tags."""
    model = open_relevance()
    weighed = [model.weigh(lemmas, tags) for lemmas, tags in sentences]
    around = [sum(weighed[max(0, n - 1) : n + 2], Weighed()) for n in range(len(weighed))]
    return Topics(
        tuple(model.topic(one) for one in weighed),
        tuple(model.topic(one) for one in around),
        model.topic(sum(weighed, Weighed())),
    )


def chance_features(chance: float | None) -> dict[str, float]:
    """What the language model says: the log odds of the act, at most 4 either way; nothing where it gives no chance."""
    if chance is None:
        return {}
    sure = min(max(chance, 1e-6), 1 - 1e-6)
    return {"chance": min(max(math.log(sure / (1 - sure)), -MOST_ODDS), MOST_ODDS)}


def match_features(kind: str, doers: Sequence[str], recipients: Sequence[str], is_between: bool) -> dict[str, float]:
    """What the kind of event and the codes of its parties say."""
    parties = (*doers, *recipients)
    return {
        kind: 1.0,
        "between states": float(is_between),
        "political doer": float(any(_is_of(code, POLITICAL_SECTORS) for code in doers)),
        "political recipient": float(any(_is_of(code, POLITICAL_SECTORS) for code in recipients)),
        "public recipient": float(any(_is_of(code, PUBLIC_SECTORS) for code in recipients)),
        "bare state": float(any("." not in code and code not in STATELESS for code in parties)),
        "stateless body": float(any(code.partition(".")[0] in STATELESS for code in parties)),
        "business": float(any(_is_of(code, frozenset(("BUS",))) or code.startswith("MNC") for code in parties)),
        "police doer": float(any(_is_of(code, frozenset(("COP",))) for code in doers)),
    }


def _is_of(code: str, sectors: frozenset[str]) -> bool:
    return not sectors.isdisjoint(code.split(".")[1:])


def codes_of(actors: Iterable[Actor]) -> tuple[str, ...]:
    """The codes of actors, as `match_features` takes them."""
    return tuple(actor.code for actor in actors)


@lru_cache(maxsize=1)
def open_relevance() -> Relevance:
    """The learned weights that ship."""
    folder = files("dragoman.events")
    table = tomllib.loads(folder.joinpath("relevance.toml").read_text(encoding="utf-8"))
    rows = (
        line.split("\t") for line in folder.joinpath("relevance_words.tsv").read_text(encoding="utf-8").splitlines()
    )
    words = {word: (int(weight) / 100, int(score) / 100) for word, weight, score in rows}
    return Relevance(words, float(table["bias"]), {name: float(value) for name, value in table["match"].items()})
