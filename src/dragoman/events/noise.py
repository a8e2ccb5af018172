"""Is it a political event at all? Sport, markets, culture, weather, plain crime and history use the same words.

The lexicon is `patterns/knowledge/noise.toml`: fields of life, each with strong words (one of them in a sentence is
enough) and weak ones (it takes two different), and the political words that speak against. A whole article can be
noise too, by the share of its sentences or by all its words together: then only what passes between states in a
sentence free of the field's words is kept, and nothing of its title.

A word list knows only the words that somebody thought of. What it says is therefore one voice among others in a learned
decision (`relevance.py`) that also hears the topic of all words, the kind of event and who takes part.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from dragoman.events.relevance import Topics, chance_features, codes_of, match_features, open_relevance, topics_of
from dragoman.language.tree import Tree
from dragoman.patterns.book import KNOWLEDGE, read_toml
from dragoman.patterns.match import Match
from dragoman.records import Actor

# A year this long before the article counts as a word of the past: `LONG_AGO` in the lexicon.
LONG_PAST = 40
LONG_AGO = "(long ago)"
# All the article's words together: so many different strong ones, so much weight, and so many times the politics.
ARTICLE_STRONG = 2
ARTICLE_WEIGHT = 6
ARTICLE_LEAD = 1.5
# A political word weighs as much as a strong word of a field.
POLITICAL_WEIGHT = 2
# Below this probability a match is no political event: in an article, and in a sentence that stands alone, of which less
# is known. Alone, 0.05 keeps 0.007 more of the types of the PLV development sentences and codes a third more of our
# sentences without politics, 0.2 loses 0.015; in articles, 0.25 codes half as many more of those without politics.
LEAST_PROBABLE = 0.4
LEAST_PROBABLE_ALONE = 0.12
# What the word lists call noise has to be as probable as this to be believed all the same.
DESPITE_WORDS = 0.9
# Below this one it is doubtful: kept, with less confidence.
PROBABLE = 0.4
# More political words than this say no more.
MOST_POLITICAL = 3
_YEAR = re.compile(r"1\d{3}|20\d\d")


class Suspicion(Enum):
    """How much speaks against a match being a political event."""

    NONE = 0
    DOUBTFUL = 1
    NOISE = 2


@dataclass(frozen=True, slots=True)
class Field:
    """A field of life whose words are taken for politics. `spares` are event types that it never swallows.

    `genre` and `faint` say as much as strong and weak words, but only of a whole article: a grocer may be in any war.
    """

    name: str
    strong: frozenset[str]
    weak: frozenset[str]
    genre: frozenset[str]
    faint: frozenset[str]
    spares: frozenset[str]
    spares_states: bool
    article_share: float

    @property
    def all_words(self) -> frozenset[str]:
        """Every word of the field, however little it says."""
        return self.strong | self.weak | self.genre | self.faint

    def has_any(self, bag: frozenset[str]) -> bool:
        """Whether any word of the field is in the bag."""
        return not all(map(bag.isdisjoint, (self.strong, self.weak, self.genre, self.faint)))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All fields, and the political words that speak against them."""

    fields: tuple[Field, ...]
    political: frozenset[str]
    vocabulary: frozenset[str]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What each sentence, and the whole article, look like: sentences of a field, and those that only touch on it."""

    sentences: tuple[frozenset[str], ...]
    doubtful: tuple[frozenset[str], ...]
    touching: tuple[frozenset[str], ...]
    article: frozenset[str]
    fields: dict[str, Field]
    titles: frozenset[int]
    political: tuple[int, ...]
    topics: Topics
    is_alone: bool

    def of(
        self, sentence: int, match: Match, doers: Sequence[Actor], recipients: Sequence[Actor], is_between_states: bool
    ) -> Suspicion:
        """Whether a match of the sentence, with these parties, is an event."""
        features = self.features(sentence, match, codes_of(doers), codes_of(recipients), is_between_states)
        probability = open_relevance().probability(features)
        least = LEAST_PROBABLE_ALONE if self.is_alone else LEAST_PROBABLE
        if features["noise by words"]:
            least = DESPITE_WORDS
        if probability < least:
            return Suspicion.NOISE
        return Suspicion.DOUBTFUL if probability < PROBABLE or self.doubtful[sentence] else Suspicion.NONE

    def features(
        self, sentence: int, match: Match, doers: Sequence[str], recipients: Sequence[str], is_between_states: bool
    ) -> dict[str, float]:
        """All that is known of a match with parties of these codes, by the names of the learned weights."""
        verdict = self.of_words(sentence, match, is_between_states)
        return {
            **self.topics.features(sentence),
            **match_features(match.type, doers, recipients, is_between_states),
            **chance_features(match.chance),
            "political words": float(self.political[sentence]),
            "noise by words": float(verdict is Suspicion.NOISE),
            "doubtful by words": float(verdict is Suspicion.DOUBTFUL),
        }

    def of_words(self, sentence: int, match: Match, is_between_states: bool) -> Suspicion:
        """What the word lists alone say."""
        for name in self.sentences[sentence] | self.article:
            field = self.fields[name]
            if match.type in field.spares:
                continue
            in_sentence = name in self.sentences[sentence]
            if field.spares_states and is_between_states:
                continue
            is_elsewhere = is_between_states and name not in self.touching[sentence] and sentence not in self.titles
            if in_sentence or not is_elsewhere:
                return Suspicion.NOISE
        return Suspicion.DOUBTFUL if self.doubtful[sentence] else Suspicion.NONE


def judge(trees: Sequence[Tree], year: int | None = None) -> Judgement:
    """What the sentences of an article, and all of it, are about besides politics; `year` is when it appeared."""
    lexicon = open_lexicon()
    bags = [_words(tree, year) & lexicon.vocabulary for tree in trees]
    said = frozenset[str]().union(*bags)
    near = [field for field in lexicon.fields if field.has_any(said)]
    sentences = tuple(frozenset(f.name for f in near if is_about(bag, f, lexicon)) for bag in bags)
    doubtful = tuple(frozenset(f.name for f in near if bag & f.strong or bag & f.weak) for bag in bags)
    touching = tuple(frozenset(f.name for f in near if f.has_any(bag)) for bag in bags)
    article = frozenset(f.name for f in near if _is_article_about(bags, f, lexicon))
    titles = frozenset(number for number, tree in enumerate(trees) if tree.sentence.span.in_title)
    political = tuple(min(len(bag & lexicon.political), MOST_POLITICAL) for bag in bags)
    fields = {f.name: f for f in lexicon.fields}
    is_alone = sum("VERB" in tree.sentence.tags for tree in trees) <= 1  # beside a dateline, at most
    return Judgement(sentences, doubtful, touching, article, fields, titles, political, topics_of(trees), is_alone)


def is_about(bag: frozenset[str], field: Field, lexicon: Lexicon) -> bool:
    """Whether a sentence is about a field: a strong word, or two weak ones, and more than twice the politics in it.

    A weak word inside a strong phrase says nothing more: "film festival" is no film and no festival besides.
    """
    strong = bag & field.strong
    inside = {word for phrase in strong if " " in phrase for word in phrase.split()}
    weight = 2 * len(strong) + len((bag & field.weak) - inside)
    return weight >= 2 and weight > POLITICAL_WEIGHT * len(bag & lexicon.political)


def _is_article_about(bags: Sequence[frozenset[str]], field: Field, lexicon: Lexicon) -> bool:
    """Whether the article's sentences, or all its words, are about a field; short texts are judged by sentence."""
    if len(bags) < 4:
        return False
    about = sum(1 for bag in bags if is_about(bag, field, lexicon))
    political = sum(1 for bag in bags if len(bag & lexicon.political) >= 2)
    if about >= 3 and about / len(bags) >= field.article_share and about > political:
        return True
    return _is_full_of(bags, field, lexicon)


def _is_full_of(bags: Sequence[frozenset[str]], field: Field, lexicon: Lexicon) -> bool:
    """Whether all the article's words together speak of a field, the words that say nothing by themselves included."""
    strong, weak = field.strong | field.genre, field.weak | field.faint
    words = frozenset[str]().union(*bags)
    weight = 2 * len(words & strong) + len(words & weak)
    if len(words & strong) < ARTICLE_STRONG or weight < max(ARTICLE_WEIGHT, len(bags) / 2):
        return False
    return weight >= ARTICLE_LEAD * len(words & lexicon.political)


def _words(tree: Tree, year: int | None) -> frozenset[str]:
    """The sentence's lemmas with pairs and triples of neighbours, so that the lexicon may hold "box office"."""
    lemmas = [lemma.lower() for lemma in tree.sentence.lemmas]
    words = [word.lower() for word in tree.sentence.words]
    pairs = (" ".join(pair) for row in (lemmas, words) for pair in itertools.pairwise(row))
    triples = (" ".join(three) for three in zip(words, words[1:], words[2:], strict=False))
    past = (LONG_AGO for word in words if _is_long_ago(word, year))
    return frozenset((*lemmas, *words, *pairs, *triples, *past))


def _is_long_ago(word: str, year: int | None) -> bool:
    return year is not None and _YEAR.fullmatch(word) is not None and int(word) <= year - LONG_PAST


@lru_cache(maxsize=1)
def open_lexicon() -> Lexicon:
    """The lexicon that ships."""
    content = read_toml(KNOWLEDGE / "noise.toml")
    fields = [
        Field(
            name,
            frozenset(table.get("strong", ())),
            frozenset(table.get("weak", ())),
            frozenset(table.get("genre", ())),
            frozenset(table.get("faint", ())),
            frozenset(table.get("spares", ())),
            bool(table.get("spares_states", False)),
            float(table.get("article_share", 0.3)),
        )
        for name, table in content["field"].items()
    ]
    political = frozenset(content["political"])
    return Lexicon(tuple(fields), political, political.union(*(field.all_words for field in fields)))
