"""An article in, events and claims out: the path, written once.

The rooms are opened once (`open_coder`, about a second) and then asked article by article. Coding is a pure function of
the article: no network, no clock, no store.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from dragoman.actors import ActorResolver, DocumentActors, open_actors
from dragoman.claims import read_claims
from dragoman.dates import find_dates
from dragoman.engines import code_here, code_in_processes
from dragoman.errors import ArticleTooLarge
from dragoman.events import read_events
from dragoman.language import Reader, open_reader
from dragoman.language.tree import Tree
from dragoman.patterns import Match, Patterns, open_patterns
from dragoman.places import DocumentPlaces, PlaceResolver, open_places
from dragoman.records import Article, Coded, Event, Failure, Sentence, TimeExpression

# Seven seconds of reading on one slow core; the longest newspaper features have 20,000 words, 120,000 characters. Words
# are counted too, as a text of brackets or single letters has a word for nearly every character.
LONGEST_ARTICLE = 400_000
MOST_WORDS = 60_000

_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Reading:
    """An article with all that was read on the way to its events: what `explain` shows."""

    article: Article
    trees: tuple[Tree, ...]
    actors: DocumentActors
    places: DocumentPlaces
    dates: tuple[tuple[TimeExpression, ...], ...]
    matches: tuple[tuple[Match, ...], ...]


class Coder:
    """Language model, patterns, actors and places, loaded; `code` is all it does."""

    def __init__(
        self,
        reader: Reader,
        patterns: Patterns,
        actors: ActorResolver,
        places: PlaceResolver,
        again: Callable[[], Coder] | None = None,
    ):
        self.reader = reader
        self._again = again
        self.patterns = patterns
        self.actors = actors
        self.places = places

    def code(self, article: Article) -> Coded:
        """All that one article yields.

        Raises `ArticleTooLarge` for texts beyond any newspaper's.
        """
        return self.coded(self.read(article))

    def coded(self, reading: Reading) -> Coded:
        """All that an article yields that was read already."""
        article, events = reading.article, self.events(reading)
        publisher = self.actors.publisher(article.publisher or "")
        claims = read_claims(article, reading.trees, events, reading.actors, reading.dates, publisher)
        return Coded(
            article=article,
            sentences=tuple(tree.sentence.span for tree in reading.trees),
            mentions=reading.actors.mentions,
            events=events,
            claims=claims,
            dates=tuple(expression for found in reading.dates for expression in found),
            places=reading.places.places,
        )

    def events(self, reading: Reading) -> tuple[Event, ...]:
        """Only the events of an article that was read already."""
        return read_events(
            reading.article, reading.trees, reading.matches, reading.actors, reading.dates, reading.places
        )

    def code_many(self, articles: Iterable[Article], workers: int = 1) -> Iterator[Coded | Failure]:
        """Each article coded, in input order; a `Failure` in the place of one that could not be.

        With more than one worker, each process opens a coder of its own, so a reader of your own (which cannot be sent
        to another process in general) is limited to one; use `engines.code_in_processes` with your own opener then.
        """
        if workers == 1:
            return code_here(articles, self.code)
        if self._again is None:
            raise ValueError("a coder with its own reader codes with one worker; see dragoman.engines.code_in_processes")
        return code_in_processes(articles, partial(_open_code, self._again), workers=workers)

    def read(self, article: Article) -> Reading:
        """The article parsed, with its actors, places, dates and pattern matches; not yet events."""
        trees = tuple(Tree(sentence) for sentence in self._sentences(article))
        actors = self.actors.document(article, trees)
        return Reading(
            article=article,
            trees=trees,
            actors=actors,
            places=self.places.document(article, trees),
            dates=find_dates(article, trees),
            matches=tuple(self._matches(number, tree, actors) for number, tree in enumerate(trees)),
        )

    def _matches(self, number: int, tree: Tree, actors: DocumentActors) -> tuple[Match, ...]:
        def is_actor(token: int) -> bool:
            return bool(actors.at(number, token))

        return tuple(self.patterns.match(tree, is_actor))

    def _sentences(self, article: Article) -> list[Sentence]:
        length = len(article.text) + len(article.title or "")
        if length > LONGEST_ARTICLE:
            raise ArticleTooLarge(
                f"{length:,} characters; at most {LONGEST_ARTICLE:,} are coded. Split the text into articles."
            )
        words = sum(1 for part in (article.title or "", article.text) for _ in _WORD.finditer(part))
        if words > MOST_WORDS:
            raise ArticleTooLarge(f"{words:,} words; at most {MOST_WORDS:,} are coded. Split the text into articles.")
        title, body = self.reader.read([article.title or "", article.text])
        return [*(_in_title(sentence) for sentence in title), *body]


def _in_title(sentence: Sentence) -> Sentence:
    return replace(sentence, span=replace(sentence.span, in_title=True))


def open_coder(reader: Reader | None = None, actors: str | None = None, gazetteer: str | None = None) -> Coder:
    """A coder with everything loaded.

    `reader` replaces the language model that ships (see docs/own-reader.md); `actors` is the path of a user's own file
    of actors, which are asked first; `gazetteer` that of a gazetteer made by `dragoman places build`.
    """
    again = partial(open_coder, actors=actors, gazetteer=gazetteer) if reader is None else None
    places = open_places(Path(gazetteer) if gazetteer else None)
    return Coder(reader or open_reader(), open_patterns(), open_actors(actors), places, again)


def _open_code(again: Callable[[], Coder]) -> Callable[[Article], Coded]:
    return again().code
