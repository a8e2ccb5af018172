from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from types import MappingProxyType

import pytest

from dragoman.actors import ActorResolver, DocumentActors, open_actors
from dragoman.language.tree import Tree
from dragoman.records import Article, Name, Sentence, Span


@pytest.fixture(scope="session")
def actors() -> ActorResolver:
    return open_actors()


@pytest.fixture(scope="session")
def codes(actors: ActorResolver) -> Callable[..., list[str]]:
    def resolve(phrase: str, day: date | None = date(2015, 10, 1), context: str = "") -> list[str]:
        return [actor.code for actor in actors.resolve(phrase, day, context)]

    return resolve


def tree_of(rows: str, start: int = 0, person: tuple[int, int] | None = None) -> Tree:
    """A tree from lines of `word tag head relation`, heads counted from 1; words are joined by blanks.

    `person` are the tokens [first, last) that the reader calls a person.
    """
    cells = [line.split() for line in rows.strip().splitlines()]
    starts = []
    for word, *_ in cells:
        starts.append(start)
        start += len(word) + 1
    words = tuple(word for word, *_ in cells)
    return Tree(
        Sentence(
            span=Span(starts[0], start - 1),
            words=words,
            starts=tuple(starts),
            lemmas=tuple(word.lower() for word in words),
            tags=tuple(tag for _, tag, _, _ in cells),
            xpos=("_",) * len(cells),
            features=("",) * len(cells),
            heads=tuple(int(head) - 1 for _, _, head, _ in cells),
            relations=tuple(relation for *_, relation in cells),
            names=(Name(*person, "PER"),) if person else (),
        )
    )


@pytest.fixture(scope="session")
def document(actors: ActorResolver) -> Callable[..., DocumentActors]:
    def read(
        *sentences: str, day: date = date(2015, 10, 1), people: Mapping[int, tuple[int, int]] = MappingProxyType({})
    ) -> DocumentActors:
        trees, start = [], 0
        for number, rows in enumerate(sentences):
            trees.append(tree_of(rows, start, people.get(number)))
            start = trees[-1].sentence.span.end + 1
        text = " ".join(" ".join(tree.sentence.words) for tree in trees)
        return actors.document(Article(text=text, published=datetime.combine(day, time(), UTC)), trees)

    return read
