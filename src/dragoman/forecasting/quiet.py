"""The probability of what nobody expected: an act between two who had little or nothing to do with each other lately.

Pairs with three events in 90 days have a record of their own. For all others only a rate can be counted: on how many of
the pair-days so far there was such an act, apart for pairs that had such an act before, for pairs that had met in some
other way, and for strangers. Busy sides meet more: a pair's rate grows with the square root of how busy each of the two is.

Measured on ICEWS14, days 100 to 303, by the log likelihood of an act between quiet pairs (actors / countries): met and
strangers alone -11.36 / -8.71 nats; three kinds of pairs -10.76 / -8.32; with the root of activity -10.30 / -8.09 (with
activity itself -10.55 / -8.15).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dragoman.forecasting.calibration import Doubles
from dragoman.forecasting.dyads import ACTIVE_DAYS, CLASSES, LEAST_EVENTS
from dragoman.forecasting.history import History, Integers

DID, MET, STRANGERS = 0, 1, 2
BASES = ("did", "met", "strangers")  # so before; in another way, or the other way round; never

DOUBT_DAYS = 500.0  # pair-days' worth of the usual rates
USUAL_RATES = np.array([1e-3, 2e-3, 2e-4])  # of DID a class and day, of the others a day; before anything was counted
DOUBT_ACTS = 8.0  # acts' worth of equal shares of the four classes
HALF_LIFE_DAYS = 90.0  # of how busy an actor is
FLOOR = 1e-4


@dataclass(frozen=True, slots=True)
class Rates:
    """Acts a pair of usual activity and day: `rates[basis, class]`; and each actor's `pull`, 1 on the mean of all."""

    rates: Doubles
    pull: Doubles

    def probability(self, basis: int, actor: int, recipient: int, kind: int, horizon: int) -> float:
        """The probability of an act of this class (from 0) within so many days; -1 is an actor nobody knew."""
        rate = self.rates[basis, kind] * self._pull(actor) * self._pull(recipient)
        return float(max(FLOOR, -np.expm1(-rate * horizon)))

    def _pull(self, actor: int) -> float:
        if 0 <= actor < len(self.pull) and self.pull[actor] > 0:
            return float(self.pull[actor])
        known = self.pull[self.pull > 0]
        return float(known.min()) if len(known) else 1.0


class Quiet:
    """Rates of acts between quiet pairs, counted day by day. `advance` takes in all days before one."""

    def __init__(self, history: History, quad_class: Integers) -> None:
        kind = np.asarray(quad_class, np.int64)[history.relation] - 1 if len(history) else history.relation
        told = (kind >= 0) & (history.actor != history.recipient)
        self._day, self._kind = history.day[told], kind[told]
        actor, recipient = history.actor[told], history.recipient[told]
        self._actor, self._recipient = actor, recipient
        self._actors = 1 + int(max(actor.max(initial=-1), recipient.max(initial=-1)))
        # both directions of every pair, so that each finds the other; those still to come have done nothing yet
        ways = np.concatenate([actor * self._actors + recipient, recipient * self._actors + actor])
        self._key, number = np.unique(ways, return_inverse=True)
        self._pair = number[: len(actor)]
        self._of, self._to = np.divmod(self._key, max(1, self._actors))
        self._back = np.searchsorted(self._key, self._to * self._actors + self._of)
        self._did = np.zeros((len(self._key), CLASSES), np.bool_)
        self._has_met = np.zeros(len(self._key), np.bool_)  # in either direction
        self._lately = np.zeros(len(self._key), np.int64)
        self._activity = np.zeros(self._actors)
        self.day = int(history.day[0]) if len(history) else 0
        self.acts = np.zeros((len(BASES), CLASSES))
        self.pair_days = np.zeros((len(BASES), CLASSES))  # each by the pull of its two

    def advance(self, day: int) -> None:
        """Take in the days before `day`."""
        while self.day < day:
            self._take_in_a_day()

    def basis(self, actor: int, recipient: int, kind: int) -> int:
        """What is known of a quiet pair: that it did so before, that it has met, or nothing."""
        key = actor * self._actors + recipient
        row = int(np.searchsorted(self._key, key))
        if min(actor, recipient) < 0 or row >= len(self._key) or self._key[row] != key or not self._has_met[row]:
            return STRANGERS
        return DID if self._did[row, kind] else MET

    def probability(self, actor: int, recipient: int, kind: int, horizon: int) -> float:
        """The probability of an act of this class (from 0) within so many days; the pair is taken to be quiet."""
        return self.rates().probability(self.basis(actor, recipient, kind), actor, recipient, kind, horizon)

    def rates(self) -> Rates:
        """The rates as they are known on the eve of `day`."""
        did = self.acts[DID].sum() + CLASSES * DOUBT_DAYS * USUAL_RATES[DID]
        usual = did / (self.pair_days[DID].sum() + CLASSES * DOUBT_DAYS)
        rates = np.empty_like(self.acts)
        rates[DID] = (self.acts[DID] + DOUBT_DAYS * usual) / (self.pair_days[DID] + DOUBT_DAYS)
        shares = (self.acts + DOUBT_ACTS / CLASSES) / (self.acts.sum(1, keepdims=True) + DOUBT_ACTS)
        days = self.pair_days.mean(1)
        for basis in (MET, STRANGERS):
            whole = (self.acts[basis].sum() + DOUBT_DAYS * USUAL_RATES[basis]) / (days[basis] + DOUBT_DAYS)
            rates[basis] = whole * shares[basis]
        return Rates(rates, self._pull())

    def _pull(self) -> Doubles:
        """The root of each known actor's activity, shrunk to the usual one; 1 on the mean, 0 for who is not known."""
        known = self._activity > 0
        if not known.any():
            return np.zeros(self._actors)
        pull = np.where(known, np.sqrt(self._activity + self._activity[known].mean()), 0.0)
        return np.asarray(pull / pull[known].mean())

    def _take_in_a_day(self) -> None:
        first, last = np.searchsorted(self._day, (self.day, self.day + 1))
        left = slice(*np.searchsorted(self._day, (self.day - 1 - ACTIVE_DAYS, self.day - ACTIVE_DAYS)))
        np.subtract.at(self._lately, self._pair[left], 1)
        today = slice(first, last)
        pull = self._pull()
        self._count_pair_days(pull)
        self._count_acts(np.unique(self._pair[today] * CLASSES + self._kind[today]), pull)
        pair = self._pair[today]
        self._did[pair, self._kind[today]] = True
        self._has_met[pair] = self._has_met[self._back[pair]] = True
        np.add.at(self._lately, pair, 1)
        self._activity *= 2 ** (-1 / HALF_LIFE_DAYS)
        for side in (self._actor, self._recipient):
            self._activity += np.bincount(side[today], minlength=self._actors)
        self.day += 1

    def _count_pair_days(self, pull: Doubles) -> None:
        weight = pull[self._of] * pull[self._to] * self._has_met
        met = float(weight.sum())
        weight *= self._lately < LEAST_EVENTS
        did = (weight[:, None] * self._did).sum(0) if len(weight) else np.zeros(CLASSES)
        self.pair_days[DID] += did
        self.pair_days[MET] += weight.sum() - did
        self.pair_days[STRANGERS] += max(0.0, float(pull.sum() ** 2 - (pull**2).sum()) - met)

    def _count_acts(self, cell: Integers, pull: Doubles) -> None:
        pair, kind = np.divmod(cell, CLASSES)
        quiet = (self._lately[pair] < LEAST_EVENTS) & (pull[self._of[pair]] > 0) & (pull[self._to[pair]] > 0)
        pair, kind = pair[quiet], kind[quiet]
        basis = np.where(self._did[pair, kind], DID, np.where(self._has_met[pair], MET, STRANGERS))
        np.add.at(self.acts, (basis, kind), 1)
