"""Is it a political event at all? Sport, markets, culture, weather, plain crime and history use the same words.

The lexicon is `patterns/knowledge/noise.toml`: fields of life, each with strong words (one of them in a sentence is
enough) and weak ones (it takes two different), and the political words that speak against. A whole article can be noise
too: then only what passes between states in a sentence free of the field's words is kept.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from dragoman.language.tree import Tree
from dragoman.patterns.book import KNOWLEDGE, read_toml
from dragoman.patterns.match import Match


class Suspicion(Enum):
    """How much speaks against a match being a political event."""

    NONE = 0
    DOUBTFUL = 1
    NOISE = 2


@dataclass(frozen=True, slots=True)
class Field:
    """A field of life whose words are taken for politics. `spares` are event types that it never swallows."""

    name: str
    strong: frozenset[str]
    weak: frozenset[str]
    spares: frozenset[str]
    spares_states: bool
    article_share: float


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All fields, and the political words that speak against them."""

    fields: tuple[Field, ...]
    political: frozenset[str]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What each sentence, and the whole article, look like."""

    sentences: tuple[frozenset[str], ...]
    doubtful: tuple[frozenset[str], ...]
    article: frozenset[str]
    fields: dict[str, Field]

    def of(self, sentence: int, match: Match, is_between_states: bool) -> Suspicion:
        """Whether a match of the sentence is an event."""
        for name in self.sentences[sentence] | self.article:
            field = self.fields[name]
            if match.type in field.spares:
                continue
            in_sentence = name in self.sentences[sentence]
            if field.spares_states and is_between_states:
                continue
            if in_sentence or not (is_between_states and name not in self.doubtful[sentence]):
                return Suspicion.NOISE
        return Suspicion.DOUBTFUL if self.doubtful[sentence] else Suspicion.NONE


def judge(trees: Sequence[Tree]) -> Judgement:
    """What the sentences of an article, and all of it, are about besides politics."""
    lexicon = open_lexicon()
    bags = [_words(tree) for tree in trees]
    sentences = tuple(frozenset(f.name for f in lexicon.fields if is_about(bag, f, lexicon)) for bag in bags)
    doubtful = tuple(frozenset(f.name for f in lexicon.fields if bag & f.strong or bag & f.weak) for bag in bags)
    article = frozenset(f.name for f in lexicon.fields if _is_article_about(bags, f, lexicon))
    return Judgement(sentences, doubtful, article, {f.name: f for f in lexicon.fields})


def is_about(bag: frozenset[str], field: Field, lexicon: Lexicon) -> bool:
    """Whether a sentence is about a field: a strong word, or two weak ones, and no more politics than that."""
    strong, weak = len(bag & field.strong), len(bag & field.weak)
    return 2 * strong + weak >= 2 and 2 * strong + weak > len(bag & lexicon.political)


def _is_article_about(bags: Sequence[frozenset[str]], field: Field, lexicon: Lexicon) -> bool:
    """Whether a large share of the article's sentences are about a field; short texts are judged by sentence."""
    if len(bags) < 4:
        return False
    about = sum(1 for bag in bags if is_about(bag, field, lexicon))
    political = sum(1 for bag in bags if len(bag & lexicon.political) >= 2)
    return about >= 3 and about / len(bags) >= field.article_share and about > political


def _words(tree: Tree) -> frozenset[str]:
    """The sentence's lemmas and pairs of neighbours, so that the lexicon may hold "box office" and "world cup"."""
    lemmas = [lemma.lower() for lemma in tree.sentence.lemmas]
    words = [word.lower() for word in tree.sentence.words]
    pairs = (f"{one} {two}" for one, two in itertools.pairwise(lemmas))
    return frozenset((*lemmas, *words, *pairs))


@lru_cache(maxsize=1)
def open_lexicon() -> Lexicon:
    """The lexicon that ships."""
    content = read_toml(KNOWLEDGE / "noise.toml")
    fields = [
        Field(
            name,
            frozenset(table.get("strong", ())),
            frozenset(table.get("weak", ())),
            frozenset(table.get("spares", ())),
            bool(table.get("spares_states", False)),
            float(table.get("article_share", 0.3)),
        )
        for name, table in content["field"].items()
    ]
    return Lexicon(tuple(fields), frozenset(content["political"]))
