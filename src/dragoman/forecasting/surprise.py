"""How surprising what happened was: -log2 of the probability that a forecast had given it a week before, in bits.

1 bit is a coin, 3.3 bits one chance in ten, 10 bits one in a thousand; no event has more than 13.3, since no forecast
goes below 1 in 10,000. For history the forecasts are made again, day by day, each from what had been published by then.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from dragoman.forecasting.backtest import replay_forecasts
from dragoman.forecasting.calibration import Doubles
from dragoman.forecasting.dyads import CLASSES, dyads
from dragoman.forecasting.history import History, Integers
from dragoman.forecasting.published import Act, Archive, quad_classes
from dragoman.forecasting.quiet import FLOOR, MET, STRANGERS, Quiet
from dragoman.forecasting.snapshot import find

AHEAD_DAYS = 7
CURVE_DAYS = 28
WARM_UP_DAYS = 28  # in the first weeks of an archive everything is new


@dataclass(frozen=True, slots=True)
class Surprise:
    """What happened, and the probability of such an act a week before its publication.

    `acts` are those of the same sides and quad class on that day; `curve` is what each eve's forecast said, up to the
    eve of the day; `basis` is record, met or strangers; `usual` is the share of past windows that held such an act.
    """

    acts: tuple[Act, ...]
    probability: float
    usual: float
    basis: str
    curve: tuple[tuple[date, float], ...]

    @property
    def bits(self) -> float:
        """-log2 of the probability."""
        return -math.log2(max(self.probability, FLOOR))

    @property
    def day(self) -> date:
        """The day of publication."""
        return self.acts[0].published

    @property
    def on_the_eve(self) -> float:
        """What the last forecast before the day said."""
        return self.curve[-1][1] if self.curve else self.probability


@dataclass(frozen=True, slots=True)
class _Eve:
    """What the forecasts of one eve said: of pairs with a record by key, of the others by rate."""

    key: Integers
    probability: Doubles
    usual: Doubles
    rates: Doubles


def surprises(
    archive: Archive, *, since: date | None = None, until: date | None = None, boosted: bool | None = None
) -> list[Surprise]:
    """What was published in these days, most surprising first.

    Acts of the same sides and class that follow within a week are no new surprise. Among equals, what more articles
    tell comes first.
    """
    known = archive.before(until + timedelta(days=1)) if until else archive
    history = known.history()
    if history.first_day is None:
        return []
    start = history.first_day
    asked = max(since or start, start + timedelta(days=WARM_UP_DAYS))
    eves = _replayed(history, (asked - start).days - CURVE_DAYS, boosted)
    found = [_surprise(group, history, eves, kind) for (kind, group) in _firsts(known.acts, asked)]
    return sorted(found, key=lambda one: (-round(one.bits, 1), -max(a.reports for a in one.acts), one.day))


def _replayed(history: History, first: int, boosted: bool | None) -> dict[int, _Eve]:
    source = dyads(history, quad_classes(history))
    quiet = Quiet(history, quad_classes(history))
    first, last = max(1, first), int(history.day[-1])
    eves: dict[int, _Eve] = {}
    if not len(source):
        for day in range(first, last + 1):
            quiet.advance(day)
            eves[day] = _Eve(np.zeros(0, np.int64), np.zeros(0), np.zeros(0), quiet.rates())
        return eves
    actors = len(history.actors)
    for made in replay_forecasts(source, first, last, horizon=AHEAD_DAYS, boosted=boosted):
        quiet.advance(made.day)
        table = made.table
        key = (source.actor[table.pair] * actors + source.recipient[table.pair]) * CLASSES + table.kind
        said = made.probabilities
        order = np.argsort(key)
        eves[made.day] = _Eve(key[order], said["ensemble"][order], said["climatology"][order], quiet.rates())
    return eves


def _firsts(acts: tuple[Act, ...], since: date) -> list[tuple[int, tuple[Act, ...]]]:
    """Acts by sides, class and day, without those that follow one listed within a week."""
    last: dict[tuple[str, str, int], date] = {}
    groups: dict[tuple[str, str, int, date], list[Act]] = {}
    for act in acts:
        if not act.recipient:
            continue
        cell = (act.actor, act.recipient, act.quad_class)
        before = last.get(cell)
        if before is None or before == act.published or (act.published - before).days >= AHEAD_DAYS:
            groups.setdefault((*cell, act.published), []).append(act)
            last[cell] = act.published
    return [(key[2] - 1, tuple(some)) for key, some in groups.items() if key[3] >= since]


def _surprise(acts: tuple[Act, ...], history: History, eves: Mapping[int, _Eve], kind: int) -> Surprise:
    assert history.first_day is not None
    actor, recipient = history.actors.index(acts[0].actor), history.actors.index(acts[0].recipient)
    met = history.day[(history.actor == actor) & (history.recipient == recipient)]
    first_met = int(met[0])
    key = (actor * len(history.actors) + recipient) * CLASSES + kind
    day = (acts[0].published - history.first_day).days
    said = {
        eve: _said(eves[eve], key, kind, first_met < eve) for eve in range(day - CURVE_DAYS, day + 1) if eve in eves
    }
    before = said.get(day - AHEAD_DAYS + 1) or next(iter(said.values()))
    curve = tuple((history.first_day + timedelta(days=eve), p) for eve, (p, _, _) in said.items())
    return Surprise(acts, *before, curve)


def _said(eve: _Eve, key: int, kind: int, has_met: bool) -> tuple[float, float, str]:
    """The probability, the share of past windows, and what it rests on."""
    row, is_there = find(eve.key, np.array([key]))
    if is_there[0]:
        return float(eve.probability[row[0]]), float(eve.usual[row[0]]), "record"
    rate = float(-np.expm1(-eve.rates[MET if has_met else STRANGERS, kind] * AHEAD_DAYS))
    return max(FLOOR, rate), max(FLOOR, rate), "met" if has_met else "strangers"
