"""Whether two places can be one."""

from __future__ import annotations

import math

from dragoman.records import Place

# What reports of one event call the place: the city, its airport, the village beside it.
NEAR_KM = 25.0
EARTH_KM = 6371.0


def is_other_place(one: Place, other: Place) -> bool:
    """Whether two places cannot be one: both are points, and too far apart for a city and its surroundings."""
    points = ("city", "feature")
    return one.kind in points and other.kind in points and kilometres(one, other) > NEAR_KM


def kilometres(one: Place, other: Place) -> float:
    """The distance on the ground; 0 where one has no coordinates."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return 0.0
    a, b = math.radians(one.lat), math.radians(other.lat)
    half = math.sin((a - b) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(one.lon - other.lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))
