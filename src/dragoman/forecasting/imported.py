"""The history in a store's imported event tables (GDELT, ICEWS, POLECAT, PLOVER, Phoenix): sides, PLOVER types, days of report.

An act that two tables, or two rows of one, tell of the same day is one.
"""

from __future__ import annotations

from datetime import date

from dragoman.forecasting.history import History, from_rows
from dragoman.store.dyad_events import dyad_events_query
from dragoman.store.store import Store


def imported_history(store: Store, *, until: date | None = None) -> History:
    """What imported tables had reported by a day, as columns; empty where nothing was imported."""
    query = dyad_events_query(store)
    if query is None:
        return from_rows(())
    where, values = ("", []) if until is None else (" WHERE published <= ?", [until])
    return from_rows(store._rows(f"SELECT DISTINCT published, actor, type, recipient FROM ({query}){where}", values))
