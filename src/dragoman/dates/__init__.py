"""Time expressions: words and the day of publication, to TIMEX3 values and calendar days.

>>> days_of("2015-W43")
(datetime.date(2015, 10, 19), datetime.date(2015, 10, 25))
"""

from dragoman.dates.calendar import days_of
from dragoman.dates.finder import find_dates, period_of

__all__ = ["days_of", "find_dates", "period_of"]
