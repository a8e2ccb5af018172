"""The default: all forecasters stacked, and calibrated on days that none of them had learned from.

Members are fitted to the earlier days; a logistic regression on their log-odds, with a constant for each class, is
fitted to the last ones. It is shrunk to equal weights of the learned members, so that little data changes little. Then
the members are fitted again to all days.
"""

from __future__ import annotations

import numpy as np

from dragoman.forecasting import boosting
from dragoman.forecasting.calibration import Doubles, expit, fit_logistic, logit
from dragoman.forecasting.climatology import Climatology
from dragoman.forecasting.dyads import CLASSES
from dragoman.forecasting.ewma import Ewma
from dragoman.forecasting.hawkes import Hawkes
from dragoman.forecasting.logistic import Logistic
from dragoman.forecasting.persistence import Persistence
from dragoman.forecasting.probability import Forecaster, Outcome, Rows
from dragoman.forecasting.recurrency import Recurrency

HELD_BACK_DAYS = 30
HELD_BACK_SHARE = 0.25  # at most, of a short history
DOUBT = 40.0  # how firmly the stack stays at its prior weights
FEW_EVENTS = 300  # with so many in the lesson, climatology still has half of the say
LEAST_EVENTS = 100  # in the days held back; with fewer, the prior weights are kept

PRIOR = {"climatology": 0.1, "recurrency": 0.1, "hawkes": 0.2, "logistic": 0.3, "boosting": 0.3}


class Ensemble:
    """A calibrated stack of the forecasters. `boosted` is whether trees are among them (default: if installed)."""

    name = "ensemble"

    def __init__(self, *, boosted: bool | None = None) -> None:
        self.line = Logistic()
        members: list[Forecaster] = [Climatology(), Recurrency(), Hawkes(), self.line]
        if boosting.is_available() if boosted is None else boosted:
            members.append(boosting.Boosting(self.line))
        self.members = tuple(members)
        self.beside: tuple[Forecaster, ...] = (Persistence(), Ewma())  # for comparison, not in the stack
        self.weight = self._prior(0)

    def fit(self, rows: Rows, outcome: Outcome) -> None:
        """Fit members to the earlier days, the stack to the last ones, and the members again to all."""
        if not len(rows):
            return
        days = np.unique(rows.day)
        held_back = min(HELD_BACK_DAYS, int(len(days) * HELD_BACK_SHARE))
        self.weight = prior = self._prior(int(outcome.sum()))
        if held_back:
            # windows of the earlier days must close before the days held back begin
            begin = days[-held_back]
            late, early = rows.day >= begin, rows.day <= begin - rows.horizon
            if early.any() and outcome[late].sum() >= LEAST_EVENTS:
                self._fit_members(rows.chosen(early), outcome[early])
                design = self._design(rows.chosen(late))
                self.weight = fit_logistic(design, outcome[late], penalty=DOUBT, prior=prior)
        self._fit_members(rows, outcome)
        for forecaster in self.beside:
            forecaster.fit(rows, outcome)

    def probability(self, rows: Rows) -> Doubles:
        """The stacked, calibrated probability."""
        return expit(self._design(rows) @ self.weight)

    def all_probabilities(self, rows: Rows) -> dict[str, Doubles]:
        """The probabilities of every forecaster by name, the ensemble's first."""
        found = {self.name: self.probability(rows)}
        return found | {one.name: one.probability(rows) for one in (*self.members, *self.beside)}

    def _prior(self, events: int) -> Doubles:
        """Weights before anything is stacked: climatology alone without events, the usual weights with many."""
        usual = np.array([PRIOR[member.name] for member in self.members])
        floor = np.array([float(member.name == Climatology.name) for member in self.members])
        trust = events / (events + FEW_EVENTS)
        return np.concatenate([trust * usual / usual.sum() + (1 - trust) * floor, np.zeros(CLASSES)])

    def _fit_members(self, rows: Rows, outcome: Outcome) -> None:
        for member in self.members:
            member.fit(rows, outcome)

    def _design(self, rows: Rows) -> Doubles:
        said = [logit(member.probability(rows))[:, None] for member in self.members]
        return np.concatenate([*said, np.eye(CLASSES)[rows.kind]], 1)
