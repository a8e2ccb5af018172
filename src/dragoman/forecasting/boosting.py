"""Boosted trees on the same columns (LightGBM, `pip install dragoman[forecast]`): what the straight line misses.

The trees start from the logistic regression's log-odds and learn what is left, so that they need few leaves, and with
little to learn they leave it as it is.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dragoman.errors import MissingExtra
from dragoman.forecasting.calibration import Doubles, expit, logit
from dragoman.forecasting.logistic import Logistic
from dragoman.forecasting.probability import DRIFTING, Outcome, Rows, thinned
from dragoman.forecasting.snapshot import Floats

try:
    import lightgbm
except ImportError:  # the plain forecasters do without
    lightgbm = None  # type: ignore[assignment]

LARGEST = 600_000
LEAST_EVENTS = 300  # with fewer, trees learn the noise
TREES = 160
SETTINGS = {
    "objective": "binary",
    "learning_rate": 0.04,
    "num_leaves": 24,
    "min_data_in_leaf": 300,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.6,
    "bagging_freq": 1,
    "lambda_l2": 20.0,
    "max_bin": 127,
    "num_threads": 1,  # the same answer on every machine
    "deterministic": True,
    "force_row_wise": True,
    "seed": 1,
    "verbose": -1,
}


def is_available() -> bool:
    """Whether LightGBM is installed."""
    return lightgbm is not None


class Boosting:
    """Boosted trees on top of a logistic regression, which may be one that is fitted already."""

    name = "boosting"

    def __init__(self, line: Logistic | None = None) -> None:
        if lightgbm is None:
            raise MissingExtra("boosted forecasts need LightGBM: pip install dragoman[forecast]")
        self._line, self._is_own_line = line or Logistic(), line is None
        self._booster: Any = None

    def fit(self, rows: Rows, outcome: Outcome) -> None:
        """Learn what the line leaves."""
        if self._is_own_line:
            self._line.fit(rows, outcome)
        self._booster = None
        if int(outcome.sum()) < LEAST_EVENTS:
            return
        rows, outcome = thinned(rows, outcome, LARGEST)
        start = logit(self._line.probability(rows))
        lesson = lightgbm.Dataset(_columns(rows), outcome.astype(np.int8), init_score=start, free_raw_data=True)
        self._booster = lightgbm.train(SETTINGS, lesson, TREES)

    def probability(self, rows: Rows) -> Doubles:
        """The line's log-odds, moved by the trees."""
        line = self._line.probability(rows)
        if self._booster is None:
            return line
        shift = np.asarray(self._booster.predict(_columns(rows), raw_score=True, num_threads=1))
        return expit(logit(line) + shift)


def _columns(rows: Rows) -> Floats:
    lasting = [number for number, name in enumerate(rows.names) if name not in DRIFTING]
    return rows.features[:, lasting]
