"""The resolver of place names: opened once, then asked for a phrase or for a document."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from dragoman.language.tree import Tree
from dragoman.places.documents import DocumentPlaces, places_of, resolve_all
from dragoman.places.gazetteer import GAZETTEER, Gazetteer
from dragoman.places.mentions import names_in
from dragoman.places.ranking import Occurrence
from dragoman.records import Article, Place


class PlaceResolver:
    """Says which place on earth a name means."""

    def __init__(self, gazetteer: Gazetteer):
        self.gazetteer = gazetteer

    def resolve(self, phrase: str, context: str = "") -> Place | None:
        """The place that a phrase means, in the light of the text that it stands in; None when no place is known by it.

        The context may be the sentence or the whole article, with the phrase in it or not. "Paris, Texas" may be asked
        for as it stands.
        """
        name = phrase.strip(" \t\n,;")
        bare = name.split(",")[0].rstrip()
        if not bare:
            return None
        text, start = _placed(name, context)
        own = Occurrence(start, start + len(bare))
        others = [one for one in names_in(self.gazetteer, text) if one.end <= own.start or own.end <= one.start]
        others += _same_name(text, text[own.start : own.end], own)
        occurrences = sorted([own, *others], key=lambda one: (one.start, one.end))
        return resolve_all(self.gazetteer, text, occurrences)[occurrences.index(own)]

    def document(self, article: Article, trees: Sequence[Tree]) -> DocumentPlaces:
        """The places that an article names."""
        return places_of(self.gazetteer, article, trees)


def _placed(phrase: str, context: str) -> tuple[str, int]:
    """A text in which the phrase stands, and where: the context, if the phrase is in it."""
    found = context.find(phrase)
    return (context, found) if found >= 0 else (f"{phrase}\n{context}", 0)


def _same_name(text: str, name: str, own: Occurrence) -> list[Occurrence]:
    """The other occurrences of the phrase, at most a handful: one of them may say where it lies."""
    found: list[Occurrence] = []
    position = text.find(name)
    while position >= 0 and len(found) < 8:
        if position != own.start:
            found.append(Occurrence(position, position + len(name)))
        position = text.find(name, position + len(name))
    return found


@cache
def open_places(gazetteer: Path | None = None) -> PlaceResolver:
    """The resolver over the gazetteer that ships, or over one of your own; loaded once."""
    return PlaceResolver(Gazetteer(gazetteer or GAZETTEER))
