"""The places of one document: which of its words are names of places, and which places they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from dragoman.language.tree import Tree
from dragoman.places.gazetteer import ABBREVIATION, ADJECTIVE, KINDS, MAIN, NEAR, PART, SHORT, Gazetteer
from dragoman.places.names import key
from dragoman.places.ranking import Floats, Occurrence, Sense, context_features, rank, senses_of
from dragoman.places.toponyms import (
    ADM1,
    CITY,
    COUNTRY,
    FEATURE,
    REGION,
    SEAT,
    SIDES,
    adjectives,
    institutions,
    nowhere,
    spelled,
)
from dragoman.records import Article, Place, Sentence, Span

# Without the reader's word for it, a chain of capitals is a place only if it is a country, a division, a region or a
# seat, or a town that the news knows: of 100,000 people, as the gazetteer counts (25 a power of ten).
_KNOWN_TOWN = 125
# Share of a document's other names that lie in a country, from which on it is spoken of. Below it are the unlikely
# readings of other names only; no figure on the development halves moves with it.
SPOKEN_OF = 0.02
# Two candidates closer than this are one place for the news: a city and its district.
SAME_PLACE_KM = 30.0
# A province whose middle lies farther from its town than this is more than the town's surroundings ("New York").
_TOWN_OF_PROVINCE_KM = 130.0
_DATELINE = re.compile(r"[A-Z][\w.’'/ -]{1,40}(?:,[^\n—–]{0,50})?\s?(?:\([^()\n]{2,40}\)\s?)?(?:--|—|–|-|:)\s")
_FIRST_NAME_OPENS = 60
_CHAIN = re.compile(
    r"[A-Z][\w’'.-]*(?:\s(?:(?:of|the|al|el|de|la|du|and)\s)?[A-Z][\w’'.-]*){0,5}|(?:al|el|ar|ash|as)-[A-Z]\w+(?:\s[A-Z]\w+){0,2}"
)
_PLACE_LABEL = "LOC"
_NAME_TAGS = ("PROPN", "ADJ", "NOUN")
# Words that hold a name together: "Rio de Janeiro", "Isle of Man", "Bosnia and Herzegovina".
_LINKS = frozenset(
    [
        "of",
        "the",
        "de",
        "del",
        "della",
        "di",
        "da",
        "do",
        "dos",
        "das",
        "la",
        "le",
        "les",
        "du",
        "des",
        "al",
        "el",
        "and",
        "upon",
        "on",
        "in",
        "under",
        "sur",
        "den",
        "der",
        "am",
        "an",
        "au",
        "aux",
        "es",
        "ez",
    ]
)
_TOWN_WORDS = frozenset(["city", "town", "village", "township", "county"])
_COMMON_WORDS = frozenset(
    [
        "street",
        "road",
        "avenue",
        "park",
        "river",
        "lake",
        "port",
        "state",
        "county",
        "high",
        "village",
        "villages",
        "nation",
        "world",
        "house",
        "church",
        "center",
        "centre",
        "district",
        "delta",
        "metro",
        "city",
        "town",
        "square",
        "valley",
        "island",
        "islands",
        "region",
        "regional",
        "site",
        "area",
        "bay",
        "hill",
        "coast",
        "bridge",
    ]
)
_CURRENCY_OR_STRAIN = re.compile(r"\$|/\d")
# A town of 5,000, as the gazetteer counts: enough where the name of an institution opens with it.
_NAMED_TOWN = 92
_LONGEST_TEXT = 400_000  # of text without a tree: beyond, names are no longer looked for


@dataclass(slots=True)
class DocumentPlaces:
    """The places of an article, and which of them stands at a token."""

    places: tuple[Place, ...]
    _by_token: dict[tuple[int, int], Place] = field(default_factory=dict)

    def at(self, sentence: int, token: int) -> Place | None:
        """The place whose name the token belongs to."""
        return self._by_token.get((sentence, token))


@dataclass(frozen=True, slots=True)
class _Name:
    """Tokens `[first, last)` of a sentence that may name a place.

    Silent ones only vote (adjectives). Those aside stand in the name of an institution ("Ohio Department of Health"): they
    are places of the article, but nothing happens at their tokens.
    """

    sentence: int
    first: int
    last: int
    span: Span
    sure: bool
    silent: bool = False
    aside: bool = False


def places_of(gazetteer: Gazetteer, article: Article, trees: Sequence[Tree]) -> DocumentPlaces:
    """The places that an article names."""
    told = frozenset(_locations(article, trees))
    names = [name for number, tree in enumerate(trees) for name in _names_of(gazetteer, article, number, tree, told)]
    title = article.title or ""
    text = f"{title}\n\n{article.text}" if title else article.text
    offset = len(text) - len(article.text)
    names.sort(key=lambda name: (not name.span.in_title, name.span.start))
    occurrences = [_moved(name.span, offset) for name in names]
    chosen = resolve_all(gazetteer, text, occurrences, opening=offset)
    places, by_token = [], {}
    for name, place in zip(names, chosen, strict=True):
        if name.silent or (place is None and not name.sure):
            continue
        found = _with_span(place, name.span, article) if place else _unresolved(article, name.span)
        places.append(found)
        if not name.aside:
            for token in range(name.first, name.last):
                by_token[name.sentence, token] = found
    return DocumentPlaces(tuple(places), by_token)


def _locations(article: Article, trees: Sequence[Tree]) -> Iterator[str]:
    """The names that the reader calls a location somewhere in the article: they are one elsewhere too."""
    for tree in trees:
        for name in tree.sentence.names:
            if name.label == _PLACE_LABEL:
                yield article.characters(tree.sentence.token_span(name.first, name.last))


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


def _names_of(gazetteer: Gazetteer, article: Article, number: int, tree: Tree, told: frozenset[str]) -> Iterator[_Name]:
    """What the reader calls a location, then what the gazetteer or the rest of the article knows."""
    sentence = tree.sentence
    taken: set[int] = set()
    for name in sentence.names:
        if name.label == _PLACE_LABEL:
            for start, last in _cut(sentence, name.first, name.last):
                found = _location(gazetteer, article, number, sentence, start, last, told)
                if found is not None:
                    yield found
                taken.update(range(start, last))
        elif name.label in ("PER", "ORG"):
            phrase = article.characters(sentence.token_span(name.first, name.last))
            if phrase in told or (name.label == "ORG" and is_known(gazetteer, phrase)):
                yield _Name(number, name.first, name.last, sentence.token_span(name.first, name.last), sure=False)
            elif name.label == "ORG":
                opening = _opening(gazetteer, article, sentence, name.first, name.last, told)
                if opening:
                    span = sentence.token_span(name.first, opening)
                    yield _Name(number, name.first, opening, span, sure=False, aside=True)
            taken.update(range(name.first, name.last))
    token = 0
    while token < len(sentence.words):
        if token in taken or not sentence.words[token][:1].isupper() or sentence.tags[token] not in _NAME_TAGS:
            token += 1
            continue
        found = _longest(gazetteer, article, number, tree, token, taken, told)
        if found is not None:
            yield found
        token = found.last if found else token + 1


def _location(
    gazetteer: Gazetteer, article: Article, number: int, sentence: Sentence, start: int, last: int, told: frozenset[str]
) -> _Name | None:
    """What is a place in tokens that the reader calls a location: less a side, a road's number, an institution."""
    aside = False
    opening = _opening(gazetteer, article, sentence, start, last, told)
    if opening:
        last, aside = opening, False
    while last > start + 1 and sentence.words[last - 1].isdigit():
        last -= 1
    first = _without_side(gazetteer, article, sentence, start, last)
    if last - first > 2 and sentence.words[first].lower() in _TOWN_WORDS and sentence.words[first + 1] == "of":
        first += 2
    span = _with_point(gazetteer, article, sentence.token_span(first, last))
    phrase = article.characters(span)
    if _is_adjective(gazetteer, phrase) or _is_no_name(article, phrase, span):
        return None
    return _Name(number, first, last, span, sure=True, aside=aside)


def _opening(
    gazetteer: Gazetteer, article: Article, sentence: Sentence, first: int, last: int, told: frozenset[str]
) -> int:
    """Where the place ends that opens the name of an institution ("Lexington Police Department"); 0 when none does."""
    ends = [token for token in range(first + 1, last) if sentence.words[token].lower() in institutions()]
    if not ends:
        return 0
    for end in range(ends[0], first, -1):
        phrase = article.characters(sentence.token_span(first, end))
        if phrase in told or is_known(gazetteer, phrase, _NAMED_TOWN):
            return end
    return 0


def _with_point(gazetteer: Gazetteer, article: Article, span: Span) -> Span:
    """The span with the full stop that belongs to it: "Ala." """
    text = (article.title or "") if span.in_title else article.text
    if text[span.end : span.end + 1] == "." and span.end - span.start < 6:
        written = text[span.start : span.end + 1]
        if any(one.how == ABBREVIATION for one in gazetteer.find(key(written))):
            return Span(span.start, span.end + 1, span.in_title)
    return span


def _is_no_name(article: Article, phrase: str, span: Span) -> bool:
    """Whether a location is but a common word, a letter, a currency or the name of a strain ("A/California/7/2009")."""
    if len(phrase) < 2 or all(word in _COMMON_WORDS or word in SIDES for word in phrase.lower().split()):
        return True
    text = (article.title or "") if span.in_title else article.text
    return bool(_CURRENCY_OR_STRAIN.match(text, span.end))


def _cut(sentence: Sentence, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The names in a run of tokens: "central California" is cut to "California", "Nairobi slum Kibera" in two."""
    start = None
    for token in range(first, last + 1):
        word = sentence.words[token] if token < last else ""
        is_link = token < last and (word.lower() in _LINKS or not word[:1].isalpha())
        if word and (word[:1].isupper() or word[:1].isdigit() or "-" in word or _is_foreign(word)):
            start = token if start is None else start
        elif start is not None and not is_link:
            yield start, _without_links(sentence, start, token)
            start = None


def _without_side(gazetteer: Gazetteer, article: Article, sentence: Sentence, first: int, last: int) -> int:
    """Where the name begins: "Far North Queensland" is Queensland, "North Korea" is a name of its own."""
    start = first
    while start < last - 1 and sentence.words[start].lower() in SIDES:
        if gazetteer.find(key(article.characters(sentence.token_span(start, last)))):
            return first
        start += 1
    is_name = start > first and gazetteer.find(key(article.characters(sentence.token_span(start, last))))
    return start if is_name else first


def _is_foreign(word: str) -> bool:
    return (
        not word.isascii() or word.startswith(("al-", "el-")) or (word[1:3].lower() != word[1:3] and word[1:2] in "'’")
    )


def _without_links(sentence: Sentence, first: int, last: int) -> int:
    while last > first + 1 and (
        sentence.words[last - 1].lower() in _LINKS or not sentence.words[last - 1][:1].isalnum()
    ):
        last -= 1
    return last


def _longest(
    gazetteer: Gazetteer, article: Article, number: int, tree: Tree, first: int, taken: set[int], told: frozenset[str]
) -> _Name | None:
    sentence = tree.sentence
    last = first
    while (
        last < min(first + 5, len(sentence.words))
        and last not in taken
        and (sentence.words[last][:1].isupper() or sentence.words[last] in ("of", "-", ".", "and", "the"))
    ):
        last += 1
    for end in range(last, first, -1):
        if not sentence.words[end - 1][:1].isupper():
            continue
        span = sentence.token_span(first, end)
        phrase = article.characters(span)
        if _is_adjective(gazetteer, phrase):
            return _Name(number, first, end, span, sure=False, silent=True)
        is_name = sentence.tags[first] == "PROPN" and (phrase in told or is_known(gazetteer, phrase))
        if is_name and not _is_no_name(article, phrase, span):
            if not _is_in_a_name(tree, first, end):
                return _Name(number, first, end, _with_point(gazetteer, article, span), sure=False)
            if _opens_institution(tree, first, end):
                return _Name(number, first, end, span, sure=False, aside=True)
    return None


def _is_in_a_name(tree: Tree, first: int, end: int) -> bool:
    """Whether the tokens are a part of a longer name ("Paris Hilton", "Washington Post"): then they are no place."""
    tokens = range(first, end)
    for token in tokens:
        head = tree.head(token)
        if head >= 0 and head not in tokens and tree.is_a(token, "flat", "compound") and tree.tag(head) == "PROPN":
            return True
        if any(child not in tokens for child in tree.children(token, "flat")):
            return True
    return False


def _opens_institution(tree: Tree, first: int, end: int) -> bool:
    """Whether the tokens open the name of an institution that the reader did not mark as a name."""
    heads = {tree.head(token) for token in range(first, end)} - set(range(first, end))
    if any(tree.word(head).lower() in institutions() for head in heads if head >= end):
        return first == 0 or not tree.word(first - 1)[:1].isupper() or tree.tag(first - 1) != "PROPN"
    return False


def _is_adjective(gazetteer: Gazetteer, phrase: str) -> bool:
    if phrase in adjectives():
        return True
    return any(one.how == ADJECTIVE for one in gazetteer.find(key(phrase)))


def is_known(gazetteer: Gazetteer, phrase: str, size: int = _KNOWN_TOWN) -> bool:
    """Whether a phrase is by itself the name of a place that the news knows: a town from this size on."""
    if phrase in nowhere() or "$" in phrase:
        return False
    if len(phrase) < 3 and "." not in phrase and phrase not in spelled():
        return phrase in ("UK", "US")
    if phrase.endswith(".") and len(phrase) < 6 and phrase.count(".") == 1 and not phrase[:-1].isalpha():
        return False
    of_key = key(spelled().get(phrase, phrase))
    for row, how in gazetteer.find(of_key):
        kind = int(gazetteer.kind[row])
        if how <= 1 and kind in (COUNTRY, ADM1, REGION, FEATURE, SEAT):
            return True
        if how == 0 and kind == CITY and gazetteer.population[row] >= size:
            return True
        if how == 3 and "." in phrase:
            return True
    return False


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
    places = [_best(gazetteer, *one) for one in zip(senses, shares, votes, strict=True)]
    return [places[number] for number in numbers]


def _best(gazetteer: Gazetteer, sense: Sense, shares: Floats, votes: Floats) -> Place | None:
    if not len(sense.rows):
        return None
    best = int(np.argmax(shares))
    if sense.hows[best] == NEAR and votes[best, 0] < SPOKEN_OF:
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


def _town_before_province(gazetteer: Gazetteer, sense: Sense, best: int) -> int:
    """The town of the same name where a bare name ("Baghdad", "Latakia") was taken for the province around it."""
    rows = sense.rows
    if gazetteer.kind[rows[best]] != ADM1 or ADM1 in sense.toponym.wanted or sense.hows[best] > SHORT:
        return best
    is_town = (gazetteer.kind[rows] == CITY) & (gazetteer.division[rows] == gazetteer.division[rows[best]])
    is_town &= (gazetteer.population[rows].astype(int) >= _KNOWN_TOWN) & (sense.hows == MAIN)
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


def names_in(gazetteer: Gazetteer, text: str) -> list[Occurrence]:
    """Names of places in a text that was not parsed: the longest runs of capitals that the gazetteer knows well."""
    found = []
    for chain in _CHAIN.finditer(text[:_LONGEST_TEXT]):
        edges = [(m.start() + chain.start(), m.end() + chain.start()) for m in re.finditer(r"\S+", chain[0])]
        first = 0
        while first < len(edges):
            for last in range(min(len(edges), first + 4), first, -1):
                start, end = edges[first][0], edges[last - 1][1]
                phrase = text[start:end].rstrip(".,") if last - first > 1 else text[start:end].rstrip(",")
                if is_known(gazetteer, phrase) or _is_adjective(gazetteer, phrase):
                    found.append(Occurrence(start, start + len(phrase)))
                    break
            else:
                last = first + 1
            first = last
    return found
