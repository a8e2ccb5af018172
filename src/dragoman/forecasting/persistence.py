"""The other floor: what came in the last window comes again, and what did not, does not.

Said with the probabilities that this has had so far, in each class.
"""

from __future__ import annotations

import numpy as np

from dragoman.forecasting.calibration import Doubles
from dragoman.forecasting.dyads import CLASSES
from dragoman.forecasting.probability import Outcome, Rows

DOUBT = 20.0  # windows' worth of "as often as not seen before"
USUAL = (0.05, 0.3)  # before anything is learned: after a quiet window, after one with an event


class Persistence:
    """How often such an event came after a window with one, and after a window without."""

    name = "persistence"

    def __init__(self) -> None:
        self._share = np.tile(np.array(USUAL), (CLASSES, 1))

    def fit(self, rows: Rows, outcome: Outcome) -> None:
        """Count, by class, what followed windows with and without an event."""
        cell = rows.kind * 2 + _was(rows)
        came = np.bincount(cell, outcome, CLASSES * 2).reshape(CLASSES, 2)
        windows = np.bincount(cell, minlength=CLASSES * 2).reshape(CLASSES, 2)
        self._share = (came + DOUBT * np.array(USUAL)) / (windows + DOUBT)

    def probability(self, rows: Rows) -> Doubles:
        """The share of what followed such a window."""
        return np.asarray(self._share[rows.kind, _was(rows)])


def _was(rows: Rows) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return (rows.column("lag") <= rows.horizon).astype(np.int64)
