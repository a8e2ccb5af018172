"""Directed pairs of actors from day to day, by quad class: what probabilities of events are made of.

    for eve in replay(dyads(history, quad_class_of), first=90, last=120):
        table = eve.table()                    # one row a (pair, quad class), for pairs that were active lately
        came = table.outcome(horizon=7)        # what did come: for fitting and scoring only

An `Eve` knows the events before its day and no other. Its columns are sums with forgetting of the days with an event (of the
class, of the others, of the reverse direction, of either actor with anybody), days since the last one, the share of past
windows that held one (climatology), what runs through third parties, and the weekday.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dragoman.forecasting.history import History, Integers
from dragoman.forecasting.kinds import read_kinds
from dragoman.forecasting.snapshot import NEVER, Floats, find

CLASSES = 4  # verbal and material cooperation, verbal and material conflict
CLASS_NAMES = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
HALF_LIVES = np.array([1.0, 3.0, 7.0, 14.0, 30.0, 90.0], np.float32)
DAYS_3, DAYS_7, DAYS_30, DAYS_90 = 1, 2, 4, 5
HORIZONS = (1, 7, 28)

# A pair is asked about when it had so many events in so many days before.
LEAST_EVENTS, ACTIVE_DAYS = 3, 90
ONSET_DAYS = 28  # an event after so many quiet days is an onset
WEEKDAY_KEPT = 1 - 1 / 180
REBASED_AFTER = 500  # days; the shortest half-life is one day, and 2 ** 1024 is more than a number holds
CLIMATE_WEIGHT = 20.0  # windows' worth of the class's share in a pair's own


@dataclass(frozen=True, slots=True)
class Dyads:
    """The events of a history by day, pair and quad class."""

    history: History
    actor: Integers  # of each pair
    recipient: Integers
    reverse: Integers  # the pair the other way round; the number of pairs where there is none
    first_day: int
    last_day: int
    event_day: Integers  # of each event with a quad class, sorted
    event_cell: Integers  # pair * CLASSES + class
    actor_cell: Integers  # of each event: actor * CLASSES + class
    recipient_cell: Integers
    actors: int
    kin: Integers  # of each pair: its two countries as a number; the last one where a name tells none
    back_kin: Integers  # the same the other way round
    kins: int

    def __len__(self) -> int:
        return len(self.actor)


def dyads(history: History, quad_class: Integers) -> Dyads:
    """The directed pairs of a history. `quad_class[relation]` is 1 to 4, or 0 for relations that have none."""
    kind = np.asarray(quad_class, np.int64)[history.relation]
    told = (kind > 0) & (history.actor != history.recipient)
    day, kind = history.day[told], kind[told] - 1
    actor, recipient = history.actor[told], history.recipient[told]
    actors = 1 + int(max(actor.max(initial=-1), recipient.max(initial=-1)))
    key = actor * actors + recipient
    pairs, number = np.unique(key, return_inverse=True)
    of, to = np.divmod(pairs, max(actors, 1))
    row, has_reverse = find(pairs, to * actors + of)
    kin, back_kin, kins = _kin(history, of, to)
    return Dyads(
        history,
        of,
        to,
        np.where(has_reverse, row, len(pairs)),
        int(history.day[0]) if len(history) else 0,
        int(history.day[-1]) if len(history) else -1,
        day,
        number * CLASSES + kind,
        actor * CLASSES + kind,
        recipient * CLASSES + kind,
        actors,
        kin,
        back_kin,
        kins,
    )


def _kin(history: History, of: Integers, to: Integers) -> tuple[Integers, Integers, int]:
    """Which pairs are between the same two countries. Where sides are countries, nobody has kin."""
    kinds = read_kinds(history.actors)
    countries = max(1, kinds.countries)
    country = kinds.country if len(kinds.country) else np.full(1 + max(of.max(initial=0), to.max(initial=0)), -1)
    is_told = (country[of] >= 0) & (country[to] >= 0)
    key = country[of] * countries + country[to]
    known, number = np.unique(key[is_told], return_inverse=True)
    kin = np.full(len(of), len(known))
    kin[is_told] = number
    row, has_reverse = find(known, country[to] * countries + country[of])
    return kin, np.where(is_told & has_reverse, row, len(known)), len(known)


class Eve:
    """What is known about every pair on the eve of `day`.

    Sums with forgetting are kept in the units of a base day: an event of day d adds 2 ** ((d - base) / half-life), and
    whoever reads a sum scales it to the day. So a day costs what its own events cost, however many pairs there are.
    """

    def __init__(self, source: Dyads) -> None:
        self.source, self.day = source, source.first_day
        cells = (len(source) + 1, CLASSES)  # the last row: no such pair
        self._base = source.first_day
        self._days_with = np.zeros((*cells, len(HALF_LIVES)))
        self._events = np.zeros((*cells, len(HALF_LIVES)))
        self._on_weekday = np.zeros((7, *cells))
        self.last = np.full(cells, -NEVER, np.float32)
        self.first = np.full(cells, np.inf, np.float32)
        self.active_days = np.zeros(cells, np.float32)
        self._windows_with = np.zeros((*cells, len(HORIZONS)), np.float32)  # also those that are not over yet
        self.out = np.zeros((source.actors, CLASSES, len(HALF_LIVES)), np.float32)
        self.into = np.zeros_like(self.out)
        self.of_kin = np.zeros((source.kins + 1, CLASSES, len(HALF_LIVES)), np.float32)
        self.total = np.zeros(len(source) + 1, np.int64)  # events so far
        self._lately = np.zeros(len(source) + 1, np.int64)  # events of the last ACTIVE_DAYS

    def advance(self) -> None:
        """Take in the events of `day`, and go on to the eve of the next one."""
        source, day = self.source, self.day
        if day - self._base > REBASED_AFTER:
            self._rebase()
        cell, count = np.unique(source.event_cell[_rows_of(source.event_day, day)], return_counts=True)
        weight = np.exp2((day - self._base) / HALF_LIVES.astype(np.float64))
        self._days_with.reshape(-1, len(HALF_LIVES))[cell] += weight
        self._events.reshape(-1, len(HALF_LIVES))[cell] += count[:, None] * weight
        self._on_weekday.reshape(7, -1)[day % 7, cell] += WEEKDAY_KEPT ** (self._base - day)
        kept, today = np.exp2(-1 / HALF_LIVES), _rows_of(source.event_day, day)
        kin_cell = source.kin[source.event_cell[today] // CLASSES] * CLASSES + source.event_cell[today] % CLASSES
        for sums, cells in (
            (self.out, source.actor_cell[today]),
            (self.into, source.recipient_cell[today]),
            (self.of_kin, kin_cell),
        ):
            sums *= kept
            met, times = np.unique(cells, return_counts=True)
            sums.reshape(-1, len(HALF_LIVES))[met] += times[:, None].astype(np.float32)
        self.of_kin[-1] = 0
        self._open_windows(cell, day)
        self.last.reshape(-1)[cell] = day
        self.first.reshape(-1)[cell] = np.minimum(self.first.reshape(-1)[cell], day)
        self.active_days.reshape(-1)[cell] += 1
        np.add.at(self.total, cell // CLASSES, count)
        np.add.at(self._lately, cell // CLASSES, count)
        gone = source.event_cell[_rows_of(source.event_day, day - ACTIVE_DAYS)]
        np.subtract.at(self._lately, gone // CLASSES, 1)
        self.day = day + 1

    def _open_windows(self, cell: Integers, day: int) -> None:
        """Count the windows that an event of today makes such as hold one: those that end from today on."""
        last = self.last.reshape(-1)[cell].astype(np.int64)
        for number, horizon in enumerate(HORIZONS):
            # not those that hold an earlier event as well, nor those that would begin before the history does
            first_end = np.maximum(np.maximum(last + horizon, day), self.source.first_day + horizon - 1)
            opened = np.maximum(day + horizon - first_end, 0)
            self._windows_with.reshape(-1, len(HORIZONS))[cell, number] += opened

    def _rebase(self) -> None:
        """Sums in the units of today, before those of long ago grow too large."""
        since = self.day - self._base
        for sums in (self._days_with, self._events):
            sums *= np.exp2(-since / HALF_LIVES.astype(np.float64))
        self._on_weekday *= WEEKDAY_KEPT**since
        self._base = self.day

    @property
    def _scale(self) -> npt.NDArray[np.float64]:
        return np.asarray(np.exp2(-(self.day - 1 - self._base) / HALF_LIVES.astype(np.float64)))

    def days_with(self, pair: Integers, kind: Integers) -> Floats:
        """Days with an event of the class, under each half-life: one row a pair."""
        return np.asarray(self._days_with[pair, kind] * self._scale, np.float32)

    def events(self, pair: Integers, kind: Integers) -> Floats:
        """Events of the class, under each half-life."""
        return np.asarray(self._events[pair, kind] * self._scale, np.float32)

    def windows_with(self, horizon: int) -> Floats:
        """How many past windows of so many days held an event: (pairs, classes)."""
        still_open = self.last[:-1] + horizon - max(self.day, self.source.first_day + horizon - 1)
        return np.asarray(self._windows_with[:-1, :, HORIZONS.index(horizon)] - np.maximum(still_open, 0), np.float32)

    def climatology(self, horizon: int) -> Floats:
        """The share of past windows of so many days that held an event: (pairs, classes), shrunk to the class's."""
        windows = max(0, self.day - self.source.first_day - horizon + 1)
        held = self.windows_with(horizon)
        # pairs that could have been asked about by now; those that will be are the future
        told = self.total[:-1] >= LEAST_EVENTS
        usual = held[told].sum(0) / max(1.0, windows * float(told.sum()))
        return np.asarray((held + CLIMATE_WEIGHT * usual) / (windows + CLIMATE_WEIGHT), np.float32)

    def asked(self) -> Integers:
        """The pairs with enough events lately."""
        return np.flatnonzero(self._lately[:-1] >= LEAST_EVENTS)

    def table(self, *, every: int = 1) -> Table:
        """Features of every active pair in every class; or of each so-many-th pair, others on other days."""
        pair = self.asked()[self.day % every :: every]
        rows = np.repeat(pair, CLASSES)
        kind = np.tile(np.arange(CLASSES), len(pair))
        columns = {
            **self._own(rows, kind),
            **self._between(rows, kind),
            **self._around(rows, kind),
            **self._of_kin(rows, kind),
        }
        for horizon in HORIZONS:
            columns[f"climate_{horizon}"] = self.climatology(horizon)[rows, kind]
        columns["class"] = kind.astype(np.float32)
        columns["weekday"] = np.full(len(rows), self.day % 7)
        columns["through_others"] = np.repeat(self._through_others(pair), CLASSES)
        features = np.stack([np.asarray(column, np.float32) for column in columns.values()], 1)
        is_onset = self.day - self.last[rows, kind] > ONSET_DAYS
        return Table(self.source, self.day, rows, kind, features, tuple(columns), is_onset)

    def _own(self, rows: Integers, kind: Integers) -> dict[str, Floats]:
        """The pair's own record in the class."""
        days, events = self.days_with(rows, kind), self.events(rows, kind)
        columns = {f"days_{_name(h)}": days[:, n] for n, h in enumerate(HALF_LIVES)}
        columns |= {f"events_{_name(HALF_LIVES[n])}": events[:, n] for n in (DAYS_7, DAYS_90)}
        columns["lag"] = np.minimum(self.day - self.last[rows, kind], NEVER)
        columns["age"] = np.where(np.isfinite(self.first[rows, kind]), self.day - self.first[rows, kind], 0)
        columns["active_days"] = self.active_days[rows, kind]
        columns["trend"] = (days[:, DAYS_7] + 0.1) / (days[:, DAYS_90] + 0.1)
        columns["same_weekday"] = self._on_weekday[self.day % 7, rows, kind] * WEEKDAY_KEPT ** (
            self.day - 1 - self._base
        )
        return columns

    def _between(self, rows: Integers, kind: Integers) -> dict[str, Floats]:
        """The pair in the other classes, and the other way round."""
        back = self.source.reverse[rows]
        back_days = self.days_with(back, kind)
        columns = {f"back_days_{_name(HALF_LIVES[n])}": back_days[:, n] for n in (0, 2, 4, 5)}
        columns["back_lag"] = np.minimum(self.day - self.last[back, kind], NEVER)
        columns["pair_lag"] = np.minimum(self.day - self.last[rows].max(1), NEVER)
        columns["back_pair_lag"] = np.minimum(self.day - self.last[back].max(1), NEVER)
        for number, name in enumerate(CLASS_NAMES):
            one_kind = np.full(len(rows), number)
            there, back_there = self.days_with(rows, one_kind), self.days_with(back, one_kind)
            for half_life in (DAYS_3, DAYS_30):
                days = _name(HALF_LIVES[half_life])
                columns[f"{name}_{days}"] = there[:, half_life]
                columns[f"back_{name}_{days}"] = back_there[:, half_life]
        return columns

    def _around(self, rows: Integers, kind: Integers) -> dict[str, Floats]:
        """Either actor with anybody, in the class and in all."""
        actor, recipient = self.source.actor[rows], self.source.recipient[rows]
        columns: dict[str, Floats] = {}
        for name, sums, who in (
            ("actor_out", self.out, actor),
            ("actor_in", self.into, actor),
            ("recipient_out", self.out, recipient),
            ("recipient_in", self.into, recipient),
        ):
            for half_life in (DAYS_3, DAYS_30):
                columns[f"{name}_{_name(HALF_LIVES[half_life])}"] = sums[who, kind, half_life]
            columns[f"{name}_all"] = sums.sum(1)[who, DAYS_7]
        whole = self.out.sum(0)[kind]
        columns["class_trend"] = whole[:, DAYS_3] / (whole[:, DAYS_90] + 1)
        out = self.out[actor, kind]
        columns["share_of_actor"] = self.events(rows, kind)[:, DAYS_30] / (out[:, DAYS_30] + 1)
        return columns

    def _of_kin(self, rows: Integers, kind: Integers) -> dict[str, Floats]:
        """What others of the two countries do to each other."""
        own, kin = self.events(rows, kind), self.source.kin[rows]
        others = np.maximum(self.of_kin[kin, kind] - own, 0)
        others[kin == self.source.kins] = 0
        back = self.of_kin[self.source.back_kin[rows], kind]
        columns = {f"kin_{_name(HALF_LIVES[n])}": others[:, n] for n in (DAYS_3, DAYS_7, DAYS_30)}
        columns["kin_back_7"] = back[:, DAYS_7]
        columns["kin_all_7"] = self.of_kin.sum(1)[kin, DAYS_7]
        return columns

    def _through_others(self, pair: Integers) -> Floats:
        """How much this week's dealings of the actor lead, over third parties, to the recipient."""
        source = self.source
        weight = self._days_with[:-1, :, DAYS_7].sum(1) * self._scale[DAYS_7]
        busy = np.flatnonzero(weight > 0.05)  # the rest adds next to nothing, and costs the time
        # pairs stand sorted by actor, then recipient; in plain NumPy, as the base install has no SciPy
        first = np.searchsorted(source.actor[busy], np.arange(source.actors + 1))
        start, size = first[source.actor[pair]], np.diff(first)[source.actor[pair]]
        row = np.repeat(np.arange(len(pair)), size)
        onward = busy[np.repeat(start - np.cumsum(size) + size, size) + np.arange(int(size.sum()))]
        wanted = source.recipient[onward] * source.actors + source.recipient[pair][row]
        arriving, is_there = find(source.actor[busy] * source.actors + source.recipient[busy], wanted)
        led = np.where(is_there, weight[onward] * weight[busy[arriving]] if len(busy) else 0, 0)
        return np.bincount(row, led, len(pair)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Table:
    """Features of (pair, class) rows on one eve."""

    source: Dyads
    day: int
    pair: Integers
    kind: Integers  # quad class, from 0
    features: Floats
    names: tuple[str, ...]
    is_onset: npt.NDArray[np.bool_]  # quiet in this class for ONSET_DAYS

    def column(self, name: str) -> Floats:
        """One feature of all rows."""
        return self.features[:, self.names.index(name)]

    def outcome(self, horizon: int) -> npt.NDArray[np.bool_]:
        """Which rows did have an event within the horizon. The future: for fitting and scoring only."""
        source = self.source
        first, last = np.searchsorted(source.event_day, (self.day, self.day + horizon))
        came = np.zeros(len(source) * CLASSES, np.bool_)
        came[source.event_cell[first:last]] = True
        return np.asarray(came[self.pair * CLASSES + self.kind], np.bool_)


def replay(source: Dyads, first: int, last: int) -> Iterator[Eve]:
    """The eves of `first` to `last`, both included. It is one object that moves on: take its table at once."""
    eve = Eve(source)
    while eve.day < first:
        eve.advance()
    while eve.day <= last:
        yield eve
        eve.advance()


def _rows_of(day: Integers, wanted: int) -> slice:
    first, last = np.searchsorted(day, (wanted, wanted + 1))
    return slice(int(first), int(last))


def _name(half_life: np.float32) -> str:
    return f"{half_life:.0f}"
