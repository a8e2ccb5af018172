"""A rate that forgets: days with an event, each counting half after a month, spread evenly over the days ahead."""

from __future__ import annotations

import numpy as np

from dragoman.forecasting.calibration import Doubles, Platt, fit_platt
from dragoman.forecasting.probability import Outcome, Rows

HALF_LIFE = 30
PER_DAY = 1 - 2 ** (-1 / HALF_LIFE)  # a day's share of a sum that has forgotten for ever


class Ewma:
    """The chance of at least one event at the mean daily rate of late, brought to scale."""

    name = "ewma"

    def __init__(self) -> None:
        self._scale = Platt()

    def fit(self, rows: Rows, outcome: Outcome) -> None:
        """Bring to scale: events come in bursts, so an even rate promises them in too many windows."""
        self._scale = fit_platt(_raw(rows), outcome)

    def probability(self, rows: Rows) -> Doubles:
        """The chance of at least one day with an event."""
        return self._scale(_raw(rows))


def _raw(rows: Rows) -> Doubles:
    rate = np.clip(rows.column(f"days_{HALF_LIFE}") * PER_DAY, 0, 1)
    return np.asarray(1 - (1 - rate) ** rows.horizon)
