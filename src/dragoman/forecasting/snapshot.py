"""What the history says on the eve of a day: sums with forgetting, over facts, pairs, actors and relations.

Every event is read from both ends. Seen from its actor it is (focus=actor, relation, other=recipient); seen from its
recipient it is (focus=recipient, relation + R, other=actor), with R the number of relations. So "who will X threaten?"
and "who will threaten X?" are one kind of question: (focus, relation) -> other.

A snapshot is computed anew for each day, by a few passes over sorted columns: simpler than keeping sums in step with
the days, and fast enough (half a million events: a third of a second).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dragoman.forecasting.history import History, Integers

Floats = npt.NDArray[np.float32]

# Days after which an event counts half. The shortest sees yesterday, the last one nearly counts.
HALF_LIVES = (1.5, 5.0, 15.0, 45.0, 1000.0)
YESTERDAY, WEEK, FORTNIGHT, SEASON, YEAR = range(5)

DOUBT = 1.0  # events' worth of none of the answers seen before

NEVER = 1000.0  # days since an event that never was


@dataclass(frozen=True, slots=True)
class Ends:
    """Events read from both ends, sorted by focus, other, relation, day."""

    focus: Integers
    other: Integers
    relation: Integers
    day: Integers


def both_ends(history: History, relations: int) -> Ends:
    """Every event from its actor's and from its recipient's end."""
    focus = np.concatenate([history.actor, history.recipient])
    other = np.concatenate([history.recipient, history.actor])
    relation = np.concatenate([history.relation, history.relation + relations])
    day = np.concatenate([history.day, history.day])
    order = np.lexsort((day, relation, other, focus))
    return Ends(focus[order], other[order], relation[order], day[order])


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over groups of events: how often (with forgetting), how lately, and how long before that."""

    decayed: Floats  # (groups, half-lives)
    lag: Floats  # days since the last event
    gap: Floats  # days between the last event day and the one before it
    first: Floats  # days since the first event

    def rows(self, chosen: npt.NDArray[np.bool_]) -> Sums:
        """The sums of the chosen groups alone."""
        return Sums(self.decayed[chosen], self.lag[chosen], self.gap[chosen], self.first[chosen])


def sums(starts: Integers, day: Integers, today: int) -> Sums:
    """The sums of groups that begin at `starts` of a column of days (sorted within each group)."""
    age = (today - day).astype(np.float32)
    decayed = np.empty((len(starts), len(HALF_LIVES)), np.float32)
    for number, half_life in enumerate(HALF_LIVES):
        decayed[:, number] = np.add.reduceat(np.exp2(-(age - 1) / np.float32(half_life)), starts)
    lag = np.minimum.reduceat(age, starts)
    group = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(day))))
    earlier = np.where(age > lag[group], age, np.float32(NEVER))
    gap = np.minimum.reduceat(earlier, starts) - lag
    return Sums(decayed, lag, gap, np.maximum.reduceat(age, starts))


class Groups:
    """Facts gathered by a key: their decayed sums, the days since the last one, how many facts, how many new ones."""

    def __init__(self, key: Integers, fact: Sums) -> None:
        order = np.argsort(key, kind="stable")
        starts = starts_of(key[order])
        self.key = key[order][starts]
        fresh = np.exp2(-(fact.first - 1) / np.float32(HALF_LIVES[SEASON]))
        # one row more at the end, for keys that were never seen
        self.decayed = _padded(np.add.reduceat(fact.decayed[order], starts, axis=0), 0.0)
        self.lag = _padded(np.minimum.reduceat(fact.lag[order], starts), NEVER)
        self.kinds = _padded(np.diff(np.append(starts, len(key))).astype(np.float32), 0.0)
        self.fresh = _padded(np.add.reduceat(fresh[order], starts), 0.0)

    def at(self, key: Integers) -> Integers:
        """The row of each key; the last, empty row for keys that were never seen."""
        row, seen = find(self.key, key)
        return np.where(seen, row, len(self.key))


class Shares:
    """Which answers each context had, by decayed count: shares with a little doubt about rare contexts."""

    def __init__(self, context: Integers, answer: Integers, answers: int, weight: Floats) -> None:
        key = context * answers + answer
        order = np.argsort(key, kind="stable")
        starts = starts_of(key[order])
        self.answers = answers
        self.key = key[order][starts]
        self.count = _padded(np.add.reduceat(weight[order], starts), 0.0)
        self.context, number = np.unique(self.key // answers, return_inverse=True)
        self.total = np.append(np.bincount(number, self.count[:-1]), 0).astype(np.float32)
        self.rows_of = np.append(starts_of(number), len(self.key))

    def counts(self, context: Integers, answer: Integers) -> Floats:
        """How often each answer was that of its context."""
        row, seen = find(self.key, context * self.answers + answer)
        return self.count[np.where(seen, row, len(self.key))]

    def shares(self, context: Integers, answer: Integers) -> Floats:
        """The share of each answer in its context."""
        row, seen = find(self.context, context)
        return self.counts(context, answer) / (self.total[np.where(seen, row, len(self.context))] + DOUBT)

    def table(self, context: Integers) -> Floats:
        """The shares of all answers: one row a context asked for."""
        wanted, back = np.unique(context, return_inverse=True)
        row, seen = find(self.context, wanted)
        table = np.zeros((len(wanted), self.answers), np.float32)
        for line in np.flatnonzero(seen):
            own = slice(self.rows_of[row[line]], self.rows_of[row[line] + 1])
            table[line, self.key[own] % self.answers] = self.count[own] / (self.total[row[line]] + DOUBT)
        return table[back]


class Snapshot:
    """What is known on the eve of `day` about facts, pairs, actors and relations."""

    def __init__(self, ends: Ends, day: int, actors: int, relations: int) -> None:
        known = ends.day < day
        if not known.all():
            ends = Ends(ends.focus[known], ends.other[known], ends.relation[known], ends.day[known])
        self.day, self.actors, self.relations = day, actors, relations
        self.events = len(ends.day)
        ways = 2 * relations
        key = (ends.focus * actors + ends.other) * ways + ends.relation
        starts = starts_of(key)
        self.fact_key = key[starts]
        self.focus, self.other, self.relation = ends.focus[starts], ends.other[starts], ends.relation[starts]
        self.fact = sums(starts, ends.day, day)
        self.fact_count = np.diff(np.append(starts, len(ends.day)))

        pair_starts = starts_of(self.fact_key // ways)
        self.pair_key = self.fact_key[pair_starts] // ways
        self.pair_fact = pair_starts  # first fact of each pair
        self.pair_focus, self.pair_other = self.focus[pair_starts], self.other[pair_starts]
        self.pair_decayed = np.add.reduceat(self.fact.decayed, pair_starts, axis=0)
        self.pair_lag = np.minimum.reduceat(self.fact.lag, pair_starts)
        self.pair_first = np.maximum.reduceat(self.fact.first, pair_starts)
        self.pair_kinds = np.diff(np.append(pair_starts, len(self.fact_key))).astype(np.float32)

        # rows [facts_of[e], facts_of[e + 1]) are the facts of focus e; likewise pairs
        bounds = np.arange(actors + 1)
        self.facts_of = np.searchsorted(self.focus, bounds)
        self.pairs_of = np.searchsorted(self.pair_focus, bounds)

        self.by_question = Groups(self.focus * ways + self.relation, self.fact)
        self.by_answer = Groups(self.relation * actors + self.other, self.fact)
        self.by_actor = Groups(self.focus, self.fact)
        self.by_relation = Groups(self.relation, self.fact)
        # how fast a focus meets new partners; how often events of a relation, or of a question, were first meetings
        fresh_pair = np.exp2(-(self.pair_first - 1) / np.float32(HALF_LIVES[SEASON]))
        self.partners = np.diff(self.pairs_of).astype(np.float32)
        self.new_partners = np.bincount(self.pair_focus, fresh_pair, actors).astype(np.float32)
        size = np.diff(np.append(pair_starts, len(self.fact_key)))
        meets = self.fact.first == np.repeat(self.pair_first, size)
        self.by_first_meeting = Groups(self.focus[meets] * ways + self.relation[meets], self.fact.rows(meets))
        fresh = np.exp2(-(self.fact.first[meets] - 1) / np.float32(HALF_LIVES[SEASON]))
        self.new_pairs_under = np.bincount(self.relation[meets], fresh, ways).astype(np.float32)

    def facts_at(self, focus: Integers, relation: Integers, other: Integers) -> tuple[Integers, npt.NDArray[np.bool_]]:
        """The rows of these facts, and which of them were ever seen (the row of an unseen one means nothing)."""
        return find(self.fact_key, (focus * self.actors + other) * (2 * self.relations) + relation)

    def pairs_at(self, focus: Integers, other: Integers) -> tuple[Integers, npt.NDArray[np.bool_]]:
        """The rows of these pairs, and which of them were ever seen together."""
        return find(self.pair_key, focus * self.actors + other)


def _padded(values: Floats, empty: float) -> Floats:
    width = [(0, 1)] + [(0, 0)] * (values.ndim - 1)
    return np.pad(values, width, constant_values=empty)


def starts_of(key: Integers) -> Integers:
    """Where each run of equal keys begins."""
    if len(key) == 0:
        return np.zeros(0, np.int64)
    return np.concatenate([[0], np.flatnonzero(key[1:] != key[:-1]) + 1])


def find(keys: Integers, wanted: Integers) -> tuple[Integers, npt.NDArray[np.bool_]]:
    """The row of each wanted key among sorted keys, and whether it is there (if not, the row means nothing)."""
    if len(keys) == 0:
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.bool_)
    row = np.searchsorted(keys, wanted)
    row[row == len(keys)] = 0
    return row, keys[row] == wanted
