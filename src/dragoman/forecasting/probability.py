"""The contract of a forecaster of *whether* questions, and the rows that it learns from and answers.

A row is one (pair, quad class) on the eve of one day. A forecaster is one class in one file: it is fitted to rows whose
windows have closed, and answers rows with probabilities. It sees a row's features and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from dragoman.forecasting.calibration import Doubles
from dragoman.forecasting.dyads import CLASSES, Table
from dragoman.forecasting.history import Integers
from dragoman.forecasting.snapshot import Floats

# Columns that grow with the length of the history: what is learned of them early does not hold later.
DRIFTING = ("age", "active_days")


@dataclass(frozen=True, slots=True)
class Rows:
    """Features of rows, their quad class (from 0) and day, for windows of `horizon` days."""

    features: Floats
    names: tuple[str, ...]
    kind: Integers
    day: Integers
    horizon: int

    def __len__(self) -> int:
        return len(self.kind)

    def column(self, name: str) -> Doubles:
        """One feature of all rows."""
        return self.features[:, self.names.index(name)].astype(np.float64)

    @property
    def climatology(self) -> Doubles:
        """The share of past windows that held such an event."""
        return self.column(f"climate_{self.horizon}")

    def chosen(self, rows: npt.NDArray[np.bool_]) -> Rows:
        """These rows alone."""
        return Rows(self.features[rows], self.names, self.kind[rows], self.day[rows], self.horizon)


Outcome = npt.NDArray[np.bool_]


class Forecaster(Protocol):
    """What a forecaster must have. `name` is what the scoreboard calls it."""

    name: str

    def fit(self, rows: Rows, outcome: Outcome) -> None:
        """Learn from rows whose windows have closed, with what came. No rows at all must do no harm."""

    def probability(self, rows: Rows) -> Doubles:
        """The probability of at least one such event within the horizon, of each row alone."""


def rows_of(table: Table, horizon: int) -> Rows:
    """The rows of one eve."""
    return Rows(table.features, table.names, table.kind, np.full(len(table.kind), table.day, np.int64), horizon)


def together(parts: Sequence[Rows]) -> Rows:
    """The rows of several eves as one (at least one eve)."""
    features = np.concatenate([part.features for part in parts])
    kind, day = (np.concatenate(column) for column in ([p.kind for p in parts], [p.day for p in parts]))
    return Rows(features, parts[0].names, kind, day, parts[0].horizon)


def thinned(rows: Rows, outcome: Outcome, most: int) -> tuple[Rows, Outcome]:
    """About so many rows, if there are more: all classes of every so-many-th pair."""
    step = -(-len(rows) // most)
    if step <= 1:
        return rows, outcome
    # the rows of a pair stand together, one a class: every second row would be two classes of the four
    chosen = (np.arange(len(rows)) // CLASSES) % step == 0
    return rows.chosen(chosen), outcome[chosen]
