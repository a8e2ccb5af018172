"""A logistic regression on what was counted on the eve: the learned forecaster of the base install.

Counts go in as logarithms, days since as logarithms, climatology as log-odds; each class has its own constant and its
own slopes for the few columns that matter most. With little data the penalty keeps it at climatology.
"""

from __future__ import annotations

import numpy as np

from dragoman.forecasting.calibration import Doubles, expit, fit_logistic, logit
from dragoman.forecasting.dyads import CLASSES
from dragoman.forecasting.probability import DRIFTING, Outcome, Rows, thinned
from dragoman.forecasting.snapshot import NEVER

PENALTY = 3.0
FEW = 1000.0  # added to the penalty, shared by the events of the lesson: with few, the line stays at climatology
LARGEST = 250_000  # rows of a lesson; more cost seconds and change nothing

# Columns that have a slope of their own in each class.
BY_CLASS = ("days_7", "days_30", "days_90", "lag", "back_days_7", "back_days_90", "pair_lag")


class Logistic:
    """Logistic regression, shrunk to climatology."""

    name = "logistic"

    def __init__(self) -> None:
        self._beta: Doubles | None = None
        self._centre = self._spread = np.zeros(0)

    def fit(self, rows: Rows, outcome: Outcome) -> None:
        """Newton's method on standardised columns."""
        if not len(rows):
            return
        rows, outcome = thinned(rows, outcome, LARGEST)
        raw, _ = columns_of(rows)
        self._centre, self._spread = raw.mean(0), raw.std(0)
        self._spread[self._spread < 1e-6] = np.inf  # a column that never changes says nothing
        design = self._design(rows)
        prior = np.zeros(design.shape[1])
        prior[0] = 1.0
        firmness = PENALTY + FEW / (1 + int(outcome.sum()))
        penalty = np.full(design.shape[1], firmness)
        penalty[: 1 + CLASSES] = 0.5
        self._beta = fit_logistic(design, outcome, penalty=penalty, prior=prior)

    def probability(self, rows: Rows) -> Doubles:
        """The probability by the fitted line; climatology before anything was fitted."""
        if self._beta is None:
            return rows.climatology
        return expit(self._design(rows) @ self._beta)

    def shifts(self, rows: Rows) -> dict[str, Doubles]:
        """By how much each column moves the log-odds of each row, against the usual value of the column."""
        if self._beta is None:
            return {}
        _, names = columns_of(rows)
        parts = self._design(rows) * self._beta
        own = parts[:, 1 + CLASSES : 1 + CLASSES + len(names)]
        found = {name: own[:, n].copy() for n, name in enumerate(names)}
        place = 1 + CLASSES + len(names)
        for name in BY_CLASS:
            found[name] += parts[:, place : place + CLASSES].sum(1)
            place += CLASSES
        return found

    def _design(self, rows: Rows) -> Doubles:
        raw, names = columns_of(rows)
        scaled = np.clip((raw - self._centre) / self._spread, -6, 6)
        by_class = np.eye(CLASSES)[rows.kind]
        parts = [logit(rows.climatology)[:, None], by_class, scaled]
        parts += [by_class * scaled[:, names.index(name)][:, None] for name in BY_CLASS]
        return np.concatenate(parts, 1)


def columns_of(rows: Rows) -> tuple[Doubles, tuple[str, ...]]:
    """The columns that go in: counts and days as logarithms, climatologies of all lengths as log-odds."""
    names = tuple(name for name in rows.names if name not in ("class", "weekday", *DRIFTING))
    values = [_scaled(name, rows.column(name)) for name in names]
    day = rows.column("weekday")
    angle = 2 * np.pi * day / 7  # windows of a week have every weekday; those of a day do not
    values += [np.cos(angle), np.sin(angle)]
    return np.stack(values, 1), (*names, "weekday_cosine", "weekday_sine")


def _scaled(name: str, values: Doubles) -> Doubles:
    if name.startswith("climate_"):
        return logit(values)
    if name.endswith("lag"):
        return np.asarray(np.log(np.clip(values, 1, NEVER)))
    return np.asarray(np.log(np.maximum(values, 0) + 0.02))
