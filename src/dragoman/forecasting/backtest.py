"""Day by day over a history: fit to windows that have closed, forecast, go on. Live forecasts take the same path.

    for made in replay_forecasts(source, first, last, horizon=7):
        made.day, made.table, made.probabilities["ensemble"]

The last day of a live history is `first` and `last` at once. Nothing later than a day's eve reaches its forecasts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dragoman.forecasting.calibration import Doubles
from dragoman.forecasting.dyads import ACTIVE_DAYS, CLASSES, LEAST_EVENTS, Dyads, Table, replay
from dragoman.forecasting.ensemble import Ensemble
from dragoman.forecasting.probability import Outcome, Rows, rows_of, together

REFIT_DAYS = 28
WARM_UP_DAYS = 60  # features need a past; at most a quarter of a short history
LARGEST_LESSON = 700_000  # rows; days, and pairs, are left out evenly when there are more
LEAST_LESSON_DAYS = 30  # pairs rather than days: a regression that saw three days takes their news for the rule


@dataclass(frozen=True, slots=True)
class DayForecasts:
    """What every forecaster said on the eve of a day about each row of its table."""

    day: int
    table: Table
    horizon: int
    probabilities: dict[str, Doubles]
    ensemble: Ensemble

    def outcome(self) -> Outcome:
        """What came of each row. The future: for scoring only."""
        return self.table.outcome(self.horizon)


def replay_forecasts(
    source: Dyads,
    first: int,
    last: int,
    *,
    horizon: int,
    refit_days: int = REFIT_DAYS,
    boosted: bool | None = None,
    every: int | None = None,
    lesson: int = LARGEST_LESSON,
) -> Iterator[DayForecasts]:
    """Forecasts on the eves of `first` to `last`. The forecasters learn anew every `refit_days`.

    `every` takes only each so-many-th earlier day as a lesson, which saves time and room in large histories; by default
    so many days, and of them so many pairs, are taken as make up about `lesson` rows.
    """
    begin = source.first_day + min(WARM_UP_DAYS, max(0, first - source.first_day) // 4)
    every_pair = 1
    if every is None:
        rows_a_day = max(1, _rows_a_day(source, last))
        days = max(LEAST_LESSON_DAYS, lesson // rows_a_day)
        every = max(1, (last - begin) // days)
        every_pair = 1 + (last - begin) // every * rows_a_day // (lesson + lesson // 4)
    past: list[tuple[Table, Rows]] = []
    ensemble = Ensemble(boosted=boosted)
    fitted = None
    for eve in replay(source, begin, last):
        is_lesson = (eve.day - begin) % every == 0
        if eve.day < first and not is_lesson:
            continue
        if eve.day >= first:
            table = eve.table()
            rows = rows_of(table, horizon)
            if fitted is None or eve.day - fitted >= refit_days:
                ensemble = Ensemble(boosted=boosted)
                _learn(ensemble, past, eve.day, horizon, lesson)
                fitted = eve.day
            yield DayForecasts(eve.day, table, horizon, ensemble.all_probabilities(rows), ensemble)
        if is_lesson:
            told = eve.table(every=every_pair)
            past.append((told, rows_of(told, horizon)))


def _rows_a_day(source: Dyads, day: int) -> int:
    """About how many rows an eve has: four for each pair with enough events in the days before the last one."""
    first, last = np.searchsorted(source.event_day, (day - ACTIVE_DAYS, day))
    events = np.bincount(source.event_cell[first:last] // CLASSES, minlength=1)
    return CLASSES * int((events >= LEAST_EVENTS).sum())


def _learn(ensemble: Ensemble, past: list[tuple[Table, Rows]], today: int, horizon: int, lesson: int) -> None:
    """Fit to what has closed by the eve of today."""
    closed = [(table, rows) for table, rows in past if table.day + horizon <= today and len(rows)]
    total = sum(len(rows) for _, rows in closed)
    closed = closed[:: total // (lesson + lesson // 4) + 1]
    if closed:
        outcome = np.concatenate([table.outcome(horizon) for table, _ in closed])
        ensemble.fit(together([rows for _, rows in closed]), outcome)
