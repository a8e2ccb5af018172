"""What an actor's name says about it: its country and its sector.

Names in event data tell them outright: `Police (Australia)`, `Australia` (ICEWS), `AUS.COP`, `AUS` (Dragoman, PLOVER).
A person's name tells neither; its country is then read off its dealings (`lean`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dragoman.forecasting.history import Integers

_IN_BRACKETS = re.compile(r"^(?P<sector>.+?)[ _]*\((?P<country>[^()]+)\)$")
_CODE = re.compile(r"^(?P<country>[A-Z]{3})(?:\.(?P<sector>[A-Z.]+))?$")

# Numbers of the sectors that are no sector: the state as a whole, and a name that says nothing.
STATE, UNNAMED = 0, 1


@dataclass(frozen=True, slots=True)
class Kinds:
    """Country and sector of each actor, as numbers; country -1 where the name does not tell."""

    country: Integers
    sector: Integers
    countries: int
    sectors: int


def read_kinds(names: Sequence[str]) -> Kinds:
    """Country and sector of each name.

    >>> kinds = read_kinds(["Police_(Australia)", "Australia", "Citizen_(Kenya)", "Barack_Obama", "KEN.COP"])
    >>> kinds.country.tolist(), kinds.sector.tolist()
    ([0, 0, 1, -1, 2], [3, 0, 2, 1, 4])
    """
    split = [_split(name) for name in names]
    bracketed = {country for country, sector in split if country and sector}
    split = [(name, "") if name in bracketed else parts for name, parts in zip(names, split, strict=True)]
    country_number = {name: n for n, name in enumerate(sorted({country for country, _ in split if country}))}
    common = Counter(sector for _, sector in split if sector)
    sector_number = {name: n + 2 for n, name in enumerate(sorted(common))}
    country = [country_number[country] if country else -1 for country, _ in split]
    sector = [sector_number[sector] if sector else STATE if country else UNNAMED for country, sector in split]
    return Kinds(np.array(country, np.int64), np.array(sector, np.int64), len(country_number), len(sector_number) + 2)


def nothing_known(actors: int) -> Kinds:
    """Kinds of actors without names: no country, no sector."""
    return Kinds(np.full(actors, -1, np.int64), np.full(actors, UNNAMED, np.int64), 0, 2)


def _split(name: str) -> tuple[str, str]:
    if found := _IN_BRACKETS.match(name) or _CODE.match(name):
        return found["country"], found["sector"] or ""
    return "", ""
