"""Which of the places that a name may mean is meant: a small linear model over what the name and the document say.

A first pass scores every candidate by itself (size, kind, how good the name is, "Paris, Texas"); a second adds what the
document's other names say: their countries, their divisions, how near they are. The weights are in
`tables/weights.tsv`, fitted by `training/places.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dragoman.places.gazetteer import ABBREVIATION, ADJECTIVE, NEAR, OTHER, PART, SHORT, Gazetteer
from dragoman.places.names import key
from dragoman.places.toponyms import ADM1, ADM2, CITY, COUNTRY, FEATURE, REGION, SEAT, Toponym, read_toponym

OWN = (
    "population",
    "is_largest",
    "is_country",
    "is_adm1",
    "is_adm2",
    "is_region",
    "is_feature",
    "other_name",
    "short_name",
    "abbreviation",
    "near_name",
    "wanted_kind",
    "unwanted_kind",
    "inside",
    "outside",
    "city_of_same_name",
    "division_of_same_name",
    "country_population",
    "town_in_division",
    "part_of_name",
)
CONTEXT = (
    "country_votes",
    "division_votes",
    "nearness",
    "closeness",
    "country_told",
    "division_told",
    "dateline_country",
    "dateline_near",
)
FEATURES = OWN + CONTEXT

# Enough for the truth to be among them: of the names of the development texts, fewer than 1 in 500 lose theirs.
MOST_CANDIDATES = 60
_CONTAINER = re.compile(
    r"(?:,|\s\(|,?\s(?:in|near)(?:\sthe)?)\s?((?:[A-Z][\w’'.-]{0,20})(?:\s(?:of\s)?[A-Z][\w’'.-]{0,20}){0,2})"
)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A name in the text, `[start, end)`."""

    start: int
    end: int


@dataclass(slots=True)
class Sense:
    """One name as one document uses it: its candidates, where it occurs, and the names that it is said to lie in."""

    name: str
    toponym: Toponym
    rows: NDArray[np.int64]
    hows: NDArray[np.int64]
    occurrences: list[Occurrence] = field(default_factory=list)
    containers: list[int] = field(default_factory=list)


def senses_of(gazetteer: Gazetteer, text: str, occurrences: Sequence[Occurrence]) -> tuple[list[Sense], list[int]]:
    """The distinct names of a document, and which of them each occurrence is.

    One sense per document, but a name with a container of its own ("Paris, Texas") is a name of its own where another
    occurrence has another container.
    """
    senses: dict[tuple[str, str], Sense] = {}
    order: dict[tuple[str, str], int] = {}
    memory: dict[str, Toponym] = {}
    usual: dict[str, str] = {}
    numbers = []
    for one in occurrences:
        surface = text[one.start : one.end]
        of_key = key(surface)
        if surface not in memory:
            memory[surface] = read_toponym(gazetteer, surface)
        container, rows = container_of(gazetteer, text, one.end, memory)
        if not _inside(gazetteer, np.array([found.row for found in memory[surface].found], dtype=np.int64), rows).any():
            container, rows = "", []
        if container:
            usual.setdefault(of_key, container)
        name = (of_key, "" if container == usual.get(of_key, "") else container)
        if name not in senses:
            chosen, hows = _candidates(gazetteer, memory[surface], rows)
            order[name] = len(senses)
            senses[name] = Sense(surface, memory[surface], chosen, hows)
        senses[name].occurrences.append(one)
        senses[name].containers.extend(row for row in rows if row not in senses[name].containers)
        numbers.append(order[name])
    return list(senses.values()), numbers


def container_of(gazetteer: Gazetteer, text: str, end: int, memory: dict[str, Toponym]) -> tuple[str, list[int]]:
    """The country or division said right after a name ("Paris, Texas"): its name, and its rows; ("", []) when none."""
    match = _CONTAINER.match(text, end)
    if match is None:
        return "", []
    words = match[1].split()
    for count in range(len(words), 0, -1):
        phrase = " ".join(words[:count])
        if phrase not in memory:
            memory[phrase] = read_toponym(gazetteer, phrase, near=False, part=False)
        found = memory[phrase].found
        rows = [
            one.row
            for one in found
            if gazetteer.kind[one.row] in (COUNTRY, ADM1, ADM2) and one.how not in (ADJECTIVE, NEAR)
        ]
        if rows:
            return key(phrase), rows
    return "", []


def _candidates(
    gazetteer: Gazetteer, toponym: Toponym, containers: list[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    rows = np.array([one.row for one in toponym.found], dtype=np.int64)
    hows = np.array([one.how for one in toponym.found], dtype=np.int64)
    if len(rows) > MOST_CANDIDATES:
        weight = (
            gazetteer.population[rows].astype(np.int64) - 60 * (hows == OTHER) + 1000 * (gazetteer.kind[rows] != CITY)
        )
        weight = weight + 2000 * _inside(gazetteer, rows, containers)
        best = np.sort(np.argsort(-weight, kind="stable")[:MOST_CANDIDATES])
        rows, hows = rows[best], hows[best]
    return rows, hows


def own_features(gazetteer: Gazetteer, sense: Sense) -> Floats:
    """What each candidate says by itself, one row a candidate, in the order of OWN."""
    rows, hows = sense.rows, sense.hows
    kind = gazetteer.kind[rows]
    population = gazetteer.population[rows].astype(np.float64) / 25.0
    towns = np.where(kind == CITY, population, 0.0)
    inside, outside = _containment(gazetteer, sense)
    wanted = np.isin(kind, sense.toponym.wanted) if sense.toponym.wanted else np.zeros(len(rows), bool)
    division = gazetteer.division[rows]
    town_divisions, adm1_divisions = set(division[kind == CITY].tolist()), set(division[kind == ADM1].tolist())
    columns = (
        towns / 7,
        (towns > 0) & (towns >= towns.max(initial=0.1)),
        kind == COUNTRY,
        kind == ADM1,
        kind == ADM2,
        kind == REGION,
        (kind == FEATURE) | (kind == SEAT),
        hows == OTHER,
        hows == SHORT,
        hows == ABBREVIATION,
        hows == NEAR,
        wanted,
        bool(sense.toponym.wanted) & ~wanted,
        inside,
        outside,
        (kind == ADM1) & np.isin(division, list(town_divisions)),
        (kind == CITY) & np.isin(division, list(adm1_divisions)),
        np.where(kind == COUNTRY, population / 9, 0.0),
        np.where(kind == ADM1, _largest_town(towns, division, adm1_divisions) / 7, 0.0),
        hows == PART,
    )
    return np.column_stack([np.asarray(column, dtype=np.float64) for column in columns])


def _largest_town(towns: Floats, division: NDArray[np.generic], divisions: set[int]) -> float:
    """The largest of the towns that share their name with the division that they lie in."""
    return float(towns[np.isin(division, list(divisions))].max(initial=0.0))


def _containment(gazetteer: Gazetteer, sense: Sense) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether each candidate lies in a place named right after it, and whether it lies in none of those."""
    inside = _inside(gazetteer, sense.rows, sense.containers)
    return inside, (~inside) & bool(sense.containers)


def _inside(gazetteer: Gazetteer, rows: NDArray[np.int64], containers: Sequence[int]) -> NDArray[np.bool_]:
    """Whether each place lies in one of the countries or divisions (and is not that one itself)."""
    inside = np.zeros(len(rows), bool)
    for container in containers:
        if gazetteer.kind[container] == COUNTRY:
            within = gazetteer.country[rows] == gazetteer.country[container]
        else:
            within = gazetteer.division[rows] == gazetteer.division[container]
        inside |= within & (rows != container) & (gazetteer.kind[rows] != COUNTRY)
    return inside


def probabilities(features: Floats, weights: Floats) -> Floats:
    """The share of each candidate: softmax of the weighted features."""
    scores = features @ weights
    scores = np.exp(scores - scores.max(initial=0.0))
    shares: Floats = scores / scores.sum()
    return shares


def context_features(
    gazetteer: Gazetteer, senses: Sequence[Sense], shares: Sequence[Floats], dateline: int
) -> list[Floats]:
    """What the document's other names say about each candidate, in the order of CONTEXT."""
    keep = [np.argsort(-share, kind="stable")[:6] for share in shares]
    rows = np.concatenate(
        [sense.rows[best] for sense, best in zip(senses, keep, strict=True)] or [np.zeros(0, np.int64)]
    )
    share = np.concatenate([share[best] for share, best in zip(shares, keep, strict=True)] or [np.zeros(0)])
    owner = np.repeat(np.arange(len(senses)), [len(best) for best in keep])
    points, country = _vectors(gazetteer, rows), gazetteer.country[rows]
    division, kind = gazetteer.division[rows], gazetteer.kind[rows]
    no_division = gazetteer.divisions.index("") if "" in gazetteer.divisions else -1
    found = []
    for number, sense in enumerate(senses):
        if not len(sense.rows):
            found.append(np.zeros((0, len(CONTEXT))))
            continue
        other = owner != number
        weight = share * other
        total = max(weight.sum(), 1e-9)
        own_country, own_division = gazetteer.country[sense.rows][:, None], gazetteer.division[sense.rows][:, None]
        same_country = (own_country == country) & (own_country != gazetteer.no_country)
        same_division = (own_division == division) & (own_division != no_division)
        gap = _kilometres(_vectors(gazetteer, sense.rows), points)
        near = np.exp(-gap / 80.0) * (kind != COUNTRY)
        is_dateline = (owner == dateline) * share * (dateline != number)
        found.append(
            np.column_stack(
                (
                    same_country @ weight / total,
                    same_division @ weight / total,
                    np.log1p(near @ weight),
                    (near * weight).max(axis=1, initial=0.0),
                    (same_country & (kind == COUNTRY)) @ weight > 0.5,
                    (same_division & (kind == ADM1)) @ weight > 0.5,
                    same_country @ is_dateline,
                    np.exp(-gap / 300.0) @ is_dateline,
                )
            ).astype(np.float64)
        )
    return found


def _vectors(gazetteer: Gazetteer, rows: NDArray[np.int64]) -> Floats:
    lat, lon = np.radians(gazetteer.lat[rows].astype(np.float64)), np.radians(gazetteer.lon[rows].astype(np.float64))
    return np.column_stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))


def _kilometres(left: Floats, right: Floats) -> Floats:
    gaps: Floats = 6371.0 * np.arccos(np.clip(left @ right.T, -1.0, 1.0))
    return gaps


@cache
def weights() -> tuple[Floats, Floats]:
    """The weights of the first pass (over OWN) and of the second (over FEATURES)."""
    first, second = {}, {}
    path = Path(__file__).parent / "tables" / "weights.tsv"
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, alone, together = line.split("\t")
            first[name], second[name] = float(alone or 0), float(together)
    return np.array([first[name] for name in OWN]), np.array([second[name] for name in FEATURES])


def rank(gazetteer: Gazetteer, senses: Sequence[Sense], dateline: int = -1) -> list[Floats]:
    """The share of every candidate of every sense, after both passes."""
    alone, together = weights()
    own = [own_features(gazetteer, sense) for sense in senses]
    shares = [probabilities(features, alone) for features in own]
    context = context_features(gazetteer, senses, shares, dateline)
    shares = [probabilities(np.hstack(pair), together) for pair in zip(own, context, strict=True)]
    context = context_features(gazetteer, senses, shares, dateline)
    return [probabilities(np.hstack(pair), together) for pair in zip(own, context, strict=True)]
