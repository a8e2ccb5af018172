"""Phrases and dates to actors: the door of the actor room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from dragoman.actors.cameo import cameo_code
from dragoman.actors.coding import PhraseCoder, Scene
from dragoman.actors.document import DocumentActors
from dragoman.actors.lexicon import Lexicon, Unit, read_lexicon
from dragoman.actors.phrase import Reading, read_phrases, spoken_name, words_of
from dragoman.actors.userfile import add_user_rows
from dragoman.language.tree import Tree
from dragoman.records import Actor, Article, Span

LONGEST_PHRASE = 400  # Words of a phrase that are read; a noun phrase that is longer is a paste of something else.


class ActorResolver:
    """Tells who is meant by words on a date. Opened once, asked per phrase or per document."""

    def __init__(self, lexicon: Lexicon):
        self.lexicon = lexicon
        self.coder = PhraseCoder(lexicon)

    def resolve(self, phrase: str, when: date | datetime | None = None, context: str = "") -> tuple[Actor, ...]:
        """The actors that a phrase names on a day; none for places as such, weather, dates and abstract things.

        Without a day offices take their latest holder. `context` is text around the phrase, read for countries.
        """
        return tuple(actor_of(reading) for reading in self.readings(phrase, when, context))

    def readings(self, phrase: str, when: date | datetime | None = None, context: str = "") -> tuple[Reading, ...]:
        """The same with the reason for every code."""
        words = words_of(phrase)[:LONGEST_PHRASE]
        lenient = phrase == phrase.lower()

        def cut(some: Sequence[str]) -> list[Unit]:
            return self.lexicon.units(some, lenient=lenient)

        scene = Scene(day=ordinal(when), countries=self._countries_in(context))
        found: list[Reading] = []
        for noun in read_phrases(words, cut):
            for reading in self.coder.code(noun, scene):
                if found and not reading.country and reading.kind == found[0].kind == "role" and len(noun.units) < 4:
                    why = f"{reading.why}; country shared by the first conjunct"
                    reading = reading._replace(country=found[0].country, why=why)
                if (reading.code, reading.name) not in {(r.code, r.name) for r in found}:
                    found.append(reading)
        if len(found) == 1 and found[0].kind in ("role", "people") and not found[0].id and len(phrase) <= 90:
            return (found[0]._replace(name=spoken_name(phrase)),)
        return tuple(found)

    def _countries_in(self, context: str) -> dict[str, float]:
        weights: dict[str, float] = {}
        if not context:
            return weights
        for unit in self.lexicon.units(words_of(context)[:5000]):
            entry = unit.of_kind("country", "demonym", "capital", "city")
            if entry and entry.country:
                weights[entry.country] = weights.get(entry.country, 0.0) + 1.0
        return weights

    def document(self, article: Article, trees: Sequence[Tree]) -> DocumentActors:
        """The actors of a whole article, asked for by sentence and token."""
        return DocumentActors(article, trees, self.coder)

    def publisher(self, name: str) -> Actor | None:
        """The outlet as an actor: media of its country where that is known, else plain JRN; None without a name."""
        if not name.strip():
            return None
        rows = [e for e in self.lexicon.rows_of(name) if e.kind == "body"]
        rows.sort(key=lambda e: e.detail != "media")
        if rows:
            row = rows[0]
            sectors = (
                row.sectors if "JRN" in row.sectors or row.country in ("IGO", "UNO", "EUR") else (*row.sectors, "JRN")
            )
            return actor_of(Reading(row.country, sectors, row.name, row.id, 0.95, f"table {row.detail}", "body"))
        country = self._home(name)
        return actor_of(Reading(country, ("JRN",), name, None, 0.6 if country else 0.5, "unseen outlet", "body"))

    def _home(self, name: str) -> str | None:
        """The country that an outlet's own name tells ("Baghdad Post", "Syrian Arab News Agency")."""
        for unit in self.lexicon.units(words_of(name)):
            entry = unit.of_kind("demonym", "country", "capital", "city")
            if entry and entry.country:
                return entry.country
        return None


def actor_of(reading: Reading, span: Span | None = None) -> Actor:
    """The public record of a reading."""
    return Actor(
        code=reading.code,
        name=reading.name,
        country=reading.country,
        sectors=reading.sectors,
        cameo=cameo_code(reading.country, reading.sectors, reading.id),
        id=reading.id,
        confidence=round(reading.confidence, 3),
        span=span,
    )


def ordinal(when: date | datetime | None) -> int | None:
    """The day as a number, None for no day."""
    return when.toordinal() if when is not None else None


def open_actors(user_file: str | Path | None = None) -> ActorResolver:
    """The resolver over the tables that ship and, before them, the user's own file (CSV, TOML or JSON)."""
    lexicon = read_lexicon()
    if user_file is not None:
        add_user_rows(lexicon, Path(user_file))
    return ActorResolver(lexicon)
