"""Which places a phrase may mean: the phrase as written, less a word that says what it is, or in another spelling."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from dragoman.places.gazetteer import ABBREVIATION, ADJECTIVE, KINDS, PART, SHORT, Found, Gazetteer
from dragoman.places.names import key

COUNTRY, ADM1, ADM2, CITY, REGION, FEATURE, SEAT = range(len(KINDS))

# Words of a phrase that say what kind of place it is: "Anbar province", "the city of Homs", "Zaatari camp".
_KIND_WORDS = {
    "province": (ADM1, REGION),
    "governorate": (ADM1, REGION),
    "state": (ADM1, REGION),
    "oblast": (ADM1, REGION),
    "region": (ADM1, REGION),
    "prefecture": (ADM1,),
    "canton": (ADM1,),
    "emirate": (ADM1,),
    "republic": (ADM1, COUNTRY),
    "krai": (ADM1,),
    "county": (ADM2, ADM1),
    "co": (ADM2, ADM1),
    "parish": (ADM2,),
    "borough": (ADM2, CITY),
    "district": (ADM2, ADM1),
    "counties": (ADM2,),
    "city": (CITY,),
    "town": (CITY,),
    "village": (CITY,),
    "township": (CITY, ADM2),
    "suburb": (CITY,),
    "port": (CITY,),
    "camp": (CITY,),
    "municipality": (CITY, ADM2),
    "capital": (CITY,),
    "metro": (CITY,),
    "downtown": (CITY,),
    "area": (),
    "valley": (),
    "coast": (),
    "peninsula": (REGION,),
    "island": (),
    "islands": (),
    "airport": (),
    "university": (),
}
SIDES = frozenset(
    [
        "far",
        "north",
        "south",
        "east",
        "west",
        "northern",
        "southern",
        "eastern",
        "western",
        "central",
        "northeast",
        "northwest",
        "southeast",
        "southwest",
        "northeastern",
        "northwestern",
        "southeastern",
        "southwestern",
        "mid",
        "upper",
        "lower",
        "greater",
        "metropolitan",
        "metro",
        "downtown",
        "inner",
        "old",
        "rural",
        "mainland",
        "continental",
    ]
)
_WORDS = "|".join(sorted(_KIND_WORDS, key=len, reverse=True))
_OF = re.compile(rf"(?:the )?({_WORDS}) of (.+)\Z")
_AFTER = re.compile(rf"(.+?) ({_WORDS})\Z")
_SIDE = re.compile(rf"(?:{'|'.join(sorted(SIDES, key=len, reverse=True))}) (.+)\Z")
_SIDE_LETTERS = {"N": "North", "S": "South", "E": "East", "W": "West"}
_SIDE_LETTER = re.compile(r"([NSEW])\. ?([A-Z].+)\Z")
_POSSESSIVE = re.compile(r"['’]s?\Z")


class Toponym(NamedTuple):
    """What a phrase may mean: the rows found, and the kinds of place that the phrase's own words ask for."""

    found: tuple[Found, ...]
    wanted: tuple[int, ...]


NOTHING = Toponym((), ())


def read_toponym(gazetteer: Gazetteer, phrase: str, *, near: bool = True, part: bool = True) -> Toponym:
    """The places that a phrase may mean, exact names first; other spellings and parts of it only when no name fits."""
    bare = _POSSESSIVE.sub("", " ".join(phrase.split()))
    bare = spelled().get(bare, bare)
    of_key = key(bare)
    if not of_key or len(of_key) > 80:
        return NOTHING
    if found := _exact(gazetteer, bare, of_key):
        return Toponym(tuple(found), _wanted(of_key))
    if match := _SIDE_LETTER.match(bare):
        return read_toponym(gazetteer, f"{_SIDE_LETTERS[match[1]]} {match[2]}", near=near, part=part)
    found_without = _without_kind_word(gazetteer, of_key)
    if found_without is not None:
        return found_without
    return (part and _part(gazetteer, bare)) or _near(gazetteer, of_key, near)


def _exact(gazetteer: Gazetteer, bare: str, of_key: str) -> list[Found]:
    is_short = _is_short_form(bare)
    found = [one for one in gazetteer.find(of_key) if one.how != ABBREVIATION or is_short]
    if any(one.how == ADJECTIVE for one in found):
        # "Georgian" is Georgia's; that a village is called so as well has never made news.
        return [one for one in found if one.how == ADJECTIVE or gazetteer.kind[one.row] == COUNTRY]
    if is_short and any(one.how == ABBREVIATION for one in found):
        # "Ky.", "La." and "NSW" are the division: no town that happens to be called so.
        return [one for one in found if one.how == ABBREVIATION or gazetteer.kind[one.row] == COUNTRY]
    return found


@cache
def spelled() -> dict[str, str]:
    """The names of `spelled.tsv`, which mean what they mean only when they are written just so."""
    return {written: name for written, name, _ in _spelled_rows()}


@cache
def adjectives() -> frozenset[str]:
    """Those of `spelled.tsv` that are no places but adjectives or peoples: "Chechen", "Londoners"."""
    return frozenset(written for written, _, what in _spelled_rows() if what == "adjective")


@cache
def nowhere() -> frozenset[str]:
    """The words of `nowhere.tsv`: no places, unless the reader says so."""
    lines = (Path(__file__).parent / "tables" / "nowhere.tsv").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def institutions() -> frozenset[str]:
    """The words of `institutions.tsv`, which make a longer name an institution or a building, in lower case."""
    lines = (Path(__file__).parent / "tables" / "institutions.tsv").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _spelled_rows() -> list[list[str]]:
    lines = (Path(__file__).parent / "tables" / "spelled.tsv").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def _part(gazetteer: Gazetteer, phrase: str) -> Toponym | None:
    """The place within the name of something else: "Colorado State University", "Dubai World Cup"."""
    words = phrase.split()
    if not 2 <= len(words) <= 8:
        return None
    for length in range(len(words) - 1, 0, -1):
        for start in range(len(words) - length + 1):
            piece = " ".join(words[start : start + length])
            if not piece[0].isupper() or (length == 1 and piece.lower() in _COMMON):
                continue
            found = [
                Found(one.row, PART)
                for one in _exact(gazetteer, piece, key(piece))
                if gazetteer.kind[one.row] in (COUNTRY, ADM1) or gazetteer.population[one.row] > _KNOWN_TOWN
            ]
            if found:
                return Toponym(tuple(found), ())
    return None


# A town of 50,000, as the gazetteer counts (25 a power of ten): smaller ones are words of other names too often.
_KNOWN_TOWN = 117
_COMMON = frozenset(
    [
        "university",
        "city",
        "state",
        "national",
        "international",
        "of",
        "the",
        "new",
        "north",
        "south",
        "east",
        "west",
        "world",
        "united",
        "church",
        "school",
    ]
)


def _is_short_form(phrase: str) -> bool:
    return "." in phrase or (phrase.isupper() and len(phrase) <= 3)


def _wanted(of_key: str) -> tuple[int, ...]:
    if match := _OF.match(of_key):
        return _KIND_WORDS[match[1]]
    match = _AFTER.match(of_key)
    return _KIND_WORDS[match[2]] if match else ()


def _without_kind_word(gazetteer: Gazetteer, of_key: str) -> Toponym | None:
    for pattern, name, word in ((_OF, 2, 1), (_AFTER, 1, 2)):
        match = pattern.match(of_key)
        if match and (found := gazetteer.find(match[name])):
            wanted = _KIND_WORDS[match[word]]
            return Toponym(tuple(one for one in found if one.how not in (ABBREVIATION, ADJECTIVE)), wanted)
    match = _SIDE.match(of_key)
    if match and (found := gazetteer.find(match[1])):
        return Toponym(tuple(Found(one.row, SHORT) for one in found if one.how != ABBREVIATION), ())
    return None


def _near(gazetteer: Gazetteer, of_key: str, allowed: bool) -> Toponym:
    if not allowed or len(of_key) < 4:
        return NOTHING
    found = gazetteer.find_near(of_key)
    if not found and (match := _AFTER.match(of_key)):
        return Toponym(tuple(gazetteer.find_near(match[1])), _KIND_WORDS[match[2]])
    return Toponym(tuple(found), ())


__all__ = [
    "ADM1",
    "ADM2",
    "CITY",
    "COUNTRY",
    "FEATURE",
    "NOTHING",
    "REGION",
    "SEAT",
    "SIDES",
    "Toponym",
    "adjectives",
    "institutions",
    "nowhere",
    "read_toponym",
    "spelled",
]
