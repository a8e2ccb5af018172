"""Which words of a document are names of places, and where each name begins and ends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dragoman.language.tree import Tree
from dragoman.places.gazetteer import ABBREVIATION, ADJECTIVE, Gazetteer
from dragoman.places.names import key
from dragoman.places.ranking import Occurrence
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
from dragoman.records import Article, Sentence, Span

# Without the reader's word for it, a chain of capitals is a place only if it is a country, a division, a region or a
# seat, or a town that the news knows: of 100,000 people, as the gazetteer counts (25 a power of ten).
KNOWN_TOWN = 125
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
        "route",
        "interstate",
        "highway",
        "exit",
        "hall",
        "federal",
        "gate",
        "block",
        "continent",
        "barangay",
        "barangays",
        "hotel",
        "mound",
    ]
)
_CURRENCY_OR_STRAIN = re.compile(r"\$|/\d")
# "West Nile virus", "the Ebola-Reston virus", "Spanish flu": called after a place, and none.
_ILLNESS = re.compile(
    r"[\s\[\]-]*(?:(?:ha?emorrhagic )?fever|virus|flu\b(?! season)|influenza|syndrome|encephalitis|strain|variant)"
)
# "R-Westfield", "mid-Ohio", "pro-Kremlin": what is joined to a name and is no part of it.
_JOINED = re.compile(r"(?:[RD]|[Mm]id|[Pp]ro|[Aa]nti|[Nn]on|[Ee]x|[Pp]ost)-(?=[A-Z])")
_COUNTY = re.compile(r" (?:County|Parish)\b")
_ROADS = frozenset(["route", "interstate", "highway", "hwy", "freeway"])
# Seats whose name in the news is who sits there, unless something happens at them.
_ACTING_SEATS = frozenset(
    [
        "White House",
        "Kremlin",
        "Pentagon",
        "Capitol Hill",
        "Downing Street",
        "Elysee",
        "Élysée",
        "Whitehall",
        "Blue House",
    ]
)
# After these a name that may be a person's, or a seat that may act, is a place.
_LOCATIVE = frozenset(
    ["in", "at", "from", "to", "near", "outside", "inside", "around", "into", "across", "through", "toward", "towards"]
)
# Before a name that the reader takes for a person's, these say for sure that it is a place.
_WITHIN = frozenset(["in", "at", "near", "outside", "inside", "around", "into", "across", "throughout", "over"])
# What is done to towns, as verb and as noun with "of"; much of it to people too, but hardly to one by the bare surname.
_DONE_TO_TOWNS = frozenset(
    [
        "shell", "bombard", "bomb", "pound", "besiege", "encircle", "surround", "capture", "recapture", "seize", "overrun",
        "occupy", "liberate", "retake", "enter", "reach", "leave", "evacuate", "flee", "storm", "invade", "raid", "shelling",
        "bombardment", "bombing", "siege", "encirclement", "capture", "seizure", "occupation", "liberation", "evacuation",
        "storming", "invasion", "battle", "fall", "outskirts", "suburb", "city", "town", "village", "port", "streets",
        "resident", "inhabitant", "mayor", "governor", "university", "quit", "visit", "tour", "hit", "strike", "rock", "shake",
        "devastate", "blockade", "cut", "control", "hold", "defend", "abandon", "infiltrate", "patrol",
    ]
)  # fmt: skip
# A town of 5,000, as the gazetteer counts: enough where the name of an institution opens with it.
_NAMED_TOWN = 92
_LONGEST_ACRONYM = 5
_FEW = 8  # Places of one name that are looked at for how it is written.
_UNIVERSITY = re.compile(r" University\b")
_LONGEST_TEXT = 400_000  # of text without a tree: beyond, names are no longer looked for


@dataclass(frozen=True, slots=True)
class NameOfPlace:
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


def names_of(gazetteer: Gazetteer, article: Article, trees: Sequence[Tree]) -> list[NameOfPlace]:
    """The names of places of an article: of its title, then of its text, in order."""
    told, people = _labelled(article, trees)
    people -= frozenset(_whereabouts(trees, people))
    names = [
        name for number, tree in enumerate(trees) for name in _names_of(gazetteer, article, number, tree, told, people)
    ]
    return sorted(names, key=lambda name: (not name.span.in_title, name.span.start))


def _labelled(article: Article, trees: Sequence[Tree]) -> tuple[frozenset[str], frozenset[str]]:
    """The names that the reader calls a location in the article, as often as not: they are one elsewhere too. And the
    words of people's full names.
    """
    places, people, words = Counter[str](), Counter[str](), set[str]()
    for tree in trees:
        for name in tree.sentence.names:
            if name.label == _PLACE_LABEL:
                places[article.characters(tree.sentence.token_span(name.first, name.last))] += 1
            elif name.label == "PER":
                if name.last - name.first > 1:
                    words.update(tree.sentence.words[name.first : name.last])
                else:
                    people[tree.sentence.words[name.first]] += 1
    return frozenset(name for name, times in places.items() if times >= people[name]), frozenset(words)


def _whereabouts(trees: Sequence[Tree], people: frozenset[str]) -> Iterator[str]:
    """Words of people's names that also say where something is: "Nelson said", "in Nelson"."""
    for tree in trees:
        for token, word in enumerate(tree.sentence.words):
            if word in people and _is_where(tree, token):
                yield word


def _is_where(tree: Tree, token: int) -> bool:
    return tree.preposition(token).split(" ")[0] in _LOCATIVE


def may_be_unknown(article: Article, span: Span) -> bool:
    """Whether what the gazetteer lacks may be a place all the same: an acronym ("NICU", "NZDT") is none."""
    phrase = article.characters(span)
    return not (phrase.isalpha() and phrase.isupper() and len(phrase) <= _LONGEST_ACRONYM)


def _names_of(
    gazetteer: Gazetteer, article: Article, number: int, tree: Tree, told: frozenset[str], people: frozenset[str]
) -> Iterator[NameOfPlace]:
    """The names of places of a sentence, less people of that name, illnesses, universities, seats that act."""
    for name in _candidates(gazetteer, article, number, tree, told):
        if name.silent:
            yield name
        elif not _is_somebody(gazetteer, tree, name, people):
            span = _settled(gazetteer, article, name)
            if span is not None:
                yield name if span == name.span else replace(name, span=span)


def _is_somebody(gazetteer: Gazetteer, tree: Tree, name: NameOfPlace, people: frozenset[str]) -> bool:
    """Whether a name is a person's of the article ("Georgia skates"), or a seat that acts ("the White House says")."""
    words = tree.sentence.words[name.first : name.last]
    is_person = len(words) == 1 and words[0] in people
    if not is_person and " ".join(words[-2:]) not in _ACTING_SEATS and words[-1] not in _ACTING_SEATS:
        return False
    head = max(range(name.first, name.last), key=lambda token: tree.head(token) not in range(name.first, name.last))
    return not _is_where(tree, head)


def _settled(gazetteer: Gazetteer, article: Article, name: NameOfPlace) -> Span | None:
    """The span of a name as it is known, with its county and without what is joined to it; None for what is no place."""
    span = name.span
    text = (article.title or "") if span.in_title else article.text
    phrase, after = text[span.start : span.end], text[span.end : span.end + 60]
    if "$" in phrase or text[span.start - 1 : span.start] == "$" or _ILLNESS.match(after):
        return None
    if _UNIVERSITY.match(after):
        return None
    joined = _JOINED.match(phrase)
    if joined:
        span = Span(span.start + joined.end(), span.end, span.in_title)
    elif phrase[:4] in ("The ", "the ") and not _has_article(gazetteer, phrase):
        span = Span(span.start + 4, span.end, span.in_title)
    county = _COUNTY.match(after)
    if county and gazetteer.find(key(text[span.start : span.end] + county[0])):
        span = Span(span.start, span.end + county.end(), span.in_title)
    return span


def _has_article(gazetteer: Gazetteer, phrase: str) -> bool:
    """Whether a name that stands with an article is written so: "The Hague", "The Bronx"."""
    return any(gazetteer.name(row).startswith("The ") for row, _ in gazetteer.find(key(phrase))[:_FEW])


def _candidates(
    gazetteer: Gazetteer, article: Article, number: int, tree: Tree, told: frozenset[str]
) -> Iterator[NameOfPlace]:
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
            if phrase in told or (
                is_known(gazetteer, phrase)
                and (name.label == "ORG" or _is_treated_as_town(tree, name.first, name.last))
            ):
                yield NameOfPlace(number, name.first, name.last, sentence.token_span(name.first, name.last), sure=False)
            elif name.label == "ORG":
                opening = _opening(gazetteer, article, sentence, name.first, name.last, told)
                if opening:
                    span = sentence.token_span(name.first, opening)
                    yield NameOfPlace(number, name.first, opening, span, sure=False, aside=True)
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


def _is_treated_as_town(tree: Tree, first: int, last: int) -> bool:
    """Whether a single word that the reader takes for a person stands where towns do: "shelled Kismayo", "in Goma"."""
    head = tree.head(first)
    if last - first > 1 or head < 0 or any(tree.is_a(c, "flat", "compound", "nmod:desc") for c in tree.children(first)):
        return False
    preposition = tree.preposition(first)
    if preposition in _WITHIN:
        return True
    done = tree.is_a(first, "obj", "nsubj:pass") or (preposition == "of" and tree.is_a(first, "nmod"))
    return done and tree.lemma(head) in _DONE_TO_TOWNS


def _location(
    gazetteer: Gazetteer, article: Article, number: int, sentence: Sentence, start: int, last: int, told: frozenset[str]
) -> NameOfPlace | None:
    """What is a place in tokens that the reader calls a location: less a side, a road's number, an institution."""
    aside = False
    opening = _opening(gazetteer, article, sentence, start, last, told)
    if opening:
        last, aside = opening, False
    while last > start + 1 and sentence.words[last - 1].isdigit() and sentence.words[last - 2].lower() not in _ROADS:
        last -= 1
    first = _without_side(gazetteer, article, sentence, start, last)
    if last - first > 2 and sentence.words[first].lower() in _TOWN_WORDS and sentence.words[first + 1] == "of":
        first += 2
    span = _with_point(gazetteer, article, sentence.token_span(first, last))
    phrase = article.characters(span)
    if _is_adjective(gazetteer, phrase) or _is_no_name(article, phrase, span):
        return None
    return NameOfPlace(number, first, last, span, sure=True, aside=aside)


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
        if written.endswith("..") or (written[:-1].isupper() and "." not in written[:-1]):
            return span
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
) -> NameOfPlace | None:
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
            return NameOfPlace(number, first, end, span, sure=False, silent=True)
        is_name = sentence.tags[first] == "PROPN" and (phrase in told or is_known(gazetteer, phrase))
        if is_name and not _is_no_name(article, phrase, span):
            if not _is_in_a_name(tree, first, end):
                return NameOfPlace(number, first, end, _with_point(gazetteer, article, span), sure=False)
            if _opens_institution(tree, first, end):
                return NameOfPlace(number, first, end, span, sure=False, aside=True)
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


def is_known(gazetteer: Gazetteer, phrase: str, size: int = KNOWN_TOWN) -> bool:
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
