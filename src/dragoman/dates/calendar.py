"""Calendar values: TIMEX3 strings, the days that they cover, and steps from one day by days, weeks, months, years."""

from __future__ import annotations

import re
from datetime import date, timedelta

# The units of time by their name in the text, each with its TIMEX3 letter.
UNIT_LETTERS = {
    "second": "TS", "minute": "TM", "hour": "TH", "day": "D", "night": "D", "weekend": "WE", "week": "W",
    "fortnight": "W", "month": "M", "quarter": "Q", "season": "M", "year": "Y", "decade": "DE", "century": "CE",
    "millennium": "ML",
}  # fmt: skip

# Meteorological seasons of the northern hemisphere; winter runs into the following year.
SEASON_MONTHS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 2)}

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T.*)?\Z")
_WEEK = re.compile(r"(\d{4})-W(\d\d)(-WE|-[1-7])?(?:T.*)?\Z")
_PART = re.compile(r"(\d{4})-(Q[1-4]|H[12]|SP|SU|FA|WI)\Z")
_MONTH = re.compile(r"(\d{4})-(\d\d)(?:-XX)?\Z")
_YEARS = re.compile(r"\d{2,4}\Z")

Days = tuple[date, date]


def days_of(value: str) -> Days | None:
    """The first and the last day that a TIMEX3 value covers; None where it names none (`PXW`, `XXXX-06`, `PAST_REF`).

    >>> days_of("201")
    (datetime.date(2010, 1, 1), datetime.date(2019, 12, 31))
    """
    try:
        if "/" in value:
            opening, _, closing = value.partition("/")
            first, last = days_of(opening), days_of(closing)
            return (first[0], last[1]) if first and last else None
        return _days_of_point(value)
    except (ValueError, OverflowError):
        return None


def _days_of_point(value: str) -> Days | None:
    if match := _DAY.match(value):
        day = date(int(match[1]), int(match[2]), int(match[3]))
        return day, day
    if match := _WEEK.match(value):
        return _days_of_week(int(match[1]), int(match[2]), match[3] or "")
    if match := _PART.match(value):
        return _days_of_part(int(match[1]), match[2])
    if match := _MONTH.match(value):
        return months(int(match[1]), int(match[2]), int(match[2]))
    if _YEARS.match(value):
        width = 10 ** (4 - len(value))
        first = int(value) * width
        return date(first, 1, 1), date(first + width - 1, 12, 31)
    return None


def _days_of_week(year: int, week: int, part: str) -> Days:
    monday = date.fromisocalendar(year, week, 1)
    if part == "-WE":
        return monday + timedelta(days=5), monday + timedelta(days=6)
    if part:
        day = monday + timedelta(days=int(part[1]) - 1)
        return day, day
    return monday, monday + timedelta(days=6)


def _days_of_part(year: int, part: str) -> Days:
    if part[0] == "Q":
        return months(year, 3 * int(part[1]) - 2, 3 * int(part[1]))
    if part[0] == "H":
        return months(year, 6 * int(part[1]) - 5, 6 * int(part[1]))
    first, last = SEASON_MONTHS[part]
    if first > last:
        return date(year, first, 1), months(year + 1, last, last)[1]
    return months(year, first, last)


def months(year: int, first: int, last: int) -> Days:
    """The days from the first day of one month to the last day of another of the same year."""
    return date(year, first, 1), step(date(year, last, 1), "month", 1) - timedelta(days=1)


def step(day: date, unit: str, count: int) -> date:
    """The day that lies `count` units after (or before, when negative) a day; the end of a short month is kept.

    >>> step(date(2015, 1, 31), "month", 1)
    datetime.date(2015, 2, 28)
    """
    if unit in ("day", "night"):
        return day + timedelta(days=count)
    if unit in ("week", "weekend"):
        return day + timedelta(weeks=count)
    if unit == "fortnight":
        return day + timedelta(weeks=2 * count)
    total = day.year * 12 + day.month - 1 + count * _MONTHS_OF[unit]
    year, month = divmod(total, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            if not 1 <= year <= 9999:
                raise
    raise AssertionError("every month has a 28th")


_MONTHS_OF = {"month": 1, "quarter": 3, "season": 3, "year": 12, "decade": 120, "century": 1200, "millennium": 12000}


def value_at(day: date, unit: str) -> str:
    """The TIMEX3 value of the day, week, month, ... century in which a day lies.

    >>> [value_at(date(2015, 10, 28), unit) for unit in ("day", "week", "month", "quarter", "year", "decade")]
    ['2015-10-28', '2015-W44', '2015-10', '2015-Q4', '2015', '201']
    """
    if unit in ("week", "fortnight", "weekend"):
        year, week, _ = day.isocalendar()
        return f"{year:04d}-W{week:02d}" + ("-WE" if unit == "weekend" else "")
    if unit == "month":
        return f"{day.year:04d}-{day.month:02d}"
    if unit == "quarter":
        return f"{day.year:04d}-Q{(day.month + 2) // 3}"
    if unit == "season":
        return season_at(day)
    if unit in ("year", "decade", "century", "millennium"):
        return f"{day.year:04d}"[: {"year": 4, "decade": 3, "century": 2, "millennium": 1}[unit]]
    return day.isoformat()


def season_at(day: date) -> str:
    """The value of the season in which a day lies; January and February belong to the winter of the year before."""
    year = day.year - 1 if day.month < 3 else day.year
    return f"{year:04d}-{('WI', 'SP', 'SU', 'FA')[day.month % 12 // 3]}"


_YEARS_OF_PART = {
    "decade": {"START": (0, 4), "MID": (3, 6), "END": (5, 9)},
    "century": {"START": (0, 24), "MID": (40, 59), "END": (75, 99)},
}


def third(days: Days, part: str) -> Days:
    """The early, mid or late part of an interval, as "late September" means it: a third of it.

    Of a decade the early and the late half are meant, of a century the first and the last quarter.
    """
    first, last = days
    length = (last - first).days + 1
    if length > 3600:
        years = last.year - first.year + 1
        begin, end = _YEARS_OF_PART["decade" if years <= 10 else "century"][part]
        return date(first.year + begin, 1, 1), date(first.year + end, 12, 31)
    one, two = length // 3, length - length // 3
    if part == "START":
        return first, first + timedelta(days=max(one - 1, 0))
    if part == "END":
        return first + timedelta(days=min(two, length - 1)), last
    return first + timedelta(days=one), first + timedelta(days=max(two - 1, one))


def easter(year: int) -> date:
    """Easter Sunday of the Western churches (the anonymous Gregorian computus).

    >>> easter(2016)
    datetime.date(2016, 3, 27)
    """
    golden, century, rest = year % 19, year // 100, year % 100
    leap, left = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leap - correction + 15) % 30
    sunday = (32 + 2 * left + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
