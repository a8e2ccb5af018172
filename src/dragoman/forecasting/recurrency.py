"""What recurs: how often such an event came again, by how long ago the last one was and how many there had been."""

from __future__ import annotations

import numpy as np

from dragoman.forecasting.calibration import Doubles, expit, logit
from dragoman.forecasting.dyads import CLASSES
from dragoman.forecasting.probability import Outcome, Rows

LAGS = np.array([1, 2, 3, 5, 8, 15, 29, 61, 181])  # last event at most so many days ago
COUNTS = np.array([1, 2, 4, 8, 16, 32])  # on how many days it happened so far
CELLS = (len(LAGS) + 1) * (len(COUNTS) + 1)
DOUBT = 30.0  # windows' worth of climatology in each cell


class Recurrency:
    """Shares by lag and count, as a shift of the climatology."""

    name = "recurrency"

    def __init__(self) -> None:
        self._shift = np.zeros(CLASSES * CELLS)

    def fit(self, rows: Rows, outcome: Outcome) -> None:
        """Count what came in each cell, and what climatology had said."""
        cell, size = _cell(rows), CLASSES * CELLS
        windows = np.bincount(cell, minlength=size)
        expected = np.bincount(cell, rows.climatology, size)
        came = np.bincount(cell, outcome, size)
        usual = (expected + 0.5) / (windows + 5.0)
        self._shift = logit((came + DOUBT * usual) / (windows + DOUBT)) - logit(usual)

    def probability(self, rows: Rows) -> Doubles:
        """Climatology, moved by what came of such recurrence before."""
        return expit(logit(rows.climatology) + self._shift[_cell(rows)])


def _cell(rows: Rows) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    lag = np.searchsorted(LAGS, rows.column("lag"))
    count = np.searchsorted(COUNTS, rows.column("active_days"))
    return np.asarray(rows.kind * CELLS + lag * (len(COUNTS) + 1) + count, np.int64)
