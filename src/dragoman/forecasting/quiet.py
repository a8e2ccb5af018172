"""The probability of what nobody expected: an act between two who had little or nothing to do with each other lately.

Pairs with three events in 90 days have a record of their own. For all others only a rate can be counted: on how many of
the pair-days so far there was such an act, apart for pairs that had met before and for pairs that never had.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from dragoman.forecasting.dyads import ACTIVE_DAYS, CLASSES, LEAST_EVENTS
from dragoman.forecasting.history import History, Integers

MET, STRANGERS = 0, 1
DOUBT_DAYS = 500.0  # pair-days' worth of the usual rates
USUAL_RATES = (2e-3, 2e-4)  # acts a pair and day, before anything was counted
DOUBT_ACTS = 8.0  # acts' worth of equal shares of the four classes
FLOOR = 1e-4


class Quiet:
    """Rates of acts between quiet pairs, counted day by day. `advance` takes in all days before one."""

    def __init__(self, history: History, quad_class: Integers) -> None:
        kind = np.asarray(quad_class, np.int64)[history.relation] - 1 if len(history) else history.relation
        told = (kind >= 0) & (history.actor != history.recipient)
        columns = (history.day[told], history.actor[told], history.recipient[told], kind[told])
        self._events = list(zip(*(column.tolist() for column in columns), strict=True))
        self._next = 0
        self.day = int(history.day[0]) if len(history) else 0
        self._known: set[int] = set()
        self._met: set[tuple[int, int]] = set()
        self._recent: deque[tuple[int, tuple[int, int]]] = deque()
        self._count: dict[tuple[int, int], int] = {}
        self._busy = 0  # pairs with a record of their own
        self.acts = np.zeros((2, CLASSES))
        self.pair_days = np.zeros(2)

    def advance(self, day: int) -> None:
        """Take in the days before `day`."""
        while self.day < day:
            self._take_in_a_day()

    def has_met(self, actor: int, recipient: int) -> bool:
        """Whether there was any act of one to the other."""
        return (actor, recipient) in self._met

    def probability(self, actor: int, recipient: int, kind: int, horizon: int) -> float:
        """The probability of an act of this class (from 0) within so many days; the pair is taken to be quiet."""
        place = MET if self.has_met(actor, recipient) else STRANGERS
        return float(max(FLOOR, -np.expm1(-self.rates()[place, kind] * horizon)))

    def rates(self) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        """Acts a pair and day, for those who have met and for strangers, by class."""
        whole = (self.acts.sum(1) + DOUBT_DAYS * np.array(USUAL_RATES)) / (self.pair_days + DOUBT_DAYS)
        shares = (self.acts + DOUBT_ACTS / CLASSES) / (self.acts.sum(1, keepdims=True) + DOUBT_ACTS)
        return np.asarray(whole[:, None] * shares)

    def _take_in_a_day(self) -> None:
        while self._recent and self._recent[0][0] <= self.day - ACTIVE_DAYS - 1:
            self._change(self._recent.popleft()[1], -1)
        today = []
        while self._next < len(self._events) and self._events[self._next][0] == self.day:
            today.append(self._events[self._next])
            self._next += 1
        self.pair_days += (len(self._met) - self._busy, len(self._known) * (len(self._known) - 1) - len(self._met))
        for actor, recipient, kind in sorted({event[1:] for event in today}):
            pair = (actor, recipient)
            if self._count.get(pair, 0) < LEAST_EVENTS and {actor, recipient} <= self._known:
                self.acts[MET if pair in self._met else STRANGERS, kind] += 1
        for _, actor, recipient, _ in today:
            self._known |= {actor, recipient}
            self._met.add((actor, recipient))
            self._recent.append((self.day, (actor, recipient)))
            self._change((actor, recipient), 1)
        self.day += 1

    def _change(self, pair: tuple[int, int], by: int) -> None:
        before = self._count.get(pair, 0)
        self._count[pair] = before + by
        self._busy += int(before + by >= LEAST_EVENTS) - int(before >= LEAST_EVENTS)
