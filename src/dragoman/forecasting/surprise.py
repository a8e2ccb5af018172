"""How surprising what happened was: -log2 of the probability that a forecast had given it a week before, in bits.

1 bit is a coin, 3.3 bits one chance in ten, 10 bits one in a thousand; no event has more than 13.3, since no forecast
goes below 1 in 10,000. For history the forecasts are made again, day by day, each from what had been published by then.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from dragoman.forecasting.backtest import replay_forecasts
from dragoman.forecasting.calibration import Doubles
from dragoman.forecasting.dyads import CLASSES, dyads
from dragoman.forecasting.history import History, Integers
from dragoman.forecasting.published import Act, Archive, quad_classes
from dragoman.forecasting.quiet import BASES, DID, FLOOR, MET, STRANGERS, Quiet, Rates
from dragoman.forecasting.snapshot import find
from dragoman.ontology import codes

AHEAD_DAYS = 7
CURVE_DAYS = 28
# In the first weeks of an archive everything is new, and so it is as long as it tells of next to nothing.
WARM_UP_DAYS = 28
WARM_UP_ACTS = 25

BASIS_WORDS = {
    "record": "the two had a record of their own",
    "did": "it had done so before, but the two had little to do with each other of late",
    "met": "the two had met, but it had never done so",
    "strangers": "the two had never been reported together",
}


@dataclass(frozen=True, slots=True)
class Surprise:
    """What happened, and the probability of such an act a week before its publication.

    `acts` are those of the same sides and quad class on that day; `curve` is what each eve's forecast said, up to the
    eve of the day; `usual` is the share of past windows that held such an act. `basis` is record, did (so before, but
    little of late), met (in another way) or strangers.
    """

    acts: tuple[Act, ...]
    probability: float
    usual: float
    basis: str
    curve: tuple[tuple[date, float], ...]
    is_repeat: bool = False  # the same sides did so within the week before

    @property
    def bits(self) -> float:
        """-log2 of the probability."""
        return -math.log2(max(self.probability, FLOOR))

    @property
    def weight(self) -> float:
        """How much of a surprise it is: the bits, times how much of an act it is.

        That grows with the articles that tell it and with its distance from zero on PLOVER's scale: a telephone call
        between two who never spoke is as improbable as an air strike, and no news beside it.
        """
        return self.bits * max(
            math.log2(1 + act.reports) * (3 + abs(codes.score(act.type, act.mode))) for act in self.acts
        )

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
    rates: Rates


def surprises(
    archive: Archive,
    *,
    since: date | None = None,
    until: date | None = None,
    boosted: bool | None = None,
    again: bool = False,
) -> list[Surprise]:
    """What was published in these days, the greatest surprise (by `weight`) first.

    Acts of the same sides and class that follow within a week are no new surprise, and are left out unless they are asked
    for (`again`). The first weeks of an archive are left out.
    """
    known = archive.before(until + timedelta(days=1)) if until else archive
    history = known.history()
    if history.first_day is None:
        return []
    start = history.first_day
    if len(history) <= WARM_UP_ACTS:
        return []
    warm = max(WARM_UP_DAYS, int(history.day[WARM_UP_ACTS]))
    asked = max(since or start, start + timedelta(days=warm))
    eves = _replayed(history, (asked - start).days - CURVE_DAYS, boosted)
    found = [
        _surprise(group, history, eves, is_repeat)
        for group, is_repeat in _grouped(known.acts, asked)
        if again or not is_repeat
    ]
    return sorted(found, key=lambda one: (-one.weight, one.day, one.acts[0].actor, one.acts[0].recipient))


def by_sentence(found: Sequence[Surprise]) -> list[list[Surprise]]:
    """Surprises that one sentence tells are one, and so are acts of one kind to one side in one article.

    Iraq shares intelligence with Russia, Iran and Syria, and they with each other; Turkey, a member of NATO, shoots.
    """
    groups: list[list[Surprise]] = []
    known: dict[tuple[str, ...], list[Surprise]] = {}
    for one in found:
        receipt, types = one.acts[0].receipt, sorted({act.type for act in one.acts})
        keys = ((receipt.article, receipt.sentence), (receipt.article, one.acts[0].recipient, *types))
        group = next((known[key] for key in keys if key in known), None)
        if group is None:
            group = []
            groups.append(group)
        group.append(one)
        known |= dict.fromkeys(keys, group)
    return groups


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


def _grouped(acts: tuple[Act, ...], since: date) -> list[tuple[tuple[Act, ...], bool]]:
    """Acts by sides, class and day; and whether they follow one that is none such within a week."""
    last: dict[tuple[str, str, int], date] = {}
    groups: dict[tuple[str, str, int, date], list[Act]] = {}
    repeats = set()
    for act in acts:
        if not act.recipient:
            continue
        cell = (act.actor, act.recipient, act.quad_class)
        key = (*cell, act.published)
        if key not in groups:
            before = last.get(cell)
            if before is not None and (act.published - before).days < AHEAD_DAYS:
                repeats.add(key)
            else:
                last[cell] = act.published
        groups.setdefault(key, []).append(act)
    return [(tuple(some), key in repeats) for key, some in groups.items() if key[3] >= since]


def _surprise(acts: tuple[Act, ...], history: History, eves: Mapping[int, _Eve], is_repeat: bool) -> Surprise:
    assert history.first_day is not None
    kind = acts[0].quad_class - 1
    actor, recipient = history.actors.index(acts[0].actor), history.actors.index(acts[0].recipient)
    quad_class = quad_classes(history)[history.relation]
    there = (history.actor == actor) & (history.recipient == recipient)
    back = (history.actor == recipient) & (history.recipient == actor)
    did = int(history.day[there & (quad_class == kind + 1)][0])
    met = int(history.day[there | back][0])
    key = (actor * len(history.actors) + recipient) * CLASSES + kind
    day = (acts[0].published - history.first_day).days
    said = {}
    for number in range(day - CURVE_DAYS, day + 1):
        if eve := eves.get(number):
            basis = DID if did < number else MET if met < number else STRANGERS
            rate = eve.rates.probability(basis, actor, recipient, kind, AHEAD_DAYS)
            said[number] = _said(eve, key) or (rate, rate, BASES[basis])
    before = said.get(day - AHEAD_DAYS + 1) or next(iter(said.values()))
    curve = tuple((history.first_day + timedelta(days=eve), p) for eve, (p, _, _) in said.items())
    return Surprise(acts, *before, curve, is_repeat)


def _said(eve: _Eve, key: int) -> tuple[float, float, str] | None:
    """The probability and the share of past windows of a pair with a record of its own."""
    row, is_there = find(eve.key, np.array([key]))
    if not is_there[0]:
        return None
    return float(eve.probability[row[0]]), float(eve.usual[row[0]]), "record"
