"""Claims of a sentence of our own, read with the reader that ships and a table of no actors."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from dragoman.claims import read_claims
from dragoman.language import open_reader
from dragoman.language.tree import Tree
from dragoman.records import Actor, Article, Claim, Event
from factory import actor, article, event

reader = cache(open_reader)


class ByWord:
    """An actors room that takes every phrase for the actor that its head is listed under, and knows no other."""

    def __init__(self, trees: list[Tree], table: dict[str, Actor]):
        self._trees, self._table = trees, table

    def at(self, sentence: int, token: int) -> tuple[Actor, ...]:
        known = self._table.get(self._trees[sentence].word(token).lower())
        return () if known is None else (known,)


def trees_of(of: Article) -> list[Tree]:
    """The article's trees, title first."""
    parsed = reader().read([of.text])[0]
    return [Tree(sentence) for sentence in parsed]


def claims_of(
    text: str | Article, events: Iterable[Event] = (), table: dict[str, Actor] | None = None
) -> tuple[Claim, ...]:
    """The claims of a text about these events."""
    of = article(text) if isinstance(text, str) else text
    trees = trees_of(of)
    return read_claims(of, trees, tuple(events), ByWord(trees, table or {}))


def event_of(of: Article, trigger: str, doer: str, type: str = "ASSAULT") -> Event:
    """An event whose doer is known by name only."""
    who = (Actor(code="", name=doer, country=None),)
    return event(of, type, trigger, actors=who, recipients=(actor("SYR"),))


def chain_of(claim: Claim) -> list[str]:
    """The names in a claim's chain behind the publisher."""
    return [source.actor.name for source in claim.sources if source.kind != "publisher"]
