"""What pairs of sides did to each other, window by window, as SQL over the derived table `dyads`.

Ten reports of one strike are one event: rows of one type, day and pair are one, with the average of their scores.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from dragoman.errors import StoreError

WINDOWS = ("day", "week", "month", "quarter", "year")

# One row an event as the world sees it: whatever number of articles tell it.
_EVENTS = """
SELECT actor, recipient, day, type, min(quad_class) AS quad_class, avg(score) AS score, bool_and(mutual) AS mutual,
       count(DISTINCT article) AS reports
FROM {dyads} WHERE {conditions} GROUP BY actor, recipient, day, type
"""
_WINDOWS = """
SELECT actor, recipient, cast(date_trunc('{window}', day) AS DATE) AS first,
       count(*) FILTER (quad_class = 1) AS verbal_cooperation, count(*) FILTER (quad_class = 2) AS material_cooperation,
       count(*) FILTER (quad_class = 3) AS verbal_conflict, count(*) FILTER (quad_class = 4) AS material_conflict,
       count(*) FILTER (NOT mutual) AS begun, sum(score) AS score, sum(score * score) AS squares,
       cast(sum(reports) AS BIGINT) AS reports
FROM ({events}) GROUP BY ALL ORDER BY first, actor, recipient
"""


@dataclass(frozen=True, slots=True)
class Dealing:
    """What `actor` did to `recipient` in the window that begins on `first`.

    Counts are of asserted events, each once; `begun` are those that the actor alone does, `score` the sum of PLOVER's
    scores, `squares` that of their squares, `reports` how many articles tell them.
    """

    actor: str
    recipient: str
    first: date
    verbal_cooperation: int
    material_cooperation: int
    verbal_conflict: int
    material_conflict: int
    begun: int
    score: float
    squares: float
    reports: int

    @property
    def events(self) -> int:
        """All of them."""
        return self.verbal_cooperation + self.material_cooperation + self.verbal_conflict + self.material_conflict


def dealings_query(
    one: str, other: str, *, window: str, until: date | None, dyads: str = "dyads"
) -> tuple[str, list[Any]]:
    """The SQL for two sides, in both directions; over `dyads`, or a query with the same columns."""
    conditions = ["(actor = ? AND recipient = ? OR actor = ? AND recipient = ?)"]
    values: list[Any] = [one, other, other, one]
    if until is not None:
        conditions.append("day <= ?")
        values.append(until)
    return _filled(window, " AND ".join(conditions), dyads), values


def all_dealings_query(
    *, window: str, since: date | None, until: date | None, least: int, dyads: str = "dyads"
) -> tuple[str, list[Any]]:
    """The SQL for all pairs that meet at least so often."""
    asked = [("day >= ?", since), ("day <= ?", until)]
    conditions = ["true", *(clause for clause, day in asked if day is not None)]
    values: list[Any] = [day for _, day in asked if day is not None]
    sql = _filled(window, " AND ".join(conditions), dyads)
    total = "verbal_cooperation + material_cooperation + verbal_conflict + material_conflict"
    often = f"sum({total}) OVER (PARTITION BY least(actor, recipient), greatest(actor, recipient)) >= ?"
    return f"SELECT * FROM ({sql}) QUALIFY {often} ORDER BY first, actor, recipient", [*values, least]


def _filled(window: str, conditions: str, dyads: str) -> str:
    if window not in WINDOWS:
        raise StoreError(f"no window {window!r}: take one of {', '.join(WINDOWS)}")
    return _WINDOWS.format(window=window, events=_EVENTS.format(conditions=conditions, dyads=dyads))
