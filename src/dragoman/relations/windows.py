"""Stretches of time of one kind: days, weeks from Monday, months, quarters, years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


def windows(kind: str, first: date, last: date) -> Iterator[Window]:
    """The windows of a kind that hold these days, whole ones at both ends.

    >>> [str(window.first) for window in windows("month", date(2015, 10, 20), date(2015, 12, 1))]
    ['2015-10-01', '2015-11-01', '2015-12-01']
    """
    start = beginning(kind, first)
    while start <= last:
        following = _next(kind, start)
        yield Window(start, following - timedelta(1))
        start = following


def beginning(kind: str, day: date) -> date:
    """The first day of the window that holds a day."""
    if kind == "day":
        return day
    if kind == "week":
        return day - timedelta(day.weekday())
    if kind == "month":
        return day.replace(day=1)
    if kind == "quarter":
        return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    if kind == "year":
        return date(day.year, 1, 1)
    raise ValueError(f"no window {kind!r}: take day, week, month, quarter or year")


def _next(kind: str, start: date) -> date:
    long_enough = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[kind]
    return (
        beginning(kind, start + timedelta(long_enough))
        if kind in ("month", "quarter", "year")
        else (start + timedelta(long_enough))
    )
