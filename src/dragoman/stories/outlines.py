"""What a report is about, in a form that two reports can be compared in: words, days, places, numbers, sides, event types.

Only the beginning counts (title and lead): what comes later is background, and background is shared by everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from dragoman.records import Coded, Place, Span
from dragoman.stories.events import side_of

LEAD_SENTENCES = 3
LEAD_CHARACTERS = 700

_WORD = re.compile(r"[^\W\d_]{3,}")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|[a-z]+(?:-[a-z]+)?", re.IGNORECASE)
_UNITS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: 10 * n
    for n, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2)
}
_POWERS = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}

# Suffixes cut so that a verb meets its forms and its noun; rough, as both reports are cut alike.
_SUFFIXES = ("ations", "ation", "ments", "ment", "ings", "ing", "ions", "ion", "ers", "er", "ed", "es", "s", "e")
SHORTEST_STEM = 4


@dataclass(frozen=True, slots=True)
class Outline:
    """What one report is about. `days` are those it names; `published` stands in where it names none."""

    article: str
    published: date | None
    words: frozenset[str]
    days: frozenset[date]
    places: tuple[Place, ...]
    numbers: frozenset[float]
    sides: frozenset[str]
    types: frozenset[str]


def outline_of(coded: Coded) -> Outline:
    """The outline of a coded article."""
    article = coded.article
    lead = _lead(coded)
    texts = [article.characters(span) for span in lead] or [article.title or "", article.text[:LEAD_CHARACTERS]]
    events = [event for event in coded.events if any(span.covers(event.trigger) for span in lead)]
    actors = [m.actor for m in coded.mentions if m.actor is not None and _is_in(m.span, lead)]
    actors += [actor for event in events for actor in (*event.actors, *event.recipients)]
    return Outline(
        article=article.id,
        published=None if article.published is None else article.published.date(),
        words=frozenset(stem for text in texts for stem in _stems(text)),
        days=frozenset(_days(coded, lead)),
        places=tuple(_places(coded, lead)),
        numbers=frozenset(number for span in lead for number in _numbers(coded, span)),
        sides=frozenset(side_of(actor) for actor in actors if actor.country or actor.sectors),
        types=frozenset(event.type for event in events),
    )


def _lead(coded: Coded) -> list[Span]:
    """The sentences of the title and the first ones of the text."""
    titles = [span for span in coded.sentences if span.in_title]
    body = [span for span in coded.sentences if not span.in_title and span.start < LEAD_CHARACTERS]
    return titles + body[:LEAD_SENTENCES]


def _is_in(span: Span | None, lead: Iterable[Span]) -> bool:
    return span is not None and any(one.covers(span) for one in lead)


def _stems(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text):
        word = match[0].casefold()
        if word not in _common():
            yield _stem(word)


@cache
def _common() -> frozenset[str]:
    lines = files("dragoman.stories").joinpath("common_words.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _stem(word: str) -> str:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= SHORTEST_STEM:
            return word[: -len(suffix)]
    return word


def _days(coded: Coded, lead: list[Span]) -> Iterator[date]:
    """Days named in the lead; a night or a weekend is a few."""
    for found in coded.dates:
        if found.timex_type in ("DATE", "TIME") and found.first is not None and _is_in(found.span, lead):
            length = ((found.last or found.first) - found.first).days
            if length < 4:
                yield from (found.first + timedelta(n) for n in range(length + 1))


def _places(coded: Coded, lead: list[Span]) -> Iterator[Place]:
    """Toponyms below countries, the finest there are: who names a city means it, not its province."""
    seen = set()
    for place in coded.places:
        if (
            place.kind != "country"
            and place.lat is not None
            and place.geonames_id not in seen
            and _is_in(place.span, lead)
        ):
            seen.add(place.geonames_id)
            yield place


def _numbers(coded: Coded, span: Span) -> Iterator[float]:
    """Numbers of the sentence that are no part of a date."""
    taken = [date.span for date in coded.dates]
    text = coded.article.characters(span)
    current: float | None = None
    for match in _NUMBER.finditer(text):
        here = Span(span.start + match.start(), span.start + match.end(), span.in_title)
        value = None if any(one.covers(here) for one in taken) else _value(match[0].casefold())
        if match[0].casefold() in _POWERS and value is None:
            current = (current or 1.0) * _POWERS[match[0].casefold()]
        elif value is None and match[0].casefold() == "and" and current is not None and current >= 100:
            continue
        elif value is None:
            yield from _kept(current)
            current = None
        else:
            current = current + value if current is not None and current >= 100 > value else value
    yield from _kept(current)


def _kept(number: float | None) -> Iterator[float]:
    """A number that tells something: "one" and "two" stand everywhere."""
    if number is not None and number > 2:
        yield number


def _value(word: str) -> float | None:
    if word[0].isdigit():
        return float(word.replace(",", ""))
    if word in _UNITS:
        return float(_UNITS[word])
    tens, _, unit = word.partition("-")
    if tens in _TENS and (not unit or unit in _UNITS):
        return float(_TENS[tens] + _UNITS.get(unit, 0))
    return None
