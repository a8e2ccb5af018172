"""A larger gazetteer of one's own: the one that ships, and the places of a GeoNames dump that it lacks.

A dump is `allCountries.txt`, a country's `XX.txt` or `cities500.txt` of https://download.geonames.org/export/dump/ (data
CC BY 4.0), unzipped; `admin1CodesASCII.txt` names the first-order divisions that the dump itself does not hold.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from dragoman.errors import SourceError
from dragoman.places.compiling import KINDS, MAIN, OTHER, Row, _is_usable, _postings
from dragoman.places.gazetteer import GAZETTEER

_COLUMNS, _ADMIN1_COLUMNS = 19, 4
_LONGEST_NAME = 255
CLASSES = "PA"


def extend_gazetteer(
    out: Path, dump: Path, admin1: Path | None = None, classes: str = CLASSES, base: Path = GAZETTEER
) -> int:
    """Write the gazetteer of `base` with the places of a dump added; says how many were.

    `classes` are letters of GeoNames feature classes: P towns, A divisions, H water, T mountains, L areas, S spots such as
    airports, R roads, V woods. Raises `SourceError`, with the line, where a file is not what it should be.
    """
    with np.load(base) as found:
        columns: dict[str, Any] = {name: found[name] for name in found.files}
    known = set(columns["geonames_id"].tolist())
    divisions = [str(code) for code in columns["divisions"]]
    is_adm1 = columns["kind"] == KINDS.index("adm1")
    codes = {divisions[place] for place in columns["division"][is_adm1].tolist()}
    rows = [
        row
        for row in dump_rows(dump, classes)
        if row.geonames_id not in known and not (row.kind == "adm1" and row.division in codes)
    ]
    codes |= {row.division for row in rows if row.kind == "adm1"}
    if admin1 is not None:
        rows.extend(division_rows(admin1, codes, rows))
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_name(out.name + ".partial")
    with partial.open("wb") as handle:
        np.savez_compressed(handle, **_joined(columns, rows))
    partial.replace(out)
    return len(rows)


def dump_rows(path: Path, classes: str = CLASSES) -> Iterator[Row]:
    """The places of a GeoNames dump, of the feature classes that are asked for."""
    for where, cells in _lines(path, _COLUMNS):
        kind = _kind(cells[6], cells[7])
        if cells[6] not in classes or not kind:
            continue
        lat, lon = _number(cells[4], "latitude", where, 90), _number(cells[5], "longitude", where, 180)
        geonames_id = int(_number(cells[0], "GeoNames id", where, 2**32))
        population = int(_number(cells[14] or "0", "population", where, 1e11))
        name, country = cells[1], cells[8]
        others = tuple((other, OTHER) for other in cells[3].split(",") if _is_usable(other))
        division = f"{country}.{cells[10]}" if cells[10] else ""
        yield Row(lat, lon, country, division, kind, population, geonames_id, name, ((name, MAIN), *others))


def division_rows(path: Path, known: set[str], towns: Sequence[Row]) -> Iterator[Row]:
    """First-order divisions that are not known yet, in the middle of the towns that lie in them."""
    inside: defaultdict[str, list[Row]] = defaultdict(list)
    for town in towns:
        inside[town.division].append(town)
    for where, (code, name, _, geonames_id) in _lines(path, _ADMIN1_COLUMNS):
        if code in known or not inside[code]:
            continue
        number = int(_number(geonames_id, "GeoNames id", where, 2**32))
        lat = sum(town.lat for town in inside[code]) / len(inside[code])
        lon = sum(town.lon for town in inside[code]) / len(inside[code])
        yield Row(lat, lon, code.split(".")[0], code, "adm1", 0, number, name, ((name, MAIN),))


def _lines(path: Path, width: int) -> Iterator[tuple[str, list[str]]]:
    """The cells of every line, with the file and line for errors."""
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                cells = line.rstrip("\n").split("\t")
                if len(cells) != width:
                    raise SourceError(
                        f"{path}:{number}: expected {width} columns parted by tabs, found {len(cells)}; "
                        "bring the file as GeoNames serves it, unzipped"
                    )
                yield f"{path}:{number}", cells
    except UnicodeDecodeError as problem:
        raise SourceError(f"{path}: not UTF-8 text ({problem.reason}); if it is a .zip, unpack it first") from None
    except OSError as problem:
        raise SourceError(f"{path} cannot be read: {problem.strerror}") from None


def _number(cell: str, what: str, where: str, most: float) -> float:
    try:
        number = float(cell)
    except ValueError:
        number = math.nan
    if not abs(number) <= most:
        raise SourceError(f"{where}: {what} {cell!r} is no number up to {most:g}")
    return number


def _kind(feature_class: str, code: str) -> str:
    """Our kind of a GeoNames feature; empty for countries, which ship, and for divisions below the second order."""
    if feature_class == "P":
        return "city"
    if feature_class == "A":
        return {"ADM1": "adm1", "ADM2": "adm2"}.get(code, "")
    return "region" if feature_class == "L" else "feature"


def _joined(columns: dict[str, Any], rows: list[Row]) -> dict[str, Any]:
    """The columns of the gazetteer with those of the new rows behind them, and one index of names over both."""
    countries, divisions = [str(one) for one in columns["countries"]], [str(one) for one in columns["divisions"]]
    country_at = {one[:2]: place for place, one in enumerate(countries)}
    division_at = {one: place for place, one in enumerate(divisions)}
    for row in rows:
        _place(row.country, country_at, countries)
        _place(row.division, division_at, divisions)
    if len(countries) > 255 or len(divisions) > 65_535:
        raise SourceError("more countries or divisions than a gazetteer holds: is the dump of GeoNames?")
    names = [row.name.encode("utf-8")[:_LONGEST_NAME] for row in rows]
    shift = len(columns["lat"])
    postings = np.array(sorted(set(_postings(rows))), dtype=np.uint64).reshape(-1, 3)
    near = np.concatenate([columns["near"], postings[:, 0].astype(np.uint32)])
    order = np.argsort(near, kind="stable")
    return {
        "digest": columns["digest"],
        "countries": np.array(countries),
        "divisions": np.array(divisions),
        "lat": _behind(columns["lat"], (row.lat for row in rows)),
        "lon": _behind(columns["lon"], (row.lon for row in rows)),
        "country": _behind(columns["country"], (country_at[row.country] for row in rows)),
        "division": _behind(columns["division"], (division_at[row.division] for row in rows)),
        "kind": _behind(columns["kind"], (KINDS.index(row.kind) for row in rows)),
        "population": _behind(columns["population"], (round(25 * math.log10(row.population + 1)) for row in rows)),
        "geonames_id": _behind(columns["geonames_id"], (row.geonames_id for row in rows)),
        "name_lengths": _behind(columns["name_lengths"], (len(name) for name in names)),
        "names": np.concatenate([columns["names"], np.frombuffer(b"".join(names), dtype=np.uint8)]),
        "near": near[order],
        "exact": np.concatenate([columns["exact"], postings[:, 1].astype(np.uint16)])[order],
        "target": np.concatenate([columns["target"], (postings[:, 2] + np.uint64(shift)).astype(np.uint32)])[order],
    }


def _place(name: str, at: dict[str, int], names: list[str]) -> None:
    if name not in at:
        at[name] = len(names)
        names.append(name)


def _behind(column: Any, values: Iterable[float]) -> Any:
    return np.concatenate([column, np.array(list(values), dtype=column.dtype)])
