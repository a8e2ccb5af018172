"""Holidays and named eras: their table, and the days on which they fall in a year.

Days of the Muslim year are those of the tabular calendar: the moon as it is seen may shift them by a day.

>>> days_of_holiday("hebrew year+0", 2023)
[(datetime.date(2023, 9, 16), datetime.date(2023, 9, 16))]
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path

from dragoman.dates.calendar import Days, days_of, easter
from dragoman.errors import KnowledgeError

TABLE = Path(__file__).with_name("holidays.tsv")
_HIJRI_EPOCH, _HEBREW_EPOCH = 227_014, -1_373_427  # as ordinals of `datetime.date`


@cache
def holidays() -> dict[str, str]:
    """The rule of every holiday and era of `holidays.tsv`, by its name in lower case."""
    found = {}
    for number, line in enumerate(TABLE.read_text("utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        names, separator, how = line.partition("\t")
        if not separator:
            raise KnowledgeError(f"{TABLE}:{number}: expected a name, a tab and a rule")
        for name in names.split("|"):
            found[name.lower().replace("’", "'")] = how
    return found


def days_of_holiday(how: str, year: int) -> list[Days]:
    """The days of a holiday in a year by its rule; none, one, or two (a Muslim year is shorter than ours)."""
    kind, _, rest = how.partition(" ")
    if kind == "hijri":
        return _hijri(year, rest)
    if kind == "hebrew":
        return [_hebrew(year, rest)]
    if kind == "on":
        return [_one(date.fromisoformat(day)) for day in rest.split() if day.startswith(f"{year:04d}-")]
    if kind == "nth":
        return [_one(day)] if (day := _nth(year, rest)) else []
    for name, sunday in (("easter", easter), ("pascha", pascha)):
        if how.startswith(name):
            return [_one(sunday(year) + timedelta(days=int(how[len(name) :])))]
    return [_one(date(year, int(how[:2]), int(how[3:5])))]


def _one(day: date) -> Days:
    return day, day


def _nth(year: int, rest: str) -> date | None:
    """The day of a rule such as `11 4 4 +1`: the day after the fourth Thursday of November."""
    month, weekday, number, *shift = rest.split()
    first, last = days_of(f"{year:04d}-{month}") or (None, None)
    if first is None or last is None:
        return None
    if int(number) < 0:
        day = last - timedelta(days=(last.isoweekday() - int(weekday)) % 7)
    else:
        day = first + timedelta(days=(int(weekday) - first.isoweekday()) % 7 + 7 * (int(number) - 1))
    return day + timedelta(days=int(shift[0]) if shift else 0)


def pascha(year: int) -> date:
    """Easter Sunday of the Eastern churches (Meeus's Julian computus).

    >>> pascha(2024)
    datetime.date(2024, 5, 5)
    """
    moon = (19 * (year % 19) + 15) % 30
    weekday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + weekday + 114, 31)
    lag = year // 100 - year // 400 - 2  # days by which the Julian calendar is behind
    return date(year, month, day + 1) + timedelta(days=lag)


def _hijri(year: int, rest: str) -> list[Days]:
    """The days of `MM-DD`, or of the whole month `MM`, of the Muslim years that touch a year."""
    month, _, day = rest.partition("-")
    found = []
    around = (year - 622) * 33 // 32
    for hijri in (around, around + 1, around + 2):
        first = date.fromordinal(_hijri_ordinal(hijri, int(month), int(day or 1)))
        last = date.fromordinal(_hijri_ordinal(hijri, int(month) + 1, 0)) if not day else first
        if first.year == year:
            found.append((first, last))
    return found


def _hijri_ordinal(year: int, month: int, day: int) -> int:
    return _HIJRI_EPOCH + (year - 1) * 354 + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2 + day


def _hebrew(year: int, rest: str) -> Days:
    """The day of a rule such as `year+9`: so many days after the Jewish new year.

    `passover` counts from Passover, 163 days before the new year that follows it; `kislev` from the 25th of that month.
    """
    kind = rest.rstrip("+-0123456789")
    shift = int(rest.removeprefix(kind))
    start = _hebrew_new_year(year)
    if kind == "passover":
        start -= 163
    elif kind == "kislev":
        start += 84 if (_hebrew_new_year(year + 1) - start) % 10 == 5 else 83
    return _one(date.fromordinal(start + shift))


def _hebrew_new_year(year: int) -> int:
    """The ordinal of the Jewish new year that falls into a year, by the molad and its postponements."""
    hebrew = year + 3761
    before, elapsed, after = (_hebrew_days(hebrew + shift) for shift in (-1, 0, 1))
    delay = 2 if after - elapsed == 356 else 1 if elapsed - before == 382 else 0
    return _HEBREW_EPOCH + elapsed + delay


def _hebrew_days(hebrew: int) -> int:
    months = (235 * hebrew - 234) // 19
    parts = 12_084 + 13_753 * months
    days = 29 * months + parts // 25_920
    return days + 1 if 3 * (days + 1) % 7 < 3 else days
