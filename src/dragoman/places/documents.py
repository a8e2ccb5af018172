"""The places of one document: which places its names are, each in the light of the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from dragoman.language.tree import Tree
from dragoman.places.gazetteer import KINDS, MAIN, NEAR, PART, SHORT, Gazetteer
from dragoman.places.mentions import KNOWN_TOWN, may_be_unknown, names_of
from dragoman.places.ranking import Floats, Occurrence, Sense, context_features, rank, senses_of
from dragoman.places.toponyms import ADM1, CITY
from dragoman.records import Article, Place, Span

# Share of a document's other names that lie in a country, from which on it is spoken of. Below it are the unlikely
# readings of other names only; no figure on the development halves moves with it.
SPOKEN_OF = 0.02
# Two candidates closer than this are one place for the news: a city and its district.
SAME_PLACE_KM = 30.0
# A province whose middle lies farther from its town than this is more than the town's surroundings ("New York").
_TOWN_OF_PROVINCE_KM = 130.0
_DATELINE = re.compile(r"[A-Z][\w.’'/ -]{1,40}(?:,[^\n—–]{0,50})?\s?(?:\([^()\n]{2,40}\)\s?)?(?:--|—|–|-|:)\s")
_FIRST_NAME_OPENS = 60
# Countries whose own names are not written in Latin letters.
_OTHER_SCRIPTS = frozenset(
    (
        "AE", "AF", "AM", "BD", "BG", "BH", "BT", "BY", "CN", "CY", "DZ", "EG", "ER", "ET", "GE", "GR", "IL", "IN",
        "IQ", "IR", "JO", "JP", "KG", "KH", "KR", "KP", "KW", "KZ", "LA", "LB", "LK", "LY", "MA", "MK", "MM", "MN",
        "MR", "NP", "OM", "PK", "PS", "QA", "RS", "RU", "SA", "SD", "SY", "TH", "TJ", "TN", "TW", "UA", "UZ", "YE",
    )
)  # fmt: skip
_TRANSLITERATED_TOWN = 110  # Of 25,000 people, as the gazetteer counts.
_PLAINLY = 0.6


@dataclass(slots=True)
class DocumentPlaces:
    """The places of an article, and which of them stands at a token."""

    places: tuple[Place, ...]
    _by_token: dict[tuple[int, int], Place] = field(default_factory=dict)

    def at(self, sentence: int, token: int) -> Place | None:
        """The place whose name the token belongs to."""
        return self._by_token.get((sentence, token))


def places_of(gazetteer: Gazetteer, article: Article, trees: Sequence[Tree]) -> DocumentPlaces:
    """The places that an article names."""
    names = names_of(gazetteer, article, trees)
    title = article.title or ""
    text = f"{title}\n\n{article.text}" if title else article.text
    offset = len(text) - len(article.text)
    occurrences = [_moved(name.span, offset) for name in names]
    chosen = resolve_all(gazetteer, text, occurrences, opening=offset)
    places, by_token = [], {}
    for name, place in zip(names, chosen, strict=True):
        if name.silent or (place is None and not (name.sure and may_be_unknown(article, name.span))):
            continue
        found = _with_span(place, name.span, article) if place else _unresolved(article, name.span)
        places.append(found)
        if not name.aside:
            for token in range(name.first, name.last):
                by_token[name.sentence, token] = found
    return DocumentPlaces(tuple(places), by_token)


def _moved(span: Span, offset: int) -> Occurrence:
    shift = 0 if span.in_title else offset
    return Occurrence(span.start + shift, span.end + shift)


def _with_span(place: Place, span: Span, article: Article) -> Place:
    return Place(
        place.name, place.country, place.lat, place.lon, place.kind, place.geonames_id, place.confidence, span,
        place.runner_up,
    )  # fmt: skip


def _unresolved(article: Article, span: Span) -> Place:
    return Place(article.characters(span), None, None, None, "feature", None, 0.0, span)


def dateline_of(text: str, senses: Sequence[Sense], opening: int = 0) -> int:
    """The number of the sense that stands in the dateline ("BAGHDAD, June 3 (Agency) -"), or -1."""
    match = _DATELINE.match(text, opening)
    limit = match.end() if match else opening + _FIRST_NAME_OPENS
    starts = [
        (one.start, number)
        for number, sense in enumerate(senses)
        for one in sense.occurrences
        if opening <= one.start < limit
    ]
    return min(starts)[1] if starts else -1


def resolve_all(
    gazetteer: Gazetteer, text: str, occurrences: Sequence[Occurrence], opening: int = 0
) -> list[Place | None]:
    """The place of every name of a text, each in the light of the others; None where the gazetteer holds none."""
    senses, numbers = senses_of(gazetteer, text, occurrences)
    shares = rank(gazetteer, senses, dateline_of(text, senses, opening))
    votes = context_features(gazetteer, senses, shares, -1)
    alone = len(senses) == 1
    places = [_best(gazetteer, *one, alone=alone) for one in zip(senses, shares, votes, strict=True)]
    return [places[number] for number in numbers]


def _best(gazetteer: Gazetteer, sense: Sense, shares: Floats, votes: Floats, *, alone: bool) -> Place | None:
    if not len(sense.rows):
        return None
    best = int(np.argmax(shares))
    if sense.hows[best] == NEAR and votes[best, 0] < SPOKEN_OF and not (alone and _is_plain(gazetteer, sense, shares)):
        return None  # another spelling is only believed in a country that the document speaks of
    best = _town_before_province(gazetteer, sense, best)
    row = int(sense.rows[best])
    gaps = kilometres(gazetteer, row, sense.rows)
    elsewhere = np.where(gaps > SAME_PLACE_KM, shares, -1.0)
    second = int(np.argmax(elsewhere))
    runner_up = None
    if elsewhere[second] > 0:
        other = int(sense.rows[second])
        runner_up = (int(gazetteer.geonames_id[other]), *point(gazetteer, other))
    confidence = float(shares[gaps <= SAME_PLACE_KM].sum())
    if sense.hows[best] in (NEAR, PART):
        confidence *= 0.7
    lat, lon = point(gazetteer, row)
    kind = KINDS[gazetteer.kind[row]]
    return Place(
        name=gazetteer.name(row),
        country=gazetteer.iso3[gazetteer.country[row]],
        lat=lat,
        lon=lon,
        kind="feature" if kind == "seat" else kind,
        geonames_id=int(gazetteer.geonames_id[row]) or None,
        confidence=round(min(confidence, 1.0), 3),
        runner_up=runner_up,
    )


def _is_plain(gazetteer: Gazetteer, sense: Sense, shares: Floats) -> bool:
    """Whether one place is meant by another spelling even without a context: the only likely one, no village, and in a
    country whose names the press must transliterate ("Huwija", "Hodeidah").
    """
    best = int(np.argmax(shares))
    row = int(sense.rows[best])
    size = int(gazetteer.population[row])
    if gazetteer.iso2[gazetteer.country[row]] not in _OTHER_SCRIPTS or 0 < size < _TRANSLITERATED_TOWN:
        return False
    return bool(shares[kilometres(gazetteer, row, sense.rows) <= SAME_PLACE_KM].sum() >= _PLAINLY)


def _town_before_province(gazetteer: Gazetteer, sense: Sense, best: int) -> int:
    """The town of the same name where a bare name ("Baghdad", "Latakia") was taken for the province around it."""
    rows = sense.rows
    if gazetteer.kind[rows[best]] != ADM1 or ADM1 in sense.toponym.wanted or sense.hows[best] > SHORT:
        return best
    is_town = (gazetteer.kind[rows] == CITY) & (gazetteer.division[rows] == gazetteer.division[rows[best]])
    is_town &= (gazetteer.population[rows].astype(int) >= KNOWN_TOWN) & (sense.hows == MAIN)
    is_town &= kilometres(gazetteer, int(rows[best]), rows) < _TOWN_OF_PROVINCE_KM
    return int(np.argmax(np.where(is_town, gazetteer.population[rows].astype(int), 0))) if is_town.any() else best


def point(gazetteer: Gazetteer, row: int) -> tuple[float, float]:
    """Latitude and longitude of a place, in degrees, as exact as they are known."""
    return round(float(gazetteer.lat[row]), 5), round(float(gazetteer.lon[row]), 5)


def kilometres(gazetteer: Gazetteer, row: int, rows: np.ndarray) -> Floats:
    """The distances of places from one of them."""
    lat, lon = np.radians(gazetteer.lat[rows].astype(np.float64)), np.radians(gazetteer.lon[rows].astype(np.float64))
    of_lat, of_lon = np.radians(float(gazetteer.lat[row])), np.radians(float(gazetteer.lon[row]))
    half = np.sin((lat - of_lat) / 2) ** 2 + np.cos(lat) * np.cos(of_lat) * np.sin((lon - of_lon) / 2) ** 2
    gaps: Floats = 2 * 6371.0 * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return gaps
